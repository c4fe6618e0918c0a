"""Stated editions by name: having no title of their own, they are told by that of the work."""

from __future__ import annotations

from collections.abc import Iterable

from publod.ledger import Record
from publod.ledger.browse_queries import Revision
from publod.web.names import Value, titled, told_apart
from publod.web.site import Site


def editions_by_work(
    site: Site, editions: Iterable[Record | Revision], language: str
) -> dict[str, Value]:
    """Editions with the title of their work and their place in it, linked, by path."""
    found = {edition.path: edition for edition in editions}
    works = site.repository.holdings.works_of(found)
    known = site.repository.records({path for paths in works.values() for path in paths})
    named = {}
    for path, edition in found.items():
        name = titled(edition.summary, language, path)
        work = next((known[w] for w in sorted(works.get(path, ())) if w in known), None)
        if work is not None and not edition.summary.label:
            title = told_apart(work.summary, language, work.path)
            name = Value(f"{title.text} ({name.text})", title.language, path)
        named[path] = name
    return named
