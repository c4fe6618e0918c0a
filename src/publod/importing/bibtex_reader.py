"""BibTeX and BibLaTeX (https://ctan.org/pkg/biblatex), as reference managers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from bibtexparser.model import Block, Entry
from pylatexenc.latex2text import LatexNodes2Text

from publod.importing.dates import read_date
from publod.importing.field_names import BIBTEX
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import agent_of, file_at, is_web_address, plain
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

#: The names of a list are left in LaTeX by the parser.
_TO_TEXT = LatexNodes2Text(math_mode="verbatim", keep_braced_groups=True)
_ROLES = {"author": "aut", "editor": "edt", "translator": "trl", "editora": "ctb"}
_BODIES = ("publisher", "institution", "organization", "school")
#: Entries that are a part of something, and so are on some of its pages.
_PARTS = frozenset(
    "article suppperiodical inbook bookinbook suppbook incollection suppcollection inproceedings "
    "conference inreference".split()
)
#: What only tells a program how to sort or to print, or where it has a copy.
_ADMINISTRATIVE = frozenset(
    "file keywords-internal timestamp owner groups bibsource urldate langid crossref key ids "
    "date-added date-modified editoratype creationdate modificationdate".split()
)
#: A linked file of JabRef and Zotero: description, address and kind, with colons escaped.
_LINKS = re.compile(r"(?:[^:;\\]|\\.)*:((?:[^:;\\]|\\.)+):[^:;]*")


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The entries of a BibTeX file."""
    text, remarks = text_of(stream, source)
    yield from remarks
    # Programs that know no LaTeX leave these as they are; there they would hide what follows.
    text = re.sub(r"(?<!\\)[%&]", r"\\\g<0>", text)
    library = parse_string(text, append_middleware=[SeparateCoAuthors()])
    addresses = {
        b.start_line: {name: _verbatim(f.value) for name, f in b.fields_dict.items()
                       if name.lower() in _VERBATIM}
        for b in library.entries
    }  # fmt: skip
    library = LatexDecodingMiddleware().transform(library)
    for entry in library.entries:
        for name, value in addresses[entry.start_line].items():
            entry.fields_dict[name].value = value
    wanted: list[Block] = [b for b in library.blocks if isinstance(b, Entry)]
    collections = {b.key.casefold(): b for b in wanted if isinstance(b, Entry)}
    wanted += library.failed_blocks
    for number, block in enumerate(sorted(wanted, key=lambda b: b.start_line or 0), 1):
        if isinstance(block, Entry):
            yield _Reading(block, collections).record(source, number)
        else:
            reason = N_(
                "it is no entry that can be read, from line %(line)s", line=block.start_line
            )
            yield SourceFault(source, number, reason, plain(block.raw)[:500])


#: What an entry has of its collection: https://ctan.org/pkg/biblatex, appendix B.
_OF_COLLECTION = (
    "booktitle", "editor", "publisher", "address", "location", "series", "year", "date", "month",
    "isbn", "issn",
)  # fmt: skip


class _Reading:
    """One entry, whose fields are taken one after the other."""

    def __init__(self, entry: Entry, entries: Mapping[str, Entry]) -> None:
        self._entry = entry
        self._kind = entry.entry_type.lower()
        self._read = FieldReading()
        self._names = dict(BIBTEX)
        self._left = {field.key.lower(): field.value for field in entry.fields}
        # What it does not say itself is as in the collection that it refers to.
        if collection := entries.get(_bare(self._left.get("crossref")).casefold()):
            fields = {field.key.lower(): field.value for field in collection.fields}
            fields["booktitle"] = fields.pop("title", fields.get("booktitle", ""))
            for name in _OF_COLLECTION:
                if name in fields:
                    self._left.setdefault(name, fields[name])

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        language = self._take("langid")
        title, subtitle = self._title()
        edition = self._take("edition")
        note = self._take("note")
        is_history = is_edition_history(note)
        licence = self._take("copyright") or self._take("license")
        files, pages = self._addresses()
        host = self._take("journaltitle") or self._take("journal") or self._take("booktitle")
        if host == title:  # so that what refers to a collection has it
            host = ""
        fields: dict[str, Any] = dict(
            titles=(Text(title, ""),) if title else (),
            subtitles=(Text(subtitle, ""),) if subtitle else (),
            alternative_titles=self._many("titleaddon", "shorttitle"),
            agents=tuple(self._agents()),
            types=tuple(self._types()),
            keywords=tuple(Text(word) for word in self._list("keywords")),
            abstracts=self._many("abstract"),
            notes=self._many("annotation", "annote")
            + ((Text(note),) if note and not is_history else ()),
            edition_history=Text(note) if is_history else None,
            languages=tuple(self._list("language")) or ((language,) if language else ()),
            issued=self._issued(),
            place_of_publication=tuple(
                filter(None, (self._take("location") or self._take("address"),))
            ),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            series=Text(series) if (series := self._take("series")) else None,
            host=Text(host) if host else None,
            isbn=self._read.isbns("isbn", self._take("isbn")),
            doi=self._read.doi("doi", self._take("doi")),
            files=files,
            pages=pages,
            licence=licence if is_web_address(licence) else "",
            rights=(Text(licence),) if licence and not is_web_address(licence) else (),
            **self._numbers(bool(host), bool(series)),
            **self._pages(bool(host)),
        )
        return SourceRecord(
            source, number, self._entry.key, **fields, unmapped=tuple(self._untaken()),
            field_names=self._names,
        )  # fmt: skip

    def _take(self, name: str) -> str:
        return _bare(self._left.pop(name, ""))

    def _list(self, name: str) -> list[str]:
        text = self._take(name)
        between = ";" if ";" in text else ","
        return [part.strip() for part in text.split(between) if part.strip()]

    def _many(self, *names: str) -> tuple[Text, ...]:
        return tuple(Text(text) for name in names if (text := self._take(name)))

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        for name, value in self._left.items():
            if text := _bare(value):
                is_of_copy = name in _ADMINISTRATIVE or name.startswith(("bdsk-", "mendeley-"))
                yield SourceField(name, text, is_of_copy=is_of_copy)

    def _title(self) -> tuple[str, str]:
        title, subtitle = self._take("title"), self._take("subtitle")
        return (title, subtitle) if subtitle else self._read.title("title", title)

    def _agents(self) -> Iterator[SourceAgent]:
        for name, role in _ROLES.items():
            people = self._left.pop(name, [])
            for person in people if isinstance(people, list) else [people]:
                text = str(person)
                if text.casefold() == "others":  # who they are is not said
                    self._left[f"{name} (more)"] = text
                    continue
                # A name in braces is one: {Jämställdhetsmyndigheten}, {Save the Children}.
                is_body = text.startswith("{") and text.endswith("}")
                agent = agent_of(
                    _bare(_TO_TEXT.latex_to_text(text)), role, is_person=False if is_body else None
                )
                if agent:
                    yield agent
        for name in _BODIES:
            # No list, unlike authors: "Ministry of Health and Welfare" is one.
            agent = agent_of(self._take(name), "pbl", is_person=False)
            if agent:
                self._names["agents:pbl"] = name
                yield agent

    def _types(self) -> Iterator[SourceConcept]:
        """The type of the entry; before it what a report or a thesis says of itself."""
        if own := self._take("type"):
            yield SourceConcept(own)
        yield SourceConcept(self._entry.entry_type, scheme="bibtex")

    def _issued(self) -> str:
        date = self._read.issued("date", self._take("date"))
        text = self._take("year")
        if date:
            own = read_date(text)
            if text and (own is None or own.iso[:4] != date[:4]):
                self._read.remark("year", text)
            if len(date) > 4 and self._month() == date[5:7]:
                del self._left["month"]
            return date
        self._names["issued"] = "year"
        year, month = self._read.issued("year", text), self._month()
        if len(year) == 4 and month:
            del self._left["month"]
            return f"{year}-{month}"
        return year

    def _month(self) -> str:
        text = _bare(self._left.get("month", ""))
        read = read_date(f"{text} 2000") or read_date(f"2000-{text}")
        return read.iso[5:7] if read and len(read.iso) == 7 else ""

    def _pages(self, has_host: bool) -> dict[str, Any]:
        is_part = has_host or self._kind in _PARTS
        fields: dict[str, Any] = {}
        for name, whole in (("pages", not is_part), ("pagetotal", True)):
            if text := self._take(name):
                found = self._read.pages(name, text, is_part=not whole)
                if fields.keys() & found.keys():
                    self._read.remark(name, text)
                else:
                    fields |= found
        return fields

    def _numbers(self, has_host: bool, has_series: bool) -> dict[str, Any]:
        """``number`` is an issue, the number in a series, or the number of a report."""
        number, volume, issue = (self._take(name) for name in ("number", "volume", "issue"))
        issns = self._read.issns("issn", self._take("issn"))
        fields: dict[str, Any] = {"identifiers": tuple(filter(None, (self._take("eprint"),)))}
        if has_host and self._kind == "article":
            return fields | {"volume": volume, "issue": issue or number, "host_identifiers": issns}
        if has_series:
            return fields | {
                "series_number": number or volume,
                "series_issn": next(iter(issns), ""),
                "issn": issns[1:],
                "volume": volume if number else "",
            }
        own = (number,) if number else ()
        return fields | {"document_numbers": own, "volume": volume, "issue": issue, "issn": issns}

    def _addresses(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        url = self._take("url")
        linked = _LINKS.findall(_bare(self._left.get("file")))
        links = [link.replace("\\:", ":") for link in linked]
        if links and all(map(is_web_address, links)):
            del self._left["file"]
        addresses = [one for one in dict.fromkeys((url, *links)) if is_web_address(one)]
        if url and url not in addresses:
            self._read.remark("url", url, N_("it is no %(what)s", what=N_("address of the web")))
        files = [(one, file_at(one)) for one in addresses]
        return (
            tuple(file for _, file in files if file),
            tuple(one for one, file in files if not file),
        )


#: Fields that LaTeX prints as they stand.
_VERBATIM = frozenset({"url", "doi", "file", "eprint"})
_TILDE = re.compile(r"\{?\\textasciitilde ?\}?(?:\{\})?|\\~\{\}")


def _verbatim(text: str) -> str:
    """An address without the signs that keep LaTeX from reading it."""
    return re.sub(r"\\([&_%#$~{}])", r"\1", _TILDE.sub("~", text))


def _bare(value: object) -> str:
    """A value without the braces that keep its letters as they are."""
    if isinstance(value, list):
        value = " and ".join(map(str, value))
    return plain(str(value).replace("{", "").replace("}", "")) if value else ""
