"""A disk that is full while the projections follow: the server starts, and goes on later."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from web import servers
from web.test_repair import is_whole, load_and_die
from web.test_server import ALL, eventually

#: What servers of other tests have written into the home that is copied.
_OF_SERVERS = ("metrics", "log-*", "rows.db*")
OF_SERVERS = shutil.ignore_patterns(*_OF_SERVERS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with 24 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing more fits."""
    file = folder / "filling"
    with file.open("ab", buffering=0) as output:
        for size in (1 << 20, 4096):
            try:
                while True:
                    output.write(b"\0" * size)
            except OSError:
                pass
    return file


def test_a_full_disk_does_not_keep_it_from_starting(
    small_disk: Path, example_home: Path, tmp_path: Path
) -> None:
    home = small_disk / "home"
    shutil.copytree(example_home, home, symlinks=True, ignore=OF_SERVERS)
    load_and_die(home, tmp_path / "extra.ttl", "Namnet")
    port = servers.free_port()
    (home / f"log-{port}.txt").symlink_to(tmp_path / "log")
    filling = fill(small_disk)
    with (
        servers.granian(home, port, changed=servers.HASTY) as running,
        httpx.Client(base_url=running.url, timeout=20) as client,
    ):
        assert client.get("agent/extra.ttl").status_code == 200, "the ledger has it"
        assert client.get("publications").status_code == 200
        counted = client.get("sparql", params={"query": ALL})
        assert counted.json()["results"]["bindings"][0]["n"]["value"] == "9"
        assert counted.headers["Publod-Commit"] == "1", "the state before is served"
        found = client.get("publications.csv", params={"q": "manual"})
        assert len(found.text.splitlines()) > 1
        ready = client.get("readyz")
        assert ready.status_code == 503
        assert ready.json()["lagging"] == ["sparql_store", "search_index"]
        assert str(home) not in ready.text
        assert eventually(lambda: "could not follow" in running.printed(), 20)
        assert "Traceback" not in running.printed()
        assert client.get("metrics").status_code == 200
        filling.unlink()
        assert eventually(lambda: is_whole(running.url), 60), running.printed()
        assert client.get("agent/extra").status_code == 200
        printed = running.printed()
        assert printed.count("this is being mended") == 1, printed
        assert printed.count("SPARQL store could not follow") <= 2, (
            "once at the start, once while serving"
        )


def test_a_full_disk_that_keeps_even_the_ledger_closed_is_told_as_such(
    small_disk: Path, example_home: Path
) -> None:
    home = small_disk / "home"
    # Where other tests have the ledger open, SQLite's files beside it would be copied, and suffice.
    closed = shutil.ignore_patterns("ledger.db-*", *_OF_SERVERS)
    shutil.copytree(example_home, home, symlinks=True, ignore=closed)
    filling = fill(small_disk)
    done = servers.publod(home, "serve", "--port", str(servers.free_port()))
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    os.truncate(filling, filling.stat().st_size - (1 << 20))
    with servers.granian(home) as running:
        assert httpx.get(running.url + "agent/iom.ttl", timeout=20).status_code == 200
