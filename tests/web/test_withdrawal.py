"""What has been withdrawn is gone, and says so: 410, to a person and to a program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import page
from web.growing import Growing

NAME = "agent/a"
CATALOGUE = {
    NAME: '<agent/a#it> a foaf:Organization ; foaf:name "Myndigheten"@sv , "The Agency"@en .',
    "publication/1": (
        '<publication/1#it> a pub:Publication ; dcterms:title "Ett"@sv ; '
        "dcterms:creator <agent/a#it> ."
    ),
    "publication/2": '<publication/2#it> a pub:Publication ; dcterms:title "Två"@sv .',
}
SUFFIXES = ("", ".ttl", ".nt", ".jsonld", ".rdf", ".trig", ".nq", ".html")


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    made.load(CATALOGUE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def gone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Where the agency was withdrawn; nobody changes it further."""
    made = Growing(tmp_path_factory.mktemp("gone"))
    made.load(CATALOGUE)
    made.load({"publication/2": CATALOGUE["publication/2"]})
    yield made.app.test_client()
    made.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_person_gets_a_page(gone: FlaskClient, suffix: str) -> None:
    for language, word in (("sv", "Borttagen"), ("en", "Withdrawn")):
        headers = {"Accept": "text/html", "Accept-Language": language}
        response = gone.get(f"/{NAME}{suffix}", headers=headers)
        assert response.status_code == 410
        shown = page.read(f"http://localhost/{NAME}{suffix}", response.text, language)
        assert word in " ".join(text.text for text in shown.texts)
        dates = [element.attributes["datetime"] for element in shown.all("time")]
        assert dates == ["2025-06-17T15:06:40Z"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_program_gets_problem_details(gone: FlaskClient, suffix: str) -> None:
    for accept in ("text/turtle", "application/ld+json", "*/*", "application/problem+json"):
        response = gone.get(f"/{NAME}{suffix}", headers={"Accept": accept})
        assert response.status_code == 410
        assert response.mimetype == "application/problem+json"
        problem = json.loads(response.text)
        assert problem["status"] == 410
        assert problem["withdrawn"] == "2025-06-17T15:06:40Z"
        assert problem["commit"] == 2
        assert "ETag" not in response.headers


def test_head_tells_too(gone: FlaskClient) -> None:
    response = gone.head(f"/{NAME}")
    assert (response.status_code, response.data) == (410, b"")


def test_no_list_and_no_page_shows_it_any_longer(gone: FlaskClient) -> None:
    for path in ("/agents", "/publications", "/", "/publication/2"):
        for accept in ("text/html", "text/turtle"):
            response = gone.get(path, headers={"Accept": accept})
            if response.status_code == 406:  # the front page is data only with a catalogue record
                continue
            assert response.status_code == 200
            assert "Myndigheten" not in response.text


def test_what_still_refers_to_it_says_so_without_its_name(growing: Growing) -> None:
    growing.load({path: text for path, text in CATALOGUE.items() if path != NAME})
    client = growing.app.test_client()
    response = client.get("/publication/1", headers={"Accept": "text/html"})
    page.read("http://localhost/publication/1", response.text)
    assert "Myndigheten" not in response.text
    assert "agent/a#it" in client.get("/publication/1.nt").text


def test_what_comes_back_is_there_again(growing: Growing) -> None:
    growing.load({"publication/2": CATALOGUE["publication/2"]})
    client = growing.app.test_client()
    before = client.get(f"/{NAME}", headers={"Accept": "text/html"})
    assert before.status_code == 410
    growing.load(CATALOGUE)
    for suffix in SUFFIXES:
        response = client.get(f"/{NAME}{suffix}", headers={"Accept": "text/html,*/*;q=0.1"})
        assert response.status_code == 200
        assert response.headers["ETag"].startswith('"3.')
    assert "Myndigheten" in client.get("/agents", headers={"Accept": "text/html"}).text


def test_a_condition_does_not_hide_a_withdrawal(growing: Growing) -> None:
    client = growing.app.test_client()
    tag = client.get(f"/{NAME}.ttl").headers["ETag"]
    growing.load({"publication/2": CATALOGUE["publication/2"]})
    for value in (tag, "*"):
        response = client.get(f"/{NAME}.ttl", headers={"If-None-Match": value})
        assert response.status_code == 410
