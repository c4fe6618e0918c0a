"""How many statements and things the SPARQL store has, asked once for each of its states."""

from __future__ import annotations

import json
from importlib.resources import files
from time import monotonic

from publod.errors import QueryTimeout, QueryTooLarge
from publod.services.dumps.dump_writer import Counts
from publod.store.protocol import Query, QueryService
from publod.web.state_cache import OncePerState

_CLASSES = files(__package__).joinpath("classes.rq").read_text(encoding="utf-8")
_PROPERTIES = files(__package__).joinpath("properties.rq").read_text(encoding="utf-8")
#: Where the first question takes longer than this, in seconds, the second is not asked.
_PATIENCE = 2.0


def _asked(queries: QueryService) -> Counts:
    start = monotonic()
    try:
        classes = _numbers(queries, _CLASSES)
        if monotonic() - start > _PATIENCE:
            return Counts(classes=classes)
    except (QueryTimeout, QueryTooLarge):  # as it would be every time
        return Counts()
    try:
        return Counts(classes=classes, properties=_numbers(queries, _PROPERTIES))
    except (QueryTimeout, QueryTooLarge):
        return Counts(classes=classes)


def _numbers(queries: QueryService, text: str) -> dict[str, int]:
    rows = json.loads(queries.query(Query(text)).read())["results"]["bindings"]
    return {
        row["name"]["value"]: int(row["count"]["value"])
        for row in rows
        if row.get("name", {}).get("type") == "uri"
    }


#: What the store counts within the deadline of a query; nothing of what it cannot.
COUNTS = OncePerState(_asked, Counts())
