"""RIS as programs really write it: repeated tags, one space, lines that go on, other encodings."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from importing.folders import catalogue, import_table
from publod.cli import main
from publod.errors import SourceUnreadable
from publod.importing import ris_reader
from publod.importing.formats_of_sources import FORMATS, format_of
from publod.importing.source_record import SourceFault, SourceRecord

REPEATED = {
    "LA": ("en", "cy"), "AD": ("First address", "Second address"),
    "SN": ("978-0-7540-1977-0", "1463-9076"), "PB": ("Water Agency", "Forest Council"),
    "CY": ("Bangor", "Cardiff"), "AB": ("Of rivers", "Am afonydd"), "N1": ("One", "Two"),
    "T3": ("Series A", "Series B"), "DO": ("10.1000/abc", "10.1000/def"), "M1": ("12", "13"),
    "UR": ("https://a.example/1.pdf", "https://a.example/2"), "M3": ("report", "memorandum"),
    "TI": ("River quality", "Another title"), "ET": ("2nd ed.", "3rd ed."), "AN": ("A-1", "A-2"),
    "PY": ("2009", "2011"), "ID": ("r1", "r2"), "IS": ("4", "5"), "VL": ("6", "7"),
    "SP": ("81", "82"), "ZZ": ("unknown one", "unknown two"), "J2": ("Short one", "Short two"),
}  # fmt: skip


def references(text: str) -> list[SourceRecord | SourceFault]:
    return [*ris_reader.read(io.BytesIO(text.encode()), "x.ris")]


def titled(text: str) -> list[tuple[str, str]]:
    """The number and the title of each reference."""
    return [
        (r.identifier, r.titles[0].text) for r in references(text) if isinstance(r, SourceRecord)
    ]


@pytest.mark.parametrize("kind", ["RPRT", "JOUR", "CHAP", "BOOK"])
def test_each_value_of_a_repeated_tag_is_in_the_files_or_in_the_report(
    kind: str, tmp_path: Path
) -> None:
    lines = "".join(f"{tag}  - {text}\n" for tag, texts in REPEATED.items() for text in texts)
    (tmp_path / "x.ris").write_text(f"TY  - {kind}\n{lines}ER  - \n")
    done = import_table(catalogue(tmp_path / "data"), tmp_path / "x.ris", default_type="report")
    [path] = done.paths("publication")
    own = done.triples(path)
    assert len(own["language"]) == 2
    assert len(own["publisher"]) == 2
    assert len(own["placeOfPublication"]) == 2
    reported = {(column, value) for _, column, value in done.findings("unmapped")}
    assert {("AD", "First address"), ("AD", "Second address"), ("DO", "10.1000/def")} <= reported
    contents = done.contents.replace("97807540", "978-0-7540-")
    assert [text for texts in REPEATED.values() for text in texts if text not in contents] == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("between", ["  - ", " - ", "  -  "])
def test_a_tag_has_one_space_or_two_behind_it(between: str, end: str, tmp_path: Path) -> None:
    lines = ["", f"TY{between}RPRT", f"ID{between}7", f"TI{between}Vatten", f"ER{between}".rstrip()]
    source = tmp_path / "x.txt"
    source.write_bytes("\ufeff".encode() + end.join([*lines[1:], *lines]).encode())
    assert format_of(source).name == "ris"
    assert titled(source.read_text("utf-8")) == [("7", "Vatten")] * 2


def test_both_forms_may_stand_in_one_file_and_text_is_no_tag() -> None:
    text = (
        "TY  - RPRT\nID  - 1\nTI  - Vatten\nAB  - Firms that are\nUK - based\n and old\nER  - \n\n"
        "TY - JOUR\nID - 2\nTI - Luft\nER -\nTY  - RPRT\nID - 3\nTI - Jord\nER - \n"
    )
    first, second, third = references(text)
    assert isinstance(first, SourceRecord)
    assert first.abstracts[0].text == "Firms that are UK - based and old"
    assert titled(text)[1:] == [("2", "Luft"), ("3", "Jord")]
    assert isinstance(second, SourceRecord)
    assert second.types[0].label == "JOUR"
    assert isinstance(third, SourceRecord)


def test_what_no_end_closes_and_what_stands_outside_is_not_lost() -> None:
    text = (
        "Provider: Ovid\n\nTI  - Before its type\nTY  - RPRT\nTY  - RPRT\nTI  - Without\n an end\n"
        "KW  - asyl\nvatten\nID  - 9\nnine\nER  - \nExported from EndNote\n\nTY  - RPRT\nTI  - Last"
    )
    *records, fault = references(text)
    assert [r.titles[0].text for r in records if isinstance(r, SourceRecord)] == [
        "Before its type", "Without an end", "Last",
    ]  # fmt: skip
    second = records[1]
    assert isinstance(second, SourceRecord)
    assert [one.text for one in second.keywords] == ["asyl", "vatten"]
    assert second.identifier == "9"
    assert [(one.name, one.value) for one in second.unmapped] == [("ID", "nine")]
    assert isinstance(fault, SourceFault)
    assert (fault.text, fault.is_remark) == ("Provider: Ovid | Exported from EndNote", True)


@pytest.mark.parametrize("suffix", ["ris", "bib"])
@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("cp1252", "Windows-1252"), ("utf-8-sig", ""), ("utf-16", ""), ("utf-16-le", "")],
)
def test_an_encoding_is_found_out_and_one_that_is_guessed_is_reported(
    suffix: str, encoding: str, shown: str, tmp_path: Path
) -> None:
    source = tmp_path / f"x.{suffix}"
    text = {
        "ris": "TY  - RPRT\r\nTI  - Ansawdd dŵr\r\nAU  - Évans, Máir\r\nER  - \r\n",
        "bib": "@techreport{k1,\n  title={Ansawdd dŵr},\n author={Évans, Máir}}",
    }[suffix].replace("ŵ", "ô")
    source.write_bytes(text.encode(encoding))
    done = import_table(catalogue(tmp_path / "data"), source, default_type="report")
    assert "Ansawdd dôr" in done.contents
    assert "Máir Évans" in done.contents
    doubts = [one for one in done.report.findings if one.kind == "doubtful" and not one.number]
    assert [(one.source, one.reason.parameters["encoding"]) for one in doubts] == (
        [(f"x.{suffix}", shown)] if shown else []
    )


@pytest.mark.parametrize("name", [one.name for one in FORMATS if one.name != "excel"])
def test_a_file_without_a_record_of_its_format_is_an_error(name: str, tmp_path: Path) -> None:
    source = tmp_path / "x.txt"
    source.write_text(
        {"schema": "{}", "csl": "[]", "csv": "Titel,Typ\n", "marc": ""}.get(name, "<bibs/>")
    )
    catalogue(tmp_path / "data")
    environment = {"PUBLOD_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"}
    done = CliRunner(env=environment).invoke(
        main, ["import", str(source), "--to", str(tmp_path / "data"), "--format", name]
    )
    assert done.exit_code == 1
    assert isinstance(done.exception, SourceUnreadable | SystemExit), done.exception
    assert not (tmp_path / "data" / "import.lock").exists()
