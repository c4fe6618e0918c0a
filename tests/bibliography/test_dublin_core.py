"""The columns of Dublin Core, without and with qualifiers."""

from __future__ import annotations

from dataclasses import replace

from bibliography.entries import BARE, FULL
from bibliography.reading import lines
from publod.bibliography.entry import BibliographicResource
from publod.bibliography.export import dublin_core

AT = "https://data.example.se/"


def test_everything_in_fifteen_elements() -> None:
    assert lines(dublin_core.write(FULL)) == [
        "dc:title @xml:lang=sv = En bok : med undertitel",
        "dc:title @xml:lang=en = A book : with subtitle",
        "dc:title @xml:lang=sv = Boken",
        "dc:creator = Socialstyrelsen",
        "dc:creator = Ek, Ann",
        "dc:contributor = Förlaget",
        "dc:publisher = Förlaget",
        "dc:subject @xml:lang=sv = människohandel",
        "dc:subject @xml:lang=en = human trafficking",
        "dc:subject @xml:lang=sv = stödprocess",
        "dc:subject @xml:lang=en = support process",
        "dc:description @xml:lang=sv = Om <allt> & inget.",
        "dc:description @xml:lang=en = On everything",
        "dc:description @xml:lang=sv = tredje utgåvan",
        "dc:description @xml:lang=sv = Den första kom 2014.",
        "dc:description @xml:lang=en = The first came in 2014.",
        "dc:date = 2019-05-17",
        "dc:type @xml:lang=sv = Handböcker, manualer etc.",
        "dc:type @xml:lang=sv = manual",
        "dc:type = Text",
        "dc:type = info:eu-repo/semantics/book",
        "dc:format = application/pdf",
        f"dc:identifier = {AT}publication/full",
        "dc:identifier = https://doi.org/10.1234/AB.c",
        "dc:identifier = urn:ISBN:978-91-7555-502-1",
        "dc:identifier = urn:ISSN:1100-2808",
        "dc:identifier = urn:nbn:se:x-1",
        "dc:identifier = 2019-5-17",
        "dc:identifier = https://e.example/x",
        "dc:identifier = https://e.example/full.pdf",
        "dc:language = swe",
        "dc:language = eng",
        f"dc:relation = {AT}work/w",
        f"dc:relation = {AT}work/s",
        f"dc:relation = {AT}publication/old",
        f"dc:relation = {AT}publication/new",
        f"dc:source = {AT}publication/old",
        f"dc:relation = {AT}publication/de",
        f"dc:relation = {AT}publication/ar",
        f"dc:relation = {AT}publication/other",
        "dc:relation = https://e.example/page",
        "dc:coverage @xml:lang=sv = Sverige",
        "dc:coverage = https://sws.geonames.org/1/",
        "dc:coverage = 2017",
        "dc:rights @xml:lang=sv = Fri att använda",
        "dc:rights = https://creativecommons.org/licenses/by/4.0/",
    ]


def test_a_record_of_which_nothing_is_known() -> None:
    assert lines(dublin_core.write(BARE)) == [
        "dc:title @xml:lang=sv = [Utan titel]",
        "dc:type = Text",
        "dc:type = info:eu-repo/semantics/other",
        f"dc:identifier = {AT}publication/bare",
        "dc:language = und",
    ]


def test_a_series_without_address_is_told_in_words() -> None:
    series = replace(
        BARE, series=(BibliographicResource("s", {"sv": "Serien"}),), number_in_series="3"
    )
    assert "dc:relation = Serien ; 3" in lines(dublin_core.write(series))
    assert "dcterms:isPartOf = Serien ; 3" in lines(dublin_core.write_qualified(series))


def test_qualifiers_tell_what_is_which() -> None:
    uri = "@xsi:type=dcterms:URI"
    found = lines(dublin_core.write_qualified(FULL))
    for line in (
        "dcterms:alternative @xml:lang=en = A book : with subtitle",
        "dcterms:abstract @xml:lang=sv = Om <allt> & inget.",
        "dcterms:audience @xml:lang=sv = myndigheter",
        "dcterms:issued @xsi:type=dcterms:W3CDTF = 2019-05-17",
        "dcterms:spatial @xml:lang=sv = Sverige",
        f"dcterms:isVersionOf {uri} = {AT}work/w",
        f"dcterms:isPartOf {uri} = {AT}work/s",
        f"dcterms:replaces {uri} = {AT}publication/old",
        f"dcterms:isReplacedBy {uri} = {AT}publication/new",
        f"dc:source {uri} = {AT}publication/old",
        f"dcterms:isVersionOf {uri} = {AT}publication/de",
        f"dcterms:hasVersion {uri} = {AT}publication/ar",
        f"dc:relation {uri} = {AT}publication/other",
        f"dcterms:spatial {uri} = https://sws.geonames.org/1/",
        "dcterms:temporal = 2017",
        f"dcterms:license {uri} = https://creativecommons.org/licenses/by/4.0/",
        "dc:language @xsi:type=dcterms:ISO639-2 = swe",
    ):
        assert found.count(line) == 1, line
    assert next(ln for ln in found if "dc:identifier" in ln).endswith(f"= {AT}publication/full")
    assert "stated" not in "".join(found)


def test_what_is_no_date_claims_no_encoding() -> None:
    assert "dcterms:issued = [2019?]" in lines(
        dublin_core.write_qualified(replace(BARE, issued="[2019?]"))
    )
