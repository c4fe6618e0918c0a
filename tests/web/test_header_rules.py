"""One table says what header fields the responses of each route have; every route keeps to it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from publod.app import create_app
from publod.web.http.headers import EVERYWHERE
from seed_settings import seed_settings
from web.servers import EXAMPLE
from web.test_dumps import make

LANGUAGE = {"Accept-Language", "Cookie"}
NEGOTIATED = {"Accept", *LANGUAGE}
PUBLICATION = "publication/atervandandeprogrammet-manual-2019"
QUERY = "query=SELECT+%2A+%7B+%3Fs+a+pub%3AWork+%7D+ORDER+BY+%3Fs"


@dataclass(frozen=True)
class Rule:
    """What a response says of caching: ``control`` is Cache-Control, ``vary`` what it depends on.

    ``tag`` is whether it can be asked for again by its entity tag.
    """

    vary: frozenset[str]
    control: str = "no-cache"
    tag: bool = True
    status: int = 200


def rule(*vary: str, control: str = "no-cache", tag: bool = True, status: int = 200) -> Rule:
    return Rule(frozenset(vary), control, tag, status)


PAGE = rule(*NEGOTIATED)
RECORD = rule(*NEGOTIATED, "Accept-Profile")
NEVER = rule(control="no-store", tag=False)
NOT_FOUND = rule(*NEGOTIATED, control="no-store", tag=False, status=404)
SERVICE = rule(*LANGUAGE, tag=False)
#: By the rules of the application's map: addresses below the base, each with its rule.
TABLE: dict[str, dict[str, Rule]] = {
    "/": {"": PAGE},
    "/<path:path>": {
        **dict.fromkeys(
            ("publications", "publications?q=manual", "publications.csv?subject=begging", "works", "agents.ttl",
             "subjects", "types", "audiences", "years", "new", "new.atom", "about", "about/accessibility", "profiles",
             "ontology", "ontology.ttl", "shapes"),
            PAGE,
        ),
        **dict.fromkeys(
            (PUBLICATION, f"{PUBLICATION}.ttl", f"{PUBLICATION}.jsonld", f"{PUBLICATION}?lang=sv",
             f"{PUBLICATION}?_profile=mods", "agent/iom", "agent/iom.html", "agent/iom?view=authored", "catalog"),
            RECORD,
        ),
        f"{PUBLICATION}?_profile=all": PAGE,
        "agent": rule(control="", tag=False, status=308),
        "nothing": NOT_FOUND,
    },
    "/<path:path>.linkset": {f"{PUBLICATION}.linkset": PAGE},
    "/<path:path>.linkset.json": {f"{PUBLICATION}.linkset.json": PAGE},
    "/changes": {"changes": PAGE},
    # One that is full is immutable: see test_datasets.
    "/changes/<int:number>": {"changes/1": PAGE},
    "/context.jsonld": {"context.jsonld": PAGE},
    "/datasets/dcat": {"datasets/dcat": PAGE},
    "/.well-known/void": {".well-known/void": PAGE},
    "/dumps": {"dumps": PAGE},
    "/dumps/<name>": {
        "dumps/nothing": NOT_FOUND,
    },
    # Those that are there: see test_file_downloads.
    "/files/<path:name>": {"files/nothing.pdf": NOT_FOUND},
    "/covers/<name>": {"covers/nothing.webp": NOT_FOUND},
    "/graphs": {"graphs?default": rule("Accept"), "graphs?graph=agent%2Fiom": rule("Accept")},
    "/livez": {"livez": NEVER},
    "/healthz": {"healthz": NEVER},
    "/readyz": {"readyz": NEVER},
    "/metrics": {"metrics": NEVER},
    "/oai": {"oai?verb=Identify": rule(), "oai?verb=ListRecords&metadataPrefix=mods": rule()},
    "/openapi.json": {"openapi.json": rule()},
    "/opensearch.xml": {"opensearch.xml": rule(*LANGUAGE)},
    "/reconcile": {"reconcile": SERVICE},
    "/reconcile/extend": {"reconcile/extend?type=agent": SERVICE},
    "/reconcile/preview": {"reconcile/preview?id=agent/iom": SERVICE},
    "/reconcile/suggest/entity": {"reconcile/suggest/entity?prefix=poli": SERVICE},
    "/reconcile/suggest/property": {"reconcile/suggest/property?prefix=a": SERVICE},
    "/page/<name>": {"page/contact": PAGE},
    "/reconcile/suggest/type": {"reconcile/suggest/type?prefix=a": SERVICE},
    "/reconcile/view": {"reconcile/view?id=agent/iom": rule(control="", tag=False, status=303)},
    "/robots.txt": {"robots.txt": rule(control="", tag=False)},
    "/sitemap.xml": {"sitemap.xml": PAGE},
    "/sitemap-<int:number>.xml": {"sitemap-0.xml": PAGE, "sitemap-1.xml": PAGE},
    "/sparql": {
        f"sparql?{QUERY}": rule("Accept"),
        "sparql?query=SELECT+%28NOW%28%29+AS+%3Fn%29+%7B%7D": rule("Accept", control="no-store", tag=False),
        "sparql?query=SELECT": rule(*NEGOTIATED, control="no-store", tag=False, status=400),
        f"sparql?{QUERY}&format=html": rule(*LANGUAGE, tag=False),
        "sparql?format=html": rule(*NEGOTIATED, control="", tag=False),
    },
    "/sparql/terms.json": {"sparql/terms.json": rule(*LANGUAGE, control="max-age=300")},
    "/static/<path:filename>": {"static/style.css": rule()},
    "/static/icon.svg": {"static/icon.svg": rule()},
    "/suggest": {"suggest?q=poli": rule(*NEGOTIATED, control="max-age=60")},
    "/theme/<path:name>": {"theme/tokens.css": rule()},
    "/unapi": {"unapi": rule(control="", tag=False)},
}  # fmt: skip
CASES = [
    pytest.param(path, found, id=path or "front")
    for paths in TABLE.values()
    for path, found in paths.items()
]
#: What two requests may differ in.
ASKED = [
    {"Accept": "text/html", "Accept-Language": "sv"},
    {"Accept": "text/html", "Accept-Language": "en", "Accept-Encoding": "gzip"},
    {"Accept": "text/html", "Cookie": "lang=en"},
    {"Accept": "text/turtle, application/json;q=0.5, */*;q=0.1"},
    {"Accept": "application/ld+json, */*;q=0.1", "Accept-Encoding": "gzip"},
    {"Accept-Profile": "<https://schema.org/>"},
    {},
]


@pytest.fixture(scope="module", autouse=True)
def dump(app: Flask) -> None:
    """There are dumps already: the responses that list them change when the first one is made."""
    make(app)


@pytest.fixture(scope="module")
def app(example_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The seed catalogue with a page and a colour of its own."""
    pages = tmp_path_factory.mktemp("pages")
    (pages / "contact.md").write_text("# Contact\n\nWrite to us.\n", encoding="utf-8")
    own = {"pages": pages, "band_colour": ("#5a1846",)}
    return create_app(seed_settings(home=example_home, base_url=EXAMPLE, **own))


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {found.rule for found in app.url_map.iter_rules()} == set(TABLE)


@pytest.mark.parametrize(("path", "expected"), CASES)
def test_responses_keep_to_the_rule_of_their_route(app: Flask, path: str, expected: Rule) -> None:
    client = app.test_client(use_cookies=False)
    url = f"/{path}"
    seen: list[tuple[dict[str, str], TestResponse]] = []
    for asked in ASKED:
        first = client.get(url, headers=asked)
        if first.status_code == 406:  # not every one is offered everywhere
            continue
        _keeps_to(first, expected)
        seen.append((asked, first))
        if expected.tag:
            # Where it was stored, memory gives what was made.
            again = client.get(url, headers=asked)
            assert _undated(again.data) == _undated(first.data)
            assert _named(again.headers) == _named(first.headers)
            _can_be_asked_for_again(client, url, asked, first)
    if expected.control == NEVER.control:
        return  # it may be another each time
    for asked, response in seen:
        for other, another in seen:
            _is_told_apart(asked, response, other, another, tag=expected.tag)


def _undated(body: bytes) -> bytes:
    """What an OAI-PMH response and an answered query say of the time that they were made in."""
    plain = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    return re.sub(rb"<responseDate>[^<]*|\d+[.,]\d\d (?=s<)", b"", plain)


def _named(headers: Headers) -> dict[str, str]:
    return {
        name.lower(): value
        for name, value in headers
        if not (name.lower() == "set-cookie" and "Expires" in value)
    }


def _varies(response: TestResponse) -> set[str]:
    return {part for part in response.headers.get("Vary", "").split(", ") if part}


def _keeps_to(response: TestResponse, expected: Rule) -> None:
    headers = response.headers
    assert response.status_code == expected.status
    assert _varies(response) - {"Accept-Encoding"} == set(expected.vary)
    assert headers.get("Cache-Control", "") == expected.control
    assert ("ETag" in headers) == expected.tag
    assert expected.tag or "Last-Modified" not in headers
    for name, value in EVERYWHERE:
        assert headers.get(name) == value or name == "Content-Security-Policy"
    if "Content-Encoding" in headers:
        assert headers["ETag"].startswith("W/") if expected.tag else True
        assert "Accept-Encoding" in _varies(response)


def _can_be_asked_for_again(
    client: object, url: str, asked: dict[str, str], whole: TestResponse
) -> None:
    tag = whole.headers["ETag"]
    for method in ("GET", "HEAD"):
        for known in _spellings(tag):
            found = client.open(url, method=method, headers={**asked, "If-None-Match": known})  # type: ignore[attr-defined]
            assert (found.status_code, found.data) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary", "Content-Location"):
                assert found.headers.get(name) == whole.headers.get(name), name
            assert not {"Content-Type", "Content-Length", "Content-Encoding"} & set(found.headers)
        found = client.open(url, method=method, headers={**asked, "If-None-Match": '"other"'})  # type: ignore[attr-defined]
        assert found.status_code == 200
        assert found.headers["ETag"] == tag
    if "Last-Modified" in whole.headers:
        assert parsedate_to_datetime(whole.headers["Last-Modified"])


def _spellings(tag: str) -> Iterator[str]:
    plain = tag.removeprefix("W/")
    yield from (tag, plain, f'"other", W/{plain}')


def _is_told_apart(
    asked: dict[str, str],
    response: TestResponse,
    other: dict[str, str],
    another: TestResponse,
    *,
    tag: bool,
) -> None:
    """What differs is named in Vary, and has another tag unless only the coding differs."""
    if _undated(response.data) == _undated(another.data) or response.status_code != 200:
        return
    fields = {name for name in {*asked, *other} if asked.get(name) != other.get(name)}
    assert fields & _varies(response)
    if tag and response.headers.get("Content-Encoding") == another.headers.get("Content-Encoding"):
        assert response.headers["ETag"] != another.headers["ETag"]
