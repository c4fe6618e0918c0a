"""A first mapping of a table, for a person to go through: what its columns seem to be, and why.

Headings in Swedish and English tell, and a sample of the values says whether they can be so. What
is not clear is left ``unmapped``: it is then reported until somebody has decided.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from publod.bibliography.check_digits import isbn_core, numbered
from publod.errors import SourceUnreadable
from publod.importing.fields import FIELDS
from publod.importing.languages import language_code
from publod.importing.names import folded
from publod.importing.tables import csv_rows, excel_rows
from publod.importing.tables.record_reader import is_own_table
from publod.importing.tables.rows import Row, Table, headings_of, split_off
from publod.messages import N_
from publod.rdf import term_of_iri, term_of_literal
from publod.vocabulary import PUB

#: Rows that are looked at, and values of a column that are shown.
_SAMPLE, _SHOWN, _LONGEST = 2000, 3, 40
_LANGUAGE_BEHIND = re.compile(r"^(.*?)[\s(\[_.:/-]+([A-Za-z]{2,3}|[^\W\d_]{4,12})[)\]]?$")
_WORDS = re.compile(r"[^\W_]+")
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?10\.\d{4,9}/\S+", re.IGNORECASE)
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
_ISO_DATE = re.compile(r"[12]\d{3}(?:-\d\d(?:-\d\d)?)?")
#: Forms of dates that people write, as ``strptime`` takes them.
_DATES = {
    "%d/%m/%Y": re.compile(r"(?:[0-2]?\d|3[01])/(?:0?\d|1[0-2])/[12]\d{3}"),
    "%m/%d/%Y": re.compile(r"(?:0?\d|1[0-2])/(?:[0-2]?\d|3[01])/[12]\d{3}"),
    "%d.%m.%Y": re.compile(r"(?:[0-2]?\d|3[01])\.(?:0?\d|1[0-2])\.[12]\d{3}"),
    "%Y%m%d": re.compile(r"[12]\d{3}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"),
    "%Y/%m/%d": re.compile(r"[12]\d{3}/(?:0?\d|1[0-2])/(?:[0-2]?\d|3[01])"),
}
#: The fields whose cells have several values, between which something may stand.
_DIVIDED = frozenset(
    "creator contributor publisher editor translator subject keyword audience language isbn type "
    "place file".split()
)
#: Columns of words that a person may have to explain, with the values that are listed at most.
_EXPLAINED, _MOST_VALUES = frozenset(("type", "status")), 30


def proposal_of(path: Path, form: str) -> str:
    """A mapping file for a table. Raises SourceUnreadable for what is no table, or has no rows."""
    if form == "csv":
        table: Table = csv_rows.table_of(path)
    elif form == "excel":
        table = excel_rows.table_of(path)
    else:
        raise SourceUnreadable(N_("a mapping is for tables; %(form)s needs none", form=form), path)
    above, header, rows = split_off(table.rows, None)
    if header is None:
        raise SourceUnreadable(N_("the table has no headings"), path)
    headings = headings_of(header)
    sample = [row for row in islice(rows, _SAMPLE) if any(cell.strip() for cell in row.cells)]
    lines = [
        f"# A first mapping of {json.dumps(path.name, ensure_ascii=False)}, to be gone through.",
        "# A column is a field of docs/importing.md, or ignore, or unmapped: what is unmapped is",
        "# reported, record by record, until it is one of the others.",
        "",
        "[table]",
    ]
    lines += [f"# {remark}" for remark in table.remarks]
    if above:
        lines.append(f"header = {header.number}")
    if is_own_table(headings):
        lines.append("# These are the columns of /publications.csv: no mapping is needed.")
    lines += ['# language = "sv"    # of texts that do not say theirs', "", "[columns]"]
    fields: set[str] = set()
    explained: list[str] = []
    for place, heading in enumerate(headings):
        values = [text for row in sample if (text := _cell(row, place))]
        field, options, comment = _column(heading, values, fields)
        fields.add(field)
        lines += _lines_of(heading, field, options, comment, values)
        if field in _EXPLAINED:
            explained += _values_of(field, values, options.get("between", ""))
    if "type" not in fields:
        explained += ["", "[types]", '# default = "report"    # a type of the catalogue']
    return "\n".join([*lines, *explained]) + "\n"


def _cell(row: Row, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _lines_of(
    heading: str, field: str, options: Mapping[str, str], comment: str, values: Sequence[str]
) -> list[str]:
    shown = list(dict.fromkeys(" ".join(value.split())[:_LONGEST] for value in values))[:_SHOWN]
    examples = " | ".join(shown) or "(empty)"
    key = _quoted(heading)
    if options:
        pairs = "".join(
            f", {name} = {value if name == 'inverted' else _quoted(value)}"
            for name, value in options.items()
        )
        line = f'{key} = {{ field = "{field}"{pairs} }}'
    else:
        line = f'{key} = "{field}"'
    note = f"# {_commented(comment)}" if comment else ""
    return [f"# {_commented(examples)}", f"{line}    {note}".rstrip()]


def _commented(text: str) -> str:
    """A text as it can stand in a comment, which no control character can (TOML)."""
    return re.sub("[\x00-\x1f\x7f]", " ", text)


def _quoted(text: str) -> str:
    """A text as TOML has it: JSON's escapes, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _values_of(field: str, values: Iterable[str], between: str) -> list[str]:
    """The words of a column, for a person to say what they mean."""
    parts = [part for value in values for part in (value.split(between) if between else [value])]
    by_word: dict[str, str] = {}
    words = Counter(by_word.setdefault(folded(part), part.strip()) for part in parts)
    if field != "type":
        return []
    lines = [
        "",
        "[types]",
        "# What each word is in the catalogue; one that is a label there already needs no line.",
    ]
    lines.append('# default = "report"')
    for word, count in words.most_common(_MOST_VALUES):
        if word:
            lines.append(f'# {_quoted(word)} = ""    # {count} times')
    return lines


def _column(
    heading: str, values: Sequence[str], taken: set[str]
) -> tuple[str, dict[str, str], str]:
    """What a column seems to be: a field, its options, and what there is to say of it."""
    if not values:
        return "ignore", {}, "it is empty in the rows that were looked at"
    named, language = _by_heading(heading)
    by_values = _by_values(values)
    if not named:
        return (by_values, {}, "by its values alone") if by_values else ("unmapped", {}, "")
    doubt = ""
    if named in taken and not FIELDS[named].is_many and not language:
        doubt = f"it may be {named}, as another column is"
    elif by_values and by_values != named and named not in _COMPATIBLE.get(by_values, ()):
        doubt = f"it may be {named}, but its values look like {by_values}"
    if doubt:
        return "unmapped", {}, doubt
    return _with_options(named, {"language": language} if language else {}, values)


def _with_options(
    named: str, options: dict[str, str], values: Sequence[str]
) -> tuple[str, dict[str, str], str]:
    """A field with the options that its values ask for; ``unmapped`` if they are none of it."""
    comment = ""
    if named == "pages" and all(map(_is_number, values)):
        return "page_count", options, "numbers alone, and no ranges"
    if named in _FITTING:
        fit, comment = _fit(named, values)
        if named == "issued" and fit < 0.9 and (form := _form_of_dates(values)):
            options["date"], comment = form, ""
        elif fit < 0.5:
            return "unmapped", {}, f"it may be {named}, but few of its values are"
    if named in _DIVIDED and (between := _between(values)):
        options["between"] = between
    if named in {"creator", "editor", "translator"}:
        names = [part for value in values for part in value.split(options.get("between") or "\n")]
        if (
            sum(bool(re.fullmatch(r"[^,]+, [^,]+", name.strip())) for name in names)
            > len(names) / 2
        ):
            options |= {"kind": "person"}
            return named, options | {"inverted": "true"}, comment or "Family, Given"
        comment = comment or 'kind = "person" or "organisation" says which they are'
    return named, options, comment


def _by_heading(heading: str) -> tuple[str, str]:
    """The field of a heading and the language behind it; '' for none."""
    for text, language in ((heading, ""), *_with_language(heading)):
        key = " ".join(_WORDS.findall(folded(text)))
        if field := _headings().get(key):
            return field, language
    words = set(_WORDS.findall(folded(heading)))
    found = {
        field: len(key)
        for key, field in _headings().items()
        if len(key) > 2 and set(key.split()) <= words
    }
    return max(found, key=lambda field: found[field], default=""), ""


def _with_language(heading: str) -> list[tuple[str, str]]:
    from publod.bibliography.language_codes_and_names import tag_of

    match = _LANGUAGE_BEHIND.match(heading)
    code = language_code(match[2]) if match else ""
    return [(match[1], tag_of(code))] if match and code else []


@cache
def _headings() -> Mapping[str, str]:
    content = tomllib.loads(
        files("publod.importing.tables").joinpath("headings.toml").read_text("utf-8")
    )
    return {
        " ".join(_WORDS.findall(folded(word))): field
        for field, words in content.items()
        for word in words
    }


def _is_isbn(text: str) -> bool:
    number = numbered(term_of_iri(PUB.isbn), term_of_literal(text))
    return bool(number and number.is_right)


def _is_issn(text: str) -> bool:
    number = numbered(term_of_iri(PUB.issn), term_of_literal(text))
    return bool(number and number.is_right)


def _is_date(text: str) -> bool:
    return bool(_ISO_DATE.fullmatch(text[:10]))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


#: What values of a field look like.
_FITTING: Mapping[str, Callable[[str], bool]] = {
    "isbn": lambda text: any(map(isbn_core, re.split(r"\s*[;|]\s*", text))),
    "issn": lambda text: bool(_ISSN.fullmatch(text)),
    "doi": lambda text: bool(_DOI.fullmatch(text)),
    "issued": _is_date,
    "language": lambda text: any(map(language_code, re.split(r"\s*[;|,/]\s*", text))),
    "file": lambda text: bool(_WEB.match(text)),
    "web_page": lambda text: bool(_WEB.match(text)),
    "edition_number": _is_number,
    "page_count": _is_number,
}
#: What values tell by themselves, the surest first.
_TELLING: Mapping[str, Callable[[str], bool]] = {
    "isbn": lambda text: any(map(_is_isbn, re.split(r"\s*[;|]\s*", text))),
    "issn": _is_issn,
    "doi": _FITTING["doi"],
    "file": _FITTING["file"],
}
#: What else a column may be that looks like something.
_COMPATIBLE = {
    "file": ("web_page", "address", "licence", "other_identifier", "doi", "replaces", "replaced_by",
             "work", "type", "subject", "creator", "publisher"),
    "doi": ("other_identifier", "web_page"),
    "isbn": ("other_identifier", "identifier", "replaces", "replaced_by", "translation_of"),
    "issn": ("series_issn",),
}  # fmt: skip


def _by_values(values: Sequence[str]) -> str:
    """The field that nearly all values look like; '' for none."""
    for field, looks_so in _TELLING.items():
        if sum(map(looks_so, values)) > 0.9 * len(values):
            return field
    return ""


def _fit(field: str, values: Sequence[str]) -> tuple[float, str]:
    """Which share of the values a field can have, and what to say of the others."""
    fitting = _FITTING[field]
    others = [value for value in values if not fitting(value)]
    share = 1 - len(others) / len(values)
    return (
        share,
        f"{len(others)} of {len(values)} are not: {others[0][:_LONGEST]}" if others else "",
    )


def _form_of_dates(values: Sequence[str]) -> str:
    """The form in which dates are written, if it is one for all that are no years."""
    written = [value for value in values if not _ISO_DATE.fullmatch(value[:10])]
    fitting = [
        form
        for form, pattern in _DATES.items()
        if all(pattern.fullmatch(value) for value in written)
    ]
    # Where day and month cannot be told apart, a person has to say.
    return fitting[0] if len(fitting) == 1 else ""


def _between(values: Sequence[str]) -> str:
    """What stands between several values in a cell."""
    for sign in ("|", ";"):
        if any(sign in value for value in values):
            return sign
    return ""
