"""Suggestions while somebody types (§6): entities, types and properties."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from publod.record_repository import Repository
from publod.search.schema import name_key
from publod.search.search_interface import SearchIndex
from publod.services.reconciliation.candidates import description, likest_name, path_of
from publod.services.reconciliation.types_and_properties import (
    TYPES,
    Facts,
    Labels,
    Property,
    facts_of,
    linked,
    properties_of,
    typed,
)

#: Suggestions in one answer, and how far a client can go on.
PAGE, FURTHEST = 10, 200
#: Kinds whose names the index completes; others are found by whole words.
_COMPLETED = frozenset({"publication", "subject", "agent", "place"})
_LONGEST = 200


def entities(
    repository: Repository,
    search: SearchIndex,
    labels: Labels,
    language: str,
    prefix: str,
    cursor: int,
    kinds: tuple[str, ...] = (),
    hidden: Collection[str] = (),
) -> dict[str, Any]:
    """Entities whose names go on from a prefix, or that have it as their id. Raises SearchError.

    Those of a ``hidden`` kind have no pages, and are not suggested.
    """
    prefix = prefix[:_LONGEST]
    path = path_of(prefix, repository.base_url)
    own = repository.present_records([path]) if "/" in path else {}
    matches = [(path, "")] if path in own and own[path].kind in TYPES.values() else []
    matches += _matches(search, language, prefix, cursor + PAGE, kinds)
    named = dict(reversed(matches))
    paths = list(dict.fromkeys(path for path, _ in matches))[cursor : cursor + PAGE]
    records = {
        path: record
        for path, record in repository.present_records(paths).items()
        if record.kind not in hidden
    }
    facts = facts_of(repository, records)
    names = repository.present_records(linked(facts.values()))
    return {
        "result": [
            _entity(facts[one], named[one], prefix, names, labels, language)
            for one in paths
            if one in facts
        ]
    }


def types(labels: Labels, prefix: str, cursor: int, hidden: Collection[str] = ()) -> dict[str, Any]:
    """Types whose ids or names begin with a prefix; all but the hidden where it is empty."""
    offered = (kind for kind in TYPES.values() if kind not in hidden)
    matches = [one for one in typed(offered, labels) if _begins(one, prefix)]
    return {"result": matches[cursor:]}


def properties(labels: Labels, prefix: str, cursor: int, kind: str = "") -> dict[str, Any]:
    """Properties whose ids or names begin with a prefix; all of a kind's where it is empty."""
    matches = [named(one, labels) for one in properties_of(kind)]
    return {"result": [one for one in matches if _begins(one, prefix)][cursor:]}


def named(one: Property, labels: Labels) -> dict[str, str]:
    """A property as answers hold it."""
    return {"id": one.id, "name": labels.get(one.id, one.id)}


def _matches(
    search: SearchIndex, language: str, prefix: str, limit: int, kinds: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Paths, each with the name that matches if it is known."""
    completed = [kind for kind in kinds if kind in _COMPLETED]
    matches: list[tuple[str, str]] = []
    if completed or not kinds:
        # What is of other kinds is left out afterwards, so more are asked for.
        some = search.suggest(prefix, language, limit * (3 if kinds else 1))
        matches += [(s.path, s.name) for s in some if not kinds or s.kind in completed]
    if others := [kind for kind in kinds if kind not in _COMPLETED]:
        matches += [(path, "") for path, _ in search.match(prefix, others, limit)]
    return matches


def _entity(
    facts: Facts, name: str, prefix: str, names: Mapping[str, Any], labels: Labels, language: str
) -> dict[str, Any]:
    shown = name or likest_name(facts.record, prefix, language)
    return {
        "id": facts.record.path,
        "name": shown,
        "description": description(facts, names, shown, language),
        "notable": typed([facts.record.kind], labels),
    }


def _begins(one: Mapping[str, str], prefix: str) -> bool:
    """Whether an id, or a word of a name, begins so."""
    key = name_key(prefix[:_LONGEST])
    keys: Iterable[str] = (name_key(one["id"]), name_key(one["name"]))
    return not prefix.strip() or any(
        bool(key) and (text.startswith(key) or f" {key}" in f" {text}") for text in keys
    )
