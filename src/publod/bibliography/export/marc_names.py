"""Name entries of MARC 21: 100 and 110, 700 and 710.

https://www.loc.gov/marc/bibliographic/bdx00.html, …/bdx10.html
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.export.marc21_fields import data
from publod.bibliography.export.xml_writer import NOTHING, Xml
from publod.bibliography.names import Name


def main_entry(names: list[Name]) -> Xml:
    """The first creator; none where there is no creator."""
    first = names[0] if names else None
    return _entry("1", first) if first and "aut" in first.roles else NOTHING


def added_entries(names: list[Name]) -> Iterator[Xml]:
    """Everyone else."""
    for place, name in enumerate(names):
        if place or "aut" not in name.roles:
            yield _entry("7", name)


def _entry(hundred: str, name: Name) -> Xml:
    """Ten for bodies (first indicator 2: direct order), none for persons (1: surname first)."""
    if name.is_person:
        tag, indicators = f"{hundred}00", "1 " if name.family else "0 "
    else:
        tag, indicators = f"{hundred}10", "2 "
    return data(
        tag,
        indicators,
        ("a", name.heading),
        *(("4", role) for role in name.roles),
        *(("1" if source.is_thing else "0", source.iri) for source in name.authorities),
    )
