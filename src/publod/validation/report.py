"""What a validation found, and how it is told: as text, as Turtle, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from io import BytesIO

from publod.messages import N_, Message, Numeral, escaped
from publod.rdf import (
    SourceFormat,
    Triple,
    is_blank,
    term_of_iri,
    term_of_literal,
    write_dataset,
)
from publod.validation.results import Violation, about, in_all_languages, say, what_is_at_fault
from publod.validation.summary import RuleSummary, summary_of, table
from publod.vocabulary import DCTERMS, PREFIXES, RDF, RDFS, SH, XSD, shortened

#: Records beside its own that are named with a result in text.
_MOST_OTHERS = 3


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
        """A report of results, file by file and line by line; the same finding twice is one."""
        by_place = sorted(
            set(results), key=lambda found: (found.source, found.line, found.record, found)
        )
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
        return summary_of((*self.faults, *self.results), base)

    def text(
        self, language: str, base: str = "", most: int | None = None, files: int | None = None
    ) -> str:
        """For a person: how often each rule is broken, then each result, at most so many.

        Of the files in which a rule is broken, ``files`` are named at most. A result has its
        record, the property, the values, what would be right, and where it is.
        """
        chosen = self if most is None else self.shortened(most)
        total = len(self.faults) + len(self.results)
        lines = table(self.summary(base), language, files) if total > 1 else []
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
                yield about(found, base) + place
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
            for other in found.others[:_MOST_OTHERS]:
                other_place = f"  ({other.place})" if other.source else ""
                name = other.record.removeprefix(base) + other_place
                yield "    " + N_("other record: %(name)s", name=name).text(language)
            if (rest := len(found.others) - _MOST_OTHERS) > 0:
                yield "    " + N_("… and %(count)s more", count=Numeral(rest)).text(language)

    def count(self, language: str) -> str:
        """How many results of each severity there are, and what that means."""
        parts = []
        if count := len(self.faults):
            many = N_("%(count)s refused files or statements", count=Numeral(count))
            parts.append(many if count > 1 else N_("1 refused file or statement"))
        if count := len(self.violations):
            many = N_("%(count)s violations", count=Numeral(count))
            parts.append(many if count > 1 else N_("1 violation"))
        if count := len(self.warnings):
            many = N_("%(count)s warnings", count=Numeral(count))
            parts.append(many if count > 1 else N_("1 warning"))
        if count := len(self.infos):
            many = N_("%(count)s infos", count=Numeral(count))
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

    def turtle(self) -> str:
        """As a SHACL validation report (https://www.w3.org/TR/shacl/#validation-report).

        In SHACL 1.0 every result keeps data from conforming. Here only violations do, as the report
        says in the words of SHACL 1.2 (``sh:conformanceDisallows``). It has no words for a summary:
        that is a comment.
        """
        summary = "".join(f"# {line}\n" for line in table(self.summary(), "en"))
        text = "".join(f"{s} {term_of_iri(p)} {o} .\n" for s, p, o in self._statements())
        out = BytesIO()
        write_dataset([("", text)], SourceFormat.TURTLE, out, PREFIXES)
        return summary + out.getvalue().decode()

    def _statements(self) -> Iterator[Triple]:
        """The report and its results, all of them blank nodes; predicates are plain IRIs."""
        report = "_:report"
        yield report, RDF.type, term_of_iri(SH.ValidationReport)
        yield report, SH.conforms, term_of_literal(str(self.conforms).lower(), "", XSD.boolean)
        yield report, SH.conformanceDisallows, term_of_iri(SH.Violation)
        for message in self.unchecked:
            for language, text in in_all_languages(message).items():
                yield report, RDFS.comment, term_of_literal(text, language, "")
        for number, found in enumerate((*self.faults, *self.results)):
            result = f"_:result{number}"
            yield report, SH.result, result
            yield result, RDF.type, term_of_iri(SH.ValidationResult)
            for predicate, node in (
                (SH.resultSeverity, found.severity),
                (SH.focusNode, found.focus),
                (SH.resultPath, found.path),
                (SH.sourceShape, found.shape),
                (SH.sourceConstraint, found.constraint),
                (SH.sourceConstraintComponent, found.component),
                *((DCTERMS.relation, other.record) for other in found.others),
            ):
                if node:
                    yield result, predicate, node if is_blank(node) else term_of_iri(node)
            if found.source:
                # SHACL has no words for where a result is written.
                yield result, DCTERMS.source, term_of_literal(found.place, "", "")
            if found.value:
                yield result, SH.value, found.value
            for language, text in found.messages.items():
                yield result, SH.resultMessage, term_of_literal(text, language, "")
