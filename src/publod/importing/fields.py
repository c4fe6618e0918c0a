"""The fields that a column of a table may be, and how a cell becomes part of a `SourceRecord`.

A field has a name of its own, as a mapping file has it; several may fill one field of the record,
as editors and translators are agents. What a cell says that its field cannot be is given back with
the reason, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from publod.importing.dates import UNDATED, is_undated, read_as, read_date
from publod.importing.field_values import (
    DOI,
    IRI,
    ISBN,
    ISSN,
    WEB,
    beside_numbers,
    isbns_in,
    page_range,
)
from publod.importing.known_words import is_organisation, words
from publod.importing.languages import language_tag
from publod.importing.source_record import (
    LEADER,
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceFile,
    SourceRecord,
    SourceRelation,
    Text,
)
from publod.messages import N_, Message

if TYPE_CHECKING:
    from publod.importing.import_mapping import Column

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


#: An abbreviation behind a name, such as "(ed.)", with the full stop if it has one.
_BEHIND_NAME = re.compile(r"(.*\S)\s*[(\[]([^\W\d_]+)(\.?)[)\]]")
#: "Ek, Bo and Berg, Åsa": a word for "and" before a capital, none that family names have as well.
TWO_NAMES = re.compile(
    r"(?<=[\w.])\s+(&|and|och|samt|in|und|og|et|ja|agus|i)\s+(?=[^\Wa-zåäöæøčšž\d_])"
)


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


class ReadAs(NamedTuple):
    """What a value was read as, where the record says less than is written, or there is a doubt."""

    reason: Message
    is_doubtful: bool = False


#: Puts a value into a draft; a reason where it cannot be what the field is, or is only read so.
Setter = Callable[[Draft, str, "Column"], Message | ReadAs | None]


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
        return draft.put(name, match[1] if match and match.re is DOI else value)

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


def _date(draft: Draft, value: str, column: Column) -> Message | ReadAs | None:
    """A date as exact as it is known; a time of day says nothing of a publication."""
    read = read_date(value, column.date)
    if read is None:
        if is_undated(value):
            return ReadAs(UNDATED)
        if column.date:
            return N_("it is no date of the form %(form)s", form=column.date)
        return N_("it is no date such as 2018, 2018-05 or 2018-05-31; say its form with date =")
    reason = draft.put("issued", read.iso)
    return reason if reason or read.is_whole else ReadAs(read_as(read))


def _isbn(draft: Draft, value: str, _: Column) -> Message | None:
    """ISBNs; what stands beside them, such as "(pbk.)", is given back."""
    for number in (found := isbns_in(value)):
        draft.add("isbn", number)
    if not found:
        return N_("it is no %(what)s", what="ISBN")
    if rest := beside_numbers(value, ISBN):
        return N_("“%(rest)s” is no %(what)s", rest=rest, what="ISBN")
    return None


def _agent(role: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> Message | ReadAs | None:
        is_person_column = {"person": True, "organisation": False}.get(column.kind)
        code = column.role or role
        reason: Message | ReadAs | None = None
        is_person = is_person_column or column.inverted
        if match := _BEHIND_NAME.fullmatch(value):
            if known := words()["roles"].get(match[2].casefold()):
                reason = ReadAs(N_("it is read as a name with the role %(role)s", role=known))
                value, code = match[1], known
            elif is_person and match[3]:
                reason = N_("“%(rest)s” is no %(what)s", rest=match[2], what=N_("role"))
                value = match[1]
        if WEB.fullmatch(value):
            agent = SourceAgent("", code, identifiers=(value,))
        elif is_organisation(value, column.organisation_words):
            agent = SourceAgent(value, code, False)
        else:
            family, comma, given = (part.strip() for part in value.partition(","))
            if column.inverted and comma and family and given and "," not in given:
                agent = SourceAgent(f"{given} {family}", code, True, family, given)
            else:
                agent = SourceAgent(value, code)
        agent = replace(agent, is_person_by_default=is_person_column, language=column.language)
        draft.add("agents", agent)
        if is_person and agent.is_person is not False and TWO_NAMES.search(value):
            return ReadAs(
                N_("it may be two persons: say in between = of the column what divides them"), True
            )
        return reason

    return put


def _concept(name: str) -> Setter:
    def put(draft: Draft, value: str, column: Column) -> None:
        if WEB.fullmatch(value):
            draft.add(name, SourceConcept(iri=value))
        else:
            draft.add(name, SourceConcept(value, column.language, "", column.scheme))

    return put


def _relation(kind: str) -> Setter:
    def put(draft: Draft, value: str, _: Column) -> None:
        is_known = WEB.fullmatch(value) or ISBN.fullmatch(value) or DOI.fullmatch(value)
        draft.add(
            "relations",
            SourceRelation(kind, identifiers=(value,)) if is_known else SourceRelation(kind, value),
        )

    return put


def _file(draft: Draft, value: str, column: Column) -> Message | None:
    if not WEB.fullmatch(value):
        return N_("it is no %(what)s", what=N_("address of the web"))
    draft.add("files", SourceFile(value, language=column.language))
    return None


def _classification(draft: Draft, value: str, column: Column) -> Message | None:
    if not column.scheme:
        return N_("which classification it is of is not known: say it with scheme =")
    draft.add("classifications", (value, column.scheme))
    return None


def _page_range(draft: Draft, value: str, _: Column) -> Message | None:
    first, last = page_range(value)
    if not first:
        return N_("it is no %(what)s", what=N_("range of pages"))
    reason = draft.put("page_start", first)
    return reason or (draft.put("page_end", last) if last else None)


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
        "isbn": ("isbn", _isbn),
        "issn": ("issn", _several("issn", ISSN, "ISSN")),
        "other_identifier": ("identifiers", _several("identifiers")),
        "document_number": ("document_numbers", _several("document_numbers")),
        "registration_number": ("registration_numbers", _several("registration_numbers")),
        "classification": ("classifications", _classification),
        "file": ("files", _file),
        "web_page": ("pages", _several("pages", WEB, N_("address of the web"))),
        "rights": ("rights", _text("rights")),
    }
    one: dict[str, tuple[str, Setter]] = {
        "identifier": ("identifier", _one("identifier")),
        "address": ("address", _one("address", IRI, "IRI")),
        "title_language": ("titles", _language_of_titles),
        "issued": ("issued", _date),
        "edition": ("edition", _one_text("edition")),
        "edition_number": ("edition_number", _number("edition_number")),
        "edition_history": ("edition_history", _one_text("edition_history")),
        "work": ("work", _one("work")),
        "series": ("series", _one_text("series")),
        "series_number": ("series_number", _one("series_number")),
        "series_issn": ("series_issn", _one("series_issn", ISSN, "ISSN")),
        "part_of": ("host", _one_text("host")),
        "volume": ("volume", _one("volume")),
        "issue": ("issue", _one("issue")),
        "first_page": ("page_start", _one("page_start")),
        "last_page": ("page_end", _one("page_end")),
        "pages": ("page_start", _page_range),
        "extent": ("extent", _one_text("extent")),
        "page_count": ("page_count", _number("page_count")),
        "doi": ("doi", _one("doi", DOI, "DOI")),
        "licence": ("licence", _one("licence", IRI, "IRI")),
        "status": ("status", _one("status")),
    }
    agents = {name: Field("agents", _agent(role), detail=role) for name, role in ROLES.items()}
    relations = {kind: Field("relations", _relation(kind), detail=kind) for kind in RELATIONS}
    several = {name: Field(*pair) for name, pair in many.items()}
    single = {name: Field(*pair, is_many=False) for name, pair in one.items()}
    return several | agents | relations | single


#: The fields, by the names that mapping files have for them.
FIELDS: Mapping[str, Field] = _fields()


def with_constants(record: SourceRecord, constants: Mapping[str, Iterable[str]]) -> SourceRecord:
    """A record with what holds of all of its source, where it does not say it itself."""
    from publod.importing.import_mapping import Column

    draft = Draft()
    for name, values in constants.items():
        one = FIELDS[name]
        own = record.values(one.fills)
        if one.fills == "types":
            own = tuple(concept for concept in record.types if concept.scheme != LEADER)
        if one.fills == "agents":
            own = tuple(agent for agent in record.agents if agent.role == one.detail)
        for value in () if own else values:
            reason = one.put(draft, value, Column(name))
            if isinstance(reason, Message):
                draft.unmapped.append(SourceField(name, value, reason))
    fields: dict[str, Any] = {
        name: (*record.values(name), *value) if isinstance(value, tuple) else value
        for name, value in draft.values.items()
    }
    unmapped = (*record.unmapped, *draft.unmapped)
    return replace(record, **fields, unmapped=unmapped) if constants else record
