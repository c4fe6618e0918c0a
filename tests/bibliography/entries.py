"""Entries to write: one that has everything, and others as awkward as they can be."""

from __future__ import annotations

from hypothesis import strategies as st

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, File, Place

BASE = "https://data.example.se/"
ROR = "https://ror.org/01v4pc162"
LCSH = "http://id.loc.gov/authorities/subjects/sh2006002629"

BOARD = Agent(
    BASE + "agent/board#it",
    {"sv": "Socialstyrelsen", "en": "National Board"},
    (("sv", "SoS"),),
    identifiers=("202100-0555",),
    same_as=("http://www.wikidata.org/entity/Q6971056", ROR),
)
ANN = Agent(
    BASE + "agent/ann#it", {"sv": "Ann Ek"}, is_person=True, given="Ann", family="Ek",
    same_as=("https://orcid.org/0000-0002-1825-0097",),
)  # fmt: skip
PRESS = Agent(BASE + "agent/press#it", {"sv": "Förlaget"})
TRAFFICKING = Concept(
    BASE + "subject/trafficking#it",
    {"sv": "människohandel", "en": "human trafficking"},
    matches=(
        ("exactMatch", LCSH),
        ("exactMatch", "http://www.wikidata.org/entity/Q181784"),
        ("closeMatch", "http://www.yso.fi/onto/yso/p10965"),
    ),
)
LOCAL = Concept(BASE + "subject/x#it", {"sv": "stödprocess", "en": "support process"})
MANUAL = Concept(
    BASE + "type/manual#it",
    {"sv": "manual", "en": "manual"},
    matches=(("closeMatch", "https://id.kb.se/term/saogf/Handb%C3%B6cker%2C%20manualer%20etc."),),
    classes=("https://schema.org/Book",),
)

#: Has a value for every field.
FULL = Entry(
    iri=BASE + "publication/full#it",
    title={"sv": "En bok", "en": "A book"},
    subtitle={"sv": "med undertitel", "en": "with subtitle"},
    alternative=(("sv", "Boken"),),
    creators=(BOARD, ANN),
    contributors=(PRESS,),
    publishers=(PRESS,),
    issued="2019-05-17",
    languages=("ENG", "SWE"),
    abstract={"sv": "Om <allt> & inget.", "en": "On everything"},
    subjects=(TRAFFICKING, LOCAL),
    types=(MANUAL,),
    audiences=(Concept(BASE + "audience/a#it", {"sv": "myndigheter"}),),
    temporal=("2017",),
    spatial=(
        Place(
            BASE + "place/se#it", {"sv": "Sverige"},
            same_as=("https://sws.geonames.org/2661886/",),
            matches=(("exactMatch", "http://id.loc.gov/vocabulary/geographicAreas/e-sw"),),
        ),
        Place("https://sws.geonames.org/1/"),
    ),
    edition={"sv": "tredje utgåvan"},
    edition_number=3,
    edition_history={"sv": "Den första kom 2014.", "en": "The first came in 2014."},
    works=(BibliographicResource(BASE + "work/w#it", {"sv": "Verket"}),),
    editions=(
        BibliographicResource(BASE + "publication/old#it", {"sv": "Gammal"}, issued="2016"),
        BibliographicResource(BASE + "publication/new#it", {"sv": "Ny"}, issued="2021-02"),
        BibliographicResource(BASE + "edition/stated#it", {"sv": "Omtalad"}, is_stated_only=True),
        BibliographicResource(BASE + "publication/other#it", {"sv": "Annan"}, issued="2018-03", edition_number=2),
    ),
    series=(BibliographicResource(BASE + "work/s#it", {"sv": "En serie"}, issn=("1234-5679",)),),
    number_in_series="19",
    replaces=(
        BibliographicResource(BASE + "publication/old#it", {"sv": "Gammal"}, issued="2016", languages=("SWE",)),
        BibliographicResource(BASE + "edition/stated#it", {"sv": "Omtalad"}, is_stated_only=True),
    ),
    replaced_by=(BibliographicResource(BASE + "publication/new#it", {"sv": "Ny"}, issued="2021-02"),),
    based_on=(BibliographicResource(BASE + "publication/old#it", {"sv": "Gammal"}, issued="2016"),),
    translation_of=(BibliographicResource(BASE + "publication/de#it", {"de": "Buch"}, languages=("DEU",)),),
    translated_as=(BibliographicResource(BASE + "publication/ar#it", {"ar": "كتاب"}, languages=("ARA",)),),
    identifiers=("urn:nbn:se:x-1", "2019-5-17", "https://e.example/x"),
    isbn=("978-91-7555-502-1",),
    issn=("1100-2808",),
    doi="https://doi.org/10.1234/AB.c",
    rights={"sv": "Fri att använda"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    files=(
        File(
            BASE + "publication/full#f", "https://e.example/full.pdf", "application/pdf", 123_456,
            {"sv": "Hela boken"},
        ),
    ),
    pages=("https://e.example/page",),
    modified=1_767_323_045,
    catalogued_by="SE-Xx",
    swepub_code="xx",
)  # fmt: skip
_PRINT, _ONLINE = (f"http://rdaregistry.info/termList/RDACarrierType/{n}" for n in (1049, 1018))


def _other(name: str, **fields: object) -> BibliographicResource:
    return BibliographicResource(
        f"{BASE}publication/{name}#it", {"sv": name.capitalize()}, is_edition=True, **fields  # type: ignore[arg-type]
    )  # fmt: skip


#: An article on paper, with all that `FULL` has not.
MORE = Entry(
    iri=BASE + "publication/more#it",
    title={"sv": "Mer"},
    roles=(("trl", ANN), ("edt", BOARD)),
    places_of_publication=(
        Place(
            BASE + "place/town#it", {"sv": "Staden"},
            within=(
                Place(
                    BASE + "place/land#it", {"sv": "Landet"},
                    matches=(("exactMatch", "http://id.loc.gov/vocabulary/countries/xy"),),
                ),
            ),
        ),
    ),
    hosts=(
        _other("issue", volume="12", issue="3", main_entry=BOARD),
        BibliographicResource(BASE + "work/journal#it", {"sv": "En tidskrift"}, issn=("1234-5679",)),
    ),
    page_start="3",
    page_end="17",
    issued="2020",
    document_numbers=("Rapport 12", "ISRN XY/A--04/2--SE"),
    registration_numbers=("2020/17",),
    classifications=(("025.1714", "ddc"), ("Oe", "kssb"), ("025.17", "udc")),
    keywords=(("sv", "gallring"),),
    source_description={"sv": "Så säger källan."},
    extent={"sv": "xii, 112 s."},
    page_count=112,
    media=(_PRINT,),
    status=Concept(BASE + "status/old#it", {"sv": "ersatt"}),
    of_edition=(BibliographicResource(BASE + "edition/e#it", {"sv": "Mer"}, is_edition=True, is_level=True),),
    formats=(_other("online", media=(_ONLINE,), isbn=("978-91-7555-502-1",)),),
    based_on=(_other("base"),),
    reworked_as=(_other("reworked"),),
    amends=(_other("amended"),),
    amended_by=(_other("amending"),),
    corrects=(_other("corrected"),),
    corrected_by=(_other("correcting"),),
    supplements=(_other("supplemented"),),
    supplemented_by=(_other("supplement"),),
    parts=(_other("chapter", document_numbers=("Kapitel 1",)),),
    created=1_700_000_000,
    modified=1_767_323_045,
    catalogued_by="SE-Xx",
)  # fmt: skip
#: Has nothing but its address.
BARE = Entry(BASE + "publication/bare#it")

_NASTY = (
    "", " ", "\x00", "\ufffe", "\uffff", "\ud800", "\udfff", "\x0b\x1b", "]]>", "<b>&amp;</b>",
    "&#0;", "\"'<>&", "--><!--", "<?x?>", "a\r\nb\tc", "\u2028", "\u200f مرحبا", "שלום",
    "\U0001f984", "x" * 10_000, "  two  spaces ", "$a", "\x1f\x1e\x1d", "e\u0301",
)  # fmt: skip
texts = st.sampled_from(_NASTY) | st.text(max_size=8)
_tags = st.sampled_from(["sv", "en", "", "ar", "sr-Latn", "sv-FI", "x-none", "not a tag", "åå"])
_by_language = st.dictionaries(_tags, texts, max_size=3)
_pairs = st.lists(st.tuples(_tags, texts), max_size=2).map(tuple)
_some_texts = st.lists(texts, max_size=2).map(tuple)
_iris = st.sampled_from(
    [
        BASE + "agent/a#it", "https://e.example/ö?q='&b=(c)", "urn:isbn:1", "mailto:a@e.example",
        "http://EXAMPLE.org:80//%7e%C3%A5", ROR, LCSH, "http://www.wikidata.org/entity/Q1",
        "https://id.kb.se/term/sao/M%C3%A4nniskohandel", "https://id.kb.se/term/sao/%FF%00",
        "https://libris.kb.se/wt798n6f0bnqsk1#it", "http://eurovoc.europa.eu/5933",
    ]
)  # fmt: skip
_addresses = _iris | st.sampled_from(["", "relative/path", "a b:c", "http://[", "javascript:x y"])
_codes = st.lists(
    st.sampled_from(["SWE", "ENG", "RON", "ARA", "HBS", "XYZ", "swe", "", "OP_DATPRO", "1A0"]),
    max_size=9,
).map(tuple)
_dates = st.sampled_from(["2019", "2019-05", "2019-05-17", "2019Z", "", "0000", "[2019?]"]) | texts
_agent = st.builds(
    Agent, _iris, _by_language, _pairs, st.booleans(), texts, texts, _some_texts,
    st.lists(_iris, max_size=3).map(tuple), _addresses, st.booleans(),
)  # fmt: skip
_agents = st.lists(_agent, max_size=3).map(tuple)
_matches = st.lists(
    st.tuples(st.sampled_from(["exactMatch", "closeMatch", "relatedMatch"]), _iris), max_size=3
).map(tuple)
_classes = st.lists(
    st.sampled_from(["https://schema.org/Report", "http://schema.org/Book", "urn:x:y"]), max_size=2
).map(tuple)
_concept = st.builds(
    Concept, _iris, _by_language, _pairs, _matches, _classes, texts,
    st.dictionaries(_iris, _by_language, max_size=3),
)  # fmt: skip
_concepts = st.lists(_concept, max_size=3).map(tuple)
_related = st.lists(
    st.builds(
        BibliographicResource, _iris, _by_language, _by_language, st.none() | st.integers(1, 9),
        _dates, st.booleans(), _codes, _some_texts, st.booleans(), st.booleans(), _some_texts, texts,
        texts, _some_texts, st.lists(_addresses, max_size=2).map(tuple), st.none() | _agent,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
_files = st.lists(
    st.builds(
        File, _iris, _addresses, texts, st.none() | st.integers(0, 2**70), _by_language, _codes
    ),
    max_size=2,
).map(tuple)

_places = st.lists(
    st.builds(
        Place,
        _iris,
        _by_language,
        _pairs,
        texts,
        st.lists(_iris, max_size=2).map(tuple),
        st.lists(
            st.tuples(
                st.just("exactMatch"),
                st.sampled_from(["geographicAreas/e-sw", "geographicAreas/å", "countries/sw", "countries/"])
                .map("http://id.loc.gov/vocabulary/".__add__),
            ),
            max_size=2,
        ).map(tuple),
    ),
    max_size=2,
).map(tuple)  # fmt: skip

entries = st.builds(
    Entry,
    iri=st.just(BASE + "publication/x#it"),
    title=_by_language,
    subtitle=_by_language,
    alternative=_pairs,
    creators=_agents,
    contributors=_agents,
    publishers=_agents,
    issued=_dates,
    languages=_codes,
    abstract=_by_language,
    subjects=_concepts,
    types=_concepts,
    audiences=_concepts,
    temporal=_some_texts,
    spatial=_places,
    edition=_by_language,
    edition_number=st.none() | st.integers(1, 9),
    edition_history=_by_language,
    works=_related,
    series=_related,
    number_in_series=texts,
    replaces=_related,
    replaced_by=_related,
    based_on=_related,
    translation_of=_related,
    translated_as=_related,
    identifiers=_some_texts,
    isbn=_some_texts,
    issn=_some_texts,
    doi=texts,
    rights=_by_language,
    licence=_addresses,
    files=_files,
    pages=st.lists(_addresses, max_size=2).map(tuple),
    modified=st.sampled_from([0, 1, 1_767_323_045]),
    created=st.sampled_from([0, 1]),
    roles=st.lists(
        st.tuples(st.sampled_from(["trl", "edt", "ctb", "zzz"]), _agent), max_size=2
    ).map(tuple),
    places_of_publication=_places,
    hosts=_related,
    parts=_related,
    formats=_related,
    of_edition=_related,
    amends=_related,
    corrected_by=_related,
    supplements=_related,
    volume=texts,
    issue=texts,
    page_start=texts,
    page_end=texts,
    document_numbers=_some_texts,
    registration_numbers=_some_texts,
    classifications=st.lists(
        st.tuples(texts, st.sampled_from(["ddc", "kssb", "udc", ""])), max_size=2
    ).map(tuple),
    keywords=_pairs,
    source_description=_by_language,
    extent=_by_language,
    page_count=st.none() | st.integers(0, 999),
    media=st.lists(
        st.sampled_from([1018, 1049, 1]).map(
            "http://rdaregistry.info/termList/RDACarrierType/{}".format
        ),
        max_size=2,
    ).map(tuple),
    status=st.none() | _concept,
)
