"""What stands in for words that no publication has: longer words, parts, a correction, a relative.

In this order: a word that goes on is no slip, and neither is a compound of known words. A word with
another ending ("prostitution" for "prostituerade") comes after a correction, which changes less.
Readers see what stands in, so it is made of whole words of the catalogue and never of stems.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from publod.search.index_state import State
from publod.search.languages import compounding, links
from publod.search.query_builder import (
    SHORTEST_PART,
    frequency_of,
    number_with,
    words_ending_in,
)
from publod.search.spelling import as_written, likeliest
from publod.search.text_analysis import fold, stem
from publod.search.typed_text import Unit

#: A beginning has so many letters at least, an end as well.
_SHORTEST, _SHORTEST_NUMBER = 3, 4
_SHORTEST_END = 6
#: Of two words with different endings, the letters and the share of letters that are the same, at
#: least: "tigg" in "tiggare" and "tiggeri"; and the words of one beginning that are compared.
_SHORTEST_SAME, _SAME = 4, 0.6
_MOST_RELATIVES = 24
#: Parts of a compound, and how long one of many is at least: "sko" is in "människohandel".
_MOST_PARTS, _SHORTEST_OF_MANY = 4, 4
_LONGEST_COMPOUND = 48


def stand_in(state: State, unit: Unit) -> Unit | None:
    """What is looked for in place of a unit that no publication has; None if nothing is near."""
    return state.cached(("instead", unit), lambda: next(_candidates(state, unit), None))


def as_text(unit: Unit) -> str:
    """A stand-in as a reader is told of it: "prostitu…", "…norrland", "människohandel offer"."""
    text = " ".join(unit.words)
    if unit.form == "beginning":
        return f"{text}…"
    return f"…{unit.typed}" if unit.form == "ending" else text


def _candidates(state: State, unit: Unit) -> Iterator[Unit]:
    if len(unit.words) > 1:
        words = tuple(_corrected(state, word) for word in unit.words)
        together = Unit(words, typed=unit.typed)
        if words != unit.words and frequency_of(state, together):
            yield together
        return
    (word,) = unit.words
    for form in (_beginning, _ending, _parts, _correction, _relative, _parts_of_relatives):
        other = form(state, word)
        if other is not None and frequency_of(state, other):
            yield other


def _corrected(state: State, word: str) -> str:
    known = frequency_of(state, Unit((word,)))
    return word if known else likeliest(state, word) or word


def _beginning(state: State, word: str) -> Unit | None:
    shortest = _SHORTEST if word.isalpha() else _SHORTEST_NUMBER
    is_there = len(word) >= shortest and state.searcher.terms_with_prefix(
        "spelling", fold(word), limit=1
    )
    return Unit((word,), form="beginning", typed=word) if is_there else None


def _ending(state: State, word: str) -> Unit | None:
    longer = words_ending_in(state, word) if len(word) >= _SHORTEST_END else []
    return Unit(tuple(longer), form="ending", typed=word) if longer else None


def _parts(state: State, word: str) -> Unit | None:
    parts = tuple(_whole_word(state, part) for part in split(state, word))
    return Unit(parts, form="parts", typed=word) if parts and all(parts) else None


def _correction(state: State, word: str) -> Unit | None:
    corrected = likeliest(state, word)
    return Unit((corrected,), typed=word) if corrected else None


def _relative(state: State, word: str) -> Unit | None:
    """The commonest word that shares the longest beginning with a word, or at least its stem.

    Of a compound the beginning reaches into the last part: "offret" may not just be left out.
    """
    if not word.isalpha():
        return None
    folded = fold(word)
    last = "".join(split(state, word)[-1:])
    stems = (len(stem(word, language)) for language in compounding())
    same = min(_same(folded), max(_SHORTEST_SAME, min(stems, default=len(folded))))
    shortest = max(same, len(folded) - len(last) + SHORTEST_PART if last else 0)
    for length in range(len(folded) - 1, shortest - 1, -1):
        longer = state.searcher.terms_with_prefix(
            "spelling", folded[:length], limit=_MOST_RELATIVES
        )
        near = [other for other, _ in longer if other.isalpha() and _same(other) <= length]
        known = ((frequency_of(state, Unit((other,))), -len(other), other) for other in near)
        for frequency, _, other in sorted(known, reverse=True):
            if frequency and (written := as_written(state, other)):
                return Unit((written,), typed=word)
    return None


def _same(word: str) -> int:
    """Letters that a word shares at least with one that differs in its ending."""
    return max(_SHORTEST_SAME, int(len(word) * _SAME))


def _parts_of_relatives(state: State, word: str) -> Unit | None:
    """The parts of a compound, those that stand nowhere alone in another form of theirs."""
    parts = tuple(
        _whole_word(state, part) or _inflected(state, part) for part in split(state, word)
    )
    return Unit(parts, form="parts", typed=word) if parts and all(parts) else None


def _whole_word(state: State, word: str) -> str:
    """A word with the marks that it has in the catalogue; '' if only its stem stands there."""
    searcher, folded = state.searcher, fold(word)
    if searcher.doc_freq("spelling", folded) or searcher.doc_freq("name_any", folded):
        return as_written(state, word) or word
    return ""


def _inflected(state: State, word: str) -> str:
    """The commonest word with the same stem, as it is written; '' if there is none."""
    for language in compounding():
        stemmed = stem(word, language)
        longer = state.searcher.terms_with_prefix("spelling", stemmed, limit=_MOST_RELATIVES)
        same = (as_written(state, other) for other, _ in longer if stem(other, language) == stemmed)
        if found := next(filter(None, same), ""):
            return found
    return ""


def split(state: State, word: str) -> tuple[str, ...]:
    """The words of a compound as the index has them, () if it is none of such words.

    The fewest parts win, of as many those that most publications have.
    """
    if not word.isalpha() or not 2 * SHORTEST_PART <= len(word) <= _LONGEST_COMPOUND:
        return ()

    linking = links()

    @cache
    def best(start: int, most: int) -> tuple[int, int, tuple[str, ...]] | None:
        """Of the word from a letter on: how many parts, how rare the rarest is, and the parts."""
        rest = word[start:]
        options: list[tuple[int, int, tuple[str, ...]]] = []
        if start and len(rest) >= SHORTEST_PART and (found := number_with(state, rest)):
            options.append((1, -found, (rest,)))
        ends = range(start + SHORTEST_PART, len(word) - SHORTEST_PART + 1) if most > 1 else ()
        for end in ends:
            part = word[start:end]
            if not (found := number_with(state, part)):
                continue
            for after in (end, end + 1) if word[end] in linking else (end,):
                if (further := best(after, most - 1)) is not None:
                    count, rarest, parts = further
                    options.append((count + 1, max(rarest, -found), (part, *parts)))
        return min(options, default=None)

    found = best(0, _MOST_PARTS)
    if found is None:
        return ()
    count, _, parts = found
    shortest = min(map(len, parts))
    return parts if count == 2 or shortest >= _SHORTEST_OF_MANY else ()
