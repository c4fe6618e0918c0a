"""A backup is whole, is found damaged when it is, and comes back."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from cli.running import AGENT, BASE, publod, publod_apart
from publod.errors import BackupDamaged
from publod.ledger import Ledger, backup
from publod.ledger.schema import Change


def agent(name: str) -> str:
    return AGENT.replace("agent/x", f"agent/{name}")


@pytest.fixture(scope="module")
def two_commits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("two-commits") / "home"
    for name in ("one", "two"):
        load(home, name)
    return home


@pytest.fixture
def home(two_commits: Path, tmp_path: Path) -> Path:
    """A home with two commits."""
    return shutil.copytree(two_commits, tmp_path / "home", symlinks=True)


def load(home: Path, name: str, *options: str) -> None:
    file = home.parent / f"{name}.ttl"
    file.write_text(agent(name), encoding="utf-8")
    publod(home, "load", *options, file)


def url_of(home: Path) -> str:
    return f"sqlite:///{home / 'ledger.db'}"


def paths(home: Path) -> list[str]:
    with closing(Ledger.open(url_of(home))) as ledger:
        return ledger.paths()


def content(home: Path) -> dict[str, str]:
    """Every file of a folder, by its digest."""
    return {
        str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(home.rglob("*"))
        if file.is_file()
    }


def test_a_backup_comes_back_into_an_empty_home(home: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "a.backup", tmp_path / "other"
    done = publod(home, "backup", file)
    assert f"{file}: commit 2, 2 revisions of {BASE}\nSHA-256 " in done.stdout
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    assert publod(other, "restore", file).stdout == f"restored commit 2, 2 revisions of {BASE}\n"
    with closing(Ledger.open(url_of(home))) as old, closing(Ledger.open(url_of(other))) as new:
        assert new.commits(9) == old.commits(9)
        assert new.graphs(new.paths()) == old.graphs(old.paths())
    assert publod(other, "verify").stdout == "no faults\n"
    status = publod(other, "status").stdout
    assert "SPARQL store  commit 2\nsearch index  commit 2\n" in status
    with closing(sqlite3.connect(other / "ledger.db")) as database:
        assert database.execute("SELECT key FROM meta ORDER BY key").fetchall() == [
            ("alphabets",), ("base_url",), ("rules",), ("schema",),
        ]  # fmt: skip


def test_a_file_that_is_there_is_kept(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    file.write_text("precious")
    assert "add --force" in publod(home, "backup", file, code=1).stderr
    assert file.read_text() == "precious"
    publod(home, "backup", "--force", file)
    assert backup.read(file).commit == 2
    ledger = home / "ledger.db"
    assert "the ledger itself" in publod(home, "backup", "--force", ledger, code=1).stderr
    assert "no folder" in publod(home, "backup", tmp_path / "none" / "a", code=1).stderr
    assert paths(home) == ["agent/one", "agent/two"]


def test_a_home_in_use_is_replaced_only_if_that_is_confirmed(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    publod(home, "backup", file)
    load(home, "three")
    before = content(home)
    assert "add --yes" in publod_apart(home, "restore", file, code=1).stderr
    assert content(home) == before
    with closing(Ledger.open(url_of(home))) as reader:  # as a server has
        assert len(reader.paths()) == 3
        publod(home, "restore", "--yes", file)
        assert (reader.paths(), reader.head().id) == (["agent/one", "agent/two"], 2)
    assert "SPARQL store  commit 2\n" in publod(home, "status").stdout
    assert publod(home, "verify").stdout == "no faults\n"
    load(home, "four")
    assert paths(home) == ["agent/four", "agent/one", "agent/two"]


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize(
    "damage",
    [
        *([_flip] * 5),
        lambda content, _: content[: len(content) // 2],
        lambda content, _: content[:-1],
        lambda content, _: content + b"\0",
        lambda content, _: b"",
        lambda content, _: b"@prefix : <x> .",
        lambda content, _: content[:4096] + bytes(4096) + content[8192:],
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    home: Path, tmp_path: Path, damage: Callable[[bytes, random.Random], bytes]
) -> None:
    file = tmp_path / "a.backup"
    publod(home, "backup", file)
    file.write_bytes(damage(file.read_bytes(), random.Random(os.urandom(8))))
    before = content(home)
    for command in (("restore", "--yes", file), ("verify", file)):
        assert f"publod: {file} is " in publod(home, *command, code=1).stderr
    assert content(home) == before
    publod(tmp_path / "new", "restore", file, code=1)
    assert not (tmp_path / "new").exists()


def test_every_bit_of_a_backup_counts(home: Path, tmp_path: Path) -> None:
    file, damaged = tmp_path / "a.backup", tmp_path / "b.backup"
    publod(home, "backup", file)
    whole, chance = file.read_bytes(), random.Random(1)
    for _ in range(200):
        damaged.write_bytes(_flip(whole, chance))
        with pytest.raises(BackupDamaged):
            backup.read(damaged)


def test_a_copy_of_the_ledger_is_no_backup(home: Path, tmp_path: Path) -> None:
    shutil.copy(home / "ledger.db", tmp_path / "copy")
    done = publod(home, "restore", "--yes", tmp_path / "copy", code=1)
    assert "is no backup that publod wrote" in done.stderr


def test_a_damaged_ledger_is_not_backed_up_but_replaced(home: Path, tmp_path: Path) -> None:
    file, ledger = tmp_path / "a.backup", home / "ledger.db"
    publod(home, "backup", file)
    whole = ledger.read_bytes()
    for damaged in (whole[:8192] + b"scribble" * 2048 + whole[8192 + 16384 :], b"scribble" * 999):
        ledger.write_bytes(damaged)
        assert "damaged" in publod_apart(home, "backup", tmp_path / "b", code=1).stderr
        assert not (tmp_path / "b").exists()
        publod_apart(home, "restore", "--yes", file)
        assert publod(home, "verify").stdout == "no faults\n"
        assert paths(home) == ["agent/one", "agent/two"]
    assert (home / "ledger.db.damaged").read_bytes() == b"scribble" * 999


def test_a_catalogue_of_another_base_url_is_not_restored(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    publod(home, "backup", file)
    other = tmp_path / "other"
    done = publod(other, "restore", file, code=1, PUBLOD_BASE_URL="https://other.example/")
    assert "was made for https://data.example.se/" in done.stderr
    assert not other.exists()


def test_a_database_server_has_tools_of_its_own(home: Path, tmp_path: Path) -> None:
    settings = {"PUBLOD_LEDGER_URL": "postgresql://localhost/none"}
    for command in ("backup", "restore"):
        done = publod(home, command, tmp_path / "a", code=1, **settings)
        assert "pg_dump" in done.stderr


@contextmanager
def writing(home: Path) -> Iterator[Event]:
    """Commit after commit of some records, as a load that goes on and on; each sets the event."""
    stop, committed = Event(), Event()

    def write() -> None:
        with closing(Ledger.open(url_of(home))) as ledger:
            while not stop.is_set():
                number = ledger.head().id
                changes = [
                    Change(path, f'<{BASE}{path}#it> <https://p.example/> "{number}" .\n')
                    for path in (f"thing/{n}" for n in range(40))
                ]
                ledger.commit(changes, "again")
                committed.set()

    writer = Thread(target=write)
    writer.start()
    try:
        yield committed
    finally:
        stop.set()
        writer.join()


def test_a_backup_is_of_one_commit_while_others_write(home: Path, tmp_path: Path) -> None:
    commits = []
    with writing(home) as committed:
        for number in range(4):
            file = tmp_path / f"{number}.backup"
            publod(home, "backup", file)
            commits.append(backup.read(file).commit)
            committed.clear()
            assert committed.wait(60)
    assert commits == sorted(commits)
    assert commits[-1] > commits[0]
    for number in range(4):
        file = tmp_path / f"{number}.backup"
        assert publod(home, "verify", file).stdout == "no faults\n"
        with closing(Ledger.open(f"sqlite:///{file}", unchanging=True)) as ledger:
            said = {
                text.split('"')[1]
                for text in ledger.graphs(f"thing/{n}" for n in range(40)).values()
            }
            assert len(said) <= 1


KILLED = """
import os, signal, sqlite3, sys
from publod.ledger import backup
moment, file, url = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def once(event, args):
    if event == moment:
        die()
if moment == "in the transaction":
    connect = sqlite3.connect
    class Killed(sqlite3.Connection):
        def backup(self, target, **_):
            super().backup(target, pages=2, sleep=0, progress=lambda *_: die())
    backup.sqlite3 = type("", (), {**vars(sqlite3), "connect": lambda *a, **k: connect(*a, **{"factory": Killed, **k})})
else:
    sys.addaudithook(once)
backup.restore(__import__("pathlib").Path(file), url)
"""


@pytest.mark.parametrize("moment", ["in the transaction", "os.remove", "os.rename"])
@pytest.mark.parametrize("is_there", [True, False])
def test_a_killed_restore_leaves_the_old_or_the_new(
    home: Path, tmp_path: Path, moment: str, is_there: bool
) -> None:
    file = tmp_path / "a.backup"
    publod(home, "backup", file)
    load(home, "three")
    if not is_there:
        (home / "ledger.db").write_bytes(b"scribble" * 999)
    command = [sys.executable, "-c", KILLED, moment, str(file), url_of(home)]
    done = subprocess.run(command, capture_output=True, check=False)
    expected = is_there or moment != "in the transaction"
    if moment == "os.rename" and is_there:
        expected = False  # nothing is renamed
    assert (done.returncode == -signal.SIGKILL) == expected, done.stderr
    if is_there:
        assert paths(home) in (
            ["agent/one", "agent/two"],
            ["agent/one", "agent/three", "agent/two"],
        )
        assert not publod(home, "verify").stdout.strip("no faults\n")
    publod(home, "restore", "--yes", file)
    assert paths(home) == ["agent/one", "agent/two"]


def test_a_command_ends_with_a_sentence_where_there_is_nothing(tmp_path: Path) -> None:
    for command in (["backup", "a"], ["verify"], ["restore", "a"], ["verify", "a"]):
        done = publod_apart(tmp_path / "home", *command, code=1, folder=tmp_path)
        assert done.stderr.count("\n") == 1, done.stderr
