"""Validators and conditional requests: https://www.rfc-editor.org/rfc/rfc9110#section-13."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from flask.testing import FlaskClient

from web.growing import Growing
from web.servers import Running

AGENT = '<agent/a#it> a foaf:Organization ; foaf:name "{}"@sv .'
TURTLE = {"Accept": "text/turtle"}
SWEDISH = {"Accept": "text/html", "Accept-Language": "sv"}
ENGLISH = {"Accept": "text/html", "Accept-Language": "en"}
DATED = (
    "",
    "agent/iom",
    "publication/atervandandeprogrammet-manual-2019",
    "publications",
    "catalog",
)
UNDATED = ("ontology", "shapes")
#: RFC 9110 §15.4.5: what a 304 must carry if the 200 would have. With an ETag no Last-Modified is
#: called for.
MUST = ("Content-Location", "Date", "ETag", "Vary", "Cache-Control")


@pytest.mark.parametrize("asked", [TURTLE, SWEDISH, ENGLISH], ids=["turtle", "sv", "en"])
@pytest.mark.parametrize("path", [*DATED, *UNDATED])
def test_what_has_not_changed_is_not_sent_again(
    own: Running, http: httpx.Client, path: str, asked: Mapping[str, str]
) -> None:
    url = own.url + path
    whole = http.get(url, headers=asked)
    assert whole.status_code == 200
    tag = whole.headers["ETag"]
    assert re.fullmatch(r'W/"[!#-~]+"', tag), f"{tag} says that its bytes are the plain ones"
    plain = http.get(url, headers={**asked, "Accept-Encoding": "identity"})
    assert plain.headers["ETag"] == tag.removeprefix("W/")
    for method in ("GET", "HEAD"):
        unchanged = http.request(method, url, headers={**asked, "If-None-Match": tag})
        assert unchanged.status_code == 304
        assert unchanged.content == b""
        for name in MUST:
            assert (name in unchanged.headers) == (name in whole.headers), name
            if name != "Date":
                assert unchanged.headers.get(name) == whole.headers.get(name), name


@pytest.mark.parametrize("path", DATED)
def test_each_representation_has_a_tag_of_its_own(client: FlaskClient, path: str) -> None:
    seen: dict[str, bytes] = {}
    suffixed = [f".{s}" for s in ("ttl", "nt", "jsonld", "rdf", "trig", "nq")]
    for suffix in suffixed:
        response = client.get(f"/{path or 'catalog'}{suffix}")
        seen[response.headers["ETag"]] = response.data
    for language in (SWEDISH, ENGLISH):
        response = client.get("/" + path, headers=language)
        seen[response.headers["ETag"]] = response.data
    assert len(seen) == len(suffixed) + 2


WRONG_TAGS = ('"other"', 'W/"other"', '"a", "b"', '"unclosed', "bare-word", "", ",", "W/", '""')


def test_if_none_match(client: FlaskClient) -> None:
    url = "/agent/iom.ttl"
    tag = client.get(url).headers["ETag"]
    for value in (tag, f"W/{tag}", "*", f'"x", {tag}', f'{tag} , W/"y"', f'"x",W/{tag},"y"'):
        assert (value, client.get(url, headers={"If-None-Match": value}).status_code) == (
            value,
            304,
        )
    for value in WRONG_TAGS:
        assert (value, client.get(url, headers={"If-None-Match": value}).status_code) == (
            value,
            200,
        )


def test_a_tag_of_another_representation_is_no_match(client: FlaskClient) -> None:
    turtle = client.get("/agent/iom.ttl").headers["ETag"]
    swedish = client.get("/agent/iom", headers=SWEDISH).headers["ETag"]
    for asked in (SWEDISH, ENGLISH, {"Accept": "application/ld+json"}):
        found = client.get("/agent/iom", headers={**asked, "If-None-Match": turtle})
        assert found.status_code == 200
    assert (
        client.get("/agent/iom", headers={**ENGLISH, "If-None-Match": swedish}).status_code == 200
    )


@pytest.mark.parametrize("path", DATED)
def test_if_modified_since(client: FlaskClient, path: str) -> None:
    first = client.get("/" + path, headers=TURTLE)
    modified = parsedate_to_datetime(first.headers["Last-Modified"])
    assert modified <= datetime.now(UTC)

    def status(when: datetime | str, **more: str) -> int:
        date = when if isinstance(when, str) else format_datetime(when, usegmt=True)
        headers = {**TURTLE, "If-Modified-Since": date, **more}
        return client.get("/" + path, headers=headers).status_code

    assert status(modified) == 304
    assert status(modified + timedelta(days=1)) == 304
    assert status(modified - timedelta(seconds=1)) == 200
    for malformed in ("yesterday", "", "2026-07-01", "Thu, 99 Foo 2026 00:00:00 GMT", "0"):
        assert status(malformed) == 200, malformed
    # §13.2.2: where there is an If-None-Match, the date does not count.
    assert status(modified + timedelta(days=1), **{"If-None-Match": '"other"'}) == 200
    assert status(modified - timedelta(days=1), **{"If-None-Match": first.headers["ETag"]}) == 304
    assert status(modified, **{"If-None-Match": '"malformed'}) == 200


def test_last_modified_is_the_records_datestamp(client: FlaskClient) -> None:
    response = client.get("/agent/iom.nt")
    modified = parsedate_to_datetime(response.headers["Last-Modified"])
    stamp = modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert f'<http://purl.org/dc/terms/modified> "{stamp}"' in response.text


def test_errors_are_not_kept(client: FlaskClient) -> None:
    for path, headers in (("/nowhere", {}), ("/agent/iom", {"Accept": "image/png"})):
        response = client.get(path, headers=headers)
        assert response.status_code in {404, 406}
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"


def test_conditions_do_not_make_errors(client: FlaskClient) -> None:
    """A precondition counts only where the answer without it would be 200 (§13.2.1)."""
    assert client.get("/nowhere", headers={"If-None-Match": "*"}).status_code == 404
    headers = {"Accept": "image/png", "If-None-Match": "*"}
    assert client.get("/agent/iom", headers=headers).status_code == 406


def test_static_files_can_be_kept(client: FlaskClient) -> None:
    for file in ("style.css", "icon.svg"):
        response = client.get(f"/static/{file}")
        assert response.status_code == 200
        tag = response.headers["ETag"]
        assert client.get(f"/static/{file}", headers={"If-None-Match": tag}).status_code == 304


def test_two_commits_in_one_second_are_told_apart(tmp_path: Path) -> None:
    """Their date is the same: who has what the first made is not told to keep it."""
    growing = Growing(tmp_path)
    client = growing.app.test_client()
    growing.load({"agent/a": AGENT.format("Först")})
    headers = {"If-Modified-Since": client.get("/agent/a.ttl").headers["Last-Modified"]}
    assert client.get("/agent/a.ttl", headers=headers).status_code == 304
    growing.load({"agent/a": AGENT.format("Sedan")}, later=0)
    response = client.get("/agent/a.ttl", headers=headers)
    assert (response.status_code, "Sedan" in response.text) == (200, True)
    growing.load({"agent/a": AGENT.format("Sist")})
    headers = {"If-Modified-Since": client.get("/agent/a.ttl").headers["Last-Modified"]}
    assert client.get("/agent/a.ttl", headers=headers).status_code == 304


def test_a_page_is_as_new_as_the_look_of_it(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    growing.load({"agent/a": AGENT.format("A")})
    growing.app.extensions["publod"].built = 4_000_000_000
    client = growing.app.test_client()
    assert client.get("/agent/a.html").headers["Last-Modified"].endswith("2096 07:06:40 GMT")
    assert not client.get("/agent/a.ttl").headers["Last-Modified"].endswith("2096 07:06:40 GMT")


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("*/*", 200, "application/ld+json"),
        ("application/ld+json", 200, "application/ld+json"),
        ("application/json;q=0.9, text/html;q=0.1", 200, "application/ld+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200, "text/html"),
        ("text/turtle", 406, "application/problem+json"),
    ],
)
def test_the_context_is_for_programs_and_for_people(
    own: Running, http: httpx.Client, accept: str, status: int, media_type: str
) -> None:
    headers = {"Accept": accept}
    answer = http.get(own.url + "context.jsonld", headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    if status == 200:
        again = http.get(
            own.url + "context.jsonld", headers={**headers, "If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304
