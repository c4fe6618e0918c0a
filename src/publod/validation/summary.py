"""How often each rule is broken, and in which files: what a report begins with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publod.messages import N_, Message, Numeral
from publod.validation.results import Violation, about, place_of, severity_name
from publod.vocabulary import shortened

#: Files of a rule that a terminal is shown, and how wide it is.
MOST_FILES, _WIDTH = 3, 80


@dataclass(frozen=True, slots=True)
class FileSummary:
    """How often a rule is broken in a file, and in which line first (0: not known)."""

    file: str
    number: int
    line: int

    @property
    def place(self) -> str:
        """The file and the line, as editors and terminals understand them."""
        return place_of(self.file, self.line)


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """How often a rule is broken, and in which files: those with the most results first.

    ``record`` is the first record of which no file is known, as of what is loaded already.
    """

    severity: str
    rule: str
    number: int
    files: tuple[FileSummary, ...]
    record: str = ""

    @property
    def places(self) -> Message | str:
        """The place where there is one, else the number of files."""
        if not self.files:
            return self.record
        if len(self.files) == 1:
            return self.files[0].place
        return N_("%(count)s files", count=Numeral(len(self.files)))


def summary_of(results: Iterable[Violation], base: str = "") -> list[RuleSummary]:
    """The rules that are broken, the gravest and the most frequent first."""
    by_rule: dict[tuple[int, str], list[Violation]] = defaultdict(list)
    for found in results:
        grade = 0 if found.is_violation else 2 if found.is_info else 1
        by_rule[grade, found.rule].append(found)
    in_order = sorted(by_rule.items(), key=lambda one: (one[0][0], -len(one[1]), one[0][1]))
    return [
        RuleSummary(
            founds[0].severity, shortened(rule), len(founds), _files(founds),
            next((about(one, base) for one in founds if not one.source), ""),
        )
        for (_, rule), founds in in_order
    ]  # fmt: skip


def _files(results: Sequence[Violation]) -> tuple[FileSummary, ...]:
    numbers = Counter(found.source for found in results if found.source)
    lines: dict[str, int] = {}
    for found in results:
        if found.line:
            lines[found.source] = min(found.line, lines.get(found.source, found.line))
    in_order = sorted(numbers.items(), key=lambda one: (-one[1], one[0]))
    return tuple(FileSummary(file, number, lines.get(file, 0)) for file, number in in_order)


def table(rules: Sequence[RuleSummary], language: str, most: int | None = None) -> list[str]:
    """The rules as lines, below each its files, so many at most, with their numbers."""
    severities = [severity_name(one.severity).text(language) for one in rules]
    number, severity, rule, files = (
        head.text(language) for head in (N_("number"), N_("severity"), N_("rule"), N_("files"))
    )
    numbers = [_numeral(one.number, language) for one in rules]
    wide = [max(map(len, column)) for column in (
        [number, *numbers], [severity, *severities], [rule, *(one.rule for one in rules)],
    )]  # fmt: skip
    lines = [f"{number:>{wide[0]}}  {severity:{wide[1]}}  {rule:{wide[2]}}  {files}"]
    for one, count, grade in zip(rules, numbers, severities, strict=True):
        start = f"{count:>{wide[0]}}  {grade:{wide[1]}}  {one.rule:{wide[2]}}"
        places = one.places if isinstance(one.places, str) else one.places.text(language)
        if len(one.files) < 2 and len(start) + len(places) + 2 <= _WIDTH:
            lines.append(f"{start}  {places}")
            continue
        lines.append(f"{start}  {places}" if len(one.files) > 1 else start.rstrip())
        lines += (f"{n:>{wide[0]}}      {place}" for n, place in _below(one, language, most))
    return lines


def _below(one: RuleSummary, language: str, most: int | None) -> Iterator[tuple[str, str]]:
    """The files of a rule with their numbers, and how many more there are."""
    if not one.files:
        yield "", one.record
    for file in one.files[:most]:
        yield _numeral(file.number, language), file.place
    if most is not None and (rest := len(one.files) - most) > 0:
        more = N_("and %(count)s further files", count=Numeral(rest))
        yield "", (more if rest > 1 else N_("and 1 further file")).text(language)


def _numeral(number: int, language: str) -> str:
    return Message("%(number)s", number=Numeral(number)).text(language)
