"""What pages tell search engines in schema.org, as plain JSON-LD in the language of the page.

https://developers.google.com/search/docs/appearance/structured-data. The data documents have it all
in every language; here each text is one string, so that readers need not know language maps, and
each thing has the properties that schema.org gives its class, and no others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from publod.bibliography.link_safety import is_harmful
from publod.bibliography.record_summary import Summary
from publod.bibliography.triple_index import pick
from publod.vocabulary import RDF, SCHEMA
from publod.web.site import Site

CONTEXT = "https://schema.org"
#: Things within things are told to this depth.
_DEPTH = 3
_MOST_VALUES = 50


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_THING = _words("name alternateName description url sameAs")
_CREATIVE_WORK = _words(
    "alternativeHeadline abstract author contributor editor translator publisher datePublished "
    "inLanguage about keywords audience temporalCoverage spatialCoverage isPartOf hasPart position "
    "license usageInfo copyrightNotice version exampleOfWork workExample isBasedOn "
    "translationOfWork workTranslation encoding encodingFormat mentions learningResourceType funder"
)
_MEDIA = _words("contentUrl contentSize")
#: The properties that pages tell of a class, in order; any other class is a kind of creative work.
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "Book": (*_CREATIVE_WORK, *_words("bookEdition isbn numberOfPages illustrator")),
    "Report": (*_CREATIVE_WORK, "reportNumber"),
    "Article": (*_CREATIVE_WORK, "pageStart", "pageEnd"),
    "CreativeWorkSeries": (*_CREATIVE_WORK, "issn"),
    "MediaObject": (*_CREATIVE_WORK, *_MEDIA),
    "DataDownload": (*_CREATIVE_WORK, *_MEDIA),
    "Dataset": (*_CREATIVE_WORK, "distribution"),
    "DataCatalog": (*_CREATIVE_WORK, "dataset"),
    "DefinedTermSet": (*_CREATIVE_WORK, "hasDefinedTerm"),
    "DefinedTerm": _words("termCode inDefinedTermSet"),
    "Audience": (),
    "ContactPoint": _words("telephone contactType"),
    "Organization": _words("legalName parentOrganization subOrganization memberOf telephone"),
    "GovernmentOrganization": _words("legalName parentOrganization subOrganization memberOf"),
    "Person": _words("givenName familyName jobTitle"),
    "Place": ("containedInPlace",),
    "Thing": (),
}
#: What the values of a property are where nothing says so.
_CLASSES = {
    "about": "DefinedTerm", "audience": "Audience", "spatialCoverage": "Place",
    "containedInPlace": "Place", "inDefinedTermSet": "DefinedTermSet",
    "hasDefinedTerm": "DefinedTerm", "encoding": "MediaObject", "author": "Organization",
    "publisher": "Organization", "contributor": "Organization", "editor": "Organization",
    "translator": "Organization", "illustrator": "Person", "funder": "Organization",
    "parentOrganization": "Organization", "subOrganization": "Organization",
    "memberOf": "Organization", "mentions": "Thing", "dataset": "Dataset",
    "distribution": "DataDownload",
}  # fmt: skip
_WORKS = frozenset(
    _words("exampleOfWork workExample isPartOf hasPart isBasedOn translationOfWork workTranslation")
)
#: Properties whose values are addresses or codes, and no things.
_PLAIN = frozenset(_words("url sameAs license usageInfo contentUrl encodingFormat"))
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_OF_KINDS = {"subject": "DefinedTerm", "agent": "Organization", "place": "Place"}


def script_of(*things: Mapping[str, Any]) -> str:
    """Things for a script element of a page.

    Escaped so that no text in the data can end the element (HTML, section 4.12.1.3).
    """
    content = things[0] if len(things) == 1 else {"@graph": things}
    document = {"@context": CONTEXT, **content}
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The way to a page from the front page: names with whole URLs."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def thing_of(
    graph: Graph,
    iri: str,
    language: str,
    *,
    names: Mapping[str, Summary],
    kind: str,
    classes: Graph,
    page: str,
    authors: Sequence[str] = (),
) -> dict[str, Any]:
    """A record's thing, by the statements of its document that schema.org has words for.

    ``names`` are those of the things that it links to, ``classes`` what the agents among these
    are; ``page`` is the whole URL of its page in the reader's ``language``. ``authors`` are IRIs in
    the order in which they are printed.
    """
    writer = _Writer(graph, language, names, classes)
    default = _OF_KINDS.get(kind, "CreativeWork")
    told = writer.described(URIRef(iri), default, _DEPTH)
    if isinstance(told.get("author"), list) and authors:
        places = {iri: place for place, iri in enumerate(authors)}
        told["author"].sort(key=lambda author: places.get(author.get("@id"), len(places)))
    if "abstract" in told:
        told.setdefault("description", told["abstract"])
    told.setdefault("url", page)
    if not told.get("name"):
        summary = names.get(iri)
        told["name"] = (pick(summary.label, language)[0] if summary else "") or page
    return told


class _Writer:
    def __init__(
        self, graph: Graph, language: str, names: Mapping[str, Summary], classes: Graph
    ) -> None:
        self._graph, self._language, self._names, self._classes = graph, language, names, classes

    def described(self, node: Node, default: str, depth: int) -> dict[str, Any]:
        """A thing with what the graph says of it."""
        types = self._types(node) or [default]
        told: dict[str, Any] = {"@type": types[0] if len(types) == 1 else types}
        if isinstance(node, URIRef):
            told["@id"] = str(node)
        known = dict.fromkeys(p for t in types for p in _PROPERTIES.get(t, _CREATIVE_WORK))
        objects = self._objects(node)
        for name in (*_THING, *known):
            if name not in objects:
                continue
            values = list(self._values(objects[name], name, depth))
            if values:
                told[name] = values[0] if len(values) == 1 else values
        if "name" not in told and (summary := self._names.get(str(node))):
            name = pick(summary.label, self._language)[0]
            told |= {"name": name} if name else {}
        return told

    def _types(self, node: Node) -> list[str]:
        for graph in (self._graph, self._classes):
            names = sorted(
                str(o).removeprefix(SCHEMA.iri)
                for o in graph.objects(node, RDF.type)
                if str(o).startswith(SCHEMA.iri)
            )
            if names:  # the narrower of two says all
                return [n for n in names if n != "CreativeWork" or len(names) == 1]
        return []

    def _objects(self, node: Node) -> dict[str, list[Node]]:
        """What the graph says of a thing, by the names of schema.org's properties."""
        objects: dict[str, list[Node]] = {}
        for predicate, value in self._graph.predicate_objects(node):
            if str(predicate).startswith(SCHEMA.iri):
                objects.setdefault(str(predicate).removeprefix(SCHEMA.iri), []).append(value)
        return objects

    def _values(self, found: list[Node], name: str, depth: int) -> Iterator[Any]:
        objects = sorted(found, key=str)
        texts = [o for o in objects if isinstance(o, Literal)]
        yield from self._texts(texts)
        for other in [o for o in objects if not isinstance(o, Literal)][:_MOST_VALUES]:
            if name in _PLAIN:
                if isinstance(other, URIRef) and not is_harmful(other):
                    yield str(other).removeprefix(_MEDIA_TYPES if name == "encodingFormat" else "")
            elif depth > 1:
                default = _CLASSES.get(name, "CreativeWork" if name in _WORKS else "Thing")
                yield self.described(other, default, depth - 1 if depth == _DEPTH else 1)

    def _texts(self, literals: list[Literal]) -> Iterator[Any]:
        """Of texts in several languages those in the one nearest to the reader's; and all else."""
        by_language: dict[str, list[str]] = {}
        for literal in literals:
            by_language.setdefault(literal.language or "", []).append(str(literal))
        yield from by_language.pop("", ())
        if by_language:
            _, tag = pick({tag: some[0] for tag, some in by_language.items()}, self._language)
            yield from by_language.get(tag, ())


def website(
    base: str, name: str, description: str, language: str, publisher: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The catalogue as a site that can be searched."""
    site = {
        "@type": "WebSite",
        "@id": f"{base}#website",
        "url": base,
        "name": name,
        "description": description,
        "inLanguage": language,
        "publisher": publisher,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{base}publications?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    return {member: value for member, value in site.items() if value}


def dataset(
    page: str,
    iri: str,
    name: str,
    description: str,
    *,
    licence: str,
    modified: str,
    languages: Sequence[str],
    publisher: Mapping[str, Any] | None,
    downloads: Iterable[tuple[str, str]],
) -> dict[str, Any]:
    """The descriptions as one data set.

    See https://developers.google.com/search/docs/appearance/structured-data/dataset. ``page`` is
    where it is presented; ``downloads`` pairs whole URLs of files with their media types.
    """
    told = {
        "@type": "Dataset",
        "@id": iri,
        "name": name,
        "description": description,
        "url": page,
        "inLanguage": list(languages),
        "license": licence,
        "isAccessibleForFree": True,
        "dateModified": modified,
        "creator": publisher,
        "publisher": publisher,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": url, "encodingFormat": media_type}
            for url, media_type in downloads
        ],
    }
    return {member: value for member, value in told.items() if value}


def organization_of(site: Site, language: str) -> dict[str, Any] | None:
    """Whoever publishes the catalogue; None where its record does not say."""
    for named in site.title().publishers:
        name = pick(named.names, language)[0] or named.iri
        told = {"@type": "Organization", "@id": named.iri, "name": name, "url": named.address}
        return {member: value for member, value in told.items() if value}
    return None
