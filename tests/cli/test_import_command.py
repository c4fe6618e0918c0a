"""`publod import`: from a table to a catalogue that a load takes."""

from __future__ import annotations

import json
from pathlib import Path

from cli.running import publod
from importing.folders import catalogue

TABLE = """\
Löpnr;Titel;Utgivare;Utgivningsår;Språk;Upplaga;Hylla
1;Bo bra;Boverket;2018;sv;1. uppl.;A
2;Bo bra;Boverket;2021;sv;2., omarb. uppl.;B
"""


def test_from_a_table_to_a_catalogue(tmp_path: Path) -> None:
    folder, table = catalogue(tmp_path / "catalogue"), tmp_path / "lista.csv"
    table.write_text(TABLE, "cp1252")
    proposed = publod(tmp_path / "home", "import", "--propose", table).stdout
    assert '"Hylla" = "unmapped"' in proposed
    mapping = tmp_path / "lista.toml"
    mapping.write_text(proposed, "utf-8")
    common = ("import", table, "--to", folder, "--mapping", mapping, "--type", "rapport")

    done = publod(tmp_path / "home", *common, "--dry-run", code=3)
    assert done.stdout.startswith("nothing was written; it would be:\nrecords read 2, added 2,")
    assert [file.name for file in folder.iterdir()] == ["shared.ttl"]

    report = tmp_path / "report.json"
    done = publod(tmp_path / "home", *common, "--report", report, code=3)
    assert done.stdout == (
        "records read 2, added 2, changed 0, unchanged 0, works 1\n"
        "  Not in the catalogue's files: 2\n"
    )
    content = json.loads(report.read_text("utf-8"))
    assert content["counts"] == {"records": 2, "added": 2, "changed": 0, "unchanged": 0, "works": 1}
    assert content["findings"][0] == {
        "kind": "unmapped", "reason": "it was not mapped", "source": "lista.csv", "record": 2,
        "identifier": "1", "column": "Hylla", "value": "A", "path": None, "candidates": [],
    }  # fmt: skip

    mapping.write_text(proposed.replace('"Hylla" = "unmapped"', '"Hylla" = "ignore"'), "utf-8")
    done = publod(tmp_path / "home", *common)
    assert done.stdout.startswith("records read 2, added 0, changed 0, unchanged 2")
    # The last report is in the folder, and no load minds it.
    assert (folder / "import-report.txt").read_text("utf-8") == done.stdout
    assert done.stderr == ""
    assert "import-report" not in publod(tmp_path / "home", "check", folder).stderr
    assert "added 14," in publod(tmp_path / "home", "load", folder).stdout


def test_a_renamed_table_is_continued(tmp_path: Path) -> None:
    folder, home = catalogue(tmp_path / "catalogue"), tmp_path / "home"
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nTitel = "title"\n"Spr" = "language"\n', "utf-8")
    for name in ("lista.csv", "lista 2024.csv"):
        (tmp_path / name).write_text("Titel;Spr\nBo bra;sv\nBygg bra;sv\n", "utf-8")
    common = ("--to", folder, "--mapping", mapping, "--type", "rapport")
    publod(home, "import", tmp_path / "lista.csv", *common)
    refused = publod(home, "import", tmp_path / "lista 2024.csv", *common, code=1)
    assert "2 of its 2 records are in the folder already, from lista.csv" in refused.stderr
    again = ("import", tmp_path / "lista 2024.csv", *common)
    assert "unchanged 2" in publod(home, *again, "--continues", "lista.csv").stdout
    assert ", added 0, changed 0, unchanged 2" in publod(home, *again).stdout
    assert len([*(folder / "publications").iterdir()]) == 2


def test_without_a_folder_it_goes_where_a_load_reads(tmp_path: Path) -> None:
    home, table = tmp_path / "home", tmp_path / "lista.csv"
    data = catalogue(tmp_path / "catalogue" / "data")
    (tmp_path / "catalogue" / "publod.toml").write_text('data = "data"\n', "utf-8")
    table.write_text("Titel;Spr\nBo bra;sv\n", "utf-8")
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nTitel = "title"\n"Spr" = "language"\n', "utf-8")
    common = ("import", table, "--mapping", mapping, "--type", "rapport")
    refused = publod(home, *common, "--to", data.parent, code=2).stderr
    assert f"say --to {data}" in refused.replace("\n", "")
    assert "PUBLOD_DATA" in publod(home, *common, code=2).stderr
    publod(home, *common, PUBLOD_DATA=str(data))
    assert [file.name for file in (data / "publications").iterdir()] == ["bo-bra.ttl"]


def test_in_swedish(tmp_path: Path) -> None:
    folder, table = catalogue(tmp_path / "catalogue"), tmp_path / "lista.csv"
    table.write_text("Titel;Omfång\nBo bra;64\n", "utf-8")
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nTitel = "title"\n"Omfång" = "isbn"\n', "utf-8")
    arguments = ("import", table, "--to", folder, "--mapping", mapping, "--type", "rapport")
    done = publod(tmp_path / "home", *arguments, code=3, LANGUAGE="sv")
    assert "lista.csv, rad 2, kolumn Omfång: “64”: det är ingen giltig ISBN" in done.stdout


def test_a_table_without_a_mapping_writes_nothing(tmp_path: Path) -> None:
    folder, table = tmp_path / "catalogue", tmp_path / "lista.csv"
    table.write_text(TABLE, "utf-8")
    done = publod(tmp_path / "home", "import", table, "--to", folder, code=1)
    assert "publod import --propose lista.csv" in done.stderr
    assert not folder.exists()


def test_where_to_must_be_said(tmp_path: Path) -> None:
    table = tmp_path / "lista.csv"
    table.write_text(TABLE, "utf-8")
    assert "--to FOLDER" in publod(tmp_path / "home", "import", table, code=2).stderr


def test_library_formats_need_no_mapping(tmp_path: Path) -> None:
    folder, file = catalogue(tmp_path / "catalogue"), tmp_path / "a.bib"
    file.write_text(
        "@techreport{bo, title={Bo bra}, author={Berg, Åsa}, institution={Boverket}, year={2018},"
        " edition={2}, language={swedish}}\n",
        "utf-8",
    )
    publod(tmp_path / "home", "import", file, "--to", folder)
    assert "valid: " in publod(tmp_path / "home", "check", folder).stdout
    text = (folder / "publications/bo-bra-2018.ttl").read_text("utf-8")
    assert "dcterms:creator <agent/asa-berg#it>" in text
    assert "dcterms:type <type/report#it>" in text
