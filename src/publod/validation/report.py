"""What a validation found, and how it is told: as text, as Turtle, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import rdflib

from publod.messages import N_, Message, Numeral, escaped, languages_spoken
from publod.rdf import Triple, graph_of, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import DCTERMS, PREFIXES, RDF, RDFS, SH, SHAPES, XSD

#: Values of a result that are shown one by one.
_MOST_VALUES = 5


@dataclass(frozen=True, order=True, slots=True)
class OtherRecord:
    """Another record that a result is about, with its file and line where a file has it."""

    record: str
    source: str = ""
    line: int = 0

    @property
    def place(self) -> str:
        """The file and the line, as editors and terminals understand them."""
        return _place(self.source, self.line)


@dataclass(frozen=True, order=True, slots=True)
class Violation:
    """One result: ``focus`` is the thing, ``path`` the property, ``value`` the offending term.

    ``messages`` and ``names`` map a language to what would be right and to the property's name.
    ``record`` is the document that the thing is described in, and ``source`` the file that it came
    from, if it came from one; ``line`` and ``column`` count from 1, and are 0 where they are not
    known. A ``severity`` of ``sh:Warning`` keeps nothing from being written. Where the fault is in
    how many values there are, or in none of them alone, ``values`` has them. ``others`` are the
    records beside this one that the result is about.
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
    column: int = field(default=0, compare=False)
    values: tuple[str, ...] = field(default=(), compare=False)
    others: tuple[OtherRecord, ...] = field(default=(), compare=False)

    @property
    def is_violation(self) -> bool:
        """Whether it keeps a load from being written."""
        return self.severity == str(SH.Violation)

    @property
    def is_info(self) -> bool:
        """Whether it is a hint; what is neither this nor a violation is a warning."""
        return self.severity == str(SH.Info)

    @property
    def rule(self) -> str:
        """The constraint, or the shape, that has not been met."""
        return self.constraint or self.shape

    @property
    def place(self) -> str:
        """The file and the line, as editors and terminals understand them."""
        return _place(self.source, self.line, self.column)

    @property
    def all_values(self) -> tuple[str, ...]:
        """The terms at fault."""
        return (self.value,) if self.value else self.values


def _place(source: str, line: int, column: int = 0) -> str:
    return ":".join((escaped(source), *(str(n) for n in (line, column) if n))) if source else ""


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """How often a rule is broken, in how many files, and where first."""

    severity: str
    rule: str
    number: int
    files: int
    first: str


def say(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, or in the nearest that there is."""
    for tag in (language, "en", "", *texts):
        if tag in texts:
            return texts[tag]
    return ""


@dataclass(frozen=True, slots=True)
class Report:
    """All results by severity (SHACL §2.1.4), each in a stable order.

    Severities that SHACL does not have count as warnings. ``faults`` are of files that could not be
    read, or of statements that no record can have; ``unchecked`` says what could not be checked on
    their account.
    """

    violations: tuple[Violation, ...] = ()
    warnings: tuple[Violation, ...] = ()
    infos: tuple[Violation, ...] = ()
    faults: tuple[Violation, ...] = ()
    unchecked: tuple[Message, ...] = ()

    @classmethod
    def of(
        cls,
        results: Iterable[Violation],
        faults: Iterable[Violation] = (),
        unchecked: Iterable[Message] = (),
    ) -> Report:
        """A report of results, record by record; the same finding twice is one."""
        by_place = sorted(set(results), key=lambda found: (found.record, found))
        return cls(
            tuple(found for found in by_place if found.is_violation),
            tuple(found for found in by_place if not found.is_violation and not found.is_info),
            tuple(found for found in by_place if found.is_info),
            tuple(faults),
            tuple(unchecked),
        )

    @property
    def results(self) -> tuple[Violation, ...]:
        """Everything that was found in records."""
        return (*self.violations, *self.warnings, *self.infos)

    @property
    def conforms(self) -> bool:
        """Whether there is nothing that must be mended: only violations and faults count."""
        return not (self.violations or self.faults)

    def shortened(self, most: int) -> Report:
        """A report with its first results alone, faults first."""
        faults = self.faults[:most]
        rest = most - len(faults)
        results = self.results[: max(rest, 0)]
        return Report(
            tuple(one for one in results if one.is_violation),
            tuple(one for one in results if not one.is_violation and not one.is_info),
            tuple(one for one in results if one.is_info),
            faults,
            self.unchecked,
        )

    def summary(self, base: str = "") -> list[RuleSummary]:
        """The rules that are broken, the gravest and the most frequent first."""
        by_rule: dict[tuple[int, str], list[Violation]] = {}
        for found in (*self.faults, *self.results):
            grade = 0 if found.is_violation else 2 if found.is_info else 1
            by_rule.setdefault((grade, found.rule), []).append(found)
        return [
            RuleSummary(
                founds[0].severity,
                shortened(rule),
                len(founds),
                len({found.source for found in founds if found.source}),
                next((f.place for f in founds if f.source), _about(founds[0], base)),
            )
            for (_, rule), founds in sorted(
                by_rule.items(), key=lambda entry: (entry[0][0], -len(entry[1]), entry[0][1])
            )
        ]

    def text(self, language: str, base: str = "", most: int | None = None) -> str:
        """For a person: how often each rule is broken, then each result, at most so many.

        A result has its record, the property, the values, what would be right, and where it is.
        """
        chosen = self if most is None else self.shortened(most)
        total = len(self.faults) + len(self.results)
        lines = _table(self.summary(base), language) if total > 1 else []
        lines += [*([""] if lines else []), *chosen._blocks(language, base)]
        if rest := total - len(chosen.faults) - len(chosen.results):
            more = N_("… and %(count)s more (--max 0 prints all of them)", count=Numeral(rest))
            lines += ["", more.text(language)]
        for message in self.unchecked:
            lines += ["", message.text(language)]
        return "\n".join(lines).strip("\n")

    def _blocks(self, language: str, base: str) -> Iterator[str]:
        last = None
        for fault in self.faults:
            yield f"{fault.place}: {say(fault.messages, language)}"
        for found in self.results:
            heading = (found.record, found.focus, found.source)
            if heading != last:
                if last or self.faults:
                    yield ""
                place = f"  ({escaped(found.source)})" if found.source else ""
                yield _about(found, base) + place
                last = heading
            what = what_is_at_fault(found, language, base)
            if found.is_info:
                what = N_("info: %(what)s", what=what).text(language)
            elif not found.is_violation:
                what = N_("warning: %(what)s", what=what).text(language)
            yield f"  {what}"
            yield f"    {say(found.messages, language)}"
            rule = f"    [{shortened(found.rule)}]"
            yield f"{rule}  {found.place}" if found.line else rule
            for other in found.others:
                other_place = f"  ({other.place})" if other.source else ""
                name = other.record.removeprefix(base) + other_place
                yield "    " + N_("other record: %(name)s", name=name).text(language)

    def count(self, language: str) -> str:
        """How many results of each severity there are, and what that means."""
        parts = []
        if count := len(self.faults):
            many = N_("%(count)s refused files or statements", count=count)
            parts.append(many if count > 1 else N_("1 refused file or statement"))
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
        if not self.conforms:
            counts = N_("%(counts)s; nothing was written", counts=counts)
        return f"{counts.text(language)}."

    def json(self, summary: Sequence[RuleSummary] | None = None) -> str:
        """For a program; the summary is that of these results if no other one is given."""

        def listed(results: Iterable[Violation]) -> list[dict[str, object]]:
            return [{k: v for k, v in asdict(found).items() if v} for found in results]

        document: dict[str, object] = {
            "conforms": self.conforms,
            "violations": listed(self.violations),
        }
        for name, results in (
            ("warnings", self.warnings), ("infos", self.infos), ("faults", self.faults),
        ):  # fmt: skip
            if results:
                document[name] = listed(results)
        if self.unchecked:
            document["unchecked"] = [in_all_languages(one) for one in self.unchecked]
        if summarised := self.summary() if summary is None else summary:
            document["summary"] = [asdict(one) for one in summarised]
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
        for message in self.unchecked:
            for language, text in in_all_languages(message).items():
                graph.add((report, RDFS.comment, rdflib.Literal(text, lang=language)))
        for found in (*self.faults, *self.results):
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
        if found.source:
            # SHACL has no words for where a result is written.
            graph.add((result, DCTERMS.source, rdflib.Literal(found.place)))
        for other in found.others:
            graph.add((result, DCTERMS.relation, rdflib.URIRef(other.record)))
        if found.value:
            triple: Triple = ("_:result", "<urn:value>", found.value)
            value = next(graph_of([triple]).objects())
            graph.add((result, SH.value, value))
        for language, text in found.messages.items():
            message = rdflib.Literal(text, lang=language or None)
            graph.add((result, SH.resultMessage, message))


def _table(rules: Sequence[RuleSummary], language: str) -> list[str]:
    """The rules as lines of a table, the number of each at the right."""
    heads = [
        head.text(language)
        for head in (N_("severity"), N_("rule"), N_("number"), N_("files"), N_("first"))
    ]
    rows = [
        [
            severity_name(one.severity).text(language),
            one.rule,
            str(one.number),
            str(one.files),
            one.first,
        ]
        for one in rules
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        f"{a:{widths[0]}}  {b:{widths[1]}}  {c:>{widths[2]}}  {d:>{widths[3]}}  {e}"
        for a, b, c, d, e in (heads, *rows)
    ]


def severity_name(severity: str) -> Message:
    """What a severity is called; one that SHACL does not have is a warning."""
    names = {str(SH.Violation): N_("violation"), str(SH.Info): N_("info")}
    return names.get(severity, N_("warning"))


def what_is_at_fault(found: Violation, language: str, base: str) -> str:
    """The property with its values."""
    name, path = say(found.names, language), shortened(found.path)
    label = f"{name} ({path})" if name and path else name or path
    values = [shown(value, base) for value in found.all_values[:_MOST_VALUES]]
    if len(found.all_values) > _MOST_VALUES:
        values.append("…")
    return " = ".join(part for part in (label, ", ".join(values)) if part)


def in_all_languages(message: Message) -> dict[str, str]:
    """A message by language, for all that there are translations into."""
    return {language: message.text(language) for language in languages_spoken()}


def _about(found: Violation, base: str) -> str:
    """The thing, after its record where its own name does not tell which that is."""
    if not found.record:
        return found.focus
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
