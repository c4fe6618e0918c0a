"""Agents, subjects and types have the identifiers and matches that were verified, and no others."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

DATA = Path(__file__).parents[2] / "data"
BASE = "https://example.org/"
PREFIXES = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX wd: <http://www.wikidata.org/entity/>
"""
IOM = "Internationella migrationsorganisationen"

#: Identifiers that were seen in a source: organisation number and Wikidata.
AGENTS = {
    "Jämställdhetsmyndigheten": ("202100-6693", "Q60970301"),
    "Polismyndigheten": ("202100-0076", "Q11995938"),
    "Socialstyrelsen": ("202100-0555", "Q6971056"),
    "Länsstyrelsen Stockholm": ("202100-2247", "Q22269305"),
    "Länsstyrelsen Norrbotten": ("202100-2478", "Q25386980"),
    "Länsstyrelsen Västerbotten": ("202100-2460", "Q28804179"),
    "Länsstyrelsen Jämtland": ("202100-2452", "Q28797491"),
    "Länsstyrelsen Västernorrland": ("202100-2445", "Q26236697"),
    IOM: (None, "Q472311"),
}
#: Matches: EuroVoc, LCSH, YSO, Wikidata.
CONCEPTS = {
    "människohandel": ("human trafficking", "5933", "sh2006002629", "p10965", "Q181784"),
    "prostitution": ("prostitution", "2823", "sh85107626", "p6011", "Q36633"),
    "tvångsarbete": ("forced labour", None, "sh85050453", "p6977", None),
    "tiggeri": ("begging", None, "sh85012883", "p21353", None),
    "barnskydd": ("child protection", "3919", None, "p2289", None),
    "handel med barn": ("child trafficking", None, "sh2009006396", "p10352", None),
    "brottsoffer": ("victims of crime", "4695", "sh85143177", "p16056", None),
    "återvändande": ("return migration", "1911", "sh85113386", "p6166", None),
    "socialtjänst": ("social services", "4143", "sh85124049", "p1307", None),
    "polis": ("police", "2440", "sh85104183", "p3398", "Q35535"),
    "kartläggning": ("survey", None, "sh85130875", "p2522", None),
    "jämställdhet": ("gender equality", "3913", None, "p2399", "Q113453"),
    "migration": ("migration", "1909", "sh85042782", "p10006", "Q177626"),
    "myndighetssamverkan": ("interagency coordination", None, "sh2006001993", "p25603", None),
}
#: Matches whose own heading is near, or broader, but not the same.
NOT_EXACT = {
    "sh85124049": "closeMatch",
    "sh85130875": "closeMatch",
    "sh85042782": "closeMatch",
    "p2399": "closeMatch",
    "p10006": "closeMatch",
    "p16056": "broadMatch",
}
VOCABULARIES = (
    "http://eurovoc.europa.eu/",
    "http://id.loc.gov/authorities/subjects/",
    "http://www.yso.fi/onto/yso/",
    "http://www.wikidata.org/entity/",
)
CLOSE = "http://www.yso.fi/onto/yso/p5386"
#: Swedish subject headings whose IRIs were seen in use.
SAO = "https://id.kb.se/term/sao/Prostitution"
SAO_CLOSE = ("https://id.kb.se/term/sao/Polisv%C3%A4sen",)
MARC_GENRE = "http://id.loc.gov/vocabulary/marcgt/han"
GENRE = "https://id.kb.se/term/saogf/Handb%C3%B6cker%2C%20manualer%20etc."


def about_agents() -> list[tuple[str, str, str]]:
    facts = []
    for name, (number, wikidata) in AGENTS.items():
        who = f'?a a foaf:Organization ; foaf:name "{name}"@sv '
        facts.append((name, "English name", who + '; foaf:name ?en . FILTER (lang(?en) = "en")'))
        facts.append((name, "homepage", who + "; foaf:homepage ?page ."))
        facts.append((name, f"Wikidata {wikidata}", who + f"; owl:sameAs wd:{wikidata} ."))
        if number:
            facts.append((name, f"number {number}", who + f'; dcterms:identifier "{number}" .'))
    board = '?a foaf:name "Socialstyrelsen"@sv ; owl:sameAs '
    facts.append(("Socialstyrelsen", "ROR", board + "<https://ror.org/01v4pc162> ."))
    facts.append(("Socialstyrelsen", "ISNI", board + "<https://isni.org/isni/0000000405119852> ."))
    formerly = (
        '?a foaf:name "Länsstyrelsen Stockholm"@sv ; dcterms:description ?d . '
        'FILTER (lang(?d) = "sv" && CONTAINS(?d, "tidigare") && CONTAINS(?d, "samordna"))'
    )
    facts.append(("Länsstyrelsen Stockholm", "formerly coordinated the work", formerly))
    facts.append(("IOM", "short name", f'?a foaf:name "{IOM}"@sv ; skos:altLabel "IOM"@sv .'))
    return facts


def about_concepts() -> list[tuple[str, str, str]]:
    subject = f"?c skos:inScheme <{BASE}scheme/subjects#it> ; skos:prefLabel "
    facts = []
    for label, (english, *codes) in CONCEPTS.items():
        facts.append((label, "labels", subject + f'"{label}"@sv , "{english}"@en .'))
        facts += [
            (
                label,
                code,
                subject + f'"{label}"@sv ; skos:{NOT_EXACT.get(code, "exactMatch")} '
                f"<{vocabulary}{code}> .",
            )
            for vocabulary, code in zip(VOCABULARIES, codes, strict=True)
            if code
        ]
    exploitation = subject + '"sexuellt utnyttjande"@sv , "sexual exploitation"@en '
    close = f"; skos:closeMatch <{CLOSE}> ."
    facts.append(("sexuellt utnyttjande", "p5386 (close)", exploitation + close))
    unmatched = "FILTER NOT EXISTS { ?c skos:exactMatch|skos:closeMatch ?m }"
    for label, english in (
        ("regionkoordinatorer", "regional coordinators"),
        ("stödprocess", "support process"),
    ):
        facts.append((label, "local", subject + f'"{label}"@sv , "{english}"@en . {unmatched}'))
    manual = f'?c skos:prefLabel "manual"@sv ; skos:closeMatch <{GENRE}> .'
    facts.append(("manual", "genre of the national library", manual))
    return facts


@cache
def store() -> ox.Store:
    loaded = ox.Store()
    for file in sorted(DATA.rglob("*.ttl")):
        loaded.load(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=BASE)
    return loaded


def ask(pattern: str) -> bool:
    answer = store().query(f"{PREFIXES} ASK {{ {pattern} }}")
    assert isinstance(answer, ox.QueryBoolean)
    return bool(answer)


def name(value: str) -> str | None:
    """The id of a test: whose fact, and which, but not the query."""
    return None if "?" in value else value.replace(" ", "-")


def values(pattern: str) -> set[str]:
    found = store().query(f"{PREFIXES} SELECT ?value {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)
    return {row["value"].value for row in found}


@pytest.mark.parametrize(("key", "fact", "pattern"), about_agents(), ids=name)
def test_an_agent_has_the_fact(key: str, fact: str, pattern: str) -> None:
    assert ask(pattern)


@pytest.mark.parametrize(("key", "fact", "pattern"), about_concepts(), ids=name)
def test_a_concept_has_the_fact(key: str, fact: str, pattern: str) -> None:
    assert ask(pattern)


def test_no_identifier_was_guessed() -> None:
    numbers = {number for number, _ in AGENTS.values() if number}
    elsewhere = {f"http://www.wikidata.org/entity/{item}" for _, item in AGENTS.values()}
    elsewhere |= {"https://ror.org/01v4pc162", "https://isni.org/isni/0000000405119852"}
    assert values("?a dcterms:identifier ?value") == numbers
    assert values("?a a foaf:Organization ; owl:sameAs ?value") == elsewhere


def test_no_match_was_guessed() -> None:
    matches: dict[str, set[str]] = {
        "exactMatch": set(),
        "closeMatch": {CLOSE, GENRE, MARC_GENRE, *SAO_CLOSE},
    }
    for _, *codes in CONCEPTS.values():
        for vocabulary, code in zip(VOCABULARIES, codes, strict=True):
            if code:
                level = NOT_EXACT.get(code, "exactMatch")
                matches.setdefault(level, set()).add(vocabulary + code)
    matches["exactMatch"].add(SAO)
    for level, expected in matches.items():
        assert values(f"?c a skos:Concept ; skos:{level} ?value") == expected


def test_places_have_the_numbers_of_geonames_that_were_seen() -> None:
    """The country has the codes of MARC 21; the counties lie in it."""
    numbers = {
        f"https://sws.geonames.org/{number}/"
        for number in (2661886, 2673722, 604010, 2664415, 2703330, 2664292)
    }
    same = values("?a a dcterms:Location ; owl:sameAs ?value")
    assert {iri for iri in same if "geonames" in iri} == numbers
    assert values("?a dcterms:isPartOf+/skos:closeMatch ?value ; a dcterms:Location") == {
        "http://id.loc.gov/vocabulary/countries/sw",
        "http://id.loc.gov/vocabulary/geographicAreas/e-sw",
    }
