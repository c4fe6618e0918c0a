"""The letters under which a long list is looked up, and stated editions by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext

from publod.bibliography.collation import sort_key
from publod.bibliography.triple_index import pick
from publod.ledger import Record

#: What the Swedish sort keys have for the letters after z, see `publod.bibliography.collation`.
_AFTER_Z = {"{": "Å", "|": "Ä", "}": "Ö"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with the number of names that begin with it, and the page where they begin.

    ``name`` is as people read it, ``anchor`` as an id has it.
    """

    name: str
    anchor: str
    count: int
    page: int


def letters(initials: Iterable[tuple[str, int]], size: int) -> list[Letter]:
    """The letters of a list that has ``size`` names on a page; all digits are one letter."""
    found: list[Letter] = []
    before = 0
    for initial, count in initials:
        name, anchor = _named(initial)
        if found and found[-1].anchor == anchor:
            found[-1] = Letter(name, anchor, found[-1].count + count, found[-1].page)
        else:
            found.append(Letter(name, anchor, count, before // size + 1))
        before += count
    return found


def by_letter(records: Iterable[Record], language: str) -> list[tuple[Letter, list[Record]]]:
    """Some records, which are in the order of the alphabet, under their letters."""
    groups = []
    for (name, anchor), some in groupby(records, lambda record: _named(_initial(record, language))):
        shown = list(some)
        groups.append((Letter(name, anchor, len(shown), 0), shown))
    return groups


def _initial(record: Record, language: str) -> str:
    return sort_key(pick(record.summary.label, language)[0], language)[:1]


def _named(initial: str) -> tuple[str, str]:
    if not initial:
        return gettext("Others"), "others"
    if initial.isdigit():
        return "0\N{EN DASH}9", "digits"
    name = _AFTER_Z.get(initial) or initial.upper()
    return name, f"{ord(initial):x}" if not initial.isascii() or initial in _AFTER_Z else initial
