"""The house stays as it was built: floors, file sizes, names, translations, addresses."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from publod.app import create_app
from publod.ledger import Ledger
from publod.translation_template import template
from publod.web.routes import LISTS, RESERVED
from seed_settings import seed_settings

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "publod"
CATALOGUE = SOURCE / "translations" / "sv" / "LC_MESSAGES" / "messages.po"
PYTHON = sorted(SOURCE.rglob("*.py"))


def test_floors_import_only_what_lies_below_them() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "0 broken" in done.stdout


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    files = [*PYTHON, *SOURCE.rglob("*.html"), *SOURCE.rglob("*.css")]
    long = {
        str(file.relative_to(ROOT)): count
        for file in files
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_module_has_a_name_that_says_what_is_in_it() -> None:
    vague = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "base"}
    parts = {
        (file, part) for file in PYTHON for part in file.relative_to(SOURCE).with_suffix("").parts
    }
    assert [str(file) for file, part in parts if part in vague] == []
    assert [str(file) for file in PYTHON if "Manager" in file.read_text(encoding="utf-8")] == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(file.relative_to(ROOT))
        for file in PYTHON
        if not re.match(r'(#.*\n)*"""\S', file.read_text(encoding="utf-8"))
    ]
    assert silent == []


def test_the_web_never_writes() -> None:
    for file in (SOURCE / "web").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "publod.ingest" not in text, file
        assert "ledger.commit(" not in text, file


#: What tells of one machine, and belongs in no file of the project.
_HOMES = re.compile(r"(?<![\w.…])/(?:home|Users|root|tmp)/\w")


def test_no_file_tells_of_a_machine() -> None:
    here = str(ROOT) if len(ROOT.parts) > 2 else "nowhere"
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file in tracked()
        for line in file.read_text(encoding="utf-8").splitlines()
        if _HOMES.search(line) or here in line
    ]
    assert found == []


def tracked() -> Iterator[Path]:
    """The text files of the project: what git would keep, or, outside git, what is there."""
    folders = ("src", "tests", "bench", "docs", "data", "ontology", "shapes", ".ci")
    ends = {".py", ".md", ".html", ".css", ".ttl", ".toml", ".po", ".cfg", ".sh", ".svg", ""}
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*"))]
    for file in (*files, *sorted(ROOT.glob("*"))):
        hidden = any(part.startswith(("__pycache__", ".venv")) for part in file.parts)
        if file.is_file() and file.suffix in ends and not hidden:
            yield file


@pytest.fixture(scope="module")
def texts() -> Catalog:
    """What publod and click say, as translators get it."""
    return template()


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


def strings_of(message: Message) -> list[str]:
    """The translation; with a plural, each of its forms."""
    if isinstance(message.string, str):
        return [message.string]
    return list(message.string or [""])


def test_every_message_is_translated_and_no_translation_is_stale(
    texts: Catalog, swedish: Catalog
) -> None:
    of_click = {m.id for m in texts if all(name.startswith("click/") for name, _ in m.locations)}
    said = {message.id for message in texts if message.id}
    translated = {message.id for message in swedish if message.id}
    assert len(of_click & translated) > 20
    assert said - translated - of_click == set(), "without a translation"
    assert translated - said == set(), "no longer said"
    assert [message.id for message in swedish if message.id and not all(strings_of(message))] == []
    assert [m.id for m in swedish if m.fuzzy and m.id] == []


def test_translators_see_where_a_text_is_said_and_what_it_means(texts: Catalog) -> None:
    assert [message.id for message in texts if message.id and not message.locations] == []
    places = {message.id: message for message in texts}
    assert places["Cite"].locations[0][0] == "publod/web/templates/cite.html"
    assert places["Cite"].auto_comments == [
        "how to refer to the publication in a list of references"
    ]
    assert places["Issue"].auto_comments == ["the number of a journal within its volume"]
    assert places["Write the whole catalogue as RDF."].auto_comments == ["publod export --help"]
    comments = sum(
        file.read_text("utf-8").count("# Translators: ")
        for file in SOURCE.rglob("*.*")
        if file.suffix in {".py", ".html"}
    )
    assert comments == sum(
        not one.startswith("publod ") for message in texts for one in set(message.auto_comments)
    )


def test_translations_keep_the_placeholders(swedish: Catalog) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"%\(\w+\)[sd]", text))

    for message in swedish:
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        for text, original in zip(strings_of(message), originals, strict=True):
            assert placeholders(text) == placeholders(originals[-1]), message.id
            for end in (".", ":", "?"):
                assert text.endswith(end) == original.endswith(end), message.id
        assert not list(message.check(swedish)), message.id


def test_the_catalogue_compiles(swedish: Catalog) -> None:
    compiled = BytesIO()
    write_mo(compiled, swedish)
    assert len(compiled.getvalue()) > 1000


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    settings = seed_settings(home=tmp_path)
    Ledger.create(settings.database, "https://data.example.se/").close()
    return create_app(settings)


#: URLs are promises: these are all that the service has made. One may be added; none may go.
ROUTES = """
/                     GET HEAD OPTIONS
/.well-known/void     GET HEAD OPTIONS
/changes              GET HEAD OPTIONS
/changes/<int:number> GET HEAD OPTIONS
/datasets/dcat        GET HEAD OPTIONS
/covers/<name>        GET HEAD OPTIONS
/files/<path:name>    GET HEAD OPTIONS
/dumps                GET HEAD OPTIONS
/dumps/<name>         GET HEAD OPTIONS
/sitemap.xml          GET HEAD OPTIONS
/sitemap-<int:number>.xml GET HEAD OPTIONS
/unapi                GET HEAD OPTIONS
/<path:path>          GET HEAD OPTIONS
/<path:path>.linkset  GET HEAD OPTIONS
/<path:path>.linkset.json GET HEAD OPTIONS
/context.jsonld       GET HEAD OPTIONS
/oai                  GET HEAD OPTIONS POST
/openapi.json         GET HEAD OPTIONS
/opensearch.xml       GET HEAD OPTIONS
/reconcile            GET HEAD OPTIONS POST
/reconcile/extend     GET HEAD OPTIONS
/reconcile/preview    GET HEAD OPTIONS
/reconcile/suggest/entity GET HEAD OPTIONS
/reconcile/suggest/property GET HEAD OPTIONS
/reconcile/suggest/type GET HEAD OPTIONS
/reconcile/view       GET HEAD OPTIONS
/robots.txt           GET HEAD OPTIONS
/sparql               GET HEAD OPTIONS POST
/graphs               GET HEAD OPTIONS
/metrics              GET HEAD OPTIONS
/livez                GET HEAD OPTIONS
/healthz              GET HEAD OPTIONS
/readyz               GET HEAD OPTIONS
/sparql/terms.json    GET HEAD OPTIONS
/suggest              GET HEAD OPTIONS
/page/<name>          GET HEAD OPTIONS
/theme/<path:name>    GET HEAD OPTIONS
/static/icon.svg GET HEAD OPTIONS
/static/<path:filename> GET HEAD OPTIONS
"""
PROMISED_LISTS = {"publications", "works", "agents", "places", "subjects", "types", "audiences"}
PROMISED_VOCABULARIES = {"ontology", "shapes"}


def test_addresses_are_the_promised_ones(app: Flask) -> None:
    found = {rule.rule: set(rule.methods or ()) for rule in app.url_map.iter_rules()}
    promised = {line.split()[0]: set(line.split()[1:]) for line in ROUTES.strip().splitlines()}
    assert found == promised


def test_lists_and_vocabularies_are_at_the_promised_addresses(app: Flask) -> None:
    assert set(LISTS) == PROMISED_LISTS
    client = app.test_client()
    for path in PROMISED_LISTS | PROMISED_VOCABULARIES:
        assert client.get(f"/{path}.ttl").status_code == 200
    rules = [rule.rule.replace("<int:number>", "0") for rule in app.url_map.iter_rules()]
    first = {rule.split("/")[1] for rule in rules if not rule.startswith("/<")} - {""}
    assert first | PROMISED_LISTS | PROMISED_VOCABULARIES <= RESERVED


def test_mypy_looks_at_every_file() -> None:
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(
        r'^\[tool\.mypy\]\nstrict = true\nfiles = \["src", "tests", "bench", "wsgi.py"\]',
        settings,
        re.MULTILINE,
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^test:.*\n(\t.*\n)*\t\$\(BIN\)/mypy$", makefile, re.MULTILINE)
    ignoring = [
        str(file.relative_to(ROOT))
        for file in PYTHON
        if "mypy: ignore-errors" in file.read_text(encoding="utf-8")
    ]
    assert ignoring == []
    assert (SOURCE / "py.typed").exists()
