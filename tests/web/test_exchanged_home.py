"""What a server does when its home is exchanged under it, moved, or cannot be written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import httpx
import pytest

from cli.running import Done, fork
from ingest.catalogue import BASE, Home, small, turtle
from web import servers
from web.servers import ROOT, Forked, Running
from web.test_server import eventually
from web.unprivileged import CANNOT

OTHER = "https://other.example.org/"
Made = Callable[[Path, str], Path]


@cache
def pattern(base: Path, name: str) -> Path:
    """The home that those of `made` are copies of, below a folder of this process."""
    folder = base / f"exchanged-{name}"
    home, records = Home(folder), small()
    records["agent/a0"]["foaf:name"] = [f'"{name}"@sv']
    home.load(home.file(turtle(records)))
    home.truth.close(settled=True)
    assert servers.publod(folder, "rebuild").returncode == 0
    return folder


@pytest.fixture
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Makes a home of its own, in which an agent has a name."""

    def make(folder: Path, name: str) -> Path:
        shutil.copytree(pattern(tmp_path_factory.getbasetemp(), name), folder, symlinks=True)
        return folder

    return make


def ask(running: Running, path: str) -> httpx.Response:
    return httpx.get(running.url + path, timeout=30, headers={"Accept": "application/json"})


def name_at(running: Running) -> str:
    """What the agent is called, by the ledger and by SPARQL."""
    answer = ask(running, "agent/a0.nt")
    assert answer.status_code == 200, answer.text
    line = next(line for line in answer.text.splitlines() if "foaf/0.1/name" in line)
    return line.split('"')[1]


def test_a_server_goes_over_to_what_its_home_has_become(tmp_path: Path, made: Made) -> None:
    home, other = made(tmp_path / "home", "One"), made(tmp_path / "other", "Two")
    backup = tmp_path / "a.backup"
    assert servers.publod(other, "backup", str(backup)).returncode == 0
    with servers.granian(home) as running:
        assert name_at(running) == "One"
        etag = ask(running, "agent/a0.nt").headers["ETag"]
        home.rename(tmp_path / "before")
        answer = ask(running, "agent/a0.nt")
        assert answer.status_code == 503
        assert str(tmp_path) not in answer.text
        assert answer.headers["Retry-After"]
        other.rename(home)
        assert name_at(running) == "Two"
        assert ask(running, "agent/a0.nt").headers["ETag"] != etag
        home.rename(tmp_path / "other")
        (tmp_path / "before").rename(home)
        assert name_at(running) == "One"
        done = servers.publod(home, "restore", str(backup), "--yes")
        assert done.returncode == 0, done.stderr
        assert name_at(running) == "Two"
        [row] = ask(
            running, f"sparql?query=SELECT ?n {{ <{BASE}agent/a0%23it> foaf:name ?n }}"
        ).json()["results"]["bindings"]
        assert row["n"]["value"] == "Two"
        log = (
            tmp_path / "other" / running.log.name,
            tmp_path / "before" / running.log.name,
            running.log,
        )
        text = "".join(file.read_text() for file in log if file.exists())
        assert "was replaced: answering from the new one" in text
    assert sorted(p.name for p in home.iterdir() if "ledger" in p.name) == ["ledger.db"]


PATHS = ("agent/a0.nt", "agent/a0", "publications", "agents.ttl", "changes", "sitemap-1.xml")


def test_a_server_goes_over_to_another_base_url(tmp_path: Path, made: Made) -> None:
    """And meanwhile it answers nothing from two of them."""
    home = made(tmp_path / "home", "One")
    with servers.granian(home, changed=servers.HASTY) as running:
        etag = ask(running, "agent/a0.nt").headers["ETag"]
        done = servers.publod(home, "rebase", OTHER, "--yes")
        assert done.returncode == 0, done.stderr
        in_a_row = 0

        def are_all_new() -> bool:
            nonlocal in_a_row
            for path in PATHS:
                try:
                    answer = ask(running, path)
                except httpx.RemoteProtocolError:  # the process that took the connection has ended
                    in_a_row = 0
                    continue
                assert answer.status_code in {200, 503}, path
                assert str(tmp_path) not in answer.text
                if answer.status_code == 200:
                    assert OTHER in answer.text, path
                    assert BASE not in answer.text, path
                in_a_row = in_a_row + 1 if answer.status_code == 200 else 0
            return in_a_row >= 5 * len(PATHS) and ask(running, "readyz").status_code == 200

        assert eventually(are_all_new, 40), running.printed()
        assert ask(running, "agent/a0.nt").headers["ETag"] != etag
        [row] = ask(
            running, f"sparql?query=SELECT ?n {{ <{OTHER}agent/a0%23it> foaf:name ?n }}"
        ).json()["results"]["bindings"]
        assert row["n"]["value"] == "One"
        line = f"base URL was {BASE} and is now {OTHER}: web processes start anew"
        assert running.printed().count(line) == 1
        assert "has ended" not in running.printed()
        assert "Traceback" not in running.printed()


def test_a_base_url_that_is_set_is_not_given_up(tmp_path: Path, made: Made) -> None:
    home = made(tmp_path / "home", "One")
    settings = {"PUBLOD_BASE_URL": BASE}
    with servers.granian(home, settings=settings, changed=servers.HASTY) as running:
        assert name_at(running) == "One"
        done = servers.publod(home, "rebase", OTHER, "--yes")
        assert done.returncode == 0, done.stderr
        assert eventually(lambda: "PUBLOD_BASE_URL is set: change it" in running.printed(), 10)
        for path in PATHS:
            answer = ask(running, path)
            assert answer.status_code == 503, path
            assert str(tmp_path) not in answer.text
        assert f"base URL was {BASE} and is now {OTHER}" in running.printed()


def test_gunicorn_leaves_nothing_beside_the_ledger(tmp_path: Path, made: Made) -> None:
    home = made(tmp_path / "home", "One")
    with servers.gunicorn(home, workers=2, anew=True) as running:
        assert name_at(running) == "One"
        assert (home / "ledger.db-shm").exists()
    assert not list(home.glob("ledger.db-*"))


@contextmanager
def unwritable(home: Path) -> Iterator[None]:
    paths = [home, *home.rglob("*")]
    modes = [(path, path.stat().st_mode) for path in paths if not path.is_symlink()]
    for path, mode in modes:
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in modes:
            with suppress(FileNotFoundError):  # a generation that was swept
                path.chmod(mode)


OBEYING = f"""
import sys
sys.path.append({str(ROOT / "tests")!r})
from web.unprivileged import obey_permissions
obey_permissions()
"""


def run(home: Path, *arguments: str) -> Done:
    environment = servers.environment(home)
    done = servers.apart(environment, *arguments, folder=home.parent, changed=OBEYING)
    if done.returncode == CANNOT:
        pytest.skip("root's capabilities cannot be dropped here")
    return done


def test_a_home_that_cannot_be_written_can_be_read(tmp_path: Path, made: Made) -> None:
    home = made(tmp_path / "home", "One")
    file = tmp_path / "new.ttl"
    file.write_text(
        f'<{BASE}agent/n#it> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> "N"@sv .'
    )
    port = servers.free_port()
    with unwritable(home):
        for command in (["status"], ["export"], ["check", str(file)], ["verify"]):
            done = run(home, *command)
            assert (done.returncode, done.stderr) == (0, ""), (command, done.stderr)
        done = run(home, "load", str(file))
        assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done.stderr
        with serving(home, port, tmp_path / "log") as running:
            assert name_at(running) == "One"
            answer = ask(running, "sparql?query=SELECT (COUNT(*) AS ?n) { ?s a foaf:Organization }")
            assert answer.json()["results"]["bindings"][0]["n"]["value"] == "4"
            for path in (
                "",
                "publications?q=bok",
                "oai?verb=ListRecords&metadataPrefix=oai_dc",
                "metrics",
            ):
                answer = httpx.get(running.url + path, timeout=30)
                assert answer.status_code == 200, path
            assert "cannot be written" in running.printed()
            assert "Traceback" not in running.printed()
        assert not list(home.glob("ledger.db-*"))


def test_a_reader_who_may_not_write_follows_one_who_does(tmp_path: Path, made: Made) -> None:
    """As where one user loads, and another serves."""
    home = made(tmp_path / "home", "One")
    file = tmp_path / "new.ttl"
    text = f'<{BASE}agent/a0#it> a <http://xmlns.com/foaf/0.1/Organization> ; <http://xmlns.com/foaf/0.1/name> "%s"@sv .'
    port = servers.free_port()
    with unwritable(home), serving(home, port, tmp_path / "log") as running:
        for name in ("Two", "Three"):
            name_at(running)
            file.write_text(text % name)
            done = writing(home, "load", "--yes", str(file))
            assert done.returncode == 0, done.stderr
            assert name_at(running) == name


def writing(home: Path, *arguments: str) -> Done:
    """As root, who need not obey; or, for others, with the permissions of before meanwhile."""
    if os.geteuid() != 0:
        pytest.skip("needs two users, and this is not root, who can be both")
    return servers.publod(home, *arguments)


@contextmanager
def serving(home: Path, port: int, log: Path) -> Iterator[Running]:
    log.write_bytes(b"")
    pid = fork(
        *("serve", "--port", str(port)),
        environment=servers.environment(home, PUBLOD_WORKERS="1"),
        folder=home.parent,
        stdout=str(log),
        stderr=str(log),
        changed=OBEYING,
        ends_with_parent=True,
    )
    process = Forked(pid)
    running = Running(f"http://127.0.0.1:{port}/", process, log)
    try:
        servers._await_answer(running)
        yield running
    finally:
        servers.end(process)
