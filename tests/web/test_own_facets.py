"""A catalogue with its own vocabulary, rules and facets, begun by ``publod init``: through HTTP, from its configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from cli.running import Done
from publod.cli import main
from web import servers
from web.servers import Running

TERMS = """\
@prefix lake: <https://lake.example/terms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://lake.example/terms> a owl:Ontology ; dcterms:title "Terms of the board"@en , "Verkets termer"@sv .
lake:region a owl:ObjectProperty ; rdfs:label "region"@en , "vattenområde"@sv ; rdfs:comment "The water."@en .
lake:depth a owl:DatatypeProperty ; rdfs:label "depth"@en .
lake:access a owl:ObjectProperty ; rdfs:label "access"@en , "åtkomst"@sv .
lake:Open a owl:NamedIndividual ; rdfs:label "open to all"@en , "öppen för alla"@sv .
"""
SHAPES = """\
@prefix lake: <https://lake.example/terms#> .
@prefix rule: <https://lake.example/shapes#> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

rule:Report a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property rule:Report-region , rule:Report-depth .
rule:Report-region a sh:PropertyShape ; sh:path lake:region ; sh:minCount 1 ; sh:class skos:Concept ;
    sh:message "Name the region."@en , "Ange vattenområdet."@sv .
rule:Report-depth a sh:PropertyShape ; sh:path lake:depth ; sh:minCount 1 ; sh:severity sh:Warning ;
    sh:message "Say how deep it is."@en .
"""
REGIONS = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<scheme/regions#it> a skos:ConceptScheme ; dcterms:title "Regions"@en .
<region/lakes#it> a skos:Concept ; skos:prefLabel "lakes"@en , "sjöar"@sv ; skos:inScheme <scheme/regions#it> .
<region/north#it> a skos:Concept ; skos:prefLabel "North Lake"@en , "Norrsjön"@sv ; skos:inScheme <scheme/regions#it> ;
    skos:broader <region/lakes#it> .
<region/bay#it> a skos:Concept ; skos:prefLabel "Bay"@en ; skos:inScheme <scheme/regions#it> ;
    skos:broader <region/north#it> .
<region/coast#it> a skos:Concept ; skos:prefLabel "coast"@en , "kust"@sv ; skos:inScheme <scheme/regions#it> .
"""
REPORT = """
@prefix lake: <https://lake.example/terms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<work/w{n}#it> a pub:Work ; dcterms:title "Report {n}"@en .
<publication/r{n}#it> a pub:Publication ; dcterms:title "Report {n}"@en ; dcterms:creator <agent/lake-board#it> ;
    dcterms:issued "2020"^^xsd:gYear ; dcterms:language lang:ENG ; dcterms:type <type/report#it> ;
    dcterms:isVersionOf <work/w{n}#it> ;
    {more} .
"""
#: What each report has of the board's own properties.
OWN = (
    'lake:region <region/north#it> ; lake:depth "10/50 m" ; lake:access lake:Open',
    'lake:region <region/north#it> , <region/coast#it> ; lake:depth "10/50 m"',
    'lake:region <region/coast#it> ; lake:depth "shallow  "',
)
FACETS = """
own_ontology = "terms"
own_shapes = "shapes"

[[facets]]
property = "https://lake.example/terms#region"

[[facets]]
property = "https://lake.example/terms#depth"
name = "how-deep"
label = {en = "How deep", sv = "Hur djupt"}

[[facets]]
property = "https://lake.example/terms#access"
"""


class Board:
    """The catalogue of the board, in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home, self.folder = home, home / "own"
        self.settings = {"PUBLOD_CONFIG": str(self.folder / "publod.toml")}

    def make(self) -> None:
        flags = (
            "--name", "Reports", "--publisher", "Lake Board", "--base-url", "https://data.example/",
            "--languages", "en sv", "--yes",
        )  # fmt: skip
        assert CliRunner().invoke(main, ["init", str(self.folder), *flags]).exit_code == 0
        self.basic = (self.folder / "publod.toml").read_text("utf-8")
        for name, text in {
            "terms/lake.ttl": TERMS, "shapes/lake.ttl": SHAPES, "data/regions.ttl": REGIONS,
            "data/publications/example-report.ttl": "",
            **{
                f"data/publications/r{n}.ttl": REPORT.format(n=n, more=more)
                for n, more in enumerate(OWN)
            },
        }.items():  # fmt: skip
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text, "utf-8")
        self.set(FACETS)

    def set(self, settings: str) -> None:
        (self.folder / "publod.toml").write_text(self.basic + settings, "utf-8")

    def run(self, *arguments: str) -> Done:
        return servers.publod(self.home, *arguments, **self.settings)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Board:
    made = Board(tmp_path_factory.mktemp("board"))
    made.make()
    loaded = made.run("load")
    assert (loaded.returncode, loaded.stderr) == (0, ""), loaded.stdout
    return made


@pytest.fixture(scope="module")
def server(board: Board) -> Iterator[Running]:
    with servers.granian(board.home, settings=board.settings) as running:
        yield running


def shown(server: Running, address: str) -> list[str]:
    """The facets of a page, each in a line as one reads it."""
    text = httpx.get(f"{server.url}/{address}", follow_redirects=True).text
    panel = text.partition('id="page-facets"')[2].partition('id="page-hits"')[0]
    facets = re.split("<summary><h3>", panel.rpartition("<div")[0])[1:]
    return [" ".join(re.sub("<[^>]+>", " ", facet).split()) for facet in facets]


def total(server: Running, query: str) -> int:
    answer = httpx.get(f"{server.url}/publications.jsonld?{query}").json()
    return int(answer["hydra:totalItems"])


def test_own_facets_stand_in_their_order_in_the_language_of_the_page(server: Running) -> None:
    assert shown(server, "publications?lang=en")[-3:] == [
        "Region Coast 2 Lakes 2 North Lake 2",
        "How deep 10/50 m 2 shallow 1",
        "Access Open to all 1",
    ]
    assert shown(server, "publications?lang=sv")[-3:] == [
        "Vattenområde Kust 2 Sjöar 2 Norrsjön 2",
        "Hur djupt 10/50 m 2 shallow 1",
        "Åtkomst Öppen för alla 1",
    ]


def test_each_number_is_what_one_finds_by_following_it(server: Running) -> None:
    page = httpx.get(f"{server.url}/publications").text
    links = re.findall(
        r'href="\./publications\?((?:region|how-deep|access)=[^"]+)"[^>]*>.*?"count">(\d+)', page
    )
    assert len(links) == 6
    assert {query: int(number) for query, number in links} == {
        query: total(server, query) for query, _ in links
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("region=region/coast&region=region/north", 1),
        ("region=region/lakes&how-deep=%2210/50+m", 2),
        ("region=region/coast&how-deep=shallow&language=eng", 1),
        ("q=Norrsj%C3%B6n", 2),
        ("q=report&access=https://lake.example/terms%23Open", 1),
        ("region=nowhere", 0),
        ("depth=shallow", 3),  # no parameter
    ],
)
def test_own_facets_are_combined_with_all_else(server: Running, query: str, expected: int) -> None:
    assert total(server, query) == expected
    assert (
        len(httpx.get(f"{server.url}/publications.csv?{query}").text.splitlines()) == expected + 1
    )


def test_what_is_chosen_can_be_given_up(server: Running) -> None:
    page = httpx.get(f"{server.url}/publications?how-deep=shallow&region=region/north&lang=en").text
    assert "No publications match everything you have chosen." in page
    assert "How deep: </span>shallow" in page
    assert re.search(r'without “North Lake”</a> <span class="count">1 hit', page)


def test_a_record_shows_own_values_by_their_names_with_links(server: Running) -> None:
    page = httpx.get(f"{server.url}/publication/r0?lang=sv").text
    assert "<dt>Vattenområde</dt>" in page
    assert '<a href="../region/north#it">Norrsjön</a>' in page
    assert (
        'href="../publications?access=https%3A%2F%2Flake.example%2Fterms%23Open">öppen för alla'
        in page
    )
    assert 'href="../publications?how-deep=%2210%2F50+m">10/50 m' in page
    concept = httpx.get(f"{server.url}/region/coast?lang=en").text
    assert all(f'publication/r{n}">Report {n}' in concept for n in (1, 2))


def test_the_page_of_a_value_counts_as_the_facet_does_and_leads_to_it(server: Running) -> None:
    page = httpx.get(f"{server.url}/region/lakes?lang=en").text
    assert 'Publications <span class="count">2</span>' in page
    assert "Those of narrower concepts are among them." in page
    link = re.search(
        r'href="\.\./(publications\?region=[^"]*)" rel="nofollow">Show and narrow', page
    )
    assert link
    assert total(server, link[1].partition("?")[2]) == 2
    alone = httpx.get(f"{server.url}/region/coast?lang=en").text
    assert "narrower concepts" not in alone
    assert "There are no" not in httpx.get(f"{server.url}/region/bay?lang=en").text


def test_a_publication_has_what_its_edition_says_where_it_says_nothing_itself(
    tmp_path: Path,
) -> None:
    board = Board(tmp_path / "home")
    board.make()
    edition = """
@prefix lake: <https://lake.example/terms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix pub: <https://w3id.org/publod/ns#> .
<edition/e#it> a pub:Edition ; pub:editionNumber 1 ; dcterms:isVersionOf <work/w0#it> ; lake:region <region/bay#it> ; lake:depth "deep" .
"""
    data = board.folder / "data/publications"
    (data / "e.ttl").write_text(edition, "utf-8")
    file = data / "r0.ttl"
    own = "pub:ofEdition <edition/e#it> ; lake:region <region/coast#it>"
    file.write_text(REPORT.format(n=0, more=own), "utf-8")
    loaded = board.run("load")
    assert loaded.returncode == 0, loaded.stdout
    with servers.granian(board.home, settings=board.settings) as running:
        assert total(running, "how-deep=deep") == 1
        assert total(running, "region=region/bay") == 0  # its own region is another
        (data / "e.ttl").write_text(edition.replace('"deep"', '"shallow"'), "utf-8")
        assert board.run("load").returncode == 0
        assert total(running, "how-deep=deep") == 0
        assert total(running, "how-deep=shallow") == 2


def test_the_ontology_and_the_shapes_say_whose_terms_are_whose(server: Running) -> None:
    page = httpx.get(f"{server.url}/ontology?lang=sv").text
    assert "Publods egenskaper</h2>" in page
    assert "Egenskaper: Verkets termer</h2>" in page
    assert "Värden: Verkets termer</h2>" in page
    assert 'id="own-region"' in page
    assert 'href="./shapes#own-Report-region"' in page
    assert 'id="own-Report-region"' in httpx.get(f"{server.url}/shapes").text
    assert "\nlake:region a " in httpx.get(f"{server.url}/ontology.ttl").text


def test_other_facets_are_served_after_a_restart_and_never_from_an_old_index(
    tmp_path: Path,
) -> None:
    board = Board(tmp_path / "home")
    board.make()
    assert board.run("load").returncode == 0
    order = '[[facets]]\nproperty = "dcterms:creator"\nlabel = "By"\n[[facets]]\nname = "language"\nlabel = "Spoken"\n'
    board.set(order)
    assert "other facets than are set now" in board.run("status").stdout
    with servers.granian(board.home, settings=board.settings) as running:
        facets = shown(running, "publications?lang=en")
    assert facets[:2] == ["By Lake Board 3", "Spoken English 3"]
    assert not any("Region" in facet for facet in facets)
    board.set(FACETS)
    board.run("rebuild")
    assert "other facets" not in board.run("status").stdout


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("lake:regoin <region/coast#it>", ["no property lake:regoin", "Is lake:region meant?"]),
        ("lake:access lake:Opne", ["no term lake:Opne", "Is lake:Open meant?"]),
        ("<http://lake.example/terms#depth> \"x\"", ["no property http://lake.example/terms#depth", "Is lake:depth meant?"]),
        ("pub:subtitel \"x\"", ["no property pub:subtitel", "Is pub:subtitle meant?"]),
    ],
)  # fmt: skip
def test_a_misspelt_term_is_told_with_what_was_meant(
    board: Board, tmp_path: Path, statement: str, said: list[str]
) -> None:
    file = tmp_path / "x.ttl"
    more = f"lake:region <region/coast#it> ;\n    {statement}"
    file.write_text(REPORT.format(n=9, more=more), "utf-8")
    done = board.run("check", str(file))
    assert done.returncode == 1
    line = file.read_text("utf-8").splitlines().index(f"    {statement} .") + 1
    assert f"{file}:{line}" in done.stdout
    assert all(one in done.stdout for one in said)


def test_a_vocabulary_that_is_not_whole_only_warns(board: Board, tmp_path: Path) -> None:
    file, terms = tmp_path / "x.ttl", tmp_path / "terms"
    file.write_text(
        REPORT.format(n=9, more="lake:region <region/coast#it> ; lake:regoin 1"), "utf-8"
    )
    terms.mkdir()
    (terms / "lake.ttl").write_text(TERMS.replace("a owl:Ontology ;", ""), "utf-8")
    settings = board.settings | {"PUBLOD_OWN_ONTOLOGY": str(terms)}
    done = servers.publod(board.home, "check", str(file), **settings)
    assert done.returncode == 0
    assert "Is lake:region meant?" in done.stdout


def test_the_foot_of_pages_leads_to_no_list_that_is_empty(server: Running) -> None:
    page = httpx.get(server.url, headers={"Accept": "text/html"}).text
    foot = page[page.index('class="site-footer"') :]
    assert [one for one in ("types", "audiences", "places", "years") if f'"./{one}"' in foot] == [
        "types", "years",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facets", "said"),
    [
        ("property = 'https://lake.example/terms#regoin'", "regoin; is https://lake.example/terms#region meant?"),
        ("property = 'dcterms:subjekt'", "no vocabulary has the property"),
        ("property = 'https://other.example/x'", "the facet x has nothing to be called by"),
        ("property = 'sea:region'", "'sea:region' is no property: its whole IRI is needed, such as https://agency.example/terms#region, or"),
        ("property = 'subject'", "'subject' is a facet of publod, which is named without a property: name = 'subject'"),
        ("property = 'dcterms:type'", "type is taken by publod"),
        ("property = 'dcterms:type'\nname = 'q'", "q is taken by publod"),
        ("property = 'dcterms:type'\nname = 'Kind of'", "give it a name, in small letters"),
        ("property = 'dcterms:type'\nname = 'kind'\nlabel = 7", "its label is a text"),
        ("property = 'dcterms:type'\nname = 'kind'\nlabel = {english = 'x'}", "the tag of a language is needed"),
        ("propert = 'dcterms:type'", "propert is no part of a facet; is property meant?"),
        ("name = 'region'", "give it a property; without one it is one of publod's: subject, type"),
        ("name = 'type'\n[[facets]]\nname = 'type'", "facet 2: there is another one called type"),
        ("property = 'dcterms:type'\nname = 'a'\n[[facets]]\nproperty = 'dcterms:type'\nname = 'b'", "is that of a already"),
        ("name = 'type'\nport = 80", "all other settings stand before the first [[facets]]"),
        ("\n[[facets]]\n".join(f"property = 'https://x.example/{n}'" for n in range(13)), "there are 12 at most"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_configuration_is_refused_with_its_cause(
    board: Board, facets: str, said: str
) -> None:
    board.set(FACETS.partition("[[facets]]")[0] + f"[[facets]]\n{facets}\n")
    try:
        for command in (("check", str(board.folder / "data")), ("serve", "--port", "1")):
            done = board.run(*command)
            assert done.returncode == 1, done.stdout
            assert said in done.stderr
    finally:
        board.set(FACETS)


def test_facets_can_be_set_in_the_environment(board: Board) -> None:
    value = '[{property = "dcterms:creator", name = "by", label = "By"}]'
    done = servers.publod(board.home, "settings", **board.settings, PUBLOD_FACETS=value)
    assert "PUBLOD_FACETS = by" in done.stdout
