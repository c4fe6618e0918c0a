"""Related items in MODS (https://www.loc.gov/standards/mods/userguide/relateditem.html)."""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.languages import code_of_tag
from publod.bibliography.relations import Relation, relations_of

# MODS has no type for a work; an expression of one is a relation of Dublin Core.
_VERSION_OF = {
    "otherType": "isVersionOf",
    "otherTypeAuth": "dcterms",
    "otherTypeURI": "http://purl.org/dc/terms/isVersionOf",
}
_TYPES = {
    "work": _VERSION_OF,
    "series": {"type": "series"},
    "replaces": {"type": "preceding"},
    "replaced by": {"type": "succeeding"},
    "based on": {"type": "original"},
    "translation of": {"type": "otherVersion", "displayLabel": "Originalspråk"},
    "translated as": {"type": "otherVersion", "displayLabel": "Översättning"},
    "edition": {"type": "otherVersion", "displayLabel": "Annan utgåva"},
}


def related_items(entry: Entry) -> Iterator[Xml]:
    """What the record leads to, with titles, years, languages and addresses."""
    for relation in relations_of(entry):
        yield branch("relatedItem", _parts(relation), _TYPES[relation.kind])


def _parts(relation: Relation) -> Iterator[Xml]:
    if title := relation.title:
        yield branch(
            "titleInfo",
            [
                leaf("title", title.main),
                leaf("subTitle", title.sub),
                leaf("partNumber", relation.number),
            ],
            {"lang": code_of_tag(title.tag)},
        )
    issued = leaf("dateIssued", relation.year, {"encoding": "w3cdtf"})
    yield branch("originInfo", [issued])
    for language in relation.languages:
        code = leaf("languageTerm", language.code, {"type": "code", "authority": language.scheme})
        yield branch("language", [code])
    yield leaf("identifier", relation.issn, {"type": "issn"})
    yield leaf("identifier", relation.url, {"type": "uri"})
    yield branch("location", [leaf("url", relation.url)])
