"""Publications for an index, in a line each, and the index of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from publod.bibliography.collation import sort_key
from publod.search.facet_definitions import FACET_NAMES
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.search_interface import IndexedRecord, SearchRequest


def book(name: str, title: str = "", *, en: str = "", **said: Any) -> IndexedRecord:
    """A publication with a Swedish title, and an English one; ``type`` is one path.

    What a publication has of facets is told by their names.
    """
    titles = {tag: text for tag, text in (("sv", title), ("en", en)) if text}
    kind = said.pop("kind", "publication")
    type_ = said.pop("type", None)
    facets = {name: said.pop(name, ()) for name in FACET_NAMES if name != "type"}
    for field in ("subtitle", "abstract"):
        if isinstance(said.get(field), str):
            said[field] = {"sv": said[field]}
    return IndexedRecord(
        path=f"{kind}/{name}",
        kind=kind,
        title=titles,
        title_order={
            reader: sort_key(titles.get(reader, title or en), reader) for reader in ("sv", "en")
        },
        facets={"type": (type_,) if type_ else (), **facets, **said.pop("facets", {})},
        type_order={"sv": type_ or "", "en": (type_ or "")[::-1]},
        **said,
    )


def build(folder: Path, books: Iterable[IndexedRecord], commit: int = 1) -> TantivyIndex:
    """An index that holds these and what it held before."""
    TantivyWriter(folder).apply(commit, f"{commit}.x", ((book.path, book) for book in books))
    return TantivyIndex(folder)


def request(text: str = "", **asked: Any) -> SearchRequest:
    """What is asked for, with the values of facets by their names."""
    chosen = tuple((name, value) for name in FACET_NAMES for value in asked.pop(name, ()))
    return SearchRequest(text, (*chosen, *asked.pop("chosen", ())), **asked)


def found(index: TantivyIndex, text: str, **asked: Any) -> list[str]:
    """The names of the publications that are found, in order."""
    return [path.partition("/")[2] for path in index.paths(request(text, **asked))]
