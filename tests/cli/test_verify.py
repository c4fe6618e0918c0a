"""Whatever is changed in a ledger behind its back is found, said in a sentence, and not served."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cli.running import publod, publod_apart
from ingest.catalogue import Home, edited, small
from publod import bootstrap
from publod.app import create_app
from publod.errors import LedgerDamaged
from publod.ingest.derived_tables import verify
from seed_settings import seed_settings

COMMANDS = ("verify", "status", "export", "rebuild", "backup")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with five commits, which withdraw and change; the last brings back what was first."""
    chance = random.Random(1)
    home = Home(tmp_path_factory.mktemp("written") / "home")
    home.put(small())
    records = small()
    for _ in range(3):
        records = edited(chance, records, 6)
        home.put(records)
    home.put(small())
    home.truth.close(settled=True)
    (home.folder / "a.ttl").unlink()
    return home.folder


@pytest.fixture
def home(written: Path, tmp_path: Path) -> Path:
    """A copy of that home, to be damaged."""
    return shutil.copytree(written, tmp_path / "home")


#: What changes a table whose rows follow from the revisions.
DERIVED = tuple(
    f"{doing} {table}"
    for table in ("links", "records", "members", "sets", "sort_keys")
    for doing in ("UPDATE", "DELETE FROM", "INSERT INTO")
)


def change(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        database.execute("PRAGMA foreign_keys=OFF")
        changed = database.execute(statement).rowcount
        database.commit()
    assert changed > 0


@pytest.mark.parametrize("seed", range(3))
def test_a_ledger_that_was_only_written_has_no_faults(tmp_path: Path, seed: int) -> None:
    """Whatever comes, changes, is withdrawn and comes again."""
    chance = random.Random(seed)
    home, records = Home(tmp_path / "home"), small()
    home.put(records)
    for _ in range(25):
        records = edited(chance, records, chance.randrange(1, 6))
        home.put(records)
    found = list(verify(home.truth, bootstrap.addresses(home.truth.base_url)))
    home.truth.close()
    assert found == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE revisions SET graph = replace(graph, 'Bok 1', 'Bok 9') WHERE id = "
            "(SELECT revision FROM records WHERE path = 'publication/p1')",
            "publication/p1: its text is not what was written",
        ),
        (
            "UPDATE revisions SET graph = replace(graph, 'Agent', 'Agenz') WHERE \"commit\" = 1 "
            "AND graph LIKE '%Agent%'",
            "commit 1: what it wrote is not what is there now",
        ),
        ("UPDATE commits SET message = 'other' WHERE id = 2", "commit 2: what it wrote"),
        ("UPDATE commits SET token = '' WHERE id = 3", "commit 3: it has no token"),
        ("UPDATE commits SET time = 5 WHERE id = 3", "commit 3: its time is before"),
        ("DELETE FROM commits WHERE id = 3", "commit 4: it should follow commit 2"),
        ("DELETE FROM commits WHERE id = 3", "belongs to a row that is not there"),
        ("DELETE FROM revisions WHERE id = 3", "commit 1: what it wrote"),
        ("UPDATE commit_digests SET digest = 'x' WHERE \"commit\" = 5", "commit 5: what it wrote"),
        ("DELETE FROM links WHERE rowid = (SELECT min(rowid) FROM links)", "its links to other records are not"),
        ("UPDATE links SET target = 'work/w4' WHERE predicate LIKE '%isVersionOf'", "its links to other records are not"),
        ("INSERT INTO links SELECT * FROM links LIMIT 1", "its links to other records are not"),
        ("INSERT INTO links VALUES (999, 'it', 'a:b', 'agent/a0', 'it')", "belongs to a row that is not there"),
        ("UPDATE sets SET name = 'x' || name", "the sets that it is harvested in"),
        ("DELETE FROM sets", "belongs to a row that is not there"),
        ("UPDATE members SET stamp = 1 WHERE present", "the sets that it is harvested in"),
        ("UPDATE members SET present = 1 - present", "the sets that it is harvested in"),
        ("UPDATE sort_keys SET \"key\" = 'zzz' WHERE record = (SELECT id FROM records WHERE path = 'agent/a1')", "agent/a1: its place in lists"),
        ("UPDATE records SET year = 1 WHERE path = 'publication/p1'", "publication/p1: its place in lists"),
        ("UPDATE records SET digest = 'x' WHERE path = 'agent/a1'", "agent/a1: its text is not what was written"),
        ("UPDATE records SET revision = 1", "its state is not that of its last revision"),
        ("UPDATE records SET summary = '{}', kind = 'x'", "its name, kind or year is not"),
        ("UPDATE records SET kind = 'agent' WHERE path = 'subject/s1'", "subject/s1: its name, kind"),
        ("UPDATE records SET touched = 99 WHERE path = 'agent/a1'", "datestamp is of commit 99"),
        ("UPDATE records SET touched = 1, changed = 1 WHERE path = 'work/w0'", "work/w0: "),
        ("DELETE FROM members WHERE present AND record = 8", "the sets that it is harvested in"),
        (
            "UPDATE records SET withdrawn = 1 WHERE path = 'agent/a0'",
            "agent/a0: it is said to be withdrawn, and is not",
        ),
        ("UPDATE records SET summary = 'x' WHERE path = 'agent/a0'", "record agent/a0 cannot be read"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(home: Path, statement: str, told: str) -> None:
    if "record = 8" in statement:
        with closing(sqlite3.connect(home / "ledger.db")) as database:
            [(number,)] = database.execute("SELECT min(record) FROM members WHERE present")
        statement = statement.replace("record = 8", f"record = {number}")
    assert publod(home, "verify").stdout == "no faults\n"
    change(home, statement)
    done = publod(home, "verify", code=1)
    assert told in done.stdout
    is_derived = statement.startswith(DERIVED)
    remedy = "`publod verify --repair`" if is_derived else "bring the last backup back"
    assert f"What to do: {remedy}" in done.stderr
    before = _dump(home, "revisions")
    done = publod(home, "verify", "--repair", code=0 if is_derived else 1)
    assert _dump(home, "revisions") == before
    if is_derived:
        assert "repaired by commit 6" in done.stdout
        assert publod(home, "verify").stdout == "no faults\n"
        assert "not up to date" not in publod(home, "status").stdout


def test_what_showed_wrong_data_is_told_to_have_changed(home: Path) -> None:
    """Whoever has a copy of what was shown meanwhile must not go on believing it."""
    app = create_app(seed_settings(home=home))
    client = app.test_client()
    paths = ["/agent/a0", "/agent/a0.ttl", "/", "/agents", "/changes", "/sitemap-1.xml"]
    paths += ["/changes.atom", "/activity", "/oai?verb=ListRecords&metadataPrefix=oai_dc"]
    right = {path: client.get(path) for path in paths}
    change(home, "UPDATE records SET summary = '{}' WHERE path = 'agent/a0'")
    done = publod(home, "verify", "--repair")
    assert "1 fault, repaired by commit 6" in done.stdout
    for path, before in right.items():
        answer = client.get(path)
        assert answer.status_code == before.status_code, path
        if "ETag" in before.headers and answer.status_code == 200:
            assert answer.headers["ETag"] != before.headers["ETag"], path
    assert client.get("/agent/a0.nt").text.count("Agent 0") > 0
    assert ">Agent 0<" in client.get("/agents?lang=sv").text


def test_a_backup_is_not_repaired(home: Path) -> None:
    file = str(home.parent / "b")
    publod(home, "backup", file)
    assert "restore it" in publod(home, "verify", "--repair", file, code=2).stderr


def _dump(home: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "ledger.db")) as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()


def test_a_text_that_was_changed_is_not_shown(home: Path) -> None:
    app = create_app(seed_settings(home=home))
    client = app.test_client()
    assert client.get("/agent/a1.ttl").status_code == 200
    change(home, "UPDATE revisions SET graph = replace(graph, 'Agent 0', 'Agent Ö')")
    answer = client.get("/agent/a0.nt", headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "reason has been written to the log" in answer.text
    assert "digest" not in answer.text
    assert client.get("/work/w0.ttl").status_code == 200
    for command in ("export", "rebuild"):
        done = publod(home, command, code=1)
        assert "is not as it was written" in done.stderr or "commit 5: what it wrote" in done.stderr


def _scribble(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(4096, len(content) - 4096) & ~4095
    return content[:place] + chance.randbytes(4096) + content[place + 4096 :]


@pytest.mark.parametrize("seed", range(3))
def test_scribbled_pages_end_in_a_sentence(home: Path, tmp_path: Path, seed: int) -> None:
    ledger = home / "ledger.db"
    ledger.write_bytes(_scribble(ledger.read_bytes(), random.Random(seed)))
    assert publod(home, "verify", code=1).stdout.count("\n") >= 1
    file = tmp_path / "new.ttl"
    file.write_text("<https://data.example.se/agent/n#it> a <http://xmlns.com/foaf/0.1/Agent> .")
    for command in (["status"], ["export"], ["rebuild"], ["backup", "b"], ["load", "--yes", file]):
        try:
            done = publod(home, *command, code=1)
        except AssertionError:
            assert command[0] in {"status", "export", "rebuild"}, "what it reads may be whole"
            continue
        assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("seed", range(4))
def test_a_page_of_a_scribbled_ledger_is_right_or_unavailable(home: Path, seed: int) -> None:
    paths = [f"/{kind}.ttl" for kind in ("agent/a0", "publication/p1", "works", "subjects")]
    paths += ["/", "/publications", "/publication/p1", "/changes", "/sitemap-1.xml", "/agent/a0"]
    paths += ["/oai?verb=ListRecords&metadataPrefix=oai_dc", "/agents?lang=sv"]
    ledger = home / "ledger.db"
    whole = create_app(seed_settings(home=home)).test_client()
    right = {path: whole.get(path) for path in paths}
    ledger.write_bytes(_scribble(ledger.read_bytes(), random.Random(seed)))
    try:
        client = create_app(seed_settings(home=home)).test_client()
    except LedgerDamaged:
        return
    for path in paths:
        answer = client.get(path)
        assert answer.status_code in {right[path].status_code, 503}, path
        assert str(home) not in answer.text


def test_a_server_does_not_start_on_a_damaged_ledger(home: Path) -> None:
    ledger = home / "ledger.db"
    content = ledger.read_bytes()
    middle = (len(content) // 2) & ~4095
    ledger.write_bytes(content[:middle] + os.urandom(8192) + content[middle + 8192 :])
    assert "publod verify" in publod_apart(home, "serve", "--port", "9", code=1).stderr


Change = Callable[[Path], object]


@pytest.mark.parametrize(
    "lose",
    [
        lambda ledger: ledger.unlink(),
        lambda ledger: ledger.write_bytes(b""),
        lambda ledger: sqlite3.connect(ledger).executescript(
            "DELETE FROM commit_digests; DELETE FROM members; DELETE FROM links;"
            "DELETE FROM revisions; DELETE FROM records; DELETE FROM commits"
        ),
    ],
)
def test_no_new_catalogue_is_begun_where_one_is_lost(
    home: Path, tmp_path: Path, lose: Change
) -> None:
    publod(home, "rebuild")
    lose(home / "ledger.db")
    file = tmp_path / "new.ttl"
    file.write_text(
        "<https://data.example.se/agent/n#it> a <http://xmlns.com/foaf/0.1/Agent> ; "
        '<http://xmlns.com/foaf/0.1/name> "N"@sv .'
    )
    made = [path for name in ("store", "search") for path in (home / name).rglob("*")]
    before = {path: path.lstat().st_mtime_ns for path in made}
    for command in (
        ["load", file],
        ["check", file],
        ["status"],
        ["verify"],
        ["serve"],
        ["backup", "x"],
    ):
        done = publod(home, *command, code=1)
        assert done.stderr.startswith("publod: the ledger is lost: "), done.stderr
        assert "publod restore FILE" in done.stderr
    assert {path: path.lstat().st_mtime_ns for path in made} == before
    done = publod(home, "load", "--new-catalogue", file)
    assert "added 1, " in done.stdout
    assert "records       1 agent\nSPARQL store  commit 1\n" in publod(home, "status").stdout


def test_nothing_is_left_beside_the_ledger(home: Path, tmp_path: Path) -> None:
    with closing(bootstrap.reading_ledger(seed_settings(home=home))) as reader:
        reader.head()  # a server that goes on
        publod(home, "rebuild")
        wal = home / "ledger.db-wal"
        assert not wal.exists() or wal.stat().st_size == 0
    assert sorted(p.name for p in home.iterdir() if "ledger" in p.name) == ["ledger.db"]
