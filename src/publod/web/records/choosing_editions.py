"""The editions of a work that can be compared, and the two to begin with."""

from __future__ import annotations

from dataclasses import replace

from publod.bibliography.record_summary import record_path_of
from publod.web.record_names import Value
from publod.web.records.lineage_labels import Naming


def comparable(naming: Naming) -> list[Value]:
    """The editions of a work that have records to compare, the latest first; by their paths."""
    places = naming.places()
    return [
        replace(places[step.edition.iri], target=record_path_of(step.edition.iri, naming.base_url))
        for step in reversed(naming.lineage.editions)
        if not step.edition.is_level
    ]


def first_pair(choices: list[Value], own: str) -> list[Value]:
    """The two to begin with: the edition with the path ``own``, else the latest, and one beside it.

    That is the one before it, or after it where it is the first; nothing where there are not two.
    """
    if len(choices) < 2:
        return []
    place = next((n for n, choice in enumerate(choices) if choice.target == own), 0)
    beside = place + 1 if place + 1 < len(choices) else place - 1
    return [choices[place], choices[beside]]
