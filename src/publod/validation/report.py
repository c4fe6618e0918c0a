"""What a validation found, and how it is told: as text, as Turtle, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import rdflib

from publod.syntax import Triple, graph_of, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import PREFIXES, RDF, SH, SHAPES, XSD


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """One result: ``focus`` is the thing, ``path`` the property, ``value`` the offending term.

    ``messages`` and ``names`` map a language to what would be right and to the property's name.
    ``record`` is the document that the thing is described in, and ``source`` the file that it came
    from, if it came from one.
    """

    focus: str
    path: str = ""
    value: str = ""
    component: str = ""
    shape: str = ""
    constraint: str = ""
    messages: dict[str, str] = field(default_factory=dict, compare=False)
    names: dict[str, str] = field(default_factory=dict, compare=False)
    record: str = ""
    source: str = field(default="", compare=False)


def say(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, or in the nearest that there is."""
    for tag in (language, "en", "", *texts):
        if tag in texts:
            return texts[tag]
    return ""


@dataclass(frozen=True, slots=True)
class Report:
    """All violations, in a stable order."""

    violations: tuple[Violation, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether there is nothing to mend."""
        return not self.violations

    def text(self, language: str, base: str = "") -> str:
        """For a person: record, property, value, what would be right, and where it is written."""
        lines: list[str] = []
        last = None
        for found in self.violations:
            heading = (found.record, found.focus, found.source)
            if heading != last:
                place = f"  ({found.source})" if found.source else ""
                lines += [*([""] if lines else []), _about(found, base) + place]
                last = heading
            name = say(found.names, language)
            path = shortened(found.path)
            label = f"{name} ({path})" if name and path else name or path
            value = f" = {shown(found.value, base)}" if found.value else ""
            lines.append(f"  {label}{value}" if label else f"  {shown(found.value, base)}")
            lines.append(f"    {say(found.messages, language)}")
            lines.append(f"    [{shortened(found.constraint or found.shape)}]")
        return "\n".join(lines)

    def json(self) -> str:
        """For a program."""
        violations = [
            {key: value for key, value in asdict(found).items() if value}
            for found in self.violations
        ]
        document = {"conforms": self.conforms, "violations": violations}
        return json.dumps(document, ensure_ascii=False, indent=2)

    def graph(self) -> rdflib.Graph:
        """As a SHACL validation report (https://www.w3.org/TR/shacl/#validation-report)."""
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        report = rdflib.BNode()
        graph.add((report, RDF.type, SH.ValidationReport))
        conforms = rdflib.Literal(self.conforms, datatype=XSD.boolean)
        graph.add((report, SH.conforms, conforms))
        for found in self.violations:
            self._add_result(graph, report, found)
        return graph

    def turtle(self) -> str:
        """The SHACL report in Turtle."""
        return self.graph().serialize(format="turtle")

    def _add_result(self, graph: rdflib.Graph, report: rdflib.BNode, found: Violation) -> None:
        result = rdflib.BNode()
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, SH.Violation))
        for predicate, iri in (
            (SH.focusNode, found.focus),
            (SH.resultPath, found.path),
            (SH.sourceShape, found.shape),
            (SH.sourceConstraint, found.constraint),
            (SH.sourceConstraintComponent, found.component),
        ):
            if iri:
                graph.add((result, predicate, _node(iri)))
        if found.value:
            triple: Triple = ("_:result", "<urn:value>", found.value)
            value = next(graph_of([triple]).objects())
            graph.add((result, SH.value, value))
        for language, text in found.messages.items():
            message = rdflib.Literal(text, lang=language or None)
            graph.add((result, SH.resultMessage, message))


def _about(found: Violation, base: str) -> str:
    """The thing, after its record where its own name does not tell which that is."""
    focus, record = found.focus.removeprefix(base), found.record.removeprefix(base)
    return focus if focus.startswith(record) else f"{record}, {focus}"


def _node(iri: str) -> rdflib.term.Node:
    return rdflib.BNode(iri[2:]) if is_blank(iri) else rdflib.URIRef(iri)


def shortened(iri: str) -> str:
    """An IRI with a known prefix, as people write it."""
    for prefix, namespace in (*PREFIXES.items(), ("shape", SHAPES)):
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def shown(term: str, base: str, most: int = 120) -> str:
    """A term as text for a line in a report."""
    if is_iri(term):
        return f"<{iri_of(term).removeprefix(base)}>"
    if is_blank(term):
        return term
    text, datatype, language = literal_of(term)
    short = text if len(text) <= most else text[:most] + "…"
    tail = f"@{language}" if language else f" ({shortened(datatype)})"
    return f"“{short}”{tail}"


def merged(reports: Iterable[Iterable[Violation]]) -> Report:
    """One report of many results, record by record; the same finding twice is one."""
    distinct = {found for some in reports for found in some}
    return Report(tuple(sorted(distinct, key=lambda found: (found.record, found))))
