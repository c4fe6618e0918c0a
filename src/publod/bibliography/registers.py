"""Registers and vocabularies elsewhere that are known: publod's, and those of a catalogue's own.

They are data (``registers.toml``), with a setting for further ones.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from publod.catalogue_value import CatalogueValue
from publod.errors import SettingsError
from publod.messages import N_, English


class AgentRegister(NamedTuple):
    """Who identifies agents; see ``registers.toml``."""

    code: str
    label: str
    scheme: str
    pattern: re.Pattern[str]
    is_thing: bool = False
    namespace: str = ""
    number: re.Pattern[str] | None = None

    def iri_of(self, number: str) -> str:
        """The IRI of the agent that has a number in MARC; '' for what is none of its numbers."""
        match = self.number.fullmatch(number) if self.number else None
        return self.namespace + match[1].replace(" ", "") if match else ""


class Vocabulary(NamedTuple):
    """A vocabulary of subjects or genres. ``code`` is that of the MARC source code lists.

    ``language`` is that of its terms, '' where it has them in several; ``in_iri`` tells one whose
    IRIs end in the term; ``by_language`` one that has a code for each language (``yso/swe``);
    ``by_iri`` one whose terms a library can look up by their IRIs. ``number`` is the pattern of
    the numbers that its terms have in MARC, with the end of the IRI in parentheses.
    """

    code: str
    label: str
    namespace: str
    language: str = ""
    in_iri: bool = False
    by_language: bool = False
    by_iri: bool = False
    number: re.Pattern[str] | None = None

    def terms_in(self, iri: str) -> list[str]:
        """The term that one of its IRIs ends in; none where they do not."""
        return [unquote(iri.removeprefix(self.namespace))] if self.in_iri else []

    def iri_of(self, number: str) -> str:
        """The IRI of the term that has a number in MARC; '' for what is none of its numbers."""
        match = self.number.fullmatch(number) if self.number else None
        return self.namespace + match[1].replace(" ", "") if match else ""


class LinkTarget(NamedTuple):
    """A data set (VoID §5). ``code`` is for addresses, ``space`` how IRIs of its things begin."""

    code: str
    title: str
    space: str
    homepage: str


class RegisterName(NamedTuple):
    """What the register of an IRI is called, by the beginning of the IRI without its scheme."""

    start: str
    label: str
    is_looked_up: bool = False


@dataclass(frozen=True, slots=True)
class Registers:
    """All that are known, in the order in which they are looked at."""

    agents: tuple[AgentRegister, ...]
    subjects: tuple[Vocabulary, ...]
    genres: tuple[Vocabulary, ...]
    links: tuple[LinkTarget, ...]
    names: tuple[RegisterName, ...]

    def agent_iri(self, number: str) -> str:
        """The IRI of an agent by its number in MARC, such as ``(DE-588)118540238``; '' for none."""
        return next(filter(None, (one.iri_of(number) for one in self.agents)), "")

    def number_of_agent(self, iri: str) -> tuple[str, str]:
        """The scheme of the register of an agent's IRI, and its number there; '' for none."""
        for one in self.agents:
            if match := one.pattern.fullmatch(iri):
                return one.scheme, match[1]
        return "", ""

    def vocabulary(self, code: str) -> Vocabulary | None:
        """The vocabulary of subjects that a code such as ``sao`` or ``yso/swe`` is of."""
        wanted = code.partition("/")[0]
        return next((one for one in self.subjects if one.code == wanted), None)

    def vocabulary_at(self, iri: str) -> Vocabulary | None:
        """The vocabulary of subjects that an IRI is in."""
        return next((one for one in self.subjects if iri.startswith(one.namespace)), None)


_KINDS: Mapping[str, Any] = {
    "agents": AgentRegister,
    "subjects": Vocabulary,
    "genres": Vocabulary,
    "links": LinkTarget,
    "names": RegisterName,
}
_current: CatalogueValue[Path | None] = CatalogueValue(None)


def registers() -> Registers:
    """The registers of the catalogue."""
    return _registers(_current.get())


def use_registers(own: Path | None) -> None:
    """Take the registers of a file as well. Raises SettingsError for what cannot be read there."""
    _registers(own)
    _current.set(own)


def own_registers() -> Path | None:
    """The file of the catalogue's own registers, for other processes."""
    return _current.get()


@cache
def _registers(own: Path | None) -> Registers:
    brought = tomllib.loads(files(__package__).joinpath("registers.toml").read_text("utf-8"))
    try:
        added = tomllib.loads(own.read_text("utf-8")) if own else {}
        without = added.pop("without", [])
        for name in added.keys() - _KINDS.keys():
            raise ValueError(f"there is no table {name}; there are {', '.join(_KINDS)}")
        return Registers(
            **{
                name: tuple(
                    _entry(kind, told)
                    for told in (
                        *added.get(name, []),
                        *(one for one in brought[name] if one.get("code") not in without),
                    )
                )
                for name, kind in _KINDS.items()
            }
        )
    except (OSError, ValueError, TypeError, AttributeError, re.error) as error:
        raise SettingsError(
            N_(
                "PUBLOD_REGISTERS names a file that cannot be used: %(file)s: %(error)s",
                file=own,
                error=English(error),
            )
        ) from error


def _entry(kind: Any, told: Mapping[str, Any]) -> Any:
    for name in told.keys() & {"pattern", "number"}:
        told = {**told, name: re.compile(told[name])}
        if told[name].groups < 1:
            raise ValueError(f"the pattern {told[name].pattern} has no parentheses")
    return kind(**told)
