"""Rights: what may be done with a publication, and whether it can be had at all."""

from __future__ import annotations

from dataclasses import dataclass

from publod.bibliography.entry import Entry
from publod.bibliography.identifiers import files_of, is_absolute
from publod.bibliography.licence import name_of_licence
from publod.bibliography.texts import Text, all_of


@dataclass(frozen=True, slots=True)
class Rights:
    """The licence as an IRI and its name, and what is said of rights in words.

    ``is_open``: the catalogue leads to a file that anyone can fetch. Nothing more is concluded; a
    publication without a file here may well be open elsewhere.
    """

    licence: str
    name: str
    statements: tuple[Text, ...]
    is_open: bool


def rights_of(entry: Entry) -> Rights:
    """The rights of a publication; those of its description are the catalogue's."""
    licence = entry.licence if is_absolute(entry.licence) else ""
    name = name_of_licence(licence) or licence
    return Rights(licence, name, tuple(all_of(entry.rights)), bool(files_of(entry)))
