"""What an import knows again: renamed tables, agents that a person has corrected, editions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from importing.folders import COLUMNS, Imported, catalogue, import_table, mapping, table
from publod.errors import SourceUnreadable
from publod.importing.report import ImportReport

ONE = {
    "Id": "A-1", "Titel": "Bo bra", "Utgivare": "Bostadsbyrån", "År": "2018", "Språk": "sv",
    "ISBN": "978-91-7000-123-9",
}  # fmt: skip
TWO = ONE | {"Id": "A-2", "Titel": "Bygg bra", "ISBN": ""}
THREE = TWO | {"Id": "A-3", "Titel": "Riv bra"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "catalogue")


def import_as(folder: Path, name: str, rows: list[dict[str, str]], **wanted: Any) -> Imported:
    """Import rows from a file of a name."""
    file = table(folder.parent / name, rows)
    columns = {
        heading: one for heading, one in COLUMNS.items() if any(heading in row for row in rows)
    }
    columns_mapping = mapping(columns=columns, **wanted.pop("tables", {}))
    return import_table(folder, file, columns_mapping, **wanted)


def edit(folder: Path, name: str, before: str, after: str) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")


# --- A table under another name ---


def test_a_renamed_table_is_refused_with_the_way_out(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    before = Imported(folder, ImportReport()).files()
    with pytest.raises(SourceUnreadable, match=r"2 of its 3 .* from list\.csv.*--continues 'list"):
        import_as(folder, "list-2024.csv", [ONE, TWO | {"Språk": ""}, THREE])
    assert Imported(folder, None).files() == before  # type: ignore[arg-type]
    done = import_as(
        folder, "list-2024.csv", [ONE | {"Titel": "Bo bättre"}, TWO, THREE], continues="list.csv"
    )
    assert done.paths("publication") == [
        "publication/bo-bra-2018", "publication/bygg-bra-2018", "publication/riv-bra-2018",
    ]  # fmt: skip
    assert (done.report.counts["added"], done.report.counts["changed"]) == (1, 1)
    again = import_as(folder, "list-2024.csv", [ONE, TWO, THREE], continues="list.csv")
    assert (again.report.counts["added"], again.report.counts["changed"]) == (0, 1)
    assert import_as(folder, "list-2024.csv", [ONE, TWO, THREE]).report.counts["added"] == 0


def test_only_a_source_that_is_known_can_be_continued(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE])
    with pytest.raises(SourceUnreadable, match=r"imported: list\.csv"):
        import_as(folder, "list-2024.csv", [ONE], continues="lista.csv")


@pytest.mark.parametrize(
    "row",
    [
        ONE | {"Id": "X", "Titel": "Att bo bra", "År": "2019"},  # ISBN
        TWO | {"Id": "X"}, TWO | {"Id": "", "Upplaga": "1. uppl."},  # title, year, issuer, edition
    ],
)  # fmt: skip
def test_what_another_source_has_is_reported_and_not_written(
    folder: Path, row: dict[str, str]
) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    done = import_as(folder, "other.csv", [row, THREE], source="other")
    assert [one.path for one in done.report.findings if one.kind == "already-present"] == [
        "publication/bo-bra-2018" if row["ISBN"] else "publication/bygg-bra-2018"
    ]
    assert len(done.paths("publication")) == 3
    assert done.report.counts["added"] == 1


@pytest.mark.parametrize(
    "row",
    [
        TWO | {"År": "2019"}, TWO | {"Upplaga": "2. uppl."}, TWO | {"Språk": "en"},
        TWO | {"Utgivare": "IOM"}, TWO | {"Undertitel": "På landet"}, TWO | {"Titel": "Bo"},
    ],
)  # fmt: skip
def test_another_edition_or_another_title_of_the_same_number_is_another_publication(
    folder: Path, row: dict[str, str]
) -> None:
    import_as(folder, "list.csv", [ONE, TWO | {"Undertitel": "I stan"}])
    done = import_as(folder, "other.csv", [row, THREE])
    assert done.report.counts["added"] == 2


def test_a_person_says_that_it_is_another_one(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    other = TWO | {"Id": "X"}
    for _ in range(2):
        done = import_as(
            folder, "other.csv", [other, THREE], source="other",
            tables={"publications": {"X": "new"}},
        )  # fmt: skip
        assert len(done.paths("publication")) == 4


def test_a_record_that_was_written_by_hand_is_known(folder: Path) -> None:
    own = (
        "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix pub: <https://w3id.org/publod/ns#> ."
        ' <publication/x#it> a pub:Publication ; dcterms:title "Bygg bra"@sv ; '
        'dcterms:issued "2018" ; dcterms:publisher <agent/boverket#it> .\n'
    )
    (folder / "own.ttl").write_text(own, "utf-8")
    done = import_as(folder, "list.csv", [ONE, TWO | {"Utgivare": "Boverket"}, THREE])
    assert [one.path for one in done.report.findings if one.kind == "already-present"] == [
        "publication/x"
    ]


def test_new_identifiers_in_the_same_table_make_no_new_records(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    done = import_as(folder, "list.csv", [ONE | {"Id": "B-1"}, TWO | {"Id": "B-2"}])
    assert (done.report.counts["added"], done.findings("gone")) == (0, [])


# --- Agents and subjects that a person has corrected ---

RENAMED = '"Statens bostadsbyrå"@sv'


def test_a_renamed_agent_stays_the_one_that_the_name_means(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE | {"Ämne": "klimat"}])
    edit(folder, "agents-imported.ttl", '"Bostadsbyrån"@sv', RENAMED)
    edit(folder, "agents-imported.ttl", "foaf:Organization", "foaf:Agent")
    edit(folder, "subjects-imported.ttl", '"klimat"@sv', '"klimatpolitik"@sv')
    row = TWO | {"Id": "9", "Ämne": "klimat"}
    done = import_as(folder, "list.csv", [ONE | {"Ämne": "klimat"}, row])
    done = import_as(folder, "other.csv", [THREE | {"Ämne": "Klimat"}])
    for path in done.paths("publication"):
        assert done.triples(path)["publisher"] == ["<agent/bostadsbyran#it>"]
        assert done.triples(path)["subject"] == ["<subject/klimat#it>"]
    assert done.triples("agent/bostadsbyran")["name"] == [RENAMED]
    assert "agent/bostadsbyran-2" not in done.paths("agent")
    assert done.report.is_clean


def merged(folder: Path) -> None:
    """A person removes the agent, and gives a publication another one."""
    (folder / "agents-imported.ttl").write_text("", "utf-8")
    edit(folder, "publications/bo-bra-2018.ttl", "agent/bostadsbyran#", "agent/boverket#")


@pytest.mark.parametrize("source", ["list.csv", "other.csv"])
def test_a_merge_is_respected(folder: Path, source: str) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    merged(folder)
    rows = [ONE, TWO, THREE] if source == "list.csv" else [THREE]
    for is_first in (True, False):
        done = import_as(folder, source, rows)
        assert [one.path for one in done.report.findings if one.kind == "read-as"] == (
            ["agent/boverket"] if is_first else []
        )
        assert done.triples("publication/riv-bra-2018")["publisher"] == ["<agent/boverket#it>"]
        assert "agent/bostadsbyran" not in done.paths("agent")
    if source == "list.csv":
        assert done.triples("publication/bygg-bra-2018")["publisher"] == ["<agent/boverket#it>"]
        assert done.report.is_clean


def test_a_removed_agent_is_asked_about_and_not_made_again(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE])
    (folder / "agents-imported.ttl").write_text("", "utf-8")
    edit(folder, "publications/bo-bra-2018.ttl", "dcterms:publisher <agent/bostadsbyran#it> ;", "")
    done = import_as(folder, "list.csv", [ONE, TWO])
    assert done.findings("doubtful") == [
        (2, "Utgivare", "Bostadsbyrån"), (3, "Utgivare", "Bostadsbyrån"),
    ]  # fmt: skip
    assert "agent/bostadsbyran" not in done.paths("agent")


def test_a_lost_file_of_agents_is_made_again_at_the_same_addresses(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE])
    (folder / "agents-imported.ttl").unlink()
    done = import_as(folder, "list.csv", [ONE])
    assert done.triples("agent/bostadsbyran")["name"] == ['"Bostadsbyrån"@sv']


def test_a_new_agent_that_a_person_wants_is_made_once(folder: Path) -> None:
    for _ in range(2):
        done = import_as(
            folder, "list.csv", [ONE | {"Utgivare": "Bovreket"}],
            tables={"agents": {"Bovreket": "new"}},
        )  # fmt: skip
    assert [path for path in done.paths("agent") if "bovr" in path] == ["agent/bovreket"]


# --- Only what is used ---


def test_nothing_is_made_for_records_that_are_not_written(folder: Path) -> None:
    row = ONE | {"Ämne": "klimat", "Serie": "Småskrifter", "Typ": "okänd"}
    done = import_as(folder, "list.csv", [row], default_type="")
    assert not (folder / "agents-imported.ttl").exists()
    assert not (folder / "subjects-imported.ttl").exists()
    assert "new" not in {one.kind.value for one in done.report.findings}
    import_as(folder, "list.csv", [ONE])
    edit(folder, "publications/bo-bra-2018.ttl", "Bo bra", "Bo väl")
    done = import_as(folder, "list.csv", [ONE | {"Utgivare": "Husbyrån", "Serie": "Småskrifter"}])
    assert "agent/husbyran" not in done.paths("agent")
    assert done.paths("work") == ["work/bo-bra"]


# --- Persons and organisations in one column ---

AUTHORS = {
    "field": "creator", "between": ";", "inverted": True, "organisation_words": "byrån kansliet",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "agents", "expected", "reported"),
    [
        ("Ny, Per", None, {}, "Person", set()),
        ("Department of Health", None, {}, "Organization", set()),
        ("Department of Health, Dublin", "person", {}, "Organization", {"doubtful"}),
        ("Norra kansliet", None, {}, "Organization", set()),
        ("Per Ny", None, {}, "Agent", {"missing"}),
        ("Per Ny", "person", {}, "Person", set()),
        ("Tusla", "organisation", {}, "Organization", set()),
        ("Tusla", "person", {"Tusla": "organisation"}, "Organization", set()),
        ("Kerry Board", None, {"Kerry Board": "person"}, "Person", set()),
        ("Boverket", "person", {}, "", set()),
    ],
)
def test_what_an_author_is(
    folder: Path, name: str, kind: str | None, agents: dict[str, str], expected: str,
    reported: set[str],
) -> None:  # fmt: skip
    authors = AUTHORS | ({"kind": kind} if kind else {})
    columns_mapping = mapping(
        columns={"Titel": "title", "Av": authors, "Språk": "language"}, agents=agents
    )
    done = import_table(
        folder,
        table(folder.parent / "a.csv", [{"Titel": "Bo", "Av": name, "Språk": "sv"}]),
        columns_mapping,
    )
    [creator] = done.triples("publication/bo")["creator"]
    made = done.triples(creator[1:].partition("#")[0])["type"][0].rpartition("/")[2][:-1]
    assert made == (expected or "Organization")
    assert {one.kind.value for one in done.report.findings} - {"new"} == reported
    assert (creator == "<agent/boverket#it>") is (not expected)


# --- Relations and editions ---


@pytest.mark.parametrize("other", ["A-1", "978-91-7000-123-9", "bo bra", "Bo bra (2018)"])
def test_a_translation_names_its_original_in_any_way(folder: Path, other: str) -> None:
    row = {**TWO, "Titel": "Live well", "Språk": "en", "Översättning av": other}
    done = import_as(folder, "list.csv", [row, ONE | {"Översättning av": ""}])
    own = done.triples("publication/live-well-2018")
    assert own["translationOfWork"] == ["<publication/bo-bra-2018#it>"]
    assert own["isVersionOf"] == ["<work/bo-bra#it>"]
    done = import_as(folder, "2.csv", [row | {"Titel": "Vivre", "Språk": "fr", "Id": "F"}])
    assert done.triples("publication/vivre-2018")["translationOfWork"] == own["translationOfWork"]


def test_an_original_that_is_not_there_is_reported(folder: Path) -> None:
    done = import_as(folder, "list.csv", [TWO | {"Översättning av": "A-7"}])
    assert done.findings("unmapped") == [(2, "Översättning av", "A-7")]


@pytest.mark.parametrize("column", ["Upplaga", "Historik", "Anm"])
def test_first_published_is_a_statement_of_the_first_edition(folder: Path, column: str) -> None:
    note = "Revised edition. First published in Dublin in 2011 by the Department of Health."
    row = TWO | {column: f"{note} Printed on paper." if column == "Anm" else note}
    done = import_as(folder, "list.csv", [row])
    stated = done.triples("edition/bygg-bra-2011")
    assert stated["issued"] == ['"2011"^^<http://www.w3.org/2001/XMLSchema#gYear>']
    assert stated["editionNumber"] == ['"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert stated["creator"] == ["<agent/department-of-health#it>"]
    assert stated["isVersionOf"] == done.triples("publication/bygg-bra-2018")["isVersionOf"]
    assert done.report.is_clean


def test_editions_are_united_when_their_date_is_corrected(folder: Path) -> None:
    later = ONE | {"Id": "A-9", "ISBN": "", "Historik": "First published 2001 by IOM"}
    done = import_as(folder, "list.csv", [ONE | {"Historik": ""}, later])
    assert done.paths("work") == ["work/bo-bra", "work/bo-bra-2"]
    rows = [ONE | {"Historik": ""}, later | {"År": "2021"}]
    done = import_as(folder, "list.csv", rows)
    assert done.paths("work") == ["work/bo-bra"]
    assert done.triples("publication/bo-bra-2018-2")["isVersionOf"] == ["<work/bo-bra#it>"]
    assert done.triples("edition/bo-bra-2-2001")["isVersionOf"] == ["<work/bo-bra#it>"]
    assert [one.path for one in done.report.findings if one.kind == "grouped"] == [
        "publication/bo-bra-2018-2"
    ]
    files = done.files()
    assert import_as(folder, "list.csv", rows).files() == files


def test_nothing_is_united_by_importing_the_same_again(folder: Path) -> None:
    """What did not fit when the rows were read may fit when all are known."""
    original = ONE | {"Utgivare": "IOM", "ISBN": ""}
    alone = original | {"Id": "B", "År": "2010", "Utgivare": "Boverket"}
    both = original | {"Id": "C", "År": "2012", "Utgivare": "Boverket;IOM"}
    moved = {**TWO, "Id": "D", "Titel": "Live well", "Språk": "en", "Översättning av": "A-1"}
    rows = [original | {"Översättning av": ""}, alone, both, moved]
    before = import_as(folder, "list.csv", rows).files()
    assert len(Imported(folder, ImportReport()).paths("work")) == 3
    assert import_as(folder, "list.csv", rows).files() == before


def test_a_publication_that_is_not_wanted_goes(folder: Path) -> None:
    import_as(folder, "list.csv", [ONE, TWO])
    done = import_as(
        folder, "list.csv", [ONE, TWO], tables={"publications": {"A-2": "ignore"}}, withdraw=True
    )
    assert done.paths("publication") == ["publication/bo-bra-2018"]


def test_why_editions_are_not_united(folder: Path) -> None:
    later = ONE | {"Id": "A-9", "ISBN": ""}
    import_as(folder, "list.csv", [ONE, later])
    edit(folder, "publications/bo-bra-2018-2.ttl", "lang:SWE", "lang:SWE , lang:ENG")
    rows = [ONE, later | {"År": "2021"}]
    done = import_as(folder, "list.csv", rows)
    reasons = [str(one.reason) for one in done.report.findings if one.kind == "left-alone"]
    assert any("it is an edition of work/bo-bra now" in reason for reason in reasons)
    assert len(done.paths("work")) == 2


# --- Records without an identifier, and those that seem to stand in a source twice ---


def test_a_number_of_its_own_is_enough_to_be_known_again(folder: Path) -> None:
    row = {"Titel": "Bo bra", "Utgivare": "Boverket", "År": "2018", "Beteckning": "R 2018:1"}
    other = row | {"Titel": "Bygg bra", "Beteckning": "R 2018:2"}
    import_as(folder, "list.csv", [row, other])
    done = import_as(folder, "list.csv", [row | {"Titel": "Bo mycket bättre"}, other])
    assert (done.report.counts["added"], done.report.counts["changed"]) == (0, 1)
    # Two editions may well have one number.
    again = import_as(folder, "list.csv", [row | {"År": "2019"}, row | {"År": "2020"}, other])
    assert again.report.counts["added"] > 0


@pytest.mark.parametrize(
    ("first", "second", "is_twice"),
    [
        (ONE, ONE | {"Titel": "Bygg bra", "ISBN": ""}, True),
        (TWO | {"Beteckning": "R 1"}, TWO | {"Id": "A-9", "År": "2019", "Beteckning": "R 1"}, True),
        (TWO | {"Beteckning": "R 1"}, THREE | {"Beteckning": "R 1"}, False),
        (TWO, THREE, False),
        (TWO | {"ISBN": "978-91-7000-123-9"}, THREE | {"ISBN": "91-7000-123-4"}, True),
        (TWO | {"ISBN": "978-91-7000-123-9"}, THREE | {"ISBN": "978-91-7000-124-6"}, False),
    ],
)
def test_what_stands_in_a_source_twice_is_reported(
    folder: Path, first: dict[str, str], second: dict[str, str], is_twice: bool
) -> None:
    done = import_as(folder, "list.csv", [first, second])
    doubts = [one.number for one in done.report.findings if "twice" in one.reason.text("en")]
    assert doubts == ([3] if is_twice else [])


def test_a_new_name_of_two_known_agents_is_reported(folder: Path) -> None:
    names = ["Boverket och IOM", "Boverket & Annat", "Handel och industri"]
    rows = [{"Titel": f"Bok {name}", "Utgivare": name, "År": "2018"} for name in names]
    done = import_as(folder, "list.csv", rows)
    assert [one.value for one in done.report.findings if "two agents" in one.reason.text("en")] == [
        "Boverket och IOM"
    ]


def test_many_findings_of_a_column_are_one_line(folder: Path) -> None:
    rows = [{"Titel": f"Bok {n}", "Pris": str(n % 2), "År": "2018"} for n in range(5)]
    report = import_as(folder, "list.csv", rows).report
    assert "column Pris, 5 rows (2, 3, 4 …): “0”, “1”: it was not mapped" in report.text("en")
    assert report.json().count('"Pris"') == 5


def test_a_statement_of_other_editions_alone_names_no_edition(folder: Path) -> None:
    row = {"Titel": "Bo bra", "Utgivare": "Boverket", "År": "2018"}
    statements = [
        "First published 2011 by Boverket",
        "2nd rev. ed., first published 2011",
        "Pocket",
    ]
    rows = [row | {"Titel": f"Bok {n}", "Upplaga": text} for n, text in enumerate(statements)]
    done = import_as(folder, "list.csv", rows)
    of = [done.triples(path) for path in done.paths("publication")]
    assert [sorted({"edition", "editionHistory"} & {*one}) for one in of] == [
        ["editionHistory"], ["edition"], ["edition"],
    ]  # fmt: skip
    assert import_as(folder, "list.csv", rows).report.counts["unchanged"] == 3
