"""Dates of lives, by which people of one name are told apart.

No record of the catalogue has them: what names of sources meant, with which dates, is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from publod.importing.names import folded
from publod.messages import N_

DATES = N_(
    "a record has this name, and of one of the two the source does not say when they lived: say in "
    "[agents] of the mapping file which it is, or “new”"
)
#: What tells names apart, at the end of what is remembered of them: whether a person, and when.
_REMEMBERED = re.compile(r" \((?:person|organisation|), ([^()]*)\)$")
#: What is remembered of somebody who has no dates in a source that has them of others.
UNDATED = "person, "
_LIFE = re.compile(
    r"(?:ca?\.? ?|b\.? ?|born |\*)?(\d{3,4})?\??(?: ?[-\u2013] ?(?:ca?\.? ?)?(\d{3,4})?\??)?"
)
_DIED = re.compile(r"^(?:d\.|died) ?")


def detail_of(kind: str, dates: str | None) -> str:
    """What tells agents of one name apart, as it is remembered."""
    plain = _plain(dates)
    return f"{kind}, {plain}" if plain else kind


def _plain(dates: str | None) -> str:
    return _DIED.sub("-", re.sub(r"[()]", "", folded(dates or "")))


class Lives:
    """The dates that agents have been named with; ``remembered`` has their paths by names."""

    def __init__(self, remembered: Mapping[str, str]) -> None:
        self._dates: dict[str, set[str]] = {}
        for name, path in remembered.items():
            if match := _REMEMBERED.search(name):
                self.note(path, match[1])

    def note(self, path: str, dates: str | None) -> None:
        """Note dates that an agent is named with; '' of one who has none."""
        if _plain(dates) or path not in self._dates:
            self._dates.setdefault(path, set()).update(filter(None, [_plain(dates)]))

    def differ(self, path: str, dates: str | None) -> bool:
        """Whether an agent with dates is another one than that of a path."""
        plain, known = _plain(dates), self._dates.get(path)
        return bool(plain and known) and all(_contradict(plain, one) for one in known or ())

    def are_alike(self, path: str, dates: str | None) -> bool:
        """Whether a name alone may decide: dates are known of both, or of neither."""
        known = self._dates.get(path)
        return dates is None or known is None or bool(known) == bool(_plain(dates))


def _contradict(one: str, other: str) -> bool:
    """Whether two dates are of two lives: 1950- may be 1950-2012, and not 1890-1960."""
    mine, theirs = _LIFE.fullmatch(one), _LIFE.fullmatch(other)
    if not mine or not theirs:
        return one != other
    return any(a and b and a != b for a, b in zip(mine.groups(), theirs.groups(), strict=True))
