"""Records by their names: as somebody types, and for reconciling a list of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz import fuzz
from tantivy import DocAddress, FieldType, Query

from publod.search.index_state import State
from publod.search.query_builder import every, only_first, some
from publod.search.schema import IDENTIFIED, READERS, identifier_key, name_key, schema
from publod.search.search_interface import Suggestion
from publod.search.text_analysis import clean

#: Characters and words of a name that are read.
_LONGEST, _MOST_WORDS = 200, 12
#: The kinds whose names are the likeliest to be meant.
_HEADINGS = ("subject", "agent", "place")
_SHORT, _LONG = 4, 8
#: Names that are read at a time, and at most, until there are enough that differ.
_READ, _MOST_READ = 40, 400
#: Candidates that are compared letter by letter.
_COMPARED = 60


def suggest(state: State, typed: str, reader: str, limit: int) -> list[Suggestion]:
    """See `SearchIndex.suggest`."""
    key = name_key(typed[:_LONGEST])
    if not key or limit < 1:
        return []
    language = reader if reader in READERS else "en"
    queries = [
        every([names, _of_kinds(kinds)])
        for spoken in (language, "any")
        for names in (_is(key, spoken), _begins(key, spoken), _has(key, spoken))
        for kinds in (_HEADINGS, ("publication",))
    ]
    suggestions: dict[tuple[str, str], Suggestion] = {}
    for number in range(len(queries)):
        query = only_first(queries, number)
        # Editions have one name: of some that are called the same, the first is enough.
        for path, address in _in_order(state, query, f"title_{language}"):
            stored = state.stored(address)
            name, tag = _best(stored, key, language)
            suggestion = Suggestion(stored["kind"], path, name, tag)
            suggestions.setdefault((suggestion.kind, name.casefold()), suggestion)
            if len(suggestions) >= limit:
                return list(suggestions.values())
    return list(suggestions.values())


def _in_order(state: State, query: Query, order: str) -> Iterator[tuple[str, DocAddress]]:
    for offset in range(0, _MOST_READ, _READ):
        hits = state.ordered(query, order, offset, _READ)
        yield from hits
        if len(hits) < _READ:
            return


def match(
    state: State,
    text: str,
    kinds: Iterable[str],
    limit: int,
    *,
    year: int | None = None,
    alike: bool = True,
) -> list[tuple[str, float]]:
    """See `SearchIndex.match`."""
    text = clean(text[:_LONGEST]).strip()
    key = name_key(text)
    wanted = tuple(kinds)
    if not key or not wanted or limit < 1:
        return []
    among = [_of_kinds(wanted)]
    if year is not None:
        among.append(_of_year(year))
    same = every([_is(key, "any"), *among])
    addresses = [address for _, address in state.ordered(same, "path", 0, max(limit, _COMPARED))]
    if alike:
        near = every([some([_near(word) for word in _words(key)]), *among])
        addresses += [address for _, address in state.hits(near, _COMPARED).documents]
    like = Likeness(text)
    names = {stored["path"]: stored for stored in map(state.stored, addresses)}
    scored = [
        (path, max(like.of(name) for name, _tag in _names(one))) for path, one in names.items()
    ]
    return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:limit]


def identified(state: State, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:
    """See `SearchIndex.identified`."""
    key = identifier_key(identifier[:_LONGEST])
    wanted = tuple(kinds)
    if not key or not wanted or limit < 1:
        return []
    query = every([_term("begins_any", IDENTIFIED + key), _of_kinds(wanted)])
    return [path for path, _ in state.ordered(query, "path", 0, limit)]


class Likeness:
    """How much names are a text, from 0 to 1; 1 is the text but for case, 0.98 its folded words."""

    def __init__(self, text: str) -> None:
        self._text = text.casefold()
        self._key = name_key(text)
        self._words = set(self._key.split())

    def of(self, name: str) -> float:
        """The likeness of one name: of its letters or of its words, whichever is greater."""
        if name.casefold() == self._text:
            return 1.0
        key = name_key(name)
        if key == self._key:
            return 0.98
        words = set(key.split())
        total = len(words) + len(self._words)
        shared = 2 * len(words & self._words) / total if total else 0.0
        return round(0.95 * max(fuzz.ratio(key, self._key) / 100, shared), 4)


def _words(key: str) -> list[str]:
    return key.split()[:_MOST_WORDS]


def _is(key: str, language: str) -> Query:
    return _term(f"begins_{language}", key)


def _begins(key: str, language: str) -> Query:
    return _prefix(f"begins_{language}", key)


def _has(key: str, language: str) -> Query:
    *whole, last = _words(key)
    field = f"name_{language}"
    return every([*(_term(field, word) for word in whole), _prefix(field, last)])


def _prefix(field: str, text: str) -> Query:
    return Query.fuzzy_term_query(schema(), field, text, distance=0, prefix=True)


def _near(word: str) -> Query:
    """A word, or for less one that begins as it does, slips forgiven."""
    exact = Query.const_score_query(_term("name_any", word), 2.0)
    if len(word) < _SHORT:
        return exact
    slips = 2 if len(word) >= _LONG else 1
    near = Query.fuzzy_term_query(schema(), "name_any", word, distance=slips, prefix=True)
    return Query.disjunction_max_query([exact, Query.const_score_query(near, 1.0)])


def _term(field: str, word: str) -> Query:
    return Query.term_query(schema(), field, word, index_option="basic")


def _of_year(year: int) -> Query:
    within = Query.range_query(schema(), "year", FieldType.Integer, year, year)
    return Query.const_score_query(within, 0.0)


def _of_kinds(kinds: Iterable[str]) -> Query:
    named = [_term("kind", kind.encode("utf-8", "replace").decode()) for kind in kinds]
    return Query.const_score_query(some(named), 0.0)


def _names(stored: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for tag, name in stored["title"].items():
        yield name, tag
    for tag, name in stored["alternative"]:
        yield name, tag


def _best(stored: dict[str, Any], key: str, language: str) -> tuple[str, str]:
    """Of a record's names the one that was typed the beginning of, in the reader's language."""
    last = _words(key)[-1]

    def rank(named: tuple[str, str]) -> tuple[bool, bool, bool]:
        name = name_key(named[0])
        has_all = all(word in name.split() for word in _words(key)[:-1])
        has_last = any(word.startswith(last) for word in name.split())
        is_own = named[1].partition("-")[0].lower() == language
        return not (has_all and has_last), not is_own, not name.startswith(key)

    return min(_names(stored), key=rank)
