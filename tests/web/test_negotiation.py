"""Who asks how, and what is sent: tables first, then what holds for every header."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.errors import NotAcceptable
from publod.formats import FORMATS, Format
from publod.web.http.interface_language import negotiate_language
from publod.web.http.negotiation import media_ranges, negotiate

#: The languages of pages, that of whoever has no preference first.
OFFERED = ("sv", "en")
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;"
    "q=0.8,application/signed-exchange;v=b3;q=0.7"
)
OLD_SAFARI = (
    "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5"
)
JENA = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,"
    "*/*;q=0.3"
)
RAPPER = (
    "application/rdf+xml, text/rdf+n3;q=0.8, application/x-turtle;q=0.7, text/turtle;q=0.7, "
    "application/n-triples;q=0.6, text/html;q=0.3, */*;q=0.1"
)
RDF4J = (
    "application/rdf+xml;q=0.8, application/n-triples;q=0.8, text/turtle, text/plain;q=0.8, "
    "application/trig;q=0.8, application/ld+json;q=0.8"
)
RDFLIB = (
    "application/rdf+xml, text/n3, text/turtle, application/n-triples, application/ld+json, "
    "application/n-quads, application/trix, application/trig"
)
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,"
    "application/n-triples;q=0.8,text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,"
    "text/html;q=0.2,application/xml;q=0.2,image/svg+xml;q=0.2,application/xhtml+xml;q=0.18"
)
JSON_LD_PROFILE = 'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"'

CLIENTS = [
    ("no header", None, "html"),
    ("empty", "", "html"),
    ("curl, Python requests, wget", "*/*", "html"),
    ("Firefox", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("Chrome", CHROME, "html"),
    ("Safari", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("Safari before 2011", OLD_SAFARI, "html"),
    ("Googlebot", CHROME, "html"),
    ("Java", "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "html"),
    ("fetch() for JSON", "application/json, text/plain, */*", "json-ld"),
    ("rdflib", RDFLIB, "turtle"),
    ("rdflib, turtle", "text/turtle, application/x-turtle, */*;q=0.1", "turtle"),
    ("rdflib, n3", "text/n3, */*;q=0.1", "turtle"),
    ("rdflib, xml", "application/rdf+xml, */*;q=0.1", "rdf-xml"),
    ("rdflib, nt", "text/plain, */*;q=0.1", "n-triples"),
    ("rdflib, nquads", "application/n-quads, */*;q=0.1", "n-quads"),
    ("Comunica", COMUNICA, "n-quads"),
    ("rdflib, trig", "application/trig, */*;q=0.1", "trig"),
    ("rdflib, json-ld", "application/ld+json, application/json;q=0.9, */*;q=0.1", "json-ld"),
    ("rapper", RAPPER, "rdf-xml"),
    ("Jena", JENA, "turtle"),
    ("rdf4j", RDF4J, "turtle"),
    ("jsonld.js", "application/ld+json, application/json", "json-ld"),
]

RULES = [
    ("q orders", "text/html;q=0.5, text/turtle;q=0.6", "turtle"),
    ("three decimals", "text/html;q=0.998, text/turtle;q=0.999", "turtle"),
    ("equal: the server's order", "application/trig, text/turtle", "turtle"),
    ("equal: a name before a wildcard", "application/trig, */*", "trig"),
    ("a better wildcard wins", "application/trig;q=0.5, */*", "html"),
    ("the specific range counts", "text/*;q=0.9, text/html;q=0.1, */*;q=0.5", "turtle"),
    ("q=0 excludes", "*/*, text/html;q=0", "turtle"),
    ("q=0.000 excludes", "*/*;q=0.1, text/*;q=0.000", "json-ld"),
    ("excluded and named: excluded", "text/html, text/html;q=0, text/turtle;q=0.1", "turtle"),
    ("type wildcard", "application/*", "json-ld"),
    ("case does not count", "TEXT/Turtle;Q=1", "turtle"),
    ("white space", " \t text/turtle \t; \tq=1 , ,", "turtle"),
    ("charset does not count", "text/turtle;charset=iso-8859-1", "turtle"),
    ("nor do other parameters", "text/turtle;version=1.2, text/html;q=0.1", "turtle"),
    ("not even on wildcards", "*/*;version=9, application/trig;q=0.1", "html"),
    ("our profile", JSON_LD_PROFILE, "json-ld"),
    ("a list of profiles", 'application/ld+json;profile="a http://www.w3.org/ns/json-ld#compacted"',
     "json-ld"),
    ("a profile is more specific", JSON_LD_PROFILE + ";q=0.1, application/ld+json, text/html;q=0.5",
     "html"),
    ("another profile", 'application/ld+json;profile="urn:x", text/html;q=0.1', "json-ld"),
    ("XML where nothing else will do", "application/xml, image/png", "rdf-xml"),
    ("but not before a page", "application/xml, text/html;q=0.1", "html"),
    ("nor where it is refused", "application/xml;q=0, text/html;q=0.1", "html"),
    ("commas in quotes", 'image/png;a="x, text/html", application/trig', "trig"),
    ("a quote left open", 'application/trig, text/html;a="x, text/turtle', "trig"),
    ("JSON is JSON-LD", "application/json", "json-ld"),
    ("JSON-LD refused", "application/ld+json;q=0, application/json, text/html;q=0.1", "html"),
    ("XHTML is no HTML", "application/xhtml+xml, application/trig;q=0.1", "trig"),
    ("no name at all", ";q=1, ;text/html, text/turtle;q=0.1", "turtle"),
    ("malformed q", "text/html;q=1.5, text/turtle;q=0.1", "turtle"),
    ("malformed q", "text/html;q=, text/turtle;q=0.1", "turtle"),
    ("malformed q", "text/html;q=0.1234, text/turtle;q=0.1", "turtle"),
    ("malformed q", "text/html;q=-1, text/turtle;q=0.1", "turtle"),
    ("malformed range", "html, /, text/, */html, text/turtle;q=0.1", "turtle"),
    ("nothing but malformed ranges", "html", "html"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "accept", "expected"), CLIENTS)
def test_clients(who: str, accept: str | None, expected: str) -> None:
    assert negotiate(accept, FORMATS).name == expected


@pytest.mark.parametrize(("rule", "accept", "expected"), RULES)
def test_rules(rule: str, accept: str, expected: str) -> None:
    assert negotiate(accept, FORMATS).name == expected


@pytest.mark.parametrize(
    "accept", ["image/png", "*/*;q=0", "application/xhtml+xml", "text/html;q=0", "text/css, a/b"]
)
def test_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(accept, FORMATS)
    assert caught.value.offered == tuple(f.media_type for f in FORMATS)


def test_profiles_tell_formats_of_one_media_type_apart() -> None:
    one = Format("one", "One", "application/xml", "one", profile="urn:one")
    two = Format("two", "Two", "application/xml", "two", profile="urn:two")
    assert negotiate("application/xml", [one, two]) is one
    assert negotiate('application/xml;profile="urn:two"', [one, two]) is two


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        (None, "sv"),
        ("", "sv"),
        ("*", "sv"),
        ("en", "en"),
        ("sv-FI", "sv"),
        ("en-GB,en-US;q=0.9,en;q=0.8", "en"),
        ("EN-gb", "en"),
        ("en-Latn-x-y", "en"),
        ("de, en;q=0.5, sv;q=0.4", "en"),
        ("de", "sv"),
        ("de, *;q=0.5", "sv"),
        ("en;q=0.5, sv;q=0.9", "sv"),
        ("sv;q=0", "en"),
        ("sv;q=0, *", "en"),
        ("sv;q=0, en;q=0", "sv"),
        ("en;q=0.1, *", "sv"),
        ("sv;q=0.1, *", "en"),
        ("sv-FI;q=0, sv", "sv"),
        ("en;q=nonsense, sv", "sv"),
        ("engelska, en_GB", "sv"),
        ("english", "sv"),
    ],
)
def test_languages(accept_language: str | None, expected: str) -> None:
    assert negotiate_language(accept_language, OFFERED) == expected


weights = st.sampled_from(["", ";q=0", ";q=0.3", ";q=0.75", ";q=1", ";q=1.000", ";q=x"])
names = st.sampled_from([*(f.media_type for f in FORMATS), "*/*", "text/*", "text/plain", "a/b"])
headers = st.lists(st.tuples(names, weights).map("".join), max_size=8)


def choice(ranges: list[str]) -> str:
    """What is chosen; an empty list means a client that takes nothing."""
    try:
        return negotiate(", ".join([*ranges, "x/y"]), FORMATS).media_type
    except NotAcceptable:
        return "none"


@given(headers)
def test_what_is_refused_is_never_sent(ranges: list[str]) -> None:
    chosen = choice(ranges)
    refused = [r for r in media_ranges(", ".join(ranges)) if r.quality == 0]
    assert chosen not in [f"{r.type}/{r.subtype}" for r in refused]


@given(headers)
def test_refusing_what_was_sent_changes_what_is_sent(ranges: list[str]) -> None:
    chosen = choice(ranges)
    assert chosen == "none" or choice([*ranges, f"{chosen};q=0"]) != chosen


@given(headers.flatmap(lambda h: st.tuples(st.just(h), st.permutations(h))))
def test_the_order_of_ranges_does_not_count(both: tuple[list[str], list[str]]) -> None:
    assert choice(both[0]) == choice(both[1])


@given(headers, st.permutations(FORMATS))
def test_a_more_liked_format_is_never_passed_over(ranges: list[str], offered: list[Format]) -> None:
    """Where one range alone names a format with q=1, nothing with less is sent."""
    accept = ", ".join([*(r + ";q=0.9" for r in ranges if ";" not in r), "application/trig;q=1"])
    assert negotiate(accept, offered).media_type == "application/trig"


fragments = st.sampled_from([*'/*;,="\\ \t', "q=", "0.5", "text/html", "*/*", "sv", "-", "é", "\0"])


@given(st.one_of(st.text(), st.lists(fragments).map("".join)))
def test_no_header_is_an_error(header: str) -> None:
    with contextlib.suppress(NotAcceptable):
        assert negotiate(header, FORMATS) in FORMATS
    assert negotiate_language(header, OFFERED) in OFFERED


@pytest.mark.parametrize("part", ['"', '\\"', '";', "a/b;", ";", ",", "a/b,", 'a/b;c="\\', "sv-"])
def test_long_headers_cost_little(part: str) -> None:
    start = time.process_time()
    with contextlib.suppress(NotAcceptable):
        negotiate(part * 200_000, FORMATS)
    negotiate_language(part * 200_000, OFFERED)
    assert time.process_time() - start < 0.5


def test_only_the_first_hundred_ranges_count() -> None:
    with pytest.raises(NotAcceptable):
        negotiate("a/b," * 100 + "text/html", FORMATS)
