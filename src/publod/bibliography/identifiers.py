"""Identifiers of a publication, and the addresses where it and its description are found."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from publod.bibliography.entry import Entry
from publod.bibliography.titles_and_labels import Text, one_of, tidy
from publod.messages import N_, languages_brought

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9.]+/\S+)", re.IGNORECASE)
# ANSI/NISO Z39.23 and ISO 10444: a code of the report, two hyphens, the number in its sequence.
_STRN = re.compile(r"(?:ISRN[ :]?)?[A-Z][A-Z0-9]*(?:[/-][A-Z0-9]+)*--[A-Z0-9/().-]+")
# RFC 3987 §2.2, as far as it tells an IRI from any other text.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_WEB = re.compile(r"https?://[^/?#]+.*", re.IGNORECASE)


#: What the number of a case is called, which no format has a place of its own for.
REGISTRATION_NUMBER = N_("registration number")


def names_registration_number(label: str) -> bool:
    """Whether a label says so, in one of the languages that publod speaks."""
    return label.lower() in {REGISTRATION_NUMBER.text(tag) for tag in languages_brought()}


class Identifier(NamedTuple):
    """An identifier.

    ``kind`` is one of uri, doi, isbn, issn, urn, strn (a standard technical report number), report
    (any other number that the publication bears), registration (of the case) and local.
    """

    kind: str
    value: str

    @property
    def as_iri(self) -> str:
        """The identifier as an IRI, for formats that have no other way to tell its kind."""
        if self.kind == "doi":
            return f"https://doi.org/{self.value}"
        if self.kind in {"isbn", "issn"}:
            return f"urn:{self.kind.upper()}:{self.value}"
        return self.value


class Link(NamedTuple):
    """A file of the publication, or a page about it. ``size`` is in bytes."""

    url: str
    media_type: str = ""
    size: int | None = None
    label: Text = Text("")

    @property
    def bytes(self) -> str:
        """The size in words; '' where it is not known."""
        return "" if self.size is None else f"{self.size} B"


def identifiers_of(entry: Entry) -> list[Identifier]:
    """All identifiers, the address of the record first, each once."""
    identifiers = [Identifier("uri", entry.document)]
    if entry.doi:
        identifiers.append(_told_apart(entry.doi))
    identifiers += [Identifier("isbn", tidy(isbn)) for isbn in entry.isbn]
    identifiers += [Identifier("issn", tidy(issn)) for issn in entry.issn]
    levels = (number for level in entry.of_edition for number in level.document_numbers)
    numbers = (*entry.document_numbers, *levels)
    identifiers += [
        Identifier("strn" if _STRN.fullmatch(number) else "report", number)
        for number in map(tidy, numbers)
    ]
    identifiers += [Identifier("registration", tidy(n)) for n in entry.registration_numbers]
    identifiers += map(_told_apart, entry.identifiers)
    return [identifier for identifier in dict.fromkeys(identifiers) if identifier.value]


def files_of(entry: Entry) -> list[Link]:
    """The files that the publication can be had in, as far as they have an address."""
    return [
        Link(file.url, tidy(file.media_type), file.size, one_of(file.title))
        for file in entry.files
        if is_absolute(file.url)
    ]


def is_absolute(iri: str) -> bool:
    """Whether a text is an absolute IRI and can stand where a schema asks for one."""
    try:
        return bool(_ABSOLUTE.fullmatch(iri) and urlsplit(iri))
    except ValueError:  # a host in brackets that is no address
        return False


def doi_of(text: str) -> str:
    """The DOI that a text is, whether as an address, with its scheme or bare; '' for any other."""
    match = _DOI.fullmatch(text)
    return match[1] if match else ""


def _told_apart(text: str) -> Identifier:
    text = tidy(text)
    if doi := doi_of(text):
        return Identifier("doi", doi)
    if text.lower().startswith("urn:"):
        return Identifier("urn", text)
    return Identifier("uri" if _WEB.fullmatch(text) and is_absolute(text) else "local", text)
