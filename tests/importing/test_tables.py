"""Rows of CSV and Excel as people save them, what their columns are said to be, and a first guess."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.folders import catalogue, import_table, mapping
from publod.errors import SourceUnreadable
from publod.importing.formats_of_sources import ReadOptions, format_of
from publod.importing.import_mapping import mapping_of, read_mapping
from publod.importing.source_record import SourceFault, SourceRecord
from publod.importing.tables import csv_rows, excel_rows
from publod.importing.tables.rows import MOST_COLUMNS, Row

DAY = datetime(2018, 5, 31)  # noqa: DTZ001 (a spreadsheet knows no time zones)


def csv_cells(path: Path) -> list[tuple[str, ...]]:
    return [row.cells for row in csv_rows.table_of(path).rows]


def workbook(path: Path, cells: dict[str, Any], **others: dict[str, Any]) -> Path:
    book = openpyxl.Workbook()
    for name, one in {"Blad1": cells, **others}.items():
        sheet = book.active if name == "Blad1" else book.create_sheet(name)
        for place, value in one.items():
            sheet[place] = value
    book.save(path)
    return path


# --- CSV ---


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ("Titel", "År"),
        ("Återvändande, och mer; åäö", "2018"),
        ('Ett "citat"\npå två rader', ""),
    ]
    file = tmp_path / "a.csv"
    with file.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    assert csv_cells(file) == rows


def test_the_separator_that_excel_writes(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("sep=|\na,b|c\n1|2\n")
    assert [*csv_rows.table_of(file).rows] == [Row(2, ("a,b", "c")), Row(3, ("1", "2"))]


@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(blacklist_categories=["Cs"], blacklist_characters="\r\x00"),
                max_size=5,
            ),
            min_size=2,
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_csv_can_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    file = tmp_path_factory.mktemp("csv") / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows(rows)
    table = csv_rows.table_of(file, encoding="utf-8", delimiter=",")
    assert [list(row.cells) for row in table.rows] == rows


def test_a_missing_quotation_mark_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text('a,b\n1,"2\n' + "x,y\n" * 300_000)
    with pytest.raises(SourceUnreadable, match=r"a\.csv:2: .*is a quotation mark missing"):
        csv_cells(file)


def test_a_million_columns(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a" + ",b" * 1_000_000 + "\n")
    with pytest.raises(SourceUnreadable, match=rf"1000001 cells.*{MOST_COLUMNS} columns"):
        csv_cells(file)


def test_control_characters_are_left_out_and_reported(tmp_path: Path) -> None:
    done = import_table(
        catalogue(tmp_path / "c"), [{"Id": "1", "Titel": "Bo\x00 bra\x1b[2J", "Språk": "sv"}]
    )
    assert done.triples("publication/bo-bra-2j")["title"] == ['"Bo bra[2J"@sv']
    assert done.findings("unmapped") == [(2, "Titel", "Bo bra[2J")]


# --- Excel ---


def test_cells_of_a_workbook(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "a.xlsx",
        {
            "B3": "Titel", "C3": "År", "D3": "Datum", "B4": "Bo bra", "C4": 2018.0,
            "D4": DAY, "B6": 9789170001239, "C6": 0.5, "D6": date(2019, 1, 1),
            "E6": True,
        },
        Annat={"A1": "x"},
        Tomt={},
    )  # fmt: skip
    table = excel_rows.table_of(file)
    assert [*table.rows] == [
        Row(3, ("", "Titel", "År", "Datum", "")),
        Row(4, ("", "Bo bra", "2018", "2018-05-31", "")),
        Row(6, ("", "9789170001239", "0.5", "2019-01-01", "true")),
    ]
    assert [str(remark) for remark in table.remarks] == [
        "these sheets are not read: Annat. Name the one to read with sheet = in the mapping file"
    ]
    assert [row.cells for row in excel_rows.table_of(file, sheet="Annat").rows] == [("x",)]
    with pytest.raises(SourceUnreadable, match="no sheet Nej"):
        excel_rows.table_of(file, sheet="Nej")


def test_formulas_without_values_and_errors_are_reported(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "a.xlsx",
        {"A1": "Titel", "B1": "År", "A2": "Bo", "B2": "=1+1", "A3": "Bygg", "B3": "#N/A"},
    )
    said = mapping(columns={"Titel": "title", "År": "issued"}, table={"language": "sv"})
    done = import_table(catalogue(tmp_path / "c"), file, said)
    told = [
        (one.number, one.column, str(one.reason))
        for one in done.report.findings
        if one.kind == "unmapped"
    ]
    assert told == [
        (
            2,
            "År",
            "a formula whose value was not saved: open the table in a spreadsheet, and save it again",
        ),
        (3, "År", "the cell has the error #N/A"),
    ]


def test_hostile_workbooks_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = workbook(tmp_path / "far.xlsx", {"A1": 1, "XFD1048576": 2})
    with pytest.raises(SourceUnreadable, match="needs more than 768 MiB"):
        [*excel_rows.table_of(far).rows]
    monkeypatch.setattr("publod.isolated_process.MEMORY", 64 << 20)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(far) as source, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith("sheet1.xml"):
                with target.open(name, "w", force_zip64=True) as part:
                    part.write(content.partition(b"<sheetData>")[0] + b"<sheetData>")
                    for _ in range(1 << 7):
                        part.write(b" " * (1 << 20))
            else:
                target.writestr(name, content)
    with pytest.raises(SourceUnreadable, match="could not be read"):
        [*excel_rows.table_of(bomb).rows]
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(far.read_bytes()[:500])
    with pytest.raises(SourceUnreadable, match="could not be read"):
        [*excel_rows.table_of(broken).rows]


def test_a_table_that_is_left_before_its_end_leaves_no_process(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", {f"A{n}": f"rad {n}" for n in range(1, 3000)})
    rows = iter(excel_rows.table_of(file).rows)
    assert next(rows).number == 1
    rows.close()  # type: ignore[attr-defined]


# --- What columns are ---


def records(path: Path, said: dict[str, Any]) -> list[SourceRecord | SourceFault]:
    options = ReadOptions(mapping_of(said, "m.toml"))
    return [*format_of(path).reader(path, options)]


def test_dates_values_and_constants(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Rapporter 2018;;\n\nTitel;Datum;Typ;Okänd\nBo;31/5/2018;R;x\n", "utf-8")
    said = {
        "columns": {"Titel": "title", "Datum": {"field": "issued", "date": "%d/%m/%Y"}, "Typ": "type"},
        "values": {"Typ": {"R": "rapport"}},
        "constants": {"publisher": "Boverket", "language": ["sv"]},
    }  # fmt: skip
    above, record = records(file, said)
    assert isinstance(above, SourceFault)
    assert (above.number, above.text) == (1, "Rapporter 2018")
    assert isinstance(record, SourceRecord)
    assert record.issued == "2018-05-31"
    assert [one.label for one in record.types] == ["rapport"]
    assert [(one.name, one.role) for one in record.agents] == [("Boverket", "pbl")]
    assert record.languages == ("sv",)
    assert [(one.name, one.value) for one in record.unmapped] == [("Okänd", "x")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[colums]\n", r"\[colums\] is not known; is columns meant\?"),
        ('[columns]\nTitel = "titel"', r"\[columns.Titel\] titel is not known; is title meant\?"),
        ('[columns]\nTitel = { field = "title", langage = "sv" }', "langage is not known"),
        ('[columns]\nTitel = { language = "sv" }', "has no field"),
        ('[columns]\nA = { field = "creator", kind = "group" }', "person or organisation"),
        ("[table]\nheader = true", "header must be a whole number"),
        ("[types]\nRapport = 1", "Rapport must be text"),
        ('[constants]\ntitel = "x"', "titel is not known"),
        ("= 1", "line 1"),
    ],
)
def test_faults_of_a_mapping_file_are_named(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SourceUnreadable, match=reason):
        read_mapping(file)


def test_a_table_without_a_mapping_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Titel;År\nBo;2018\n", "utf-8")
    with pytest.raises(SourceUnreadable, match="publod import --propose a.csv"):
        [*format_of(file).reader(file, ReadOptions())]


def test_a_column_that_is_not_there_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("Titel;År\nBo;2018\n", "utf-8")
    fault, _ = records(file, {"columns": {"Titel": "title", "Typ": "type"}})
    assert isinstance(fault, SourceFault)
    assert "no column Typ" in str(fault.reason)
