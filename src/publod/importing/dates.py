"""Dates as sources write them: what is one, how exact it is, and in which form a column has them.

A date that says less than what is written (``c2021``, ``2019?``, ``2018-19``) is read, and what was
written is reported. What is no date, such as the 31st of February, is only reported; so is what
says that there is none, such as ``n.d.``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale

from publod.importing.known_words import words
from publod.importing.names import folded
from publod.importing.source_record import SourceField
from publod.messages import N_, Message

#: Forms of a column besides those of ``strptime``: days since 1899-12-30, as spreadsheets count,
#: and the first and the last of some years, as in ``2018-19``.
EXCEL, YEARS = "excel", "years"
NO_DATE = N_("it is no date such as 2018, 2018-05 or 2018-05-31")
UNDATED = N_("the source says that it has no date")
#: The languages in which months are known: the official ones of the EU, and some of its neighbours.
_LANGUAGES = (
    "bg cs da de el en es et fi fr ga hr hu is it lt lv mt nb nl nn pl pt ro sk sl sv uk".split()
)
#: 12. 3. 2016: with full stops the day comes first.
_WITH_STOPS = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?([12]\d{3})")
_TIME = re.compile(r"(?<=\d)[T ]\d{1,2}:\d\d[\d:.Z+ -]*$")
_NUMERIC = re.compile(r"([12]\d{3})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_COMPACT = re.compile(r"([12]\d{3})(\d\d)(\d\d)")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_YEARS = re.compile(r"([12]\d{3}) ?[-/\u2010-\u2015] ?(\d\d)")
_SERIAL = re.compile(r"[1-6]\d{4}")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)")
#: A date that the cataloguer puts right, or has in our calendar: 1967 [i.e. 1976], 1435 [2014].
_RIGHT = re.compile(
    r".*?(?:\b(?:i\.? ?e\.?|dvs\.?|d\.v\.s\.|rectius|recte)[ ,]+|[^\s\[-] \[)([12]\d{3})\]?",
    re.IGNORECASE,
)
#: A year of another calendar with ours after it: 1373 [1994 or 1995], 1365- [1986- ].
_CALENDARS = re.compile(r"\[?([1-9]\d{3})\b[^\[\d]*\[\D*([12]\d{3})\b.*")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
#: What stands beside numbers and months, and says nothing.
_FILLING = frozenset("of the st nd rd th den de del d le er ra a e di o".split())
_MOST_ASTRAY = 0.1
#: Years of two calendars that lie further apart than any range of years in an imprint.
_APART = 400


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date of ISO 8601, as exact as it is known; ``is_whole`` if it is all that was written."""

    iso: str
    is_whole: bool = True


@lru_cache(4096)
def read_date(text: str, form: str = "") -> DateRead | None:
    """The date in a text, in a form if its column has one, else in any that says itself what it is.

    None for what is no date, and for numbers of which day and month cannot be told.
    """
    bare = _TIME.sub("", " ".join(text.split()))
    if form and (read := _in_form(bare, form)):
        return read
    bare = bare.strip(" .,;:/")
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip()
    if iso := _in_figures(bare):
        return DateRead(iso)
    if right := _put_right(bare):
        return DateRead(right, is_whole=False)
    first, interval, last = bare.partition("/")  # of ISO 8601, as biblatex has it
    if interval and _NUMERIC.fullmatch(first) and (last == ".." or _NUMERIC.fullmatch(last)):
        read = read_date(first)
        return DateRead(read.iso, is_whole=False) if read and read_date(last) != read else read
    if years := _YEARS.fullmatch(bare):
        return DateRead(years[1], is_whole=False) if _is_later(years) else None
    return _in_words(bare)


def issued(name: str, text: str, form: str = "") -> tuple[str, tuple[SourceField, ...]]:
    """The date of a field of a source; '' for none. With it what is to be reported of the field."""
    if not text.strip():
        return "", ()
    read = read_date(text, form)
    if read is None and is_undated(text):
        return "", (SourceField(name, text, UNDATED, True),)
    if read is None:
        return "", (SourceField(name, text, NO_DATE),)
    return read.iso, () if read.is_whole else (SourceField(name, text, read_as(read), True),)


def _put_right(text: str) -> str:
    """The year that the cataloguer puts beside what is printed; '' for none."""
    both = _CALENDARS.fullmatch(text)
    if both and abs(int(both[2]) - int(both[1])) > _APART:
        return both[2]
    right = _RIGHT.fullmatch(text)
    return right[1] if right else ""


class ImprintDate(NamedTuple):
    """The date of an imprint: of which of its texts it is, and what is to be reported of that."""

    iso: str
    place: int
    reason: Message | None = None
    is_doubtful: bool = False


def imprint_date(texts: Sequence[str], fixed: str) -> ImprintDate | None:
    """The date of the texts of an imprint (MARC 21, 260 and 264 $c); None where none has one.

    ``fixed`` is 06 to 14 of field 008. It tells which of several years in the texts is the one,
    such as the first of a serial. Where no text has that, it is taken, which is doubtful.
    """
    reads = [read_date(text) for text in texts]
    place = next((number for number, read in enumerate(reads) if read), None)
    if place is None or (read := reads[place]) is None:
        return None
    first, others = _fixed_years(fixed)
    if first is None or int(read.iso[:4]) in others:
        return ImprintDate(read.iso, place, None if read.is_whole else read_as(read))
    year = DateRead(str(first), is_whole=False)
    for number, text in enumerate(texts):
        if year.iso in _YEAR.findall(text):
            return ImprintDate(year.iso, number, read_as(year))
    reason = N_("008 has the year %(year)s, which was taken: check which is right", year=year.iso)
    return ImprintDate(year.iso, place, reason, is_doubtful=True)


def _fixed_years(fixed: str) -> tuple[int | None, Collection[int]]:
    """The year of publication in 008, and those that do not contradict it; None for no year."""
    kind, first, second = fixed[:1], fixed[1:5], fixed[5:9]
    if kind not in set("cdeikmpqrstu") or not first.isdigit() or first == "9999":
        return None, ()
    last = int(second) if second.isdigit() else int(first)
    if kind == "q":  # a year between two
        return int(first), range(int(first), last + 1)
    return int(first), {int(first), last} if kind == "t" else {int(first)}


def is_undated(text: str) -> bool:
    """Whether a text says that there is no date."""
    return "".join(filter(str.isalpha, folded(text))) in words()["dates"]["undated"]


def read_as(read: DateRead) -> Message:
    """What is reported of a date that says less than was written."""
    return N_("it is read as %(date)s", date=read.iso)


def _in_figures(text: str) -> str:
    """A date in figures alone whose order is plain; '' for any other."""
    if match := _WITH_STOPS.fullmatch(text):
        return _iso(match[3], match[2], match[1])
    if match := _COMPACT.fullmatch(text):
        return _iso(*match.groups())
    match = _NUMERIC.fullmatch(text)
    return _iso(match[1], match[3], match[4]) if match else ""


def _iso(year: str, month: str | None = None, day: str | None = None) -> str:
    """A date in figures; '' for one that the calendar does not have."""
    try:
        whole = date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError:
        return ""
    return whole[: 10 if day else 7 if month else 4]


def _is_later(years: re.Match[str]) -> bool:
    return 0 < (int(years[2]) - int(years[1])) % 100 <= 20


def _in_form(text: str, form: str) -> DateRead | None:
    if form == EXCEL:
        day = date(1899, 12, 30) + timedelta(int(text)) if _SERIAL.fullmatch(text) else None
        return DateRead(day.isoformat()) if day else None
    if form == YEARS:
        years = _YEARS.fullmatch(text)
        return DateRead(years[1], is_whole=False) if years and _is_later(years) else None
    try:
        whole = datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None
    has_month = any(sign in form for sign in ("%m", "%b", "%B"))
    return DateRead(whole[: 10 if "%d" in form else 7 if has_month else 4])


def _in_words(text: str) -> DateRead | None:
    """A date with a month in words, else the first of the years that stand among other words."""
    tokens = [token for token in map(folded, _TOKENS.findall(text)) if token not in _FILLING]
    named = [_months()[token] for token in tokens if token in _months()]
    numbers = [token for token in tokens if token.isdigit()]
    is_date = len(named) == 1 and len(named) + len(numbers) == len(tokens)
    if is_date and (iso := _iso_of(numbers, named[0], tokens)):
        return DateRead(iso)
    years = _YEAR.findall(text)
    if not years or re.search(r"\d", re.sub(r"\b[QK][1-4]\b", "", _YEAR.sub("", text))):
        return None
    return DateRead(years[0], is_whole=False)


def _iso_of(numbers: list[str], month: str, tokens: list[str]) -> str:
    """Of numbers around a month, one is the year; a year of two digits stands behind the month."""
    years = [number for number in numbers if _YEAR.fullmatch(number)]
    days = [number for number in numbers if len(number) < 3]
    if len(years) == 1 and len(numbers) == len(years) + len(days) < 3:
        return _iso(years[0], month, *days)
    if len(days) == 2 == len(numbers) and len(tokens) == 3 and not tokens[1].isdigit():
        return _iso(_century(days[1]), month, days[0])
    return ""


def _century(year: str) -> str:
    """A year of two digits, as ``strptime`` takes it (POSIX)."""
    return year if len(year) == 4 else f"{20 if int(year) < 69 else 19}{year.zfill(2)}"


@cache
def _months() -> Mapping[str, str]:
    """Names of months in several languages, with their numbers; no name of two months."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[context][width].items():
                    word = folded(name).strip(".").rpartition(" ")[2]
                    if len(word) < 3 or not word.isalpha():
                        continue
                    if found.setdefault(word, f"{number:02}") != f"{number:02}":
                        twice.add(word)
    found |= {"sept": "09"}
    return {word: number for word, number in found.items() if word not in twice}


# --- The form of a column ---


@dataclass(frozen=True, slots=True)
class FormOfDates:
    """The form of a column's dates; '' where each says itself what it is, or with a ``doubt``."""

    form: str = ""
    doubt: str = ""


def form_of(values: Iterable[str]) -> FormOfDates:
    """The one form that a column's dates are written in, as all of them together tell.

    Where day and month stand is told by the days after the 12th, and by nothing else.
    """
    texts = [_TIME.sub("", " ".join(value.split())) for value in values if value.strip()]
    spans = [span for text in texts if (span := _YEARS.fullmatch(text))]
    if any(not 1 <= int(span[2]) <= 12 for span in spans) and all(map(_is_later, spans)):
        return FormOfDates(YEARS)
    unread = [text for text in texts if _DAY_MONTH_YEAR.fullmatch(text) or not read_date(text)]
    if unread and sum(bool(_SERIAL.fullmatch(text)) for text in unread) > 0.9 * len(texts):
        return FormOfDates(EXCEL)
    numeric = [match for text in unread if (match := _DAY_MONTH_YEAR.fullmatch(text))]
    return _order_of(numeric) if numeric else FormOfDates()


def _order_of(numeric: list[re.Match[str]]) -> FormOfDates:
    impossible = {
        form: [match[0] for match in numeric if not _may_be_in_form(match, form)]
        for form in _orders(numeric)
    }
    form = min(impossible, key=lambda one: len(impossible[one]))
    astray = impossible[form]
    fitting = [one for one, others in impossible.items() if len(others) == len(astray)]
    if len(fitting) > 1 and not astray:
        forms = " | ".join(f'date = "{one}"' for one in fitting)
        return FormOfDates(doubt=f"day and month cannot be told apart: say which, {forms}")
    telling = {one for others in impossible.values() for one in others}
    if len(astray) > _MOST_ASTRAY * len(telling):
        other = next(iter(telling - set(astray)), astray[0])
        doubt = f"its dates are in several forms, as {other} and {astray[0]} are: make them one"
        return FormOfDates(doubt=doubt)
    return FormOfDates(form)


def _may_be_in_form(match: re.Match[str], form: str) -> bool:
    """Whether a date is in a form, or would be if its month had 31 days: a slip tells the order."""
    parts, places = match[0].split(match[2]), form.split(match[2])
    if "%d" not in places or int(parts[places.index("%d")]) > 31:
        return bool(_in_form(match[0], form))
    parts[places.index("%d")] = "1"
    return bool(_in_form(match[2].join(parts), form))


def _orders(numeric: list[re.Match[str]]) -> Iterator[str]:
    """Forms that some dates may have. Full stops are written where days come first."""
    sign = max("/.-", key=lambda one: sum(match[2] == one for match in numeric))
    year = "%Y" if any(len(match[4]) == 4 for match in numeric) else "%y"
    yield sign.join(("%d", "%m", year))
    if sign != ".":
        yield sign.join(("%m", "%d", year))
    if year == "%y" and sign == "-":
        yield "%y-%m-%d"
