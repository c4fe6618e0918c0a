"""The catalogue that the browser is shown: the seed, and what the seed has too little of.

Beside ``data/`` it has a publication that a newer one replaces, one that was withdrawn, one whose
texts are long, unbroken or in Arabic, one with files, and enough others for a second page of a list.
"""

from __future__ import annotations

from pathlib import Path

from files import pdfs
from web import servers

#: Words in the title of every publication of the series, and in no other.
SERIES = "Havsisens utbredning"
#: More than a page of a list shows.
COUNT = 60

_PREFIXES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

_REPLACED = """
<work/provfall#it> a pub:Work ; dcterms:title "Provfall"@sv , "Test case"@en .
<publication/provfall-2019#it> a pub:Publication ;
    dcterms:title "Provfall"@sv , "Test case"@en ; dcterms:issued "2019"^^xsd:gYear ;
    dcterms:creator <agent/polismyndigheten#it> ; dcterms:language lang:SWE ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/provfall#it> ; pub:editionNumber 1 .
<publication/provfall-2021#it> a pub:Publication ;
    dcterms:title "Provfall"@sv , "Test case"@en ; dcterms:issued "2021"^^xsd:gYear ;
    dcterms:creator <agent/polismyndigheten#it> ; dcterms:language lang:SWE , lang:ARA ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/provfall#it> ; pub:editionNumber 2 ;
    dcterms:replaces <publication/provfall-2019#it> .
"""

_LONG = """
<work/langt#it> a pub:Work ; dcterms:title "{unbroken}"@sv .
<publication/langt-2020#it> a pub:Publication ;
    dcterms:title "{unbroken}"@sv , "دليل المساعدة على العودة الطوعية لضحايا الاتجار بالبشر"@ar ;
    pub:subtitle "{phrase}"@sv ; dcterms:issued "2020-04-30"^^xsd:date ;
    dcterms:creator <agent/lansstyrelsen-vasternorrland#it> , <agent/iom#it> ;
    dcterms:language lang:SWE , lang:ENG , lang:SPA , lang:RON , lang:RUS , lang:SRP , lang:BUL , lang:ARA ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/langt#it> ;
    dcterms:subject <subject/human-trafficking#it> , <subject/voluntary-return#it> ;
    dcterms:abstract "{phrase} {phrase} {phrase}"@sv ,
        "برنامج العودة الطوعية وإعادة الإدماج للأشخاص الذين تعرضوا للاتجار بالبشر في السويد."@ar .
"""

_WITH_FILES = """
<work/fil#it> a pub:Work ; dcterms:title "Med filer"@sv , "With files"@en .
<publication/fil-2022#it> a pub:Publication ;
    dcterms:title "Med filer"@sv , "With files"@en ; dcterms:issued "2022"^^xsd:gYear ;
    dcterms:creator <agent/polismyndigheten#it> ; dcterms:language lang:SWE , lang:ENG ;
    dcterms:type <type/report#it> ; dcterms:isVersionOf <work/fil#it> ; pub:editionNumber 1 ;
    dcat:distribution
        [ a dcat:Distribution ; dcat:downloadURL <files/rapport.pdf> ; dcterms:language lang:SWE ;
          dcterms:license <https://creativecommons.org/licenses/by/4.0/> ] ,
        [ a dcat:Distribution ; dcat:downloadURL <files/en/report.pdf> ; dcterms:language lang:ENG ;
          dcterms:title "Summary"@en , "Sammanfattning"@sv ] ,
        [ a dcat:Distribution ; dcat:accessURL <https://www.example.se/las> ] .
"""

_WITHDRAWN = """
<work/indraget#it> a pub:Work ; dcterms:title "Indraget"@sv .
<publication/indraget-2018#it> a pub:Publication ;
    dcterms:title "Indraget"@sv ; dcterms:issued "2018"^^xsd:gYear ;
    dcterms:creator <agent/iom#it> ; dcterms:language lang:SWE ; dcterms:type <type/report#it> ;
    dcterms:isVersionOf <work/indraget#it> .
"""


def make(home: Path) -> None:
    """Load the catalogue into an empty folder, in two commits."""
    files = home / "files"
    files.mkdir(parents=True)
    extra = files / "extra.ttl"
    for name in ("rapport.pdf", "en/report.pdf"):
        pdf = folder_of(home) / name
        pdf.parent.mkdir(parents=True, exist_ok=True)
        pdf.write_bytes(pdfs.pdf(pages=12))
    lasting = (
        _PREFIXES
        + _REPLACED
        + _WITH_FILES
        + _long()
        + "".join(_one_of_series(n) for n in range(COUNT))
    )
    extra.write_text(lasting + _WITHDRAWN, encoding="utf-8")
    servers.load(home, servers.DATA, extra, folder=folder_of(home))
    extra.write_text(lasting, encoding="utf-8")
    servers.load(home, servers.DATA, extra, prune=True, folder=folder_of(home))


def folder_of(home: Path) -> Path:
    """The folder of the files of its publications."""
    return home / "publications"


def _long() -> str:
    unbroken = "Myndighetssamverkansöverenskommelseuppföljningsrapport" * 2
    phrase = "Redovisning av regeringsuppdraget att kartlägga förekomsten i Västernorrlands län."
    return _LONG.format(unbroken=unbroken, phrase=phrase)


def _one_of_series(number: int) -> str:
    title = f'"{SERIES} {1950 + number}"@sv , "Extent of sea ice {1950 + number}"@en'
    return f"""
<work/havsis-{number}#it> a pub:Work ; dcterms:title {title} .
<publication/havsis-{number}#it> a pub:Publication ;
    dcterms:title {title} ; dcterms:issued "{1950 + number}"^^xsd:gYear ;
    dcterms:creator <agent/polismyndigheten#it> ; dcterms:language lang:SWE ;
    dcterms:type <type/report#it> ; dcterms:subject <subject/police#it> ;
    dcterms:abstract "Isens läge i Östersjön, år för år."@sv ;
    dcterms:isVersionOf <work/havsis-{number}#it> .
"""
