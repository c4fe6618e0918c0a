"""Feeds in the Atom Syndication Format: https://www.rfc-editor.org/rfc/rfc4287.

A feed is written piece by piece, so that one of a whole catalogue takes no more memory than a
short one. Pages of a feed are told by the links of RFC 5005, section 3, the licence by that of
RFC 4946, and what has been withdrawn as in RFC 6721.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from publod.bibliography.dates import timestamp
from publod.bibliography.entry import Entry, File
from publod.bibliography.export.feed import (
    Feed,
    Item,
    first_legible,
    is_language_tag,
    item_of,
    quoted_iri,
)
from publod.bibliography.export.xml_writer import legible

NAMESPACE = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_BATCH = 100


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
            _element("id", quoted_iri(feed.id)),
            _element("title", first_legible(feed.title, feed.id)),
            *([_element("subtitle", feed.description)] if feed.description else []),
            _element("updated", timestamp(feed.updated)),
            f"<author>{_element('name', first_legible(feed.author, feed.title, feed.id))}</author>",
            *(
                f"<link{_attributes(rel=relation, href=quoted_iri(target), type=kind)}/>"
                for relation, target, kind in links
            ),
            "",
        ]
    )


def _entry(item: Item) -> str:
    if item.is_gone:
        values = {"ref": quoted_iri(item.id), "when": timestamp(item.updated)}
        return f"<at:deleted-entry{_attributes(**values)}/>\n"
    parts = [
        "<entry>",
        _element("id", quoted_iri(item.id)),
        _element("title", item.title.text, item.title.tag),
        _element("updated", timestamp(item.updated)),
        *([] if item.published is None else [_element("published", timestamp(item.published))]),
        *(
            f"<author>{_element('name', name)}</author>"
            for name in item.authors
            if first_legible(name)
        ),
        f"<link{_attributes(rel='alternate', href=quoted_iri(item.page), type='text/html')}/>",
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
    values = {"href": quoted_iri(file.url), "type": file.media_type, "length": length}
    return f"<link{_attributes(rel='enclosure', **values)}/>"


def _element(name: str, text: str, language: str = "") -> str:
    return f"<{name}{_spoken(language)}>{escape(legible(text))}</{name}>"


def _attributes(**values: str) -> str:
    """Attributes in the order given; those without a value are left out."""
    return "".join(
        f" {name}={quoteattr(legible(value))}" for name, value in values.items() if value
    )


def _spoken(language: str) -> str:
    return f' xml:lang="{language}"' if is_language_tag(language) else ""
