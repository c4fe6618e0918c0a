"""The addresses that the service itself answers. URLs are promises: these are all of them."""

from __future__ import annotations

#: Lists of records: the path, and the kind of record in it.
LISTS = {
    "publications": "publication",
    "works": "work",
    "agents": "agent",
    "subjects": "subject",
}

#: First segments that no record may take.
RESERVED = frozenset(
    {*LISTS, "ontology", "shapes", "context.jsonld", "sparql", "static", "robots.txt"}
    # Promised for later: records there would have to move.
    | {"oai", "sitemap.xml", "opensearch.xml", "reconcile", "profiles", "datasets", ".well-known"}
    | {"about", "types", "metrics", "api", "feed", "search", "suggest", "dumps"}
)
