"""Rights: what may be done with a publication, and whether it can be had at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publod.crosswalk.identifiers import files_of, is_absolute
from publod.crosswalk.texts import Text, all_of
from publod.model.entry import Entry

_CREATIVE_COMMONS = re.compile(
    r"https?://creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/([\d.]+)/?.*"
)
_PUBLIC_DOMAIN = {"zero": "CC0", "mark": "Public Domain Mark"}


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
    return Rights(licence, _name(licence), tuple(all_of(entry.rights)), bool(files_of(entry)))


def _name(licence: str) -> str:
    found = _CREATIVE_COMMONS.fullmatch(licence)
    if not found:
        return licence
    known = _PUBLIC_DOMAIN.get(found[2]) if found[1] == "publicdomain" else None
    return f"{known or 'CC ' + found[2].upper()} {found[3]}"
