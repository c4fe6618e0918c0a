"""A page of results as its template gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext, lazy_gettext, ngettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup

from publod.bibliography.record_summary import Summary
from publod.search.search_interface import Results, SearchIndex
from publod.search.typed_text import significant_words
from publod.web.lists.folded_editions import FoldedEditions, editions_under
from publod.web.lists.list_formats import Unindexed
from publod.web.lists.name_cards import Cards, cards_of
from publod.web.lists.result_facets import (
    Facet,
    Histogram,
    facets_of,
    heading_of,
    histogram_of,
    label_of_value,
)
from publod.web.lists.result_list import Line, ListedPublication
from publod.web.lists.search_request import Query, Question, question_of, year_range
from publod.web.lists.suggestion_lines import SuggestionLine, suggestion_lines
from publod.web.record_names import Value, full_name, numeral, summaries
from publod.web.site import Site

ORDERS: dict[str, LazyString] = {
    "relevance": lazy_gettext("Best match first"),
    "newest": lazy_gettext("Newest first"),
    "oldest": lazy_gettext("Oldest first"),
    "title": lazy_gettext("Title"),
    "type": lazy_gettext("Type"),
    "arrival": lazy_gettext("Latest in the catalogue first"),
}
#: Ways out of an empty result that are looked into, and suggestions that are made.
_WAYS, _SUGGESTIONS = 12, 5
#: Up to so many characters a text is told whole, and so many of its words as missing.
_SHORT, _MOST_WORDS = 80, 5
#: A text of so many words may be looked for by each of them.
_WORDS = 4
_QUOTES = re.compile('["“”„«»]')


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that has been chosen; ``link`` is the query of the address without it."""

    heading: Value
    label: Value
    link: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of an empty result: what to give up, and how many publications there are then."""

    text: str
    total: int
    number: str
    link: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A page of the result, or None for pages that are left out."""

    number: int
    link: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """All that a page of results shows.

    ``reduced`` says that there is no index yet: then nothing can be searched for or narrowed.
    ``folded`` has the editions under each line, by its path, and ``heads`` the lines of other pages
    under which publications of this one stand. ``works`` counts the works where they are fewer than
    the publications.
    """

    query: Query
    total: int
    last: int
    lines: list[Line]
    chips: list[Chip]
    facets: list[Facet]
    histogram: Histogram | None
    turns: list[Turn | None]
    notes: list[Markup]
    ways: list[Way]
    suggestions: list[SuggestionLine]
    reduced: bool
    language: str
    cards: Cards = field(default_factory=Cards)
    folded: Mapping[str, FoldedEditions] = field(default_factory=dict)
    heads: tuple[Value, ...] = ()
    works: str = ""

    def numeral(self, number: int) -> str:
        """A number as the reader's language writes it."""
        return numeral(number, self.language)

    @property
    def clear_link(self) -> str:
        """The query of the address with the text alone."""
        return str(Query(self.query.text))

    @property
    def orders(self) -> list[tuple[str, LazyString, bool]]:
        """The orders that one may choose, each with whether it is the present one."""
        return [
            (name, label, name == self.query.order)
            for name, label in ORDERS.items()
            if self.query.text or name != "relevance"
        ]

    def hidden(self, *left_out: str) -> list[tuple[str, str]]:
        """The parameters that a form carries along, without some."""
        pairs = self.query.parameters(page=False)
        return [(name, value) for name, value in pairs if name not in left_out]


def page_of(
    site: Site,
    index: SearchIndex | Unindexed,
    version: str,
    query: Query,
    question: Question,
    results: Results,
    publications: Mapping[str, ListedPublication],
    lines: list[Line],
    last: int,
    language: str,
) -> ResultsPage:
    """Put a result in words and links. Raises SearchError."""
    is_empty = results.total == 0 and query.is_narrowed
    chips = chips_of(site, version, query, question, language)
    return ResultsPage(
        query=query,
        total=results.total,
        last=last,
        lines=lines,
        chips=chips,
        facets=facets_of(site, version, query, question, results, language),
        histogram=histogram_of(query, results.years, language),
        turns=turns_of(query, last),
        notes=list(_notes(query.text, results)),
        ways=list(_ways(site, index, version, query, chips, language)) if is_empty else [],
        suggestions=_suggestions(site, index, query, language) if is_empty else [],
        reduced=not index.version,
        language=language,
        cards=cards_of(site, index, results.corrected or query.text, language)
        if query.text and query.page == 1
        else Cards(),
        folded=_folded(site, query, results, publications, language),
        heads=tuple(_heads(site, version, results.heads, language)),
        works=_works(results, language),
    )


def _notes(text: str, results: Results) -> Iterator[Markup]:
    """What was searched for in place of a text that no publication has as it was typed."""
    missing = _listed(results.missing)
    if not results.total:
        return
    if len(text) > _SHORT or (missing and not results.is_partial):
        if results.is_partial:
            yield _isolated(gettext("No publication has all of this; those with the most of it:"))
        yield from _in_place(results)
        if missing:
            yield _isolated(gettext("None of the hits has %(words)s."), words=missing)
    elif results.corrected and missing:
        yield _isolated(
            gettext("No hits for “%(text)s”. Showing hits for “%(other)s” without %(words)s."),
            text=text,
            other=results.corrected,
            words=missing,
        )
    elif results.corrected and not results.is_partial:
        yield _isolated(
            gettext("No hits for “%(text)s”. Showing hits for “%(other)s”."),
            text=text,
            other=results.corrected,
        )
    elif missing:
        yield _isolated(
            gettext("No hits for “%(text)s”. Showing hits without %(words)s."),
            text=text,
            words=missing,
        )
    elif results.is_partial:
        yield _isolated(
            gettext("No publication has all words of “%(text)s”. Showing hits for some of them."),
            text=text,
        )
        yield from _in_place(results)


def _in_place(results: Results) -> Iterator[Markup]:
    """What was searched for in place of single words, but for a word as a part of longer ones."""
    for typed, other in results.instead:
        if other.strip("…") != typed:
            yield _isolated(
                gettext("Showing hits for “%(other)s” in place of “%(text)s”."),
                other=other,
                text=typed,
            )


def _listed(words: Sequence[str]) -> str | Markup:
    """Words in quotation marks, the first of many."""
    shown = [_isolated(gettext("“%(word)s”"), word=word) for word in words[:_MOST_WORDS]]
    listed = Markup(", ").join(shown)
    if len(words) > _MOST_WORDS:
        return _isolated(gettext("%(words)s and others"), words=listed)
    return listed


def _isolated(template: str, **values: str) -> Markup:
    """A text with values whose direction is their own, whatever they stand in."""
    return Markup(template) % {  # noqa: S704 (a text of ours; what is put in it is escaped)
        name: value if isinstance(value, Markup) else Markup("<bdi>{}</bdi>").format(value)
        for name, value in values.items()
    }


def _folded(
    site: Site,
    query: Query,
    results: Results,
    publications: Mapping[str, ListedPublication],
    language: str,
) -> Mapping[str, FoldedEditions]:
    """The editions under hits; what is only stated fits no choice, so it stands where none is."""
    if query.order != "relevance":
        return {}
    return editions_under(site, results.hits, publications, language, stated=not query.chosen)


def _heads(site: Site, version: str, paths: Sequence[str], language: str) -> Iterator[Value]:
    known = summaries(site, version, paths)
    yield from (full_name(known[path], language, path) for path in paths if path in known)


def _works(results: Results, language: str) -> str:
    if results.works is None or results.works == results.total:
        return ""
    return ngettext(
        "%(number)s work", "%(number)s works", results.works,
        number=numeral(results.works, language),
    )  # fmt: skip


def turns_of(query: Query, last: int) -> list[Turn | None]:
    """The pages that are linked: the first, the last, and those around this one."""
    near = {1, last, *range(query.page - 2, query.page + 3)}
    turns: list[Turn | None] = []
    before = 0
    for number in sorted(n for n in near if 1 <= n <= last):
        if number > before + 1:
            turns.append(None)
        turns.append(Turn(number, str(query.turned(number))))
        before = number
    return turns


def chips_of(
    site: Site, version: str, query: Query, question: Question, language: str
) -> list[Chip]:
    """What has been chosen, by its names in the reader's language."""
    known = summaries(site, version, question.paths.values())
    return [
        Chip(
            heading_of(site, name, language),
            _label(site, name, value, question, known, language),
            str(query.minus(name, value)),
        )
        for name, value in query.chosen
    ]


def _label(
    site: Site, name: str, value: str, question: Question, known: dict[str, Summary], language: str
) -> Value:
    if name == "year":
        return Value(_years(value))
    return label_of_value(site, known, name, question.paths[name, value], language)


def _years(value: str) -> str:
    years = year_range(value)
    if not years:
        return gettext("“%(text)s”, which is no year", text=value)
    if value.endswith("-"):
        return gettext("%(year)s and later", year=years[0])
    if value.startswith("-"):
        return gettext("%(year)s and earlier", year=years[1])
    return value.replace("-", "\u2013")


def _ways(
    site: Site,
    index: SearchIndex | Unindexed,
    version: str,
    query: Query,
    chips: list[Chip],
    language: str,
) -> Iterator[Way]:
    """What is there when one thing is given up: a choice, the quotation marks, the text."""
    without = [
        (gettext("without “%(value)s”", value=chip.label.text), query.minus(name, value))
        for chip, (name, value) in zip(chips, query.chosen, strict=True)
    ]
    plain = " ".join(_QUOTES.sub(" ", query.text).split())
    if plain and plain != query.text:
        without.insert(0, (gettext("without the quotation marks"), query.asking(plain)))
    words = significant_words(plain)
    if 1 < len(words) <= _WORDS:
        without += [
            (gettext("“%(word)s”", word=word), query.asking(word)) for word in dict.fromkeys(words)
        ]
    if query.text and query.chosen:
        without.append((gettext("only the words, without anything chosen"), Query(query.text)))
        without.append((gettext("without the words"), query.asking("")))
    for text, other in without[:_WAYS]:
        question = question_of(site, version, other, language)
        if question.is_impossible:
            continue
        count = index.search(question.search, 0, 0, facets=False).total
        if count:
            yield Way(text, count, numeral(count, language), str(other))


def _suggestions(
    site: Site, index: SearchIndex | Unindexed, query: Query, language: str
) -> list[SuggestionLine]:
    """Records whose names go on from the text."""
    if not query.text:
        return []
    suggestions = index.suggest(query.text, language, _SUGGESTIONS)
    return suggestion_lines(site, suggestions, language)
