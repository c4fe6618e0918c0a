"""Every link that any answer advertises can be fetched, by every client that is likely to come."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.compare import to_canonical_graph
from rdflib.term import Node

from publod.vocabulary import SCHEMA
from web import markup, schema_org_rules
from web.crawler import GRAPHS, Crawl, links, read_graph
from web.servers import EXAMPLE, Running
from web.test_requests import RESOURCES

SUFFIXES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "nq": "application/n-quads",
    "html": "text/html",
}
#: Raptor's parsers; it has none for JSON-LD.
RAPPER = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}


@pytest.fixture(scope="session", params=["own", "elsewhere"])
def running(request: pytest.FixtureRequest) -> Running:
    """At the address that its IRIs have, and at another."""
    found: Running = request.getfixturevalue(request.param)
    return found


def suffix_of(url: str) -> str:
    return urlsplit(url).path.rpartition(".")[2]


def stem_of(url: str) -> str:
    """A representation's address without its suffix, and with its query."""
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rpartition(".")[0]).geturl()


def addresses(running: Running, suffix: str) -> list[str]:
    """A record of each kind, each list, and each vocabulary, with the suffix."""
    return [f"{running.url}{path}.{suffix}" for path in RESOURCES if path]


def every_advertised_link_resolves_as_advertised(crawl: Crawl) -> None:
    assert crawl.failures == []
    kinds = {urlsplit(url).path.split("/")[1] for url in crawl.found}
    expected = {"publication", "work", "edition", "agent", "subject", "type", "audience", "scheme"}
    expected |= {"publications", "works", "agents", "subjects", "ontology", "shapes", "sparql"}
    assert expected | {"catalog", "context.jsonld", "static"} <= kinds
    assert len(crawl.found) > 600


def all_rdf_formats_of_a_record_say_the_same(crawl: Crawl) -> None:
    graphs: dict[str, list[tuple[str, Graph]]] = defaultdict(list)
    for url, fetched in crawl.found.items():
        if fetched.graph is not None and suffix_of(url) in SUFFIXES and "/dumps/" not in url:
            graphs[stem_of(url)].append((url, fetched.graph))
    assert len(graphs) > 80
    for stem, versions in graphs.items():
        assert len(versions) == 6, f"{stem} has {[url for url, _ in versions]}"
        first = said(versions[0][1])
        assert first, stem
        for url, graph in versions[1:]:
            assert first == said(graph), f"{url} and {versions[0][0]}"


def said(graph: Graph) -> set[tuple[Node, Node, Node]]:
    """The triples; those of isomorphic graphs are equal."""
    nameless = any(isinstance(term, BNode) for triple in graph for term in triple)
    return set(to_canonical_graph(graph) if nameless else graph)


def json_ld_in_pages_says_what_the_data_document_says(crawl: Crawl) -> None:
    """In schema.org's own words; pages of vocabularies have their whole document."""
    pages = vocabularies = 0
    for url, fetched in crawl.found.items():
        if fetched.page is None or suffix_of(url) != "html" or "lang=" in url:
            continue
        for script in fetched.page.structured_data:
            told = json.loads(script)
            if told["@context"] == "https://schema.org":
                schema_org_rules.check(told)
                thing = told.get("@graph", [told])[0]
                if document := crawl.found.get(stem_of(url) + ".schema"):
                    outside = document.graph
                    assert outside is not None
                    subject = URIRef(thing["@id"])
                    assert (subject, None, None) in outside, url
                    for name in ("datePublished", "inLanguage"):
                        said_there = set(map(str, outside.objects(subject, SCHEMA[name])))
                        value = thing.get(name, [])
                        assert {*(value if isinstance(value, list) else [value])} == said_there
                pages += 1
                continue
            inside = Graph().parse(data=script, format="json-ld", publicID=url)
            outside = crawl.found[stem_of(url) + ".jsonld"].graph
            assert outside is not None
            assert said(inside) == said(outside), url
            vocabularies += 1
    assert pages > 80
    assert vocabularies


def texts_in_another_language_say_so(crawl: Crawl) -> None:
    languages: dict[str, set[str]] = defaultdict(set)
    for url, fetched in crawl.found.items():
        graph = fetched.graph if suffix_of(url) == "nt" else None
        for literal in graph.objects() if graph is not None else ():
            if isinstance(literal, Literal) and literal.language:
                languages[" ".join(str(literal).split())].add(literal.language)
    foreign = 0
    for url, fetched in crawl.found.items():
        if fetched.page is None or not fetched.is_new:
            continue
        for text in fetched.page.texts:
            known = languages.get(" ".join(text.text.split()))
            if known is None or {"script", "head", "code", "textarea"} & set(text.within):
                continue
            assert text.language in known, f"{url}: {text.text!r} is in {known}"
            foreign += text.language != fetched.page.one("html").attributes["lang"]
    assert foreign > 100


def pages_are_there_in_both_languages(crawl: Crawl) -> None:
    spoken: dict[str, set[str]] = defaultdict(set)
    for url, fetched in crawl.found.items():
        if fetched.page is not None:
            place = urlsplit(url)._replace(query="").geturl()
            spoken[place].add(fetched.page.one("html").attributes["lang"])
    assert [url for url, found in spoken.items() if found != {"sv", "en"}] == []


def no_link_names_a_host_but_those_of_the_data(crawl: Crawl) -> None:
    """Links in pages and headers are relative, so that any address and any proxy will do.

    But for those that tell which address a page has: they are the catalogue's own.
    """
    for url, fetched in crawl.found.items():
        named = [target for target, said in links(fetched.response) if said["rel"] == "canonical"]
        advertised = [
            target for target, said in links(fetched.response) if said["rel"] != "canonical"
        ]
        advertised += [fetched.response.headers.get("Content-Location", "")]
        for element in fetched.page.elements if fetched.page else ():
            targets = [element.attributes.get(name) for name in ("href", "src", "action")]
            is_canonical = element.attributes.get("rel") == "canonical"
            is_name = element.tag == "link" and (is_canonical or "hreflang" in element.attributes)
            (named if is_name else advertised).extend(filter(None, targets))
        assert all(target.startswith(crawl.base) for target in named), f"{url}: {named}"
        for target in advertised:
            assert not target.startswith("/"), f"{url}: {target}"
            assert not target.startswith((EXAMPLE, crawl.root)), f"{url}: {target}"


def pages_are_valid_html(crawl: Crawl) -> None:
    """By the W3C's checker; last of all, since all the rest can be looked at without it."""
    pages = {url: f.response.text for url, f in crawl.found.items() if f.page is not None}
    found = markup.faults(pages)
    assert not found, "\n".join(found)


def test_everything_that_is_advertised(running: Running, own: Running) -> None:
    """One crawl, looked at from all sides: to find everything takes longest.

    Facets that programs are asked not to follow are followed at one address: what another address
    changes is how links are written, in the pages of all types, which are there without them.
    """
    base = running.url if running is own else EXAMPLE
    with httpx.Client(timeout=30) as client:
        crawl = Crawl(running.url, base, asides=running is own).run(client)
    every_advertised_link_resolves_as_advertised(crawl)
    all_rdf_formats_of_a_record_say_the_same(crawl)
    json_ld_in_pages_says_what_the_data_document_says(crawl)
    texts_in_another_language_say_so(crawl)
    pages_are_there_in_both_languages(crawl)
    no_link_names_a_host_but_those_of_the_data(crawl)
    if running is own:
        pages_are_valid_html(crawl)


def test_data_keeps_its_iris_at_any_address(elsewhere: Running, http: httpx.Client) -> None:
    response = http.get(elsewhere.url + "agent/iom.nt")
    assert f"<{EXAMPLE}agent/iom#it>" in response.text
    assert elsewhere.url not in response.text


def _tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: {package})")
    return found


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_curl_fetches_every_format(running: Running, suffix: str) -> None:
    curl = _tool("curl", "curl")
    urls = addresses(running, suffix)
    command = [curl, "--silent", "--show-error", "--fail"]
    command += ["--write-out", "%{http_code} %{content_type}\n"]
    for url in urls:
        command += ["--output", "/dev/null", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    answers = done.stdout.splitlines()
    assert len(answers) == len(urls)
    assert all(answer.startswith(f"200 {SUFFIXES[suffix]}") for answer in answers), answers


@pytest.mark.parametrize("suffix", RAPPER)
def test_rapper_parses_every_format(running: Running, suffix: str) -> None:
    rapper = _tool("rapper", "raptor2-utils")
    for url in addresses(running, suffix):
        expected = len(Graph().parse(f"{stem_of(url)}.nt", format="nt"))
        if syntax := {"trig": "trig", "nq": "nquads"}.get(suffix):  # Raptor tells graphs as one
            expected = len({quad[:3] for quad in Dataset().parse(url, format=syntax).quads()})
        else:  # Raptor has no guess for those
            guessed = subprocess.run(
                [rapper, "-q", "-c", "-g", url], capture_output=True, timeout=60, check=False
            )
            assert guessed.returncode == 0, f"{url}: {guessed.stderr!r}"
        done = subprocess.run(
            [rapper, "-q", "-i", RAPPER[suffix], "-o", "ntriples", url],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert len(Graph().parse(data=done.stdout, format="nt")) == expected, url


def test_rdflib_fetches_everything_by_itself(running: Running) -> None:
    """With its own negotiation, by every suffix, and with the JSON-LD context it must fetch."""
    for url in addresses(running, "nt"):
        stem = stem_of(url)
        expected = said(Graph().parse(url))
        assert said(Graph().parse(stem)) == expected, stem
        for suffix in ("ttl", "jsonld", "rdf"):
            form = GRAPHS[SUFFIXES[suffix]]
            assert said(Graph().parse(f"{stem}.{suffix}")) == expected, f"{stem}.{suffix}"
            assert said(Graph().parse(stem, format=form)) == expected, f"{stem} as {form}"


def test_an_iri_in_the_data_is_an_address(own: Running, http: httpx.Client) -> None:
    """The thing's own IRI, fragment and all, gives its description to whoever dereferences it."""
    thing = own.url + "publication/manual-misstanke-manniskohandel-2019#it"
    graph = Graph().parse(thing)
    assert (None, None, None) in graph
    assert any(str(s) == thing for s in graph.subjects())


@pytest.fixture
def answers(elsewhere: Running) -> Iterator[list[httpx.Response]]:
    with httpx.Client(timeout=30, base_url=elsewhere.url) as client:
        yield [client.get(path) for path in ("", "publications", "agent/iom", "sparql", "nowhere")]


def test_stylesheets_fetch_nothing_from_elsewhere(
    answers: list[httpx.Response], http: httpx.Client
) -> None:
    for response in answers:
        for line in response.text.splitlines():
            if 'rel="stylesheet"' in line:
                sheet = http.get(urljoin(str(response.url), line.split('href="')[1].split('"')[0]))
                assert sheet.status_code == 200
                assert sheet.headers["Content-Type"].startswith("text/css")
                assert "url(" not in sheet.text
                assert "@import" not in sheet.text


def test_read_graph_knows_every_graph_format(elsewhere: Running, http: httpx.Client) -> None:
    graphs = [
        read_graph(http.get(elsewhere.url + f"agent/iom.{suffix}"))
        for suffix in SUFFIXES
        if suffix != "html"
    ]
    assert len({len(graph) for graph in graphs}) == 1
