"""Which texts a datatype has: the lexical spaces of XML Schema 1.1, part 2, and of RDF.

RDF takes a literal's text as it is (RDF 1.1 Concepts §3.3): white space that XML Schema would take
away first makes it ill-typed. The patterns are those of https://www.w3.org/TR/xmlschema11-2/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple, NoReturn
from xml.parsers import expat

from publod.rdf.terms import literal_of
from publod.vocabulary import PUB, RDF, XSD


class Datatype(NamedTuple):
    """A lexical space: a pattern, what a pattern cannot tell, and a text that is in it.

    ``least`` and ``most`` are the ends of an integer's range; None where it is open.
    """

    pattern: str
    example: str
    holds: Callable[[str], bool] | None = None
    least: int | None = None
    most: int | None = None

    def has(self, text: str) -> bool:
        """Whether a text is in the lexical space."""
        if not _compiled(self.pattern).fullmatch(text):
            return False
        if self.least is not None or self.most is not None:
            return _between(text, self.least, self.most)
        return self.holds is None or self.holds(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, once it is used: to compile all of them takes longer than many a command."""
    return re.compile(pattern)


def _between(text: str, least: int | None, most: int | None) -> bool:
    digits = text.lstrip("+-").lstrip("0")
    # Python refuses to read thousands of digits, and no end of a range has more than twenty.
    value = int(digits[:21] or "0") * (-1 if text.startswith("-") else 1)
    return (least is None or value >= least) and (most is None or value <= most)


_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _day_exists(text: str) -> bool:
    """Whether the month has the day (part 2 §3.3.9, Day-of-month Representations)."""
    year, month, day = re.match(r"(-?[0-9]*)-([0-9]{2})-([0-9]{2})", text).groups()  # type: ignore[union-attr]
    if int(day) > _DAYS[int(month) - 1]:
        return False
    if (month, day) != ("02", "29") or year in {"", "-"}:
        return True
    last = int(year[-4:].lstrip("-"))  # 10,000 years are a whole number of cycles
    return last % 4 == 0 and (last % 100 != 0 or last % 400 == 0)


def _is_json(text: str) -> bool:
    def refuse(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _is_xml(text: str) -> bool:
    """Whether a text is the content of an element (RDF 1.1 Concepts §5.2)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(f"<x>{text}</x>".encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_YEAR = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])"
_DATE = f"{_YEAR}-{_MONTH}-{_DAY}"
_TIME = (
    r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
)  # fmt: skip
_DAYTIME = r"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
_ANY_TEXT = r"(?s:.)*"
_INTEGER = r"[+-]?[0-9]+"
_DECIMAL = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FLOAT = rf"{_DECIMAL}(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"
_B64 = "[A-Za-z0-9+/] ?"
_BASE64 = (
    f"(?:(?:{_B64}){{4}})*(?:(?:{_B64}){{3}}[A-Za-z0-9+/]"
    f"|(?:{_B64}){{2}}[AEIMQUYcgkosw048] ?=|{_B64}[AQgw] ?= ?=)?"
)
# XML 1.0 §2.3, and Namespaces in XML §3 for the names without a colon.
_START = (
    r"A-Z_a-zÀ-ÖØ-öø-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    r"\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = rf"{_START}.0-9\u00b7\u0300-\u036f\u203f\u2040\-"
_NCNAME = f"[{_START}][{_MORE}]*"
_NMTOKEN = f"[:{_MORE}]+"
# XML Schema takes every text for an IRI; these are never in one (RFC 3987 §2.2), and nobody could
# follow it.
_IRI = r"(?:[^\x00-\x20<>\"{}|\\^`%\x7f-\x9f]|%[0-9A-Fa-f]{2})*"

_PATTERNS: dict[str, tuple[str, str]] = {
    "boolean": ("true|false|1|0", "true"),
    "decimal": (_DECIMAL, "12.50"),
    "float": (_FLOAT, "1.5e3"),
    "double": (_FLOAT, "1.5e3"),
    "duration": (rf"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?{_DAYTIME}", "P1Y6M"),
    "yearMonthDuration": (r"-?P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?", "P1Y6M"),
    "dayTimeDuration": (rf"-?P(?=.){_DAYTIME}", "P1DT12H"),
    "time": (f"{_TIME}{_ZONE}?", "13:30:00"),
    "gYear": (f"{_YEAR}{_ZONE}?", "2019"),
    "gYearMonth": (f"{_YEAR}-{_MONTH}{_ZONE}?", "2019-04"),
    "gMonth": (f"--{_MONTH}{_ZONE}?", "--04"),
    "gDay": (f"---{_DAY}{_ZONE}?", "---30"),
    "hexBinary": ("(?:[0-9A-Fa-f]{2})*", "0FB7"),
    "base64Binary": (_BASE64, "cHVibG9k"),
    "anyURI": (_IRI, "https://www.example.se/"),
    "string": (_ANY_TEXT, ""),
    "normalizedString": (r"[^\t\n\r]*", "one line"),
    "token": (r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?", "one line"),
    "language": ("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", "sv-SE"),
    "NMTOKEN": (_NMTOKEN, "a-1"),
    "NMTOKENS": (f"{_NMTOKEN}(?: {_NMTOKEN})*", "a-1 b-2"),
    "Name": (f"[:{_START}][:{_MORE}]*", "a-1"),
    "QName": (f"(?:{_NCNAME}:)?{_NCNAME}", "a:b"),
    "NOTATION": (f"(?:{_NCNAME}:)?{_NCNAME}", "a:b"),
    **dict.fromkeys(("NCName", "ID", "IDREF", "ENTITY"), (_NCNAME, "a-1")),
    **dict.fromkeys(("IDREFS", "ENTITIES"), (f"{_NCNAME}(?: {_NCNAME})*", "a-1 b-2")),
}
_DATES: dict[str, tuple[str, str]] = {
    "date": (f"{_DATE}{_ZONE}?", "2019-04-30"),
    "dateTime": (f"{_DATE}T{_TIME}{_ZONE}?", "2019-04-30T13:30:00"),
    "dateTimeStamp": (f"{_DATE}T{_TIME}{_ZONE}", "2019-04-30T13:30:00Z"),
    "gMonthDay": (f"--{_MONTH}-{_DAY}{_ZONE}?", "--04-30"),
}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    **{
        name: (-(1 << bits - 1), (1 << bits - 1) - 1)
        for name, bits in (("long", 64), ("int", 32), ("short", 16), ("byte", 8))
    },
    **{
        name: (0, (1 << bits) - 1)
        for name, bits in (
            ("unsignedLong", 64), ("unsignedInt", 32), ("unsignedShort", 16), ("unsignedByte", 8)
        )
    },
}  # fmt: skip

DATATYPES: dict[str, Datatype] = {
    **{XSD.iri + n: Datatype(p, e) for n, (p, e) in _PATTERNS.items()},
    **{XSD.iri + n: Datatype(p, e, _day_exists) for n, (p, e) in _DATES.items()},
    **{
        XSD.iri + name: Datatype(
            _INTEGER, str(1 if most is None else min(most, 1)), None, least, most
        )
        for name, (least, most) in _RANGES.items()
    },
    RDF.iri + "HTML": Datatype(_ANY_TEXT, "<b>a</b>"),
    RDF.iri + "JSON": Datatype(_ANY_TEXT, '{"a": 1}', _is_json),
    RDF.iri + "XMLLiteral": Datatype(_ANY_TEXT, "<b>a</b>", _is_xml),
    RDF.iri + "langString": Datatype(_ANY_TEXT, ""),
}
#: Characters of a number, a date or a duration. Readers compute with them, some in the square of
#: the length; XML Schema lets a processor set such a limit (part 2 §5.4).
LONGEST_MEASURE = 10_000
_MEASURES = {
    XSD.iri + name
    for name in (
        "decimal", "float", "double", "duration", "yearMonthDuration", "dayTimeDuration", "time",
        "gYear", "gYearMonth", "gMonth", "gDay", *_DATES, *_RANGES,
    )
}  # fmt: skip
#: Where `DATATYPES` has all that there are; others may have datatypes that are not known here.
CLOSED = (XSD.iri, RDF.iri, PUB.iri)


#: Longer literals are judged each time: the memory of verdicts is to stay small.
_LONG = 200


def is_well_typed(term: str) -> bool:
    """Whether a literal's text is one of its datatype's, as far as the datatype is known."""
    return _judged(term) if len(term) < _LONG else _is_well_typed(term)


def is_too_long(text: str, datatype: str) -> bool:
    """Whether a number, a date or a duration is longer than any may be here."""
    return datatype in _MEASURES and len(text) > LONGEST_MEASURE


def _is_well_typed(term: str) -> bool:
    text, datatype, _ = literal_of(term)
    if is_too_long(text, datatype):
        return False
    known = DATATYPES.get(datatype)
    if known is None:
        return not datatype.startswith(CLOSED)
    return known.has(text)


_judged = lru_cache(maxsize=65_536)(_is_well_typed)
