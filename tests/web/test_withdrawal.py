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


EDITIONS = {
    "work/w": (
        '<work/w#it> a pub:Work ; dcterms:title "Handbok"@sv , "Handbook"@en ; '
        'pub:subtitle "Om stöd"@sv , "On support"@en .'
    ),
    **{
        f"publication/{year}": (
            f'<publication/{year}#it> a pub:Publication ; dcterms:title "Handbok"@sv , "Handbook"@en ; '
            f'pub:subtitle "Om stöd"@sv , "On support"@en ; dcterms:issued "{year}"^^xsd:gYear ; '
            f"dcterms:isVersionOf <work/w#it> ."
        )
        for year in (2018, 2019, 2021)
    },
}


def shown_of(client: FlaskClient, path: str, language: str) -> page.Page:
    response = client.get(f"/{path}?lang={language}", headers={"Accept": "text/html"})
    assert response.status_code == 410
    assert '<meta name="robots" content="noindex">' in response.text
    return page.read(f"http://localhost/{path}", response.text, language)


def test_a_page_says_what_there_was_and_what_to_read_instead(growing: Growing) -> None:
    growing.load(EDITIONS)
    growing.load({path: text for path, text in EDITIONS.items() if path != "publication/2018"})
    client = growing.app.test_client()
    for language, heading, lines in (
        (
            "sv",
            "Handbok: Om stöd (2018)",
            {"Den senaste utgåvan som beskrivs: Handbok: Om stöd (2021)",
             "Verkets alla utgåvor: Handbok: Om stöd", "Publikation · Borttagen"},
        ),
        (
            "en",
            "Handbook: On support (2018)",
            {"The latest edition that is described: Handbook: On support (2021)",
             "All editions of the work: Handbook: On support", "Publication · Withdrawn"},
        ),
    ):  # fmt: skip
        shown = shown_of(client, "publication/2018", language)
        assert shown.one("h1").text == heading
        assert shown.one("title").text.startswith(heading)
        assert lines <= {" ".join(e.text.split()) for e in shown.all("p")}
        targets = {target.partition("?")[0] for _, target in shown.links}
        assert {"http://localhost/publication/2021", "http://localhost/work/w"} <= targets


def test_what_was_said_to_replace_it_comes_first(growing: Growing) -> None:
    replacing = dict(EDITIONS)
    replacing["publication/2018"] = replacing["publication/2018"].replace(
        "dcterms:isVersionOf", "dcterms:isReplacedBy <publication/2019#it> ; dcterms:isVersionOf"
    )
    growing.load(replacing)
    growing.load({path: text for path, text in replacing.items() if path != "publication/2018"})
    shown = shown_of(growing.app.test_client(), "publication/2018", "sv")
    lines = {" ".join(e.text.split()) for e in shown.all("p")}
    assert "Den har ersatts av Handbok: Om stöd (2019)" in lines
    assert not [line for line in lines if "senaste" in line]


def test_what_replaced_it_is_not_named_when_that_is_gone_too(growing: Growing) -> None:
    growing.load(EDITIONS)
    growing.load({"publication/2": CATALOGUE["publication/2"]})
    for path in EDITIONS:
        shown = shown_of(growing.app.test_client(), path, "en")
        assert not [e for e in shown.all("p") if "edition" in e.text]
