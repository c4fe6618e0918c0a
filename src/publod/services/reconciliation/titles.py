"""How a title in somebody's list can be read: with a subtitle, a year, an edition in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LONGEST = 300
#: Where a subtitle may begin. A hyphen parts only where there is room around it.
_PARTING = re.compile(r"\s*[:;]\s+|\s+[\u2013\u2014/|-]\s+|(?<=\w\w)\.\s+")
_MOST_HEADS = 3
_YEAR = re.compile(r"[\s,;:.([\u2013\u2014-]+(?:©\s*)?(1[5-9]\d\d|20\d\d)[\])]?\.?$")
_ORDINALS = (
    ("första", "first"), ("andra", "second"), ("tredje", "third"), ("fjärde", "fourth"),
    ("femte", "fifth"), ("sjätte", "sixth"), ("sjunde", "seventh"), ("åttonde", "eighth"),
    ("nionde", "ninth"), ("tionde", "tenth"),
)  # fmt: skip
_NUMBERS = {word: place for place, pair in enumerate(_ORDINALS, 1) for word in pair}
_EDITION = re.compile(
    r"[\s,;:.([\u2013\u2014-]+(?:"
    rf"(?P<before>\d{{1,3}}|{'|'.join(_NUMBERS)})(?::?[ae]|st|nd|rd|th)?\.?,?\s*"
    r"(?:(?:rev|omarb|utök|uppdat|updat|enl)\w*\.?,?\s*(?:och|and|&)?\s*){0,3}"
    r"(?:uppl(?:agan?)?|utg(?:åvan?)?|edition|edn?)\b"
    r"|(?:upplaga|uppl|utgåva|utg|edition|ed)\b\.?\s*(?P<after>\d{1,3})\b"
    r")\.?[\])]?\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text without what was read in it.

    ``heads`` pairs its beginning, perhaps the title alone, with the rest; the shortest first.
    """

    text: str
    year: int | None = None
    edition: int | None = None
    heads: tuple[tuple[str, str], ...] = ()


@lru_cache(1024)
def readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a text: as it is, then without the year and the edition at its end."""
    text = " ".join(text[:_LONGEST].split())
    found = [Reading(text, heads=_heads(text))]
    rest, year, edition = text, None, None
    for _ in range(2):  # they come in either order
        if year is None and (at := _YEAR.search(rest)) and at.start():
            rest, year = rest[: at.start()], int(at[1])
        if edition is None and (at := _EDITION.search(rest)) and at.start():
            said = (at["before"] or at["after"]).casefold()
            rest, edition = rest[: at.start()], _NUMBERS.get(said) or int(said)
    if rest != text:
        found.append(Reading(rest, year, edition, _heads(rest)))
    return tuple(found)


def _heads(text: str) -> tuple[tuple[str, str], ...]:
    parted = list(_PARTING.finditer(text))[:_MOST_HEADS]
    pairs = [(text[: at.start()].strip(), text[at.end() :].strip()) for at in parted]
    return tuple((head, tail) for head, tail in pairs if head and tail)
