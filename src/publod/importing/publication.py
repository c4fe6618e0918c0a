"""A publication on its way from a source into the catalogue's files."""

from __future__ import annotations

from dataclasses import dataclass, field

from publod.importing.edition_statements import EditionStatement
from publod.importing.languages import UNDETERMINED, language_tag
from publod.importing.lock_file import LockEntry
from publod.importing.source_record import SourceRecord, Text
from publod.importing.turtle_files import Resource, text


@dataclass(slots=True)
class Publication:
    """A record on its way: what it has been matched with so far.

    ``path``, ``work`` and ``file`` are '' until they are decided. ``codes`` are its languages in
    the EU table, ``tag`` is the language of texts that do not say theirs, ``label_tag`` that of
    names of agents and concepts: of the whole source, if that is known. ``statement`` is its
    statement of edition as it was understood, ``agents`` are the agents by their properties.
    ``parts`` are further things that its file describes.
    """

    record: SourceRecord
    entry: LockEntry | None = None
    path: str = ""
    work: str = ""
    file: str = ""
    codes: list[str] = field(default_factory=list)
    tag: str = UNDETERMINED
    label_tag: str = UNDETERMINED
    statement: EditionStatement = field(default_factory=lambda: EditionStatement(""))
    number: int | None = None
    year: int | None = None
    agents: dict[str, list[str]] = field(default_factory=dict)
    type_paths: list[str] = field(default_factory=list)
    wholes: list[str] = field(default_factory=list)
    links: dict[str, list[str]] = field(default_factory=dict)
    others: list[Resource] = field(default_factory=list)
    is_writable: bool = True

    @property
    def title(self) -> str:
        """Its first title; '' if it has none."""
        return self.record.titles[0].text if self.record.titles else ""

    @property
    def responsible(self) -> set[str]:
        """The paths of its creators and publishers."""
        return {
            path
            for name in ("dcterms:creator", "dcterms:publisher")
            for path in self.agents.get(name, ())
        }


def tagged(one: Text, publication: Publication) -> str:
    """A text as Turtle, with its language; that of the publication where it does not say."""
    return text(one.text, language_tag(one.language) or publication.tag)


def shown(value: object) -> str:
    """A value of a record in words: all that it says."""
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    parts = [getattr(value, name, "") for name in ("name", "title", "text", "label", "url", "iri")]
    for name in ("identifiers", "control_numbers"):
        parts += getattr(value, name, ())
    parts.append(getattr(value, "agent", ""))
    parts.append(str(getattr(value, "year", None) or ""))
    if isinstance(value, Text) and value.language:
        parts.append(f"({value.language})")
    own = " ".join(part for part in parts if isinstance(part, str) and part)
    return own or str(value)
