"""The example queries: each gives an answer that is right for the seed catalogue, in both languages."""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.messages import languages_brought
from publod.web import sparql
from publod.web.ontology import ontology_terms as terms
from publod.web.record_names import nearest
from publod.web.site import site
from publod.web.sparql import completion
from publod.web.sparql.completion import Example
from web.servers import EXAMPLE, ROOT

#: Those of the seed catalogue's own stand behind publod's.
OWN = ROOT / "queries"
EXAMPLES = {example.name: example for group in completion.groups(OWN) for example in group.examples}
WORDS = "återvändande"
#: How many rows each example gives, and some of them, with Swedish names. A row is told by the
#: columns that say most.
ROWS: dict[str, tuple[int, list[dict[str, str]]]] = {
    "editions-with-gaps": (3, [
        {"work": "work/atervandandeprogrammet-information#it", "known": "2", "latest": "5", "missing": "3"},
        {"work": "work/atervandandeprogrammet-att-atervanda-hem#it", "known": "2", "latest": "4", "missing": "2"},
        {"work": "work/atervandandeprogrammet-manual#it", "known": "2", "latest": "3", "missing": "1"},
    ]),
    "lineage-of-a-work": (4, [
        {"number": "1", "year": "2015", "issuer": "Länsstyrelsen Stockholm", "kind": "StatedEdition"},
        {"number": "4", "year": "2018", "issuer": "Jämställdhetsmyndigheten", "kind": "Publication"},
    ]),
    "stated-first-editions": (7, [
        {"year": "2014", "issuer": "Länsstyrelsen Stockholm",
         "source": "https://www.nmtsverige.se/publikationer"},
        {"year": "2016", "issuer": "Länsstyrelsen Stockholm",
         "source": "https://www.nmtsverige.se/publikationer"},
    ]),
    "reworked-by-another": (1, [
        {"new": "publication/manual-misstanke-manniskohandel-2019#it", "issuer": "Jämställdhetsmyndigheten",
         "oldIssuer": "Länsstyrelsen Stockholm", "oldYear": "2016"},
    ]),
    "issued-together": (7, [
        {"one": "Internationella migrationsorganisationen", "other": "Jämställdhetsmyndigheten", "publications": "3"},
        {"one": "Länsstyrelsen Jämtland", "other": "Länsstyrelsen Norrbotten", "publications": "1"},
    ]),
    "order-of-authors": (10, [
        {"title": "Prostitution i norra Sverige", "place": "1", "author": "Länsstyrelsen Norrbotten"},
        {"title": "Prostitution i norra Sverige", "place": "4", "author": "Länsstyrelsen Västernorrland"},
        {"title": "Återvändandeprogrammet", "place": "2", "author": "Internationella migrationsorganisationen"},
    ]),
    "agencies-elsewhere": (9, [
        {"name": "Polismyndigheten", "number": "202100-0076", "elsewhere": "http://www.wikidata.org/entity/Q11995938"},
        {"name": "Internationella migrationsorganisationen", "number": ""},
    ]),
    "most-used-subjects": (25, [
        {"subject": "människohandel", "publications": "8"}, {"subject": "prostitution", "publications": "6"},
    ]),
    "subjects-over-time": (36, [
        {"year": "2017", "subject": "kartläggning", "publications": "1"},
        {"year": "2018", "subject": "människohandel", "publications": "5"},
    ]),
    "with-narrower-subjects": (11, [
        {"publication": "publication/prostitution-i-norra-sverige-2017#it", "subject": "sexuellt utnyttjande"},
        {"publication": "publication/manniskohandel-lagesrapport-19-2018#it", "subject": "koppleri"},
    ]),
    "subjects-elsewhere": (9, [
        {"subject": "människohandel", "concept": "http://eurovoc.europa.eu/5933"},
    ]),
    "type-and-year": (7, [
        {"year": "2018", "type": "broschyr", "publications": "2"},
        {"year": "2019", "type": "manual", "publications": "2"},
    ]),
    "languages": (9, [{"title": "Återvändandeprogrammet", "languages": "8"}]),
    "announced-translations": (8, [
        {"title": "Manual vid misstanke om människohandel", "language": "ENG", "property": "announcedLanguage"},
        {"title": "Återvändandeprogrammet", "language": "ARA"},
    ]),
    "counties-on-a-map": (4, [{"place": "Norrbottens län", "lat": "66.8", "publications": "1"}]),
    "text-search": (6, [
        {"publication": "publication/atervandandeprogrammet-manual-2019#it",
         "title": "Återvändandeprogrammet", "issuer": "Jämställdhetsmyndigheten"},
    ]),
    "changed-since": (9, [{"record": "publication/regionkoordinatorer-2018"}]),
    "authored-only": (29, [{"property": "http://purl.org/dc/terms/issued", "value": "2018"}]),
    "who-says-so": (5, [
        {"graph": "work/atervandandeprogrammet", "statements": "2"},
        {"graph": "work/atervandandeprogrammet-manual#derived"},
    ]),
}  # fmt: skip
GRAPHS = {"small-graph"}


def asked(client: FlaskClient, query: str, media_type: str = "text/csv") -> str:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    return response.text


def short(value: str) -> str:
    """An IRI of the catalogue without its beginning, and one of a long list by its end."""
    return re.sub(
        r"^https://w3id.org/publod/ns#|^http://publications\..*/", "", value.removeprefix(EXAMPLE)
    )


def test_each_is_checked() -> None:
    assert EXAMPLES.keys() == ROWS.keys() | GRAPHS
    folders = (files(sparql).joinpath("queries"), OWN)
    stored = {file.name for folder in folders for file in folder.iterdir()}
    assert stored == {f"{name}.rq" for name in EXAMPLES} | {"examples.toml", "offered.rq"}


def test_all_are_offered_where_all_have_rows(app: Flask) -> None:
    with app.app_context():
        known = completion._OFFERED.now(site().queries)
        offered = completion.offered(OWN, site().queries)
    assert known == EXAMPLES.keys() - {file.stem for file in OWN.glob("*.rq")}
    assert {one.name for group in offered for one in group.examples} == EXAMPLES.keys()


@pytest.mark.parametrize("name", ROWS)
def test_an_example_answers(client: FlaskClient, name: str) -> None:
    count, expected = ROWS[name]
    rows = list(csv.DictReader(StringIO(asked(client, EXAMPLES[name].query("sv", WORDS)))))
    found = [{column: short(value) for column, value in row.items()} for row in rows]
    assert len(found) == count
    for wanted in expected:
        assert [row for row in found if wanted.items() <= row.items()], f"{wanted} in {found}"


TEXTS = {
    **{name: example.query("sv") for name, example in EXAMPLES.items()},
    **{f"pub:{name}": example.text for name, example in terms.examples().items()},
}


@pytest.mark.parametrize("name", TEXTS)
def test_names_are_joined_to_what_has_been_counted(name: str) -> None:
    """And not counted along: with 100,000 publications that takes ten times as long."""
    text = TEXTS[name]
    for counting in re.finditer(r"\((?:COUNT|GROUP_CONCAT)\(", text):
        counted = group_at(text, text.index("{", text.index("WHERE", counting.end())))
        assert not re.search(r"skos:prefLabel|foaf:name|dcterms:title", counted), counted


@pytest.mark.parametrize("name", [name for name in TEXTS if name.startswith("pub:")])
def test_what_may_be_long_is_cut_off_before_its_names_are_sorted(name: str) -> None:
    """To compare two names, each is looked up anew: 100,000 take longer than a query may."""
    text = TEXTS[name]
    assert re.search(r"LIMIT \d+\s*\}", text) or "GROUP BY" in text, text


def group_at(text: str, start: int) -> str:
    """The group that begins with the bracket at a place, to its own end."""
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return text[start : place + 1]
    raise AssertionError(f"no end: {text[start:]}")


def test_the_order_is_as_explained(client: FlaskClient) -> None:
    rows = list(csv.DictReader(StringIO(asked(client, EXAMPLES["changed-since"].query("sv")))))
    assert [row["changed"] for row in rows] == sorted(
        (row["changed"] for row in rows), reverse=True
    )
    rows = list(csv.DictReader(StringIO(asked(client, EXAMPLES["most-used-subjects"].query("en")))))
    assert rows[0] == {"subject": "human trafficking", "publications": "8"}


def test_a_graph_has_what_the_query_names(client: FlaskClient) -> None:
    lines = asked(client, EXAMPLES["small-graph"].query("sv"), "application/n-triples").splitlines()
    titles = [line for line in lines if "<http://purl.org/dc/terms/title>" in line]
    assert len(titles) == 9
    assert {line.split()[1] for line in lines} == {
        "<http://purl.org/dc/terms/title>", "<http://purl.org/dc/terms/creator>",
        "<http://purl.org/dc/terms/issued>", "<http://xmlns.com/foaf/0.1/name>",
    }  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=lambda e: e.name)
def test_the_english_page_asks_for_english_names(client: FlaskClient, example: Example) -> None:
    swedish, english = example.query("sv"), example.query("en")
    assert english == swedish.replace('"sv"', '"en"')
    named = re.findall(r'OPTIONAL { (.*) \. FILTER \(LANG\(\?(\w+)\) = "en"\) }', english)
    assert (
        set(re.findall(r"(?:skos:prefLabel|foaf:name|dcterms:title) \?(\w+)", english))
        == {name for _, name in named}
        or example.name in GRAPHS
    )
    for pattern, _ in named:  # what has no name in the language stays, with the name that it has
        assert f"OPTIONAL {{ {pattern} }}" in english
    media_type = "application/n-triples" if example.name in GRAPHS else "text/csv"
    lines = [asked(client, query, media_type).count("\n") for query in (swedish, english)]
    assert lines[0] == lines[1]


def test_the_query_of_the_readme_has_the_answer_that_stands_there(client: FlaskClient) -> None:
    text = (ROOT / "README.md").read_text("utf-8").replace("http://127.0.0.1:8000/", EXAMPLE)
    [(query, answer)] = re.findall(r"data-urlencode 'query=\n(.*?)'\n(.*?)```", text, re.DOTALL)
    assert asked(client, query).splitlines() == answer.splitlines()


def test_each_is_explained_in_each_language() -> None:
    for texts in ("title", "about"):
        said = [
            nearest(getattr(example, texts), language)
            for example in EXAMPLES.values()
            for language in languages_brought()
        ]
        assert {value.language for value in said} == {""}
        assert len({value.text for value in said}) == len(said)
    assert all(value.text.endswith(".") for value in said)
