"""Languages, dates, identifiers and rights: input, and what is made of it."""

from __future__ import annotations

import iso639
import pytest

from publod.bibliography.dates import issued_of, stamp
from publod.bibliography.entry import BibliographicResource, Entry, File
from publod.bibliography.identifiers import identifiers_of, is_absolute
from publod.bibliography.language_codes_and_names import code_of_tag, languages_of
from publod.bibliography.licence import rights_of
from publod.bibliography.relations import relations_of

IT, DOCUMENT = "https://e.example/a#it", "https://e.example/a"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("SWE", ("swe", "iso639-2b", "sv")), ("RON", ("rum", "iso639-2b", "ro")),
        ("DEU", ("ger", "iso639-2b", "de")), ("SMJ", ("smj", "iso639-2b", "smj")),
        ("HBS", ("hbs", "iso639-3", "sh")), ("RMY", ("rmy", "iso639-3", "rmy")),
        ("MUL", ("mul", "iso639-2b", "mul")), ("", ("und", "iso639-2b", "und")),
        ("swe", ("und", "iso639-2b", "und")), ("OP_DATPRO", ("und", "iso639-2b", "und")),
    ],
)  # fmt: skip
def test_a_language_of_the_eu_table(code: str, expected: tuple[str, str, str]) -> None:
    assert languages_of([code]) == [expected]


def test_codes_are_those_of_the_registration_authority() -> None:
    """For every language of ISO 639-3: its code of ISO 639-2/B if it has one, and its shortest."""
    for known in iso639.ALL_LANGUAGES:
        if known.part3:
            scheme = "iso639-2b" if known.part2b else "iso639-3"
            code, tag = known.part2b or known.part3, known.part1 or known.part3
            assert languages_of([known.part3.upper()]) == [(code, scheme, tag)]


def test_languages_keep_their_order_and_are_told_once() -> None:
    assert [one.code for one in languages_of(["ARA", "x", "SWE", "ARA"])] == ["ara", "swe"]
    assert languages_of(["HBS"])[0].marc == "und"


@pytest.mark.parametrize(
    ("tag", "code"),
    [("sv", "swe"), ("de-CH-1996", "ger"), ("sr-Latn", "srp"), ("smj", "smj"), ("SV", "swe"),
     ("", ""), ("sh", ""), ("x-none", ""), ("åå", ""), ("qqq", "")],
)  # fmt: skip
def test_the_code_of_a_tag(tag: str, code: str) -> None:
    assert code_of_tag(tag) == code


@pytest.mark.parametrize(
    ("text", "w3cdtf"),
    [
        ("2019", "2019"), ("2019-05", "2019-05"), ("2019-05-17", "2019-05-17"),
        ("2019Z", "2019"), ("2019-05-17+02:00", "2019-05-17"), (" 2019 ", "2019"),
        ("2019-13", ""), ("2019-05-32", ""), ("0000", ""), ("19", ""), ("[2019?]", ""),
        ("２０１９", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_date_is_as_exact_as_it_is_recorded(text: str, w3cdtf: str) -> None:
    issued = issued_of(text)
    assert issued.w3cdtf == w3cdtf
    assert issued.best == (w3cdtf or text.strip())


def test_no_datestamp_is_no_date() -> None:
    assert (stamp(0, "%Y"), stamp(1, "%Y-%m-%d")) == ("", "1970-01-01")


def test_the_address_of_the_record_is_the_first_identifier() -> None:
    entry = Entry(
        IT, doi="DOI:10.1/x", isbn=("978-91",), issn=("1100-2808",),
        identifiers=("urn:nbn:se:1", "https://doi.org/10.1/x", "https://e.example/b", "dnr 1", ""),
    )  # fmt: skip
    assert [(i.kind, i.value, i.as_iri) for i in identifiers_of(entry)] == [
        ("uri", DOCUMENT, DOCUMENT),
        ("doi", "10.1/x", "https://doi.org/10.1/x"),
        ("isbn", "978-91", "urn:ISBN:978-91"),
        ("issn", "1100-2808", "urn:ISSN:1100-2808"),
        ("urn", "urn:nbn:se:1", "urn:nbn:se:1"),
        ("uri", "https://e.example/b", "https://e.example/b"),
        ("local", "dnr 1", "dnr 1"),
    ]


@pytest.mark.parametrize(
    ("iri", "expected"),
    [("https://e.example/ö", True), ("urn:x:y", True), ("x", False), ("", False),
     ("https://e.example/a b", False), ("https://[", False), ("a:<b>", False), ("a:\x00", False)],
)  # fmt: skip
def test_what_can_stand_for_an_iri(iri: str, expected: bool) -> None:
    assert is_absolute(iri) is expected


@pytest.mark.parametrize(
    ("licence", "name"),
    [
        ("https://creativecommons.org/licenses/by-sa/4.0/", "CC BY-SA 4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0 1.0"),
        ("https://e.example/licence", "https://e.example/licence"),
        ("", ""),
    ],
)
def test_a_licence_has_a_name(licence: str, name: str) -> None:
    assert rights_of(Entry(IT, licence=licence)).name == name


def test_what_has_a_file_is_open() -> None:
    assert not rights_of(Entry(IT, files=(File("", ""),))).is_open
    assert rights_of(Entry(IT, files=(File("", "https://e.example/f"),))).is_open


def test_stated_editions_are_never_related_items() -> None:
    stated = (
        BibliographicResource("https://e.example/edition/x#it", {"sv": "X"}, is_stated_only=True),
    )
    entry = Entry(
        IT, replaces=stated, replaced_by=stated, based_on=stated,
        translation_of=stated, translated_as=stated,
    )  # fmt: skip
    assert relations_of(entry) == []
