"""One result of a validation: what it is about, where that is, and how people read its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publod.messages import N_, Message, escaped, languages_spoken
from publod.rdf import iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import SH, shortened

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
        return place_of(self.source, self.line)


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
        return place_of(self.source, self.line, self.column)

    @property
    def all_values(self) -> tuple[str, ...]:
        """The terms at fault."""
        return (self.value,) if self.value else self.values


def place_of(source: str, line: int, column: int = 0) -> str:
    """A file, with line and column where they are known, as ``file:1:2``."""
    return ":".join((escaped(source), *(str(n) for n in (line, column) if n))) if source else ""


def say(texts: Mapping[str, str], language: str) -> str:
    """A text in a language, or in the nearest that there is."""
    for tag in (language, "en", "", *texts):
        if tag in texts:
            return texts[tag]
    return ""


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


def about(found: Violation, base: str) -> str:
    """The thing of a result, after its record where its own name does not tell which that is."""
    if not found.record:
        return found.focus
    focus, record = found.focus.removeprefix(base), found.record.removeprefix(base)
    return focus if focus.startswith(record) else f"{record}, {focus}"


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
