"""Records by their names: as somebody types, and for reconciling a list of names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz
from tantivy import DocAddress, FieldType, Query

from publod.bibliography.triple_index import pick
from publod.search.index_state import State
from publod.search.languages import is_stop_word
from publod.search.query_builder import every, only_first, some
from publod.search.schema import (
    IDENTIFIED,
    PREFERRED,
    clean_path,
    identifier_key,
    name_key,
    reader_of,
    schema,
)
from publod.search.search_interface import Name, NamedRecord, Suggestion
from publod.search.text_analysis import clean

#: Characters and words of a name that are read.
_LONGEST, _MOST_WORDS = 200, 12
#: The kinds whose names are the likeliest to be meant.
_HEADINGS = ("subject", "agent", "place")
#: The kinds of which a typed name is one thing, in the order in which things of a name are shown.
_NAMED = ("subject", "agent", "type", "audience", "place", "work")
#: Words of a name that is looked for in a longer text.
_LONGEST_SPAN = 6
#: A number by which a thing may be meant has so many signs at least: "22" is the code of a county.
_SHORTEST_NUMBER = 6
#: Suggestions of one name, while there are others.
_MOST_OF_NAME = 3
_SHORT, _LONG = 4, 8
#: Names that are read at a time, and at most, until there are enough that differ.
_READ, _MOST_READ = 40, 400
#: Candidates that are compared letter by letter.
_COMPARED = 60


def suggest(state: State, typed: str, reader: str, limit: int) -> list[Suggestion]:
    """See `SearchIndex.suggest`.

    Names in the reader's language come first; of these what is typed in full, what begins with it,
    what has it; of these preferred names; of these headings before titles. Editions that
    are only stated come last.
    """
    key = name_key(typed[:_LONGEST])
    if not key or limit < 1:
        return []
    language = reader_of(reader)
    queries = [
        every([names(key, spoken, mark), _of_kinds(kinds)])
        for spoken in (language, "any")
        for names in (_is, _begins, _has)
        for mark in (PREFERRED, "")
        for kinds in (_HEADINGS, ("publication",))
    ]
    queries += [
        every([names(key, "any"), _of_kinds(("edition",))]) for names in (_is, _begins, _has)
    ]
    suggestions: dict[object, Suggestion] = {}
    further: list[Suggestion] = []
    of_name: Counter[tuple[str, str]] = Counter()
    for number in range(len(queries)):
        query = only_first(queries, number)
        for path, address in _in_order(state, query, f"title_{language}"):
            one = _suggestion(state.stored(address), path, key, language)
            line = _line(one)
            if line in suggestions:
                continue
            # A title that many works have would leave no room for others.
            if of_name[one.kind, one.name.casefold()] >= _MOST_OF_NAME:
                further.append(one)
                continue
            of_name[one.kind, one.name.casefold()] += 1
            suggestions[line] = one
            if len(suggestions) >= limit:
                return _of_works(state, suggestions.values())
    for one in further:
        suggestions.setdefault(_line(one), one)
    return _of_works(state, list(suggestions.values())[:limit])


def _suggestion(stored: dict[str, Any], path: str, key: str, language: str) -> Suggestion:
    name, tag = _best(stored, key, language)
    preferred, spoken = pick(stored["title"], language)
    # Names of one key are one name in other letters.
    is_shown = name_key(name) == name_key(preferred) or not preferred
    is_hidden = name not in {text for text, _ in _names(stored)}
    one = Suggestion(
        stored["kind"], path, name, tag, *(("", "") if is_shown else (preferred, spoken)), is_hidden
    )
    if one.kind != "publication":
        return one
    subtitle, subtitled = pick(stored["subtitle"], language)
    return replace(
        one,
        subtitle=subtitle,
        subtitle_language=subtitled,
        year=stored["year"],
        edition=stored["edition"],
        creators=", ".join(pick(names, language)[0] for names in stored["creators"]),
        work=stored["work"],
    )


def _line(one: Suggestion) -> object:
    """What lines of suggestions must not share: editions of a work that have one title are one."""
    name = one.kind, one.name.casefold(), one.preferred.casefold()
    if one.work:
        return *name, one.work
    return *name, one.subtitle.casefold(), one.year, one.edition, one.creators


def _of_works(state: State, suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """The suggestions, each with its work only if there are more editions with its title."""
    counted = []
    for one in suggestions:
        if one.work:
            title = _term("whole", name_key(one.preferred or one.name))
            editions = state.count(every([_term("work", clean_path(one.work)), title]))
            counted.append(one if editions > 1 else replace(one, work=""))
        else:
            counted.append(one)
    return counted


def named(state: State, text: str, limit: int) -> list[Name]:
    """See `SearchIndex.named`."""
    words_of_text = name_key(text[:_LONGEST]).split()[:_MOST_WORDS]
    count = len(words_of_text)
    if (numbered := _numbered(state, text, limit)) is not None:
        return [replace(numbered, end=count)]
    names: list[Name] = []
    taken = [False] * count
    for length in dict.fromkeys((count, *range(min(count, _LONGEST_SPAN), 0, -1))):
        for start in range(count - length + 1):
            key = " ".join(words_of_text[start : start + length])
            if any(taken[start : start + length]) or (length < count and is_stop_word(key)):
                continue
            if length and (one := _name(state, key, limit)):
                taken[start : start + length] = [True] * length
                names.append(replace(one, start=start, end=start + length))
    return names


def _numbered(state: State, text: str, limit: int) -> Name | None:
    """The records that are registered under a number, if a text is one."""
    key = identifier_key(text[:_LONGEST])
    if len(key) < _SHORTEST_NUMBER or not any(character.isdigit() for character in key):
        return None
    query = every([_term("begins_any", IDENTIFIED + key), _of_kinds(_NAMED)])
    hits = state.ordered(query, "path", 0, max(1, limit))
    if not hits:
        return None
    stored = [state.stored(address) for _, address in hits]
    records = [
        NamedRecord(
            one["kind"],
            one["path"],
            one["title"],
            tuple((tag, name) for tag, name in one["alternative"]),
            clean(text).strip(),
            False,
        )
        for one in stored
    ]
    return Name(0, 0, tuple(records[:limit]), state.count(query))


def _name(state: State, key: str, limit: int) -> Name | None:
    """The records that have a name; those whose preferred name it is come first."""
    kinds = _of_kinds(_NAMED)
    queries = [every([_is(key, "any", mark), kinds]) for mark in (PREFERRED, "")]
    total = state.count(queries[1])
    if not total:
        return None
    records: list[NamedRecord] = []
    for number in range(len(queries)):
        query = only_first(queries, number)
        for path, address in state.ordered(query, "path", 0, max(1, limit - len(records))):
            stored = state.stored(address)
            spelled = next((name for name, _ in _names(stored) if name_key(name) == key), "")
            alternative = tuple((tag, name) for tag, name in stored["alternative"])
            records.append(
                NamedRecord(
                    stored["kind"], path, stored["title"], alternative, spelled, number == 0
                )
            )
        if len(records) >= limit:
            break
    return Name(0, 0, tuple(records[:limit]), total)


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


def _is(key: str, language: str, mark: str = "") -> Query:
    return _term(f"begins_{language}", mark + key)


def _begins(key: str, language: str, mark: str = "") -> Query:
    return _prefix(f"begins_{language}", mark + key)


def _has(key: str, language: str, mark: str = "") -> Query:
    *whole, last = (mark + word for word in _words(key))
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
    preferred = {*stored["title"].values()}

    def rank(named: tuple[str, str]) -> tuple[bool, bool, bool, bool]:
        name = name_key(named[0])
        has_all = all(word in name.split() for word in _words(key)[:-1])
        has_last = any(word.startswith(last) for word in name.split())
        is_own = named[1].partition("-")[0].lower() == language
        is_preferred = named[0] in preferred
        return not (has_all and has_last), not is_own, not name.startswith(key), not is_preferred

    hidden = ((name, tag) for tag, name in stored["hidden"])
    return min((*_names(stored), *hidden), key=rank)
