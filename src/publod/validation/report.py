"""What a validation found, and how it is told: as text, as Turtle, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

import rdflib

from publod.messages import N_, Message, escaped
from publod.rdf import Triple, graph_of, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import PREFIXES, RDF, SH, SHAPES, XSD


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """One result: ``focus`` is the thing, ``path`` the property, ``value`` the offending term.

    ``messages`` and ``names`` map a language to what would be right and to the property's name.
    ``record`` is the document that the thing is described in, and ``source`` the file that it came
    from, if it came from one; ``line`` counts from 1, and is 0 where it is not known. A
    ``severity`` of ``sh:Warning`` keeps nothing from being written.
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
    line: int = field(default=0, compare=False)
    severity: str = str(SH.Violation)

    @property
    def is_violation(self) -> bool:
        """Whether it keeps a load from being written."""
        return self.severity == str(SH.Violation)

    @property
    def is_info(self) -> bool:
        """Whether it is a hint; what is neither this nor a violation is a warning."""
        return self.severity == str(SH.Info)

    @property
    def place(self) -> str:
        """The file and the line, as editors and terminals understand them."""
        source = escaped(self.source)
        return f"{source}:{self.line}" if source and self.line else source


def say(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, or in the nearest that there is."""
    for tag in (language, "en", "", *texts):
        if tag in texts:
            return texts[tag]
    return ""


@dataclass(frozen=True, slots=True)
class Report:
    """All results by severity (SHACL §2.1.4), each in a stable order.

    Severities that SHACL does not have count as warnings.
    """

    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    infos: tuple[Violation, ...] = ()

    @classmethod
    def of(cls, results: Iterable[Violation]) -> Report:
        """A report of results, record by record; the same finding twice is one."""
        by_place = sorted(set(results), key=lambda found: (found.record, found))
        return cls(
            tuple(found for found in by_place if found.is_violation),
            tuple(found for found in by_place if not found.is_violation and not found.is_info),
            tuple(found for found in by_place if found.is_info),
        )

    @property
    def results(self) -> tuple[Violation, ...]:
        """Everything that was found."""
        return (*self.violations, *self.warnings, *self.infos)

    @property
    def conforms(self) -> bool:
        """Whether there is nothing that must be mended: only violations count."""
        return not self.violations

    def text(self, language: str, base: str = "") -> str:
        """For a person: record, property, value, what would be right, and where it is written."""
        lines: list[str] = []
        last = None
        for found in self.results:
            heading = (found.record, found.focus, found.source)
            if heading != last:
                place = f"  ({escaped(found.source)})" if found.source else ""
                lines += [*([""] if lines else []), _about(found, base) + place]
                last = heading
            name = say(found.names, language)
            path = shortened(found.path)
            label = f"{name} ({path})" if name and path else name or path
            value = f" = {shown(found.value, base)}" if found.value else ""
            what = f"{label}{value}" if label else shown(found.value, base)
            if found.is_info:
                what = N_("info: %(what)s", what=what).text(language)
            elif not found.is_violation:
                what = N_("warning: %(what)s", what=what).text(language)
            lines.append(f"  {what}")
            lines.append(f"    {say(found.messages, language)}")
            rule = f"    [{shortened(found.constraint or found.shape)}]"
            lines.append(f"{rule}  {found.place}" if found.line else rule)
        return "\n".join(lines)

    def count(self, language: str) -> str:
        """How many results of each severity there are, and what that means."""
        parts = []
        if count := len(self.violations):
            many = N_("%(count)s violations", count=count)
            parts.append(many if count > 1 else N_("1 violation"))
        if count := len(self.warnings):
            many = N_("%(count)s warnings", count=count)
            parts.append(many if count > 1 else N_("1 warning"))
        if count := len(self.infos):
            many = N_("%(count)s infos", count=count)
            parts.append(many if count > 1 else N_("1 info"))
        counts = Message.joined(parts)
        if self.violations:
            counts = N_("%(counts)s; nothing was written", counts=counts)
        return f"{counts.text(language)}."

    def json(self) -> str:
        """For a program."""

        def listed(results: Iterable[Violation]) -> list[dict[str, object]]:
            return [{k: v for k, v in asdict(found).items() if v} for found in results]

        document = {"conforms": self.conforms, "violations": listed(self.violations)}
        for name, results in (("warnings", self.warnings), ("infos", self.infos)):
            if results:
                document[name] = listed(results)
        return json.dumps(document, ensure_ascii=False, indent=2)

    def graph(self) -> rdflib.Graph:
        """As a SHACL validation report (https://www.w3.org/TR/shacl/#validation-report).

        In SHACL 1.0 every result keeps data from conforming. Here only violations do, as the report
        says in the words of SHACL 1.2 (``sh:conformanceDisallows``).
        """
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            graph.bind(prefix, iri)
        report = rdflib.BNode()
        graph.add((report, RDF.type, SH.ValidationReport))
        conforms = rdflib.Literal(self.conforms, datatype=XSD.boolean)
        graph.add((report, SH.conforms, conforms))
        graph.add((report, SH.conformanceDisallows, SH.Violation))
        for found in self.results:
            self._add_result(graph, report, found)
        return graph

    def turtle(self) -> str:
        """The SHACL report in Turtle."""
        return self.graph().serialize(format="turtle")

    def _add_result(self, graph: rdflib.Graph, report: rdflib.BNode, found: Violation) -> None:
        result = rdflib.BNode()
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, rdflib.URIRef(found.severity)))
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
