"""A first mapping of a table: what columns seem to be, by ordinary headings and by their values."""

from __future__ import annotations

import csv
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.test_tables import workbook
from publod.importing.import_mapping import read_mapping
from publod.importing.tables.column_guesses import guesses
from publod.importing.tables.proposal import proposal_of

DAY = datetime(2018, 5, 31)  # noqa: DTZ001 (a spreadsheet knows no time zones)
#: Headings, each with two values of its column and the field that it is.
COLUMNS = """\
Title|Exit: a summary|Water|title
Name of publication|Water|Air|title
Sub-title|a handbook|a summary|subtitle
Author(s)|Per Ek|Åsa Berg|creator
Written by|Per Ek|Åsa Berg|creator
Author|Ek, Per|Ny, Per|creator
Published by|HIQA|Boverket|publisher
Published|Health Service|Boverket|publisher
Published|May 2018|2019|issued
Publisher|HIQA|HSE|publisher
Issued by|HIQA|HSE|publisher
Edited by|Per Ek|Eva Malm|editor
Pages|64|120|page_count
Pages|48 p.|120|extent
Pages|iv, 120|64|extent
Pages|12-34|45–47|pages
Pages|64 p.|xii, 112 p.|extent
No. of pages|64|12|page_count
pp.|64|12|page_count
URL|https://a.example/a|https://a.example/b|web_page
URL|https://a.example/a.pdf|https://a.example/b.PDF|file
Link to PDF|https://a.example/a.pdf|https://a.example/b.pdf|file
Ref|EPA-2019-4|EPA-2020-1|document_number
Ref.|1|2|identifier
Our ref|R 49:2007|R 50:2008|document_number
ID|1|2|identifier
No. in series|4|12|series_number
Series No|4|12a|series_number
Series|Reports|Working papers|series
Series|2019:1|2019:2|series_number
Edition note|2nd rev. ed.|3rd ed.|edition
Edition note|First published in 2014 by HIQA|First issued in 2015 by the EPA|edition_history
Edition|2|3|edition_number
Year of publication|2018|2019|issued
Pub. date|31/05/2018|1/6/2018|issued
Date|2018-05-31|2018|issued
Last updated|2018-05-31|2018-06-01|unmapped
Price|12|20|unmapped
Document type|Report|Guide|type
Keywords|water; air|noise|keyword
Language|English|Irish|language
Lang.|en|ga|language
Place of publication|Dublin|Cork|place_of_publication
ISBN (print)|978-91-7000-123-9||isbn
DOI|10.1234/a|https://doi.org/10.1234/b|doi
Licence|CC BY 4.0|CC BY 4.0|licence
Supersedes|Water 2010||replaces
Notes|Out of print|Includes index|note
Weblink|https://a.example/a|https://a.example/b|web_page
Kolumn 7|svenska|engelska; svenska|language
Kolumn 8|Hylla 3|Hylla 4|unmapped
Titel|Bo bra|Bygg bra|title
Svensk titel|Bo bra|Bygg bra|title sv
Title (Irish)|Uisce|Aer|title ga
Undertitel|en handbok|slutrapport|subtitle
Författare|Per Ek|Åsa Berg|creator
Utgiven av|Boverket|IOM|publisher
Utgivningsår|2018|2019|issued
Publicerad|31 maj 2018|juni 2019|issued
Upplaga|2., omarb. uppl.|3. uppl.|edition
Antal sidor|64|120|page_count
Omfång|64 s.|12 s.|extent
Sidor|s. 12-34|s. 45-47|pages
Serie|Rapporter|Rapporter|series
Nr i serien|4|2018:12|series_number
Diarienummer|2018/123|2019/4|registration_number
Beteckning|R 49-1:2007|R 50:2008|document_number
Ämnesord|vatten|luft|subject
Språk|svenska|engelska|language
Länk|https://a.example/a|https://a.example/b|web_page
Målgrupp|kommuner|skolor|audience
Ersätter|Bo bra 2010||replaces
Anmärkning|Slut på förlaget||note
Senast ändrad|2018-05-31|2018-06-01|unmapped
Pris|12|20|unmapped
Utgivelsesår|2018|2019|issued
Forfatter|Per Ek|Åsa Berg|creator
Julkaisuvuosi|2018|2019|issued
Nimeke|Vesi|Ilma|title
Titre|Eau|Air|title
Éditeur|OFEV|OFEV|publisher
Année de publication|2018|2019|issued
Nombre de pages|64|12|page_count
Verfasser|Jörg Müller|Per Ek|creator
Erscheinungsjahr|2018|2019|issued
Auflage|2., überarb. Aufl.|3. Aufl.|edition
Bliain|2018|2019|issued
Foilsitheoir|HIQA|HSE|publisher
Título|Agua|Aire|title
Año de publicación|2018|2019|issued
Naslov|Voda|Zrak|title
Podnaslov|Voda|Zrak|subtitle
Avtor|Ana Novak|Tomaž Krajnc|creator
Leto izida|2018|2019|issued
Izdaja|2., dopolnjena izd.|1. izd.|edition
Zbirka|Okolje|Voda|series
Jezik|slovenščina|en|language
Opombe|Razprodano.|Ni v prodaji.|note
Ključne besede|voda; zrak|tla|keyword
Število strani|64|12|page_count
Založnik|ARSO|ARSO|publisher
Kraj izida|Ljubljana|Maribor|place_of_publication
Povzetek|O vodi.|O zraku.|abstract
Pages|112 p.|xii, 96 p.|extent
Pages|112 p.|112|xii, 96 p.|ca. 50|extent
"""


@pytest.mark.parametrize("line", COLUMNS.splitlines())
def test_ordinary_headings(line: str) -> None:
    heading, *values, expected = line.split("|")
    [guess] = guesses([heading], [[value for value in values if value]])
    name, _, language = expected.partition(" ")
    assert (guess.field_name, guess.options.get("language", "")) == (name, language)


def test_of_two_columns_for_one_value_the_more_exact_has_it() -> None:
    columns = [["2018", "2019"], ["2018-05-31", "2019-06-01"], ["2018", "2019"]]
    found = guesses(["Year", "Date published", "Bar"], columns)
    assert [guess.field_name for guess in found] == ["unmapped", "issued", "unmapped"]


def test_a_proposal_is_a_mapping(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "lista.xlsx",
        {
            f"{column}{row}": value
            for column, values in {
                "A": ("Löpnr", 1, 2), "B": ("Titel", "Bo bra", "Bygg bra"),
                "C": ("Title (en)", "Live well", "Build well"),
                "D": ("Författare", "Berg, Åsa; Ek, Nils", "Ny, Per"),
                "E": ("Utgivningsår", DAY, 2019), "F": ("Språk", "svenska", "swe"),
                "G": ("Nummer?", "978-91-7000-123-9", "978-91-7000-124-6"),
                "H": ("Rapportens omfång", "64 s.", "12 s."), "I": ("Hylla", "x", "y"),
                "J": ("Publiceringsdatum 2", "31/5/2018", "1/2/2019"), "K": ("Tom", None, None),
                "L": ("Ämnesord", "a|b", "c"), "M": ("Länk", "https://a.example/1", "https://a.example/2"),
                "N": ('Typ "av"\n\x7f', "Rapport", "Handbok"),
            }.items()
            for row, value in enumerate(values, 1)
        },
    )  # fmt: skip
    text = proposal_of(file, "excel", "ga")
    assert '\nlanguage = "ga" ' in text
    said = read_mapping_of(tmp_path, text)
    assert {name: one.field for name, one in said.columns.items()} == {
        "Löpnr": "identifier", "Titel": "title", "Title (en)": "title", "Författare": "creator",
        "Utgivningsår": "issued", "Språk": "language", "Nummer?": "unmapped", "Tom": "ignore",
        "Rapportens omfång": "extent", "Hylla": "unmapped", "Publiceringsdatum 2": "unmapped",
        "Ämnesord": "subject", "Länk": "web_page", 'Typ "av" \x7f': "type",
    }  # fmt: skip
    assert said.columns["Title (en)"].language == "en"
    author = said.columns["Författare"]
    assert (author.between, author.kind, author.inverted) == ((";",), "person", True)
    assert "its values look like isbn" in text
    assert '# "Handbok" = ""    # 1 times' in text


def test_dates_that_can_be_read_in_one_way_only(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Titel;Datum\nBo;31/5/2018\nBygg;1/2/2019\n", "utf-8")
    said = read_mapping_of(tmp_path, proposal_of(file, "csv"))
    assert said.columns["Datum"].date == "%d/%m/%Y"
    file.write_text("Titel;Datum\nBo;3/5/2018\nBygg;1/2/2019\n", "utf-8")
    said = read_mapping_of(tmp_path, proposal_of(file, "csv"))
    assert said.columns["Datum"].field == "unmapped"


@given(st.lists(st.lists(st.text(max_size=8), min_size=3, max_size=3), min_size=2, max_size=4))
def test_a_proposal_for_any_table_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    file = folder / "a.csv"
    with file.open("w", encoding="utf-8", newline="", errors="replace") as stream:
        csv.writer(stream).writerows([["a", "b", "c"], *rows])
    read_mapping_of(folder, proposal_of(file, "csv"))


def read_mapping_of(folder: Path, text: str) -> Any:
    tomllib.loads(text)
    file = folder / "m.toml"
    file.write_text(text, "utf-8")
    return read_mapping(file)


def test_words_between_authors_are_proposed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Title,Author\nA,Ana Novak and Jan Ek; Bo Ny\nB,Ana Novak in Bo Ny\n", "utf-8")
    said = read_mapping_of(tmp_path, proposal_of(file, "csv"))
    assert said.columns["Author"].between == (";", " and ", " in ")
