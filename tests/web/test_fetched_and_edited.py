"""A document that was fetched from the service is understood when it is loaded again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from publod import bootstrap
from publod.app import create_app
from publod.config import Settings
from publod.errors import IngestError
from publod.ingest import Outcome, check
from publod.ledger import Ledger
from publod.vocabulary import SCHEMA
from web import servers
from web.servers import EXAMPLE, ROOT

SYNTAXES = ["ttl", "jsonld", "nt", "rdf"]
WITH_GRAPHS = ["trig", "nq"]
SHAPES = ROOT / "shapes"


@pytest.fixture(scope="module")
def client(example_home: Path) -> FlaskClient:
    return create_app(Settings(home=example_home)).test_client()


@pytest.fixture(scope="module")
def ledger(example_home: Path) -> Iterator[Ledger]:
    ledger = bootstrap.reading_ledger(Settings(home=example_home))
    yield ledger
    ledger.close()


def checked(ledger: Ledger, *files: Path) -> Outcome:
    return check(
        files, ledger, bootstrap.addresses(EXAMPLE), SHAPES, workers=1,
        served=bootstrap.served_records(ledger),
    )  # fmt: skip


def fetched(client: FlaskClient, folder: Path, path: str, syntax: str) -> Path:
    file = folder / f"{path.replace('/', '-')}.{syntax}"
    response = client.get(f"/{path}.{syntax}")
    assert response.status_code == 200, path
    file.write_bytes(response.data)
    return file


@pytest.mark.parametrize("syntax", [*SYNTAXES, *WITH_GRAPHS])
def test_every_record_comes_back_unchanged(
    client: FlaskClient, ledger: Ledger, tmp_path: Path, syntax: str
) -> None:
    files = [fetched(client, tmp_path, path, syntax) for path in ledger.paths()]
    for file in files:
        outcome = checked(ledger, file)
        assert (outcome.plan.changes, outcome.plan.unchanged) == ([], 1), file
        assert outcome.set_aside > 3
        assert outcome.report.results == ()
    together = checked(ledger, tmp_path)
    assert (together.plan.changes, together.plan.unchanged) == ([], len(files))


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_an_edited_title_changes_one_record_and_nothing_else(
    client: FlaskClient, ledger: Ledger, tmp_path: Path, syntax: str
) -> None:
    publications = [path for path in ledger.paths() if path.startswith("publication/")]
    assert len(publications) == 9
    for path in publications:
        file = fetched(client, tmp_path, path, syntax)
        file.write_text(retitled(file.read_text("utf-8"), syntax), "utf-8")
        outcome = checked(ledger, file)
        assert outcome.report.conforms
        assert outcome.report.results == ()
        (change,) = outcome.plan.changed
        assert outcome.plan.changes == [change]
        before = set(ledger.graphs([path])[path].splitlines())
        (new,) = set((change.graph or "").splitlines()) - before
        (old,) = before - set((change.graph or "").splitlines())
        assert "/title> " in old
        assert new == old.replace('> "', '> "Ny: ')


def retitled(text: str, syntax: str) -> str:
    """A document whose first authored title begins otherwise; derived titles stay as they are."""
    patterns = {
        "ttl": r'(dcterms:title ")',
        "nt": r'(<http://purl.org/dc/terms/title> ")',
        "rdf": r"(<dcterms:title[^>]*>)",
        "jsonld": r'("dcterms:title": \{\s*"\w\w": ")',
    }
    start = text.index("dcterms:title" if syntax != "nt" else "purl.org/dc/terms/title")
    start = text.rfind("\n", 0, start)
    edited, count = re.subn(patterns[syntax], r"\1Ny: ", text[start:], count=1)
    assert count == 1
    return text[:start] + edited


def edited(
    client: FlaskClient, ledger: Ledger, folder: Path, path: str, before: str, after: str
) -> Outcome:
    file = fetched(client, folder, path, "ttl")
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after), "utf-8")
    return checked(ledger, file)


MANUAL = "publication/manual-misstanke-manniskohandel-2019"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        # the derived title alone
        (
            'schema:name "Manual vid misstanke om människohandel"',
            'schema:name "Manual"',
            r"schema:name \"Manual\"@sv does not follow from dcterms:title",
        ),
        # the name of a neighbour
        (
            'schema:name "Swedish Gender Equality Agency"',
            'schema:name "Equality Agency"',
            r"<agent/jamstalldhetsmyndigheten>, which has a record of its own",
        ),
        # a record that is not here
        (MANUAL, "publication/nowhere", "there is no such record here"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_cause(
    client: FlaskClient, ledger: Ledger, tmp_path: Path, before: str, after: str, told: str
) -> None:
    with pytest.raises(IngestError, match=told) as caught:
        edited(client, ledger, tmp_path, MANUAL, before, after)
    assert caught.value.line


NAMES = '"Jämställdhetsmyndigheten"@sv, "Swedish Gender Equality Agency"@en'


@pytest.mark.parametrize("syntax", [*SYNTAXES, *WITH_GRAPHS])
@pytest.mark.parametrize("language", ["sv", "de"])
def test_each_name_of_a_neighbour_that_is_not_its_own_is_told_with_its_line(
    client: FlaskClient, ledger: Ledger, tmp_path: Path, syntax: str, language: str
) -> None:
    """A name that is changed, or added in another language; and what its own record has."""
    file = fetched(client, tmp_path, MANUAL, syntax)
    names = {
        "ttl": '"Jämställdhetsmyndigheten"@sv',
        "jsonld": '"sv": "Jämställdhetsmyndigheten"',
        "rdf": '<schema:name xml:lang="sv">Jämställdhetsmyndigheten</schema:name>',
        "nt": f'<{EXAMPLE}agent/jamstalldhetsmyndigheten#it> <https://schema.org/name> '
        '"Jämställdhetsmyndigheten"@sv .',
    }  # fmt: skip
    name = names[{"trig": "ttl", "nq": "nt"}.get(syntax, syntax)]
    other = name.replace("Jämställdhetsmyndigheten", "Amt").replace("sv", language)
    between = "\n" if syntax in {"nt", "nq", "rdf"} else ",\n"
    text = file.read_text("utf-8")
    assert text.count(name) == 1
    edited = text.replace(name, other if language == "sv" else name + between + other)
    file.write_text(edited, "utf-8")
    with pytest.raises(IngestError) as caught:
        checked(ledger, file)
    assert str(caught.value.reason) == (
        f'schema:name "Amt"@{language} is said of <agent/jamstalldhetsmyndigheten>, which has a '
        f"record of its own, and that has {NAMES}. Delete this line, or fetch the file again if "
        "the name has changed since; to give <agent/jamstalldhetsmyndigheten> another name, edit "
        "its own record"
    )
    assert edited.splitlines()[(caught.value.line or 0) - 1].count("Amt") == 1
    # and without the line all is well
    file.write_text(text if language == "de" else text.replace(name, ""), "utf-8")
    if language == "de" or syntax in {"nt", "nq", "rdf"}:
        assert checked(ledger, file).plan.changes == []


def test_what_follows_may_be_edited_with_what_it_follows_from(
    client: FlaskClient, ledger: Ledger, tmp_path: Path
) -> None:
    file = fetched(client, tmp_path, MANUAL, "ttl")
    text, title = file.read_text("utf-8"), '"Manual vid misstanke om människohandel"'
    assert text.index("dcterms:title") < text.index("a foaf:Document")
    file.write_text(text.replace(title, '"Manual"', 2), "utf-8")
    outcome = checked(ledger, file)
    assert [change.path for change in outcome.plan.changes] == [MANUAL]
    assert str(SCHEMA.name) not in (outcome.plan.changes[0].graph or "")


def test_a_new_neighbour_may_be_described_in_the_same_file(
    client: FlaskClient, ledger: Ledger, tmp_path: Path
) -> None:
    file = fetched(client, tmp_path, MANUAL, "ttl")
    text = file.read_text("utf-8").replace(
        "dcterms:creator ", f"dcterms:creator <{EXAMPLE}agent/new#it> , ", 1
    )
    file.write_text(
        text + f'<{EXAMPLE}agent/new#it> a foaf:Organization ; foaf:name "Ny"@sv .\n', "utf-8"
    )
    outcome = checked(ledger, file)
    assert [c.path for c in outcome.plan.changes] == ["agent/new", MANUAL]
    assert outcome.report.conforms


def test_a_document_that_is_older_than_the_record_is_refused(
    example_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(example_home, home, symlinks=True)
    agent = "agent/jamstalldhetsmyndigheten"
    old = fetched(create_app(Settings(home=home)).test_client(), tmp_path, agent, "jsonld")
    old.write_text(
        re.sub(
            r"(\"dateModified|\"dcterms:modified\": \")\d{4}", r"\g<1>2001", old.read_text("utf-8")
        ),
        "utf-8",
    )
    (tmp_path / "all").mkdir()
    same = create_app(Settings(home=home)).test_client()
    for path in ("publication/regionkoordinatorer-2018", agent, "work/regionkoordinatorer"):
        fetched(same, tmp_path / "all", path, "rdf")
    done = servers.publod(home, "load", str(tmp_path / "all"))
    assert done.stdout == "added 0, changed 0, unchanged 3, withdrawn 0\n"
    done = servers.publod(home, "load", str(old))
    assert done.returncode == 1
    assert "was fetched as of 2001" in done.stderr
    assert "fetch it again" in done.stderr


def test_the_command_says_what_it_has_left_out(
    client: FlaskClient, example_home: Path, tmp_path: Path
) -> None:
    file = fetched(client, tmp_path, MANUAL, "jsonld")
    assert json.loads(file.read_text("utf-8"))["@context"] == "../context.jsonld"
    done = servers.publod(example_home, "check", str(file))
    assert done.stdout == "valid: 0 to write, 1 unchanged\n"
    assert re.fullmatch(r"publod: \d+ statements that the service adds .*\n", done.stderr)
