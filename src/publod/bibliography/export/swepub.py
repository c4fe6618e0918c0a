"""MODS as Swepub harvests it, the service of the National Library of Sweden.

Its minimum level: https://www.kb.se/samverkan-och-utveckling/swepub/datamodell/
bibliografisk-miniminiva.html. It is MODS with the genres of Swepub's own lists; that names have an
authority and ``originInfo`` no attributes is so in all our MODS.
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.description import BibliographicDescription
from publod.bibliography.entry import Entry
from publod.bibliography.export import mods
from publod.bibliography.export.xml_writer import MetadataFormat, Xml, element, leaf
from publod.bibliography.relations import Relation
from publod.bibliography.titles_and_labels import Title

_LEVEL = (
    "https://www.kb.se/samverkan-och-utveckling/swepub/datamodell/bibliografisk-miniminiva.html"
)


#: Of which type the name of a person is that is not divided: without one, the conversion loses it.
_UNDIVIDED = "given"


def write(entry: Entry) -> bytes:
    """The publication as Swepub takes it.

    It takes none without ``recordContentSource``: where the body that delivers has no code, that is
    the host of the catalogue, and the library has to be told so.
    """
    return element("mods", _elements(BibliographicDescription(entry)), mods.ROOT)


def _elements(description: BibliographicDescription) -> Iterator[Xml]:
    yield mods.record_info(description, description.entry.swepub_code or description.host)
    yield from _genres(description)
    yield from mods.names(description, _UNDIVIDED)
    yield from _titles(description)
    yield from mods.languages(description)
    yield mods.origin(description)
    yield mods.physical_description(description)
    yield leaf("typeOfResource", "text")
    yield from mods.texts("abstract", description.abstracts)
    # Without places and periods: of a subject without a topic, Swepub's conversion makes one
    # without a name (resources/mods_to_xjsonld.xsl in github.com/libris/swepub-redux).
    yield from mods.topics(description)
    yield from mods.classifications(description)
    yield from mods.texts("note", description.history)
    yield from _related_items(description)
    yield from mods.identifiers(description)
    yield mods.location(description)
    yield from mods.access_conditions(description)


def _titles(description: BibliographicDescription) -> Iterator[Xml]:
    """All but the title proper as alternative ones: its conversion knows no other kinds."""
    titles = description.titles
    yield mods.title_info(titles.proper)
    for parallel in titles.parallel:
        yield mods.title_info(parallel, type="alternative")
    for text, tag in titles.alternative:
        yield mods.title_info(Title(text, "", tag), type="alternative")


def _genres(description: BibliographicDescription) -> Iterator[Xml]:
    kind = description.kind
    output, svep = kind.output, kind.svep
    if kind.eprint in _ARTICLES and _hosts(description):
        output, svep = _ARTICLES[kind.eprint], "art"
    yield leaf("genre", output, {"authority": "kb.se", "type": "outputType"})
    yield leaf("genre", svep, {"authority": "svep", "type": "publicationType"})
    yield leaf("genre", kind.content, {"authority": "svep", "type": "contentType"})


#: What articles are there, by their kinds, if what they are in is known.
_ARTICLES = {
    "article": "publication/journal-article",
    "contributionToPeriodical": "publication/magazine-article",
}
#: What must not be in something else.
_WHOLES = frozenset({"bok", "rap"})


def _hosts(description: BibliographicDescription) -> list[Relation]:
    return [host for host in description.related("host") if host.title]


def _related_items(description: BibliographicDescription) -> Iterator[Xml]:
    """All of them, but for what a report or a book is a part of: it would be turned away."""
    is_whole = description.kind.svep in _WHOLES
    for relation in description.relations:
        if not (is_whole and relation.kind == "host"):
            yield mods.related_item(relation, _UNDIVIDED)


FORMAT = MetadataFormat(
    prefix="swepub_mods",
    namespace=mods.NAMESPACE,
    schema=mods.SCHEMA,
    media_type="application/mods+xml",
    profile=_LEVEL,
    label="Swepub MODS",
    write=write,
)
