"""A page as its visitors get it: every test that fetches a page has it inspected here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

#: Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
#: Attributes that make a browser fetch, or offer to fetch.
_REFERENCES = ("href", "src", "action", "srcset", "poster", "data")


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Text:
    """A piece of text, with the language that it is said to be in and the elements around it."""

    text: str
    language: str
    within: tuple[str, ...]


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in attrs)
        self.problems += [f"<{tag}> has {name} twice" for name, n in names.items() if n > 1]
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].tag != tag:
            self.problems.append(f"</{tag}> at {self.getpos()} ends nothing")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if data.strip():
            spoken = [e.attributes["lang"] for e in self._open if "lang" in e.attributes]
            within = tuple(e.tag for e in self._open)
            self.texts.append(Text(data.strip(), spoken[-1] if spoken else "", within))

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str) -> Element:
        found = self.all(tag)
        assert len(found) == 1, f"{self.url} has {len(found)} <{tag}>"
        return found[0]

    @property
    def links(self) -> list[tuple[Element, str]]:
        """Every reference on the page, as the absolute URL that it leads to."""
        return [
            (element, urljoin(self.url, element.attributes[name]))
            for element in self.elements
            for name in _REFERENCES
            if name in element.attributes
        ]

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
    ids = Counter(e.attributes["id"] for e in page.elements if "id" in e.attributes)
    assert not [name for name, count in ids.items() if count > 1], f"{url}: ids twice: {ids}"
    assert all(name and not set(name) & set(" \t\n") for name in ids), f"{url}: {list(ids)}"
    for element in page.elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            for target in element.attributes.get(name, "").split():
                assert target in ids, f"{url}: {name} names no element: {target}"
        assert not [a for a in element.attributes if a.startswith("on")], f"{url}: {element}"
        assert "style" not in element.attributes, f"{url}: {element}"
    spoken = page.one("html").attributes["lang"]
    assert spoken in {"sv", "en"}, f"{url}: {spoken}"
    assert language in {None, spoken}, f"{url} is in {spoken}"
    scripts = [e for e in page.all("script") if e.attributes.get("type") != "application/ld+json"]
    assert not scripts, f"{url} has a script"
    assert not page.all("style"), f"{url} has a style element"
    _assert_links(page, ids)
    return page


def _assert_links(page: Page, ids: Counter[str]) -> None:
    here = urlsplit(page.url)
    for element, target in page.links:
        parts = urlsplit(target)
        reference = element.attributes.get("href", element.attributes.get("action", ""))
        assert parts.scheme in {"http", "https", "mailto", "tel"}, f"{page.url}: {target}"
        if element.tag != "a":
            # What a browser fetches or is told about is here; only a visitor's click leads away.
            assert (parts.scheme, parts.netloc) == (here.scheme, here.netloc), f"{target}"
            assert not urlsplit(reference).netloc, f"{page.url}: {reference} names a host"
        if target.split("#")[0] == page.url.split("#")[0] and parts.fragment:
            assert parts.fragment in ids, f"{page.url}: {reference} leads nowhere on the page"
