"""Passages in which words were found, as pieces without any markup."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publod.search.index_state import State
from publod.search.languages import compounding, languages_of, stemmed
from publod.search.query_builder import compounds_of, words_ending_in
from publod.search.search_interface import Snippet
from publod.search.text_analysis import WORD, fold, stem, words
from publod.search.typed_text import Typed

#: Characters of a passage out of a longer text, and of what stands before its first find.
_PASSAGE = 220
_BEFORE = 60
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True)
class Wanted:
    """What is looked for, as stems in each language.

    ``units`` has, for each language, the units by the first of their stems; ``beginnings`` are
    folded, and ``compounds`` stems of languages that make words of words.
    """

    units: Mapping[str, Mapping[str, Sequence[tuple[str, ...]]]]
    beginnings: tuple[str, ...] = ()
    compounds: frozenset[str] = frozenset()


def wanted_of(state: State, typed: Typed) -> Wanted:
    """What is looked for in texts, with the compounds of the index that it is the end of."""
    by_language: dict[str, dict[str, list[tuple[str, ...]]]] = {code: {} for code in stemmed()}
    beginnings: list[str] = []
    compounds: set[str] = set()
    for unit in typed.units:
        if unit.form == "beginning":
            beginnings.append(fold(unit.words[0]))
        elif unit.form == "ending":
            compounds.update(unit.words)
        else:
            together = [(word,) for word in unit.words] if unit.form == "parts" else [unit.words]
            for words_of_unit in together:
                for language in stemmed():
                    stems = tuple(stem(word, language) for word in words_of_unit)
                    by_language[language].setdefault(stems[0], []).append(stems)
                if unit.form == "parts":
                    compounds.update(words_ending_in(state, words_of_unit[0]))
                elif len(words_of_unit) == 1:
                    compounds.update(compounds_of(state, words_of_unit[0]))
    return Wanted(by_language, tuple(beginnings), frozenset(compounds))


def snippets(stored: Mapping[str, Any], wanted: Wanted, reader: str) -> tuple[Snippet, ...]:
    """The finds in a publication, in the reader's language if there are any in it."""
    best: list[Snippet] = []
    for field in ("title", "subtitle", "abstract"):
        texts: Mapping[str, str] = stored[field]
        for tag in sorted(texts, key=lambda tag: (languages_of(tag) != (reader,), tag)):
            if spans := finds(texts[tag], tag, wanted):
                whole = field != "abstract"
                best.append(Snippet(field, tag, pieces(texts[tag], spans, whole=whole)))
                break
    return tuple(best)


def finds(text: str, tag: str, wanted: Wanted) -> list[Span]:
    """Where units stand in a text, from the first on; finds that touch are one."""
    places = list(WORD.finditer(text))
    words_of_text = words(text)
    spans: set[Span] = set()
    if wanted.beginnings:
        spans.update(
            found.span()
            for found, word in zip(places, words_of_text, strict=True)
            if fold(word).startswith(wanted.beginnings)
        )
    for language in languages_of(tag):
        here = [stem(word, language) for word in words_of_text]
        makes_compounds = language in compounding()
        for place, word in enumerate(here):
            if makes_compounds and word in wanted.compounds:
                spans.add(places[place].span())
            for unit in wanted.units[language].get(word, ()):
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
