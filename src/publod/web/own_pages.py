"""Pages of a catalogue's own, in Markdown (CommonMark): a file for each, or for each language.

``contact.md`` is for all languages, ``contact.fi.md`` for Finnish. The first heading is the title.
HTML in the text is shown as it stands and not run, so whoever writes a page cannot break another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from publod.errors import SettingsError
from publod.messages import N_

_NAME = re.compile(r"([a-z0-9][a-z0-9-]*)(?:\.([a-z]{2,3}))?\.md")
#: How columns of tables stand, by what the parser says of them.
_ALIGNED = {"text-align:right": "number", "text-align:center": "centred"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link in Markdown, or an image, with its line."""

    line: int
    target: str
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page in one language, or for all ('').

    ``source`` is its file, ``links`` are the lines and targets of what it links and the images that
    it shows, ``ids`` what a link to a heading may name.
    """

    name: str
    language: str
    title: str
    body: Markup
    source: Path
    links: tuple[Link, ...]
    ids: frozenset[str]


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Where a table is wider than the window, it alone is scrolled.
    markdown.add_render_rule(
        "table_open", lambda *_: '<div class="scroll" tabindex="0">\n<table>\n'
    )
    markdown.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    for rule in ("fence", "code_block"):
        markdown.add_render_rule(rule, _code)
    return markdown


def _code(_: object, tokens: Sequence[Token], number: int, *_rest: object) -> str:
    """Lines of code, which the keyboard can scroll."""
    return Markup('<pre tabindex="0"><code>{}</code></pre>\n').format(tokens[number].content)


def inline(text: str, href: Callable[[str], str]) -> Markup:
    """A line of Markdown for each page, such as the footer, as HTML without a paragraph around it.

    Links in it are paths below the base URL, or whole addresses, from which ``href`` makes links.
    """
    tokens = _markdown().parseInline(text)
    for token in _below(tokens):
        if token.type == "link_open" and isinstance(target := token.attrs["href"], str):
            token.attrs["href"] = href(target if is_address(target) else target.lstrip("./"))
    rendered = _markdown().renderer.render(tokens, _markdown().options, {})
    return Markup(rendered)  # noqa: S704 (HTML in it is off)


def blocks(text: str) -> Markup:
    """A text of some paragraphs and lists in Markdown, with headings below those of a section."""
    return _rendered(_markdown().parse(text), 2)


def _rendered(tokens: Sequence[Token], level: int) -> Markup:
    """A text below a heading of a level: its own go on from there, and skip none."""
    around: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            around = [*(tag for tag in around if tag < token.tag), token.tag]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, level + len(around))}"
        # Pages may have no styles but those of sheets.
        if aligned := _ALIGNED.get(str(token.attrs.pop("style", ""))):
            token.attrSet("class", aligned)
    rendered = _markdown().renderer.render(tokens, _markdown().options, {})
    return Markup(rendered)  # noqa: S704 (HTML in it is off)


def is_address(target: str) -> bool:
    """Whether the target of a link has a scheme or a host, or is a part of the same page."""
    return re.match(r"[a-z][a-z0-9+.-]*:|//|#", target, re.IGNORECASE) is not None


def links_of(tokens: Sequence[Token], line: int = 1) -> Iterator[Link]:
    """What a text in Markdown links or shows; a text without lines of its own is at ``line``."""
    for token in tokens:
        at = token.map[0] + 1 if token.map else line
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                at += 1
            target = child.attrs.get("src" if child.type == "image" else "href")
            if isinstance(target, str):
                yield Link(at, target, child.type == "image")


def links_of_line(text: str) -> list[Link]:
    """What a line of Markdown links."""
    return [*links_of(_markdown().parseInline(text))]


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
    ids: set[str] = set()
    rest = tokens[3:]
    for number, token in enumerate(rest):
        if token.type == "heading_open":
            ids.add(_identify(token, rest[number + 1].content, ids))
    links = tuple(links_of(tokens))
    return OwnPage(name, language, title, _rendered(rest, 1), file, links, frozenset(ids))


def _identify(heading: Token, text: str, taken: set[str]) -> str:
    """Give a heading an id made of its words; those of publod's own begin with ``page-``."""
    words = "-".join(re.findall(r"\w+", text.lower())) or "part"
    name = words if not words.startswith("page-") else f"own-{words}"
    number = 1
    while name in taken:
        number += 1
        name = f"{words}-{number}"
    heading.attrSet("id", name)
    return name


def _below(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
