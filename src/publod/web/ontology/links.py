"""Which classes of things are joined by which properties, asked once for each state of a store."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple

from publod.errors import QueryTimeout, QueryTooLarge
from publod.store.protocol import Query, QueryService
from publod.web.http.state_cache import OncePerState

#: How many records the query looks at; it has the same number in its text.
MOST_RECORDS = 5000
_QUERY = files(__package__).joinpath("links.rq").read_text(encoding="utf-8")


class Link(NamedTuple):
    """So many statements with a property lead from things of a class to things of another."""

    source: str
    property: str
    target: str
    uses: int


@dataclass(frozen=True, slots=True)
class Links:
    """What was found, sorted by class and property; ``known`` is False where nobody could tell."""

    known: bool = False
    found: tuple[Link, ...] = ()


def _asked(queries: QueryService) -> Links:
    try:
        answer = json.loads(queries.query(Query(_QUERY)).read())
    except (QueryTimeout, QueryTooLarge):  # as it would be every time
        return Links()
    rows = [
        {name: term["value"] for name, term in row.items()}
        for row in answer["results"]["bindings"]
        if row.get("source", {}).get("type") == row.get("target", {}).get("type") == "uri"
    ]
    return Links(
        True,
        tuple(
            sorted(
                Link(row["source"], row["property"], row["target"], int(row["count"]))
                for row in rows
            )
        ),
    )


#: The links within the deadline of a query; unknown if there are too many.
LINKS = OncePerState(_asked, Links())
