"""Own terms and shapes add to publod's: where they contradict these, and can be shown to.

Told are statements about publod's own terms and shapes, and constraints that no record can meet
together with publod's: on how many values a property has, on their datatype and on their kind. What
depends on the data, or on a query, is not decided here: a check of the records tells that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib import SH
from rdflib.term import Node

from publod.errors import RdfSyntaxError, SettingsError
from publod.messages import N_, Message, escaped
from publod.rdf import ANY, SourceFormat, Triple, graph_of, isolated_lines, read, term_of_iri
from publod.validation.shapes import Shapes
from publod.vocabulary import PUB, RDFS, SHAPES, shortened

#: Languages may be added to the texts of a term, but no term gets another text.
_TEXTS = frozenset((RDFS.label, RDFS.comment))
_KINDS_OF_LITERALS = frozenset((SH.Literal, SH.BlankNodeOrLiteral, SH.IRIOrLiteral))


@dataclass(frozen=True, order=True, slots=True)
class Conflict:
    """Where an own file contradicts publod, and how."""

    file: str
    line: int
    reason: str
    message: Message

    @classmethod
    def at(cls, file: Path, base: str, subject: Node, message: Message) -> Conflict:
        """A conflict in what a file says of a subject."""
        pattern: Triple = (term_of_iri(str(subject)), ANY, ANY)
        lines = isolated_lines(file, SourceFormat.TURTLE, base, [pattern])
        return cls(str(file), lines.get(pattern, 0), str(message), message)

    @property
    def place(self) -> str:
        """The file and the line."""
        return f"{escaped(self.file)}:{self.line}" if self.line else escaped(self.file)


def graphs_of_files(folder: Path, base: str) -> dict[Path, rdflib.Graph]:
    """The Turtle files of a folder. Raises SettingsError for one that cannot be read."""
    graphs: dict[Path, rdflib.Graph] = {}
    for file in sorted(folder.glob("*.ttl")):
        try:
            triples = [triple for triple, _ in read(file, SourceFormat.TURTLE, base)]
        except RdfSyntaxError as error:
            raise SettingsError(N_("an own file cannot be read: %(error)s", error=error)) from error
        graphs[file] = graph_of(triples)
    if not graphs:
        raise SettingsError(N_("there is no Turtle file in %(folder)s", folder=folder))
    return graphs


def conflicts_of_ontology(folder: Path, ontology: rdflib.Graph) -> list[Conflict]:
    """What the files of a folder say of terms in publod's namespace, but for further languages."""
    base = PUB.iri.rstrip("#")
    found: list[Conflict] = []
    for file, graph in graphs_of_files(folder, base).items():
        for term in sorted({s for s in graph.subjects() if _is_in(s, PUB.iri)}, key=str):
            said = {
                predicate
                for predicate, value in graph.predicate_objects(term)
                if not _is_another_language(ontology, term, predicate, value)
                and (term, predicate, value) not in ontology
            }
            if not said:
                continue
            message = N_(
                "%(term)s is a term of publod, and %(properties)s of it is said here: give it no "
                "more than labels and comments in further languages, or make a term in a namespace "
                "of your own",
                term=shortened(str(term)),
                properties=", ".join(sorted(shortened(str(predicate)) for predicate in said)),
            )
            found.append(Conflict.at(file, base, term, message))
    return sorted(found)


def _is_in(node: Node, namespace: str) -> bool:
    return isinstance(node, rdflib.URIRef) and node.startswith(namespace.rstrip("#"))


def _is_another_language(ontology: rdflib.Graph, term: Node, predicate: Node, value: Node) -> bool:
    if predicate not in _TEXTS or not isinstance(value, rdflib.Literal) or not value.language:
        return False
    known = {
        text.language
        for text in ontology.objects(term, predicate)
        if isinstance(text, rdflib.Literal)
    }
    return bool(known) and value.language not in known


def conflicts_of_shapes(folder: Path, publod: Shapes) -> list[Conflict]:
    """What the files of a folder say of publod's shapes, and against them."""
    base = SHAPES.rstrip("#")
    required = {
        key: bound for bound in _bounds(publod.graph) for key in [(bound.target, bound.path)]
    }
    found: list[Conflict] = []
    for file, graph in graphs_of_files(folder, base).items():
        for shape in sorted({s for s in graph.subjects() if _is_in(s, SHAPES)}, key=str):
            message = N_(
                "%(shape)s is a shape of publod: give your own an IRI in a namespace of your own",
                shape=shortened(str(shape)),
            )
            found.append(Conflict.at(file, base, shape, message))
        for bound in _bounds(graph):
            for target in _classes_within(publod, bound.target):
                theirs = required.get((target, bound.path))
                reason = bound.against(theirs) if theirs else None
                if reason:
                    found.append(Conflict.at(file, base, bound.shape, reason))
    return sorted(set(found))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What shapes ask of a property of a class, all together; only what blocks counts."""

    shape: Node
    target: Node
    path: Node
    least: int = 0
    most: int | None = None
    datatypes: frozenset[Node] = frozenset()
    kinds: frozenset[Node] = frozenset()

    def against(self, publod: _Bounds) -> Message | None:
        """Why no record can meet both, if that can be told."""
        path, class_ = shortened(str(self.path)), shortened(str(self.target))
        if self.most is not None and self.most < publod.least:
            return N_(
                "%(shape)s allows %(most)s values of %(path)s at most, and publod's "
                "%(other)s requires %(least)s: no %(target)s could be valid",
                shape=shortened(str(self.shape)), most=self.most, path=path,
                other=shortened(str(publod.shape)), least=publod.least, target=class_,
            )  # fmt: skip
        if publod.most is not None and self.least > publod.most:
            return N_(
                "%(shape)s requires %(least)s values of %(path)s, and publod's %(other)s allows "
                "%(most)s at most: no %(target)s could be valid",
                shape=shortened(str(self.shape)), most=publod.most, path=path,
                other=shortened(str(publod.shape)), least=self.least, target=class_,
            )  # fmt: skip
        if max(self.least, publod.least) and self._excludes(publod):
            return N_(
                "%(shape)s and publod's %(other)s ask for values of %(path)s of different kinds, "
                "and there has to be one: no %(target)s could be valid",
                shape=shortened(str(self.shape)), path=path,
                other=shortened(str(publod.shape)), target=class_,
            )  # fmt: skip
        return None

    def _excludes(self, other: _Bounds) -> bool:
        datatypes = self.datatypes | other.datatypes
        if len(datatypes) > 1:
            return True
        kinds = self.kinds | other.kinds
        needs_literal = bool(datatypes) or SH.Literal in kinds
        return needs_literal and any(kind not in _KINDS_OF_LITERALS for kind in kinds)


def _bounds(shapes: rdflib.Graph) -> Iterator[_Bounds]:
    """Of each class and simple path, the constraints that block."""
    together: dict[tuple[Node, Node], _Bounds] = {}
    for shape, target in shapes.subject_objects(SH.targetClass):
        holders = (
            [shape] if (shape, SH.path, None) in shapes else shapes.objects(shape, SH.property)
        )
        if _is_off(shapes, shape):
            continue
        for holder in holders:
            path = shapes.value(holder, SH.path)
            if not isinstance(path, rdflib.URIRef) or _is_off(shapes, holder):
                continue
            named = holder if isinstance(holder, rdflib.URIRef) else shape
            before = together.get((target, path)) or _Bounds(named, target, path)
            counts = {p: _number(shapes.value(holder, p)) for p in (SH.minCount, SH.maxCount)}
            most = [n for n in (before.most, counts[SH.maxCount]) if n is not None]
            is_tighter = any(n is not None for n in counts.values())
            together[target, path] = _Bounds(
                named if is_tighter else before.shape, target, path,
                max(before.least, counts[SH.minCount] or 0),
                min(most) if most else None,
                before.datatypes | set(shapes.objects(holder, SH.datatype)),
                before.kinds | set(_kinds(shapes, holder)),
            )  # fmt: skip
    yield from together.values()


def _kinds(shapes: rdflib.Graph, holder: Node) -> Iterator[Node]:
    """What values may be; what has to be of a class is no literal."""
    yield from shapes.objects(holder, SH.nodeKind)
    if (holder, SH["class"], None) in shapes:
        yield SH.BlankNodeOrIRI


def _is_off(shapes: rdflib.Graph, shape: Node) -> bool:
    """Whether a shape blocks nothing: it is a warning, or switched off."""
    severity = shapes.value(shape, SH.severity)
    deactivated = shapes.value(shape, SH.deactivated)
    return (severity is not None and severity != SH.Violation) or str(deactivated) == "true"


def _number(node: Node | None) -> int | None:
    try:
        return None if node is None else int(str(node))
    except ValueError:
        return None


def _classes_within(publod: Shapes, target: Node) -> Iterable[Node]:
    """A class and the classes below it, whose members are its members too."""
    below: dict[Node, list[Node]] = {}
    for child, parent in publod.subclasses:
        below.setdefault(parent, []).append(child)
    reached = {target}
    waiting = [target]
    while waiting:
        for child in below.get(waiting.pop(), ()):
            if child not in reached:
                reached.add(child)
                waiting.append(child)
    return sorted(reached, key=str)
