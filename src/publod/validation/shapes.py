"""The shapes graph, what can be read from it, and its form for many nodes at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import rdflib

from publod.errors import RdfSyntaxError, SettingsError
from publod.messages import N_
from publod.rdf import SourceFormat, graph_of, read
from publod.vocabulary import PREFIXES, RDF, RDFS, SH, SHAPES

#: One folder of shapes, or several whose shapes hold together.
Folders = Path | tuple[Path, ...]


def _files(folders: Folders) -> list[tuple[Path, list[Path]]]:
    chosen = folders if isinstance(folders, tuple) else (folders,)
    return [(folder, sorted(folder.glob("*.ttl"))) for folder in chosen]


class Shapes:
    """All shapes of one folder, or of several, as one graph."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph

    @classmethod
    def of(cls, folders: Folders) -> Shapes:
        """The shapes of folders, which are read once for as long as their files are the same."""
        states = [(file, file.stat()) for _, files in _files(folders) for file in files]
        return _loaded(folders, tuple((f, s.st_mtime_ns, s.st_size) for f, s in states))

    @classmethod
    def load(cls, folders: Folders) -> Shapes:
        """Read every Turtle file of folders. Raises SettingsError if one has none to read."""
        found = _files(folders)
        for folder, files in found:
            if not files:
                raise SettingsError(N_("there are no shapes in %(folder)s", folder=folder))
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        for file in (file for _, files in found for file in files):
            base = SHAPES.rstrip("#")
            try:
                graph_of((triple for triple, _ in read(file, SourceFormat.TURTLE, base)), graph)
            except RdfSyntaxError as error:
                raise SettingsError(
                    N_("the shapes cannot be read: %(error)s", error=error)
                ) from error
        return cls(graph)

    @cached_property
    def subclasses(self) -> list[tuple[rdflib.term.Node, rdflib.term.Node]]:
        """The class hierarchy that ``sh:class`` is to know, from the shapes graph itself."""
        return list(self.graph.subject_objects(RDFS.subClassOf))

    @cached_property
    def set_wise(self) -> rdflib.Graph:
        """The shapes as pySHACL is given them."""
        return set_wise(self.graph)

    def texts(self, node: rdflib.term.Node, predicate: rdflib.URIRef) -> dict[str, str]:
        """The texts of a shape or constraint, by language."""
        return {
            value.language or "": str(value)
            for value in self.graph.objects(node, predicate)
            if isinstance(value, rdflib.Literal)
        }

    def iri_of(self, node: rdflib.term.Node | None) -> str:
        """The IRI of a shape or constraint, or of the nearest one around it that has one."""
        around = {node}
        while isinstance(node, rdflib.BNode):
            outer = set(self.graph.subjects(None, node)) - around
            if not outer:
                break
            around |= outer
            node = min(outer, key=lambda one: (isinstance(one, rdflib.BNode), str(one)))
        return str(node or "")

    @cached_property
    def joining(self) -> frozenset[str]:
        """The properties across which one record can make another one invalid.

        They are those that a constraint follows beyond the focus node's own statements: every
        property in a composed path (inverse, sequence, transitive) but the last, which is only
        looked at, and every one in a SPARQL constraint. Other references are only asked for the
        class of what they refer to.
        """
        from rdflib.plugins.sparql import prepareQuery  # heavy, and needed here only

        found: set[str] = set()
        for path in self.graph.objects(None, SH.path):
            if not isinstance(path, rdflib.URIRef):
                found.update(self._in_path(path))
        for constraint, query in self.graph.subject_objects(SH.select):
            try:
                algebra = prepareQuery(str(query), initNs=self._prefixes).algebra
            except (
                Exception
            ) as error:  # rdflib raises what its parser does, and what it is built of
                raise SettingsError(
                    N_(
                        "the query of the shape %(shape)s cannot be read: %(error)s",
                        shape=str(constraint),
                        error=error,
                    )
                ) from error
            found.update(_in_algebra(algebra))
        return frozenset(found - {str(RDF.type)})

    @property
    def _prefixes(self) -> dict[str, str]:
        """What queries may abbreviate (SHACL §5.2.1): with publod's prefixes, and declared ones."""
        prefix, namespace = rdflib.SH["prefix"], rdflib.SH["namespace"]
        declared = {
            str(self.graph.value(node, prefix)): str(self.graph.value(node, namespace))
            for node in self.graph.objects(None, rdflib.SH["declare"])
        }
        return PREFIXES | declared

    def _in_path(self, node: rdflib.term.Node) -> Iterator[str]:
        """The properties that a path of blank nodes (SHACL §2.3.1) goes through."""
        if self.graph.value(node, RDF.first) is not None:
            *through, last = self.graph.items(node)
            for step in through:
                yield from [str(step)] if isinstance(step, rdflib.URIRef) else self._in_path(step)
            if isinstance(last, rdflib.BNode):
                yield from self._in_path(last)
            return
        for _, _, inner in self.graph.triples((node, None, None)):
            if isinstance(inner, rdflib.URIRef):
                yield str(inner)
            elif isinstance(inner, rdflib.BNode):
                yield from self._in_path(inner)


@lru_cache(maxsize=4)
def _loaded(folders: Folders, _states: tuple[tuple[Path, int, int], ...]) -> Shapes:
    return Shapes.load(folders)


def _in_algebra(value: Any) -> Iterator[str]:
    """Every property in a query: in its triple patterns and in its paths."""
    if isinstance(value, dict):  # as every part of rdflib's algebra is
        for key, child in value.items():
            if key == "triples":
                for _, predicate, _ in child:
                    yield from _in_predicate(predicate)
            else:
                yield from _in_algebra(child)
    elif isinstance(value, list | tuple | set):
        for child in value:
            yield from _in_algebra(child)


def _in_predicate(predicate: Any) -> Iterator[str]:
    if isinstance(predicate, rdflib.URIRef):
        yield str(predicate)
    for part in getattr(predicate, "args", ()):
        yield from _in_predicate(part)
    for name in ("arg", "path"):
        if hasattr(predicate, name):
            yield from _in_predicate(getattr(predicate, name))


_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
#: SHACL §4.7.3 finds the sibling shapes by way of the node shape that has them all.
_DISJOINT = rdflib.SH.qualifiedValueShapesDisjoint
#: Read by people, and by `Shapes.texts`; pySHACL would look at them for every focus node.
_TEXTS = (SH.message, SH.name, SH.description, RDFS.label, RDFS.comment)


def set_wise(shapes: rdflib.Graph) -> rdflib.Graph:
    """A copy of a shapes graph in which property shapes have their own targets."""
    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, iri in shapes.namespaces():
        graph.bind(prefix, iri)
    for triple in shapes:
        graph.add(triple)
    for predicate in _TEXTS:
        graph.remove((None, predicate, None))
    for shape in set(shapes.subjects(SH.property, None)):
        targets = [(p, o) for p in _TARGETS for o in shapes.objects(shape, p)]
        constraints = list(shapes.objects(shape, SH.property))
        # A shape that others use must keep its properties, and so must one whose properties look
        # at their siblings; one that is switched off has none, and a property shape's are about
        # its values.
        used = any(True for _ in shapes.subjects(None, shape))
        siblings = any((c, _DISJOINT, None) in shapes for c in constraints)
        kept = any((shape, p, None) in shapes for p in (SH.path, SH.deactivated))
        if not targets or used or siblings or kept:
            continue
        for constraint in constraints:
            for predicate, target in targets:
                graph.add((constraint, predicate, target))
            graph.remove((shape, SH.property, constraint))
    return graph
