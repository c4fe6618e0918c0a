"""MODS as Swepub harvests it, the service of the National Library of Sweden.

Its minimum level: https://www.kb.se/samverkan-och-utveckling/swepub/datamodell/
bibliografisk-miniminiva.html. It is MODS with the genres of Swepub's own lists; that names have an
authority and ``originInfo`` no attributes is so in all our MODS.
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.agent_names_and_roles import names_of
from publod.bibliography.entry import Entry
from publod.bibliography.export import mods
from publod.bibliography.export.mods import names, related_items
from publod.bibliography.export.xml_writer import MetadataFormat, Xml, element, leaf
from publod.bibliography.identifiers import host_of
from publod.bibliography.relations import history_of
from publod.bibliography.subjects import abstracts_of, kind_of
from publod.bibliography.titles_and_labels import languages_in

_LEVEL = (
    "https://www.kb.se/samverkan-och-utveckling/swepub/datamodell/bibliografisk-miniminiva.html"
)


def write(entry: Entry) -> bytes:
    """The publication as Swepub takes it.

    It takes none without ``recordContentSource``: where the body that describes has no code, that
    is the host of the catalogue, and the library has to be told so.
    """
    return element("mods", _elements(entry, entry.catalogued_by or host_of(entry)), mods.ROOT)


def _elements(entry: Entry, source: str) -> Iterator[Xml]:
    yield mods.record_info(entry, source)
    yield from _genres(entry)
    yield from names(names_of(entry))
    yield from mods.titles(entry)
    yield from mods.languages(languages_in(entry))
    yield mods.origin(entry)
    yield mods.physical_description(entry)
    yield leaf("typeOfResource", "text")
    yield from mods.told("abstract", abstracts_of(entry))
    # Without places and periods: of a subject without a topic, Swepub's conversion makes one
    # without a name (resources/mods_to_xjsonld.xsl in github.com/libris/swepub-redux).
    yield from mods.topics(entry)
    yield from mods.told("note", history_of(entry))
    yield from related_items(entry)
    yield from mods.identifiers(entry)
    yield mods.location(entry)
    yield from mods.access_conditions(entry)


def _genres(entry: Entry) -> Iterator[Xml]:
    kind = kind_of(entry)
    yield leaf("genre", kind.output, {"authority": "kb.se", "type": "outputType"})
    yield leaf("genre", kind.svep, {"authority": "svep", "type": "publicationType"})
    yield leaf("genre", kind.content, {"authority": "svep", "type": "contentType"})


FORMAT = MetadataFormat(
    prefix="swepub_mods",
    namespace=mods.NAMESPACE,
    schema=mods.SCHEMA,
    media_type="application/mods+xml",
    profile=_LEVEL,
    label="Swepub MODS",
    write=write,
)
