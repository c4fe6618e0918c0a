"""Places are called by the names that the data has for them, and coded by what they lie in."""

from __future__ import annotations

from dataclasses import replace

from bibliography.entries import BARE
from bibliography.reading import fields, lines, marc
from publod.bibliography.entry import Place
from publod.bibliography.places import PlaceHeading, places_of
from publod.formats import METADATA_FORMATS

CODES = "http://id.loc.gov/vocabulary/"
LAND = Place(
    "https://data.example.se/place/land#it", {"sv": "Landet"},
    matches=(
        ("exactMatch", CODES + "geographicAreas/e-xy"), ("exactMatch", CODES + "countries/xy"),
    ),
)  # fmt: skip
COUNTY = Place(
    "https://data.example.se/place/county#it",
    {"en": "The County", "sv": "Länet"},
    same_as=("http://www.wikidata.org/entity/Q1", "https://sws.geonames.org/2/"),
    within=(LAND,),
)
UNKNOWN = Place("https://sws.geonames.org/1/")


def test_a_place_that_is_not_described_keeps_its_iri() -> None:
    assert places_of((UNKNOWN, Place("not an IRI"))) == [
        PlaceHeading(UNKNOWN.iri, source="geonames")
    ]


def test_a_place_has_the_codes_of_what_it_lies_in_and_its_number_in_geonames() -> None:
    assert [tuple(place) for place in places_of((COUNTY, LAND, LAND))] == [
        ("https://sws.geonames.org/2/", ("Länet", "sv"), "geonames", "e-xy---", "xy"),
        (LAND.iri, ("Landet", "sv"), "local", "e-xy---", "xy"),
    ]


def test_a_near_place_lends_no_code() -> None:
    near = Place("https://e.example/p", matches=(("relatedMatch", CODES + "countries/xy"),))
    assert places_of((near,)) == [PlaceHeading("https://e.example/p", source="local")]


def test_places_in_every_format() -> None:
    entry = replace(BARE, spatial=(COUNTY, LAND, UNKNOWN))
    found = fields(marc(METADATA_FORMATS["marc21"].write(entry)))
    assert [line for line in found if line[:3] in {"043", "651"}] == [
        "043 ## $ae-xy---",
        "651 #7 $aLänet$2geonames$0https://sws.geonames.org/2/",
        f"651 #7 $aLandet$2local$0{LAND.iri}",
    ]
    for prefix, expected in (
        ("oai_dc", ["dc:coverage @xml:lang=sv = Länet", "dc:coverage = https://sws.geonames.org/1/"]),
        (
            "oai_qdc",
            [
                "dcterms:spatial @xml:lang=sv = Länet",
                "dcterms:spatial @xsi:type=dcterms:URI = https://sws.geonames.org/2/",
                "dcterms:spatial @xsi:type=dcterms:URI = https://sws.geonames.org/1/",
            ],
        ),
        (
            "mods",
            [
                "mods:subject/mods:geographic @authority=geonames"
                " @valueURI=https://sws.geonames.org/2/ = Länet",
                "mods:subject/mods:geographicCode @authority=marcgac = e-xy---",
            ],
        ),
        (
            "datacite",
            [
                "datacite:geoLocations/datacite:geoLocation/datacite:geoLocationPlace = Länet",
                "datacite:geoLocations/datacite:geoLocation/datacite:geoLocationPlace"
                " = https://sws.geonames.org/1/",
            ],
        ),
        ("oai_openaire", ["dc:coverage @xml:lang=sv = Landet"]),
    ):  # fmt: skip
        written = lines(METADATA_FORMATS[prefix].write(entry))
        for line in expected:
            assert written.count(line) == 1, (prefix, line)


def test_the_place_of_publication_and_its_country() -> None:
    entry = replace(BARE, places_of_publication=(COUNTY,), issued="2020")
    record = marc(METADATA_FORMATS["marc21"].write(entry))
    assert (record["008"].data or "")[15:18] == "xy "
    assert "264 #1 $aLänet :$b[s.n.],$c2020." in fields(record)
    for prefix in ("mods", "swepub_mods"):
        written = lines(METADATA_FORMATS[prefix].write(entry))
        assert [line for line in written if "placeTerm" in line] == [
            "mods:originInfo/mods:place/mods:placeTerm @type=text = Länet",
            "mods:originInfo/mods:place/mods:placeTerm @type=code @authority=marccountry = xy",
        ]
