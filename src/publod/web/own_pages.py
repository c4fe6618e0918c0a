"""Pages of a catalogue's own, in Markdown (CommonMark): a file for each, or for each language.

``contact.md`` is for all languages, ``contact.fi.md`` for Finnish. The first heading is the title.
HTML in the text is shown as it stands and not run, so whoever writes a page cannot break another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from publod.errors import SettingsError
from publod.messages import N_

_NAME = re.compile(r"([a-z0-9][a-z0-9-]*)(?:\.([a-z]{2,3}))?\.md")


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page in one language, or for all ('')."""

    name: str
    language: str
    title: str
    body: Markup


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def inline(text: str) -> Markup:
    """A line of Markdown, such as one of the footer, as HTML without a paragraph around it."""
    return Markup(_markdown().renderInline(text))  # noqa: S704 (HTML in it is off)


def read_pages(folder: Path | None) -> Mapping[str, Mapping[str, OwnPage]]:
    """The pages of a folder by name and language, in the order of their names.

    Raises SettingsError for a file whose name cannot be an address, or that has no title.
    """
    pages: dict[str, dict[str, OwnPage]] = {}
    for file in sorted(folder.glob("*.md")) if folder else ():
        match = _NAME.fullmatch(file.name)
        if file.name.lower() == "readme.md":
            continue
        if match is None:
            raise SettingsError(
                N_(
                    "%(file)s: a page is called like contact.md or contact.fi.md, in small "
                    "letters, digits and hyphens",
                    file=file,
                )
            )
        page = _page(file, match[1], match[2] or "")
        pages.setdefault(page.name, {})[page.language] = page
    return pages


def nearest_page(page: Mapping[str, OwnPage], language: str, *others: str) -> OwnPage:
    """A page in a language, or in the first of some others that it is in."""
    for tag in (language, "", *others):
        if tag in page:
            return page[tag]
    return next(iter(page.values()))


def _page(file: Path, name: str, language: str) -> OwnPage:
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        raise SettingsError(N_("%(place)s: this is no text in UTF-8", place=file)) from None
    tokens = _markdown().parse(text)
    if len(tokens) < 2 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        raise SettingsError(
            N_("%(file)s: a page begins with its title, such as # Contact", file=file)
        )
    title = "".join(
        child.content for child in tokens[1].children or () if child.type in {"text", "code_inline"}
    )
    rest = tokens[3:]
    for token in rest:  # there is one heading of the first level, the title
        if token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
    body = _markdown().renderer.render(rest, _markdown().options, {})
    return OwnPage(name, language, title, Markup(body))  # noqa: S704 (HTML in it is off)
