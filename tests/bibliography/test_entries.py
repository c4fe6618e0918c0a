"""Entries are read from what the ledger keeps, with what neighbours and other editions say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.entry_batches import entries_of
from publod.bibliography.entry_reader import Reader
from publod.bibliography.triple_index import Statements
from publod.rdf import canonical, term_of_literal, triples_of
from publod.vocabulary import DCTERMS, PREFIXES, PUB, SCHEMA

BASE = "https://data.example.se/"
_HEAD = f"@base <{BASE}> .\n" + "".join(f"@prefix {p}: <{i}> .\n" for p, i in PREFIXES.items())
_LANG = "<http://publications.europa.eu/resource/authority/language/{}>"


class _Link(NamedTuple):
    source: str
    subject: str
    predicate: str
    target: str
    object: str


class _Moment(NamedTuple):
    time: int


class Records:
    """Records in memory, as a ledger would give them."""

    base_url = BASE

    def __init__(self, **turtle: str) -> None:
        self.asked: list[str] = []
        self._graphs = {}
        for name, text in turtle.items():
            lines = Graph().parse(data=_HEAD + text, format="turtle").serialize(format="nt")
            self._graphs[name.replace("_", "/")] = canonical(triples_of(lines))

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        wanted = list(paths)
        self.asked += wanted
        return {path: self._graphs[path] for path in wanted if path in self._graphs}

    def records(self, paths: Iterable[str]) -> dict[str, _Moment]:
        return {path: _Moment(86_400) for path in paths}

    def created(self, paths: Iterable[str]) -> dict[str, int]:
        return dict.fromkeys(paths, 3600)

    def links_to(self, paths: Iterable[str], predicates: Sequence[str]) -> list[_Link]:
        ends = {f"<{p}>" if "://" in p else f"<{BASE}{p}#it>": p for p in paths}
        return [
            _Link(source, "it", p[1:-1], ends[o], "it")
            for source, text in self._graphs.items()
            for s, p, o in triples_of(text)
            if p[1:-1] in predicates and o in ends and s == f"<{BASE}{source}#it>"
        ]

    def entry(self, path: str) -> Entry:
        [(_, entry)] = entries_of(self, [path])
        return entry


def test_an_entry_tells_what_the_record_and_its_neighbours_say() -> None:
    records = Records(
        publication_a=f"""<publication/a#it> a pub:Publication ; dcterms:title "Titel"@sv ;
            dcterms:creator <agent/x#it> , <agent/y#it> , <agent/gone#it> ;
            bibo:authorList ( <agent/y#it> <agent/x#it> ) ; dcterms:issued "2019-05"^^xsd:gYearMonth ;
            dcterms:language {_LANG.format("SWE")} , {_LANG.format("ARA")} , <http://e.example/sw> ;
            dcterms:subject <subject/s#it> ; pub:editionNumber 3 ; dcterms:isVersionOf <work/w#it> ;
            dcterms:isPartOf <work/series#it> ; pub:numberInSeries "19" ;
            dcat:distribution <publication/a#file> , [ dcat:accessURL <https://e.example/b> ] .
          <publication/a#file> dcat:downloadURL <https://e.example/a.pdf> ; dcat:byteSize 1024 ;
            dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf> .""",
        agent_x='<agent/x#it> a foaf:Organization ; foaf:name "X"@sv ; dcterms:identifier "1-2" .',
        agent_y='<agent/y#it> a foaf:Person ; foaf:name "Å Y" ; foaf:familyName "Y" .',
        subject_s='<subject/s#it> skos:prefLabel "s"@sv ; skos:exactMatch <http://e.example/s> .',
        work_w='<work/w#it> a pub:Work ; dcterms:title "Verk"@sv .',
        work_series='<work/series#it> dcterms:title "Serie"@sv ; pub:issn "1234-5679" .',
    )  # fmt: skip
    entry = records.entry("publication/a")
    assert [a.iri.removeprefix(BASE) for a in entry.creators] == [
        "agent/y#it", "agent/x#it", "agent/gone#it"
    ]  # fmt: skip
    assert [(a.name, a.is_person, a.family) for a in entry.creators] == [
        ({"": "Å Y"}, True, "Y"), ({"sv": "X"}, False, ""), ({}, False, ""),
    ]  # fmt: skip
    assert entry.creators[1].identifiers == ("1-2",)
    assert (entry.issued, entry.year, entry.edition_number) == ("2019-05", 2019, 3)
    assert set(entry.languages) == {"SWE", "ARA"}
    assert entry.subjects[0].matches == (("exactMatch", "http://e.example/s"),)
    assert entry.works[0].title == {"sv": "Verk"}
    assert (entry.series[0].issn, entry.number_in_series) == (("1234-5679",), "19")
    files = {(f.url, f.media_type, f.size) for f in entry.files}
    assert files == {
        ("https://e.example/a.pdf", "application/pdf", 1024),
        ("https://e.example/b", "", None),
    }
    assert entry.document == BASE + "publication/a"
    assert entry.modified == 86_400


def test_what_other_records_say_of_an_edition_is_told_in_its_entry() -> None:
    edition = '<publication/{0}#it> dcterms:title "{0}" {1} .'
    records = Records(
        publication_a=edition.format("a", ""),
        publication_b=edition.format("b", "; dcterms:replaces <publication/a#it> ; pub:editionNumber 2"),
        publication_c=edition.format("c", "; schema:translationOfWork <publication/a#it>"),
        edition_o="<edition/o#it> a pub:StatedEdition .",
        publication_d=edition.format("d", "; dcterms:replaces <edition/o#it>"),
    )  # fmt: skip
    entry = records.entry("publication/a")
    assert entry.replaced_by == (
        BibliographicResource(f"{BASE}publication/b#it", {"": "b"}, edition_number=2),
    )
    assert entry.translated_as == (BibliographicResource(f"{BASE}publication/c#it", {"": "c"}),)
    assert records.entry("publication/b").replaces == (
        BibliographicResource(f"{BASE}publication/a#it", {"": "a"}),
    )
    assert records.entry("publication/d").replaces[0].is_stated_only


def test_the_other_editions_of_a_work_are_told_in_order_without_the_one_itself() -> None:
    edition = '<publication/{0}#it> dcterms:title "{0}" ; dcterms:isVersionOf <work/w#it> {1} .'
    records = Records(
        work_w='<work/w#it> dcterms:title "w" .',
        publication_a=edition.format("a", "; pub:editionNumber 3"),
        publication_b=edition.format("b", '; pub:editionNumber 1 ; dcterms:issued "2001"'),
        publication_c=edition.format("c", "; pub:editionNumber 2"),
        edition_o="<edition/o#it> a pub:StatedEdition ; dcterms:isVersionOf <work/w#it> .",
        publication_x='<publication/x#it> dcterms:isVersionOf <work/other#it> .',
        publication_y='<publication/y#it> dcterms:title "y" .',
    )  # fmt: skip
    names = ("a", "b", "c", "x", "y")
    found = dict(entries_of(records, [f"publication/{name}" for name in names], "SE-Xx", "xx"))
    told = {
        path[-1]: [one.iri.removeprefix(BASE)[:-3] for one in entry.editions]
        for path, entry in found.items()
    }
    assert told == {
        "a": ["edition/o", "publication/b", "publication/c"],
        "b": ["edition/o", "publication/c", "publication/a"],
        "c": ["edition/o", "publication/b", "publication/a"],
        "x": [],
        "y": [],
    }
    assert found["publication/a"].editions[1].issued == "2001"
    assert {(entry.catalogued_by, entry.swepub_code) for entry in found.values()} == {
        ("SE-Xx", "xx")
    }
    assert len(records.asked) == len(set(records.asked)), "a record was read twice"
    assert len(records.entry("publication/a").editions) == 3  # whatever else is asked for


def test_of_very_many_editions_the_latest_are_told() -> None:
    said = "<publication/{0}#it> dcterms:isVersionOf <work/w#it> ; pub:editionNumber {0} ."
    records = Records(**{f"publication_{n}": said.format(n) for n in range(1, 151)}, work_w="")
    editions = records.entry("publication/150").editions
    assert [one.edition_number for one in editions] == [*range(50, 150)]


def test_entries_come_in_the_order_asked_for_and_neighbours_are_read_once() -> None:
    said = '<publication/{0}#it> dcterms:title "{0}" ; dcterms:creator <agent/x#it> .'
    numbers = range(600)
    records = Records(**{f"publication_{n}": said.format(n) for n in numbers}, agent_x="")
    paths = [f"publication/{n}" for n in reversed(numbers)]
    found = list(entries_of(records, [*paths[:300], "publication/gone", *paths[300:]]))
    assert [path for path, _ in found] == paths
    assert records.asked.count("agent/x") == 1


def test_a_list_of_authors_that_never_ends_ends() -> None:
    node = "_:c14n0"
    first, rest, nil = (f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{n}>" for n in ("first", "rest", "nil"))  # fmt: skip
    for end in (node, nil, "<http://e.example/elsewhere>", '"text"'):
        said = Statements(
            [("<a:x>", f"<{SCHEMA.author}>", node), (node, first, "<a:y>"), (node, rest, end)]
        )
        assert said.listed("<a:x>", SCHEMA.author) == ["a:y"]


@given(st.lists(st.tuples(st.sampled_from(["", "sv", "en", "ar"]), st.text(max_size=20))))
def test_texts_are_those_that_were_said(pairs: list[tuple[str, str]]) -> None:
    title = f"<{DCTERMS.title}>"
    said = Statements(("<a:x>", title, term_of_literal(text, lang)) for lang, text in pairs)
    assert said.all_texts("<a:x>", DCTERMS.title) == pairs
    first = dict(reversed(pairs))
    assert said.texts("<a:x>", PUB.subtitle, DCTERMS.title) == first


def test_of_very_many_editions_each_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the entries of all of them take no more than as many times the most that one tells of."""
    said = "<publication/{0}#it> dcterms:isVersionOf <work/w#it> ; pub:editionNumber {0} ."
    records = Records(**{f"publication_{n}": said.format(n) for n in range(1, 231)}, work_w="")
    asked = Reader.resource
    count = 0

    def counting(self: Reader, iri: str) -> BibliographicResource:
        nonlocal count
        count += 1
        return asked(self, iri)

    monkeypatch.setattr(Reader, "resource", counting)
    paths = [f"publication/{n}" for n in range(1, 231)]
    found = dict(entries_of(records, paths))
    assert [one.edition_number for one in found["publication/7"].editions] == [*range(131, 231)]
    assert [one.edition_number for one in found["publication/200"].editions] == [
        *range(130, 200), *range(201, 231),
    ]  # fmt: skip
    # The works, all editions once, and for each entry the newest with itself.
    assert count <= 230 + 230 + 230 * 101


def test_an_article_tells_of_its_issue_and_its_journal_and_of_everyone_with_a_role() -> None:
    records = Records(
        publication_a="""<publication/a#it> a pub:Publication ; dcterms:title "Artikel"@sv ;
            dcterms:isPartOf <publication/issue#it> ; bibo:pageStart "12" ; bibo:pageEnd "19" ;
            schema:position 2 ; marcrel:trl <agent/t#it> ; marcrel:ill <agent/i#it> ;
            pub:documentNumber "X 1" ; pub:registrationNumber "2019/7" ; schema:keywords "ord"@sv ;
            pub:classification "364.15"^^<http://id.loc.gov/vocabulary/classSchemes/ddc> ;
            pub:sourceDescription "Så står det."@sv ; bibo:numPages 8 ; dcterms:extent "8 s."@sv ;
            schema:mentions "Lagen"@sv , <publication/a#line> , <agent/t#it> ;
            adms:status <status/gone#it> ; dcterms:valid "2019/2020" ;
            dcterms:medium <http://rdaregistry.info/termList/RDACarrierType/1049> .
          <publication/a#line> schema:name "Linjen"@sv .""",
        publication_issue="""<publication/issue#it> a pub:Publication ; dcterms:title "Nr 3"@sv ;
            bibo:volume "7" ; bibo:issue "3" ; dcterms:isPartOf <work/journal#it> .""",
        work_journal="""<work/journal#it> a pub:Work ; dcterms:title "Tidskriften"@sv ;
            dcterms:isPartOf <work/family#it> .""",
        work_family='<work/family#it> a pub:Work ; dcterms:title "Familjen"@sv .',
        agent_t='<agent/t#it> a foaf:Person ; foaf:name "Tea"@sv .',
        agent_i='<agent/i#it> a foaf:Person ; foaf:name "Ina"@sv .',
        status_gone="""<status/gone#it> a skos:Concept ; skos:prefLabel "upphävd"@sv ;
            skos:exactMatch <http://purl.org/adms/status/Withdrawn> .""",
    )
    article = records.entry("publication/a")
    assert [dict(host.title) for host in article.hosts] == [{"sv": "Nr 3"}, {"sv": "Tidskriften"}]
    assert [(host.volume, host.issue) for host in article.hosts] == [("7", "3"), ("", "")]
    assert (article.series, article.position) == ((), 2)
    assert (article.page_start, article.page_end, article.page_count) == ("12", "19", 8)
    assert [(role, agent.name["sv"]) for role, agent in article.roles] == [
        ("trl", "Tea"), ("ill", "Ina"),
    ]  # fmt: skip
    assert (article.document_numbers, article.registration_numbers) == (("X 1",), ("2019/7",))
    assert article.classifications == (("364.15", "ddc"),)
    assert {text for _, text in article.mentions} == {"Lagen", "Linjen", "Tea"}
    assert article.keywords == (("sv", "ord"),)
    assert article.extent == {"sv": "8 s."}
    assert article.source_description == {"sv": "Så står det."}
    assert article.status is not None
    assert article.status.matches == (("exactMatch", "http://purl.org/adms/status/Withdrawn"),)
    assert [dict(one.title) for one in records.entry("publication/issue").series] == [
        {"sv": "Tidskriften"}
    ]


def test_what_amends_and_the_other_form_are_known_from_both_ends() -> None:
    records = Records(
        publication_a='<publication/a#it> a pub:Publication ; dcterms:title "A"@sv ; dcterms:isFormatOf <publication/b#it> ; pub:amends <publication/c#it> .',
        publication_b='<publication/b#it> a pub:Publication ; dcterms:title "B"@sv .',
        publication_c='<publication/c#it> a pub:Publication ; dcterms:title "C"@sv .',
        publication_d='<publication/d#it> a pub:Publication ; dcterms:title "D"@sv ; schema:isBasedOn <publication/c#it> .',
    )  # fmt: skip
    a, b, c = (records.entry(f"publication/{name}") for name in "abc")
    assert [one.title["sv"] for one in (*a.formats, *b.formats)] == ["B", "A"]
    assert [one.title["sv"] for one in (*a.amends, *c.amended_by, *c.reworked_as)] == [
        "C",
        "A",
        "D",
    ]


def test_a_place_is_read_with_those_that_it_lies_in_under_whatever_name() -> None:
    records = Records(
        publication_a="""<publication/a#it> a pub:Publication ; dcterms:spatial
            <https://sws.geonames.org/7/> , <https://sws.geonames.org/8/> .""",
        place_town="""<place/town#it> a dcterms:Location ; skos:prefLabel "Staden"@sv ;
            owl:sameAs <https://sws.geonames.org/7/> ; dcterms:isPartOf <place/county#it> .""",
        place_county="""<place/county#it> a dcterms:Location ; skos:prefLabel "Länet"@sv ;
            dcterms:isPartOf <place/land#it> .""",
        place_land="""<place/land#it> a dcterms:Location ; skos:prefLabel "Landet"@sv ;
            dcterms:isPartOf <place/town#it> .""",
    )
    town, unknown = records.entry("publication/a").spatial
    assert (town.iri, town.name) == (f"{BASE}place/town#it", {"sv": "Staden"})
    assert [place.name["sv"] for place in town.within] == ["Länet", "Landet"]
    assert (unknown.iri, unknown.name) == ("https://sws.geonames.org/8/", {})


def test_an_edition_as_a_level_is_no_other_edition_beside_its_publications() -> None:
    work = "dcterms:isVersionOf <work/w#it>"
    records = Records(
        work_w='<work/w#it> a pub:Work ; dcterms:title "W"@sv .',
        edition_e=f'<edition/e#it> a pub:Edition ; pub:documentNumber "E 1" ; {work} .',
        edition_s=f"<edition/s#it> a pub:StatedEdition ; pub:editionNumber 1 ; {work} .",
        publication_a=f'<publication/a#it> a pub:Publication ; dcterms:title "A"@sv ; pub:ofEdition <edition/e#it> ; {work} .',
    )  # fmt: skip
    entry = records.entry("publication/a")
    assert [one.iri for one in entry.editions] == [f"{BASE}edition/s#it"]
    assert [one.document_numbers for one in entry.of_edition] == [("E 1",)]


def test_publications_that_say_they_are_of_each_other_are_read() -> None:
    records = Records(
        publication_a="<publication/a#it> a pub:Publication ; pub:ofEdition <publication/b#it> ; dcterms:replaces <publication/b#it> .",
        publication_b="<publication/b#it> a pub:Publication ; pub:ofEdition <publication/a#it> .",
    )  # fmt: skip
    assert [one.iri for one in records.entry("publication/a").replaces] == [
        f"{BASE}publication/b#it"
    ]
