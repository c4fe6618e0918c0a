"""What a person says of a source in a file: what its columns are, and what its words mean.

The file is TOML (https://toml.io/en/v1.0.0); docs/importing.md describes its tables. Columns and
values are those of a table; types, agents, subjects, audiences and places are said of any source.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from publod.errors import SourceUnreadable
from publod.importing.edition_words import MEANINGS
from publod.importing.fields import FIELDS
from publod.messages import N_, Message

#: What a column may be instead of a field: left out by decision, or not decided yet.
IGNORE, UNMAPPED = "ignore", "unmapped"
#: What a name or a word may mean instead of a record of the catalogue: one that is to be made.
NEW = "new"
#: What a publication may be that the folder has already: one that takes the place of that, or adds
#: what that does not have.
INSTEAD, ADD = "instead", "add"
#: What an agent is: of a column, and of a single name in [agents].
AGENT_KINDS = ("person", "organisation")
#: The tables that say what words mean, by the words of the source.
DECISIONS = ("types", "agents", "subjects", "audiences", "places", "publications")
_TOP = {"table", "constants", "columns", "values", "edition_words", *DECISIONS}
_TABLE = {
    "sheet": str, "header": int, "encoding": str, "delimiter": str, "between": list,
    "language": str, "apostrophes": bool,
}  # fmt: skip
_COLUMN = {
    "field": str, "language": str, "between": list, "date": str, "role": str, "kind": str,
    "scheme": str, "inverted": bool, "organisation_words": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is: a field of `FIELDS`, or ``ignore``, or ``unmapped``.

    ``between`` are what stands between several values; None where a cell has one. ``date`` is a
    format of ``strptime``. ``role`` is a MARC relator code, ``kind`` one of `AGENT_KINDS`.
    ``scheme`` is that of a classification. ``inverted`` names are written "Family, Given".
    ``organisation_words`` make an organisation of a name that has one of them.
    """

    field: str
    language: str = ""
    between: tuple[str, ...] | None = None
    date: str = ""
    role: str = ""
    kind: str = ""
    scheme: str = ""
    inverted: bool = False
    organisation_words: str = ""


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """What is said of a source. ``decisions`` has what words mean, by the names of `DECISIONS`.

    ``values`` has, by column, what its cells are to be read as. ``default_type`` is the type of
    what has none; ``edition_words`` are words of statements of edition, with what they mean.
    """

    name: str = ""
    sheet: str = ""
    header: int | None = None
    encoding: str = ""
    delimiter: str = ""
    between: tuple[str, ...] | None = None
    language: str = ""
    apostrophes: bool = False
    constants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    decisions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    default_type: str = ""
    edition_words: Mapping[str, str] = field(default_factory=dict)


def read_mapping(path: Path) -> ImportMapping:
    """Read a mapping file. Raises SourceUnreadable for one that is no TOML, or says what is not."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except tomllib.TOMLDecodeError as error:
        raise SourceUnreadable(Message.of(str(error)), path) from None
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=why), path) from None
    return mapping_of(content, str(path))


def mapping_of(content: Mapping[str, Any], name: str) -> ImportMapping:
    """A mapping of what its file says. Raises SourceUnreadable, naming the table and the key."""
    checked = _Checked(name)
    checked.known("", content, _TOP)
    table = checked.typed("table", content.get("table", {}), _TABLE)
    columns = {
        heading: checked.column(heading, value)
        for heading, value in checked.table("columns", content).items()
    }
    decisions = {kind: checked.texts(kind, checked.table(kind, content)) for kind in DECISIONS}
    default_type = decisions["types"].pop("default", "")
    return ImportMapping(
        name=name,
        **table,
        constants={
            one: checked.constant(one, value)
            for one, value in checked.table("constants", content).items()
        },
        columns=columns,
        values={
            heading: checked.lists(f"values.{heading}", value)
            for heading, value in checked.table("values", content).items()
        },
        decisions={
            kind: {" ".join(word.casefold().split()): meaning for word, meaning in words.items()}
            for kind, words in decisions.items()
        },
        default_type=default_type,
        edition_words=checked.edition_words(content),
    )


@dataclass(frozen=True, slots=True)
class _Checked:
    """Judges what a mapping file says."""

    name: str

    def table(self, key: str, content: Mapping[str, Any]) -> Mapping[str, Any]:
        value = content.get(key, {})
        if not isinstance(value, dict):
            raise self.fault(N_("[%(key)s] must be a table", key=key))
        return value

    def known(self, place: str, given: Iterable[str], names: Iterable[str]) -> None:
        for name in given:
            if name not in names:
                near = get_close_matches(name, [*names], 1)
                where = f"[{place}] {name}" if place else f"[{name}]"
                raise self.fault(
                    N_("%(where)s is not known; is %(near)s meant?", where=where, near=near[0])
                    if near
                    else N_(
                        "%(where)s is not known (known: %(known)s)",
                        where=where,
                        known=", ".join(names),
                    )
                )

    def typed(self, place: str, value: Any, types: Mapping[str, type]) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.fault(N_("[%(key)s] must be a table", key=place))
        self.known(place, value, types)
        given = {
            name: [one] if types.get(name) is list and isinstance(one, str) else one
            for name, one in value.items()
        }
        for name, one in given.items():
            if type(one) is not types[name] or (
                isinstance(one, list) and not all(isinstance(each, str) and each for each in one)
            ):
                raise self.fault(
                    N_(
                        "[%(place)s] %(name)s must be %(type)s",
                        place=place,
                        name=name,
                        type={
                            str: N_("text"),
                            list: N_("a text or a list of texts"),
                            int: N_("a whole number"),
                            bool: N_("true or false"),
                        }[types[name]],
                    )
                )
        return {name: tuple(one) if isinstance(one, list) else one for name, one in given.items()}

    def lists(self, place: str, value: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            raise self.fault(N_("[%(key)s] must be a table", key=place))
        return self.typed(place, value, dict.fromkeys(value, list))

    def edition_words(self, content: Mapping[str, Any]) -> dict[str, str]:
        words = self.texts("edition_words", self.table("edition_words", content))
        for meaning in words.values():
            self.known("edition_words", [meaning], MEANINGS)
        return words

    def texts(self, place: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self.fault(N_("[%(key)s] must be a table", key=place))
        for name, one in value.items():
            if not isinstance(one, str):
                raise self.fault(
                    N_(
                        "[%(place)s] %(name)s must be %(type)s",
                        place=place,
                        name=name,
                        type=N_("text"),
                    )
                )
        return dict(value)

    def constant(self, name: str, value: Any) -> tuple[str, ...]:
        self.known("constants", [name], FIELDS)
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise self.fault(
                N_(
                    "[%(place)s] %(name)s must be %(type)s",
                    place="constants",
                    name=name,
                    type=N_("text"),
                )
            )
        return tuple(values)

    def column(self, heading: str, value: Any) -> Column:
        place = f"columns.{heading}"
        given = {"field": value} if isinstance(value, str) else self.typed(place, value, _COLUMN)
        if "field" not in given:
            raise self.fault(N_("[%(place)s] has no field", place=place))
        self.known(place, [given["field"]], (*FIELDS, IGNORE, UNMAPPED))
        if given.get("kind", AGENT_KINDS[0]) not in AGENT_KINDS:
            raise self.fault(N_("[%(place)s] kind must be person or organisation", place=place))
        return Column(**given)

    def fault(self, reason: Message) -> SourceUnreadable:
        return SourceUnreadable(reason, self.name)
