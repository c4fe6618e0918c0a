"""What clients read first, the manifest (§3.1), and what they ask: queries (§4.1), data (§7.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from publod.errors import ReconciliationError, TooManyQueries
from publod.messages import N_, Message
from publod.services.reconciliation.types_and_properties import (
    DEFAULT_TYPES,
    TYPES,
    Labels,
    Property,
    kind_of,
    property_of,
    typed,
)
from publod.vocabulary import PUB

#: Queries in a batch; things that data is asked of, and properties, at once.
MOST_QUERIES, MOST_ENTITIES, MOST_PROPERTIES = 50, 500, 50
#: Candidates of a query: where nothing is said, and at most.
_USUAL, _MOST = 10, 50
#: Properties of a query, and values of one of them.
_MOST_CONDITIONS, _MOST_VALUES = 20, 20
#: Values of properties in all queries of a batch together: each may be the name of a record, which
#: has to be looked for.
_MOST_IN_BATCH = 500
#: How much of a text is read, in characters: no name here is longer.
_LONGEST = 500
_STRICTNESS = ("any", "should", "all")
_FIELDS = frozenset({"query", "type", "limit", "properties", "type_strict"})


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a record should have: a text, and the id where it is an entity."""

    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """One query. ``kinds`` are those of its types; None where none was asked for.

    ``is_preference`` says that other kinds may be answered as well, with less.
    """

    text: str = ""
    kinds: tuple[str, ...] | None = None
    limit: int = _USUAL
    conditions: tuple[tuple[Property, tuple[Given, ...]], ...] = ()
    is_preference: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """What is asked for of some entities. Settings of properties are not read: there are none."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_batch(text: str) -> dict[str, Query]:
    """The queries of a batch by their keys. Raises ReconciliationError or TooManyQueries."""
    batch = _object(_parsed(text), N_("A batch of queries"))
    if len(batch) > MOST_QUERIES:
        raise TooManyQueries(
            N_(
                "A batch has %(most_queries)s queries at most (see batchSize in the manifest); "
                "this one has %(count)s.",
                most_queries=MOST_QUERIES,
                count=len(batch),
            )
        )
    queries = {
        key: _query(value, N_("The query %(key)s", key=_shown(key))) for key, value in batch.items()
    }
    values = sum(len(given) for query in queries.values() for _, given in query.conditions)
    if values > _MOST_IN_BATCH:
        raise TooManyQueries(
            N_(
                "The queries of a batch have %(most_in_batch)s values of properties together "
                "at most; these have %(values)s. Send fewer queries at a time.",
                most_in_batch=_MOST_IN_BATCH,
                values=values,
            )
        )
    return queries


def read_extension(text: str) -> Extension:
    """A request for data. Raises ReconciliationError or TooManyQueries."""
    extension = _object(_parsed(text), N_("A request for data"))
    ids, properties = extension.get("ids"), extension.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise ReconciliationError(N_("A request for data has ids: an array of strings."))
    if not isinstance(properties, list):
        raise ReconciliationError(N_("A request for data has properties: an array of objects."))
    names = [one.get("id") if isinstance(one, dict) else None for one in properties]
    if not all(isinstance(name, str) for name in names):
        raise ReconciliationError(
            N_("Each property of a request for data is an object with an id.")
        )
    if len(ids) > MOST_ENTITIES or len(names) > MOST_PROPERTIES:
        raise TooManyQueries(
            N_(
                "A request for data has %(most_entities)s ids and %(most_properties)s "
                "properties at most.",
                most_entities=MOST_ENTITIES,
                most_properties=MOST_PROPERTIES,
            )
        )
    return Extension(_once(ids), _once([str(name) for name in names]))


def _query(value: Any, whose: Message) -> Query:
    value = _object(value, whose)
    if unknown := sorted(value.keys() - _FIELDS):
        raise ReconciliationError(
            N_(
                "%(whose)s has a field %(unknown)s that there is not.",
                whose=whose,
                unknown=_shown(unknown[0]),
            )
        )
    text, conditions = value.get("query"), value.get("properties")
    if text is None and not conditions:
        raise ReconciliationError(N_("%(whose)s has neither a query nor properties.", whose=whose))
    if not isinstance(text, str | None):
        raise ReconciliationError(N_("%(whose)s has a query that is no string.", whose=whose))
    strictness = value.get("type_strict")
    strictness = "any" if strictness is None else strictness
    if strictness not in _STRICTNESS:
        raise ReconciliationError(
            N_("%(whose)s has a type_strict that is not any, should or all.", whose=whose)
        )
    kinds = _kinds(value.get("type"), whose)
    if strictness == "all" and kinds is not None and len(set(kinds)) > 1:
        kinds = ()  # nothing is of two kinds
    return Query(
        _read(text or ""),
        kinds,
        _limit(value.get("limit"), whose),
        _conditions(conditions, whose),
        strictness == "should",
    )


def _kinds(value: Any, whose: Message) -> tuple[str, ...] | None:
    """The kinds of the types; what is no type here is of no kind."""
    names: Any = [value] if isinstance(value, str | dict) else value
    if names is None or names in ([], [""]):
        return None
    # Some clients send a type as they got it.
    names = [n.get("id") if isinstance(n, dict) else n for n in _list(names, whose, "type")]
    if not all(isinstance(name, str) for name in names):
        raise ReconciliationError(N_("%(whose)s has a type that is no string.", whose=whose))
    return _once(kind_of(name) for name in names)


def _limit(value: Any, whose: Message) -> int:
    if value is None:
        return _USUAL
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1 or value % 1:
        raise ReconciliationError(
            N_("%(whose)s has a limit that is no whole number above 0.", whose=whose)
        )
    return int(min(value, _MOST))


def _conditions(value: Any, whose: Message) -> tuple[tuple[Property, tuple[Given, ...]], ...]:
    conditions: list[tuple[Property, tuple[Given, ...]]] = []
    for one in _list([] if value is None else value, whose, "properties", _MOST_CONDITIONS):
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise ReconciliationError(
                N_("%(whose)s has a property that is no object with pid and v.", whose=whose)
            )
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        values = _list(values, whose, "v", _MOST_VALUES)
        given = tuple(_given(v, whose) for v in values if v is not None and v != "")
        known = property_of(one["pid"])
        if known and given:
            conditions.append((known, given))
    return tuple(conditions)


def _given(value: Any, whose: Message) -> Given:
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        name = value.get("name")
        return Given(_read(name) if isinstance(name, str) else "", value["id"][:_LONGEST])
    if isinstance(value, bool | int | float | str):
        whole = isinstance(value, float) and value.is_integer()
        return Given(_read(str(int(value) if whole else value)))
    raise ReconciliationError(
        N_("%(whose)s has a value that is no string, number or entity.", whose=whose)
    )


def _read(text: str) -> str:
    return text.strip()[:_LONGEST]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ReconciliationError(N_("What was sent is nested too deeply.")) from None
    except ValueError as error:
        raise ReconciliationError(
            N_("What was sent is not JSON: %(error)s.", error=error)
        ) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _object(value: Any, what: Message) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ReconciliationError(N_("%(what)s is a JSON object.", what=what))
    return value


def _list(value: Any, whose: Message, what: str, most: int = _MOST_VALUES) -> list[Any]:
    if not isinstance(value, list):
        raise ReconciliationError(
            N_("%(whose)s has a %(what)s that is no array.", whose=whose, what=what)
        )
    if len(value) > most:
        raise ReconciliationError(
            N_(
                "%(whose)s has more than %(most)s values of %(what)s.",
                whose=whose,
                most=most,
                what=what,
            )
        )
    return value


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _shown(key: str) -> str:
    """A key as a sentence can have it."""
    return json.dumps(key[:40])


#: The size of a preview, in pixels.
WIDTH, HEIGHT = 430, 300


def manifest(base: str, name: str, labels: Labels) -> dict[str, Any]:
    """The manifest of the service of a catalogue.

    A client keeps addresses and forgets where they came from, so they are whole. An id is a path;
    with the identifier space before it, it is the IRI of the record. Clients encode its slash in
    the address of a view, which not every server in front lets through in a path, so it is sent
    as a parameter there.
    """
    service = f"{base}reconcile"
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": base,
        "schemaSpace": PUB.iri,
        "documentation": f"{base}about",
        "logo": f"{base}static/icon.svg",
        "defaultTypes": typed((TYPES[one] for one in DEFAULT_TYPES), labels),
        "batchSize": MOST_QUERIES,
        "view": {"url": f"{service}/view?id={{{{id}}}}"},
        "preview": {
            "url": f"{service}/preview?id={{{{id}}}}",
            "width": WIDTH,
            "height": HEIGHT,
        },
        "suggest": {
            kind: {"service_url": base.rstrip("/"), "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": base.rstrip("/"),
                "service_path": "/reconcile/extend",
            },
            "property_settings": [],
        },
    }
