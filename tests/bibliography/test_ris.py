"""RIS as reference managers read it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rispy
from hypothesis import given, settings
from rdflib import Graph

from bibliography.cited import ARTICLE, DOCUMENT, FULL, agency, entry, kind, nasty, person
from examples import up_to
from publod.bibliography.entry import Entry
from publod.bibliography.export import ris
from publod.bibliography.reference import one_line
from publod.formats import RIS
from publod.rdf.document import NotRepresentable
from rdf.graphs import document

EXPECTED = f"""\
TY  - RPRT
ID  - bo-tryggt-2018
TI  - Bo tryggt: Handbok
AU  - Boverket
AU  - Ek, Eva
PB  - Norstedts
PY  - 2018
DA  - 2018/03/05/
ET  - 3
T2  - Bygg & bo
SN  - 2018:7
M3  - rapport
N1  - ISBN 978-91-0-012345-6
DO  - 10.1234/ab_c
UR  - https://data.example.se/publication/bo-tryggt-2018
L1  - https://files.example.se/en.pdf
L1  - https://files.example.se/sv.pdf
LA  - sv
KW  - boende
KW  - hus, gård
AB  - Hur man bor.
N1  - Den första kom 2014.
N1  - Contributor: Polisen
ER  -{" "}

"""


def written(*entries: Entry) -> str:
    return b"".join(ris.write_many(entries)).decode()


def test_all_that_is_known() -> None:
    assert written(FULL) == EXPECTED.replace("\n", "\r\n")


def test_a_book_has_its_isbn_where_a_report_has_its_number() -> None:
    [read] = rispy.loads(written(replace(FULL, types=(kind("Book"),))))
    assert read["type_of_reference"] == "BOOK"
    assert read["issn"] == "978-91-0-012345-6"
    assert read["note"] == "2018:7"  # M1, which is the number in most programs


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2018", ["PY  - 2018", "DA  - 2018///"]),
        ("2018-03", ["PY  - 2018", "DA  - 2018/03//"]),
        ("0987", ["PY  - 0987", "DA  - 0987///"]),
        ("våren", ["DA  - våren"]),
        ("", []),
    ],
)
def test_dates_are_as_exact_as_they_are_known(issued: str, expected: list[str]) -> None:
    lines = written(entry(issued=issued)).split("\r\n")
    assert [line for line in lines if line.startswith(("PY", "DA"))] == expected


def test_an_article_has_its_journal_and_whoever_made_it() -> None:
    [read] = rispy.loads(written(ARTICLE))
    assert read["type_of_reference"] == "JOUR"
    assert read["secondary_title"] == "Mätbladet"
    assert (read["volume"], read["number"]) == ("12", "3")
    assert (read["start_page"], read["end_page"]) == ("4", "9")
    assert read["issn"] == "1234-5679"
    assert read["place_published"] == "Paris"
    text = written(ARTICLE)
    assert "ED  - Bygg – och Co\r\n" in text, "no comma parts the name of an organisation"
    assert "A4  - Ek, Eva\r\n" in text
    assert "N1  - Illustrator: Bo Ritare\r\n" in text


def test_a_document_number_goes_before_the_number_in_the_series() -> None:
    numbered = replace(FULL, document_numbers=("R 49-1",), extent={"sv": "xii, 112 s."})
    report = written(numbered)
    assert "SN  - R 49-1\r\n" in report
    assert "M1  - 2018:7\r\n" in report
    assert "SP  - xii, 112 s.\r\n" in report
    book = written(replace(numbered, types=(kind("Book"),), page_count=124))
    assert "M1  - R 49-1\r\n" in book
    assert "N1  - 2018:7\r\n" in book
    assert "SP  - 124\r\n" in book


@settings(max_examples=up_to(60), deadline=None)
@given(nasty)
def test_a_title_stays_on_its_line(title: str) -> None:
    text = written(entry(title, abstract={"sv": title}), FULL)
    first, second = rispy.loads(text)
    assert second["title"] == "Bo tryggt: Handbok"
    assert first.get("title", "") == one_line(title)
    assert first.get("abstract", "") == one_line(title)
    # Whatever a reader takes for the end of a line.
    assert len(text.splitlines()) == text.count("\r\n")


@pytest.mark.parametrize(
    ("agent", "author"),
    [
        (agency("Länsstyrelsen Stockholm"), "Länsstyrelsen Stockholm"),
        (agency("Boverket, Karlskrona"), "Boverket – Karlskrona"),
        (agency("Boverket,"), "Boverket"),
        (person("Eva Ek", "Ek", "Eva"), "Ek, Eva"),
        (person("Eva Ek"), "Eva Ek"),
        (person("Eva Ek", family="Ek"), "Eva Ek"),
    ],
)
def test_only_names_that_are_recorded_in_parts_have_a_comma(agent: object, author: str) -> None:
    assert f"AU  - {author}\r\n" in written(entry(creators=(agent,)))


def test_agents_without_a_name_are_left_out() -> None:
    assert "AU" not in written(entry(creators=(replace(agency("x"), name={}),)))


def test_a_list_is_record_after_record() -> None:
    entries = [replace(FULL, iri=f"{DOCUMENT}-{n}") for n in range(3)]
    assert [read["id"] for read in rispy.loads(written(*entries))] == [
        f"bo-tryggt-2018-{n}" for n in range(3)
    ]


def test_only_publications_are_cited() -> None:
    with pytest.raises(NotRepresentable):
        RIS.write(document(Graph()))
    assert RIS.write(document(Graph()), FULL).startswith(b"TY  - RPRT\r\n")
