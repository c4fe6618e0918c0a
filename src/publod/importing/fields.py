"""The fields that a column of a table may be, and how a cell becomes part of a `SourceRecord`.

A field has a name of its own, as a mapping file has it; several may fill one field of the record,
as editors and translators are agents. What a cell says that its field cannot be is given back with
the reason, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from publod.importing.known_words import is_organisation
from publod.importing.languages import language_tag
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceFile,
    SourceRelation,
    Text,
)
from publod.messages import N_, Message

if TYPE_CHECKING:
    from publod.importing.import_mapping import Column

_ISBN = re.compile(r"(97[89][- ]?)?([0-9][- ]?){9}[0-9Xx]")
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_DATE = re.compile(r"([12][0-9]{3})(?:-([01][0-9])(?:-([0-3][0-9]))?)?(?:[T ][0-9:.Z+-]*)?")
_WEB = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_RANGE = re.compile(r"\s*(\w+)\s*(?:[-\u2013\u2014]{1,2}\s*(\w+)\s*)?")


#: The fields of agents, with their roles (MARC relators).
ROLES = {
    "creator": "aut", "contributor": "ctb", "publisher": "pbl", "editor": "edt",
    "translator": "trl", "illustrator": "ill",
}  # fmt: skip
#: The fields of relations, as `SourceRelation` has their kinds.
RELATIONS = (
    "replaces", "replaced_by", "translation_of", "based_on", "amends", "corrects", "supplements",
    "format_of",
)  # fmt: skip


@dataclass(slots=True)
class Draft:
    """The fields of a record as far as they are filled, by their names in `SourceRecord`."""

    values: dict[str, Any] = field(default_factory=dict)
    unmapped: list[SourceField] = field(default_factory=list)

    def add(self, name: str, value: Any) -> None:
        """One more value of a field that has several."""
        self.values[name] = (*self.values.get(name, ()), value)

    def put(self, name: str, value: Any) -> Message | None:
        """The value of a field that has one; a reason where there is another one already."""
        if self.values.get(name, value) != value:
            return N_("there is another value of this already, and room for one")
        self.values[name] = value
        return None


#: Puts a value into a draft; a reason where it cannot be what the field is.
Setter = Callable[[Draft, str, "Column"], Message | None]


def _text(name: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> None:
        draft.add(name, Text(value, column.language))

    return put


def _one_text(name: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> Message | None:
        return draft.put(name, Text(value, column.language))

    return put


def _several(name: str, pattern: re.Pattern[str] | None = None, what: str | Message = "") -> Setter:
    def put(draft: Draft, value: str, _: Column) -> Message | None:
        if pattern and not pattern.fullmatch(value):
            return N_("it is no %(what)s", what=what)
        draft.add(name, value)
        return None

    return put


def _one(name: str, pattern: re.Pattern[str] | None = None, what: str | Message = "") -> Setter:
    def put(draft: Draft, value: str, _: Column) -> Message | None:
        match = pattern.fullmatch(value) if pattern else None
        if pattern and not match:
            return N_("it is no %(what)s", what=what)
        return draft.put(name, match[1] if match and match.re.groups else value)

    return put


def _language_of_titles(draft: Draft, value: str, _: Column) -> Message | None:
    if not language_tag(value):
        return N_("it is no language that is known")
    return draft.put("title_language", value)


def _number(name: str) -> Setter:
    def put(draft: Draft, value: str, _: Column) -> Message | None:
        if not (value.isascii() and value.isdigit() and int(value[:9]) > 0 and len(value) < 10):
            return N_("it is no whole number from 1")
        return draft.put(name, int(value))

    return put


def _date(draft: Draft, value: str, column: Column) -> Message | None:
    """A year, a month or a day; a time of day says nothing of a publication."""
    if column.date:
        try:
            day = datetime.strptime(value, column.date).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            if not _DATE.fullmatch(value):
                return N_("it is no date of the form %(form)s", form=column.date)
        else:
            parts = 1 + ("%m" in column.date or "%b" in column.date or "%B" in column.date)
            parts += "%d" in column.date
            return draft.put("issued", "-".join(day.isoformat().split("-")[:parts]))
    match = _DATE.fullmatch(value)
    if not match or not _is_date(*match.groups()):
        return N_("it is no date such as 2018, 2018-05 or 2018-05-31; say its form with date =")
    return draft.put("issued", "-".join(part for part in match.groups() if part))


def _is_date(year: str, month: str | None, day: str | None) -> bool:
    try:
        datetime(int(year), int(month or 1), int(day or 1))  # noqa: DTZ001
    except ValueError:
        return False
    return True


def _agent(role: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> None:
        is_person_column = {"person": True, "organisation": False}.get(column.kind)
        code = column.role or role
        if _WEB.fullmatch(value):
            agent = SourceAgent("", code, identifiers=(value,))
        elif is_organisation(value, column.organisation_words):
            agent = SourceAgent(value, code, False)
        else:
            family, comma, given = (part.strip() for part in value.partition(","))
            if column.inverted and comma and family and given and "," not in given:
                agent = SourceAgent(f"{given} {family}", code, True, family, given)
            else:
                agent = SourceAgent(value, code)
        draft.add("agents", replace(agent, is_person_by_default=is_person_column))

    return put


def _concept(name: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> None:
        if _WEB.fullmatch(value):
            draft.add(name, SourceConcept(iri=value))
        else:
            draft.add(name, SourceConcept(value, column.language, "", column.scheme))

    return put


def _relation(kind: str) -> Setter:
    def put(draft: Draft, value: str, _: Column) -> None:
        is_known = _WEB.fullmatch(value) or _ISBN.fullmatch(value) or _DOI.fullmatch(value)
        draft.add(
            "relations",
            SourceRelation(kind, identifiers=(value,)) if is_known else SourceRelation(kind, value),
        )

    return put


def _file(draft: Draft, value: str, column: Column) -> Message | None:
    if not _WEB.fullmatch(value):
        return N_("it is no %(what)s", what=N_("address of the web"))
    draft.add("files", SourceFile(value, language=column.language))
    return None


def _classification(draft: Draft, value: str, column: Column) -> Message | None:
    if not column.scheme:
        return N_("which classification it is of is not known: say it with scheme =")
    draft.add("classifications", (value, column.scheme))
    return None


def _page_range(draft: Draft, value: str, _: Column) -> Message | None:
    match = _RANGE.fullmatch(value)
    if not match:
        return N_("it is no %(what)s", what=N_("range of pages"))
    reason = draft.put("page_start", match[1])
    return reason or (draft.put("page_end", match[2]) if match[2] else None)


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it fills of a `SourceRecord`, and how. ``is_many`` tells of several values.

    ``detail`` is the role of agents and the kind of relations, which several fields may fill.
    """

    fills: str
    put: Setter
    is_many: bool = True
    detail: str = ""


def _fields() -> dict[str, Field]:
    many: dict[str, tuple[str, Setter]] = {
        "title": ("titles", _text("titles")),
        "subtitle": ("subtitles", _text("subtitles")),
        "alternative_title": ("alternative_titles", _text("alternative_titles")),
        "type": ("types", _concept("types")),
        "subject": ("subjects", _concept("subjects")),
        "audience": ("audiences", _concept("audiences")),
        "keyword": ("keywords", _text("keywords")),
        "abstract": ("abstracts", _text("abstracts")),
        "note": ("notes", _text("notes")),
        "language": ("languages", _several("languages")),
        "place_of_publication": ("place_of_publication", _several("place_of_publication")),
        "place": ("places", _concept("places")),
        "isbn": ("isbn", _several("isbn", _ISBN, "ISBN")),
        "issn": ("issn", _several("issn", _ISSN, "ISSN")),
        "other_identifier": ("identifiers", _several("identifiers")),
        "document_number": ("document_numbers", _several("document_numbers")),
        "registration_number": ("registration_numbers", _several("registration_numbers")),
        "classification": ("classifications", _classification),
        "file": ("files", _file),
        "web_page": ("pages", _several("pages", _WEB, N_("address of the web"))),
        "rights": ("rights", _text("rights")),
    }
    one: dict[str, tuple[str, Setter]] = {
        "identifier": ("identifier", _one("identifier")),
        "address": ("address", _one("address", _IRI, "IRI")),
        "title_language": ("titles", _language_of_titles),
        "issued": ("issued", _date),
        "edition": ("edition", _one_text("edition")),
        "edition_number": ("edition_number", _number("edition_number")),
        "edition_history": ("edition_history", _one_text("edition_history")),
        "work": ("work", _one("work")),
        "series": ("series", _one_text("series")),
        "series_number": ("series_number", _one("series_number")),
        "series_issn": ("series_issn", _one("series_issn", _ISSN, "ISSN")),
        "part_of": ("host", _one_text("host")),
        "volume": ("volume", _one("volume")),
        "issue": ("issue", _one("issue")),
        "first_page": ("page_start", _one("page_start")),
        "last_page": ("page_end", _one("page_end")),
        "pages": ("page_start", _page_range),
        "extent": ("extent", _one_text("extent")),
        "page_count": ("page_count", _number("page_count")),
        "doi": ("doi", _one("doi", _DOI, "DOI")),
        "licence": ("licence", _one("licence", _IRI, "IRI")),
        "status": ("status", _one("status")),
    }
    agents = {name: Field("agents", _agent(role), detail=role) for name, role in ROLES.items()}
    relations = {kind: Field("relations", _relation(kind), detail=kind) for kind in RELATIONS}
    several = {name: Field(*pair) for name, pair in many.items()}
    single = {name: Field(*pair, is_many=False) for name, pair in one.items()}
    return several | agents | relations | single


#: The fields, by the names that mapping files have for them.
FIELDS: Mapping[str, Field] = _fields()
