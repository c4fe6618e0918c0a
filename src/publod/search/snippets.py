"""Passages in which words were found, as pieces without any markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from publod.search.query_builder import Typed
from publod.search.search_interface import Snippet
from publod.search.text_analysis import STEMMED, WORD, languages_of, stem, words

#: Characters of a passage out of a longer text, and of what stands before its first find.
_PASSAGE = 220
_BEFORE = 60
_ELLIPSIS = "…"

Span = tuple[int, int]
#: For each language the units of a question as stems, by the first of these.
Stems = Mapping[str, Mapping[str, Sequence[tuple[str, ...]]]]


def stems_of(typed: Typed) -> Stems:
    """What is looked for, as stems in each language."""
    by_language: dict[str, dict[str, list[tuple[str, ...]]]] = {}
    for language in STEMMED:
        for unit in typed.units:
            stems = tuple(stem(word, language) for word in unit.words)
            by_language.setdefault(language, {}).setdefault(stems[0], []).append(stems)
    return by_language


def snippets(stored: Mapping[str, Any], stems: Stems, reader: str) -> tuple[Snippet, ...]:
    """The finds in a publication, in the reader's language if there are any in it."""
    best: list[Snippet] = []
    for field in ("title", "subtitle", "abstract"):
        texts: Mapping[str, str] = stored[field]
        for tag in sorted(texts, key=lambda tag: (languages_of(tag) != (reader,), tag)):
            if spans := finds(texts[tag], tag, stems):
                whole = field != "abstract"
                best.append(Snippet(field, tag, pieces(texts[tag], spans, whole=whole)))
                break
    return tuple(best)


def finds(text: str, tag: str, stems: Stems) -> list[Span]:
    """Where units stand in a text, from the first on; finds that touch are one."""
    places = list(WORD.finditer(text))
    words_of_text = words(text)
    spans: set[Span] = set()
    for language in languages_of(tag):
        here = [stem(word, language) for word in words_of_text]
        for place, word in enumerate(here):
            for unit in stems[language].get(word, ()):
                if len(unit) == 1 or tuple(here[place : place + len(unit)]) == unit:
                    spans.add((places[place].start(), places[place + len(unit) - 1].end()))
    if not spans:
        return []
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def pieces(text: str, spans: Sequence[Span], *, whole: bool) -> tuple[tuple[str, bool], ...]:
    """A text cut at its finds; not the ``whole`` of it, but the passage with the most of them."""
    start, end = (0, len(text)) if whole or len(text) <= _PASSAGE else _densest(text, spans)
    cut: list[tuple[str, bool]] = [(_ELLIPSIS, False)] if start else []
    last = start
    for left, right in spans:
        if left < start or right > end:
            continue
        cut += [(text[last:left], False), (text[left:right], True)]
        last = right
    cut.append((text[last:end] + (_ELLIPSIS if end < len(text) else ""), False))
    return tuple((piece, is_find) for piece, is_find in cut if piece)


def _densest(text: str, spans: Sequence[Span]) -> Span:
    """The window with the most finds, begun and ended at words; it holds one find at least."""

    def inside(left: int) -> int:
        return sum(left <= a and b <= left + _PASSAGE - _BEFORE for a, b in spans)

    first = max((left for left, _ in spans), key=lambda left: (inside(left), -left))
    end_of_first = next(right for left, right in spans if left == first)
    start = max(0, min(first - _BEFORE, len(text) - _PASSAGE))
    end = max(min(len(text), start + _PASSAGE), end_of_first)
    if start:
        start = text.find(" ", start, first) + 1 or first
    if end < len(text):
        end = max(text.rfind(" ", end_of_first, end), end_of_first)
    return start, end
