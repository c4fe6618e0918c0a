"""Candidates as answers have them (§4.2): with names, and a line that tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publod.bibliography.lens import pick
from publod.ledger import Record
from publod.search.name_search import Likeness
from publod.services.reconciliation.property_values import Facts
from publod.services.reconciliation.scoring import Rated
from publod.services.reconciliation.types_and_properties import Labels, property_of, typed

_LONGEST = 200
_MOST_NAMES = 4


def candidate(
    rated: Rated,
    facts: Facts,
    match: bool,
    names: Mapping[str, Record],
    labels: Labels,
    text: str,
    language: str,
) -> dict[str, Any]:
    """A candidate for a query with a text, with all that speaks for it."""
    name = likest_name(facts.record, text, language)
    features: list[dict[str, Any]] = [{"id": "identifier", "value": rated.is_identified}]
    if rated.name is not None:
        features.append({"id": "name", "value": round(100 * rated.name, 1)})
    features += [
        {"id": f"property:{id_}", "value": round(100 * value, 1)}
        for id_, value in rated.agreement.items()
        if value is not None
    ]
    return {
        "id": rated.path,
        "name": name,
        "type": typed([facts.record.kind], labels),
        "score": rated.score,
        "match": match,
        "description": description(facts, names, name, language),
        "features": features,
    }


def likest_name(record: Record, text: str, language: str) -> str:
    """A record's name: that which is likest to a text, else that in a language."""
    own = pick(record.summary.label, language)[0]
    names = [own, *record.summary.label.values()]
    like = Likeness(text)
    return max(names, key=like.of) or record.path if text else own or record.path


def description(facts: Facts, names: Mapping[str, Record], shown: str, language: str) -> str:
    """What tells a record from its namesakes: year, edition, authors, subtitle, other names."""
    summary = facts.record.summary
    parts: list[str] = []
    if summary.year is not None:
        parts.append(str(summary.year))
    creator, other = property_of("creator"), property_of("otherName")
    if creator is not None:
        people = [names[fact.path] for fact in facts.of(creator) if fact.path in names]
        parts += [pick(one.summary.label, language)[0] for one in people[:_MOST_NAMES]]
    if summary.subtitle:
        parts.append(pick(summary.subtitle, language)[0])
    also = list(summary.label.values())
    if other is not None:
        also += [fact.text for fact in facts.of(other)]
    parts += [text for text in dict.fromkeys(also) if text != shown][:_MOST_NAMES]
    text = " · ".join(part for part in parts if part)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
