"""Which records the reconciliation service takes a line of somebody's list for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from web.growing import BASE, PREFIXES, Growing

MANUAL = "publication/manual-misstanke-manniskohandel-2019"
RETURN = "publication/atervandandeprogrammet-manual-2019"


def asked(client: FlaskClient, *queries: Any, **fields: Any) -> list[list[dict[str, Any]]]:
    """The candidates of each query; of a text, with further fields of the query."""
    batch = {
        f"q{n}": {"query": query, **fields} if isinstance(query, str) else query
        for n, query in enumerate(queries)
    }
    response = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert response.status_code == 200, response.text
    body = json.loads(response.data)
    assert list(body) == list(batch)
    for key, said in batch.items():
        found = body[key]["result"]
        assert len(found) <= said.get("limit", 10)
        scores = [one["score"] for one in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert len({one["id"] for one in found}) == len(found)
        assert sum(one["match"] for one in found) <= 1
        for one in found:
            assert all(isinstance(one[name], str) for name in ("id", "name", "description"))
            assert one["id"]
            assert one["name"]
            assert all(kind["id"] and kind["name"] for kind in one["type"])
            ids = [feature["id"] for feature in one["features"]]
            assert len(set(ids)) == len(ids)
    return [body[key]["result"] for key in batch]


def best(client: FlaskClient, query: Any, **fields: Any) -> tuple[str, bool]:
    """The first candidate's id, and whether it is a match; ('', False) if there is none."""
    [found] = asked(client, query, **fields)
    return (found[0]["id"], found[0]["match"]) if found else ("", False)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Jämställdhetsmyndigheten", "agent/jamstalldhetsmyndigheten"),
        ("JÄMSTÄLLDHETSMYNDIGHETEN", "agent/jamstalldhetsmyndigheten"),
        ("jamstalldhetsmyndigheten", "agent/jamstalldhetsmyndigheten"),
        ("Swedish Gender Equality Agency", "agent/jamstalldhetsmyndigheten"),
        ("IOM", "agent/iom"),
        ("International Organization for Migration", "agent/iom"),
        ("Länsstyrelsen i Stockholm", "agent/lansstyrelsen-stockholm"),
        ("människohandel", "subject/human-trafficking"),
        ("Human trafficking", "subject/human-trafficking"),
        ("trafficking in persons", "subject/human-trafficking"),
        ("Manual vid misstanke om människohandel", MANUAL),
        ("Manual vid misstanke om människohandel: En stöd och skyddsprocess för offer för människohandel i Sverige", MANUAL),
        ("Manual vid misstanke om människohandel – en stöd- och skyddsprocess för offer för människohandel i Sverige (2019)", MANUAL),
        ("Prostitution i norra Sverige, 2017", "publication/prostitution-i-norra-sverige-2017"),
        ("De kan alltid hitta mig", "publication/de-kan-alltid-hitta-mig-2018"),
        ("Återvändandeprogrammet 2019", RETURN),
        ("agent/iom", "agent/iom"),
        (f"{BASE}agent/iom", "agent/iom"),
        (f"{BASE}agent/iom#it", "agent/iom"),
    ],
)  # fmt: skip
def test_what_is_meant_beyond_doubt_is_a_match(client: FlaskClient, text: str, path: str) -> None:
    assert best(client, text) == (path, True)
    assert best(client, text, limit=1) == (path, True)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("Socialstyrelsn", "agent/socialstyrelsen"),
        ("Polismyndighten", "agent/polismyndigheten"),
        ("Manual misstanke människohandel", MANUAL),
        ("Manual vid misstanke om människohandel (2016)", MANUAL),
        ("Prostitution i nora Sverige", "publication/prostitution-i-norra-sverige-2017"),
    ],
)
def test_what_is_nearly_the_name_comes_first_but_is_no_match(
    client: FlaskClient, text: str, path: str
) -> None:
    assert best(client, text) == (path, False)


@pytest.mark.parametrize("text", ["", " ", "?", "xyzzyplugh", "\0", "\ud800", "\u200b", "()"])
def test_nothing_is_found_where_nothing_is_meant(client: FlaskClient, text: str) -> None:
    assert asked(client, text) == [[]]


def test_namesakes_are_told_apart_by_what_else_is_known(client: FlaskClient) -> None:
    title = "Återvändandeprogrammet"
    [found] = asked(client, title)
    assert len([one for one in found if one["score"] == 100]) == 3
    assert not any(one["match"] for one in found)
    assert len({one["description"] for one in found[:3]}) == 3

    def by(**values: Any) -> tuple[str, bool]:
        properties = [{"pid": pid, "v": value} for pid, value in values.items()]
        return best(client, {"query": title, "properties": properties})

    assert by(year="2019") == by(year=2019) == by(date="2019-05-01") == (RETURN, True)
    assert by(year=2019, author="IOM") == (RETURN, True)
    assert by(year=2019, author={"id": "agent/iom"}) == (RETURN, True)
    assert by(year=2019, author={"id": f"{BASE}agent/iom#it"}) == (RETURN, True)
    assert by(year=2019, author="Socialstyrelsen") == (RETURN, False)
    assert by(year=1066)[1] is False
    assert by(author="IOM")[1] is False
    assert by(uri=f"{BASE}{RETURN}#it") == (RETURN, True)
    assert by(year=2019, language="sv") == by(year=2019, language="SWE") == (RETURN, True)


def test_an_identifier_of_a_candidate_settles_it(client: FlaskClient) -> None:
    for pid, value in (
        ("sameAs", "https://www.wikidata.org/wiki/Q6971056"),
        ("sameAs", "Q6971056"),
        ("identifier", "2021000555"),
    ):
        [[first, *_]] = asked(
            client, {"query": "Socialstyrelsn", "properties": [{"pid": pid, "v": value}]}
        )
        assert (first["id"], first["score"], first["match"]) == ("agent/socialstyrelsen", 100, True)
    assert best(
        client,
        {"query": "Socialstyrelsen", "properties": [{"pid": "identifier", "v": "999999-9999"}]},
    ) == ("agent/socialstyrelsen", False)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("202100-0555", "agent/socialstyrelsen"),
        ("2021000555", "agent/socialstyrelsen"),
        ("https://www.wikidata.org/wiki/Q6971056", "agent/socialstyrelsen"),
        ("https://ror.org/01v4pc162", "agent/socialstyrelsen"),
        ("0000 0004 0511 9852", "agent/socialstyrelsen"),
        ("http://eurovoc.europa.eu/5933", "subject/human-trafficking"),
        ("Q181784", "subject/human-trafficking"),
        ("sh2006002629", "subject/human-trafficking"),
        ("http://id.loc.gov/authorities/subjects/sh2006002629", "subject/human-trafficking"),
        ("p10965", "subject/human-trafficking"),
        ("5933", "subject/human-trafficking"),
    ],
)
def test_an_identifier_alone_is_enough(client: FlaskClient, text: str, path: str) -> None:
    [[first]] = asked(client, text)
    assert (first["id"], first["score"], first["match"]) == (path, 100, True)
    for said in (
        {"properties": [{"pid": "sameAs", "v": text}]},
        {"query": "Something else", "properties": [{"pid": "identifier", "v": text}]},
    ):
        assert best(client, said) == (path, True)
    assert best(client, text, type="Work") == ("", False)


@pytest.mark.parametrize("text", ["604010", "https://sws.geonames.org/604010/", "Q103686"])
def test_a_place_is_found_by_its_number(client: FlaskClient, text: str) -> None:
    assert best(client, text, type="Place") == ("place/norrbottens-lan", True)
    assert best(client, text) == ("", False), "it is not among the types where none is asked for"


@pytest.mark.parametrize(
    "text", ["Polismyndigheten lägesrapport 19", "Lägesrapport 19", "lägesrapport, 19"]
)
def test_a_publication_is_found_by_its_series_and_number(client: FlaskClient, text: str) -> None:
    path = "publication/manniskohandel-lagesrapport-19-2018"
    assert best(client, text) == (path, True)
    assert best(client, text.replace("19", "18"))[1] is False


@pytest.mark.parametrize(
    "text", ["R 49-1", "R49-1", "r 49 1", "R 49\u20111", "ISO/IEC 17025", "ISO/IEC17025", "iso/iec 17025"]
)  # fmt: skip
def test_a_document_number_is_found_however_it_is_spaced(
    grow: Callable[..., Flask], text: str
) -> None:
    client = grow(
        PREFIXES + "<publication/a#it> a pub:Publication ; dcterms:title 'A'@sv ;"
        " pub:documentNumber 'R 49-1', 'ISO/IEC 17025' ."
        "<publication/b#it> a pub:Publication ; dcterms:title 'R'@sv ; pub:documentNumber 'R 49-2' ."
    ).test_client()
    assert best(client, text) == ("publication/a", True)
    by_number = {"query": "B", "properties": [{"pid": "documentNumber", "v": text}]}
    assert best(client, by_number) == ("publication/a", True)


def test_a_publication_is_found_by_its_numbers(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES
        + "<publication/a#it> a pub:Publication ; dcterms:title 'A'@sv ; pub:isbn '978-91-0-012345-6' ;"
        " pub:doi '10.1000/abc.1' ; dcterms:identifier 'Art. 2018:5' ; pub:issn '1234-5679' ."
        "<publication/b#it> a pub:Publication ; dcterms:title 'B'@sv ; pub:issn '1234-5679' ."
    ).test_client()
    for text in (
        "9789100123456",
        "ISBN 978-91-0-012345-6",
        "https://doi.org/10.1000/ABC.1",
        "art 2018:5",
    ):
        assert best(client, text) == ("publication/a", True), text
    assert best(client, "1234-5679") == ("publication/a", False)
    agent = {"properties": [{"pid": "isbn", "v": "9789100123456"}], "type": "Agent"}
    assert asked(client, agent) == [[]]


def test_publications_are_found_by_what_they_have_alone(client: FlaskClient) -> None:
    [found] = asked(
        client,
        {"properties": [{"pid": "creator", "v": "Jämställdhetsmyndigheten"}, {"pid": "year", "v": 2019}]},
    )  # fmt: skip
    assert {RETURN, MANUAL} == {one["id"] for one in found}
    for one in ({"pid": "creator", "v": "Nobody"}, {"pid": "subtitle", "v": "x"}):
        assert asked(client, {"properties": [one]}) == [[]]


def test_types_restrict_and_are_preferred(client: FlaskClient) -> None:
    title = "Manual vid misstanke om människohandel"
    work = "work/manual-misstanke-manniskohandel"
    assert best(client, title, type="Work") == (work, True)
    assert best(client, title, type=["Work"]) == (work, True)
    assert best(client, title, type="work", type_strict="should") == (work, True)
    assert best(client, title, type=["Work", "Publication"])[1] is False
    assert asked(client, title, type=["Work", "Publication"], type_strict="all") == [[]]
    assert asked(client, title, type="Planet") == [[]]
    assert best(client, "IOM", type="Publication")[1] is False
    assert best(client, "IOM", type="http://xmlns.com/foaf/0.1/Organization") == ("agent/iom", True)
    assert best(client, "agent/iom", type="Subject") == ("", False)
    assert best(client, "manual", type="Type") == ("type/manual", True)


def test_a_query_is_answered_apart_from_the_others(client: FlaskClient) -> None:
    texts = ["IOM", "xyzzy", "Återvändandeprogrammet", "människohandel"]
    together = asked(client, *texts)
    assert together == [asked(client, text)[0] for text in texts]
    assert together == asked(client, *texts[::-1])[::-1]


def test_the_name_is_in_the_language_of_the_query(client: FlaskClient) -> None:
    [[swedish], [english]] = [
        found[:1] for found in asked(client, "människohandel", "human trafficking")
    ]
    assert (swedish["name"], english["name"]) == ("människohandel", "human trafficking")
    assert swedish["id"] == english["id"]
    assert "human trafficking" in swedish["description"]


def test_editions_are_told_apart_by_their_number(grow: Callable[..., Flask]) -> None:
    editions = "".join(
        f"<publication/h{n}#it> a pub:Publication ; dcterms:title 'Handbok'@sv ; "
        f"pub:editionNumber {n} ; dcterms:issued '{2010 + n}'^^xsd:gYear ."
        for n in range(1, 80)
    )
    client = grow(PREFIXES + editions).test_client()
    assert best(client, "Handbok, 3:e upplagan") == ("publication/h3", True)
    assert best(client, "Handbok (2079)") == ("publication/h69", True)
    assert best(client, "Handbok")[1] is False
    # Where two pieces disagree, neither is certain.
    assert best(client, "Handbok, 3 uppl., 2012")[1] is False


def test_what_is_withdrawn_is_no_candidate_even_before_the_index_knows(tmp_path: Path) -> None:
    said = {
        name: f"<agent/{name}#it> a foaf:Organization ; foaf:name '{label}'@sv ."
        for name, label in (("a", "Alfa"), ("b", "Alfa"))
    }
    growing = Growing(tmp_path)
    growing.load(said)
    client = growing.app.test_client()
    assert best(client, "Alfa") == ("agent/a", False)
    growing.load({"a": said["a"]}, indexed=False)
    assert best(client, "Alfa") == ("agent/a", True)
    assert best(client, "agent/b") == ("", False)
    assert client.get("/reconcile/preview?id=agent/b").status_code == 410
    assert client.get("/reconcile/view?id=agent/b").status_code == 303
    growing.close()


def test_before_there_is_an_index(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + "<agent/a#it> a foaf:Organization ; foaf:name 'Alfa'@sv .", indexed=False
    ).test_client()
    assert asked(client, "Alfa") == [[]]


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.text(max_size=8),
        st.fixed_dictionaries(
            {"query": st.text(max_size=80)},
            optional={
                "properties": st.lists(
                    st.fixed_dictionaries(
                        {
                            "pid": st.sampled_from(["year", "creator", "sameAs", "uri", "language", "subtitle", "edition"]),
                            "v": st.text(max_size=20) | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
                        }
                    ),
                    max_size=3,
                ),
                "type": st.sampled_from(["Publication", "Agent", ["Subject", "x"], ""]),
            },
        ),
        max_size=4,
    )
)  # fmt: skip
def test_any_text_can_be_asked(client: FlaskClient, batch: dict[str, Any]) -> None:
    response = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert response.status_code == 200, response.text
    assert set(json.loads(response.data)) == set(batch)
