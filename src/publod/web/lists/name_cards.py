"""What was typed as a thing: a subject, a body, a language or a year, above what it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext, ngettext
from flask_babel.speaklater import LazyString

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.language_codes_and_names import TWO_LETTERS, language_name
from publod.search.facet_definitions import FACET_NAMES
from publod.search.schema import name_key
from publod.search.search_interface import Name, NamedRecord, SearchIndex, SearchRequest
from publod.vocabulary import DCTERMS, PUB, SKOS
from publod.web.lists.concept_lists import statements_of
from publod.web.lists.kind_pages import mentioned
from publod.web.lists.list_formats import Unindexed
from publod.web.lists.result_facets import HEADINGS
from publod.web.lists.search_request import Query, value_of, year_range
from publod.web.record_names import Value, nearest, numeral
from publod.web.records.property_labels import KINDS
from publod.web.site import Site

#: Cards above the hits.
MOST = 3
#: Kinds in the order in which things of one name are shown.
_ORDER = ("subject", "agent", "type", "audience", "place", "work")
#: Other names of a thing that are shown where nothing else says what it is.
_ALTERNATIVE = 3
_MOST_YEARS_APART = 500


@dataclass(frozen=True, slots=True)
class Card:
    """A thing that was typed. ``typed`` is the name by which, where it is shown by another.

    ``query`` is the query of the address with its publications, or '' where its page has them;
    ``number`` says how many there are, '' of what is only mentioned.
    """

    kind: LazyString | str
    name: Value
    typed: str
    about: Value
    number: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name that several things have: how many, and of how many there are cards."""

    name: str
    number: str
    shown: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a text; ``ambiguous`` has what is said of names that several things have."""

    cards: tuple[Card, ...] = ()
    ambiguous: tuple[Ambiguous, ...] = ()


def cards_of(site: Site, index: SearchIndex | Unindexed, text: str, language: str) -> Cards:
    """The things whose names a text is made of, in the order of the text. Raises SearchError."""
    words = name_key(text).split()
    if not words:
        return Cards()
    names = index.named(text, MOST)
    taken = {place for name in names for place in range(name.start, name.end)}
    dated: list[tuple[int, Card]] = []
    placed = [(name.start, card) for name in names for card in _cards(site, index, name, language)]
    for start, end, low, high in _years(text):
        if taken.isdisjoint(range(start, end)) and (card := _of_years(index, low, high, language)):
            dated.append((start, card))
    spoken = [
        (start, card)
        for start, end, code in _languages(words)
        if taken.isdisjoint(range(start, end))
        and (card := _of_language(index, code, " ".join(words[start:end]), language))
    ]
    placed = sorted([*placed, *dated, *spoken], key=lambda pair: pair[0])
    once: dict[tuple[str, str], tuple[int, Card]] = {}
    for place, card in placed:  # what was typed twice has one card
        once.setdefault((card.name.target, card.query), (place, card))
    placed = list(once.values())[:MOST]
    shown = Counter(place for place, _ in placed)
    ambiguous = tuple(
        Ambiguous(
            name.records[0].name or " ".join(words[name.start : name.end]),
            numeral(name.total, language),
            shown[name.start],
            is_whole=shown[name.start] >= name.total,
        )
        for name in sorted(names, key=lambda name: name.start)
        if name.total > 1 and shown[name.start]
    )
    return Cards(tuple(card for _, card in placed), ambiguous)


def _cards(site: Site, index: SearchIndex | Unindexed, name: Name, language: str) -> Iterator[Card]:
    graphs = site.repository.graphs([record.path for record in name.records])
    ordered = sorted(name.records, key=lambda r: (not r.is_preferred, _ORDER.index(r.kind), r.path))
    for record in ordered:
        if record.path in graphs and record.kind not in site.customisation.hidden:
            yield _of_record(site, index, record, graphs[record.path], language)


def _of_record(
    site: Site, index: SearchIndex | Unindexed, record: NamedRecord, graph: str, language: str
) -> Card:
    shown = nearest(record.title, language)
    name = Value(shown.text or record.path, shown.language, record.path)
    is_typed = name_key(record.name) == name_key(name.text)
    kind: LazyString | str = KINDS[record.kind]
    if record.kind in FACET_NAMES:
        total = _total(index, SearchRequest(chosen=((record.kind, record.path),)))
        number = _publications(total, language)
        query = str(Query().only(record.kind, value_of(record.kind, record.path))) if total else ""
        if not total and record.kind == "agent" and (count := len(mentioned(site, record.path))):
            number = ngettext("Mentioned in %(num)s", "Mentioned in %(num)s", count)
    elif record.kind == "work":
        editions = site.repository.editions([record.path])[record.path]
        query = ""
        if editions.parts:
            kind = gettext("Series") if not editions.described else kind
            number = _publications(editions.parts, language)
        else:
            count = editions.described or editions.stated
            number = ngettext("%(num)s edition", "%(num)s editions", count)
    else:
        total = site.repository.about_places([record.path]).get(record.path, 0)
        number, query = _publications(total, language), ""
    typed = "" if is_typed else record.name
    return Card(kind, name, typed, _about(site, record, graph, language), number, query)


def _about(site: Site, record: NamedRecord, graph: str, language: str) -> Value:
    """What a thing is, in a line: its definition or its subtitle, else its other names."""
    about = statements_of(site.base_url + record.path, graph)
    for predicate in (SKOS.definition, SKOS.scopeNote, PUB.subtitle, DCTERMS.description):
        if (text := about.text(predicate, language)).text:
            return text
    own = [name for tag, name in record.alternative if tag in ("", language)]
    return Value(", ".join(dict.fromkeys(own[:_ALTERNATIVE])))


def _years(text: str) -> Iterator[tuple[int, int, int, int]]:
    """The years and ranges of years in a text: the places of their words, and the years."""
    place = 0
    for chunk in text.split():
        count = len(name_key(chunk).split())
        years = year_range(chunk)
        if years and 0 <= years[1] - years[0] < _MOST_YEARS_APART and _is_written_out(chunk):
            yield place, place + count, *years
        place += count


def _is_written_out(chunk: str) -> bool:
    """Whether all years have four digits."""
    return all(len(part) == 4 for part in chunk.replace("\u2013", "-").split("-"))


def _languages(words: list[str]) -> Iterator[tuple[int, int, str]]:
    """The names of languages among words: their places, and the codes of the languages."""
    codes = _codes(catalogue_languages().pages)
    for length in (2, 1):
        for start in range(len(words) - length + 1):
            typed = " ".join(words[start : start + length])
            for code in codes.get(typed, ()):
                yield start, start + length, code


def _of_years(index: SearchIndex | Unindexed, low: int, high: int, language: str) -> Card | None:
    total = _total(index, SearchRequest(years=((low, high),)))
    if not total:
        return None
    value = str(low) if low == high else f"{low}-{high}"
    name = Value(value.replace("-", "\u2013"))
    query = str(Query().only("year", value))
    return Card(HEADINGS["year"], name, "", Value(""), _publications(total, language), query)


def _of_language(
    index: SearchIndex | Unindexed, code: str, word: str, language: str
) -> Card | None:
    total = _total(index, SearchRequest(chosen=(("language", code),)))
    if not total:
        return None
    name = language_name(code, language)
    typed = "" if name_key(name) == word else word
    query = str(Query().only("language", code.lower()))
    number = _publications(total, language)
    return Card(HEADINGS["language"], Value(name), typed, Value(""), number, query)


@cache
def _codes(pages: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """Languages by their names in each language of the interface."""
    codes: dict[str, tuple[str, ...]] = {}
    for code in TWO_LETTERS:
        for key in {name_key(language_name(code, spoken)) for spoken in pages}:
            codes[key] = (*codes.get(key, ()), code)
    return codes


def _total(index: SearchIndex | Unindexed, request: SearchRequest) -> int:
    return index.search(request, 0, 0, facets=False).total


def _publications(total: int, language: str) -> str:
    if not total:
        return ""
    return ngettext(
        "%(number)s publication", "%(number)s publications", total, number=numeral(total, language)
    )
