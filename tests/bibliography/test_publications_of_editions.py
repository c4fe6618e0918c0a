"""What is said of an edition holds for its publications, in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from bibliography.reading import fields, lines, marc
from bibliography.seed import Files
from publod.bibliography.entry import Entry
from publod.bibliography.export import datacite, marc21, mods
from publod.bibliography.reference import reference_of
from publod.vocabulary import PREFIXES

AT = "https://example.org/"
_OF_WORK = "dcterms:isVersionOf <work/meters#it>"
_SECOND = f"pub:ofEdition <edition/second#it> ; {_OF_WORK}"
_TURTLE = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    + f"""
<work/meters#it> a pub:Work ; dcterms:title "Meters"@en .
<edition/second#it> a pub:Edition ; pub:edition "second edition"@en ; pub:editionNumber 2 ;
    dcterms:issued "2007"^^xsd:gYear ; dcterms:creator <agent/body#it> ;
    adms:status <http://purl.org/adms/status/Withdrawn> ; {_OF_WORK} ;
    dcterms:replaces <publication/first#it> .
<publication/english#it> a pub:Publication ; dcterms:title "Meters"@en ; {_SECOND} .
<publication/french#it> a pub:Publication ; dcterms:title "Compteurs"@fr ; {_SECOND} .
<publication/first#it> a pub:Publication ; dcterms:title "First"@en ; pub:editionNumber 1 ;
    {_OF_WORK} .
<publication/corrigendum#it> a pub:Publication ; dcterms:title "Corrigendum"@en ; {_OF_WORK} ;
    pub:corrects <edition/second#it> .
<edition/amendments#it> a pub:Edition ; pub:amends <publication/first#it> ; {_OF_WORK} .
<publication/amendment#it> a pub:Publication ; dcterms:title "Amendment"@en ;
    pub:ofEdition <edition/amendments#it> ; {_OF_WORK} .
<agent/body#it> a foaf:Organization ; foaf:name "Body"@en .
"""
)


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Entry]:
    path: Path = tmp_path_factory.mktemp("meters") / "meters.ttl"
    path.write_text(_TURTLE)
    return Files([path], AT).entries()


def linked(entry: Entry, *tags: str) -> list[str]:
    """The linking entries: their tag, introduction and title."""
    return [
        line.partition("$d")[0].partition("$w")[0]
        for line in fields(marc(marc21.write(entry)))
        if line.startswith(tags)
    ]


def test_number_statement_year_and_status_are_those_of_the_edition(
    entries: dict[str, Entry],
) -> None:
    english = entries["english"]
    record = fields(marc(marc21.write(english)))
    assert "250 ## $asecond edition." in record
    assert "500 ## $aStatus: upphävd." in record
    assert any(line.startswith("264") and "2007" in line for line in record)
    found = lines(mods.write(english))
    assert any("mods:edition" in line and line.endswith("= second edition") for line in found)
    assert any(line.endswith("@type=status = upphävd") for line in found)
    assert "datacite:version = second edition" in lines(datacite.write(english))
    reference = reference_of(english)
    assert (reference.edition, reference.issued.year) == ("2", "2007")
    assert [author.literal for author in reference.authors] == ["Body"]


def test_publications_of_one_edition_are_its_language_versions(entries: dict[str, Entry]) -> None:
    assert linked(entries["english"], "775") == ["775 08 $iAnnan språkversion:$aBody$tCompteurs"]
    assert linked(entries["english"], "780") == ["780 02 $tFirst"]


def test_what_corrects_or_amends_is_no_other_edition(entries: dict[str, Entry]) -> None:
    for name in ("english", "french"):
        assert linked(entries[name], "787") == ["787 08 $iRättad genom:$tCorrigendum"]
    assert linked(entries["corrigendum"], "775") == []
    assert linked(entries["corrigendum"], "787")[0].startswith("787 08 $iRättar:$aBody")
    assert linked(entries["amendment"], "775", "787") == ["787 08 $iÄndrar:$tFirst"]
    assert all("Amendment" not in line for line in linked(entries["first"], "775"))
    for name in ("english", "corrigendum"):
        other = {"english": "corrigendum", "corrigendum": "english"}[name]
        found = lines(datacite.write(entries[name]))
        assert all("IsVariantFormOf" not in line for line in found if line.endswith(other))
