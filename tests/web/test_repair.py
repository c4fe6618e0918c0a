"""A running server whose store or index is behind, damaged or lost puts it right by itself."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from cli.running import fork
from publod import bootstrap, store_and_index_updates
from publod.errors import StoreDamaged, StoreError
from publod.store.oxigraph.generations import is_reported
from publod.store.oxigraph.worker_pool import QueryPool
from publod.store.oxigraph.writer import Examination
from publod.store.store_interface import Query
from seed_settings import seed_settings
from web import servers
from web.servers import DATA, EXAMPLE, Running
from web.test_server import ALL, EXTRA, eventually

#: A load that is killed when its commit is durable and no projection has been told of it.
KILLED = """
import os, signal
from publod import store_and_index_updates
store_and_index_updates.bring_up_to_date = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, example_home: Path
) -> Iterator[tuple[Running, Path]]:
    """One server, whose catalogue every test damages and none mends."""
    home = tmp_path_factory.mktemp("repair") / "home"
    shutil.copytree(example_home, home, symlinks=True)
    with servers.granian(home, changed=servers.HASTY) as server:
        yield server, home


def load_and_die(home: Path, file: Path, name: str) -> None:
    file.write_text(EXTRA.format(name=name), encoding="utf-8")
    pid = fork(
        "load", str(file), environment=servers.environment(home), changed=KILLED,
        stdout=os.devnull, stderr=os.devnull,
    )  # fmt: skip
    assert servers.Forked(pid).wait() == -signal.SIGKILL


def current(home: Path) -> Path:
    return (home / "store" / "current").resolve()


def overwrite(file: Path) -> None:
    """Scribble in the middle of a file, which keeps its length."""
    size = file.stat().st_size
    with file.open("r+b") as open_file:
        open_file.seek(size // 3)
        open_file.write(b"\0" * (size // 3))


def largest(folder: Path, pattern: str) -> Path:
    return max(folder.glob(pattern), key=lambda file: file.stat().st_size)


def link_to_nowhere(home: Path) -> None:
    (home / "store" / "current").unlink()
    (home / "store" / "current").symlink_to("nowhere")


def file_for_link(home: Path) -> None:
    (home / "store" / "current").unlink()
    (home / "store" / "current").write_text("oj", encoding="utf-8")


def folder_for_link(home: Path) -> None:
    """As copying a home leaves it, when it follows links."""
    generation = current(home)
    (home / "store" / "current").unlink()
    shutil.copytree(generation, home / "store" / "current")


def generation_lost(home: Path) -> None:
    shutil.rmtree(current(home))


def generation_emptied(home: Path) -> None:
    shutil.rmtree(current(home) / "db")


def generation_overwritten(home: Path) -> None:
    overwrite(largest(current(home) / "db", "*.sst"))


def index_overwritten(home: Path) -> None:
    overwrite(largest(home / "search", "*.term"))


def index_without_meta(home: Path) -> None:
    (home / "search" / "meta.json").write_text("{", encoding="utf-8")


def index_lost(home: Path) -> None:
    shutil.rmtree(home / "search")


DAMAGE = {
    do.__name__: do
    for do in (
        link_to_nowhere, file_for_link, folder_for_link, generation_lost, generation_emptied,
        generation_overwritten, index_overwritten, index_without_meta, index_lost,
    )
}  # fmt: skip


PATHS = (
    "readyz", "publications", "publications?q=manual", "publications.csv?q=manual",
    f"sparql?query={ALL}", "about", "suggest?q=man", "metrics",
)  # fmt: skip


def is_whole(url: str) -> bool:
    """Whether everything is answered, from the last commit."""
    with httpx.Client(base_url=url, timeout=20) as client:
        if client.get("readyz").status_code != 200:
            return False
        counted = client.get("sparql", params={"query": ALL})
        found = client.get("publications.csv", params={"q": "manual"})
    return (
        counted.status_code == found.status_code == 200
        and counted.json()["results"]["bindings"][0]["n"]["value"] == "9"
        and len(found.text.splitlines()) > 1
    )


@pytest.mark.parametrize("how", DAMAGE)
def test_damage_is_mended_without_a_hand(running: tuple[Running, Path], how: str) -> None:
    server, home = running
    assert eventually(lambda: is_whole(server.url), 30), server.printed()
    before = server.printed().count("up to date again")
    DAMAGE[how](home)
    with httpx.Client(base_url=server.url, timeout=20) as client:
        for path in PATHS:
            for accept in ("text/html,*/*;q=0.1", "application/json,*/*;q=0.1"):
                answer = client.get(path, headers={"Accept": accept})
                assert answer.status_code in {200, 503}, path
                assert str(home) not in answer.text, path
        assert client.get("agent/iom.ttl").status_code == 200
        assert client.get("publications").status_code == 200
    assert eventually(lambda: server.printed().count("up to date again") > before, 30), how
    assert eventually(lambda: is_whole(server.url), 30), server.printed()
    assert "Traceback" not in server.printed()


def test_a_load_that_was_killed_is_followed(running: tuple[Running, Path], tmp_path: Path) -> None:
    server, home = running
    assert eventually(lambda: is_whole(server.url), 30), server.printed()
    load_and_die(home, tmp_path / "extra.ttl", "Namnet")
    answer = httpx.get(server.url + "readyz")
    if answer.status_code == 503:  # it may have been mended already
        assert set(answer.json()["lagging"]) <= {"sparql_store", "search_index"}
        assert answer.headers["Retry-After"]
        assert {answer.json()[name]["behind"] for name in answer.json()["lagging"]} == {1}
    assert eventually(lambda: is_whole(server.url), 30), server.printed()
    ready = httpx.get(server.url + "readyz").json()
    assert ready["sparql_store"] == ready["search_index"] == {
        "commit": ready["commit"], "is_current": True, "behind": 0,
    }  # fmt: skip
    query = "ASK { <agent/extra#it> foaf:name 'Namnet'@sv }"
    assert httpx.get(server.url + "sparql", params={"query": query}).json()["boolean"]


@pytest.mark.parametrize("how", [link_to_nowhere, folder_for_link, generation_emptied])
def test_no_command_ends_in_a_traceback(
    example_home: Path, tmp_path: Path, how: Callable[[Path], None]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    how(home)
    assert "not up to date" in servers.publod(home, "status").stdout
    for command in (["load", str(DATA)], ["rebuild"], ["status"]):
        done = servers.publod(home, *command)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "not up to date" not in done.stdout


def test_damage_does_not_keep_it_from_starting(example_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    for damage in (index_without_meta, generation_emptied, link_to_nowhere):
        damage(home)
    with servers.granian(home, changed=servers.HASTY) as server:
        assert httpx.get(server.url + "publications", timeout=20).status_code == 200
        assert eventually(lambda: is_whole(server.url), 30), server.printed()
        assert "Traceback" not in server.printed()


def test_a_long_repair_is_left_for_later(
    example_home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A start must not wait for what takes minutes; what is small is done at once."""
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    shutil.rmtree(home / "store")
    settings = seed_settings(home=home)
    ledger = bootstrap.reading_ledger(settings)
    count = len(ledger.paths())
    store_and_index_updates.mend(settings, most=count - 1)
    assert "follow while serving goes on" in caplog.text
    with pytest.raises(StoreError):
        bootstrap.commit_of_store(settings, ledger)
    store_and_index_updates.mend(settings, most=count)
    assert bootstrap.commit_of_store(settings, ledger) == (1, True)
    ledger.close()


def overwrite_unseen(file: Path) -> None:
    """Change bytes in the middle, as a failing disk does: size and times stay as they are."""
    about = file.stat()
    overwrite(file)
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


def store_unseen(home: Path) -> str:
    for file in (current(home) / "db").glob("*.sst"):
        overwrite_unseen(file)
    return f"sparql?query={EVERYTHING}"


def index_unseen(home: Path) -> str:
    for file in (home / "search").glob("*.idx"):
        overwrite_unseen(file)
    return "publications?q=manual"


EVERYTHING = "SELECT (SUM(STRLEN(STR(?o))) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


@pytest.mark.parametrize(
    ("how", "name"), [(store_unseen, "sparql_store"), (index_unseen, "search_index")]
)
def test_damage_that_only_a_query_meets_is_mended(
    example_home: Path, tmp_path: Path, how: Callable[[Path], str], name: str
) -> None:
    """A query of many begins the repair, and no hand."""
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    with (
        servers.granian(home, changed=servers.HASTY) as server,
        httpx.Client(base_url=server.url, timeout=20) as client,
    ):
        assert eventually(lambda: client.get("readyz").status_code == 200, 30)
        path = how(home)
        assert client.get("readyz").status_code == 200, "nobody has met it yet"
        assert client.get(path).status_code == 503
        ready = client.get("readyz")
        is_mended = "up to date again" in server.printed()
        assert is_mended or (ready.status_code, ready.json()["lagging"]) == (503, [name])
        assert eventually(lambda: "up to date again" in server.printed(), 30), server.printed()
        assert eventually(lambda: is_whole(server.url), 30), server.printed()
        assert client.get(path).status_code == 200
        assert "Traceback" not in server.printed()


def test_damage_that_a_reader_meets_is_reported(example_home: Path, tmp_path: Path) -> None:
    """It was there before anybody had looked, in a part that opening does not read."""
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    for file in (current(home) / "db").glob("*.sst"):
        overwrite(file)
    with pytest.raises(StoreError):
        Examination(home / "store").look()
    # A checksum is wrong where only a query looks: as if the examination had found nothing.
    pool = QueryPool(home / "store", base_url=EXAMPLE)
    try:
        with pytest.raises(StoreDamaged):
            pool.query(Query("SELECT * { GRAPH ?g { ?s ?p ?o } }")).read()
    finally:
        pool.close()
    assert is_reported(home / "store", str(current(home)))
