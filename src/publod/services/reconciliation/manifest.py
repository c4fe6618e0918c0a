"""The service manifest (§3.1): what clients read first."""

from __future__ import annotations

from typing import Any

from publod.services.reconciliation.protocol import MOST_QUERIES
from publod.services.reconciliation.types_and_properties import DEFAULT_TYPES, TYPES, Labels, typed
from publod.vocabulary import PUB

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
