"""Tables as another agency has them: in another language, with habits of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from importing.folders import Imported, catalogue, import_table
from publod.importing.edition_statements import read_statement
from publod.importing.edition_words import use_words
from publod.importing.import_mapping import mapping_of

COLUMNS: dict[str, Any] = {
    "ID": "identifier",
    "Naslov": {"field": "title", "language": "sl"},
    "Title": {"field": "title", "language": "en"},
    "Avtor": {"field": "creator", "between": ";", "inverted": True, "kind": "person"},
    "Leto": "issued", "Izdaja": "edition", "Jezik": "language", "Opombe": "note", "PDF": "file",
}  # fmt: skip
ONE = {"ID": "1", "Naslov": "Priročnik", "Title": "Handbook", "Avtor": "Novak, Ana", "Leto": "2012"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "c")


def imported(
    folder: Path, rows: list[dict[str, str]] | Path, columns: Any = None, **tables: Any
) -> Imported:
    said = {"columns": columns or COLUMNS, "table": {"language": "sl"}, **tables}
    return import_table(folder, rows, mapping_of(said, "m.toml"))


def persons(done: Imported) -> set[str]:
    return {path for path in done.paths("agent") if path not in {
        "agent/boverket", "agent/iom", "agent/asa-berg", "agent/nils-ek", "agent/nils-ek-2"
    }}  # fmt: skip


@pytest.mark.parametrize("edition", ["2nd ed.", ""])
@pytest.mark.parametrize("is_first", [True, False])
def test_an_appendix_is_no_edition(folder: Path, edition: str, is_first: bool) -> None:
    rows = [
        ONE | {"Izdaja": edition},
        ONE | {"ID": "2", "Naslov": "Priročnik – Priloga A", "Leto": "2014"},
        ONE | {"ID": "3", "Leto": "2016", "Izdaja": "3. izd."},
    ]
    done = imported(folder, rows if is_first else [rows[1], rows[0], rows[2]])
    works = {path: done.triples(path)["isVersionOf"] for path in done.paths("publication")}
    assert works["publication/prirocnik-2012"] == works["publication/prirocnik-2016"]
    assert works["publication/prirocnik-priloga-a-2014"] != works["publication/prirocnik-2012"]
    [(row, _, value)] = done.findings("doubtful")
    assert (row, value) == ((3, "Priročnik – Priloga A") if is_first else (3, "Priročnik"))
    again = imported(folder, [ONE | {"ID": "4", "Leto": "2020", "Naslov": "Priročnik B"}])
    assert again.triples("publication/prirocnik-b-2020")["isVersionOf"] == ["<work/prirocnik-b#it>"]


def test_texts_are_in_the_language_of_the_table(folder: Path) -> None:
    row = ONE | {"Jezik": "en", "Opombe": "Razprodano.", "Izdaja": "2., popravljena izd."}
    done = imported(folder, [row])
    own = done.triples("publication/prirocnik-2012")
    assert own["note"] == ['"Razprodano."@sl']
    assert own["edition"] == ['"2., popravljena izd."@sl']
    assert own["title"] == ['"Handbook"@en', '"Priročnik"@sl']


@pytest.mark.parametrize(("language", "code"), [("sl", "SLV"), ("sk", "SLK"), ("sv", "SLK")])
def test_a_library_code_that_shortens_the_language_of_the_table(
    folder: Path, language: str, code: str
) -> None:
    done = imported(folder, [ONE | {"Jezik": "SLO"}], table={"language": language})
    [own] = done.triples("publication/prirocnik-2012")["language"]
    assert own.endswith(f"/{code}>")
    assert done.findings("read-as") == ([(2, "Jezik", "SLO")] if code == "SLV" else [])


@pytest.mark.parametrize("between", [[";", " and ", " in "], [" IN ", " And "]])
def test_words_divide_names(folder: Path, between: list[str]) -> None:
    columns = COLUMNS | {"Avtor": COLUMNS["Avtor"] | {"between": between}}
    rows = [ONE | {"Avtor": "Kovač, Janez and Žagar, Maja in Novak, Ana"}]
    done = imported(folder, rows, columns)
    assert persons(done) == {"agent/janez-kovac", "agent/maja-zagar", "agent/ana-novak"}
    assert not done.findings("doubtful")


@pytest.mark.parametrize(
    "names", ["Kovač, Janez and Žagar, Maja", "Janez Kovač in Maja Žagar", "J. Kovač & M. Žagar"]
)
def test_two_persons_are_never_one_in_silence(folder: Path, names: str) -> None:
    done = imported(folder, [ONE | {"Avtor": names}])
    assert done.findings("doubtful") == [(2, "Avtor", names)]


@pytest.mark.parametrize("role", ["ur.", "ed.", "Red."])
def test_a_role_behind_a_name(folder: Path, role: str) -> None:
    done = imported(folder, [ONE | {"Avtor": f"Krajnc, Tomaž ({role})"}])
    assert done.triples("publication/prirocnik-2012")["edt"] == ["<agent/tomaz-krajnc#it>"]
    assert done.triples("agent/tomaz-krajnc")["givenName"] == ['"Tomaž"']
    assert done.findings("read-as") == [(2, "Avtor", f"Krajnc, Tomaž ({role})")]


@pytest.mark.parametrize(
    "row",
    [
        {"ID": "Skupaj", "Naslov": "60"}, {"ID": "Total", "Leto": "2000"}, {"ID": "Summa:", "Izdaja": "1 060,5"},
    ],
)  # fmt: skip
def test_a_total_is_no_publication(folder: Path, row: dict[str, str]) -> None:
    done = imported(folder, [ONE, row])
    assert done.paths("publication") == ["publication/prirocnik-2012"]
    assert [number for number, _, _ in done.findings("doubtful")] == [3]


def test_a_title_with_a_year_is_a_publication(folder: Path) -> None:
    columns = {"Naslov": "title", "Leto": "issued", "Jezik": "language"}
    done = imported(folder, [{"Naslov": "Voda", "Leto": "2018", "Jezik": ""}], columns)
    assert done.paths("publication") == ["publication/voda-2018"]


@pytest.mark.parametrize("meant", ["sl; en", ["sl", "en"]])
def test_a_value_may_mean_several(folder: Path, meant: Any) -> None:
    row = ONE | {"Jezik": "slovenščina in angleščina", "Leto": "12. 3. 2016"}
    done = imported(folder, [row], values={"Jezik": {"slovenščina in angleščina": meant}})
    own = done.triples("publication/prirocnik-2016")
    assert [one[-4:-1] for one in own["language"]] == ["ENG", "SLV"]
    assert own["issued"][0].startswith('"2016-03-12"')


def test_advice_that_was_followed_is_not_given(folder: Path) -> None:
    done = imported(folder, [ONE | {"Jezik": "klingonsko"}], constants={"language": "sl"})
    reasons = [str(one.reason) for one in done.report.findings if one.kind == "missing"]
    assert reasons == [
        "its language is not known by that: say what it means in [values] of the mapping file"
    ]


def test_cells_that_lead_somewhere(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (("ID", "Naslov", "PDF"), ("1", "Voda", "PDF"), ("2", "Zrak", "PDF")):
        sheet.append(row)
    sheet["C2"].hyperlink = "https://a.example/voda.pdf?a=1&b=2"
    sheet["B3"].hyperlink = "https://a.example/zrak"
    sheet["C3"].hyperlink = "https://a.example/zrak.pdf"
    file = tmp_path / "a.xlsx"
    book.save(file)
    done = imported(folder, file, {"ID": "identifier", "Naslov": "title", "PDF": "file"})
    assert "<https://a.example/voda.pdf?a=1&b=2>" in done.contents
    assert "<https://a.example/zrak.pdf>" in done.contents
    assert done.findings("unmapped") == [(3, "Naslov", "https://a.example/zrak")]


def test_words_of_editions_of_an_agency(folder: Path) -> None:
    try:
        row = ONE | {"Izdaja": "3., dodelana verz."}
        done = imported(folder, [row], edition_words={"dodelana": "revised", "verz.": "edition"})
        assert done.triples("publication/prirocnik-2012")["editionNumber"][0].startswith('"3"')
        assert not done.findings("edition-statement")
    finally:
        use_words({})
    assert read_statement("3., dodelana verz.").number is None
