"""Dates: as exact as they are recorded, and no more."""

from __future__ import annotations

import re
import time
from typing import NamedTuple

from publod.bibliography.titles_and_labels import tidy

# A year, month or day of XML Schema (part 2, §3.2.9 to 3.2.11) may have a time zone; W3C-DTF
# (https://www.w3.org/TR/NOTE-datetime) has none at this precision.
_DATE = re.compile(
    r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)


class Issued(NamedTuple):
    """The date of issue. ``w3cdtf`` is '' where the ``text`` is something else than a date."""

    text: str = ""
    year: str = ""
    month: str = ""
    day: str = ""

    @property
    def w3cdtf(self) -> str:
        """The date as YYYY, YYYY-MM or YYYY-MM-DD."""
        return "-".join(part for part in (self.year, self.month, self.day) if part)

    @property
    def best(self) -> str:
        """The date, or the text if it is none."""
        return self.w3cdtf or self.text


#: No date is known.
NO_DATE = Issued()


def issued_of(text: str) -> Issued:
    """Read a date as the catalogue records it."""
    text = tidy(text)
    match = _DATE.fullmatch(text)
    if not match or match[1] == "0000":
        return Issued(text)
    return Issued(text, *(part or "" for part in match.groups()))


def stamp(seconds: int, pattern: str) -> str:
    """A datestamp in UTC epoch seconds, in a pattern of ``time.strftime``; '' for 0, unknown."""
    return time.strftime(pattern, time.gmtime(seconds)) if seconds > 0 else ""


def timestamp(seconds: int) -> str:
    """UTC epoch seconds as an ``xsd:dateTime`` in UTC, as OAI-PMH and RFC 3339 have it, too."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
