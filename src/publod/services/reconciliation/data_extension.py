"""Data extension (§7): what the records say of properties, for the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from publod.bibliography.triple_index import pick
from publod.ledger import Record
from publod.record_repository import Repository
from publod.services.reconciliation.candidates import path_of
from publod.services.reconciliation.manifest_and_queries import Extension
from publod.services.reconciliation.suggestions import named
from publod.services.reconciliation.types_and_properties import (
    Fact,
    Facts,
    Labels,
    Property,
    facts_of,
    kind_of,
    linked,
    properties_of,
    property_of,
    typed,
)


def proposals(labels: Labels, type_: str, limit: int | None) -> dict[str, Any]:
    """The properties of a type; of a type that there is not, none."""
    kind = kind_of(type_)
    properties = [named(one, labels) for one in properties_of(kind)] if kind or not type_ else []
    answer: dict[str, Any] = {"properties": properties[:limit], "type": type_}
    return answer if limit is None else {**answer, "limit": limit}


def extend(
    repository: Repository, labels: Labels, language: str, extension: Extension
) -> dict[str, Any]:
    """Rows for all ids that were asked for, each with a cell for every property."""
    known = {name: property_of(name) for name in extension.properties}
    properties = [one for one in known.values() if one]
    paths = {id_: path_of(id_, repository.base_url) for id_ in extension.ids}
    facts = facts_of(repository, repository.present_records(paths.values()))
    names = repository.present_records(linked(facts.values(), properties))
    return {
        "meta": [_meta(name, one, labels) for name, one in known.items()],
        "rows": {
            id_: {
                name: _once(_value(fact, one, names, language) for fact in facts[path].of(one))
                if one and path in facts
                else []
                for name, one in known.items()
            }
            for id_, path in paths.items()
        },
    }


def _meta(name: str, one: Property | None, labels: Labels) -> dict[str, Any]:
    if one is None:
        return {"id": name, "name": name}
    meta: dict[str, Any] = {"id": name, "name": labels.get(one.id, one.id)}
    if len(one.targets) == 1:
        meta["type"] = typed(one.targets, labels)[0]
    return meta


def _value(fact: Fact, one: Property, names: Mapping[str, Record], language: str) -> dict[str, Any]:
    if one.values == "entity" and fact.path:
        # One that is known by a statement alone has no name, and is told by where it is.
        label = names[fact.path].summary.label if fact.path in names else {}
        return {"id": fact.path, "name": pick(label, language)[0] or fact.path}
    if one.values in {"year", "number"} and fact.text.isascii() and fact.text.isdigit():
        return {"int": int(fact.text)} if len(fact.text) < 16 else {"str": fact.text}
    return {"str": fact.text}


def _once(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each value once: the same name may be told in several languages."""
    return [*{repr(value): value for value in values}.values()]


def previewed(
    facts: Facts, labels: Labels, names: Mapping[str, Record], language: str
) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a preview tells: names of properties, each with texts and their languages."""
    shown = {
        "otherName", "creator", "publisher", "year", "edition", "type", "subject", "broader",
        "identifier", "isbn", "partOf", "homepage",
    }  # fmt: skip
    rows: list[tuple[str, list[tuple[str, str]]]] = []
    for one in properties_of(facts.record.kind):
        texts: list[tuple[str, str]] = []
        for fact in facts.of(one) if one.id in shown else ():
            if fact.path:
                label = names[fact.path].summary.label if fact.path in names else {}
                text, tag = pick(label, language)
                texts.append((text or fact.path, tag))
            else:
                texts.append((fact.text, fact.language))
        if texts:
            once = {text: (text, tag) for text, tag in reversed(texts)}
            rows.append((labels.get(one.id, one.id), list(reversed(once.values()))))
    return rows
