"""A metadata format as one value, as OAI-PMH knows it (section 3.4 of the protocol).

https://www.openarchives.org/OAI/2.0/openarchivesprotocol.htm#MetadataNamespaces
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publod.bibliography.entry import Entry

XSI = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format and its writer.

    ``prefix`` is the ``metadataPrefix``, ``namespace`` that of the root element, ``schema`` the
    URL of its XML Schema, ``media_type`` what a document in it is served as, ``profile`` the IRI
    by which it can be negotiated (RFC 6906). ``write`` gives one element without XML declaration.
    """

    prefix: str
    namespace: str
    schema: str
    media_type: str
    profile: str
    label: str
    write: Callable[[Entry], bytes]


def root_attributes(
    namespace: str, schema: str, prefixes: Mapping[str, str], **more: str
) -> dict[str, str]:
    """The attributes of a root element: its namespaces and where its schema lies.

    ``prefixes`` maps prefixes to namespaces; the empty prefix is the default namespace.
    """
    declared = {f"xmlns:{p}" if p else "xmlns": iri for p, iri in prefixes.items()}
    return {
        **declared,
        "xmlns:xsi": XSI,
        "xsi:schemaLocation": f"{namespace} {schema}",
        **more,
    }
