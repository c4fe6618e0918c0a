"""Commands speak the language of the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.running import AGENT, BASE, publod, publod_apart
from publod.cli import main
from publod.translation_template import paragraphs

SWEDISH = "sv_SE.UTF-8"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.ttl"
    file.write_text(AGENT, "utf-8")
    return file


def test_a_catalogue_is_made_and_looked_after_in_swedish(tmp_path: Path, file: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.db"
    assert publod(home, "status", code=1, LANG=SWEDISH).stderr == (
        "publod: ingenting har lästs in än: det finns ingen liggare. `publod load` gör en i den mapp som PUBLOD_HOME anger\n"
    )
    assert publod(home, "load", file, LANG=SWEDISH).stdout == (
        "tillagda 1, ändrade 0, oförändrade 0, borttagna 0 (commit 1)\n"
    )
    assert (
        publod(home, "check", file, LANG=SWEDISH).stdout == "giltigt: 0 att skriva, 1 oförändrade\n"
    )
    status = publod(home, "status", LANG=SWEDISH).stdout
    assert f"basadress         {BASE}\n" in status
    assert "poster            aktörer: 1\n" in status
    assert publod(home, "verify", LANG=SWEDISH).stdout == "inga fel\n"
    assert (
        f"{copy}: commit 1, 1 revisioner av {BASE}\n"
        in publod(home, "backup", copy, LANG=SWEDISH).stdout
    )
    assert publod(home, "backup", copy, code=1, LANG=SWEDISH).stderr == (
        f"publod: {copy} finns redan: ange en annan fil, eller lägg till --force\n"
    )
    assert publod(home, "restore", copy, code=1, LANG=SWEDISH).stderr == (
        f"publod: katalogen i {home} skulle ersättas med den i {copy}, från commit 1. Ingenting skrevs: "
        "lägg till --yes för att gå vidare\n"
    )
    assert publod(home, "rebuild", LANG=SWEDISH).stdout == (
        "SPARQL-databasen är gjord på nytt: 1 poster\nsökindexet är gjort på nytt: 1 poster\n"
    )
    assert publod(home, "load", file, "--dry-run").stdout.startswith("would be added 0")


def test_a_refusal_and_a_report_are_in_swedish(tmp_path: Path, file: Path) -> None:
    file.write_text(AGENT + "<agent/x#it> <http://purl.org/dc/terms/titel> 1 .\n", "utf-8")
    done = publod(tmp_path / "home", "check", file, LANG=SWEDISH)
    assert "  varning: " in done.stdout
    assert (
        "Vokabulären har ingen egenskap dcterms:titel; den som läser förstår den inte. Menas"
        in done.stdout
    )
    assert done.stderr == "\n1 varning.\n"
    file.write_bytes(b"PK\x03\x04")
    done = publod(tmp_path / "home", "check", file, code=1, LANG=SWEDISH)
    assert done.stderr == f"publod: {file}: den är ett ZIP-arkiv: packa upp den först\n"
    file.write_text("<a> <b> .", "utf-8")
    done = publod(tmp_path / "home", "check", file, code=1, LANG=SWEDISH)
    assert done.stderr.startswith(f"publod: {file}:1:")  # the parser's own words follow


def test_a_wrong_setting_is_refused_in_swedish(tmp_path: Path) -> None:
    done = publod(tmp_path, "status", code=1, PUBLOD_PORT="0", LANG=SWEDISH)
    assert done.stderr == (
        "publod: PUBLOD_PORT kan inte vara '0': en port från 1 till 65535 behövs\n"
    )


def test_the_language_of_pages_is_not_that_of_the_terminal(tmp_path: Path) -> None:
    done = publod(tmp_path, "status", code=1, PUBLOD_LANGUAGE="sv")
    assert done.stderr.startswith("publod: nothing has been loaded yet")


@pytest.mark.parametrize("command", ["", *sorted(main.commands)])
def test_help_is_in_swedish(tmp_path: Path, command: str) -> None:
    done = publod_apart(tmp_path, *([command] if command else []), "--help", LANG=SWEDISH)
    assert done.stdout.startswith("Användning: ")
    assert "\nFlaggor:\n" in done.stdout
    assert "Visa den här hjälpen och avsluta." in done.stdout
    shown = " ".join(done.stdout.split())
    known = main.commands[command] if command else main
    for english in paragraphs(known._docstring or ""):  # type: ignore[attr-defined]
        assert english not in shown
    for parameter in known.params:
        assert parameter.to_info_dict().get("help") is None or str(parameter.message) not in shown  # type: ignore[attr-defined]


def test_what_click_refuses_is_told_in_swedish(tmp_path: Path) -> None:
    done = publod_apart(tmp_path, "lod", code=2, LANG=SWEDISH)
    assert "Det finns inget kommando 'lod'. Menades 'load'?" in done.stderr
    assert "Menades" not in publod_apart(tmp_path, "lod", code=2).stderr


def test_a_third_language_is_spoken_from_a_folder_of_translations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "translations/et/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "nothing has been loaded yet: there is no ledger. `publod load` makes one in the folder that PUBLOD_HOME names"\nmsgstr "midagi pole veel laaditud"\n\n'
        'msgid "Load RDF files and folders into the catalogue."\nmsgstr "Laadib RDF-failid kataloogi."\n',
        "utf-8",
    )
    (tmp_path / "publod.toml").write_text('translations = "translations"\n', "utf-8")
    settings: dict[str, Any] = {
        "PUBLOD_CONFIG": str(tmp_path / "publod.toml"),
        "LANG": "et_EE.UTF-8",
    }
    done = publod_apart(tmp_path / "home", "status", code=1, **settings)
    assert done.stderr == "publod: midagi pole veel laaditud\n"
    assert (
        "Laadib RDF-failid kataloogi."
        in publod_apart(tmp_path / "home", "load", "--help", **settings).stdout
    )
    # What has not been translated is in English, and so is a language that nobody brought.
    assert (
        "no ledger"
        in publod_apart(tmp_path / "home", "status", code=1, **settings, LANGUAGE="fi").stderr
    )
