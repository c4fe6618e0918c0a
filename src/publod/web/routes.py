"""The addresses that the service itself answers. URLs are promises: these are all of them."""

from __future__ import annotations

#: Lists of records: the path, and the kind of record in it.
LISTS = {
    "publications": "publication",
    "works": "work",
    "agents": "agent",
    "places": "place",
    "subjects": "subject",
    "types": "type",
    "audiences": "audience",
}

#: First segments that no record may take.
RESERVED = frozenset(
    {*LISTS, "ontology", "shapes", "context.jsonld", "sparql", "graphs", "static", "robots.txt"}
    # What is a catalogue's own.
    | {"theme", "page"}
    # Promised for later: records there would have to move.
    | {
        "oai",
        "openapi.json",
        "sitemap.xml",
        "opensearch.xml",
        "reconcile",
        "profiles",
        "datasets",
        ".well-known",
    }
    | {
        "about",
        "new",
        "years",
        "metrics",
        "livez",
        "healthz",
        "readyz",
        "api",
        "unapi",
        "feed",
        "search",
        "suggest",
        "dumps",
        "changes",
        "files",
        "covers",
        "compare",
    }
    # Sitemaps of ten million records: they have to lie at the top to name what is below it.
    | {f"sitemap-{number}.xml" for number in range(1001)}
)
