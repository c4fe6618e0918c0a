"""``publod init``: what it writes passes the check, loads without a warning, and replaces nothing."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner, Result

import publod
from cli.running import environment
from publod.cli import main
from publod.config import Settings
from publod.importing.tables.proposal import proposal_of
from publod.new_catalogue import Answers, write
from publod.setting_sources import from_environment

SOURCE = Path(publod.__file__).parent
FULL = (
    "--name", 'The "Agency’s"\npublications', "--publisher", "Agency of Ærø & Co", "--licence", "CC-BY-4.0",
    "--contact", "metadata@agency.example", "--languages", "nl,en", "--homepage", "https://agency.example/",
    "--base-url", "https://data.agency.example",
)  # fmt: skip


def run(*arguments: str | Path) -> Result:
    """A command in the current folder, with no settings but those of the folder."""
    gone = dict.fromkeys(name for name in os.environ if name.startswith("PUBLOD_"))
    settings = {**gone, **environment(Path("x"), {}), "PUBLOD_HOME": "", "PUBLOD_BASE_URL": ""}
    return CliRunner(env=settings).invoke(main, list(map(str, arguments)))


@pytest.mark.parametrize("flags", [("--yes",), FULL], ids=["nothing said", "everything said"])
def test_what_it_writes_is_checked_and_loaded_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("init", "new", *flags)
    assert done.exit_code == 0, done.output
    monkeypatch.chdir(tmp_path / "new")
    if "--base-url" not in flags:  # which a load would speak of
        with Path("publod.toml").open("a", encoding="utf-8") as file:
            file.write('base_url = "https://data.agency.example/"\n')
    checked = run("check")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert checked.stdout.startswith("valid: 22 to write")
    loaded = run("load")
    assert (loaded.exit_code, loaded.stderr) == (0, "")
    assert run("load").stdout.startswith("added 0, changed 0, unchanged 22")
    assert Path("home/ledger.db").is_file()


def test_what_is_said_is_in_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "new", *FULL).exit_code == 0
    monkeypatch.chdir(tmp_path / "new")
    catalog = Path("data/catalog.ttl").read_text("utf-8")
    assert 'dcterms:title "The \\"Agency’s\\" publications"@nl' in catalog
    assert "dcterms:publisher <agent/agency-of-aero-co#it>" in catalog
    assert "dcterms:license <https://creativecommons.org/licenses/by/4.0/>" in catalog
    assert "dcterms:language lang:NLD , lang:ENG" in catalog
    settings = from_environment({})
    assert (settings.languages, settings.cataloguing_language) == (("nl", "en"), "nl")
    assert (settings.email, settings.data) == ("metadata@agency.example", Path("data"))
    assert settings.base_url == "https://data.agency.example/"


def test_all_that_publod_says_is_there_to_be_translated(tmp_path: Path) -> None:
    write(tmp_path, Answers(name="x", publisher="y", languages=("fi", "sv")))
    with (tmp_path / "translations/fi/LC_MESSAGES/messages.po").open("rb") as file:
        catalogue = read_po(file)
    assert catalogue.num_plurals == 2
    assert len([m for m in catalogue if m.id and not m.string]) > 0
    front = catalogue.get("Publications")
    assert front is not None
    assert ("publod/web/templates/front.html") in {name for name, _ in front.locations}
    assert not (tmp_path / "translations/sv").exists()  # which publod is translated into


def test_nothing_is_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    refused = run("init", ".", "--yes")
    assert (refused.exit_code, "is not empty" in refused.stderr) == (1, True)
    assert sorted(path.name for path in Path().iterdir()) == ["README.md"]
    assert run("init", ".", "--yes", "--force").exit_code == 0
    assert Path("README.md").read_text("utf-8") == "mine"
    assert Path("publod.toml").is_file()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--name", "x"), "missing --publisher; or add --yes"),
        (("--yes", "--licence", "free"), "the licence is one of CC0, CC-BY-4.0"),
        (("--yes", "--base-url", "agency.example"), "an http(s) URL without query"),
        (("--yes", "--contact", "someone"), "an address like metadata@agency.example"),
        (("--yes", "--languages", "klingon"), "the tag of a language is needed"),
        (("--yes", "--homepage", "https://x.example/>"), "the homepage is an http(s) URL"),
        (("--name", " ", "--publisher", "x"), "a catalogue has a name and a publisher"),
        (("--yes", "--description", "a \x1b[31mb"), "control characters cannot be written"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("init", "new", *flags)
    assert done.exit_code != 0
    assert said in done.stderr
    assert list(Path().iterdir()) == []


def test_without_a_path_a_load_reads_the_folder_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("load", "check"):
        done = run(command)
        assert (done.exit_code, "set PUBLOD_DATA" in done.stderr) == (2, True)


def test_the_settings_name_nothing_that_is_no_setting(tmp_path: Path) -> None:
    write(tmp_path, Answers(name="x", publisher="y", languages=("fi",), contact="who@b.example"))
    values = tomllib.loads((tmp_path / "publod.toml").read_text("utf-8"))
    assert values.keys() <= set(Settings.__dataclass_fields__)


def test_examples_are_a_catalogue_with_its_documentation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("examples", "there").exit_code == 0
    monkeypatch.chdir(tmp_path / "there")
    assert Path("docs/settings.md").is_file()
    with Path("messages.pot").open("rb") as file:
        assert read_po(file).get("Publications") is not None
    assert run("check", "data").stdout.startswith("valid: ")


def test_a_region_is_kept_in_texts_and_its_language_is_that_of_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "new", *FULL[:4], "--languages", "en-IE sv-FI en").exit_code == 0
    monkeypatch.chdir(tmp_path / "new")
    assert not Path("translations").exists()
    catalog = Path("data/catalog.ttl").read_text("utf-8")
    assert 'publications"@en-IE' in catalog
    assert "dcterms:language lang:ENG , lang:SWE ;" in catalog
    settings = from_environment({})
    assert (settings.languages, settings.cataloguing_language) == (("en", "sv"), "en")
    assert run("check").exit_code == 0


def test_a_table_becomes_files_in_the_folder_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the README of the folder and docs/importing.md say."""
    monkeypatch.chdir(tmp_path)
    run("init", "new", "--yes")
    monkeypatch.chdir(tmp_path / "new")
    Path("table.csv").write_text(
        "Title,Published by,Date published,Pages,Type,Language\n"
        "Water 2014–2018,The Agency,31/05/2018,64,Guidelines,en-IE\n",
        "utf-8",
    )
    proposed = run("import", "--propose", "table.csv")
    Path("mapping.toml").write_text(proposed.stdout, "utf-8")
    done = run("import", "table.csv", "--mapping", "mapping.toml", "--type", "report")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0, "records read 1, added 1, changed 0, unchanged 0, works 1, new agents 1",
    )  # fmt: skip
    file = Path("data/publications/water-2014-2018.ttl")
    text = file.read_text("utf-8")
    assert 'dcterms:title "Water 2014–2018"@en-IE' in text
    assert 'dcterms:issued "2018-05-31"^^xsd:date' in text
    assert "<type/guidance#it>" in text
    assert run("load").exit_code == 0
    file.unlink()
    assert "withdrawn 0" in run("load").stdout
    assert "withdrawn 2" in run("load", "--prune", "--yes").stdout


def test_types_and_subjects_are_called_what_they_are_in_the_languages_of_the_catalogue(
    tmp_path: Path,
) -> None:
    write(tmp_path, Answers(name="x", publisher="y", languages=("fr-CA", "sv", "mt")))
    types = (tmp_path / "data/types.ttl").read_text("utf-8")
    assert 'skos:prefLabel "jeu de données"@fr , "datamängd"@sv , "dataset"@en ;' in types
    assert 'dcterms:title "Types de publication"@fr' in types
    subjects = (tmp_path / "data/subjects.ttl").read_text("utf-8")
    assert (
        'skos:prefLabel "accessibilité"@fr , "tillgänglighet"@sv , "accessibility"@en ;' in subjects
    )
    example = (tmp_path / "data/publications/example-report.ttl").read_text("utf-8")
    assert 'dcterms:title "Exemple de rapport"@fr ;' in example
    assert "dcterms:language lang:FRA ;" in example


def test_each_label_of_the_starter_names_something_of_it() -> None:
    known = tomllib.loads((SOURCE / "starter_labels.toml").read_text("utf-8"))
    english = known["labels"]["en"].keys()
    assert known["types"].keys() < english
    for language, labels in known["labels"].items():
        assert labels.keys() <= english, language
        assert all(labels.values()), language
        names = [labels[name] for name in known["types"] if name in labels]
        assert len(set(names)) == len(names), language  # no two types are called the same
    for meanings in known["definitions"].values():
        assert meanings.keys() == known["types"].keys()


def test_what_is_said_to_the_operator_is_in_the_language_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "sv")
    write(tmp_path, Answers(name="x", publisher="y", languages=("fr",)))
    settings = (tmp_path / "publod.toml").read_text("utf-8")
    assert settings.startswith("# Katalogens inställningar.")
    assert tomllib.loads(settings)["languages"] == ["fr"]
    assert "Tabeller och filer från bibliotekssystem" in (tmp_path / "README.md").read_text("utf-8")
    (tmp_path / "a.csv").write_text("Titel,Antal\nVatten,x\n", "utf-8")
    assert proposal_of(tmp_path / "a.csv", "csv").startswith("# En första mappning av ”a.csv”,")
