"""Where a MARC 21 record leads: series, wholes, related records, files (490, 76X to 78X, 856)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pymarc import Field

from publod.importing.field_values import (
    file_at,
    is_web_address,
    issns_in,
    page_range,
    plain,
    unpunctuated,
)
from publod.importing.known_words import names_page
from publod.importing.marc21_subfields import (
    Subfields,
    after_volume,
    folded,
    is_media_type,
    volume_and_issue,
)
from publod.importing.source_record import (
    SourceRelation,
    Text,
)

#: Relations by the field that has them.
_RELATIONS = {
    "765": "translation_of", "767": "translated_as", "775": "edition_of_same",
    "776": "format_of", "780": "replaces", "785": "replaced_by", "770": "supplemented_by",
    "772": "supplements", "787": "related",
}  # fmt: skip
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")


class LinksOfRecord(Subfields):
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
                found = {"series": Text(title), "series_number": part, "series_issn": issn}
            elif field.tag == "490" or folded(found["series"].text) != folded(title):
                self.release(number, field, "anpvx")
        return found

    def _host(self) -> dict[str, Any]:
        for number, field in self.fields("773"):
            title = " ".join(map(unpunctuated, self.take(number, field, "t")))
            numbers = [text for code in "xzo" for text in self.take(number, field, code)]
            part = " ".join(self.take(number, field, "g"))
            volume, issue = volume_and_issue(part)
            if part and not volume and not any(page_range(after_volume(part))):
                self.release(number, field, "g")
            return {
                "host": Text(title) if title else None,
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
        """856: files, and pages that lead to them."""
        files, pages = [], []
        for number, field in self.fields("856"):
            media_type = next(iter(self.take(number, field, "q", is_media_type)), "")
            for url in self.take(number, field, "u", is_web_address):
                if file := file_at(url, media_type):
                    label = " ".join(self.take(number, field, "y3z"))
                    files.append(replace(file, label=label))
                else:
                    pages.append(url)
                    self.take(number, field, "3", names_page)
            if not files:
                self.release(number, field, "q")
        return tuple(files), tuple(dict.fromkeys(pages))
