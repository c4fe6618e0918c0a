"""The columns of DataCite and OpenAIRE."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from bibliography.entries import ANN, BARE, BOARD, FULL, MORE, PRESS, entries
from bibliography.reading import lines
from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.export import datacite, openaire

AT = "https://data.example.se/"
WRITERS = [datacite.write, openaire.write]


@pytest.mark.parametrize("write", WRITERS)
def test_organisations_are_not_taken_apart(write: Callable[[Entry], bytes]) -> None:
    path = "datacite:creators/datacite:creator/datacite:"
    assert [ln for ln in lines(write(FULL)) if "datacite:creators" in ln] == [
        f"{path}creatorName @nameType=Organizational = Socialstyrelsen",
        f"{path}nameIdentifier @nameIdentifierScheme=ROR @schemeURI=https://ror.org/"
        " = https://ror.org/01v4pc162",
        f"{path}nameIdentifier @nameIdentifierScheme=Wikidata"
        " @schemeURI=http://www.wikidata.org/entity/ = http://www.wikidata.org/entity/Q6971056",
        f"{path}creatorName @nameType=Personal = Ek, Ann",
        f"{path}givenName = Ann",
        f"{path}familyName = Ek",
        f"{path}nameIdentifier @nameIdentifierScheme=ORCID @schemeURI=https://orcid.org/"
        " = https://orcid.org/0000-0002-1825-0097",
    ]


@pytest.mark.parametrize(
    ("write", "translation", "original"),
    [
        (datacite.write, "HasTranslation", "IsTranslationOf"),
        (openaire.write, "IsOriginalFormOf", "IsVariantFormOf"),
    ],
)
def test_relations(write: Callable[[Entry], bytes], translation: str, original: str) -> None:
    start = "datacite:relatedIdentifiers/datacite:relatedIdentifier @relatedIdentifierType=URL"
    found = [ln.removeprefix(start) for ln in lines(write(FULL)) if ln.startswith(start)]
    assert found == [
        f" @relationType={kind} = {AT}{path}"
        for kind, path in (
            ("IsVersionOf", "work/w"),
            ("IsPartOf", "work/s"),
            ("IsNewVersionOf", "publication/old"),
            ("IsPreviousVersionOf", "publication/new"),
            ("IsDerivedFrom", "publication/old"),
            (original, "publication/de"),
            (translation, "publication/ar"),
            ("IsVariantFormOf", "publication/other"),
        )
    ]


@pytest.mark.parametrize("write", WRITERS)
def test_a_doi_identifies_before_the_address(write: Callable[[Entry], bytes]) -> None:
    found, bare = lines(write(FULL)), lines(write(BARE))
    assert "datacite:identifier @identifierType=DOI = 10.1234/AB.c" in found
    assert (
        "datacite:alternateIdentifiers/datacite:alternateIdentifier @alternateIdentifierType=URL"
        f" = {AT}publication/full"
    ) in found
    assert f"datacite:identifier @identifierType=URL = {AT}publication/bare" in bare


def test_datacite_says_what_is_not_known_in_its_own_words() -> None:
    assert lines(datacite.write(BARE)) == [
        f"datacite:identifier @identifierType=URL = {AT}publication/bare",
        "datacite:creators/datacite:creator/datacite:creatorName = :unav",
        "datacite:titles/datacite:title @xml:lang=sv = [Utan titel]",
        "datacite:publisher = :unav",
        "datacite:publicationYear = 0000",
        "datacite:resourceType @resourceTypeGeneral=Text = text",
        "datacite:language = und",
    ]


def test_datacite_tells_edition_series_and_history() -> None:
    found = lines(datacite.write(FULL))
    description = "datacite:descriptions/datacite:description @descriptionType="
    assert "datacite:version = tredje utgåvan" in found
    assert f"{description}SeriesInformation = En serie ; 19" in found
    assert f"{description}Other @xml:lang=sv = Den första kom 2014." in found
    assert "datacite:publicationYear = 2019" in found
    assert "datacite:dates/datacite:date @dateType=Issued = 2019-05-17" in found
    assert "datacite:language = sv" in found


@given(entries)
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_what_datacite_requires_is_there_once(entry: Entry) -> None:
    found = lines(datacite.write(entry))
    for name in ("identifier", "publisher", "publicationYear", "resourceType", "language"):
        assert sum(ln.startswith((f"datacite:{name} ",)) for ln in found) == 1, name
    for path in ("creators/datacite:creator/datacite:creatorName", "titles/datacite:title"):
        assert any(ln.startswith(f"datacite:{path} ") for ln in found), path


def test_openaire_tells_edition_file_and_access() -> None:
    found = lines(openaire.write(FULL))
    coar = "http://purl.org/coar/"
    for line in (
        "oaire:citationEdition = 3",
        "oaire:citationTitle = En serie",
        "oaire:citationIssue = 19",
        f"oaire:resourceType @resourceTypeGeneral=literature @uri={coar}resource_type/c_2f33 = book",
        f"datacite:rights @rightsURI={coar}access_right/c_abf2 = open access",
        f"oaire:file @mimeType=application/pdf @accessRightsURI={coar}access_right/c_abf2"
        " @objectType=fulltext = https://e.example/full.pdf",
        "oaire:licenseCondition @uri=https://creativecommons.org/licenses/by/4.0/ = CC BY 4.0",
    ):
        assert line in found, line


def test_contributors_have_the_types_of_their_roles() -> None:
    entry = replace(BARE, roles=(("trl", ANN), ("edt", BOARD)), contributors=(PRESS,))
    for write, translator in ((datacite.write, "Translator"), (openaire.write, "Other")):
        document = write(entry).decode()
        assert re.findall('contributorType="([A-Za-z]+)"', document) == [
            translator,
            "Editor",
            "Other",
        ]


def test_what_replaces_another_work_is_no_version_of_it() -> None:
    work = BibliographicResource("https://e.example/w#it")
    old = BibliographicResource("https://e.example/old#it", {"sv": "O"})
    entry = replace(BARE, works=(work,), replaces=(old,), replaced_by=(old,))
    found = re.findall('relationType="([A-Za-z]+)"', datacite.write(entry).decode())
    assert found == ["IsVersionOf", "Obsoletes", "IsObsoletedBy"]
    same = replace(entry, editions=(old,))
    found = re.findall('relationType="([A-Za-z]+)"', datacite.write(same).decode())
    assert found == ["IsVersionOf", "IsNewVersionOf", "IsPreviousVersionOf"]


def test_openaire_cites_an_article_by_its_journal() -> None:
    found = [ln for ln in lines(openaire.write(MORE)) if ln.startswith("oaire:citation")]
    assert found == [
        "oaire:citationTitle = En tidskrift", "oaire:citationVolume = 12", "oaire:citationIssue = 3",
        "oaire:citationStartPage = 3", "oaire:citationEndPage = 17",
    ]  # fmt: skip


def test_openaire_without_a_file_promises_no_text() -> None:
    found = lines(openaire.write(replace(FULL, files=())))
    assert not any(ln.startswith("oaire:file") for ln in found)
    assert "datacite:rights @rightsURI=http://purl.org/coar/access_right/c_14cb" in "".join(found)
    printed = replace(FULL, edition_number=None)
    assert "oaire:citationEdition = tredje utgåvan" in lines(openaire.write(printed))
