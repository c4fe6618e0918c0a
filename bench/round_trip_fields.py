"""The fields of records in each format, as other readers than those of publod read them.

Each reader gives, by the key of a record in its format, its fields as pairs of name and value.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from typing import IO, Any

import latexcodec  # noqa: F401 (registers the codec)
import pymarc
from pybtex.database import parse_bytes

from bench.source_references import COLUMNS
from publod.bibliography.export.csv_table import unescaped

_from_xml: Callable[[IO[bytes]], list[pymarc.Record]] = pymarc.parse_xml_to_array
Fields = list[tuple[str, str]]
Records = dict[str, Fields]


def marc(content: bytes) -> Records:
    """ISO 2709."""
    return {
        record["001"].data or "": [*_marc(record)]
        for record in pymarc.MARCReader(content, to_unicode=True, force_utf8=True)
        if record
    }


def marcxml(content: bytes) -> Records:
    """MARCXML."""
    records = _from_xml(io.BytesIO(content))
    return {record["001"].data or "": [*_marc(record)] for record in records if record}


def _marc(record: pymarc.Record) -> Iterator[tuple[str, str]]:
    """Each subfield; of control fields what describes the publication."""
    for field in record.fields:
        if field.is_control_field():
            if field.tag == "008" and field.data:
                for start, end in ((7, 11), (15, 18), (35, 38)):
                    if text := field.data[start:end].strip(" |u"):
                        yield f"008/{start:02}-{end - 1:02}", text
        else:
            for subfield in field.subfields:
                if subfield.code != "2" or field.tag not in _SUBJECTS:
                    yield f"{field.tag}${subfield.code}", subfield.value
            if field.tag in _SUBJECTS and field.indicator2 != "4":
                yield f"{field.tag}/source", _sourced(field)


_SUBJECTS = frozenset(("600", "610", "650", "651"))


def _sourced(field: pymarc.Field) -> str:
    """A heading with the list that it is from, by the second indicator or by $2."""
    source = field.get("2") if field.indicator2 == "7" else f"indicator {field.indicator2}"
    parts = field.get_subfields("a", "b", "d", "x", "y", "z")
    return f"{source}: {'--'.join(part.rstrip('.,') for part in parts)}"


_XLINK = "{http://www.w3.org/1999/xlink}href"


def mods(content: bytes) -> Records:
    """MODS: each element with text, names and their roles put together."""
    records: Records = {}
    for root in ET.fromstring(content).iter("{http://www.loc.gov/mods/v3}mods"):
        key = next(e.text or "" for e in root.iter() if e.tag.endswith("recordIdentifier"))
        records[key] = [
            field for child in root for field in _mods(child, "") if "recordInfo" not in field[0]
        ]
    return records


def _mods(element: ET.Element, path: str) -> Iterator[tuple[str, str]]:
    name = element.tag.rpartition("}")[2]
    kind = element.get("type", "") or element.get("otherType", "")
    own = f"{path}/{name}".lstrip("/")
    if name in {"relatedItem", "identifier", "titleInfo", "detail"} and kind:
        own += f"[{kind}]"
    if link := element.get(_XLINK):
        yield f"{own}@href", link
    if name == "name":
        parts = {part.get("type", ""): part.text or "" for part in element if part.text}
        whole = ", ".join(filter(None, (parts.get("family"), parts.get("given"))))
        yield f"{own}/namePart", whole or parts.get("", "")
    for child in element:
        if not (name == "name" and child.tag.endswith("namePart")):
            yield from _mods(child, own)
    if not len(element) and (text := (element.text or "").strip()):
        yield own, text


def bibtex(content: bytes) -> Records:
    """BibTeX, LaTeX decoded; a collection that an entry refers to is its ``booktitle``."""
    # Scopus escapes no per cent signs.
    library = parse_bytes(re.sub(rb"(?<!\\)[%&]", rb"\\\g<0>", content), "bibtex")
    records: Records = {}
    for key, entry in library.entries.items():
        fields: Fields = [("type of entry", entry.type)]
        for role, people in entry.persons.items():
            fields += [(role, _person(person)) for person in people]
        for own, text in entry.fields.items():
            is_reference = own == "crossref"
            name = "booktitle" if is_reference else own
            value = library.entries[text].fields["title"] if is_reference else text
            if name in {"url", "doi", "file"}:
                fields.append((name, re.sub(r"\\([&_%#$~])", r"\1", value)))
            elif name == "keywords":
                fields += [(name, one) for one in re.split(r",\s*(?![^{]*\})", _text(value))]
            else:
                fields.append((name.lower(), _text(value)))
        records[key] = [(name, value.replace("{", "").replace("}", "")) for name, value in fields]
    return records


def _person(person: Any) -> str:
    family = " ".join((*person.prelast_names, *person.last_names))
    given = " ".join((*person.first_names, *person.middle_names))
    lineage = " ".join(person.lineage_names)
    return _text(", ".join(filter(None, (family, lineage, given))))


def _text(value: str) -> str:
    return codecs.getdecoder("ulatex")(value)[0].strip()  # type: ignore[arg-type]


_LINE = re.compile(r"([A-Z][A-Z0-9]) {1,2}- ?(.*)")


def ris(content: bytes) -> Records:
    """RIS, line by line."""
    records: Records = {}
    fields: Fields = []
    for line in content.decode().splitlines():
        if match := _LINE.fullmatch(line.strip("\ufeff")):
            tag, value = match[1], match[2].strip()
            if tag == "ER":
                records[dict(fields)["ID"]] = [field for field in fields if field[0] != "ID"]
                fields = []
            elif value:
                fields.append((tag, value))
    return records


def csl(content: bytes) -> Records:
    """CSL-JSON: names put together, dates as in ISO 8601."""
    records: Records = {}
    for item in json.loads(content):
        fields: Fields = []
        for name, value in item.items():
            if name == "id":
                continue
            if isinstance(value, dict):
                parts = value.get("date-parts", [[]])[0]
                date = "-".join(f"{int(part):02}" for part in parts) or value.get("literal", "")
                fields += [
                    (name, one) for one in (*value.get("files", ()), *value.get("pages", ()))
                ]
                fields += [(name, date)] if date else []
            elif isinstance(value, list):
                fields += [(name, _name(one)) for one in value]
            elif name == "keyword":
                fields += [(name, one) for one in str(value).split(", ")]
            else:
                fields.append((name, str(value)))
        records[item["id"]] = fields
    return records


def _name(person: dict[str, str]) -> str:
    particle = person.get("non-dropping-particle", "")
    family = f"{particle} {person.get('family', '')}".strip()
    return person.get("literal") or f"{family}, {person.get('given', '')}"


def schema_org(content: bytes) -> Records:
    """schema.org as JSON-LD: each value by its property, and by that of what it is in."""
    document = json.loads(content)
    nodes = document.get("@graph", [document])
    return {
        str(node.get("@id") or node.get("id")): [
            field
            for name, value in node.items()
            if name not in {"@id", "id", "@context", "@included"}
            for field in _node({"type": "@type"}.get(name, name), value)
        ]
        for node in nodes
    }


_LANGUAGE = re.compile("[a-z]{2}(-[a-z0-9]+)*")


def _node(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _node(name, one)
    elif not isinstance(value, dict):
        yield name, str(value)
    elif "@value" in value:
        yield name, str(value["@value"])
    else:
        for member, inner in value.items():
            if _LANGUAGE.fullmatch(member) or member == "@language":
                yield from _node(name, inner if member != "@language" else [])
            elif member not in {"id", "@id"} or len(value) == 1:
                own = {"name": name, "type": f"{name}/@type"}.get(member, f"{name}/{member}")
                yield from _node(name if member in {"id", "@id"} else own, inner)


def table(content: bytes) -> Records:
    """CSV: a spreadsheet by the fields of its mapping, the table of publod by its columns."""
    text = content.decode("utf-8-sig")
    delimiter = ";" if text.startswith("Nr;") else ","
    records: Records = {}
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
        fields: Fields = []
        for column, cell in row.items():
            known = COLUMNS.get(column, column)
            between = known.get("between", "") if isinstance(known, dict) else ""
            name = known["field"] if isinstance(known, dict) else known
            if name == "unmapped":
                name = column
            values = cell.split(between) if between else [cell]
            if delimiter == ",":
                values = unescaped(cell).split(" | ")
            fields += [(name, value.strip()) for value in values if value.strip()]
        records[row.get("Nr") or row["uri"]] = [
            f for f in fields if f[0] not in {"identifier", "uri"}
        ]
    return records


READERS: dict[str, Callable[[bytes], Records]] = {
    "marc": marc, "marcxml": marcxml, "mods": mods, "bibtex": bibtex, "ris": ris, "csl": csl,
    "schema": schema_org, "csv": table,
}  # fmt: skip
