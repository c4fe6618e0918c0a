"""Where a MARC 21 record leads: series, wholes, related records, files (490, 76X to 78X, 856)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pymarc import Field

from publod.bibliography.description import VOLUME
from publod.importing.field_values import (
    file_at,
    is_web_address,
    issns_in,
    page_range,
    plain,
    unpunctuated,
)
from publod.importing.known_words import names_page, names_part
from publod.importing.marc21_languages import LanguagesOfRecord
from publod.importing.marc21_subfields import (
    after_volume,
    folded,
    is_media_type,
    volume_and_issue,
)
from publod.importing.source_record import SourceFile, SourceRelation, Text
from publod.messages import N_

#: Relations by the field that has them.
_RELATIONS = {
    "765": "translation_of", "767": "translated_as", "775": "edition_of_same",
    "776": "format_of", "780": "replaces", "785": "replaced_by", "770": "supplemented_by",
    "772": "supplements", "787": "related",
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


class LinksOfRecord(LanguagesOfRecord):
    """What a record says of others, and of addresses."""

    def _series(self) -> dict[str, Any]:
        """490 as it is printed, 830 where there is no 490; what 830 repeats is taken as well."""
        found: dict[str, Any] = {}
        for number, field in self.fields("490", "830", "440"):
            title = unpunctuated(" ".join(self.take(number, field, "anp")))
            part = " ".join(map(unpunctuated, self.take(number, field, "v")))
            issn = next(
                (n for t in self.take(number, field, "x", issns_in) for n in issns_in(t)), ""
            )
            if not found:
                found = {
                    "series": self.transcribed(title),
                    "series_number": part,
                    "series_issn": issn,
                    "other_series_titles": tuple(self._originals_of_series(field)),
                }
            elif field.tag == "490" or folded(found["series"].text) != folded(title):
                self.release(number, field, "anpvx")
        return found

    def _originals_of_series(self, field: Field) -> Iterator[Text]:
        """The title of the series in original script, which its record has as another title."""
        for number, other in self.linked(field):
            if title := unpunctuated(" ".join(self.take(number, other, "anp"))):
                self.take(number, other, "6")
                self.is_kept(other, title, N_("it is another title of the series"))
                yield self.original(title)

    def _host(self) -> dict[str, Any]:
        for number, field in self.fields("773"):
            title = " ".join(map(unpunctuated, self.take(number, field, "t")))
            numbers = [text for code in "xzo" for text in self.take(number, field, code)]
            part = " ".join(self.take(number, field, "g"))
            volume, issue = volume_and_issue(part)
            if part and not volume and not any(page_range(after_volume(part))):
                self.release(number, field, "g")
            return {
                "host": self.transcribed(title) if title else None,
                "host_identifiers": tuple(numbers),
                "host_control_numbers": tuple(self._control_numbers(number, field)),
                "volume": volume,
                "issue": issue,
            }
        return {}

    def _host_pages(self) -> str:
        for _, field in self.fields("773"):
            return after_volume(plain(field.get("g")))
        return ""

    def _relations(self) -> Iterator[SourceRelation]:
        for tag, kind in _RELATIONS.items():
            for number, field in self.fields(tag):
                title = " ".join(map(unpunctuated, self.take(number, field, "t")))
                heading = " ".join(map(unpunctuated, self.take(number, field, "a")))
                identifiers = self.take(number, field, "xzo")
                controls = [*self._control_numbers(number, field)]
                if title or heading or identifiers or controls:
                    years = self.take(number, field, "d", _YEAR.search)
                    year = next((int(found[0]) for y in years if (found := _YEAR.search(y))), None)
                    yield SourceRelation(
                        kind, title or heading, tuple(identifiers), tuple(controls),
                        heading if title else "", year,
                    )  # fmt: skip

    def _control_numbers(self, number: int, field: Field) -> Iterator[str]:
        """Numbers of other records; one with the code of 003 before it is that of one here."""
        before = f"({self.control('003')})"
        return (text.removeprefix(before).strip() for text in self.take(number, field, "w"))

    def _locations(self) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """856: files and pages where the publication is (40, 41), and pages about it (42).

        A table of contents and the like is about it, whatever its indicator.
        """
        files, pages = [], []
        for number, field in self.fields("856"):
            label = " ".join(self.look(field, "y3z"))
            is_about = field.indicator2 == "2" or names_part(label)
            media_type = next((t for t in self.look(field, "q") if is_media_type(t)), "")
            for url in self.take(number, field, "u", is_web_address):
                file = file_at(url, media_type)
                if file is None and field.indicator2 in {"0", "1"}:
                    file = SourceFile(url, media_type, is_page=True)
                if file is None or is_about:
                    pages.append(url)
                    self._label_of_page(number, field, label)
                    continue
                self.take(number, field, "q", is_media_type)
                self.take(number, field, "y3z")
                language = self.by_cataloguer(label).language if label else ""
                files.append(replace(file, label=label, label_language=language))
        return tuple(files), tuple(dict.fromkeys(pages))

    def _label_of_page(self, number: int, field: Field, label: str) -> None:
        """Take the label of a link to a page, and report what it says."""
        self.take(number, field, "y3z")
        if label and not names_page(label):
            reason = N_("it is the label of a link to a page about the publication, and left out")
            self._read.remark("856$3", label, reason)

    def media(self) -> tuple[str, ...]:
        """On paper is what has a version elsewhere (856 41), unless it is said to be other."""
        own = {field.indicator2 for _, field in self.fields("856")} & {"0", "1"}
        carriers = {text for _, field in self.fields("338") for text in self.look(field, "b")}
        is_other = carriers - {"nc"} or self.control("007")[:1] not in {"", "t"}
        return (VOLUME,) if own == {"1"} and not is_other else ()
