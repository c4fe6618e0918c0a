"""Follows every link that any answer advertises, and keeps what it got."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from rdflib import Dataset, Graph, URIRef

from web import page
from web.page import Page

#: What a link says of where it leads: the media type, where it says one, and the language.
Promise = tuple[str, str]

GRAPHS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*]+="(?:[^"\\]|\\.)*")*)\s*(?:,|\Z)')
_PARAMETER = re.compile(r'([\w*]+)="((?:[^"\\]|\\.)*)"')


@dataclass
class Fetched:
    """An answer, what it is when read, and whom it came from."""

    response: httpx.Response
    page: Page | None = None
    #: Whether no answer from another address was this page.
    is_new: bool = True

    @cached_property
    def graph(self) -> Graph | None:
        """What it says, if it is RDF."""
        is_context = self.response.url.path.endswith("/context.jsonld")
        return None if is_context or self.media_type not in GRAPHS else read_graph(self.response)

    @property
    def unfollowed(self) -> set[str]:
        """Where only those links lead that programs are asked not to follow."""
        asked: dict[str, bool] = {}
        for element, target in self.page.links if self.page else ():
            nofollow = "nofollow" in element.attributes.get("rel", "").split()
            asked[target] = nofollow and asked.get(target, True)
        return {target for target, nofollow in asked.items() if nofollow}

    @property
    def media_type(self) -> str:
        return str(self.response.headers.get("Content-Type", "").partition(";")[0])


@dataclass
class Crawl:
    """Everything below ``root`` that a client can find. ``base`` begins the IRIs in data.

    Facets lead to each other without end. So what only links with ``rel="nofollow"`` lead to is
    fetched, and of its own links those are followed that lead to another path. Without ``asides``
    it is not even fetched.
    """

    root: str
    base: str
    asides: bool = True
    found: dict[str, Fetched] = field(default_factory=dict)
    promises: dict[str, dict[Promise, str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    #: Pages by their text: one that came from several addresses is read once.
    _pages: dict[str, Page] = field(default_factory=dict)

    def run(self, client: httpx.Client) -> Crawl:
        waiting: deque[str] = deque()
        aside: set[str] = set()

        def offer(url: str, promise: Promise, source: str, *, is_aside: bool = False) -> None:
            plain = url.partition("#")[0]
            if plain.startswith(self.base) and self.base != self.root:
                plain = self.root + plain[len(self.base) :]
            if not plain.startswith(self.root) or (is_aside and not self.asides):
                return
            if plain not in self.promises:
                self.promises[plain] = {}
                waiting.append(plain)
                aside.update([plain] if is_aside else [])
            elif not is_aside:
                aside.discard(plain)
            self.promises[plain].setdefault(promise, source)

        offer(self.root, ("text/html", ""), "the beginning")
        while waiting:
            url = waiting.popleft()
            response = self._answer(client, url)
            if response.is_redirect:
                offer(urljoin(url, response.headers["Location"]), ("", ""), url)
                continue
            if response.status_code != 200:
                sources = sorted(set(self.promises[url].values()))[:3]
                self.failures.append(f"{response.status_code} {url} from {sources}")
                continue
            fetched = self.found[url] = self._read(url, response)
            unfollowed = fetched.unfollowed
            for target, promise in self._advertised(url, fetched):
                if url not in aside or stem_of(target) != stem_of(url):
                    offer(target, promise, url, is_aside=target in unfollowed)
        self._keep_promises(client)
        return self

    def _answer(self, client: httpx.Client, url: str) -> httpx.Response:
        """An answer; of what is being made, such as a dump, the one when it has been made."""
        for _ in range(60):
            response = client.get(url, headers={"Accept": "text/html, */*;q=0.5"})
            if response.status_code != 503 or "Retry-After" not in response.headers:
                break
            time.sleep(0.5)
        return response

    def _read(self, url: str, response: httpx.Response) -> Fetched:
        fetched = Fetched(response)
        if fetched.media_type == "text/html":
            if (known := self._pages.get(response.text)) is not None:
                fetched.page, fetched.is_new = known.at(url), False
            else:
                fetched.page = self._pages[response.text] = page.read(url, response.text)
        return fetched

    def _advertised(self, url: str, fetched: Fetched) -> Iterator[tuple[str, Promise]]:
        for target, parameters in links(fetched.response):
            language = parameters.get("hreflang", "")
            yield urljoin(url, target), (parameters.get("type", ""), language)
        if location := fetched.response.headers.get("Content-Location"):
            yield urljoin(url, location), (fetched.media_type, "")
        if fetched.page:
            for element, target in fetched.page.links:
                attributes = element.attributes
                kind = attributes.get("type", "")
                media_type = "text/javascript" if kind == "module" else kind
                language = attributes.get("hreflang", "").replace("x-default", "")
                yield target, (media_type, language)
        if fetched.media_type == "application/ld+json":
            context = json.loads(fetched.response.text).get("@context")
            if isinstance(context, str):
                yield urljoin(url, context), ("application/ld+json", "")
        if fetched.media_type in GRAPHS:
            for iri in self._local.findall(fetched.response.text):
                yield iri, ("", "")

    @cached_property
    def _local(self) -> re.Pattern[str]:
        """The local IRIs in the text of any RDF format."""
        return re.compile(re.escape(self.base) + r"[^\s\"<>\\^`{}|]*")

    def _keep_promises(self, client: httpx.Client) -> None:
        for url, promises in self.promises.items():
            if url not in self.found:
                continue
            fetched = self.found[url]
            for (media_type, language), source in promises.items():
                if media_type and media_type != self._media_type(client, url, media_type):
                    self.failures.append(f"{url} is not {media_type}, as {source} says")
                if language and fetched.page:
                    spoken = fetched.page.one("html").attributes["lang"]
                    if spoken != language:
                        self.failures.append(f"{url} is not in {language}, as {source} says")

    def _media_type(self, client: httpx.Client, url: str, wanted: str) -> str:
        """What is at an address; at one without a suffix of its own, for a client that wants it."""
        if url.endswith("/context.jsonld"):
            return Fetched(client.get(url, headers={"Accept": wanted})).media_type
        return self.found[url].media_type


def stem_of(url: str) -> str:
    """The path without the suffix of a format."""
    return urlsplit(url).path.partition(".")[0]


def links(response: httpx.Response) -> list[tuple[str, dict[str, str]]]:
    """The links of the Link header (RFC 8288); nothing in it may be left over."""
    header = response.headers.get("Link", "")
    found = [(m[1], dict(_PARAMETER.findall(m[2]))) for m in _LINK.finditer(header)]
    rest = _LINK.sub("", header).strip()
    assert not rest, f"{response.url}: {rest!r} is no link in {header!r}"
    return found


def read_graph(response: httpx.Response) -> Graph:
    """The graph of an answer. JSON-LD's context is fetched from where the document says it is.

    Of TriG and N-Quads it is the default graph, without what only the store's graphs have: the inverses that
    other formats tell in the documents of the things that they are about.
    """
    form = GRAPHS[response.headers["Content-Type"].partition(";")[0]]
    if form in {"trig", "nquads"}:
        dataset = Dataset()
        dataset.parse(data=response.text, format=form, publicID=str(response.url))
        whole = Graph()
        for triple in dataset.default_graph:
            whole.add(triple)
        for derived in dataset.graphs():
            document, _, fragment = str(derived.identifier).partition("#")
            for triple in derived if fragment == "derived" else ():
                if isinstance(triple[0], URIRef) and urldefrag(str(triple[0]))[0] != document:
                    whole.remove(triple)
        return whole
    graph = Graph()
    graph.parse(data=response.text, format=form, publicID=str(response.url))
    return graph


def host_of(url: str) -> str:
    return urlsplit(url).netloc
