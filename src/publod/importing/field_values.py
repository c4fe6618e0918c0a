"""Values that several formats write alike: names, numbers, addresses and identifiers.

What an ISBN, an ISSN, a DOI or an address is by its form is decided here for all sources; what a
date is, in `dates`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from publod.bibliography.agent_names_and_roles import GENERATION
from publod.bibliography.registers import registers
from publod.importing.known_words import is_organisation
from publod.importing.source_record import SourceAgent, SourceFile

_SPACE = re.compile(r"\s+")
#: Punctuation of ISBD, which MARC writes at the end of what comes before it. A full stop belongs
#: to an abbreviation ("uppl.", "N. N.") unless it closes a sentence of its own.
_TRAILING = re.compile(r"\s*[/:;,=]\s*$")
_FULL_STOP = re.compile(r"(?<=\w\w\w\w)\.$|(?<=\))\.$|(?<=\d)\.$")
ISBN = re.compile(r"(?<![0-9])(?:97[89][- ]?)?[0-9](?:[- ]?[0-9]){8}[- ]?[0-9Xx](?![0-9])")
ISSN = re.compile(r"(?<![0-9-])([0-9]{4})[-\u2010-\u2013]?([0-9]{3}[0-9Xx])(?![0-9-])")
DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
WEB = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+[^\s<>\"{}|\\^`]*", re.IGNORECASE)
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
#: What stands before a number and between several, and says nothing.
_NAMED = re.compile(r"\b(?:urn:)?(?:e-?)?is[bs]n(?:[- ]?1[03])?\b[: ]*|[\s;,|/]+", re.IGNORECASE)
_PAGES = re.compile(
    r"(?P<first>[A-Za-z]?\d+|[ivxlc]+)\s*(?:[-\u2010-\u2015]{1,2}\s*(?P<last>[A-Za-z]?\d+|[ivxlc]+))?"
)
_PAGE_COUNT = re.compile(
    r"(?<![\d.])(\d{1,5})\s*(?:p\b|pp\b|s\b|str\b|pages?\b|sid(?:or|a)?\b|bl\b)", re.IGNORECASE
)
#: Media types by what the names of files end with.
_MEDIA_TYPES = {
    "pdf": "application/pdf", "epub": "application/epub+zip", "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword", "odt": "application/vnd.oasis.opendocument.text",
    "txt": "text/plain", "xml": "application/xml", "zip": "application/zip", "mp3": "audio/mpeg",
}  # fmt: skip


def plain(text: object) -> str:
    """A text on one line, without space around it."""
    return _SPACE.sub(" ", str(text or "").replace("\x98", "").replace("\x9c", "")).strip()


def unpunctuated(text: str) -> str:
    """A text without the punctuation that ISBD puts before what follows, and without brackets."""
    whole = plain(text)
    bare = _TRAILING.sub("", whole)
    is_followed = bare != whole  # then a full stop is that of an abbreviation: "Mass. :"
    if bare.startswith("[") and bare.endswith("]") and bare.count("[") == 1:
        bare = bare[1:-1].strip()
    return bare if is_followed else _FULL_STOP.sub("", bare)


def agent_of(
    name: str,
    role: str = "aut",
    *,
    is_person: bool | None = None,
    identifiers: Iterable[str] = (),
) -> SourceAgent | None:
    """An agent of a name in either order: "Berg, Åsa", "Åsa Berg" or "IOM"; None for no name.

    Where the source does not say it, words of organisations make one, and a comma a person.
    """
    name = plain(name)
    if not name:
        return None
    family, *rest = (part.strip() for part in name.split(","))
    generation = [one for one in rest if GENERATION.fullmatch(one)][:1] if len(rest) == 2 else []
    others = [one for one in rest if one not in generation]
    is_inverted = bool(family and len(others) == 1 and others[0])
    if is_person is None and is_organisation(name):
        is_person = False
    if is_person is None and is_inverted:
        is_person = True
    if is_person and is_inverted:
        direct, given = (
            ", ".join((text, *generation)) for text in (f"{others[0]} {family}", others[0])
        )
        return SourceAgent(direct, role, True, family, given, tuple(identifiers))
    return SourceAgent(name, role, is_person, identifiers=tuple(identifiers))


def authority_iri(code: str, identifier: str) -> str:
    """An identifier of an agent as an IRI, if its authority is known; else as it is written."""
    bare = plain(identifier).removeprefix("(uri)").strip()
    if is_web_address(bare):
        return bare
    known = [one for one in registers().agents if one.namespace and one.code == code.lower()]
    if known:
        return known[0].namespace + bare.replace(" ", "")
    return registers().agent_iri(bare) or identifier


def doi_in(text: str) -> str:
    """The DOI in a text, in small letters; '' for none."""
    match = DOI.search(text)
    doi = match[1].rstrip(".,;").lower() if match else ""
    # A parenthesis that the DOI has not opened is that of the text around it.
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi


def isbns_in(text: str) -> list[str]:
    """ISBNs in a text as they are written, whether or not their check digits are right."""
    return [match[0].strip() for match in ISBN.finditer(text)]


def issns_in(text: str) -> list[str]:
    """ISSNs in a text, with their hyphen."""
    return [f"{match[1]}-{match[2].upper()}" for match in ISSN.finditer(text)]


def beside_numbers(text: str, *numbers: re.Pattern[str]) -> str:
    """What stands in a text besides numbers of some kinds and their names, such as ``(pbk.)``."""
    rest = text
    for number in numbers:
        rest = number.sub(" ", rest)
    return plain(_NAMED.sub(" ", rest)).strip(" .:")


def page_range(text: str) -> tuple[str, str]:
    """The first and the last page of "12-34", "s. 12--34", "12"; twice '' for what is none."""
    bare = re.sub(r"^(?:pp?|s|sid)\.?\s*", "", plain(text), flags=re.IGNORECASE)
    match = _PAGES.fullmatch(bare)
    return (match["first"], match["last"] or "") if match else ("", "")


def page_count(extent: str, *, bare: bool = False) -> int | None:
    """How many pages an extent tells of: "xii, 112 p." is 112; None where that is not plain.

    With ``bare`` a number alone is one of pages.
    """
    if bare and extent.isascii() and extent.isdigit():
        return int(extent[:9]) or None
    counts = _PAGE_COUNT.findall(extent)
    return int(counts[0]) if len(counts) == 1 and int(counts[0]) else None


def is_web_address(text: str) -> bool:
    """Whether a text is an address on the web."""
    if not text.lower().startswith(("http://", "https://")) or any(c.isspace() for c in text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False


def file_at(url: str, media_type: str = "", **more: object) -> SourceFile | None:
    """The file at an address, if its name or its media type says that it is one."""
    suffix = urlsplit(url).path.rpartition("/")[2].rpartition(".")[2].lower()
    known = media_type or _MEDIA_TYPES.get(suffix, "")
    if not known or known == "text/html":
        return None
    return SourceFile(url, known, **more)  # type: ignore[arg-type]
