"""RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), as reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

import rispy
from rispy.config import TAG_KEY_MAPPING

from publod.errors import SourceUnreadable
from publod.importing.field_names import RIS
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import agent_of, file_at, is_web_address, plain
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceRecord,
    Text,
)
from publod.messages import N_, English

#: Fields of people and bodies, in the names of rispy, with their roles.
_ROLES = {
    "authors": "aut", "first_authors": "aut", "secondary_authors": "edt",
    "tertiary_authors": "edt", "subsidiary_authors": "trl", "publisher": "pbl",
}  # fmt: skip
_ARTICLES = frozenset({"JOUR", "MGZN", "NEWS", "CHAP", "CONF", "CPAPER", "EJOUR", "ECHAP", "INPR"})
#: The tags of fields, by the names that rispy has for them.
_TAGS = {name: tag for tag, name in TAG_KEY_MAPPING.items()} | {"urls": "UR", "url": "UR"}
#: What says where a copy is, or when somebody looked.
_ADMINISTRATIVE = frozenset(
    {"access_date", "name_of_database", "database_provider", "end_of_reference"}
)


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord]:
    """The references of a RIS file. Raises SourceUnreadable for what is none."""
    text = stream.read().decode("utf-8-sig", "replace")
    try:
        references = rispy.loads(text, skip_unknown_tags=False)
    except (ValueError, OSError) as error:
        raise SourceUnreadable(
            N_("it cannot be read as RIS: %(error)s", error=English(error)), source
        ) from error
    for number, reference in enumerate(references, 1):
        yield _Reading(reference).record(source, number)


class _Reading:
    """One reference, whose fields are taken one after the other."""

    def __init__(self, reference: dict[str, Any]) -> None:
        self._left = {k: v for k, v in reference.items() if v not in ("", [], None)}
        self._type = plain(self._left.pop("type_of_reference", ""))
        self._read = FieldReading()

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        name = "title" if self._left.get("title") else "primary_title"
        title, subtitle = self._read.title(_TAGS[name], self._take(name))
        edition = self._take("edition")
        notes = self._texts("notes", "research_notes")
        history = next((note for note in notes if is_edition_history(note.text)), None)
        own = self._take("type_of_work")
        files, pages = self._addresses()
        fields: dict[str, Any] = dict(
            titles=(Text(title),) if title else (),
            subtitles=(Text(subtitle),) if subtitle else (),
            alternative_titles=self._texts("short_title", "translated_title", "alternate_title1"),
            agents=tuple(self._agents()),
            types=tuple(
                SourceConcept(t, scheme=s) for t, s in ((own, ""), (self._type, "ris")) if t
            ),
            keywords=self._texts("keywords"),
            abstracts=self._texts("abstract", "notes_abstract"),
            notes=tuple(note for note in notes if note is not history),
            edition_history=history,
            languages=tuple(t.text for t in self._texts("language")),
            issued=self._issued(),
            place_of_publication=tuple(t.text for t in self._texts("place_published")),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            doi=self._read.doi("DO", self._take("doi")),
            identifiers=tuple(t.text for t in self._texts("accession_number")),
            files=files,
            pages=pages,
            **self._wholes(),
        )
        identifier = self._take("id", "reference_id")
        return SourceRecord(
            source, number, identifier, **fields, unmapped=tuple(self._untaken()),
            field_names=RIS,
        )  # fmt: skip

    def _take(self, *names: str) -> str:
        for name in names:
            value = self._left.pop(name, "")
            if isinstance(value, list):
                value, rest = value[0], value[1:]
                if rest:
                    self._left[name] = rest
            if value:
                return plain(value)
        return ""

    def _texts(self, *names: str) -> tuple[Text, ...]:
        texts: list[Text] = []
        for name in names:
            value = self._left.pop(name, [])
            values = value if isinstance(value, list) else [value]
            texts += (Text(text) for text in map(plain, values) if text)
        return tuple(texts)

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        for name, value in self._left.items():
            if name == "unknown_tag":
                for tag, values in value.items():
                    yield from (SourceField(tag, plain(text)) for text in values)
            else:
                values = value if isinstance(value, list) else [value]
                tag, is_of_copy = _TAGS.get(name, name), name in _ADMINISTRATIVE
                for text in filter(None, map(plain, values)):
                    yield SourceField(tag, text, is_of_copy=is_of_copy)

    def _agents(self) -> Iterator[SourceAgent]:
        unknown = self._left.get("unknown_tag", {})
        # Scopus and others have ED for editors, which the specification has not.
        for name in map(plain, unknown.pop("ED", ())):
            if agent := agent_of(name.rstrip(","), "edt"):
                yield agent
        for field, role in _ROLES.items():
            for text in self._texts(field):
                is_body = False if role == "pbl" else None
                agent = agent_of(text.text.rstrip(","), role, is_person=is_body)
                if agent:
                    yield agent

    def _issued(self) -> str:
        """The date of PY, else of Y1; that of DA where it says the same more exactly."""
        name = "year" if self._left.get("year") else "publication_year"
        year, date = self._date(name), self._date("date")
        if date and year and not date.startswith(year) and not year.startswith(date):
            self._read.remark("DA", date, N_("the year of %(tag)s is another", tag=_TAGS[name]))
            return year
        return max(date, year, key=len)

    def _date(self, name: str) -> str:
        """A date as RIS has it, ``YYYY/MM/DD/other``, of which each part may be missing."""
        text = plain(self._left.pop(name, ""))
        if text.count("/") == 3 or text.endswith("/"):
            *parts, other = [*text.split("/"), "", "", ""][:4]
            self._read.remark(_TAGS[name], other)
            text = "-".join(filter(None, parts))
        return self._read.issued(_TAGS[name], text)

    def _wholes(self) -> dict[str, Any]:
        """Journal or book, series, and numbers, by the kind of reference."""
        numbers = self._take("issn")
        # That of a report has no check digit, and is no ISBN.
        own = [] if self._type in _ARTICLES or re.search(r"\d{4}-?\d{3}", numbers) else [numbers]
        isbns, issns = self._read.isbns_and_issns("SN", "" if own else numbers)
        volume, issue = self._take("volume"), self._take("number", *self._miscellaneous())
        start, end = self._take("start_page"), self._take("end_page")
        fields: dict[str, Any] = {"isbn": (), "issn": ()}
        if self._type in _ARTICLES:
            host = self._take(
                "alternate_title3", "journal_name", "secondary_title", "alternate_title2", "custom3"
            )
            fields |= {
                "host": Text(host) if host else None,
                "host_identifiers": (*isbns, *issns),
                "volume": volume, "issue": issue, "page_start": start, "page_end": end,
            }  # fmt: skip
            return fields
        series = self._take("secondary_title", "tertiary_title", "custom3")
        if issue and not series:
            own.append(issue)
        fields |= {
            "isbn": isbns,
            "issn": issns[1:] if series else issns,
            "series": Text(series) if series else None,
            "series_issn": next(iter(issns), "") if series else "",
            "series_number": (issue or volume) if series else "",
            "document_numbers": tuple(filter(None, dict.fromkeys(own))),
            "volume": volume if not series or issue else "",
        }
        if start and not end and start.isascii() and start.isdigit():
            fields |= {"page_count": int(start)}
        else:
            fields |= {"page_start": start, "page_end": end}
        return fields

    def _miscellaneous(self) -> list[str]:
        """M1, where it is a number, as several programs have it."""
        return ["note"] if _NUMBER.fullmatch(plain(self._left.get("note"))) else []

    def _addresses(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        files, pages = [], []
        for text in self._texts("urls", "url", "file_attachments1", "file_attachments2"):
            for url in text.text.split():
                file = file_at(url) if is_web_address(url) else None
                if file:
                    files.append(file)
                elif is_web_address(url):
                    pages.append(url)
                else:
                    reason = N_("it is no %(what)s", what=N_("address of the web"))
                    self._read.remark("UR", url, reason)
        return tuple(files), tuple(dict.fromkeys(pages))


_NUMBER = re.compile(r"(?=.*\d)[\w:./ -]{1,30}")
