"""Unqualified Dublin Core as OAI-PMH has it (https://www.openarchives.org/OAI/2.0/oai_dc/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from publod.importing.field_names import DUBLIN_CORE
from publod.importing.field_reading import FieldReading, is_edition_history
from publod.importing.field_values import (
    agent_of,
    doi_in,
    file_at,
    is_web_address,
    isbns_in,
    issns_in,
    page_count,
)
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceRecord,
    Text,
)
from publod.importing.xml_elements import text_of

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ROLES = {"creator": "aut", "contributor": "ctb", "publisher": "pbl"}


def dublin_core_record(element: Element, source: str, number: int) -> SourceRecord:
    """The publication that a ``dc`` element describes; the same title in two languages is one."""
    texts: dict[str, list[Text]] = {}
    for child in element:
        if text := text_of(child):
            name = child.tag.rpartition("}")[2]
            texts.setdefault(name, []).append(Text(text, child.get(_LANGUAGE) or ""))
    titles = texts.pop("title", [])
    histories = [t for t in texts.get("description", []) if is_edition_history(t.text)]
    read = FieldReading()
    formats = [t.text for t in texts.pop("format", [])]
    media = next((text for text in formats if text.count("/") == 1), "")
    extent = next((text for text in formats if page_count(text)), "")
    dates = [date for t in texts.pop("date", []) if (date := read.issued("date", t.text))]
    fields: dict[str, Any] = dict(
        titles=tuple(_one_per_language(titles)),
        alternative_titles=tuple(t for t in titles if t not in _one_per_language(titles)),
        agents=tuple(_agents(texts)),
        types=tuple(_concepts(texts.pop("type", []))),
        subjects=tuple(_concepts(texts.pop("subject", []))),
        abstracts=tuple(
            _one_per_language([t for t in texts.get("description", []) if t not in histories])
        ),
        edition_history=histories[0] if histories else None,
        languages=tuple(t.text for t in texts.pop("language", [])),
        issued=min(dates, default=""),
        extent=Text(extent) if extent else None,
        page_count=page_count(extent) if extent else None,
        places=tuple(_concepts(texts.pop("coverage", []))),
        **_rights(texts.pop("rights", [])),
        **_identifiers(texts.pop("identifier", []), media),
    )
    descriptions = [*fields["abstracts"], *histories[:1]]
    texts["description"] = [t for t in texts.pop("description", []) if t not in descriptions]
    texts["format"] = [Text(text) for text in formats if text not in {media, extent}]
    unmapped = tuple(SourceField(name, t.text) for name, many in texts.items() for t in many)
    for date in dates:
        if not date.startswith(fields["issued"]):
            read.remark("date", date)
    return SourceRecord(
        source, number, **fields, unmapped=(*unmapped, *read.remarks), field_names=DUBLIN_CORE
    )


def _one_per_language(texts: list[Text]) -> list[Text]:
    languages: set[str] = set()
    first = []
    for text in texts:
        if text.language not in languages:
            languages.add(text.language)
            first.append(text)
    return first


def _agents(texts: dict[str, list[Text]]) -> Iterator[SourceAgent]:
    for name, role in _ROLES.items():
        for text in texts.pop(name, []):
            agent = agent_of(text.text, role, is_person=False if role == "pbl" else None)
            if agent:
                yield agent


def _concepts(texts: list[Text]) -> Iterator[SourceConcept]:
    for text in texts:
        if is_web_address(text.text):
            yield SourceConcept(iri=text.text)
        else:
            yield SourceConcept(text.text, text.language)


def _rights(texts: list[Text]) -> dict[str, Any]:
    addresses = [t.text for t in texts if is_web_address(t.text)]
    return {
        "licence": addresses[0] if addresses else "",
        "rights": tuple(t for t in texts if t.text not in addresses[:1]),
    }


def _identifiers(texts: list[Text], media: str) -> dict[str, Any]:
    found: dict[str, list[Any]] = {
        name: [] for name in ("isbn", "issn", "identifiers", "files", "pages")
    }
    doi = ""
    for text in (t.text for t in texts):
        bare = text.casefold().removeprefix("urn:")
        if not doi and doi_in(text):
            doi = doi_in(text)
        elif bare.startswith("isbn") and isbns_in(text):
            found["isbn"] += isbns_in(text)
        elif bare.startswith("issn") and issns_in(text):
            found["issn"] += issns_in(text)
        elif is_web_address(text):
            file = file_at(text)
            if file:
                found["files"].append(file_at(text, media) or file)
            else:
                found["pages"].append(text)
        else:
            found["identifiers"].append(text)
    return {name: tuple(values) for name, values in found.items()} | {"doi": doi}
