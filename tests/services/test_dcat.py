"""DCAT-AP-SE, by its own rules and by the shapes of DCAT-AP 3 where a copy of these is at hand.

The shapes are not ours to hand on. The test takes those of release 3.0.1 (``html/shacl`` in
https://github.com/SEMICeu/DCAT-AP) from ``~/.cache/publod/dcat-ap-3.0.1``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pyshacl
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from publod.bibliography.record_summary import summary_of
from publod.formats import RDF_XML
from publod.ledger import Change
from publod.rdf import Triple, canonical, read, triples_in, triples_of
from publod.rdf.document import Document
from publod.rdf.source_format import SourceFormat
from publod.record_repository import Repository
from publod.services import dcat
from publod.services.catalogue_record import ACCESS, VCARD, organisation_number
from publod.services.dump_folder import DumpFolder
from publod.vocabulary import DCAT, DCTERMS, FOAF, OWL, RDF, SH, SKOS
from services.copying import BASE, Source, change, concept, publication

SHAPES = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "publod/dcat-ap-3.0.1"
SEED = Path(__file__).parents[2] / "data" / "catalog.ttl"
EMAIL = "data@agency.example"
AVAILABILITY = "http://publications.europa.eu/resource/authority/planned-availability/"
THEME = "http://publications.europa.eu/resource/authority/data-theme/"


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def seed() -> Change:
    """The record that the seed catalogue has."""
    triples: list[Triple] = [t for t, _ in read(SEED, SourceFormat.TURTLE, BASE)]
    return Change("catalog", canonical(triples), summary_of(f"{BASE}catalog#it", triples))


def own(*said: tuple[object, str]) -> Change:
    return change("catalog", (RDF.type, f"<{DCAT.Catalog}>"), *said)


def agency(number: str) -> Change:
    return change(
        "agent/x",
        (RDF.type, f"<{FOAF.Organization}>"),
        (FOAF.name, '"Myndigheten"@sv'),
        (FOAF.name, '"The Agency"@en'),
        (FOAF.homepage, "<https://agency.example/>"),
        (DCTERMS.identifier, f'"{number}"'),
    )


def described(source: Source, *, with_dump: bool = False) -> Graph:
    repository = Repository(source.ledger)
    dump = DumpFolder(source.folder / "dumps").make(repository) if with_dump else None
    graph = dcat.describe(repository, EMAIL, dump)
    iri = BASE + dcat.PATH
    written = RDF_XML.write(Document(iri, iri, triples_in(graph), "context.jsonld"))
    found = Graph().parse(data=written, format="xml")
    assert len(found) == len(graph)
    return found


def things(graph: Graph, kind: Node) -> list[Node]:
    return sorted(graph.subjects(RDF.type, kind), key=str)


def assert_fit(graph: Graph) -> None:
    """What the specification and the harvester of dataportal.se ask for."""
    for triple in graph:
        for node in triple:
            assert not isinstance(node, BNode), triple
            if isinstance(node, URIRef):
                assert re.fullmatch(r"(https?://[^/\s]+/?\S*|mailto:\S+@\S+)", node), node
    [catalog] = things(graph, DCAT.Catalog)
    [data] = graph.objects(catalog, DCAT.dataset)
    others = [node for node in things(graph, DCAT.Dataset) if node != data]
    assert others == list(graph.objects(data, DCTERMS.source))
    [contact], [agent] = things(graph, VCARD.Organization), things(graph, FOAF.Agent)
    assert contact != agent
    assert graph.value(contact, VCARD.hasEmail) == URIRef(f"mailto:{EMAIL}")
    assert len(list(graph.objects(contact, VCARD.fn))) == 1
    assert list(graph.objects(agent, FOAF.name))
    for node in (catalog, data):
        assert list(graph.objects(node, DCTERMS.publisher)) == [agent]
        titles = list(graph.objects(node, DCTERMS.title))
        assert titles
        assert len({t.language for t in titles if isinstance(t, Literal)}) == len(titles)
        assert list(graph.objects(node, DCTERMS.description))
        assert len(list(graph.objects(node, DCTERMS.modified))) == 1
    assert graph.value(data, DCAT.contactPoint) == contact
    assert graph.value(data, ACCESS.accessRights)
    themes = [str(t) for t in graph.objects(data, DCAT.theme)]
    assert themes
    assert all(t.startswith(THEME) for t in themes)
    assert graph.value(data, DCTERMS.accrualPeriodicity)
    services = things(graph, DCAT.DataService)
    assert services == sorted(graph.objects(catalog, DCAT.service), key=str)
    ends = sorted(str(graph.value(s, DCAT.endpointURL)) for s in services)
    assert ends == [f"{BASE}oai", f"{BASE}sparql"], "each way in, once"
    distributions = things(graph, DCAT.Distribution)
    assert distributions == sorted(graph.objects(data, DCAT.distribution), key=str)
    for node in (*distributions, *services):
        [form] = graph.objects(node, DCTERMS["format"])
        assert isinstance(form, Literal)
        assert re.fullmatch(r"\w+/[-.\w]+(\+[-.\w]+)?", form)
        licences = list(graph.objects(node, DCTERMS.license))
        assert len(licences) == len(list(graph.objects(catalog, DCTERMS.license))), (
            "each has a licence, where the catalogue states any"
        )
        assert not any(str(one).startswith("https://creativecommons.org") for one in licences)
    for node in distributions:
        assert graph.value(node, DCAT.accessURL)
        [availability] = graph.objects(node, URIRef("http://data.europa.eu/r5r/availability"))
        assert str(availability).startswith(AVAILABILITY)
    for node in services:
        assert len(list(graph.objects(node, DCAT.endpointDescription))) == 1
    for node in graph.objects(data, DCTERMS.source):
        assert (node, RDF.type, DCAT.Dataset) in graph, "a web page is no source"
    reached = set(graph.objects(None, DCAT.accessService))
    assert reached == set(services), "every service is a way to the data"
    assert sum(1 for _ in graph.subject_objects(DCAT.downloadURL)) == 6


def assert_conforms(graph: Graph) -> None:
    """DCAT-AP 3, but for ``dcterms:format``, of which DCAT-AP-SE has a rule that excludes its own."""
    if not (SHAPES / "shapes.ttl").is_file():
        pytest.skip("NOT TESTED: the shapes that SEMIC publishes for DCAT-AP 3.0.1 are not at hand")
    shapes = Graph().parse(SHAPES / "shapes.ttl")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    assert isinstance(report, Graph)
    left = [
        f"{report.value(r, SH.focusNode)} {report.value(r, SH.resultPath)} {report.value(r, SH.resultMessage)}"
        for r in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(r, SH.resultPath) != DCTERMS["format"]
    ]
    assert not left


CATALOGUES = {
    "nothing but a publication": [publication("a")],
    "the seed": [seed()],
    "an agency": [
        own((DCTERMS.title, '"Min"@sv'), (DCTERMS.publisher, "<agent/x#it>")),
        agency("202100-6693"),
    ],
    "something else at that address": [change("catalog", (DCTERMS.title, '"Ett verk"'))],
}


@pytest.mark.parametrize("name", CATALOGUES)
def test_it_is_what_the_portal_wants(source: Source, name: str) -> None:
    source.commit(*CATALOGUES[name])
    assert_fit(described(source))
    assert_fit(described(source, with_dump=True))


@pytest.mark.parametrize("name", CATALOGUES)
def test_it_conforms_to_the_shapes_of_dcat_ap(source: Source, name: str) -> None:
    source.commit(*CATALOGUES[name])
    assert_conforms(described(source, with_dump=True))


def test_the_shapes_find_what_is_wrong(source: Source) -> None:
    source.commit(seed())
    graph = described(source)
    graph.remove((None, DCTERMS.title, None))
    with pytest.raises(AssertionError, match="title"):
        assert_conforms(graph)


def test_an_empty_catalogue_is_described_without_dates(source: Source) -> None:
    graph = described(source)
    assert things(graph, DCAT.Dataset)
    assert not list(graph.objects(None, DCTERMS.modified))


def test_the_publisher_is_named_as_the_portal_names_it(source: Source) -> None:
    source.commit(*CATALOGUES["an agency"])
    graph = described(source)
    agent = URIRef("http://dataportal.se/organisation/SE2021006693")
    assert things(graph, FOAF.Agent) == [agent]
    assert {str(n) for n in graph.objects(agent, FOAF.name)} == {"Myndigheten", "The Agency"}
    assert str(next(graph.objects(None, VCARD.fn))) == "Myndigheten"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("202100-6693", "2021006693"),
        ("2021006693", "2021006693"),
        (" 202100-6693 ", "2021006693"),
        ("SE202100-6693", "2021006693"),
        ("16202100-6693", "2021006693"),
        ("202100-6694", ""),
        ("20210-6693", ""),
        ("811218-9876", ""),
        ("Q60970301", ""),
        ("", ""),
    ],
)
def test_organisation_numbers(text: str, digits: str) -> None:
    """The last but two is a personal number, whose check digit is right: a person is no agency."""
    assert organisation_number(text) == digits


def test_a_foreign_publisher_keeps_its_iri(source: Source) -> None:
    source.commit(own((DCTERMS.publisher, "<https://agency.example/id>")))
    graph = described(source)
    assert things(graph, FOAF.Agent) == [URIRef("https://agency.example/id")]
    assert_fit(graph)


def test_an_agency_without_a_number_keeps_its_iri(source: Source) -> None:
    source.commit(own((DCTERMS.publisher, "<agent/x#it>")), agency("202100-6694"))
    assert things(described(source), FOAF.Agent) == [URIRef(f"{BASE}agent/x#it")]


def test_themes_are_the_eus_and_subjects_become_keywords(source: Source) -> None:
    source.commit(
        own((DCAT.dataset, "<catalog#dataset>")),
        concept("x", label="Ämne"),
    )
    repository = Repository(source.ledger)
    record = repository.describe(repository.present("catalog")).authored
    triples = [(s.n3(), p.n3(), o.n3()) for s, p, o in record]
    data = f"<{BASE}catalog#dataset>"
    triples += [
        (data, f"<{DCAT.theme}>", f"<{THEME}JUST>"),
        (data, f"<{DCAT.theme}>", f"<{BASE}subject/x#it>"),
    ]
    source.commit(Change("catalog", canonical(triples), summary_of(f"{BASE}catalog#it", triples)))
    graph = described(source)
    [node] = things(graph, DCAT.Dataset)
    assert list(graph.objects(node, DCAT.theme)) == [URIRef(f"{THEME}JUST")]
    assert list(graph.objects(node, DCAT.keyword)) == [Literal("Ämne", lang="sv")]


@pytest.mark.parametrize(
    ("stated", "known"),
    [
        (
            "https://creativecommons.org/licenses/by/4.0/",
            "http://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "https://creativecommons.org/licenses/by/4.0/deed.sv",
            "http://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "http://creativecommons.org/licenses/by/4.0",
            "http://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "https://creativecommons.org/publicdomain/zero/1.0/",
            "http://creativecommons.org/publicdomain/zero/1.0/",
        ),
        ("https://licence.example/mine", "https://licence.example/mine"),
    ],
)
def test_licences_have_the_name_that_portals_know(source: Source, stated: str, known: str) -> None:
    source.commit(own((DCTERMS.license, f"<{stated}>")))
    assert set(map(str, described(source).objects(None, DCTERMS.license))) == {known}


def test_blank_nodes_of_the_record_stay_there(source: Source) -> None:
    thing = f"<{BASE}catalog#it>"
    triples: list[Triple] = [
        (thing, f"<{RDF.type}>", f"<{DCAT.Catalog}>"),
        (thing, f"<{DCAT.service}>", "_:s"),
        ("_:s", f"<{DCAT.endpointURL}>", "<https://elsewhere.example/>"),
        (thing, f"<{DCAT.dataset}>", "_:d"),
        (thing, f"<{SKOS.prefLabel}>", '"x"@sv'),
    ]
    source.commit(Change("catalog", canonical(triples), summary_of(thing[1:-1], triples)))
    assert_fit(described(source))


def test_the_host_is_that_of_the_catalogue_alone(source: Source) -> None:
    source.commit(seed())
    hosts = {
        urlsplit(str(u)).netloc
        for p in (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL)
        for u in described(source).objects(None, p)
    }
    assert hosts == {"data.example.se"}


def test_a_source_is_a_data_set_and_a_page_is_related(source: Source) -> None:
    triples = list(triples_of(seed().graph or ""))
    other = f"<{BASE}catalog#imported>"
    dataset = f"<{BASE}catalog#dataset>"
    triples += [
        (dataset, f"<{DCTERMS.source}>", other),
        (dataset, f"<{DCTERMS.source}>", "<https://pages.example/list>"),
        (other, f"<{RDF.type}>", f"<{DCAT.Dataset}>"),
    ]
    source.commit(Change("catalog", canonical(triples), summary_of(f"{BASE}catalog#it", triples)))
    graph = described(source)
    data = URIRef(f"{BASE}catalog#dataset")
    assert list(graph.objects(data, DCTERMS.source)) == [URIRef(f"{BASE}catalog#imported")]
    assert list(graph.objects(data, DCTERMS.relation)) == [URIRef("https://pages.example/list")]
    assert_fit(graph)


def test_services_say_where_they_are_described_and_files_how_long_they_are(source: Source) -> None:
    source.commit(seed())
    graph = described(source, with_dump=True)
    ways = {str(graph.value(s, DCAT.endpointURL)): str(graph.value(s, DCAT.endpointDescription))
            for s in things(graph, DCAT.DataService)}  # fmt: skip
    assert ways == {f"{BASE}oai": f"{BASE}oai?verb=Identify", f"{BASE}sparql": f"{BASE}sparql"}
    sizes = [graph.value(file, DCAT.byteSize) for file in graph.subjects(DCAT.downloadURL)]
    assert len(sizes) == 6
    assert all(size is not None and int(str(size)) > 0 for size in sizes)


def test_what_the_record_says_of_availability_goes_first(source: Source) -> None:
    file = f"<{BASE}catalog#file>"
    stable = f"<{AVAILABILITY}STABLE>"
    source.commit(
        own(
            (DCAT.dataset, "<catalog#all>"),
        )
    )
    triples = list(triples_of(source.ledger.graphs(["catalog"])["catalog"]))
    triples += [
        (f"<{BASE}catalog#all>", f"<{DCAT.distribution}>", file),
        (file, f"<{DCAT.accessURL}>", f"<{BASE}publications>"),
        (file, f"<{DCAT.mediaType}>", "<https://www.iana.org/assignments/media-types/text/html>"),
        (file, "<http://data.europa.eu/r5r/availability>", stable),
    ]
    source.commit(Change("catalog", canonical(triples), summary_of(f"{BASE}catalog#it", triples)))
    graph = described(source)
    assert_fit(graph)
    node = URIRef(file[1:-1])
    assert f"<{graph.value(node, URIRef('http://data.europa.eu/r5r/availability'))}>" == stable


def test_places_are_told_as_portals_know_them(source: Source) -> None:
    geonames = "https://sws.geonames.org/2661886/"
    country = "http://publications.europa.eu/resource/authority/country/SWE"
    source.commit(
        own(*((DCTERMS.spatial, f"<place/{name}#it>") for name in ("both", "eu", "none"))),
        change("place/both", (OWL.sameAs, f"<{country}>"), (OWL.sameAs, f"<{geonames}>")),
        change("place/eu", (OWL.sameAs, f"<{country}>")),
        change("place/none", (SKOS.prefLabel, '"Okänd"@sv')),
    )
    graph = described(source)
    for kind in (DCAT.Catalog, DCAT.Dataset):
        [node] = graph.subjects(RDF.type, kind)
        told = set(map(str, graph.objects(node, DCTERMS.spatial)))
        assert told == {geonames, country, f"{BASE}place/none#it"}


def test_a_dump_in_lines_is_no_document_of_json_ld(source: Source) -> None:
    graph = described(source)
    [node] = [s for s, o in graph.subject_objects(DCAT.downloadURL) if str(o).endswith("jsonl.gz")]
    assert str(graph.value(node, DCAT.mediaType)).endswith("/application/x-ndjson")
    assert str(graph.value(node, DCTERMS["format"])) == "application/x-ndjson"
