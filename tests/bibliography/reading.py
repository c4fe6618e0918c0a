"""Reading what was written, as those who harvest it do."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree as ET

import pymarc

PREFIXES = {
    "mods": "http://www.loc.gov/mods/v3",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "datacite": "http://datacite.org/schema/kernel-4",
    "oaire": "http://namespace.openaire.eu/schema/oaire/",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}


def lines(document: bytes) -> list[str]:
    """Each element with text, as its path below the root, its attributes and the text."""
    return list(_lines(ET.fromstring(document), ""))


def _lines(node: ET.Element, path: str) -> Iterator[str]:
    for child in node:
        below = f"{path}/{_short(child.tag)}".lstrip("/")
        attributes = "".join(f" @{_short(k)}={v}" for k, v in child.attrib.items())
        text = (child.text or "").strip()
        if text or not len(child):
            yield f"{below}{attributes} = {text}"
        yield from _lines(child, below + attributes)


def _short(tag: str) -> str:
    for prefix, namespace in PREFIXES.items():
        tag = tag.replace("{" + namespace + "}", prefix + ":")
    return tag


def marc(document: bytes) -> pymarc.Record:
    """The one record in MARCXML."""
    found: list[pymarc.Record] = pymarc.parse_xml_to_array(BytesIO(document))  # type: ignore[no-untyped-call]
    [record] = found
    return record


def fields(record: pymarc.Record) -> list[str]:
    """Each field in a line, blanks as #."""
    found = []
    for field in record.fields:
        if field.control_field:
            found.append(f"{field.tag} {field.data}")
        else:
            signs = "".join(field.indicators or ()).replace(" ", "#")
            found.append(f"{field.tag} {signs} " + "".join(f"${c}{v}" for c, v in field))
    return found
