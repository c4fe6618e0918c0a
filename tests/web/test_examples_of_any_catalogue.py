"""The example queries of a catalogue that ``publod init`` has begun, in other languages than the seed's: each that its page
offers has rows, in each language of the pages, and those that would have none are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from re import findall
from urllib.parse import parse_qs

import httpx
import pytest
from click.testing import CliRunner

from publod.cli import main
from publod.web.sparql import completion
from web import servers
from web.growing import PREFIXES

TITLES = {
    str(example.title): example.name for group in completion.groups() for example in group.examples
}
#: What every catalogue of publications can be asked, with what the example record of init adds.
ALWAYS = {
    "authored-only", "changed-since", "languages", "lineage-of-a-work", "most-used-subjects", "small-graph", "subjects-over-time",
    "text-search", "type-and-year", "who-says-so", "with-narrower-subjects",
}  # fmt: skip
#: Two agents whose names are in different languages, and a work with titles in three.
RECORDS = """\
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
<agent/une#it> a foaf:Organization ; foaf:name "Une agence"@fr ; owl:sameAs <https://ror.org/02qsmb048> .
<agent/other#it> a foaf:Organization ; foaf:name "Muu asutus"@et , "Другое"@ru .
<work/x#it> a pub:Work ; dcterms:title "Eau"@fr , "Vesi"@et , "Water"@en .
<publication/x-2020#it> a pub:Publication ; dcterms:title "Eau"@fr , "Vesi"@et ; dcterms:issued "2020"^^xsd:gYear ;
    dcterms:creator <agent/une#it> , <agent/other#it> ; bibo:authorList ( <agent/other#it> <agent/une#it> ) ;
    dcterms:language lang:FRA , lang:EST ; dcterms:type <type/report#it> ; dcterms:subject <subject/accessibility#it> ;
    pub:editionNumber 3 ; dcterms:isVersionOf <work/x#it> .
"""
MORE = ALWAYS | {
    "agencies-elsewhere",
    "announced-translations",
    "editions-with-gaps",
    "issued-together",
    "order-of-authors",
}


@pytest.fixture(
    scope="module", params=[("fr en", ""), ("et fr ru", RECORDS)], ids=["begun", "grown"]
)
def catalogue(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, list[str], set[str]]]:
    """The address of a server, the languages of its pages, and the examples that it can offer."""
    languages, records = request.param
    home = tmp_path_factory.mktemp("catalogue")
    folder = home / "own"
    flags = (
        "--name",
        "Publications",
        "--publisher",
        "Une administration",
        "--languages",
        languages,
    )
    done = CliRunner().invoke(
        main, ["init", str(folder), *flags, "--base-url", "https://data.agence.example/"]
    )
    assert done.exit_code == 0, done.output
    if records:
        (folder / "data/publications/x.ttl").write_text(PREFIXES + records, "utf-8")
    settings = {"PUBLOD_CONFIG": str(folder / "publod.toml")}
    loaded = servers.publod(home, "load", **settings)
    assert loaded.returncode == 0, loaded.stderr
    with servers.granian(home, settings=settings) as running:
        yield running.url, languages.split(), MORE if records else ALWAYS


def test_each_that_is_offered_has_rows(catalogue: tuple[str, list[str], set[str]]) -> None:
    address, languages, names = catalogue
    httpx.get(f"{address}/sparql?lang=en")  # which asks the store; a slow machine may answer later
    httpx.get(f"{address}/sparql/terms.json")
    for language in languages:
        page = httpx.get(f"{address}/sparql?lang={language}", headers={"Accept": "text/html"}).text
        aside = page[page.index('<aside class="examples"') :]
        offered = {}
        for link, title in findall(
            r'<li><a href="[^"?]*\?([^"]*)"[^>]*>(?:<span[^>]*>)?([^<]*)', aside
        ):
            offered[TITLES[unescape(title)]] = parse_qs(unescape(link))["query"][0]
        assert offered.keys() == names
        rows = {name: asked(address, query) for name, query in offered.items()}
        assert [name for name, lines in rows.items() if len(lines) < 2] == []
        if "issued-together" in names:  # nobody twice, and nobody left out
            other = {"et": "Muu asutus", "fr": "Muu asutus", "ru": "Другое"}[language]
            assert len(rows["issued-together"]) == 2
            assert {*rows["issued-together"][1].split(",")} == {other, "Une agence", "1"}


def asked(address: str, query: str) -> list[str]:
    media_type = "text/turtle" if "CONSTRUCT" in query else "text/csv"
    answer = httpx.get(f"{address}/sparql", params={"query": query}, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()


def test_things_are_completed_by_the_names_that_they_have(
    catalogue: tuple[str, list[str], set[str]],
) -> None:
    address, languages, names = catalogue
    for language in languages:
        words = httpx.get(f"{address}/sparql/terms.json?lang={language}").json()
        things = {thing["iri"]: thing["name"] for thing in words["things"]}
        assert all(things.values())
        assert things["<agent/une-administration#it>"] == "Une administration"
        if "issued-together" in names:
            assert (
                things["<agent/other#it>"]
                == {"et": "Muu asutus", "fr": "Muu asutus", "ru": "Другое"}[language]
            )
        labels = {term["name"]: term.get("label") for term in words["terms"]}
        assert labels["dcterms:creator"]
