"""Every fact of the first source is found in `data/` by SPARQL.

The source is the page of publications at https://www.nmtsverige.se/publikationer: nine
publications, with what is said of their titles, authors, years, editions, languages and content.
A publication is found by its title and subtitle, never by its IRI, so these facts hold whatever
records are called.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

DATA = Path(__file__).parents[2] / "data"
BASE = "https://example.org/"
PREFIXES = """
PREFIX bibo: <http://purl.org/ontology/bibo/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX lang: <http://publications.europa.eu/resource/authority/language/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX pub: <https://w3id.org/publod/ns#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

#: Title and subtitle of each publication, by the name that the facts below use.
PUBLICATIONS = {
    "manual": (
        "Manual vid misstanke om människohandel",
        "En stöd och skyddsprocess för offer för människohandel i Sverige",
    ),
    "return manual": (
        "Återvändandeprogrammet",
        (
            "Manual för frivilligt återvändande och återintegration för personer utsatta för "
            "människohandel och prostitution i Sverige"
        ),
    ),
    "return information": (
        "Återvändandeprogrammet",
        "Information för myndigheter och frivilligorganisationer",
    ),
    "return home": ("Återvändandeprogrammet", "Att återvända hem"),
    "police report": (
        "Människohandel för sexuella och andra ändamål",
        "Polismyndigheten lägesrapport 19",
    ),
    "children": (
        "Barn i internationell människohandel och exploatering",
        "Vägledning för socialtjänsten",
    ),
    "coordinators": (
        "Regionkoordinatorer mot prostitution och människohandel",
        "Stödprocess vid misstänkt människohandel",
    ),
    "always find me": (
        "”De kan alltid hitta mig”",
        "Studie om människohandel och utsatta barngruppers livsvillkor",
    ),
    "northern Sweden": (
        "Prostitution i norra Sverige",
        "En kartläggning av omfattningen i Norrbotten, Västerbotten, Jämtland och Västernorrland",
    ),
}

GENDER_EQUALITY = "Jämställdhetsmyndigheten"
STOCKHOLM = "Länsstyrelsen Stockholm"
IOM = "Internationella migrationsorganisationen"
POLICE = "Polismyndigheten"

#: What each publication says of itself: authors in order, year, type, audiences, languages.
AUTHORS = {
    "manual": [GENDER_EQUALITY],
    "return manual": [GENDER_EQUALITY, IOM],
    "return information": [GENDER_EQUALITY, IOM],
    "return home": [GENDER_EQUALITY, IOM],
    "police report": [POLICE],
    "children": ["Socialstyrelsen"],
    "coordinators": [GENDER_EQUALITY],
    "always find me": [STOCKHOLM],
    "northern Sweden": [
        "Länsstyrelsen Norrbotten",
        "Länsstyrelsen Västerbotten",
        "Länsstyrelsen Jämtland",
        "Länsstyrelsen Västernorrland",
    ],
}
YEARS = {
    "manual": 2019,
    "return manual": 2019,
    "return information": 2018,
    "return home": 2018,
    "police report": 2018,
    "children": 2018,
    "coordinators": 2018,
    "always find me": 2018,
    "northern Sweden": 2017,
}
TYPES = {
    "manual": "manual",
    "return manual": "manual",
    "return information": "broschyr",
    "return home": "broschyr",
    "police report": "lägesrapport",
    "children": "vägledning",
    "coordinators": "informationsmaterial",
    "always find me": "studie",
    "northern Sweden": "kartläggning",
}
#: Audiences that the source names; that others will read a publication too is not said of it.
AUDIENCES = {
    **{key: [] for key in PUBLICATIONS},
    "manual": ["yrkesverksamma"],
    "return information": ["myndigheter", "frivilligorganisationer"],
    "children": ["socialsekreterare", "arbetsledare", "beslutsfattare"],
}
#: Words of the source that nothing else in a record has.
WORDS = {
    "coordinators": ["spetskompetens"],
    "always find me": ["skuggsamhället"],
    "children": ["fri rörlighet", "hushållsarbete"],
}
#: What the source names besides people and bodies.
MENTIONED = [
    "regeringens handlingsplan mot prostitution och människohandel",
    "Europarådskonventionen, artikel 12",
    "socialtjänstlagen",
]
LANGUAGES = {
    **{key: ["SWE"] for key in PUBLICATIONS},
    "return home": ["SWE", "ENG", "SPA", "RON", "RUS", "SRP", "BUL", "ARA"],
}
PLACES = {
    **{key: ["2661886"] for key in PUBLICATIONS},
    "northern Sweden": ["604010", "2664415", "2703330", "2664292"],
}
SUBJECTS = {
    "manual": ["människohandel", "prostitution", "stödprocess", "myndighetssamverkan"],
    "return manual": ["frivilligt återvändande", "återintegration", "människohandel"],
    "return information": ["frivilligt återvändande", "återintegration", "människohandel"],
    "return home": ["frivilligt återvändande", "människohandel", "prostitution"],
    "police report": [
        "människohandel", "sexuellt utnyttjande", "tiggeri", "tvångsarbete", "koppleri",
        "nationell rapportör",
    ],
    "children": ["handel med barn", "exploatering", "socialtjänst", "barnskydd"],
    "coordinators": ["regionkoordinatorer", "stödprocess", "människohandel", "prostitution"],
    "always find me": ["människohandel", "utsatta barn", "livsvillkor"],
    "northern Sweden": ["prostitution", "prostitution på nätet", "kartläggning"],
}  # fmt: skip
#: The edition, and the first edition as the later one tells of it.
EDITIONS = {
    "return manual": ("tredje utgåvan", 3, 2014),
    "return information": ("femte utgåvan", 5, 2015),
    "return home": ("fjärde utgåvan", 4, 2015),
}

#: Single facts; ?p is the publication.
FACTS: list[tuple[str, str, str]] = [
    (
        "manual",
        "its origin is from 2016, by the Stockholm board, stated only",
        """?p schema:isBasedOn ?old .
           ?old a pub:StatedEdition ; dcterms:issued "2016"^^xsd:gYear ; dcterms:creator ?board .
           ?board foaf:name "Länsstyrelsen Stockholm"@sv ;
           skos:altLabel "Länsstyrelsen i Stockholm"@sv .""",
    ),
    (
        "manual",
        "its origin is another work",
        """?p dcterms:isVersionOf ?new ; schema:isBasedOn/dcterms:isVersionOf ?old .
           ?new a pub:Work . ?old a pub:Work . FILTER (?new != ?old)""",
    ),
    (
        "manual",
        "nobody says that it replaces the one that it was made from",
        "FILTER NOT EXISTS { ?p dcterms:replaces ?old }",
    ),
    (
        "manual",
        "its history tells of 2016, the reworking and the former coordination",
        """?p pub:editionHistory ?h . FILTER (lang(?h) = "sv" && CONTAINS(?h, "omarbetad version")
           && CONTAINS(?h, "2016") && CONTAINS(?h, "nationella samordningsansvaret"))""",
    ),
    (
        "manual",
        "an English version is announced, not published",
        "?p pub:announcedLanguage lang:ENG . FILTER NOT EXISTS { ?p dcterms:language lang:ENG }",
    ),
    ("police report", "it is about 2017", '?p dcterms:temporal "2017"^^xsd:gYear .'),
    (
        "police report",
        "it is number 19 in the series of the police",
        """?p pub:numberInSeries "19" ; dcterms:isPartOf ?series .
           ?series a pub:Work ; dcterms:title "Polismyndigheten lägesrapport"@sv .""",
    ),
    (
        "police report",
        "it mentions Detective Superintendent Kajsa Wahlberg of the police",
        """?p schema:mentions ?who . ?who a foaf:Person ; foaf:name "Kajsa Wahlberg"@sv ;
           schema:jobTitle "kriminalkommissarie"@sv ; org:memberOf ?police .
           ?police foaf:name "Polismyndigheten"@sv .""",
    ),
    (
        "police report",
        "she is responsible for the task of national rapporteur",
        """?p schema:mentions/dcterms:description ?d .
           FILTER (lang(?d) = "sv" && CONTAINS(?d, "nationella rapportör"))""",
    ),
    (
        "police report",
        "more men than women, for the first time",
        """?p dcterms:abstract ?a . FILTER (lang(?a) = "sv"
           && CONTAINS(?a, "första gången") && CONTAINS(?a, "fler män än kvinnor"))""",
    ),
    (
        "police report",
        "reports of procuring rose from 102 in 2016 to 132 in 2017",
        """?p dcterms:abstract ?a . FILTER (lang(?a) = "sv" && CONTAINS(?a, "koppleri")
           && CONTAINS(?a, "102 år 2016") && CONTAINS(?a, "132 år 2017"))""",
    ),
    (
        "children",
        "the national task force gives support",
        """?p schema:mentions ?team . ?team a foaf:Organization ;
           foaf:name "Nationella metodstödsteamet mot prostitution och människohandel"@sv .""",
    ),
    (
        "children",
        "exploited sexually, in begging, crime or domestic work",
        """?p dcterms:abstract ?a . FILTER (lang(?a) = "sv" && CONTAINS(?a, "sexuellt")
           && CONTAINS(?a, "tiggeri") && CONTAINS(?a, "kriminalitet")
           && CONTAINS(?a, "hushållsarbete"))""",
    ),
    (
        "coordinators",
        "the national support telephone is 020-39 00 00",
        """?p schema:mentions ?line . ?line a schema:ContactPoint ;
           schema:name "Nationella stödtelefonen"@sv , "National support telephone"@en ;
           schema:telephone "020-39 00 00" .""",
    ),
    (
        "coordinators",
        "the right to support: article 12 and the Social Services Act",
        """?p dcterms:abstract ?a . FILTER (lang(?a) = "sv" && CONTAINS(?a, "artikel 12")
           && CONTAINS(?a, "Europarådets konvention") && CONTAINS(?a, "socialtjänstlagen"))""",
    ),
    (
        "coordinators",
        "its author is responsible for national coordination and the support process",
        """?p dcterms:creator/dcterms:description ?d . FILTER (lang(?d) = "sv"
           && CONTAINS(?d, "nationella samordningen") && CONTAINS(?d, "stödprocess"))""",
    ),
    (
        "northern Sweden",
        "few of those exploited meet anyone who can inform or support them",
        '?p dcterms:abstract ?a . FILTER (lang(?a) = "sv" && CONTAINS(?a, "få av de utsatta"))',
    ),
]


def title_of(key: str) -> str:
    """The pattern by which ?p is found."""
    title, subtitle = PUBLICATIONS[key]
    return f'?p a pub:Publication ; dcterms:title "{title}"@sv ; pub:subtitle "{subtitle}"@sv .'


def about_publications() -> list[tuple[str, str, str]]:
    facts = [(key, "title and subtitle", "") for key in PUBLICATIONS]
    for key, names in AUTHORS.items():
        facts += [(key, f"author {n}", f'?p dcterms:creator/foaf:name "{n}"@sv .') for n in names]
        others = ", ".join(f'"{n}"@sv' for n in names)
        nobody_else = (
            "FILTER NOT EXISTS { ?p dcterms:creator/foaf:name ?n . "
            f'FILTER (lang(?n) = "sv" && ?n NOT IN ({others})) }}'
        )
        facts.append((key, "no other author", nobody_else))
        if len(names) > 1:
            steps = " ".join(
                f'?p bibo:authorList/{"rdf:rest/" * i}rdf:first/foaf:name "{n}"@sv .'
                for i, n in enumerate(names)
            )
            facts.append((key, "authors in order", steps))
    facts += [(k, f"year {y}", f'?p dcterms:issued "{y}"^^xsd:gYear .') for k, y in YEARS.items()]
    facts += [
        (k, f"type {t}", f'?p dcterms:type/skos:prefLabel "{t}"@sv .') for k, t in TYPES.items()
    ]
    for predicate, word, table in (
        ("dcterms:audience", "audience", AUDIENCES),
        ("dcterms:subject", "subject", SUBJECTS),
    ):
        facts += [
            (key, f"{word} {label}", f'?p {predicate}/skos:prefLabel "{label}"@sv .')
            for key, labels in table.items()
            for label in labels
        ]
    for key, codes in LANGUAGES.items():
        facts += [(key, f"language {c}", f"?p dcterms:language lang:{c} .") for c in codes]
        count = "SELECT ?p (COUNT(?l) AS ?n) { ?p dcterms:language ?l } GROUP BY ?p"
        number = f"{{ {count} }} FILTER (?n = {len(codes)})"
        facts.append((key, f"languages: {len(codes)}", number))
    facts += [
        (
            key,
            f"place {place}",
            f"?p dcterms:spatial/owl:sameAs <https://sws.geonames.org/{place}/> .",
        )
        for key, places in PLACES.items()
        for place in places
    ]
    for key, labels in AUDIENCES.items():
        count = f"SELECT (COUNT(?a) AS ?n) {{ ?p dcterms:audience ?a . {title_of(key)} }}"
        facts.append((key, "no other audience", f"{{ {count} }} FILTER (?n = {len(labels)})"))
    facts += [
        (key, f"the word {word}", f'?p schema:keywords "{word}"@sv .')
        for key, words in WORDS.items()
        for word in words
    ]
    facts += [
        ("coordinators", f"it mentions {name}", f'?p schema:mentions/schema:name "{name}"@sv .')
        for name in MENTIONED
    ]
    programme = (
        "?p dcterms:isVersionOf/dcterms:isPartOf ?whole . ?whole a pub:Work ; "
        'dcterms:title "Återvändandeprogrammet"@sv .'
    )
    facts += [(key, "its work belongs to the programme", programme) for key in EDITIONS]
    for key, (statement, number_, year) in EDITIONS.items():
        first = (
            "?p dcterms:isVersionOf ?work . ?first a pub:StatedEdition ; pub:editionNumber 1 ; "
            f'dcterms:isVersionOf ?work ; dcterms:issued "{year}"^^xsd:gYear ; '
            "dcterms:source <https://www.nmtsverige.se/publikationer> ; dcterms:creator ?c1 , ?c2 . "
            f'?c1 foaf:name "{STOCKHOLM}"@sv . ?c2 foaf:name "{IOM}"@sv .'
        )
        between = (
            "?p dcterms:isVersionOf ?work . FILTER NOT EXISTS { ?other dcterms:isVersionOf ?work ; "
            f"pub:editionNumber ?n . FILTER (?n NOT IN (1, {number_})) }}"
        )
        unreplacing = "FILTER NOT EXISTS { ?p dcterms:replaces ?x }"
        history = (
            '?p pub:editionHistory ?sv , ?en . FILTER (lang(?sv) = "sv" && lang(?en) = "en" '
            f'&& CONTAINS(?sv, "{statement}") && CONTAINS(?sv, "{year}") '
            f'&& CONTAINS(?en, "{year}"))'
        )
        facts += [
            (key, f"edition statement {statement}", f'?p pub:edition "{statement}"@sv .'),
            (key, f"edition number {number_}", f"?p pub:editionNumber {number_} ."),
            (key, f"first edition {year}, by the Stockholm board and IOM", first),
            (key, "no edition between is invented", between),
            (key, "nothing is replaced across the gap", unreplacing),
            (key, "its history keeps the statement", history),
        ]
    facts += [
        (key, f"abstract in {tag}", f'?p dcterms:abstract ?a . FILTER (lang(?a) = "{tag}")')
        for key in PUBLICATIONS
        for tag in ("sv", "en")
    ]
    return facts + FACTS


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


@pytest.mark.parametrize(("key", "fact", "pattern"), about_publications(), ids=name)
def test_a_publication_has_the_fact(key: str, fact: str, pattern: str) -> None:
    assert ask(f"{title_of(key)} {pattern}")


def test_there_are_nine_publications_and_no_more() -> None:
    count = "SELECT (COUNT(?p) AS ?n) { ?p a pub:Publication }"
    assert ask(f"{{ {count} }} FILTER (?n = 9)")
    assert len(PUBLICATIONS) == 9


def test_the_stated_editions_are_the_four_that_the_source_tells_of() -> None:
    count = "SELECT (COUNT(?e) AS ?n) { ?e a pub:StatedEdition }"
    assert ask(f"{{ {count} }} FILTER (?n = 4)")


def test_a_fact_that_is_not_there_is_not_found() -> None:
    assert not ask('?p dcterms:title "Återvändandeprogrammet"@sv ; pub:editionNumber 2 .')
