"""`publod harvest`: what an OAI-PMH source has, and later what has changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from cli.running import publod
from importing.folders import catalogue
from web.growing import Growing


def books(*numbers: int, word: str = "Bok") -> dict[str, str]:
    return {
        f"p{n}": f'<publication/p{n}#it> a pub:Publication ; dcterms:title "{word} {n}"@sv ;'
        f' dcterms:issued "2018"^^xsd:gYear .'
        for n in numbers
    }


@contextmanager
def served(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/oai"
    finally:
        server.shutdown()
        thread.join()


def files(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("publications/*.ttl")}


def test_what_changed_comes_the_next_time_and_what_was_deleted_goes(tmp_path: Path) -> None:
    folder, source = catalogue(tmp_path / "catalogue"), Growing(tmp_path / "source")
    home = tmp_path / "home"
    source.load(books(1, 2, 3))
    with served(source.app) as url:
        common = ("harvest", url, "--to", folder, "--type", "rapport", "--language", "sv")
        first = publod(home, *common).stdout
        assert first.startswith("records read 3, added 3, changed 0")
        assert len(files(folder)) == 3
        states = (folder / "harvest.lock").read_text("utf-8")
        assert '"token": ""' in states
        publod(home, "check", folder)

        # The datestamps of the made-up source lie a year before its clock.
        (folder / "harvest.lock").write_text(_since(states, "2025-06-17T00:00:00Z"), "utf-8")
        source.load(books(1) | {"p2": books(2, word="Ny")["p2"]})
        second = publod(home, *common).stdout
        assert "changed 1" in second
        assert "withdrawn 1" in second
        assert len(files(folder)) == 2
    source.close()


def test_what_could_not_be_written_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, source = catalogue(tmp_path / "catalogue"), Growing(tmp_path / "source")
    source.load(books(1, 2, 3))

    def fail(*_: object) -> None:
        raise OSError("no space")

    with served(source.app) as url:
        common = ("harvest", url, "--to", folder, "--type", "rapport", "--language", "sv")
        with monkeypatch.context() as patch:
            patch.setattr("publod.importing.importer.import_records", fail)
            assert "no space" in publod(tmp_path / "home", *common, code=1).stderr
        assert "added 3" in publod(tmp_path / "home", *common).stdout
    source.close()


def test_what_is_no_source_is_told(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    with served(Flask(__name__)) as url:
        done = publod(tmp_path / "home", "harvest", url, "--to", folder, code=1)
    assert "it cannot be harvested: 404" in done.stderr


def _since(states: str, moment: str) -> str:
    before, _, after = states.partition('"since": "')
    return f'{before}"since": "{moment}{after[after.index(chr(34)) :]}'
