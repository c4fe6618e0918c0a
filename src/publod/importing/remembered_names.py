"""What became of records that names of sources meant, when a person has removed them since."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from publod.importing.folder_records import FolderRecords
from publod.importing.lock_file import Lock


@dataclass(frozen=True, slots=True)
class Successors:
    """What stands in the place of a record that is gone from the folder.

    ``paths`` are what the publications that had it have now instead: one where a person has merged
    it. ``is_removed`` says that a person has taken it out of all of them.
    """

    path: str
    paths: tuple[str, ...] = ()
    is_removed: bool = False


def successors_of(lock: Lock, folder: FolderRecords) -> dict[str, Successors]:
    """The successors of all records that names meant and that are gone, by their paths.

    A publication that was written with the one and that a person has given another of its kind
    tells of a successor.
    """
    gone = {
        path
        for names in lock.names.values()
        for path in names.values()
        if path not in folder.records
    }
    instead: dict[str, Counter[str]] = {path: Counter() for path in gone}
    having: Counter[str] = Counter()
    removed: set[str] = set()
    for entry in lock.entries:
        known = folder.records.get(entry.path)
        if known is None:
            continue
        for path in gone.intersection(entry.links):
            kind = path.partition("/")[0]
            others = {
                one
                for one in known.links
                if one.partition("/")[0] == kind and one in folder.records
            }
            instead[path].update(others.difference(entry.links))
            if path in known.links:
                having[path] += 1
            else:
                removed.add(path)
    return {
        path: Successors(path, _likeliest(counts), path in removed and not having[path])
        for path, counts in instead.items()
    }


def _likeliest(counts: Counter[str]) -> tuple[str, ...]:
    """Those that most publications have."""
    most = max(counts.values(), default=0)
    return tuple(sorted(path for path, count in counts.items() if count == most))
