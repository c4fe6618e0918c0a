"""BibTeX and BibLaTeX (https://ctan.org/pkg/biblatex), as reference managers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from publod.importing.bibtex_entries import BibtexEntry, Blocks, BrokenEntry
from publod.importing.bibtex_inheritance import DATA, Inheritance
from publod.importing.bibtex_names import agent_in, names_in
from publod.importing.dates import read_date
from publod.importing.field_names import BIBTEX
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import agent_of, file_at, is_web_address, plain
from publod.importing.latex_text import decoded, top_level_parts, verbatim
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceFault,
    SourceField,
    SourceRecord,
    Text,
)
from publod.importing.source_text import text_of
from publod.messages import N_

_ROLES = {"author": "aut", "editor": "edt", "translator": "trl", "editora": "ctb"}
_BODIES = ("publisher", "institution", "organization", "school")
#: Entries that are a part of something, and so are on some of its pages; with what that is.
_PARTS = {
    **dict.fromkeys(("article", "suppperiodical"), "journal"),
    **dict.fromkeys(("inproceedings", "conference"), "proceedings"),
    **dict.fromkeys(
        "inbook bookinbook suppbook incollection suppcollection inreference".split(), "book"
    ),
}
#: Fields that LaTeX prints as they stand.
_VERBATIM = frozenset({"url", "doi", "file", "eprint"})
#: What only tells a program how to sort or to print, or where it has a copy.
_ADMINISTRATIVE = frozenset(
    "file keywords-internal timestamp owner groups bibsource urldate key ids "
    "date-added date-modified editoratype creationdate modificationdate".split()
)
#: A linked file of JabRef and Zotero: description, address and kind, with colons escaped.
_LINKS = re.compile(r"(?:[^:;\\]|\\.)*:((?:[^:;\\]|\\.)+):[^:;]*")


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The entries of a BibTeX file."""
    text, remarks = text_of(stream, source)
    yield from remarks
    blocks = Blocks(text)
    entries = [*blocks.entries()]
    inheritance = Inheritance(one for one in entries if isinstance(one, BibtexEntry))
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, BrokenEntry):
            reason = N_("it is no entry that can be read, from line %(line)s", line=entry.line)
            yield SourceFault(source, number, reason, plain(entry.text))
        elif entry.kind != DATA or not inheritance.is_used(entry):
            yield _Reading(entry, inheritance).record(source, number)
    if blocks.outside:
        outside = plain(" | ".join(blocks.outside))
        yield SourceFault(source, 0, N_("it stands in no entry"), outside, is_remark=True)


class _Reading:
    """One entry, whose fields are taken one after the other."""

    def __init__(self, entry: BibtexEntry, inheritance: Inheritance) -> None:
        self._entry = entry
        self._read = FieldReading()
        self._names = dict(BIBTEX)
        self._left, self._collection = inheritance.fields_of(entry)

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        language = self._take("langid")
        title, subtitle = self._title()
        edition = self._take("edition")
        notes = self._many("note")
        history = next((note for note in notes if is_edition_history(note.text)), None)
        licence = self._take("copyright") or self._take("license")
        files, pages = self._addresses()
        series = self._take("series")
        fields: dict[str, Any] = dict(
            titles=(Text(title, ""),) if title else (),
            subtitles=(Text(subtitle, ""),) if subtitle else (),
            alternative_titles=self._many("titleaddon", "shorttitle"),
            agents=tuple(self._agents()),
            types=tuple(self._types()),
            keywords=tuple(Text(word) for word in self._list("keywords")),
            abstracts=self._many("abstract"),
            notes=self._many("annotation", "annote")
            + tuple(note for note in notes if note is not history),
            edition_history=history,
            languages=tuple(self._list("language")) or ((language,) if language else ()),
            issued=self._issued(),
            place_of_publication=tuple(one.text for one in self._many("location", "address")),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            series=Text(series) if series else None,
            doi=self._read.doi("doi", self._take("doi")),
            identifiers=self._eprints(),
            files=files,
            pages=pages,
            licence=licence if is_web_address(licence) else "",
            rights=(Text(licence),) if licence and not is_web_address(licence) else (),
            **self._wholes(title, bool(series)),
        )
        return SourceRecord(
            source, number, self._entry.key, **fields, unmapped=tuple(self._untaken()),
            field_names=self._names,
        )  # fmt: skip

    def _take(self, name: str) -> str:
        """The first value of a field; others are left."""
        values = self._left.get(name)
        return self._text(name, values.pop(0)) if values else ""

    def _text(self, name: str, value: str) -> str:
        return verbatim(value) if name in _VERBATIM else decoded(value)

    def _many(self, *names: str) -> tuple[Text, ...]:
        return tuple(
            Text(text)
            for name in names
            for value in self._left.pop(name, ())
            if (text := self._text(name, value))
        )

    def _list(self, name: str) -> Iterator[str]:
        for value in self._left.pop(name, ()):
            parts = top_level_parts(value, ";")
            for part in parts if len(parts) > 1 else top_level_parts(value, ","):
                yield decoded(part)

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        for name, values in self._left.items():
            is_of_copy = name in _ADMINISTRATIVE or name.startswith(("bdsk-", "mendeley-"))
            for text in (self._text(name, value) for value in values):
                if text:
                    yield SourceField(name, text, is_of_copy=is_of_copy)

    def _title(self) -> tuple[str, str]:
        title, subtitle = self._take("title"), self._take("subtitle")
        return (title, subtitle) if subtitle else self._read.title("title", title)

    def _agents(self) -> Iterator[SourceAgent]:
        for name, role in _ROLES.items():
            for value in self._left.pop(name, ()):
                for person in names_in(value):
                    if person.casefold() == "others":  # who they are is not said
                        self._left[f"{name} (more)"] = [person]
                    elif agent := agent_in(person, role):
                        yield agent
        for name in _BODIES:
            # No list, unlike authors: "Ministry of Health and Welfare" is one.
            for text in self._many(name):
                if agent := agent_of(text.text, "pbl", is_person=False):
                    self._names["agents:pbl"] = name
                    yield agent

    def _types(self) -> Iterator[SourceConcept]:
        """The type of the entry; before it what a report or a thesis says of itself."""
        if own := self._take("type"):
            yield SourceConcept(own)
        yield SourceConcept(self._entry.kind, scheme="bibtex")

    def _issued(self) -> str:
        date = self._read.issued("date", self._take("date"))
        text = self._take("year")
        if date:
            own = read_date(text)
            if text and (own is None or own.iso[:4] != date[:4]):
                self._read.remark("year", text)
            if len(date) > 4 and self._month() == date[5:7]:
                self._take("month")
            return date
        self._names["issued"] = "year"
        year, month = self._read.issued("year", text), self._month()
        if len(year) == 4 and month:
            self._take("month")
            return f"{year}-{month}"
        return year

    def _month(self) -> str:
        text = decoded(next(iter(self._left.get("month", ())), ""))
        read = read_date(f"{text} 2000") or read_date(f"2000-{text}")
        return read.iso[5:7] if read and len(read.iso) == 7 else ""

    def _wholes(self, title: str, has_series: bool) -> dict[str, Any]:
        """What it is in, and its pages and numbers there or in its series."""
        host, kind = self._host(title)
        isbns = self._read.isbns("isbn", self._take("isbn"))
        issns = self._read.issns("issn", self._take("issn"))
        number, volume, issue = (self._take(name) for name in ("number", "volume", "issue"))
        fields: dict[str, Any] = {
            "host": Text(host) if host else None, "host_kind": kind if host else "",
            "host_control_numbers": (self._collection,) if self._collection else (),
            "isbn": () if host else isbns, "host_identifiers": isbns if host else (),
            "volume": volume, "issue": issue, "issn": issns,
        }  # fmt: skip
        if host and self._entry.kind == "article":
            fields |= {
                "issue": issue or number, "issn": (), "host_identifiers": (*isbns, *issns),
                "document_numbers": (number,) if issue and number else (),
            }  # fmt: skip
        elif has_series:
            fields |= {
                "series_number": number or volume, "volume": volume if number else "",
                "series_issn": next(iter(issns), ""), "issn": issns[1:],
            }  # fmt: skip
        elif number:
            fields["document_numbers"] = (number,)
        return fields | self._pages(bool(host))

    def _host(self, title: str) -> tuple[str, str]:
        """The title of what it is in, and what that is: ``journal``, ``proceedings``, ``book``."""
        for name, more, kind in _HOSTS:
            if host := self._take(name):
                self._names["host"] = name
                subtitle = self._take(more)
                host = f"{host}: {subtitle}" if subtitle else host
                # What refers to a collection takes that from it.
                is_itself = name == "booktitle" and host == title
                return ("" if is_itself else host), _PARTS.get(self._entry.kind, kind)
        return "", ""

    def _pages(self, has_host: bool) -> dict[str, Any]:
        is_part = has_host or self._entry.kind in _PARTS
        fields: dict[str, Any] = {}
        for name, whole in (("pages", not is_part), ("pagetotal", True)):
            if text := self._take(name):
                found = self._read.pages(name, text, is_part=not whole)
                if fields.keys() & found.keys():
                    self._read.remark(name, text)
                else:
                    fields |= found
        return fields

    def _eprints(self) -> tuple[str, ...]:
        """Numbers of eprints, with the name of their archive before them: ``arXiv:2101.00001``."""
        archive = self._take("eprinttype") or self._take("archiveprefix")
        numbers = [one.text for one in self._many("eprint")]
        if archive and not numbers:
            self._read.remark("eprinttype", archive)
        if numbers and not archive:
            reason = N_("it is read as an identifier of no archive")
            self._read.remarks += (SourceField("eprint", n, reason, is_read=True) for n in numbers)
        is_named = archive and not any(n.lower().startswith(f"{archive.lower()}:") for n in numbers)
        return tuple(f"{archive}:{n}" if is_named else n for n in numbers)

    def _addresses(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        urls = [one.text for one in self._many("url")]
        linked = _LINKS.findall(" ".join(map(verbatim, self._left.get("file", ()))))
        links = [link.replace("\\:", ":") for link in linked]
        if links and all(map(is_web_address, links)):
            del self._left["file"]
        addresses = [one for one in dict.fromkeys((*urls, *links)) if is_web_address(one)]
        for url in urls:
            if url not in addresses:
                reason = N_("it is no %(what)s", what=N_("address of the web"))
                self._read.remark("url", url, reason)
        files = [(one, file_at(one)) for one in addresses]
        return (
            tuple(file for _, file in files if file),
            tuple(one for one, file in files if not file),
        )


#: What has the title of the whole, with its subtitle.
_HOSTS = (
    ("journaltitle", "journalsubtitle", "journal"), ("journal", "journalsubtitle", "journal"),
    ("booktitle", "booksubtitle", "book"),
)  # fmt: skip
