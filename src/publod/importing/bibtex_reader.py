"""BibTeX and BibLaTeX (https://ctan.org/pkg/biblatex), as reference managers write them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from bibtexparser.model import Block, Entry
from pylatexenc.latex2text import LatexNodes2Text

from publod.importing.edition_statements import read_statement
from publod.importing.field_values import (
    agent_of,
    doi_in,
    file_at,
    is_web_address,
    isbns_in,
    iso_date,
    issns_in,
    page_range,
    plain,
)
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceFault,
    SourceField,
    SourceRecord,
    Text,
)
from publod.messages import N_

_MONTHS = {
    m: f"{n:02}" for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
#: The names of a list are left in LaTeX by the parser.
_TO_TEXT = LatexNodes2Text(math_mode="verbatim", keep_braced_groups=True)
_ROLES = {"author": "aut", "editor": "edt", "translator": "trl"}
_BODIES = ("publisher", "institution", "organization", "school")
#: What only tells a program how to sort or to print.
_ADMINISTRATIVE = frozenset(
    {"file", "keywords-internal", "timestamp", "owner", "groups", "bibsource"}
)


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The entries of a BibTeX file."""
    text = stream.read().decode("utf-8-sig", "replace")
    library = parse_string(text, append_middleware=[SeparateCoAuthors(), LatexDecodingMiddleware()])
    wanted: list[Block] = [b for b in library.blocks if isinstance(b, Entry)]
    wanted += library.failed_blocks
    for number, block in enumerate(sorted(wanted, key=lambda b: b.start_line or 0), 1):
        if isinstance(block, Entry):
            yield _Reading(block).record(source, number)
        else:
            reason = N_(
                "it is no entry that can be read, from line %(line)s", line=block.start_line
            )
            yield SourceFault(source, number, reason, plain(block.raw)[:500])


class _Reading:
    """One entry, whose fields are taken one after the other."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry
        self._left = {field.key.lower(): field.value for field in entry.fields}

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        language = self._take("langid")
        title, subtitle = self._title()
        edition = self._take("edition")
        statement = read_statement(edition)
        first, last = page_range(self._take("pages"))
        note = self._take("note")
        is_history = bool(read_statement(note).others)
        licence = self._take("copyright") or self._take("license")
        files, pages = self._addresses()
        host = self._take("journaltitle") or self._take("journal") or self._take("booktitle")
        fields: dict[str, Any] = dict(
            titles=(Text(title, ""),) if title else (),
            subtitles=(Text(subtitle, ""),) if subtitle else (),
            alternative_titles=self._many("titleaddon", "shorttitle"),
            agents=tuple(self._agents()),
            types=(SourceConcept(self._type(), scheme="bibtex"),),
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
            edition_number=int(edition)
            if edition.isdigit() and int(edition) < 1000
            else statement.number,
            series=Text(series) if (series := self._take("series")) else None,
            host=Text(host) if host else None,
            page_start=first,
            page_end=last,
            isbn=tuple(isbns_in(self._take("isbn"))),
            doi=doi_in(self._take("doi")),
            files=files,
            pages=pages,
            licence=licence if is_web_address(licence) else "",
            rights=(Text(licence),) if licence and not is_web_address(licence) else (),
            **self._numbers(bool(host), bool(series)),
        )
        return SourceRecord(
            source, number, self._entry.key, **fields, unmapped=tuple(self._untaken())
        )

    def _take(self, name: str) -> str:
        return _bare(self._left.pop(name, ""))

    def _list(self, name: str) -> list[str]:
        text = self._take(name)
        between = ";" if ";" in text else ","
        return [part.strip() for part in text.split(between) if part.strip()]

    def _many(self, *names: str) -> tuple[Text, ...]:
        return tuple(Text(text) for name in names if (text := self._take(name)))

    def _untaken(self) -> Iterator[SourceField]:
        for name, value in self._left.items():
            if name not in _ADMINISTRATIVE and (text := _bare(value)):
                yield SourceField(name, text)

    def _title(self) -> tuple[str, str]:
        title, subtitle = self._take("title"), self._take("subtitle")
        if not subtitle and ": " in title:
            title, _, subtitle = title.partition(": ")
        return title, subtitle

    def _agents(self) -> Iterator[SourceAgent]:
        for name, role in _ROLES.items():
            people = self._left.pop(name, [])
            for person in people if isinstance(people, list) else [people]:
                text = str(person)
                if text.casefold() == "others":  # who they are is not said
                    self._left[f"{name} (more)"] = "et al."
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
                yield agent

    def _type(self) -> str:
        own = self._take("type")
        return own or self._entry.entry_type

    def _issued(self) -> str:
        if date := iso_date(self._take("date")):
            self._left.pop("year", None)
            return date
        year, month = iso_date(self._take("year")), self._left.get("month", "")
        code = (
            _MONTHS.get(_bare(month)[:3].lower()) or _bare(month).zfill(2) * _bare(month).isdigit()
        )
        if year and code:
            del self._left["month"]
            return iso_date(f"{year}-{code}")
        return year

    def _numbers(self, has_host: bool, has_series: bool) -> dict[str, Any]:
        """``number`` is an issue, the number in a series, or the number of a report."""
        number, volume, issue = (self._take(name) for name in ("number", "volume", "issue"))
        issns = tuple(issns_in(self._take("issn")))
        fields: dict[str, Any] = {"identifiers": tuple(filter(None, (self._take("eprint"),)))}
        if has_host and self._entry.entry_type.lower() == "article":
            return fields | {"volume": volume, "issue": issue or number, "host_identifiers": issns}
        if has_series:
            return fields | {
                "series_number": number or volume,
                "series_issn": next(iter(issns), ""),
                "volume": volume if number else "",
            }
        own = (number,) if number else ()
        return fields | {"document_numbers": own, "volume": volume, "issue": issue, "issn": issns}

    def _addresses(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        url = self._take("url")
        self._left.pop("urldate", None)
        if not is_web_address(url):
            if url:
                self._left["url"] = url
            return (), ()
        file = file_at(url)
        return ((file,), ()) if file else ((), (url,))


def _bare(value: object) -> str:
    """A value without the braces that keep its letters as they are."""
    if isinstance(value, list):
        value = " and ".join(map(str, value))
    return plain(str(value).replace("{", "").replace("}", "")) if value else ""
