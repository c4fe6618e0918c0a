"""What a web page says of things in its elements: microdata and RDFa Lite, as JSON-LD has it.

https://html.spec.whatwg.org/multipage/microdata.html and https://www.w3.org/TR/rdfa-lite/. What is
read is the things at the top, each as a node of JSON-LD whose terms are without their vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import html5rdf

from publod.errors import SourceUnreadable
from publod.importing.field_values import plain
from publod.messages import N_

#: Where elements have an address, by the specification of microdata, §5.2.4.
_ADDRESSES = (
    dict.fromkeys(("a", "area", "link"), "href")
    | {"object": "data"}
    | dict.fromkeys(("audio", "embed", "iframe", "img", "source", "track", "video"), "src")
)
_DEEPEST = 1000
_VALUES = {"data": "value", "meter": "value", "time": "datetime"}
#: Properties of texts, which are in the language of their element.
_TEXTS = frozenset("name headline alternateName alternativeHeadline description abstract".split())


class _Syntax(NamedTuple):
    """The attributes that begin a thing, say its type, name a property, and say its address."""

    scope: str
    type: str
    name: str
    address: str


_SYNTAXES = {
    "microdata": _Syntax("itemscope", "itemtype", "itemprop", "itemid"),
    "RDFa": _Syntax("typeof", "typeof", "property", "resource"),
}


class _Bounded(html5rdf.getTreeBuilder("etree")):  # type: ignore[misc]
    """Ends the parsing of a page whose elements are nested too deep, which takes hours."""

    def insertElementNormal(self, token: Any) -> Any:  # noqa: N802 (a name of the library)
        if len(self.openElements) > _DEEPEST:
            raise SourceUnreadable(
                N_("its elements are nested more than %(most)s deep", most=_DEEPEST)
            )
        return super().insertElementNormal(token)


def page_of(content: bytes) -> Element:
    """The root of a page, as browsers read it. Its encoding is what it says, else UTF-8.

    Raises SourceUnreadable for one that is nested too deep.
    """
    parser = html5rdf.HTMLParser(tree=_Bounded, namespaceHTMLElements=False)
    root: Element = parser.parse(content, likely_encoding="utf-8")
    return root


def scripts_of(page: Element) -> Iterator[str]:
    """The texts of scripts that hold JSON-LD."""
    for script in page.iter("script"):
        if script.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
            yield script.text or ""


def items_of(page: Element) -> Iterator[tuple[str, dict[str, Any]]]:
    """The things at the top, each with the name of its syntax."""
    for name, syntax in _SYNTAXES.items():
        reading = _Reading(page, syntax)
        for element in page.iter():
            if syntax.scope in element.attrib and not element.get(syntax.name):
                yield name, reading.item(element, frozenset())


class _Reading:
    """A page in one syntax."""

    def __init__(self, page: Element, syntax: _Syntax) -> None:
        self._syntax = syntax
        self._is_rdfa = syntax.scope == "typeof"
        self._above = {child: parent for parent in page.iter() for child in parent}
        self._by_id = {one.get("id"): one for one in reversed([*page.iter()]) if one.get("id")}
        base = page.find("head/base")
        canonical = next((x for x in page.iter("link") if x.get("rel") == "canonical"), None)
        self._base = next((x.get("href", "") for x in (base, canonical) if x is not None), "")

    def item(self, element: Element, within: frozenset[Element]) -> dict[str, Any]:
        """A thing. One that is a part of itself is left out there."""
        node: dict[str, Any] = {"@type": element.get(self._syntax.type, "").split()}
        if address := element.get(self._syntax.address, ""):
            node["@id"] = urljoin(self._base, address)
        for part in self._properties(element):
            if part in within or part is element:
                continue
            value = self._value(part, within | {element})
            for name in part.get(self._syntax.name, "").split():
                local = name.rpartition("/")[2].rpartition(":")[2]
                language = self._language(part) if local in _TEXTS else ""
                is_text = isinstance(value, str) and language
                one = {"@value": value, "@language": language} if is_text else value
                node.setdefault(local, []).append(one)
        return node

    def _properties(self, element: Element) -> Iterator[Element]:
        """The elements that say something of a thing, in the order of the page."""
        waiting = [*element]
        if not self._is_rdfa:
            others = (self._by_id.get(name) for name in element.get("itemref", "").split())
            waiting += [one for one in others if one is not None]
        seen: set[Element] = set()
        while waiting:
            one = waiting.pop(0)
            if one in seen:
                continue
            seen.add(one)
            if one.get(self._syntax.name):
                yield one
            if self._syntax.scope not in one.attrib:
                waiting = [*one, *waiting]

    def _value(self, element: Element, within: frozenset[Element]) -> Any:
        if self._syntax.scope in element.attrib:
            return self.item(element, within)
        attribute = self._attribute_of(element)
        if not attribute:
            return plain("".join(element.itertext()))
        text = plain(element.get(attribute))
        is_address = attribute == "resource" or attribute == _ADDRESSES.get(element.tag)
        return urljoin(self._base, text) if is_address else text

    def _attribute_of(self, element: Element) -> str:
        """The attribute that has the value of a property; '' where its text is that."""
        if self._is_rdfa:
            for name in ("content", "resource"):
                if name in element.attrib:
                    return name
        if element.tag in _VALUES:
            return _VALUES[element.tag] if _VALUES[element.tag] in element.attrib else ""
        return "content" if element.tag == "meta" else _ADDRESSES.get(element.tag, "")

    def _language(self, element: Element) -> str:
        above: Element | None = element
        while above is not None:
            if "lang" in above.attrib:
                return above.get("lang", "")
            above = self._above.get(above)
        return ""
