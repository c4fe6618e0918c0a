"""The official schema of the envelope, joined with those of what stands in it; offline.

The protocol asks that what is in ``metadata``, ``about`` and ``description`` be valid by its own
schema. Where none is at hand for a format, only the content of its ``metadata`` is let pass.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path

import pytest
import xmlschema

from bibliography.schemas import SCHEMAS

_OAI = "http://www.openarchives.org/OAI/2.0/"
_INSIDE = {
    f"{_OAI}oai_dc/": "oai_dc.xsd",
    f"{_OAI}oai-identifier": "oai-identifier.xsd",
    f"{_OAI}branding/": "branding.xsd",
}
_QUALIFIED = "http://worldcat.org/xmlschemas/qdc-1.0/"
_MODS = {"http://www.loc.gov/mods/v3": "mods-3-8.xsd"}
#: Formats by what their content is valid by. The schema of ``oai_openaire`` is at hand as well, but
#: has another Dublin Core in it than the envelope's: its records are validated by themselves.
STRICT: dict[str, dict[str, str]] = {
    "oai_dc": {},
    "oai_qdc": {_QUALIFIED: "qualified, by its own namespace"},
    "mods": _MODS,
    "swepub_mods": _MODS,
    "marc21": {"http://www.loc.gov/MARC21/slim": "MARC21slim.xsd"},
}


def folder() -> Path:
    """Where the schemas are, or a loud skip; where ``CI`` is set, a failure.

    ``OFFICIAL_SCHEMAS=none`` says that they are absent on purpose.
    """
    if (SCHEMAS / "OAI-PMH.xsd").exists():
        return SCHEMAS
    missing = f"NOT TESTED: the official schemas are not beside the repository ({SCHEMAS.name}/)"
    if os.environ.get("CI") and os.environ.get("OFFICIAL_SCHEMAS") != "none":
        pytest.fail(missing)
    pytest.skip(missing)


@cache
def answers(prefix: str) -> xmlschema.XMLSchema:
    """The schema of whole answers with records in a format, or with none."""
    # The first schema of a namespace counts: a format's own Dublin Core goes before oai_dc's.
    inside = {**STRICT.get(prefix, {}), **_INSIDE}
    if _QUALIFIED in inside:
        inside[_QUALIFIED] = _qualified().as_uri()
    imports = "".join(
        f'<import namespace="{namespace}" schemaLocation="{file}"/>'
        for namespace, file in inside.items()
    )
    text = (folder() / "OAI-PMH.xsd").read_text("utf-8")
    end = text.index(">", text.index("<schema")) + 1
    text = text[:end] + imports + text[end:]
    if prefix not in STRICT:
        assert text.index("metadataType") < text.index("aboutType")
        text = text.replace('processContents="strict"', 'processContents="lax"', 1)
    return xmlschema.XMLSchema(text, base_url=str(folder()), allow="local")


def _qualified() -> Path:
    """A schema that gives qualified Dublin Core, which has no namespace of its own, OCLC's."""
    file = Path(tempfile.mkdtemp()) / "qdc.xsd"
    file.write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" '
        f'targetNamespace="{_QUALIFIED}">'
        f'<xs:include schemaLocation="{(folder() / "qualifieddc.xsd").as_uri()}"/></xs:schema>',
        encoding="utf-8",
    )
    return file
