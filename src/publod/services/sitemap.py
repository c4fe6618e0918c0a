"""Sitemaps (https://www.sitemaps.org/protocol.html): every address that is worth a visit.

A record stays in the part that its id puts it into, so that a part moves only when one of its own
records does. A part has 10,000 addresses at most, a fifth of what the protocol allows, so that a
small change is not a large file. Each is given with those of its language versions, see
https://developers.google.com/search/docs/specialty/international/localized-versions.
Addresses are those of the catalogue's base URL, wherever the answer is fetched: a sitemap has to
name hosts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape

from publod.bibliography.dates import timestamp
from publod.record_repository import Repository

#: Ids of records to a part.
SIZE = 10_000
#: An address that is longer is left out: the protocol has readers refuse it.
_LONGEST = 2_047
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
#: One that is longer is given without its language versions, so that a part of 10,000 keeps below
#: the 50 MB that the protocol allows.
_LONGEST_WITH_LANGUAGES = 500
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_QUOTES = {"'": "&apos;", '"': "&quot;"}


def index(repository: Repository, hidden: Collection[str] = ()) -> bytes:
    """The sitemap index: each part with the time when anything in it last moved.

    Part 0 has the pages that are no records. A part of which all records have been withdrawn, or
    are of ``hidden`` kinds, which have no pages, is left out.
    """
    base = repository.base_url
    with repository.history() as ask:
        time, blocks = ask.head().time, ask.blocks(SIZE, hidden)
    parts = [(0, time), *((block.number, block.time) for block in blocks if block.present)]
    rows = [
        f"<sitemap><loc>{_address(base, f'sitemap-{number}.xml')}</loc>"
        f"{_modified(moved)}</sitemap>\n"
        for number, moved in parts
    ]
    return _document("sitemapindex", rows)


def part(
    repository: Repository,
    number: int,
    languages: Sequence[str] = (),
    hidden: Collection[str] = (),
) -> bytes | None:
    """The records of a part, the first of which is number 1; None where there are none.

    ``languages`` are those that each page can be had in, by ``?lang=``.
    """
    if not 0 < number < 1 << 40:  # no database would count so far
        return None
    with repository.history() as ask:
        addresses = ask.block(number, SIZE, hidden)
    return _part(repository.base_url, addresses, languages) if addresses else None


def pages(repository: Repository, paths: Iterable[str], languages: Sequence[str] = ()) -> bytes:
    """Pages that are no records, such as lists: each moves with the catalogue."""
    time = repository.head().time
    return _part(repository.base_url, ((path, time) for path in paths), languages)


def _part(base: str, addresses: Iterable[tuple[str, int]], languages: Sequence[str]) -> bytes:
    rows = []
    for path, time in addresses:
        address = _address(base, path)
        if len(address) <= _LONGEST:
            is_short = len(address) <= _LONGEST_WITH_LANGUAGES
            versions = _versions(address, languages) if is_short else ""
            rows.append(f"<url><loc>{address}</loc>{_modified(time)}{versions}</url>\n")
    return _document("urlset", rows, f' xmlns:xhtml="{_XHTML}"' if languages else "")


def _versions(address: str, languages: Sequence[str]) -> str:
    """The page in each language, and for whoever prefers none of them: its address itself."""
    addresses = {tag: f"{address}?lang={tag}" for tag in languages}
    if languages:
        addresses["x-default"] = address
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{target}"/>'
        for tag, target in addresses.items()
    )


def _document(root: str, rows: Iterable[str], namespaces: str = "") -> bytes:
    head = f'{_HEAD}<{root} xmlns="{_NAMESPACE}"{namespaces}>\n'
    return f"{head}{''.join(rows)}</{root}>\n".encode()


def _address(base: str, path: str) -> str:
    """A URL as RFC 3986 has it, with what is special in XML escaped."""
    return escape(quote(base + path, safe="/:?#[]@!$&'()*+,;=%-._~"), _QUOTES)


def _modified(time: int) -> str:
    """When something last moved, as https://www.w3.org/TR/NOTE-datetime; '' if nothing ever did."""
    if not time:
        return ""
    stamp = timestamp(time)
    return f"<lastmod>{stamp}</lastmod>"
