"""What counts as the same field after a round trip: every rule, and no others.

A value is compared in its normal form. Where a field does not have it any more, `elsewhere` says by
which rule it stands in another field or form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from publod.importing.known_words import words
from publod.importing.marc21_subfields import role

_SPACE = re.compile(r"\s+")
_SIGN = re.compile(r"\s*[/:;,=]\s*$")
_QUOTES = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u2013": "-", "\u2014": "-", "\u02bc": "'", "`": "'"}
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
#: Codes of languages and what else the sources call them.
_LANGUAGES = {
    "sv": "swe", "sv-se": "swe", "swedish": "swe", "en": "eng", "english": "eng", "fr": "fre",
    "french": "fre", "fra": "fre", "de": "ger", "de-de": "ger", "german": "ger", "deu": "ger",
    "ru": "rus", "russian": "rus", "fi": "fin",
}  # fmt: skip
#: Which kind of value a field has, by the beginning of its name.
_KINDS = {
    "isbn": ("020$a", "isbn", "ISBN", "identifier[isbn]", "776$z"),
    "language": ("041$", "008/35", "language", "LA", "langid", "inLanguage"),
    "date": ("264$c", "260$c", "008/07", "originInfo/dateIssued", "date", "year", "PY", "DA",
             "issued", "datePublished", "month"),
    "name": ("100$a", "110$a", "700$a", "710$a", "264$b", "260$b", "name/namePart",
             "originInfo/publisher", "author", "editor", "translator", "publisher", "institution",
             "school", "AU", "A2", "A4", "ED", "PB", "creator", "contributor", "howpublished"),
}  # fmt: skip


class Rules:
    """The rules for a format."""

    def __init__(self, name: str) -> None:
        self._is_marc = name in {"marc", "marcxml"}
        self._format = "marc" if self._is_marc else name

    def normal(self, name: str, value: str) -> str:
        """A value as it is compared: NFC, one space, straight quotes and hyphens.

        In MARC without the punctuation of ISBD and without brackets around it all; dates as in
        ISO 8601, languages as ISO 639-2, ISBN without hyphens, names in direct order.
        """
        text = _SPACE.sub(" ", unicodedata.normalize("NFC", value)).strip().translate(_QUOTES)
        kind = self._kind(name)
        if self._is_marc:
            # 880 $6 may have the script behind a slash.
            text = text.partition("/")[0] if name.endswith("$6") else _bare(text)
        if kind == "isbn":
            return re.sub(r"[ -]", "", text)
        if kind == "language":
            return _LANGUAGES.get(text.lower(), text.lower())
        if kind == "date":
            return _date(text)
        if kind == "name":
            # The full stop of an initial may be that of the field.
            return _direct(text.rstrip(".") if self._is_marc else text)
        if name.endswith("$w"):  # which has the code of 003 before it
            return text.removeprefix("(SE-LIBR)")
        return text.replace("--", "-") if name in {"pages", "page", "773$g"} else text

    def _kind(self, name: str) -> str:
        for kind, starts in _KINDS.items():
            if name.startswith(starts):
                return kind
        return ""

    def elsewhere(self, name: str, value: str, back: list[tuple[str, str]]) -> str:
        """The rule by which a value stands elsewhere or otherwise in what came back; '' if none."""
        normal = self.normal(name, value)
        for rule in ELSEWHERE[self._format]:
            if name.startswith(rule.fields):
                texts = [text for other, text in back if other.startswith(rule.others)]
                if rule.is_joined:
                    texts = [" ".join(texts)]
                if any(rule.same(normal, text) for text in texts):
                    return rule.name
        return ""

    def is_reported(self, name: str, value: str, said: list[tuple[str, str]]) -> bool:
        """Whether the report of the import has the value, of the same record."""
        normal = self.normal(name, value)
        for column, text in said:
            shown = self.normal(name, text)
            if column == name and (not shown or shown in normal or normal in shown):
                return True
            if normal == shown or (len(normal) > 3 and normal in shown):
                return True
        return False


def _bare(text: str) -> str:
    """Without the sign before what follows, else without the full stop of the field, and brackets.

    What comes before another sign keeps its full stop, since it is an abbreviation: "Mass. :".
    """
    bare = _SIGN.sub("", text)
    if bare == text:
        bare = text.removesuffix(".")
    return bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare


def _direct(name: str) -> str:
    family, comma, given = name.rstrip(",").partition(", ")
    return f"{given} {family}" if comma and "," not in given else name.rstrip(",")


def _date(text: str) -> str:
    bare = re.sub(r"[^\w/-]", "", text).strip("/").replace("/", "-").strip("-")
    bare = re.sub(r"^(?:c|cop|©)(?=\d)", "", bare)
    month = bare[:3].lower()
    return f"{_MONTHS.index(month) + 1:02}" if month in _MONTHS else bare


def _same(one: str, other: str) -> bool:
    """Whether a text is another one, or long enough to be known within it."""
    return one == other or (len(one) > 5 and one in other) or _direct(one) == _direct(other)


_NUMBERS = {"first": 1, "andra": 2, "second": 2, "third": 3, "fourth": 4, "tredje": 3}


def _is_number_of(statement: str, number: str) -> bool:
    """Whether a statement of edition says a number and no more: "2. uppl.", "Third edition"."""
    words = re.findall(r"\w+", statement)
    known = [_NUMBERS.get(word.lower(), 0) or int("".join(re.findall(r"^\d+", word)) or 0)
             for word in words]  # fmt: skip
    return len(words) <= 2 and number.isdigit() and int(number) in known


def _is_type(one: str, other: str) -> bool:
    """Whether the catalogue calls a type so, by the words that `words.toml` has for it."""
    labels = words()["types"].get(one.casefold(), ())
    return other.removeprefix("schema:").casefold() in {
        one.casefold(),
        *(label.casefold() for label in labels),
    }


def _is_role(one: str, other: str) -> bool:
    return role(one) == other or _RELATORS.get(one) == other


_RELATORS = {"author": "aut", "editor": "edt", "translator": "trl"}


def _has_names(statement: str, other: str) -> bool:
    """Whether all names of a statement of responsibility stand in the headings."""
    return _words(statement) - _BETWEEN <= _words(other)


#: Words between names in statements of responsibility.
_BETWEEN = frozenset("by av och and und et red ed eds edited".split())


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


def _is_address(one: str, other: str) -> bool:
    """Whether a linked file has an address, whose colons are escaped there."""
    return one in other.replace("\\:", ":").replace("\\", "")


def _is_number_of_term(one: str, other: str) -> bool:
    """Whether an address ends in a number, but for the noughts before it."""
    return bool(re.search(rf"/{re.sub('^.*[^0-9]0*', '', one)}$", other))


def _is_before_parallel(one: str, other: str) -> bool:
    """Whether a subtitle has the parallel title of 246 behind it, as ISBD has it."""
    return other.startswith(f"{one} = ")


def _is_year_of(one: str, other: str) -> bool:
    return len(one) == 4 and other.startswith(f"{one}-")


def _is_control(_: str, other: str) -> bool:
    """Whether a number is that of a record; that it is the right one is told by its title."""
    return bool(re.fullmatch(r"\([^()]+\)\S+", other))


def _is_within(one: str, other: str) -> bool:
    return one in other


def _has_numbers(one: str, other: str) -> bool:
    """Whether "12(2007):3-4, s. 1-9" and "Vol. 12, nr 3-4 (2007), s. 1-9" have the same numbers."""
    return sorted(re.findall(r"\d+", one)) == sorted(re.findall(r"\d+", other))


def _has_words(one: str, other: str) -> bool:
    return _words(one) <= _words(other)


def _is_doi(one: str, other: str) -> bool:
    is_kind = one in {"DOI", "PropertyValue"} and other.startswith("10.")
    return is_kind or one.removeprefix("https://doi.org/") == other


def _is_series(one: str, other: str) -> bool:
    return one in {"BookSeries", "Periodical", "Book"} and other.startswith("CreativeWork")


def _is_first_page(one: str, other: str) -> bool:
    return one.partition("-")[0] == other


def _without_commas(one: str, other: str) -> bool:
    """Whether a name of a body has a dash where it has a comma, since RIS would part it there."""
    return re.sub(r"\s*,\s*", " - ", one) == other


def _is_unknown(one: str, other: str) -> bool:
    return one.lower() in {"n.d", "[n.d", "nd"} and other.lower() in {"s.a", "[s.a", "sa"}


@dataclass(frozen=True)
class Rule:
    """A value of one of ``fields`` may stand in one of ``others``, which begin so.

    ``is_joined``: it may be parted among all of them.
    """

    name: str
    fields: tuple[str, ...]
    others: tuple[str, ...]
    same: Callable[[str, str], bool] = _same
    is_joined: bool = False


def _rule(name: str, fields: str, others: str, same: Callable[[str, str], bool] = _same) -> Rule:
    return Rule(name, tuple(fields.split("|")), tuple(others.split("|")), same)


_EDITION = _rule("number of the statement", "edition|ET", "edition|ET", _is_number_of)
#: For each format, where else a field may stand.
ELSEWHERE: dict[str, tuple[Rule, ...]] = {
    "marc": (
        _rule("parallel title behind it", "245$b", "245$b", _is_before_parallel),
        _rule("imprint in 264", "260$|264$", "264$"),
        _rule("year within the date", "264$c", "264$c", _is_year_of),
        _rule("no date", "260$c|264$c", "264$c", _is_unknown),
        _rule("headings of agents in any field", "100$a|110$a|700$a|710$a", "1|7"),
        _rule("role as a code", "100$e|700$e|710$e", "100$4|700$4|110$4|710$4", _is_role),
        _rule("type in the catalogue's words", "655$a", "655$a", _is_type),
        Rule("names of the statement of responsibility", ("245$c",),
             ("245$c", "100$a", "110$a", "700$a", "710$a"), _has_names, is_joined=True),
        _rule("notes in 500", "50|546", "50"),
        _rule("extent of an online resource", "300$a", "300$a", _is_within),
        _rule("title with its subtitle", "773$t|776$t|780$t", "773$t|776$t|780$t", _is_within),
        _rule("number of the record here", "773$w|776$w|780$w", "773$w|776$w|780$w", _is_control),
        _rule("place in the whole in other words", "773$g", "773$g", _has_numbers),
        _rule("subdivisions in one heading", "65", "65"),
        _rule("number of a term as its address", "650$0", "650$0", _is_number_of_term),
        Rule("name as a subject", ("600", "610"), ("650",), _has_words),
        _rule("language in 008 or 041", "041$a|008/35", "041$a|008/35"),
        _rule("label of a file", "856$z|856$3", "856$y"),
        _rule("series in 490 and 830", "490|830", "490|830"),
    ),
    "mods": (
        _rule("one name with several roles", "name/namePart", "name/namePart"),
        _rule("kind of identifier", "identifier[", "identifier["),
        _rule("role as a code", "name/role", "name/role", _is_role),
        _rule("article within the title", "titleInfo", "titleInfo/title", _is_within),
        _rule("period as a topic", "subject/", "subject/"),
        _rule("type in the catalogue's words", "genre", "genre", _is_type),
    ),
    "bibtex": (
        _EDITION,
        _rule("url and file as linked files", "url|file", "file", _is_address),
        _rule("place in address", "location", "address"),
        _rule("issuer by the type of entry", "publisher|institution|school",
              "publisher|institution|school|howpublished"),
        _rule("note in annote", "note|annote", "annote"),
        _rule("title of a collection", "booktitle", "title"),
        _rule("archive of an eprint", "archiveprefix", "eprinttype"),
        _rule("year or month within the date", "year|month|date", "date|month|year"),
        _rule("language in langid or language", "language|langid", "language|langid"),
        _rule("type in the catalogue's words", "type", "type", _is_type),
    ),
    "ris": (
        _EDITION,
        _rule("whole in T2", "T3|JO|T2", "T2"),
        _rule("abstract in AB", "N2", "AB"),
        _rule("editor in ED", "A2", "ED"),
        _rule("file in L1", "L2|UR", "L1|UR"),
        _rule("number of a report in SN or M1", "SN|M1|IS", "SN|M1|N1|IS"),
        _rule("publishers and places in one field", "PB|CY", "PB|CY", _is_within),
        _rule("comma of a body as a dash", "AU|PB", "AU|PB", _without_commas),
        _rule("type in the catalogue's words", "M3|TY", "M3|TY", _is_type),
    ),
    "csl": (
        _EDITION,
        _rule("addresses in custom", "URL", "custom"),
        _rule("type in the catalogue's words", "genre|type", "genre|type", _is_type),
        _rule("keyword with a comma", "keyword", "keyword"),
    ),
    "schema": (
        _rule("edition in version", "bookEdition", "version|bookEdition"),
        _rule("parts of a name within it", "author/|editor/|translator/",
              "author|editor|translator", _has_words),
        _rule("DOI as a bare identifier", "identifier", "identifier", _is_doi),
        _rule("page as what is about it", "url", "subjectOf"),
        _rule("name of an audience", "audience", "audience"),
        _rule("series as a kind of works", "isPartOf/@type", "isPartOf/@type", _is_series),
        _rule("media type by its address", "encoding/encodingFormat", "encoding/encodingFormat"),
        _rule("class of the type", "@type", "@type", _is_type),
        _rule("number of a report as an identifier", "reportNumber", "identifier"),
    ),
    "csv": (
        _rule("column of publications.csv", "creator", "creators"),
        _rule("column of publications.csv", "editor", "editors"),
        _rule("column of publications.csv", "publisher", "publishers"),
        _rule("column of publications.csv", "page_count", "number_of_pages"),
        _rule("column of publications.csv", "series_number", "number_in_series", _is_within),
        _rule("column of publications.csv", "document_number", "document_numbers"),
        _rule("column of publications.csv", "pages", "first_page", _is_first_page),
        _rule("column of publications.csv", "subject", "subjects"),
        _rule("column of publications.csv", "keyword", "keywords", _is_within),
        _rule("column of publications.csv", "note", "notes"),
        _rule("column of publications.csv", "audience", "audiences"),
        _rule("column of publications.csv", "file", "files"),
        _rule("column of publications.csv", "web_page", "pages"),
        _rule("column of publications.csv", "language", "languages"),
        _rule("type in the catalogue's words", "type", "type", _is_type),
    ),
}  # fmt: skip
