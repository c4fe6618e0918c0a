"""Reading the fields of a record, with remarks on what of them has no place in it."""

from __future__ import annotations

from publod.importing import dates
from publod.importing.edition_fields import read_edition_field
from publod.importing.edition_statements import read_statement
from publod.importing.edition_words import classes
from publod.importing.field_values import (
    ISBN,
    ISSN,
    beside_numbers,
    doi_in,
    isbns_in,
    issns_in,
    page_count,
    page_range,
    plain,
)
from publod.importing.names import folded
from publod.importing.source_record import SourceField, Text
from publod.messages import N_, Message

#: What is an edition and nothing else, unlike "version" or "utg.".
_EDITIONS = frozenset(w for w, letter in classes().items() if letter == "e" and len(w) > 3) - {
    "version", "versionen", "edited", "print", "druk",
}  # fmt: skip


class FieldReading:
    """Reads the values of fields; ``remarks`` has what is to be reported of them.

    Each method takes what the source calls a field, and its text; '' gives nothing.
    """

    def __init__(self) -> None:
        self.remarks: list[SourceField] = []

    def remark(self, name: str, text: str, reason: Message | None = None) -> None:
        """Let a text be reported."""
        if text:
            self.remarks.append(SourceField(name, text, reason))

    def issued(self, name: str, text: str) -> str:
        """A date of ISO 8601; '' for none."""
        date, remarks = dates.issued(name, text)
        self.remarks += remarks
        return date

    def isbns(self, name: str, text: str) -> tuple[str, ...]:
        """ISBNs as they are written."""
        found = tuple(isbns_in(text))
        self.remark(name, beside_numbers(text, ISBN), N_("it is no %(what)s", what="ISBN"))
        return found

    def issns(self, name: str, text: str) -> tuple[str, ...]:
        """ISSNs with their hyphen."""
        found = tuple(issns_in(text))
        self.remark(name, beside_numbers(text, ISSN), N_("it is no %(what)s", what="ISSN"))
        return found

    def isbns_and_issns(self, name: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The numbers of a field that may have both."""
        reason = N_("it is no %(what)s", what="ISBN")
        self.remark(name, beside_numbers(text, ISBN, ISSN), reason)
        return tuple(isbns_in(text)), tuple(issns_in(text))

    def doi(self, name: str, text: str) -> str:
        """A DOI in small letters; '' for none."""
        doi = doi_in(text)
        if len(text.split()) > 1 + text.lower().startswith("doi:") or not doi:
            self.remark(name, text, N_("it is no %(what)s", what="DOI"))
        return doi

    def title(self, name: str, text: str) -> tuple[str, str]:
        """A title and a subtitle where one field has both.

        What is behind the only colon is a subtitle, unless that colon stands behind a number:
        "SOU 2010: 49", "2001: A Space Odyssey".
        """
        title, colon, subtitle = text.partition(": ")
        if not (colon and title and subtitle) or ": " in subtitle or title[-1].isdigit():
            return text, ""
        reason = N_(
            "it is read as the title “%(title)s” and the subtitle “%(subtitle)s”",
            title=title,
            subtitle=subtitle,
        )
        self.remarks.append(SourceField(name, text, reason, is_read=True))
        return title, subtitle

    def pages(self, name: str, text: str, *, is_part: bool) -> dict[str, object]:
        """Pages as fields of a record: from which to which, of what is a part of something.

        Of a whole, a number alone is how many there are.
        """
        if not is_part and (count := page_count(text, bare=True)):
            is_number = text.isdigit()
            return {"page_count": count, "extent": None if is_number else Text(text)}
        first, last = page_range(text)
        if not first:
            self.remark(name, text, N_("it is no %(what)s", what=N_("range of pages")))
            return {}
        return {"page_start": first, "page_end": last}


def edition_number(edition: str) -> int | None:
    """The number of an edition, of a field that has it in figures or in words; None for none."""
    if edition.isascii() and edition.isdigit() and 0 < int(edition[:9]) < 1000:
        return int(edition)
    return read_edition_field(edition).number


def is_edition_history(note: str, year: int | None = None) -> bool:
    """Whether a note tells of other editions, whether or not all of it is understood."""
    words = {word.strip(".,;:()") for word in folded(plain(note)).split()}
    return bool(read_statement(note, year=year).others) or bool(words & _EDITIONS)
