"""A page as its visitors get it: every test that fetches a page has it inspected here."""

from __future__ import annotations

import copy
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

#: Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Attributes that make a browser fetch, or offer to fetch.
_REFERENCES = ("href", "src", "action", "srcset", "poster", "data")
#: Attributes that name other elements of the page by their ids.
_NAMING = ("for", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns")
#: What a person fills in, but for buttons, which are named by their text.
_CONTROLS = frozenset({"input", "select", "textarea"})
_BUTTONS = frozenset({"button", "hidden", "image", "reset", "submit"})
_HEADING = re.compile(r"h([1-6])")
#: A language tag as the pages use them: a language, and perhaps a script and a region (RFC 5646).
_LANGUAGE = re.compile(
    r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?(-x(-[a-z0-9]{1,8})+)?", re.IGNORECASE
)
#: Languages that are written from right to left.
_LEFTWARD = frozenset("ar ckb dv fa he ps sd ug ur yi".split())


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = field(default=None, repr=False)
    #: All pieces of text of the page so far, and which of them are in this element.
    pieces: list[str] = field(default_factory=list, repr=False)
    start: int = field(default=0, repr=False)
    end: int | None = field(default=None, repr=False)
    is_drawn: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.is_drawn = self.parent is not None and (
            self.parent.tag == "svg" or self.parent.is_drawn
        )

    @cached_property
    def text(self) -> str:
        """The text inside; to be asked for when the element has ended."""
        return "".join(self.pieces[self.start : self.end])

    def within(self, *tags: str) -> Element | None:
        """The nearest element around this one that has one of the tags."""
        return next((e for e in self.around() if e.tag in tags), None)

    def around(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def nearest(self, name: str) -> str:
        """The value of an attribute here, or else on the nearest element around that has it."""
        here: Element | None = self
        while here is not None:
            if name in here.attributes:
                return here.attributes[name]
            here = here.parent
        return ""


@dataclass
class Text:
    """A piece of text, with the language that it is said to be in and the elements around it."""

    text: str
    language: str
    within: tuple[str, ...]
    direction: str = ""


@dataclass
class Page(HTMLParser):
    """What a page has; read it with `read`."""

    url: str
    elements: list[Element] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self._pieces: list[str] = []
        self._by_tag: dict[str, list[Element]] = defaultdict(list)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if len(values) < len(attrs):
            names = Counter(name for name, _ in attrs)
            self.problems += [f"<{tag}> has {name} twice" for name, n in names.items() if n > 1]
        element = Element(
            tag, values, self._open[-1] if self._open else None, self._pieces, len(self._pieces)
        )
        self.elements.append(element)
        self._by_tag[tag].append(element)
        if tag in _VOID:
            element.end = element.start
        else:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} ends nothing")
        else:
            self._open.pop().end = len(self._pieces)

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)
        if data.strip():
            within = tuple(e.tag for e in self._open)
            language, direction = (
                self._open[-1].nearest(name) if self._open else "" for name in ("lang", "dir")
            )
            self.texts.append(Text(data.strip(), language, within, direction))

    def all(self, tag: str) -> list[Element]:
        """The elements of a tag; what a drawing has, such as a title of its own, is not among them."""
        return [e for e in self._by_tag.get(tag, ()) if not e.is_drawn]

    def one(self, tag: str) -> Element:
        found = self.all(tag)
        assert len(found) == 1, f"{self.url} has {len(found)} <{tag}>"
        return found[0]

    @cached_property
    def links(self) -> list[tuple[Element, str]]:
        """Every reference on the page, as the absolute URL that it leads to."""
        return [
            (element, urljoin(self.url, element.attributes[name]))
            for element in self.elements
            for name in _REFERENCES
            if name in element.attributes
        ]

    @cached_property
    def ids(self) -> Counter[str]:
        """The ids on the page, with how often each is there."""
        return Counter(e.attributes["id"] for e in self.elements if "id" in e.attributes)

    def at(self, url: str) -> Page:
        """The same page at another address, where its links lead elsewhere; they are inspected."""
        moved = copy.copy(self)
        moved.url = url
        moved.__dict__.pop("links", None)
        _assert_links(moved)
        return moved

    @property
    def structured_data(self) -> list[str]:
        return [
            element.text
            for element in self.all("script")
            if element.attributes.get("type") == "application/ld+json"
        ]


def read(url: str, html: str, language: str | None = None) -> Page:
    """A page that has been inspected: what no page may get wrong, this one does not."""
    page = Page(url)
    page.feed(html)
    page.close()
    assert html.startswith("<!doctype html>"), url
    left = [element.tag for element in page._open]
    assert not page.problems, f"{url}: {page.problems}"
    assert not left, f"{url}: {left} are never closed"
    heading = " ".join(page.one("h1").text.split())
    assert heading, f"{url} has an empty h1"
    title = " ".join(page.one("title").text.split())
    assert title.startswith(heading), f"{url}: {title!r} does not start with {heading!r}"
    ids = page.ids
    assert not [name for name, count in ids.items() if count > 1], f"{url}: ids twice: {ids}"
    assert all(name and not set(name) & set(" \t\n") for name in ids), f"{url}: {list(ids)}"
    for element in page.elements:
        for name in _NAMING:
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{url}: {name} names no element: {target}"
        assert not [a for a in element.attributes if a.startswith("on")], f"{url}: {element}"
        assert "style" not in element.attributes, f"{url}: {element}"
    spoken = page.one("html").attributes["lang"]
    assert spoken in {"sv", "en"}, f"{url}: {spoken}"
    assert language in {None, spoken}, f"{url} is in {spoken}"
    assert not page.all("style"), f"{url} has a style element"
    for script in page.all("script"):
        assert _is_allowed(script), f"{url}: {script}"
    for found in (*_unnamed(page), *_skipped_headings(page), *_mistold_texts(page)):
        raise AssertionError(f"{url}: {found}")
    _assert_links(page)
    return page


def _is_allowed(script: Element) -> bool:
    """Whether a script is data, or a module of the site's own; that it is, `_assert_links` sees."""
    kind = script.attributes.get("type")
    if kind == "module":
        return bool(script.attributes.get("src")) and not script.text.strip()
    return kind == "application/ld+json" and "src" not in script.attributes


def _unnamed(page: Page) -> Iterator[str]:
    """Controls, pictures, drawings, links and buttons that a screen reader could not name."""
    labelled = {e.attributes["for"] for e in page.all("label") if "for" in e.attributes}
    titled = {e.parent for e in page.elements if e.tag == "title"}
    pictured = {above for e in page.all("img") if e.attributes.get("alt") for above in e.around()}
    for element in page.elements:
        said = element.attributes
        named = bool(said.get("aria-label", "").strip() or said.get("aria-labelledby"))
        if element.tag in _CONTROLS and said.get("type") not in _BUTTONS:
            if not (named or said.get("id") in labelled or element.within("label")):
                yield f"{element} has no label"
        elif element.tag == "img" and "alt" not in said:
            yield f"{element} has no alt"
        elif element.tag == "svg" and not element.is_drawn:
            hidden = element.nearest("aria-hidden") == "true"
            if not hidden and ("role" not in said or not (named or element in titled)):
                yield f"a drawing needs a role and a name, or aria-hidden: {said}"
        elif ((element.tag == "a" and "href" in said) or element.tag == "button") and not (
            named or element in pictured or element.text.strip()
        ):
            yield f"{element.tag} has no text: {said}"


def _skipped_headings(page: Page) -> Iterator[str]:
    """Headings that are more than one level below the one before."""
    before = 0
    for element in page.elements:
        if found := _HEADING.fullmatch(element.tag):
            level = int(found[1])
            if level > before + 1:
                yield f"after a heading of level {before}, {element.text!r} has level {level}"
            before = level


def _mistold_texts(page: Page) -> Iterator[str]:
    """Texts whose language is no language, or that run the other way than the page says."""
    for element in page.elements:
        tag = element.attributes.get("lang")
        if tag is not None and not _LANGUAGE.fullmatch(tag):
            yield f"{tag!r} is no language"
    for text in page.texts:
        leftward = text.language.partition("-")[0].lower() in _LEFTWARD
        if leftward != (text.direction == "rtl") and text.direction != "auto":
            yield f"{text.text!r} is in {text.language!r} and runs {text.direction or 'ltr'}"


def _assert_links(page: Page) -> None:
    here = urlsplit(page.url)
    for element, target in page.links:
        parts = urlsplit(target)
        reference = element.attributes.get("href", element.attributes.get("action", ""))
        assert parts.scheme in {"http", "https", "mailto", "tel"}, f"{page.url}: {target}"
        if element.attributes.get("rel", "").startswith("schema."):
            continue  # names a vocabulary; nobody fetches it
        is_canonical = element.attributes.get("rel") == "canonical"
        if element.tag == "link" and (is_canonical or "hreflang" in element.attributes):
            continue  # says by which address others know the page
        if element.tag != "a":
            # What a browser fetches or is told about is here; only a visitor's click leads away.
            assert (parts.scheme, parts.netloc) == (here.scheme, here.netloc), f"{target}"
            assert not urlsplit(reference).netloc, f"{page.url}: {reference} names a host"
        if target.split("#")[0] == page.url.split("#")[0] and parts.fragment:
            assert parts.fragment in page.ids, f"{page.url}: {reference} leads nowhere on the page"
