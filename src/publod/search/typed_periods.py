"""Periods of years in what somebody typed: "before 2018", "2015-2018", by language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from publod.search.languages import stemmed

_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_LONGEST = 150
_DASH = r"\s?[-\u2010-\u2015]\s?"
_QUOTED = re.compile('["“”„«»][^"“”„«»]*["“”„«»]')


@dataclass(frozen=True, slots=True)
class Period:
    """A period as it was ``typed``: inclusive years, None for an open end.

    ``rest`` is the text without it.
    """

    typed: str
    first: int | None
    last: int | None
    rest: str


def period_in(text: str) -> Period | None:
    """The first period that a text tells outside of quotation marks; None where there is none.

    Of several ways to read the same words the longest counts.
    """
    hidden = _QUOTED.sub(lambda found: "\0" * len(found[0]), text)
    for meaning, pattern in _patterns(stemmed()):
        found = pattern.search(hidden)
        if found is None:
            continue
        years = [int(year) for year in re.findall(r"\d{4}", found[0])]
        first, last = {
            "before": (None, years[0] - 1),
            "until": (None, years[0]),
            "after": (years[0] + 1, None),
            "since": (years[0], None),
            "between": (min(years), max(years)),
        }[meaning]
        is_known = all(_FIRST_YEAR <= year <= _LAST_YEAR for year in years)
        if is_known and (first is None or last is None or last - first <= _LONGEST):
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            typed = text[found.start() : found.end()]
            return Period(typed, first, last, " ".join(rest.split()))
    return None


@cache
def _patterns(languages: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Meanings with how they are written, the longest first."""
    folder = files(__package__)
    listed = tomllib.loads(folder.joinpath("period_words.toml").read_text(encoding="utf-8"))
    written = {
        (meaning, phrase)
        for language in languages
        for meaning, phrases in listed.get(language, {}).items()
        for phrase in phrases
    }
    written.add(("between", "{first}-{last}"))
    ordered = sorted(written, key=lambda pair: (-len(pair[1]), pair))
    return tuple((meaning, _pattern(phrase)) for meaning, phrase in ordered)


def _pattern(phrase: str) -> re.Pattern[str]:
    pieces = "".join(_pieces(phrase))
    return re.compile(rf"(?<![\w-]){pieces}(?![\w-])", re.IGNORECASE)


def _pieces(phrase: str) -> Iterator[str]:
    for piece in re.split(r"(\{\w+\}|-|\s+)", phrase):
        if piece.startswith("{"):
            yield r"\d{4}"
        elif piece == "-":
            yield _DASH
        elif piece.isspace():
            yield r"\s+"
        else:
            yield re.escape(piece)
