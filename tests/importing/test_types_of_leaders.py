"""MARC 21 without genres: what a record is by its leader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pymarc
import pytest

from importing.folders import SHARED, Imported, catalogue, import_table, mapping
from importing.marc import marc_record

TYPES = SHARED + "".join(
    f'<type/{slug}#it> a skos:Concept ; skos:prefLabel "{label}"@en ;\n'
    "    skos:inScheme <scheme/types#it> .\n"
    for slug, label in (("book", "book"), ("document", "document"), ("map", "map"))
)


def imported(folder: Path, *records: tuple[str, str], **wanted: Any) -> Imported:
    """Import records of some leaders (06-07), each with a further line."""
    catalogue(folder, TYPES)
    content = b""
    for number, (leader, more) in enumerate(records, 1):
        record = marc_record(f"001 {number}\n245 00 $aNr {number}\n{more}".strip())
        whole = str(record.leader)
        record.leader = pymarc.Leader(whole[:6] + leader + whole[8:])
        content += record.as_marc()
    (folder.parent / "books.mrc").write_bytes(content)
    return import_table(folder, folder.parent / "books.mrc", **{"default_type": "", **wanted})


def types(done: Imported) -> list[str]:
    return [done.triples(path)["type"][-1] for path in done.paths("publication")]


def test_a_record_is_what_its_leader_says_and_the_report_sums_it_up(tmp_path: Path) -> None:
    done = imported(tmp_path / "c", *[("am", "")] * 5, ("as", ""), ("es", ""), ("em", ""))
    assert types(done) == ["<type/book#it>"] * 5 + ["<type/document#it>"] * 2 + ["<type/map#it>"]
    text = done.report.text("en")
    assert text.count("by its leader it is of the type type/book") == 1
    assert "type" not in {column for _, column, _ in done.findings("missing")}


@pytest.mark.parametrize("wanted", ["type", "constant", "genre"])
def test_what_is_said_otherwise_goes_before_the_leader(tmp_path: Path, wanted: str) -> None:
    genre = "655  7 $areport" if wanted == "genre" else ""
    options: dict[str, Any] = {"default_type": "rapport"} if wanted == "type" else {}
    if wanted == "constant":
        options["import_mapping"] = mapping(constants={"type": "report"})
    done = imported(tmp_path / "c", ("am", genre), **options)
    assert types(done) == ["<type/report#it>"]
    assert "leader" not in done.report.text("en")
