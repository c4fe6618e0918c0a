"""Names that are nearly the same within one import are reported, each with a record of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing.folders import COLUMNS, Imported, catalogue, import_table
from publod.importing.import_mapping import mapping_of


def imported(folder: Path, column: str, *names: str, **wanted: object) -> Imported:
    rows = [
        {"Id": f"A-{n}", "Titel": f"Bok {n}", column: name, "År": "2018", "Språk": "sv"}
        for n, name in enumerate(names)
    ]
    return import_table(folder, rows, **wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "first", "second", "is_near"),
    [
        ("Utgivare", "Skogsmyndigheten", "Skogsmyndigheten (SKS)", True),
        ("Utgivare", "Jämställdhetsmyndigheten", "Jamstalldhetsmyndigheten", True),
        ("Utgivare", "Tillväxtverket", "Tillvaextverket", True),
        ("Utgivare", "Region 1", "Region 2", False),
        ("Utgivare", "Skogsstyrelsen", "Socialstyrelsen", False),
        ("Författare", "Müller, Anna", "Mueller, Anna", True),
        ("Författare", "Aase, Øyvind", "Åse, Oyvind", True),
        ("Författare", "Smith, J.", "Smith, John", True),
        ("Författare", "Smith, John", "Smith, J.", True),
        ("Författare", "Smith, John", "Smith, J. A.", True),
        ("Författare", "af Ugglas, Märta", "af Ugglas, M.", True),
        ("Författare", "Smith, John", "Smith, Joan", False),
        ("Författare", "Smith, John", "Smith, K.", False),
        ("Författare", "Hansson, Eva", "Hanson, Eva", False),
        ("Författare", "Иванов, Иван", "Петров, Пётр", False),
    ],
)  # fmt: skip
def test_near_names_of_one_import(
    tmp_path: Path, column: str, first: str, second: str, is_near: bool
) -> None:
    folder = catalogue(tmp_path / "catalogue")
    done = imported(folder, column, first, second)
    property_ = {"Utgivare": "publisher", "Författare": "creator"}[column]
    agents = [done.triples(f"publication/bok-{n}-2018")[property_][0] for n in range(2)]
    assert agents[0] != agents[1]
    doubts = [f for f in done.report.findings if f.kind.value == "doubtful"]
    assert [f.candidates for f in doubts] == [(agents[0][1:-4],)] * is_near
    # What was made is remembered: the same table asks nothing new, and the doubt stays in reports.
    for _ in range(2):
        again = imported(folder, column, first, second)
        assert again.findings("doubtful") == []
        unanswered = [f for f in again.report.findings if f.kind.value == "unanswered"]
        assert [(f.value, f.candidates) for f in unanswered] == [
            (f.value, f.candidates) for f in doubts
        ]
        assert [str(f.reason) for f in unanswered] == [str(f.reason) for f in doubts]
        assert again.report.counts["unchanged"] == 2
    columns = {name: COLUMNS[name] for name in ("Id", "Titel", column, "År", "Språk")}
    content = {"columns": columns, "agents": {one.value: "new" for one in doubts}}
    mapping = {"import_mapping": mapping_of(content, "m.toml")}
    for answers in (mapping, mapping, {}):
        answered = imported(folder, column, first, second, **answers)
        assert answered.findings("unanswered") == []
        assert answered.report.counts["unchanged"] == 2


def test_a_person_says_that_near_names_are_one(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    asked = []

    def answer(question: object, candidates: tuple[str, ...]) -> str:
        asked.append(candidates)
        return candidates[0]

    names = ["John Smith", "J. Smith", "J. Smith"]
    done = imported(folder, "Författare", *names, ask=answer)
    assert asked == [("agent/john-smith",)]
    creators = {done.triples(f"publication/bok-{n}-2018")["creator"][0] for n in range(3)}
    assert creators == {"<agent/john-smith#it>"}
    assert done.findings("doubtful") == []
