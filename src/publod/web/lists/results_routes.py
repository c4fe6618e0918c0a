"""/publications: what is found by words and by choices, as a page, as data and as whole lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from flask import abort, g, redirect, render_template, request
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from publod.errors import SearchError, SearchMissing
from publod.formats import FEEDS, HTML, JSON_LD, TURTLE, WHOLE_LISTS, Format
from publod.ledger import Commit
from publod.search.search_interface import Results, SearchIndex
from publod.search.typed_periods import period_in
from publod.web.http.links import relative
from publod.web.http.negotiated_resource import Resource
from publod.web.lists.feeds import SearchFeed, title_of_news, title_of_search
from publod.web.lists.folded_editions import paths_under
from publod.web.lists.list_formats import (
    FORMATS_OF_LISTS,
    Unindexed,
    file_name,
    hydra_collection,
    whole,
)
from publod.web.lists.result_list import lines_of, listed_publications
from publod.web.lists.results_page import chips_of, page_of
from publod.web.lists.search_request import (
    Query,
    Question,
    encoded,
    is_as_sent,
    query_of,
    question_of,
    spelled,
)
from publod.web.site import Site

NAME = "publications"
#: Publications on one page.
SIZE = 25
#: After every year.
_NEVER = 10_000
#: robots.txt (RFC 9309): pages of the list are for crawlers, not all that can be asked of it,
#: nor what is sent as one long file. Of rules that fit, the longest counts.
ROBOTS = "\n".join(
    (
        "User-agent: *",
        "Disallow: /sparql",
        "Disallow: /graphs",
        "Disallow: /metrics",
        "Disallow: /suggest",
        "Disallow: /reconcile",
        "Disallow: /compare",
        "Disallow: /publications?",
        "Disallow: /publications.*?",
        "Allow: /publications?page=",
        "Allow: /publications?lang=",
        "Disallow: /publications?page=*&",
        "Allow: /publications?page=*&lang=",
        *(f"Disallow: /publications.{chosen.suffix}" for chosen in WHOLE_LISTS),
        "",
    )
)


@dataclass(frozen=True)
class Listing:
    """One request for a result: what is asked, of which index, as of which commit."""

    site: Site
    query: Query
    index: SearchIndex | Unindexed
    head: Commit

    def last(self, total: int) -> int:
        """The number of the last page."""
        return max(1, -(-total // SIZE))

    def render(self, chosen: Format) -> bytes:
        """The page of the result in a format that is not of the whole of it."""
        if chosen in FEEDS:
            return self._feed(chosen)
        question = self.question(g.language)
        results = self.results(question, is_page=chosen is HTML)
        last = self.last(results.total)
        if chosen is HTML:
            return self._page(question, results, last).encode()
        paths = [hit.path for hit in results.hits]
        records = self.site.repository.present_records(paths)
        present = [records[path] for path in paths if path in records]
        return chosen.write(
            hydra_collection(
                self.site,
                NAME,
                present,
                results.total,
                self.query.page,
                last,
                lambda page: str(self.query.turned(page)),
            )
        )

    def stream(self, chosen: Format) -> Iterator[bytes]:
        """The whole result."""
        return whole(self.site, self.index, self.question(g.language), chosen, g.language)

    def question(self, language: str) -> Question:
        """What is asked of the index for a reader of a language."""
        return question_of(self.site, self.head.version, self.query, language)

    def results(self, question: Question, *, is_page: bool) -> Results:
        """The page of what is found; with facets, and editions folded, if it is for people.

        Raises SearchError.
        """
        if question.is_impossible:
            return Results(0, ())
        offset = (self.query.page - 1) * SIZE
        return self.index.search(question.search, offset, SIZE, facets=is_page, fold=is_page)

    def _feed(self, chosen: Format) -> bytes:
        """The page of a feed: whatever order was asked for, what came last is first."""
        listing = replace(self, query=self.query.by_arrival())
        question = listing.question(g.language)
        results = listing.results(question, is_page=False)
        feed = SearchFeed(
            NAME,
            replace(self.query, sort=""),
            self.last(results.total),
            [hit.path for hit in results.hits],
            self._chosen(question),
        )
        return feed.write(self.site, chosen)

    def _chosen(self, question: Question) -> list[str]:
        """What has been chosen, by its names in the language of the request."""
        chips = chips_of(self.site, self.head.version, self.query, question, g.language)
        return [chip.label.text for chip in chips]

    def is_there(self) -> bool:
        """Whether the result has the page that is asked for."""
        if self.query.page == 1:
            return True
        question = self.question(self.site.language)
        if question.is_impossible:
            return False
        total = self.index.search(question.search, 0, 0, facets=False).total
        return self.query.page <= self.last(total)

    def _page(self, question: Question, results: Results, last: int) -> str:
        version = self.head.version
        publications = listed_publications(
            self.site, [hit.path for hit in results.hits], paths_under(results.hits)
        )
        here = request.path.lstrip("/")
        lines = lines_of(self.site, version, results.hits, publications, g.language, here)
        shown = page_of(
            self.site,
            self.index,
            version,
            self.query,
            question,
            results,
            publications,
            lines,
            last,
            g.language,
        )
        address = relative(NAME, here)
        chosen = self._chosen(question)
        followed = replace(self.query, sort="", page=1)

        def in_language(language: str) -> str:
            return f"{address}?{encoded([*self.query.parameters(), ('lang', language)])}"

        def alternate(chosen: Format) -> str:
            return f"{address}.{chosen.suffix}{self.query}"

        return render_template(
            "results.html", shown=shown, path=NAME, alternates=FORMATS_OF_LISTS, name=NAME,
            in_language=in_language, alternate=alternate, whole=WHOLE_LISTS,
            base=address, data=(JSON_LD, TURTLE), size=SIZE, bdi=_isolated, feed=NAME,
            feed_query=_in_chosen_language(followed), choices=", ".join(chosen),
            feed_title=title_of_news(self.site, title_of_search(followed, chosen)),
        )  # fmt: skip


def results_resource(site: Site) -> Resource:
    """A page of a result. Raises NotFound for a page that is not there, and SearchError."""
    query = query_of(request.args, site.facets)
    index = _index_of(site)
    dated = _with_period(query, index)
    if dated != query or is_as_sent(request.args, site.facets):
        abort(redirect(_here(dated), 303))
    head = site.repository.head()
    version = head.version
    if index.version != head.version:
        version = f"{head.version}-{index.version or 'unindexed'}"
    listing = Listing(site, query, index, head)
    if query.is_narrowed and not index.version:
        raise SearchMissing
    if not listing.is_there():
        raise NotFound("There is no such page in the list.")
    narrowed = {"X-Robots-Tag": "noindex, nofollow"} if query.is_narrowed else {}
    return Resource(
        path=NAME,
        version=version,
        formats=FORMATS_OF_LISTS,
        render=listing.render,
        # Where the index lags behind, its answers change later without a commit.
        modified=head.time if index.version == head.version else None,
        repeated=tuple(query.parameters()),
        streamed=WHOLE_LISTS,
        stream=listing.stream,
        file=file_name(NAME, query),
        headers=narrowed,
    )


def _index_of(site: Site) -> SearchIndex | Unindexed:
    """The search index in its present state; where it cannot be read, the plain list needs none."""
    with suppress(SearchError):
        index = site.search.snapshot()
        if index.version:
            return index
    return Unindexed(site.repository)


def _with_period(query: Query, index: SearchIndex | Unindexed) -> Query:
    """A search with the period that its text tells as a choice of years, which can be removed.

    "After 2015, before 2018" is one. What a publication has as it was typed stays words.
    """
    text, first, last = query.text, 0, _NEVER
    while (period := period_in(text)) and not isinstance(index, Unindexed):
        later, earlier = max(first, period.first or 0), min(last, period.last or _NEVER)
        with suppress(SearchError):
            if later > earlier or index.matches(f'"{period.typed}"', 0)[0]:
                break
        text, first, last = period.rest, later, earlier
    if text == query.text:
        return query
    return query.asking(text).only("year", spelled(f"{first or ''}-{last % _NEVER or ''}"))


def _in_chosen_language(query: Query) -> str:
    """The query of an address, with the language that the page was asked for in, if it was."""
    parameters = query.parameters()
    if language := request.args.get("lang"):
        parameters.append(("lang", language))
    return f"?{encoded(parameters)}" if parameters else ""


def _isolated(text: str) -> Markup:
    """A text whose direction is its own, whatever it stands in."""
    return Markup("<bdi>{}</bdi>").format(text)


def _here(query: Query) -> str:
    """The canonical address of what a form sent, in the format and the language asked for."""
    pairs = query.parameters()
    if language := request.args.get("lang"):
        pairs.append(("lang", language))
    path = relative(request.path.lstrip("/"), request.path.lstrip("/"))
    return f"{path}?{encoded(pairs)}" if pairs else path
