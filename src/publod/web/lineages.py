"""How the editions of a work are called beside each other: by number, year, and language."""

from __future__ import annotations

from collections import Counter

from publod.model.lens import Edition
from publod.model.lineage import Lineage
from publod.web.facts import Facts
from publod.web.names import Value, placed


def places(lineage: Lineage, facts: Facts) -> dict[str, Value]:
    """Each edition of a lineage by its place in it; those of one place also by their language.

    An edition whose number and year are unknown has its name.
    """
    editions = [step.edition for step in lineage.editions]
    texts = {edition.iri: _place(edition) for edition in editions}
    shared = Counter(text for text in texts.values() if text)
    found = {}
    for edition in editions:
        named = facts.name(edition.iri)
        text = texts[edition.iri]
        if shared[text] > 1 and (languages := facts.languages(edition)):
            text = f"{text} ({languages})"
        found[edition.iri] = Value(text, "", named.target) if text else named
    return found


def _place(edition: Edition) -> str:
    if edition.number is None and not edition.issued:
        return ""
    return placed(edition.number, edition.issued)
