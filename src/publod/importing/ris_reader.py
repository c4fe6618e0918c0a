"""RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), as reference managers write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any

from publod.importing.field_names import RIS
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import agent_of, file_at, is_web_address, plain
from publod.importing.names import folded
from publod.importing.ris_lines import Lines, Reference
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

#: People and bodies with their roles. ED is that of Scopus and others; the specification has none.
_ROLES = {
    "ED": "edt", "AU": "aut", "A1": "aut", "A2": "edt", "A3": "edt", "A4": "trl", "PB": "pbl",
}  # fmt: skip
#: References to parts, with what they are parts of.
_ARTICLES = {
    **dict.fromkeys(("JOUR", "MGZN", "NEWS", "EJOUR", "INPR"), "journal"),
    **dict.fromkeys(("CHAP", "ECHAP"), "book"), **dict.fromkeys(("CPAPER", "CONF"), "proceedings"),
}  # fmt: skip
_HOSTS = ("JF", "JO", "T2", "JA", "C3")
#: What says where a copy is, or when somebody looked.
_ADMINISTRATIVE = frozenset({"Y2", "DB", "DP", "ER"})
_BETWEEN_ADDRESSES = re.compile(r"\s*;\s*(?=https?:|$)|\s*;\s+|\s+")


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The references of a RIS file."""
    text, remarks = text_of(stream, source)
    yield from remarks
    lines = Lines(text)
    for number, reference in enumerate(lines.references(), 1):
        yield _Reading(reference).record(source, number)
    if lines.outside:
        outside = plain(" | ".join(lines.outside))
        yield SourceFault(source, 0, N_("it stands in no reference"), outside, is_remark=True)


class _Reading:
    """One reference, whose fields are taken one after the other."""

    def __init__(self, reference: Reference) -> None:
        self._left = {
            tag: texts
            for tag, values in reference.items()
            if (texts := [text for text in map(plain, values) if text])
        }
        self._type = self._take("TY").upper()
        self._read = FieldReading()

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        name = "TI" if "TI" in self._left else "T1"
        title, subtitle = self._read.title(name, self._take(name))
        edition = self._take("ET")
        notes = self._texts("N1", "RN")
        history = next((note for note in notes if is_edition_history(note.text)), None)
        own = self._take("M3")
        files, pages = self._addresses()
        fields: dict[str, Any] = dict(
            titles=(Text(title),) if title else (),
            subtitles=(Text(subtitle),) if subtitle else (),
            alternative_titles=self._texts("ST", "TT", "J2"),
            agents=tuple(self._agents()),
            types=tuple(
                SourceConcept(t, scheme=s) for t, s in ((own, ""), (self._type, "ris")) if t
            ),
            keywords=self._texts("KW"),
            abstracts=self._texts("AB", "N2"),
            notes=tuple(note for note in notes if note is not history),
            edition_history=history,
            languages=tuple(t.text for t in self._texts("LA")),
            issued=self._issued(),
            place_of_publication=tuple(t.text for t in self._texts("CY")),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            doi=self._read.doi("DO", self._take("DO")),
            identifiers=tuple(t.text for t in self._texts("AN")),
            files=files,
            pages=pages,
            **self._wholes(),
        )
        identifier = self._take("ID")
        return SourceRecord(
            source, number, identifier, **fields, unmapped=tuple(self._untaken()),
            field_names=RIS,
        )  # fmt: skip

    def _take(self, *tags: str) -> str:
        """The first value of the first tag that has one; the others are left."""
        for tag in tags:
            if values := self._left.get(tag):
                return values.pop(0)
        return ""

    def _texts(self, *tags: str) -> tuple[Text, ...]:
        return tuple(Text(text) for tag in tags for text in self._left.pop(tag, ()))

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        for tag, values in self._left.items():
            for text in values:
                yield SourceField(tag, text, is_of_copy=tag in _ADMINISTRATIVE)

    def _agents(self) -> Iterator[SourceAgent]:
        for tag, role in _ROLES.items():
            for text in self._texts(tag):
                is_body = False if role == "pbl" else None
                agent = agent_of(text.text.rstrip(","), role, is_person=is_body)
                if agent:
                    yield agent

    def _issued(self) -> str:
        """The date of PY, else of Y1; that of DA where it says the same more exactly."""
        tag = "PY" if self._left.get("PY") else "Y1"
        year, date = self._date(tag), self._date("DA")
        if date and year and not date.startswith(year) and not year.startswith(date):
            self._read.remark("DA", date, N_("the year of %(tag)s is another", tag=tag))
            return year
        return max(date, year, key=len)

    def _date(self, tag: str) -> str:
        """A date as RIS has it, ``YYYY/MM/DD/other``, of which each part may be missing."""
        text = self._take(tag)
        if text.count("/") == 3 or text.endswith("/"):
            *parts, other = [*text.split("/"), "", "", ""][:4]
            self._read.remark(tag, other)
            text = "-".join(filter(None, parts))
        return self._read.issued(tag, text)

    def _numbers(self) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
        """The ISBNs and the ISSNs of SN, and what is neither: the number of a report."""
        isbns: list[str] = []
        issns: list[str] = []
        own: list[str] = []
        for text in self._left.pop("SN", ()):
            # That of a report has no check digit.
            if self._type in _ARTICLES or re.search(r"\d{4}-?\d{3}", text):
                found = self._read.isbns_and_issns("SN", text)
                isbns += found[0]
                issns += found[1]
            else:
                own.append(text)
        return tuple(isbns), tuple(issns), own

    def _wholes(self) -> dict[str, Any]:
        """Journal or book, series, and numbers, by the kind of reference."""
        isbns, issns, own = self._numbers()
        volume, issue = self._take("VL"), self._take("IS", *self._miscellaneous())
        start, end = self._take("SP"), self._take("EP")
        if self._type in _ARTICLES:
            series = self._take("T3")
            return {
                "host": self._host(), "host_kind": _ARTICLES[self._type],
                "host_identifiers": (*isbns, *issns), "series": Text(series) if series else None,
                "volume": volume, "issue": issue, "page_start": start, "page_end": end,
            }  # fmt: skip
        series = self._take("T2", "T3", "C3")
        if issue and not series:
            own.append(issue)
        fields: dict[str, Any] = {
            "isbn": isbns,
            "issn": issns[1:] if series else issns,
            "series": Text(series) if series else None,
            "series_issn": next(iter(issns), "") if series else "",
            "series_number": (issue or volume) if series else "",
            "document_numbers": tuple(filter(None, dict.fromkeys(own))),
            "volume": volume if not series or issue else "",
        }
        if start and not end and start.isascii() and start.isdigit():
            return fields | {"page_count": int(start)}
        return fields | {"page_start": start, "page_end": end}

    def _host(self) -> Text | None:
        """What it is in, which several tags may say alike."""
        title = self._take(*_HOSTS)
        for tag in _HOSTS:
            values = self._left.get(tag, ())
            self._left[tag] = [text for text in values if folded(text) != folded(title)]
        return Text(title) if title else None

    def _miscellaneous(self) -> list[str]:
        """M1, where it is a number, as several programs have it."""
        return ["M1"] if _NUMBER.fullmatch(next(iter(self._left.get("M1", ())), "")) else []

    def _addresses(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        files, pages = [], []
        for tag in ("UR", "L1", "L2"):
            for text in self._texts(tag):
                parts = [part for part in _BETWEEN_ADDRESSES.split(text.text) if part]
                # A path on somebody's computer may have spaces.
                for url in parts if any(map(is_web_address, parts)) else [text.text]:
                    if not is_web_address(url):
                        reason = N_("it is no %(what)s", what=N_("address of the web"))
                        self._read.remark(tag, url, reason)
                    elif file := file_at(url):
                        files.append(file)
                    else:
                        pages.append(url)
        return tuple(files), tuple(dict.fromkeys(pages))


_NUMBER = re.compile(r"(?=.*\d)[\w:./ -]{1,30}")
