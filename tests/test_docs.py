"""What there is, is documented; and what the documents point to, exists."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from publod.cli import main
from publod.config import described
from publod.formats import FORMATS, Format
from publod.web.routes import LISTS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
MARKDOWN = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def prose_of(path: Path) -> str:
    """A document without its blocks of code."""
    return FENCED.sub("", text_of(path))


def anchors_of(path: Path) -> set[str]:
    """The fragments that a forge gives to the headings of a document."""
    kept = (re.sub(r"[^\w\- ]", "", title.lower()) for title in HEADING.findall(prose_of(path)))
    return {title.replace(" ", "-") for title in kept}


def broken_links(path: Path) -> list[str]:
    broken = []
    for link in LINK.findall(CODE.sub("", prose_of(path))):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.exists() or (parts.fragment and parts.fragment not in anchors_of(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize(("name", "default"), [(name, default) for name, default, _ in described()])
def test_a_setting_has_its_row(name: str, default: str) -> None:
    rows = [r for r in text_of(DOCS / "settings.md").splitlines() if r.startswith(f"| `{name}` |")]
    assert len(rows) == 1
    assert rows[0].split("|")[2].strip().strip("`") == default


def test_settings_that_are_documented_exist() -> None:
    known = {name for name, _, _ in described()}
    for path in MARKDOWN:
        assert set(re.findall(r"\bPUBLOD_[A-Z_]*[A-Z]", text_of(path))) <= known, path.name


@pytest.mark.parametrize("command", sorted(main.commands))
def test_a_command_has_its_row(command: str) -> None:
    assert re.search(rf"^\| `publod {command}\b", text_of(ROOT / "README.md"), re.MULTILINE)


def test_every_decision_is_in_the_index() -> None:
    folder = DOCS / "decisions"
    files = {path.name for path in folder.glob("*.md")} - {"README.md"}
    assert files == set(LINK.findall(text_of(folder / "README.md")))


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_a_format_has_its_row(form: Format) -> None:
    start = f"| `.{form.suffix}` | {form.title} | `{form.media_type}` |"
    rows = [row for row in text_of(DOCS / "http.md").splitlines() if row.startswith(start)]
    assert len(rows) == 1
    assert set(re.findall(r"`([^`]+)`", rows[0].removeprefix(start))) == set(form.accepts)


def test_lists_are_documented() -> None:
    text = text_of(DOCS / "http.md")
    assert [name for name in LISTS if f"`/{name}`" not in text] == []


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    assert broken_links(path) == []


def test_what_is_decided_where_is_there() -> None:
    table = text_of(ROOT / "CONTRIBUTING.md").split("## What is decided where")[1].split("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("| ") and ".py" in row]
    assert len(rows) >= 50
    modules = [module for row in rows for module in re.findall(r"`([\w/]+\.py)`", row)]
    assert [m for m in modules if not (ROOT / "src" / "publod" / m).is_file()] == []


def test_modules_that_documents_name_are_there() -> None:
    """Decisions tell of their day, and the change log of its; all else of today."""
    source = ROOT / "src" / "publod"
    documents = [d for d in MARKDOWN if d.parent.name != "decisions" and d.name != "CHANGELOG.md"]
    gone = {
        f"{document.name}: {module}"
        for document in documents
        for module in re.findall(r"`((?:\w+/)+\w+\.py)`", prose_of(document))
        if not any((top / module).is_file() for top in (source, ROOT))
    }
    assert gone == set()
