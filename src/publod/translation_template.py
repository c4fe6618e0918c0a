"""All that publod says, as a template for translators: each text with the places where it is said.

It is read from publod's own files, so it is never older than these: Python, templates of pages,
what `publod init` writes, the example queries, the help of commands, and click's texts. A comment
for whoever translates a text begins with ``Translators:`` and stands in the line above.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

    from babel.messages.catalog import Catalog

_HERE = Path(__file__).parent
#: Which files have texts, and by which functions these are known.
_METHODS = [
    ("cli/**.py", "publod.translation_template:commands"),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("starter/**", "jinja2"),
    ("**/queries/examples.toml", "publod.translation_template:texts_of_toml"),
]
#: The parts of the template, from what all visitors read: names, and which files they are of.
PARTS = (
    ("templates of pages", "publod/web/templates/"),
    ("other texts of pages", "publod/(web|bibliography|search|services|formats|inference)"),
    ("errors, checks, imports and settings", "publod/(?!cli/|starter/)"),
    ("commands, and what publod init writes", "publod/"),
    ("click's texts", ""),
)
_KEYWORDS: dict[str, Any] = {
    "_": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2),
}  # fmt: skip
_COMMENTS = ("Translators:",)


def template(catalogue: Catalog | None = None) -> Catalog:
    """All texts as a catalogue of gettext, or added to one, such as that of a language.

    They stand in the order of PARTS, with a comment where each of these begins.
    """
    from babel.messages.catalog import Catalog

    catalogue = Catalog(project="publod", fuzzy=False) if catalogue is None else catalogue
    found = list(_texts())
    parts: dict[Any, int] = {}
    for name, _, text, _, context in found:
        parts[text, context] = min(_part_of(name), parts.get((text, context), len(PARTS)))
    number = -1
    for name, line, text, comments, context in sorted(found, key=lambda one: parts[one[2], one[4]]):
        part = parts[text, context]
        heading = ""
        if part != number:
            number, count = part, sum(other == part for other in parts.values())
            heading = f"===== {part + 1} of {len(PARTS)}: {PARTS[part][0]} ({count} texts) ====="
        catalogue.add(
            text, locations=[(name, line)], auto_comments=comments, context=context,
            user_comments=[heading] if heading else (),
        )  # fmt: skip
    return catalogue


def write_template(file: IO[bytes], catalogue: Catalog | None = None) -> None:
    """Write `template` as a file of gettext."""
    from babel.messages.pofile import write_po

    write_po(file, template(catalogue), width=0)


def _texts() -> Iterator[tuple[str, int, Any, list[str], str | None]]:
    """Each text with its file, its line, comments and context."""
    from babel.messages.extract import extract_from_dir

    click = find_spec("click")
    folders = [_HERE, *((click.submodule_search_locations or ()) if click else ())]
    for folder in map(Path, folders):
        found = extract_from_dir(
            folder, _METHODS, keywords=_KEYWORDS, comment_tags=_COMMENTS, strip_comment_tags=True
        )
        for name, line, text, comments, context in found:
            yield f"{folder.name}/{name}", line, text, comments, context


def _part_of(name: str) -> int:
    """The first of PARTS that a file belongs to."""
    return next(number for number, (_, pattern) in enumerate(PARTS) if re.match(pattern, name))


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line, as they are translated."""
    return [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]


def commands(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Babel's extraction from Python, with the help of commands, which are their docstrings."""
    import ast

    from babel.messages.extract import extract_python

    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.FunctionDef) and any(map(_makes_a_command, node.decorator_list)):
            for text in paragraphs(ast.get_docstring(node) or ""):
                yield node.lineno, "_", text, [f"publod {node.name} --help"]


def texts_of_toml(file: IO[bytes], *_: Any, **_options: Any) -> Iterator[Any]:
    """The extraction from lists of queries in TOML: all strings in them but names of files."""
    import tomllib

    lines = file.read().decode().splitlines()
    for number, line in enumerate(lines, 1):
        [(name, text)] = tomllib.loads(line).items() if '= "' in line else [("query", "")]
        if name != "query":
            yield number, "_", text, []


def _makes_a_command(decorator: ast.expr) -> bool:
    """Whether it is a call of ``command`` or ``group``, as click has them."""
    return getattr(getattr(decorator, "func", None), "attr", "") in {"command", "group"}
