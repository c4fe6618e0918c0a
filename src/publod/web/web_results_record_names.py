"""The names of records that lists show, looked up together and remembered for one commit.

A page of results names some dozens of subjects, types and agents, and mostly the same as the page
before. What a commit says does not change, so what is remembered of it cannot be out of date.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from babel.numbers import format_decimal
from cachetools import LRUCache

from publod.bibliography.collation import sort_key
from publod.bibliography.summary import Summary
from publod.web.record_names import Value, titled
from publod.web.site import Site

_known: LRUCache[tuple[str, str], Summary | None] = LRUCache(20_000)
_parents: LRUCache[str, dict[str, tuple[str, ...]]] = LRUCache(2)
_lock = Lock()
#: Names stand in the same places again and again.
place_of = lru_cache(maxsize=16_384)(sort_key)
#: Vocabularies with more concepts than this are shown without their hierarchy.
_LARGEST = 20_000


def summaries(site: Site, version: str, paths: Iterable[str]) -> dict[str, Summary]:
    """What is known of records as of a commit; what is not there is left out."""
    wanted = set(paths)
    with _lock:
        found = {path: _known[version, path] for path in wanted if (version, path) in _known}
    missing = wanted - found.keys()
    if missing:
        records = site.repository.present_records(missing)
        new = {path: records[path].summary if path in records else None for path in missing}
        found.update(new)
        with _lock:
            _known.update({(version, path): summary for path, summary in new.items()})
    return {path: summary for path, summary in found.items() if summary is not None}


def name_of(known: dict[str, Summary], path: str, language: str) -> Value:
    """A record by its name; one that is not there by the end of its path."""
    summary = known.get(path)
    if summary is None:
        return Value(path.rpartition("/")[2] or path, "", path)
    return titled(summary, language, path)


@lru_cache(maxsize=8192)
def numeral(number: int, language: str) -> str:
    """A number as a language writes it: 12,345 or 12 345."""
    return format_decimal(number, locale=language)


def broader_subjects(site: Site, version: str) -> dict[str, tuple[str, ...]]:
    """The broader concepts of each subject, by path, as of a commit."""
    with _lock:
        found = _parents.get(version)
    if found is None:
        vocabulary = site.repository.vocabulary("subject", _LARGEST, "en")
        found = vocabulary.parents if vocabulary else {}
        with _lock:
            _parents[version] = found
    return found
