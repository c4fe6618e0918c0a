"""Headings of subjects, places and genres of a MARC 21 record (6XX), with their vocabularies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from publod.bibliography.subjects import INDICATORS, language_of_source
from publod.importing.field_values import unpunctuated
from publod.importing.marc21_languages import LanguagesOfRecord
from publod.importing.marc21_subfields import address_of_term
from publod.importing.source_record import SourceConcept, SourceField
from publod.messages import N_

#: Thesauri by the second indicator of 6XX.
_THESAURI = {indicator: code for code, indicator in INDICATORS.items()}
#: Subdivisions of headings.
_SUBDIVISIONS = "vxyz"
#: What stands between the parts of names and titles as subjects, by the end of their tags.
_JOINED = {"00": ", ", "10": ". ", "11": ", ", "30": ". "}


class HeadingsOfRecord(LanguagesOfRecord):
    """What a record is about, and what it is."""

    def subjects(self) -> Iterator[SourceConcept]:
        """Subjects of all kinds but places (600 to 650)."""
        for tag in ("600", "610", "611", "630", "648", "650"):
            yield from self.concepts(tag, f"abcdnpt{_SUBDIVISIONS}")

    def concepts(self, tag: str, codes: str) -> Iterator[SourceConcept]:
        """The headings of a field, of subfields whose last are subdivisions."""
        for number, field in self.fields(tag):
            main = "".join(code for code in codes if code not in _SUBDIVISIONS)
            name = _JOINED.get(tag[1:], " ").join(map(unpunctuated, self.take(number, field, main)))
            divided = self.take(number, field, codes.removeprefix(main))
            label = "--".join(filter(None, (name, *map(unpunctuated, divided))))
            # What a genre is in a list is said by the catalogue's types, or left out.
            sources = self.look(field, "2") if tag == "655" else self.take(number, field, "2")
            scheme = next(iter(sources), "") or _THESAURI.get(field.indicator2, "")
            iris = (
                address_of_term(text, scheme)
                for text in self.take(number, field, "01", partial(address_of_term, code=scheme))
            )
            iri = next(iris, "")
            if label and tag[1:] in _JOINED:
                reason = N_("it is read as a subject of no particular kind, which is 650")
                self._read.remarks.append(SourceField(f"{tag}$a", label, reason, is_read=True))
            if label or iri:
                language = language_of_source(scheme) or self._cataloguing_language()
                yield SourceConcept(label, language, iri, scheme)

    def _cataloguing_language(self) -> str:
        """The language of headings that are from no list of one language: 040 $b."""
        return next((text for _, field in self.fields("040") for text in self.look(field, "b")), "")
