"""Correcting a slip: the likeliest word for one that no publication has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rapidfuzz.distance import OSA
from tantivy import Query

from publod.search.index_state import State
from publod.search.query_builder import every, publications
from publod.search.schema import schema
from publod.search.text_analysis import fold, words

#: Shorter words have too many neighbours; from `_LONG` letters on, two slips are forgiven.
_SHORT, _LONG = 4, 8
#: Publications in which a word is looked for.
_SEEN = 30


def likeliest(state: State, word: str) -> str:
    """The word of some publication that is the fewest slips away; '' if there is none near."""
    folded = fold(word)
    if len(folded) < _SHORT or any(c.isdigit() for c in folded):
        return ""
    for slips in (1, 2) if len(folded) >= _LONG else (1,):
        query = Query.fuzzy_term_query(schema(), "spelling", folded, distance=slips)
        seen = _seen(state, query)
        candidates = [(distance(fold(w), folded), -n, w) for w, n in seen.items()]
        if fits := [rank for rank in candidates if rank[0] <= slips]:
            return min(fits)[2]
    return ""


def as_written(state: State, word: str) -> str:
    """A word with the marks that publications write, its own if any does so.

    '' if no text that is stored has it.
    """
    folded = fold(word)
    seen = _seen(state, Query.term_query(schema(), "spelling", folded, index_option="basic"))
    same = ((w == word, n, w) for w, n in seen.items() if fold(w) == folded)
    return max(same, default=(False, 0, ""))[2]


def _seen(state: State, query: Query) -> Counter[str]:
    """The words of the publications that fit, of the newest ones, and how often each stands."""
    near = state.ordered(every([query, publications()]), "newest", 0, _SEEN)
    return Counter(w for _, address in near for w in _words(state.stored(address)))


def _words(stored: dict[str, dict[str, str]]) -> Iterator[str]:
    texts = [*stored["names"], *(pair[1] for pair in stored["alternative"])]
    for field in ("title", "subtitle", "abstract"):
        texts += stored[field].values()
    for text in texts:
        yield from words(text)


def distance(one: str, other: str) -> int:
    """Slips: letters that are missing, added, wrong, or two that changed places; 3 for more."""
    return OSA.distance(one, other, score_cutoff=2)
