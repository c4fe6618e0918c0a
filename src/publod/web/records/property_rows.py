"""From a graph to the rows of a page: a label, and values with their language and their link."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from flask_babel import gettext
from flask_babel.speaklater import LazyString
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection as Items
from rdflib.term import Node

from publod.bibliography.collation import sort_key
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.record_summary import Summary
from publod.bibliography.triple_index import pick
from publod.messages import Untranslated
from publod.search.facet_definitions import text_value
from publod.vocabulary import (
    BIBO,
    DCAT,
    DCTERMS,
    EU_LANGUAGE,
    FOAF,
    PUB,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    shortened,
)
from publod.web.lists.concept_lists import register_of
from publod.web.lists.search_request import encoded, value_of
from publod.web.record_names import (
    CONCEPTS,
    Row,
    Value,
    capitalized,
    date_text,
    full_name,
    nearest,
    numeral,
    period_text,
    short_url,
)
from publod.web.records import publication_header
from publod.web.records.property_labels import MERGED, OF_PLACES, PROPERTIES, term_id
from publod.web.term_labels import label_of, name_of_iri

#: Classifications by the codes of https://id.loc.gov/vocabulary/classSchemes.
_SCHEMES = {"ddc": "DDC", "kssb": "SAB", "udc": "UDC", "lcc": "LCC"}
#: How deep things that have no page of their own are shown inside the page that describes them.
_DEPTH = 3
#: Said elsewhere on the page: in its heading, or as the order of the authors.
_ELSEWHERE = frozenset(
    {RDF.type, DCTERMS.title, PUB.subtitle, DCTERMS.abstract, BIBO.authorList, DCTERMS.description}
)
_NUMBERS = frozenset({BIBO.numPages, DCAT.byteSize})
_DATES = frozenset({DCTERMS.issued, DCTERMS.valid, DCTERMS.temporal})
#: What a thing is called by; the first that it has is its name, as in its summary.
_NAMES = (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)
#: What the places of properties are, for sorting.
_PLACES: dict[Node, int] = {predicate: number for number, predicate in enumerate(PROPERTIES)}


class PropertyRows:
    """Reads rows out of one document's graph, in one language."""

    def __init__(
        self,
        graph: Graph,
        document: str,
        base_url: str,
        names: Mapping[str, Summary],
        language: str,
        same_places: Mapping[str, str] | None = None,
        terms: Graph | None = None,
        facets: Mapping[str, str] | None = None,
    ) -> None:
        """Rows of a graph; ``terms`` has the labels of terms that no page knows by itself.

        ``facets`` are the names of a catalogue's own facets, by their properties.
        """
        self._graph = graph
        self._document = document
        self._base = base_url
        self._names = names
        self._language = language
        self._same_places = same_places or {}
        self._terms = terms if terms is not None else Graph()
        self._facets = facets or {}
        self._homes: dict[Node, Node] = {}
        self._shown: set[Node] = set()
        self._listed: frozenset[Node] = frozenset()

    def rows(
        self, thing: str, listed: Collection[str] = (), left_out: Collection[str] = ()
    ) -> list[Row]:
        """The rows of a thing: known properties in their order.

        Parts of a kind in ``listed`` are left out, the page has a list of them; and properties in
        ``left_out``, which it tells in another way.
        """
        node = URIRef(thing)
        self._homes = self._homes_from(node)
        self._shown = {node}
        self._listed = frozenset(
            o
            for o in self._graph.objects(node, DCTERMS.hasPart)
            if (summary := self._names.get(str(o))) and summary.kind in listed
        )
        hidden = _ELSEWHERE | self._told_by_heading(node) | {URIRef(p) for p in left_out}
        return self._rows(node, hidden)

    def others(self, thing: str, authored: Graph) -> list[Row]:
        """What was authored with properties that no page knows: it is shown all the same."""
        node = URIRef(thing)
        known = {*PROPERTIES, *_ELSEWHERE, *self._told_by_heading(node)}
        unknown = set(authored.predicates(node)) - known
        return [
            self._row(node, p, self._label(p), set(authored.objects(node, p)))
            for p in sorted(unknown, key=_order)
        ]

    def name(self, iri: str) -> Value:
        """A thing by its name, linked; a place by that of the record of the same place."""
        iri = self._same_places.get(iri, iri)
        target = iri.removeprefix(self._base)
        summary = self._names.get(iri)
        if summary is not None:
            named = full_name(summary, self._language, target)
            return capitalized(named) if summary.kind in CONCEPTS else named
        return replace(name_of_iri(self._terms, iri, self._language), target=target)

    def _label(self, predicate: Node) -> str:
        """What a property is called by those who defined it."""
        label = capitalized(label_of(self._terms, str(predicate), self._language))
        in_english = label.language == "en"  # on a page in another language
        return (Untranslated(label.text) if in_english else label.text) or shortened(str(predicate))

    def _told_by_heading(self, thing: URIRef) -> set[URIRef]:
        """The properties that say no other name than the first of them, which is the heading."""
        names = [set(map(str, self._graph.objects(thing, p))) for p in _NAMES]
        heading = next((texts for texts in names if texts), set())
        return {p for p, texts in zip(_NAMES, names, strict=True) if texts <= heading}

    def _homes_from(self, thing: Node) -> dict[Node, Node]:
        """The things that only this document describes, each with the one that it is shown in.

        That is the one nearest to the top that refers to it.
        """
        homes: dict[Node, Node] = {}
        level = [thing]
        for _ in range(_DEPTH):
            below = []
            for node in level:
                triples = [
                    (_PLACES[p], _order(o), o)
                    for p, o in self._graph.predicate_objects(node)
                    if p in _PLACES and not isinstance(o, Literal)
                ]
                for _, _, o in sorted(triples, key=lambda triple: triple[:2]):
                    if o != thing and o not in homes and self._is_inner(o):
                        homes[o] = node
                        below.append(o)
            level = below
        return homes

    def _is_inner(self, node: Node) -> bool:
        """Whether a node is described here and nowhere else."""
        if isinstance(node, Literal) or (node, None, None) not in self._graph:
            return False
        return isinstance(node, BNode) or self._is_here(str(node)) or str(node) not in self._names

    def _is_here(self, iri: str) -> bool:
        return "#" in iri and iri.partition("#")[0] == self._document

    def _rows(self, node: Node, hidden: frozenset[URIRef]) -> list[Row]:
        left: dict[Node, set[Node]] = {}
        for predicate, o in self._graph.predicate_objects(node):
            left.setdefault(predicate, set()).add(o)
        if DCTERMS.extent in left:
            left.pop(BIBO.numPages, None)
        if BIBO.pageStart in left:
            left.pop(BIBO.pageEnd, None)  # one row has both
        if node in self._shown and DCTERMS.hasPart in left:
            left[DCTERMS.hasPart] -= self._listed
        rows = []
        for known in sorted(left.keys() & _PLACES.keys(), key=_PLACES.__getitem__):
            if not isinstance(known, URIRef) or known in hidden or not left[known]:
                continue
            label = PROPERTIES[known]
            if known in OF_PLACES and (node, RDF.type, DCTERMS.Location) in self._graph:
                rows.append(self._row(node, known, OF_PLACES[known], left[known]))
                continue
            if known in MERGED:
                other, merged = MERGED[known]
                both = left[known] & left.get(other, set())
                if both:
                    rows.append(self._row(node, known, merged, both))
                    left[known] -= both
                    left[other] -= both
            if left[known]:
                rows.append(self._row(node, known, label, left[known]))
        return rows

    def _row(
        self, node: Node, predicate: Node, label: str | LazyString, objects: Iterable[Node]
    ) -> Row:
        shown = self._spoken(sorted(objects, key=_order))
        values = [
            (o, self._leading(o, self._value(o, node, predicate), node, predicate)) for o in shown
        ]
        values.sort(key=lambda pair: sort_key(pair[1].text, self._language))
        if predicate == DCTERMS.creator:
            values = self._in_printed_order(node, values)
        term = ""
        if isinstance(predicate, URIRef) and node in self._shown:
            term = term_id(predicate, self._graph.objects(node, RDF.type))
        return Row(label, str(predicate), tuple(value for _, value in values), term)

    def _leading(self, node: Node, value: Value, parent: Node, predicate: Node) -> Value:
        """A value that leads to the publications that have it too, if it has no page of its own."""
        facet = self._facets.get(str(predicate))
        if facet is None or not self._is_listed(parent) or value.inner or isinstance(node, BNode):
            return value
        iri = str(node)
        if isinstance(node, Literal):
            chosen = text_value(iri)
        else:
            chosen = "" if iri.startswith(self._base) or value.text == short_url(iri) else iri
        if not chosen:
            return value
        query = encoded([(facet, value_of(facet, chosen))])
        return replace(value, target="publications", query=query)

    def _in_printed_order(
        self, node: Node, values: list[tuple[Node, Value]]
    ) -> list[tuple[Node, Value]]:
        order: list[Node] = []
        for start in self._graph.objects(node, BIBO.authorList):
            if not isinstance(start, Literal):
                with suppress(ValueError):  # a list that leads back into itself
                    order = list(Items(self._graph, start))
        place = {item: number for number, item in reversed(list(enumerate(order)))}
        return sorted(values, key=lambda pair: place.get(pair[0], len(order)))

    def _spoken(self, objects: list[Node]) -> list[Node]:
        """Of texts in several languages those for this reader, with all that is in none."""
        tagged = sum(isinstance(o, Literal) and bool(o.language) for o in objects)
        tags = {str(o.language): "" for o in objects if isinstance(o, Literal) and o.language}
        own = {tag for tag in tags if tag.lower().partition("-")[0] == self._language}
        if tags and not own and tagged == len(objects):
            own = {pick(tags, self._language)[1]}
        return [
            o for o in objects if not (isinstance(o, Literal) and o.language) or o.language in own
        ]

    def _value(self, node: Node, parent: Node, predicate: Node) -> Value:
        if isinstance(node, Literal):
            return self._text(node, parent, predicate)
        iri = str(node)
        if iri.startswith(EU_LANGUAGE):
            return self._spoken_in(iri.removeprefix(EU_LANGUAGE), parent, predicate)
        if self._homes.get(node) == parent and node not in self._shown:
            return self._described(node, predicate)
        if isinstance(node, BNode):
            return Value(gettext("something without a name"))
        if self._is_here(iri):
            named = self._own_name(node)
            return (
                replace(named, target=iri.removeprefix(self._base))
                if self._is_shown(node)
                else named
            )
        named = self.name(iri)
        is_place_elsewhere = predicate == DCTERMS.spatial and named.target == iri
        return replace(named, note=register_of(iri)) if is_place_elsewhere else named

    def _text(self, literal: Literal, parent: Node, predicate: Node) -> Value:
        text = str(literal)
        if predicate == DCTERMS.issued and _is_year(text[:4]) and self._is_listed(parent):
            shown = date_text(text, self._language)
            return Value(shown, "", "publications", query=f"year={text[:4]}")
        if predicate in _DATES:
            text = period_text(text, self._language)
        if predicate in _NUMBERS and text.isascii() and text.isdigit() and len(text) < 16:
            text = numeral(int(text), self._language)
        if predicate == BIBO.numPages:
            text = gettext("%(number)s p.", number=text)
        if predicate == BIBO.pageStart:
            last = next(self._graph.objects(parent, BIBO.pageEnd), text)
            text = text if str(last) == text else f"{text}\N{EN DASH}{last}"
        scheme = str(literal.datatype or "").rpartition("/")[2]
        note = _SCHEMES.get(scheme, scheme) if predicate == PUB.classification else ""
        return Value(text, self._foreign(literal.language or ""), note=note)

    def _spoken_in(self, code: str, parent: Node, predicate: Node) -> Value:
        named = capitalized(Value(language_name(code, self._language)))
        if predicate == DCTERMS.language and self._is_listed(parent):
            return replace(named, target="publications", query=f"language={code.lower()}")
        return named

    def _is_listed(self, node: Node) -> bool:
        """Whether a thing is among those that can be searched: publications are."""
        return (node, RDF.type, PUB.Publication) in self._graph

    def _described(self, node: Node, predicate: Node) -> Value:
        """A thing that has no page, with all that is said of it."""
        self._shown.add(node)
        anchor = str(node).partition("#")[2] if self._is_here(str(node)) else ""
        hidden = frozenset({RDF.type, *_NAMES})
        named = self._own_name(node)
        if predicate == DCAT.distribution:
            named = publication_header.file_value(self._graph, node, self._language, self._base)
            hidden |= publication_header.FILE_PROPERTIES
        return replace(named, inner=tuple(self._rows(node, hidden)), anchor=anchor)

    def _is_shown(self, node: Node) -> bool:
        return node in self._homes or node in self._shown

    def _own_name(self, node: Node) -> Value:
        """The name that this document gives to a thing; a fragment is better than nothing."""
        for predicate in _NAMES:
            texts = {
                o.language or "": str(o)
                for o in self._graph.objects(node, predicate)
                if isinstance(o, Literal)
            }
            if texts:
                return nearest(texts, self._language)
        return Value("" if isinstance(node, BNode) else str(node).rpartition("#")[2])

    def _foreign(self, language: str) -> str:
        return "" if language == self._language else language


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _order(node: Node) -> tuple[int, str, str]:
    """Literals, then IRIs, then what has no name; each by its text."""
    if isinstance(node, Literal):
        return 0, str(node), f"{node.language or ''} {node.datatype or ''}"
    return (2 if isinstance(node, BNode) else 1), str(node), ""
