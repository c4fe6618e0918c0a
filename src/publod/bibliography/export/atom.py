"""Feeds in the Atom Syndication Format: https://www.rfc-editor.org/rfc/rfc4287.

A feed is written piece by piece, so that one of a whole catalogue takes no more memory than a
short one. Pages of a feed are told by the links of RFC 5005, section 3, the licence by that of
RFC 4946, and what has been withdrawn as in RFC 6721.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from publod.bibliography.dates import timestamp
from publod.bibliography.entry import Concept, Entry, File
from publod.bibliography.export.xml_writer import legible
from publod.bibliography.record_summary import full_title
from publod.bibliography.titles_and_labels import NO_TEXT, Text
from publod.bibliography.triple_index import pick

NAMESPACE = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_BATCH = 100
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
#: What RFC 3987 does not let stand in an IRI, and quoting does not touch.
_IN_IRI = "".join(map(chr, range(0x21, 0x7F))).translate(dict.fromkeys(map(ord, '<>"{}|\\^`')))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, or a page of one. ``id``, ``own`` and ``page`` are absolute IRIs.

    ``own`` is where the feed is, ``page`` the page for people that shows the same. ``updated`` is
    in UTC epoch seconds. ``author`` is who answers for entries without an author; without one,
    that is the title. ``licence`` is the IRI of that of the metadata, '' where none is stated.
    """

    id: str
    title: str
    updated: int
    own: str
    page: str
    language: str
    next: str = ""
    prev: str = ""
    author: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. ``id`` and ``page`` are absolute IRIs, ``updated`` UTC epoch seconds.

    ``categories`` pairs an IRI with a label in the feed's language, as far as there is one.
    A text without a language is in that of the feed.
    ``is_gone`` marks what is there no more, of which nothing but ``id`` and ``updated`` is told.
    """

    id: str
    title: Text
    updated: int
    page: str
    authors: tuple[str, ...] = ()
    summary: Text = NO_TEXT
    categories: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()
    is_gone: bool = False


def write(feed: Feed, entries: Iterable[Entry], language: str) -> Iterator[bytes]:
    """A feed of publications, in the order given, for a reader of ``language``."""
    return write_items(feed, (item_of(entry, language) for entry in entries))


def write_items(feed: Feed, items: Iterable[Item]) -> Iterator[bytes]:
    """A feed of anything, in the order given."""
    yield _head(feed).encode()
    waiting: list[str] = []
    for item in items:
        waiting.append(_entry(item))
        if len(waiting) == _BATCH:
            yield "".join(waiting).encode()
            waiting.clear()
    yield ("".join(waiting) + "</feed>\n").encode()


def item_of(entry: Entry, language: str) -> Item:
    """A publication as an entry: its title and abstract in the language of the reader."""
    title, tag = full_title(entry.title, entry.subtitle, entry.year, language)
    concepts = (*entry.types, *entry.subjects, *entry.audiences)
    return Item(
        id=entry.document,
        title=Text(title or entry.document, tag),
        updated=entry.modified,
        page=entry.document,
        authors=tuple(pick(agent.name, language)[0] or agent.iri for agent in entry.creators),
        summary=Text(*pick(entry.abstract, language)),
        categories=tuple(_category(concept, language) for concept in concepts),
        files=entry.files,
    )


def _category(concept: Concept, language: str) -> tuple[str, str]:
    return concept.iri, pick(concept.label, language)[0]


def _head(feed: Feed) -> str:
    links = [("alternate", feed.page, "text/html"), ("self", feed.own, "application/atom+xml")]
    links += [
        (relation, target, "application/atom+xml")
        for relation, target in (("previous", feed.prev), ("next", feed.next))
        if target
    ]
    links += [("license", feed.licence, "")] if feed.licence else []
    return "\n".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="{NAMESPACE}" xmlns:at="{TOMBSTONES}"{_spoken(feed.language)}>',
            _element("id", _iri(feed.id)),
            _element("title", _first(feed.title, feed.id)),
            _element("updated", timestamp(feed.updated)),
            f"<author>{_element('name', _first(feed.author, feed.title, feed.id))}</author>",
            *(
                f"<link{_attributes(rel=relation, href=_iri(target), type=kind)}/>"
                for relation, target, kind in links
            ),
            "",
        ]
    )


def _entry(item: Item) -> str:
    if item.is_gone:
        values = {"ref": _iri(item.id), "when": timestamp(item.updated)}
        return f"<at:deleted-entry{_attributes(**values)}/>\n"
    parts = [
        "<entry>",
        _element("id", _iri(item.id)),
        _element("title", item.title.text, item.title.tag),
        _element("updated", timestamp(item.updated)),
        *(f"<author>{_element('name', name)}</author>" for name in item.authors if _first(name)),
        f"<link{_attributes(rel='alternate', href=_iri(item.page), type='text/html')}/>",
        *(_file(file) for file in item.files if file.url),
    ]
    if item.summary.text:
        parts.append(_element("summary", item.summary.text, item.summary.tag))
    parts += [
        f"<category{_attributes(term=term, label=label)}/>" for term, label in item.categories
    ]
    return "\n".join([*parts, "</entry>", ""])


def _file(file: File) -> str:
    length = "" if file.size is None else str(file.size)
    values = {"href": _iri(file.url), "type": file.media_type, "length": length}
    return f"<link{_attributes(rel='enclosure', **values)}/>"


def _element(name: str, text: str, language: str = "") -> str:
    return f"<{name}{_spoken(language)}>{escape(legible(text))}</{name}>"


def _attributes(**values: str) -> str:
    """Attributes in the order given; those without a value are left out."""
    return "".join(
        f" {name}={quoteattr(legible(value))}" for name, value in values.items() if value
    )


def _first(*texts: str) -> str:
    """The first text of which something can be read; '' if there is none."""
    return next((text for text in map(legible, texts) if text.strip()), "")


def _spoken(language: str) -> str:
    return f' xml:lang="{language}"' if _LANGUAGE.fullmatch(language) else ""


def _iri(text: str) -> str:
    """An IRI in which nothing stands that RFC 3987 forbids."""
    return "".join(c if c in _IN_IRI or c > "\x9f" else quote(c) for c in legible(text))
