"""A second import of a changed source: addresses stay, and what a person has edited stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing.folders import catalogue, import_table
from publod.errors import SourceUnreadable
from publod.importing.lock_file import NAME, read_lock, write_lock, write_whole

ONE = {"Id": "A-1", "Titel": "Bo bra", "Utgivare": "Boverket", "År": "2018", "Språk": "sv"}
TWO = ONE | {"Id": "A-2", "Titel": "Bygg bra", "Ämne": "bostäder"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "catalogue")


def test_the_same_table_changes_nothing(folder: Path) -> None:
    before = import_table(folder, [ONE, TWO]).files()
    done = import_table(folder, [ONE, TWO])
    assert done.files() == before
    assert done.report.counts["unchanged"] == 2


def test_only_what_changed_is_changed(folder: Path) -> None:
    before = import_table(folder, [ONE, TWO]).files()
    done = import_table(folder, [TWO, ONE | {"Titel": "Bo bättre", "År": "2019"}])
    changed = {name for name, text in done.files().items() if before.get(name) != text}
    assert changed == {"publications/bo-bra-2018.ttl", NAME}
    assert done.triples("publication/bo-bra-2018")["title"] == ['"Bo bättre"@sv']
    assert done.triples("work/bo-bra")["title"] == ['"Bo bättre"@sv']


def test_rows_without_identifiers_are_known_by_what_they_are(folder: Path) -> None:
    rows = [{k: v for k, v in row.items() if k != "Id"} for row in (ONE, TWO)]
    import_table(folder, rows)
    done = import_table(folder, [rows[1], rows[0] | {"År": "2019"}])
    assert done.paths("publication") == ["publication/bo-bra-2018", "publication/bygg-bra-2018"]
    assert done.findings("gone") == []


def test_a_new_edition_later(folder: Path) -> None:
    import_table(folder, [ONE])
    done = import_table(folder, [ONE, ONE | {"Id": "A-9", "År": "2022", "Upplaga": "2. uppl."}])
    assert done.triples("publication/bo-bra-2022")["isVersionOf"] == ["<work/bo-bra#it>"]
    assert "a pub:Work" in done.files()["publications/bo-bra-2018.ttl"]
    assert "a pub:Work" not in done.files()["publications/bo-bra-2022.ttl"]
    assert done.paths("work") == ["work/bo-bra"]


def test_a_row_that_is_gone_is_reported_and_withdrawn_only_if_wanted(folder: Path) -> None:
    import_table(folder, [ONE, TWO])
    done = import_table(folder, [TWO])
    assert [one.path for one in done.report.findings if one.kind == "gone"] == [
        "publication/bo-bra-2018"
    ]
    assert "publications/bo-bra-2018.ttl" in done.files()
    done = import_table(folder, [TWO], withdraw=True)
    assert "publications/bo-bra-2018.ttl" not in done.files()
    assert done.report.counts["withdrawn"] == 1
    assert import_table(folder, [TWO]).report.is_clean


def test_nothing_is_withdrawn_where_something_could_not_be_read_or_written(folder: Path) -> None:
    import_table(folder, [ONE, TWO])
    done = import_table(folder, [TWO, ONE | {"Id": "A-7", "Titel": ""}], withdraw=True)
    assert "publications/bo-bra-2018.ttl" in done.files()
    [gone] = [one for one in done.report.findings if one.kind == "gone"]
    assert "nothing is withdrawn" in gone.reason.text("en")


def test_the_work_stays_when_the_file_that_it_stood_in_goes(folder: Path) -> None:
    second = ONE | {"Id": "A-9", "År": "2022", "Upplaga": "2. uppl."}
    import_table(folder, [ONE, second])
    done = import_table(folder, [second], withdraw=True)
    assert done.paths("publication") == ["publication/bo-bra-2022"]
    assert done.triples("work/bo-bra")["title"] == ['"Bo bra"@sv']


def edit(folder: Path) -> str:
    file = folder / "publications/bo-bra-2018.ttl"
    text = file.read_text("utf-8").replace('"Bo bra"@sv ;', '"Bo bra!"@sv ; # rättat')
    file.write_text(text, "utf-8")
    return text


def test_what_a_person_edited_is_left_alone(folder: Path) -> None:
    import_table(folder, [ONE, TWO])
    edited = edit(folder)
    done = import_table(folder, [ONE, TWO])
    assert done.report.is_clean  # the source says nothing new
    done = import_table(folder, [ONE | {"År": "2019"}, TWO | {"År": "2019"}])
    assert done.files()["publications/bo-bra-2018.ttl"] == edited
    assert [one.path for one in done.report.findings if one.kind == "left-alone"] == [
        "publication/bo-bra-2018"
    ]
    assert done.report.counts["changed"] == 1
    done = import_table(folder, [TWO], withdraw=True)
    assert done.files()["publications/bo-bra-2018.ttl"] == edited


def test_force_writes_over_it(folder: Path) -> None:
    import_table(folder, [ONE])
    edit(folder)
    done = import_table(folder, [ONE], force=True)
    assert done.triples("publication/bo-bra-2018")["title"] == ['"Bo bra"@sv']


def test_shared_files_are_only_added_to(folder: Path) -> None:
    import_table(folder, [ONE | {"Ämne": "klimat"}])
    file = folder / "subjects-imported.ttl"
    edited = file.read_text("utf-8").replace('"klimat"@sv', '"klimat"@sv , "climate"@en')
    file.write_text(edited, "utf-8")
    done = import_table(folder, [ONE | {"Ämne": "klimat"}, TWO | {"Ämne": "climate|energi"}])
    assert file.read_text("utf-8").startswith(edited.rstrip())
    assert done.triples("publication/bygg-bra-2018")["subject"] == [
        "<subject/energi#it>", "<subject/klimat#it>",
    ]  # fmt: skip


def test_a_record_of_the_folder_that_was_not_imported_is_left_alone(folder: Path) -> None:
    own = "<publication/x#it> a <https://w3id.org/publod/ns#Publication> .\n"
    (folder / "own.ttl").write_text(own, "utf-8")
    table = folder.parent / "publications.csv"
    names = "uri,title,title_language,subtitle,creators,contributors,publishers,issued,type,languages,edition"
    table.write_text(f"{names}\nhttps://a.example/publication/x#it,Bo,sv,,,,,2018,rapport,swe,\n")
    done = import_table(folder, table)
    assert [one.path for one in done.report.findings if one.kind == "left-alone"] == [
        "publication/x"
    ]
    assert "publications/x.ttl" not in done.files()


def test_an_import_that_was_cut_short_knows_its_files_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_table(folder, [ONE, TWO])
    expected = import_table(folder, [ONE | {"År": "2019"}, TWO | {"År": "2019"}]).files()
    import_table(folder, [ONE, TWO])

    def cut(path: Path, content: bytes) -> None:
        if path.suffix == ".ttl" and "bygg" in path.name:
            raise KeyboardInterrupt
        write_whole(path, content)

    monkeypatch.setattr("publod.importing.imported_files.write_whole", cut)
    with pytest.raises(KeyboardInterrupt):
        import_table(folder, [ONE | {"År": "2019"}, TWO | {"År": "2019"}])
    monkeypatch.undo()
    done = import_table(folder, [ONE | {"År": "2019"}, TWO | {"År": "2019"}])
    assert done.report.is_clean
    assert done.files() == expected


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    before = import_table(folder, [ONE]).files()
    done = import_table(folder, [ONE | {"År": "2019"}, TWO], dry_run=True)
    assert done.files() == before
    assert (done.report.counts["added"], done.report.counts["changed"]) == (1, 1)


def test_a_damaged_lock_is_refused(folder: Path) -> None:
    import_table(folder, [ONE])
    (folder / NAME).write_text("{", "utf-8")
    with pytest.raises(SourceUnreadable, match="restore it"):
        import_table(folder, [ONE])


def test_the_lock_is_the_same_after_reading_it(folder: Path) -> None:
    import_table(folder, [ONE, TWO])
    text = (folder / NAME).read_text("utf-8")
    write_lock(folder, read_lock(folder))
    assert (folder / NAME).read_text("utf-8") == text
