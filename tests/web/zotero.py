"""What Zotero makes of a page, by the rules of its translators.

"Embedded Metadata", "COinS" and "unAPI" of https://github.com/zotero/translators, ``cleanAuthor`` and
``parseContextObject`` of https://github.com/zotero/utilities, as they were in 2026; only what has
to do with these pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

_HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_series_title": "series",
    "citation_technical_report_institution": "institution",
    "citation_technical_report_number": "number",
    "citation_publisher": "publisher",
    "citation_isbn": "ISBN",
    "citation_doi": "DOI",
    "citation_language": "language",
}
_NAMESPACES = {"dc", "dcterms", "og"}
#: The namespaces that are looked up in the middle of a name of three parts, as in ``x_book_title``.
_OTHER_NAMESPACES = set(
    "bib bibo prism foaf vcard link z eprint eprints article book music".split()
)
_ITEM_TYPES = {"book", "report", "document", "webpage", "thesis"}
_COINS = {
    "rft.date": "date",
    "rft.pub": "publisher",
    "rft.edition": "edition",
    "rft.isbn": "ISBN",
    "rft.series": "series",
}
_EDGES = " \t\u00a0.,/[]:"


@dataclass
class Item:
    item_type: str
    fields: dict[str, str] = field(default_factory=dict)
    #: Family and given name; of an organisation the second is empty.
    creators: list[tuple[str, str]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class _Metas(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name, content = told.get("name") or told.get("property"), told.get("content")
        if tag == "meta" and name and content:
            self.found.append((name, content))


class _Unapi(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.resolver = ""
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "link" and said.get("rel") == "unapi-server" and not self.resolver:
            self.resolver = said["href"]
        if tag == "abbr" and "unapi-id" in said.get("class", "").split() and "title" in said:
            self.ids.append(said["title"])


def unapi(html: str, ask: Callable[[str], str]) -> str:
    """What "unAPI" finds on a page: 'multiple', 'single' or ''; ``ask`` fetches an address.

    It asks for the formats that there are, then walks through the identifiers: two are a list.
    """
    found = _Unapi()
    found.feed(html)
    if not found.resolver or not found.ids:
        return ""
    formats = ask(found.resolver)
    if not re.search(r'<format name="(?:mods|marc\b|ris\b|bibtex)', formats):
        return ""
    if len(found.ids) > 1:
        return "multiple"
    record = ask(f"{found.resolver}?id={found.ids[0]}&format=ris")
    return "single" if record.startswith("TY  - ") else ""


def embedded(html: str) -> Item:
    """The item that the tags in the head of a page are read as."""
    metas = _Metas()
    metas.feed(html)
    said: dict[str, list[str]] = {}
    highwire: dict[str, list[str]] = {}
    for name, content in metas.found:
        prefix, rest = _prefix(name)
        if prefix:
            said.setdefault(f"{prefix}:{rest}", []).append(content)
        elif name.startswith("citation_"):
            highwire.setdefault(name, []).append(content)
    fields = {
        to: value
        for to, value in (
            ("title", _first(said, "dc:title", "dcterms:title", "og:title")),
            ("publisher", _first(said, "dc:publisher")),
            ("date", _first(said, "dcterms:issued", "dc:date")),
            ("url", _first(said, "og:url")),
            ("abstract", _first(said, "og:description", "dcterms:abstract")),
            ("language", _first(said, "dc:language")),
        )
        if value
    }
    for name, to in _HIGHWIRE.items():
        if name in highwire:
            values = highwire[name]
            fields[to] = " ".join((", ".join(values) if to == "ISBN" else values[0]).split())
    if "citation_pdf_url" in highwire:
        fields["pdf"] = highwire["citation_pdf_url"][0]
    creators = _creators(
        highwire.get("citation_author", []), highwire.get("citation_language", [""])[0]
    )
    tags = said.get("dc:subject") or [
        part.strip() for text in highwire.get("citation_keywords", []) for part in text.split(";")
    ]
    return Item(_item_type(said, highwire), fields, creators, tags)


def _prefix(name: str) -> tuple[str, str]:
    parts = re.split("[.:_]", name)
    if len(parts) > 2 and parts[1].lower() in _NAMESPACES | _OTHER_NAMESPACES:
        return parts[1].lower(), "_".join(parts[2:])
    if parts[0].lower() in _NAMESPACES | _OTHER_NAMESPACES:
        rest = name[len(parts[0]) + 1 :]
        return parts[0].lower(), rest[:1].lower() + rest[1:]
    return "", ""


def _item_type(said: dict[str, list[str]], highwire: dict[str, list[str]]) -> str:
    if "citation_technical_report_institution" in highwire:
        return "report"
    if _first(said, "og:type") == "book":
        return "book"
    if _first(said, "og:type") == "website":
        return "webpage"
    if (told := _first(said, "dc:type").lower()) in _ITEM_TYPES:
        return told
    return "book" if "citation_isbn" in highwire else "journalArticle"


def _creators(nodes: list[str], language: str) -> list[tuple[str, str]]:
    found = []
    for node in nodes:
        names = re.split(r"\s*;\s*", node)
        if len(names) == 1 and len(nodes) == 1:
            parts = re.split(r"\s*,\s*", names[0])
            spanish = len(parts) == 2 and language == "es" and len(parts[0].split(" ")) == 2
            if len(parts) > 1 and " " in parts[0] and " " in parts[1] and not spanish:
                names = parts
        found += [
            clean_author(name.strip(), use_comma="," in name)
            for name in names
            if re.search(r"[^\s,-.;]", name)
        ]
    return [c for n, c in enumerate(found) if n == 0 or c != found[n - 1]]


def clean_author(name: str, *, use_comma: bool) -> tuple[str, str]:
    """Family and given name, parted at a comma or at the last space."""
    name = name.strip(_EDGES)
    if use_comma:
        parts = re.split("[,،] ?", re.sub(r"\.([^ ])", r". \1", name, count=1))
        return parts[0], parts[1] if len(parts) > 1 else ""
    given, _, family = name.rpartition(" ")
    return family, given


def _first(said: dict[str, list[str]], *names: str) -> str:
    return next((said[name][0] for name in names if said.get(name)), "")
