"""A page that is not there offers what the words of its address find."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publod.web.lists.address_words import MOST, text_of_path
from web import page
from web.growing import PREFIXES

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/publication/atervandande-manual", "atervandande manual"),
        ("/publication/Manual_2019.html", "manual 2019"),
        ("/subjects/police/", "police"),
        ("/om/människohandel.jsonld", "om människohandel"),
        ("/publication/", ""), ("/--/..", ""), ("/x/" + "a-" * 90, " ".join(["x"] + ["a"] * 7)),
    ],
)  # fmt: skip
def test_the_words_of_a_path(path: str, text: str) -> None:
    assert text_of_path(path) == text


def offered(client: FlaskClient, path: str, language: str = "sv") -> list[str]:
    """Where the offers of a page that is not there lead."""
    response = client.get(f"{quote(path)}?lang={language}", headers=HTML)
    assert response.status_code == 404
    shown = page.read("http://localhost" + quote(path), response.text, language)
    links = [
        e.attributes["href"] for e in shown.all("a") if e.parent and e.parent.tag in {"li", "p"}
    ]
    return [link.lstrip("./") for link in links if "lang=" not in link]


def test_what_the_words_find_is_offered(client: FlaskClient) -> None:
    links = offered(client, "/publication/atervandande-manual")
    assert "publication/atervandandeprogrammet-manual-2019" in links
    assert "publications?q=atervandande+manual" in links
    # Each of these leads somewhere.
    for link in links:
        if link.startswith("publication"):
            assert client.get("/" + link).status_code == 200
    assert "subject/human-trafficking" in offered(client, "/subject/manniskohandel")
    assert "Kanske söker du" not in client.get("/publication/xyzzyplugh?lang=sv", headers=HTML).text


def test_programs_and_lists_are_offered_nothing(client: FlaskClient) -> None:
    answer = client.get("/publication/atervandande-manual", headers={"Accept": "text/turtle"})
    assert (answer.status_code, "atervandandeprogrammet" in answer.text) == (404, False)
    assert "Perhaps" not in client.get("/subjects?page=999&lang=en", headers=HTML).text


def test_there_are_not_many_and_editions_are_one(grow: Callable[..., Flask]) -> None:
    records = "".join(
        f"<publication/p{n}#it> a pub:Publication ; dcterms:title 'Handbok {n}'@sv ;"
        f" dcterms:isVersionOf <work/w{n // 2}#it> ."
        for n in range(20)
    )
    client = grow(PREFIXES + records).test_client()
    links = [link for link in offered(client, "/handbok") if link.startswith("publication/")]
    assert 0 < len(links) <= MOST
    assert len({int(link.rpartition("/p")[2]) // 2 for link in links}) == len(links)
    bare = grow(PREFIXES + records, indexed=False).test_client()
    assert [link for link in offered(bare, "/handbok") if "publication/" in link] == []


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
        st.sampled_from(
            ['"><script>alert(1)</script>', "{{7*7}}-polis", "polis%(text)s", "\u202epolis", "polis\r\nX: 1",
             "javascript:alert(1)-polis"]
        ),
    )
)  # fmt: skip
def test_no_address_gets_into_the_page_but_as_words(client: FlaskClient, name: str) -> None:
    response = client.get("/x/" + quote(name, safe=""), headers=HTML)
    assert response.status_code in {308, 404, 414}
    if response.status_code == 404:
        shown = page.read("http://localhost/x/" + quote(name, safe=""), response.text)
        sources = {e.attributes.get("src", "") for e in shown.all("script")}
        assert all(re.fullmatch(r"[./]*static/\w+\.js", source) for source in sources)
        assert not any(
            e.attributes.get("href", "").startswith("javascript") for e in shown.all("a")
        )
    assert "X" not in response.headers
