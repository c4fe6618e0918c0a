"""What the words of an address find, for whoever comes to a page that is not there."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from publod.errors import PublodError
from publod.search.search_interface import SearchRequest
from publod.search.text_analysis import clean, words
from publod.web.lists.list_formats import FORMATS_OF_LISTS
from publod.web.lists.search_request import Query
from publod.web.record_names import Value, full_name
from publod.web.records.property_labels import KINDS
from publod.web.routes import LISTS
from publod.web.site import Site

#: Records that are offered, and words of an address that are read.
MOST = 5
_MOST_WORDS, _LONGEST = 8, 120
_SUFFIX = re.compile(rf"\.(?:{'|'.join(sorted({f.suffix for f in FORMATS_OF_LISTS}))}|html?|pdf)$")


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered for ``text``, the words of an address; ``query`` searches for all of it."""

    text: str = ""
    records: tuple[Value, ...] = ()
    query: str = ""


def text_of_path(path: str) -> str:
    """The words of a path, without its first segment if that is a kind of record, or a list."""
    segments = _SUFFIX.sub("", path.strip("/")[:_LONGEST]).split("/")
    if segments[0] in KINDS or segments[0] in LISTS:
        segments = segments[1:]
    found = words(clean(" ".join(segments).replace("_", " ")))
    return " ".join(found[:_MOST_WORDS])


def offers_for(site: Site, path: str, language: str) -> Offers:
    """What is called as a path is, and what is found by its words; nothing without an index."""
    text = text_of_path(path)
    if not text:
        return Offers()
    with suppress(PublodError):
        index = site.search.snapshot()
        if index.version:
            request = SearchRequest(text, reader=language)
            results = index.search(request, 0, MOST, facets=False, fold=True)
            paths = [record.path for name in index.named(text, MOST) for record in name.records]
            paths = [*dict.fromkeys([*paths, *(hit.path for hit in results.hits)])][:MOST]
            there = site.repository.present_records(paths)
            named = (full_name(there[p].summary, language, p) for p in paths if p in there)
            return Offers(text, tuple(named), str(Query(text)) if results.total else "")
    return Offers()
