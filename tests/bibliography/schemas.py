"""The official XML Schemas, where this machine has them beside the repository; offline."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import xmlschema

SCHEMAS = Path(__file__).parents[3] / "shared" / "xsd"

#: The container of qualified Dublin Core in the namespace that includes it, as OCLC's schema does.
_QUALIFIED = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
    targetNamespace="http://worldcat.org/xmlschemas/qdc-1.0/" elementFormDefault="qualified">
  <xs:include schemaLocation="qualifieddc.xsd"/>
</xs:schema>"""
_FILES = {
    "oai_dc": "oai_dc.xsd",
    "oai_qdc": "qualifieddc.xsd",
    "mods": "mods-3-8.xsd",
    "swepub_mods": "mods-3-8.xsd",
    "marc21": "MARC21slim.xsd",
    "oai_openaire": "openaire-4.0/openaire.xsd",
    "datacite": "datacite-4/metadata.xsd",
}


def validate(prefix: str, document: bytes) -> None:
    """Raise the schema's first complaint; skip the test where the schema is not at hand."""
    file = _FILES[prefix]
    if not (SCHEMAS / file).exists():
        pytest.skip(
            f"NOT TESTED: its publisher's schema of {prefix} is not at hand: put it at {file}"
        )
    _schema(file).validate(document.decode(), use_location_hints=False)


@cache
def _schema(file: str) -> xmlschema.XMLSchema:
    path = SCHEMAS / file
    if file == "qualifieddc.xsd":
        return xmlschema.XMLSchema(_QUALIFIED, base_url=str(SCHEMAS), allow="local")
    return xmlschema.XMLSchema(str(path), allow="local")
