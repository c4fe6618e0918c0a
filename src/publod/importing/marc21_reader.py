"""MARC 21 bibliographic records (https://www.loc.gov/marc/bibliographic/), as ISO 2709 and MARCXML.

What is read is what libraries write, with ISBD punctuation or without. Each subfield that no rule
takes is reported by its name, such as ``300$b``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import Element

import pymarc
from pymarc import Field, Record

from publod.bibliography.check_digits import is_invalid_isbn
from publod.bibliography.identifiers import names_registration_number
from publod.errors import SourceUnreadable
from publod.importing.dates import imprint_date, is_undated, read_date
from publod.importing.field_names import MARC21
from publod.importing.field_reading import edition_number, is_edition_history
from publod.importing.field_values import (
    doi_in,
    is_web_address,
    isbns_in,
    issns_in,
    page_count,
    page_range,
    unpunctuated,
)
from publod.importing.iso2709_records import records_of
from publod.importing.languages import language_tag, languages_of_texts
from publod.importing.marc21_headings import HeadingsOfRecord
from publod.importing.marc21_links import LinksOfRecord
from publod.importing.marc21_names import NamesOfRecord
from publod.importing.marc21_subfields import (
    codes_in,
    repeats_names,
)
from publod.importing.marc21_titles import TitlesOfRecord
from publod.importing.source_record import (
    LEADER,
    SourceConcept,
    SourceFault,
    SourceField,
    SourceRecord,
    Text,
)
from publod.importing.xml_elements import elements
from publod.messages import N_, Message

NAMESPACE = "http://www.loc.gov/MARC21/slim"
_UNIMARC = N_(
    "it is UNIMARC, which is not read, and not MARC 21: have the library system export MARC 21, or "
    "convert the file first"
)


def read_iso2709(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The records of a file of ISO 2709. Raises SourceUnreadable for one of UNIMARC."""
    for number, decoded in enumerate(records_of(stream), 1):
        if isinstance(decoded, Message):
            yield SourceFault(source, number, decoded)
        else:
            remarks = decoded.remarks()
            yield from _if_bibliographic(decoded.record, source, number, remarks)


def read_marcxml(stream: IO[bytes], source: str) -> Iterator[SourceRecord | SourceFault]:
    """The records of a MARCXML file, one after the other. Raises SourceUnreadable."""
    for number, element in enumerate(elements(stream, source, {f"{{{NAMESPACE}}}record"}), 1):
        yield from marcxml_record(element, source, number)


def marcxml_record(
    element: Element, source: str, number: int
) -> Iterator[SourceRecord | SourceFault]:
    """The record of a ``record`` element, unless it describes something that is no publication."""
    record = Record()
    add: Callable[[Field], None] = record.add_field
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name == "leader" and child.text:
            record.leader = pymarc.Leader(child.text.ljust(24))
        elif name == "controlfield":
            add(Field(child.get("tag", ""), data=child.text or ""))
        elif name == "datafield":
            indicators = pymarc.Indicators(child.get("ind1", " "), child.get("ind2", " "))
            subfields = [pymarc.Subfield(s.get("code", ""), s.text or "") for s in child]
            add(Field(child.get("tag", ""), indicators, subfields))
    yield from _if_bibliographic(record, source, number)


def _if_bibliographic(
    record: Record, source: str, number: int, remarks: Iterable[SourceField] = ()
) -> Iterator[SourceRecord | SourceFault]:
    if _is_unimarc(record):
        if number == 1:
            raise SourceUnreadable(_UNIMARC, source)
        yield SourceFault(source, number, _UNIMARC)
        return
    # z is an authority record, u v x y are holdings: 06 of the leader.
    if str(record.leader)[6:7] not in set("zuvxyw"):
        yield _Reading(record, source, number, remarks).result()


def _is_unimarc(record: Record) -> bool:
    """Whether its title is in 200, and its codes in 100 $a, which a date begins."""
    coded = record.get("100")
    return (
        record.get("200") is not None
        and record.get("245") is None
        and (coded is None or (coded.get("a") or "")[:8].strip().isdigit())
    )


class _Reading(TitlesOfRecord, NamesOfRecord, LinksOfRecord, HeadingsOfRecord):
    """One record, of which fields are taken one after the other."""

    def __init__(
        self, record: Record, source: str, number: int, remarks: Iterable[SourceField]
    ) -> None:
        super().__init__(record)
        self._read.remarks += remarks
        self._source = source
        self._number = number
        fixed = record.get("008")
        self._fixed = (fixed.data or "") if fixed is not None else ""

    def result(self) -> SourceRecord:
        issued = self._issued()
        year = int(issued[:4]) if issued else None
        history = [*self._edition_history(year)]
        edition = self.text("250", "ab")
        agents = tuple(self._agents())
        extent = self.extent()
        files, pages = self._locations()
        notes = [text for text in self.each("500", "a") if text not in history]
        notes += (
            text
            for tag in ("501", "502", "504", "505", "546", "561", "590")
            for text in self.each(tag, "a")
        )
        first, last = page_range(self._host_pages())
        fields: dict[str, Any] = dict(
            source=self._source,
            number=self._number,
            identifier=self.control("001"),
            agents=agents,
            types=(*self.concepts("655", "a"), *self._type_of_leader()),
            subjects=tuple(self.subjects()),
            keywords=tuple(
                self.uncontrolled(text)
                for n, field in self.fields("653")
                for text in self.take(n, field, "a")
            ),
            audiences=tuple(
                SourceConcept(unpunctuated(text), self.cataloguing)
                for text in self.each("521", "a")
            ),
            abstracts=tuple(self._abstracts()),
            languages=tuple(self._languages()),
            issued=issued,
            place_of_publication=tuple(self._imprint("a")),
            edition=self.statement(edition) if edition else None,
            edition_number=edition_number(edition),
            edition_history=self.by_cataloguer(" ".join(history)) if history else None,
            notes=tuple(map(self.by_cataloguer, notes)),
            places=tuple(self.concepts("651", "avxyz")),
            work=self.work_title(),
            work_identifier=next(filter(is_web_address, self.each("758", "1")), ""),
            extent=Text(extent, self.cataloguing) if extent else None,
            page_count=page_count(extent) if extent else None,
            isbn=tuple(self._isbns()),
            issn=tuple(self._issns()),
            doi=self._doi(),
            identifiers=tuple(self._identifiers()),
            document_numbers=(*self.each("027", "a"), *self.each("088", "a")),
            registration_numbers=tuple(self._registration_numbers()),
            classifications=tuple(self._classifications()),
            files=files,
            pages=pages,
            media=self.media(),
            licence=self.licence(),
            rights=tuple(map(self.by_cataloguer, (*self.each("540", "a"), *self.each("506", "a")))),
            relations=tuple(self._relations()),
            page_start=first,
            page_end=last,
            **self.titles(partial(repeats_names, [agent.name for agent in agents])),
            is_deleted=str(self._record.leader)[5:6] == "d",
            **self._series(),
            **self._host(),
        )
        unmapped = (*self.untaken(), *self._read.remarks)
        return SourceRecord(**fields, unmapped=unmapped, field_names=MARC21)

    # Statements

    def _edition_history(self, year: int | None) -> Iterator[str]:
        """Notes that tell of other editions (500, 534)."""
        for text in self.each("500", "a"):
            if is_edition_history(text, year):
                yield text
        yield from self.each("534", "ptabcn")

    def _type_of_leader(self) -> Iterator[SourceConcept]:
        """What it is by 06 and 07 of the leader: text by its level, all else by its kind."""
        leader = str(self._record.leader)
        kind, level = leader[6:7], leader[7:8]
        kind = "a" if kind == "t" or level == "s" else kind
        yield SourceConcept(f"leader {kind}{level if kind == 'a' else ''}".strip(), scheme=LEADER)

    def _issued(self) -> str:
        """The date of the imprint, exact as it is, else that of 008."""
        undated: list[tuple[str, str]] = []
        dated: list[tuple[int, Field, str]] = []
        for number, field in self.fields("260", "264"):
            if field.tag == "264" and field.indicator2 not in "1 ":
                continue
            dated += ((number, field, t) for t in self.look(field, "c") if read_date(t))
            undated += ((f"{field.tag}$c", t) for t in self.take(number, field, "c", is_undated))
        if date := imprint_date([text for *_, text in dated], self._fixed[6:15]):
            number, field, text = dated[date.place]
            self.take(number, field, "c", text.__eq__)
            if date.reason:
                self._read.remarks.append(
                    SourceField(
                        f"{field.tag}$c", text, date.reason, is_read=True,
                        is_doubtful=date.is_doubtful,
                    )
                )  # fmt: skip
            self._take_same_year(date.iso[:4])
            return date.iso
        issued = self._fixed_date()
        for name, text in undated if issued else ():
            reason = N_("it is read as %(date)s", date=issued)
            self._read.remarks.append(SourceField(name, text, reason, is_read=True))
        return issued

    def _take_same_year(self, year: str) -> None:
        """Take a date of copyright that is the year of the imprint once more."""
        for number, field in self.fields("264"):
            if field.indicator2 == "4":
                self.take(number, field, "c", lambda text: re.sub(r"[^\d]", "", text) == year)

    def _fixed_date(self) -> str:
        """The date of 008: exact, or the first of two years; one that is not known is reported."""
        kind, first, second = self._fixed[6:7], self._fixed[7:11], self._fixed[11:15]
        if kind == "e":  # a detailed date: year, month, day
            parts = first, second[:2], second[2:]
            return self._read.issued("008", "-".join(filter(str.isdigit, parts)))
        if kind in set("cdikmqu") and first.isdigit() and first != second:
            last = second if second.isdigit() and second != "9999" else ""
            return self._read.issued("008/07-14", f"{first}-{last}")
        known = any(map(str.isdigit, first))  # of "uuuu" and "    " nothing is
        return self._read.issued("008/07-10", first) if known else ""

    # Identifiers

    def _isbns(self) -> Iterator[str]:
        for number, field in self.fields("020"):
            for text in self.take(number, field, "a", isbns_in):
                yield from self._read.isbns("020$a", text)
            # A cancelled number is another's; an invalid one stands on the publication.
            for text in self.take(number, field, "z", _is_invalid):
                yield from self._read.isbns("020$z", text)

    def _issns(self) -> Iterator[str]:
        for number, field in self.fields("022"):
            for text in self.take(number, field, "a", issns_in):
                yield from self._read.issns("022$a", text)

    def _doi(self) -> str:
        for number, field in self.fields("024"):
            if field.get("2") == "doi" or doi_in(field.get("a") or "") == field.get("a"):
                for text in self.take(number, field, "a", doi_in):
                    self.take(number, field, "2")
                    return doi_in(text)
        return ""

    def _identifiers(self) -> Iterator[str]:
        yield from self.each("035", "a")
        for number, field in self.fields("024"):
            if field.get("2") == "doi" or names_registration_number(field.get("q") or ""):
                continue
            yield from self.take(number, field, "a")
            self.take(number, field, "2")

    def _registration_numbers(self) -> Iterator[str]:
        for number, field in self.fields("024"):
            if names_registration_number(field.get("q") or ""):
                yield from self.take(number, field, "a")
                self.take(number, field, "q")

    def _classifications(self) -> Iterator[tuple[str, str]]:
        for tag, scheme in (("080", "udc"), ("082", "ddc"), ("084", "")):
            for number, field in self.fields(tag):
                # Of its edition (23/swe, kssb/8) nothing is kept.
                own = next(iter(self.look(field, "2")), "").partition("/")[0]
                own = own if own.isalpha() else ""
                if not scheme and own == field.get("2"):
                    self.take(number, field, "2")
                for code in self.take(number, field, "a"):
                    if scheme or own:
                        yield code, scheme or own
                    else:
                        self.release(number, field, "a")

    # Languages, subjects

    def _abstracts(self) -> Iterator[Text]:
        """520, in the languages that 041 $b has for summaries, in whatever order these stand."""
        texts = self.each("520", "ab")
        codes = [code for text in self.each("041", "b") for code in codes_in(text)]
        own = [self.cataloguing, *self.codes("a"), self.fixed_language]
        known = languages_of_texts(texts, codes, [*filter(None, own)])
        for text, (language, is_sure) in zip(texts, known, strict=True):
            if not is_sure:
                reason = N_("that it is in the language %(code)s is not sure", code=language)
                self._read.remarks.append(SourceField("520$a", text, reason, is_doubtful=True))
            yield Text(text, language)
        if not {*map(language_tag, codes)} <= {tag for tag, _ in known}:
            for number, field in self.fields("041"):
                self.release(number, field, "b")

    def _languages(self) -> Iterator[str]:
        codes = [code for text in self.each("041", "a") for code in codes_in(text)]
        self.each("041", "2")
        if self.fixed_language and self.fixed_language not in codes:
            codes.insert(0, self.fixed_language)
        yield from dict.fromkeys(codes)


def _is_invalid(text: str) -> bool:
    """Whether a text has ISBNs, and all of their check digits are wrong."""
    return bool(found := isbns_in(text)) and all(map(is_invalid_isbn, found))
