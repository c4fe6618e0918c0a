"""Feeds in JSON Feed, version 1.1: https://www.jsonfeed.org/version/1.1/.

It has no word for what was withdrawn, so that is left out, and none for the page before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

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
from publod.bibliography.link_safety import may_be_link

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"
#: What the extension ``_license`` means; names with such a beginning are everybody's to give.
_ABOUT_LICENCE = "https://www.rfc-editor.org/rfc/rfc4946"
_OCTETS = "application/octet-stream"


def write(feed: Feed, entries: Iterable[Entry], language: str) -> Iterator[bytes]:
    """A feed of publications, in the order given, for a reader of ``language``."""
    return write_items(feed, (item_of(entry, language) for entry in entries))


def write_items(feed: Feed, items: Iterable[Item]) -> Iterator[bytes]:
    """A feed of anything, in the order given, an entry to a line."""
    author = first_legible(feed.author, feed.title, feed.id)
    head = _filled(
        version=VERSION,
        title=first_legible(feed.title, feed.id),
        home_page_url=feed.page,
        feed_url=feed.own,
        description=feed.description,
        next_url=feed.next,
        authors=[{"name": author}],
        language=feed.language,
        _license={"about": _ABOUT_LICENCE, "url": feed.licence} if feed.licence else None,
    )
    yield (_json(head).removesuffix("}") + ', "items": [').encode()
    separator = "\n"
    for item in items:
        if not item.is_gone:
            yield (separator + _json(_item(item, feed.language))).encode()
            separator = ",\n"
    yield b"\n]}\n"


def _item(item: Item, language: str) -> dict[str, Any]:
    text = item.summary if legible(item.summary.text).strip() else item.title
    published = item.updated if item.published is None else item.published
    return _filled(
        id=quoted_iri(item.id),
        url=quoted_iri(item.page),
        title=first_legible(item.title.text, item.id),
        content_text=first_legible(text.text, item.title.text, item.id),
        image=quoted_iri(item.image) or _image(item.files),
        date_published=timestamp(published),
        date_modified=timestamp(max(item.updated, published)),
        authors=[{"name": name} for name in map(legible, item.authors) if name.strip()],
        tags=[*dict.fromkeys(label for _, label in item.categories if first_legible(label))],
        language=text.tag if is_language_tag(text.tag) else language,
        attachments=[_attachment(file) for file in item.files if _is_url(file.url)],
    )


def _attachment(file: File) -> dict[str, Any]:
    media_type = first_legible(file.media_type, _OCTETS)
    return _filled(url=quoted_iri(file.url), mime_type=media_type, size_in_bytes=file.size)


def _image(files: Iterable[File]) -> str:
    """The first picture among the files."""
    pictures = (f.url for f in files if f.media_type.startswith("image/") and _is_url(f.url))
    return quoted_iri(next(pictures, ""))


def _is_url(address: str) -> bool:
    return address.startswith(("https://", "http://")) and may_be_link(address)


def _filled(**members: Any) -> dict[str, Any]:
    """The members that say something."""
    legible_members = {name: _legible(value) for name, value in members.items()}
    return {name: value for name, value in legible_members.items() if value not in (None, "", [])}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _legible(value: Any) -> Any:
    """The same without what no text may have, such as half a pair of surrogates."""
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {name: _legible(one) for name, one in value.items()}
    return [_legible(one) for one in value] if isinstance(value, list) else value
