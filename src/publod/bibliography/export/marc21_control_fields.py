"""Fields of MARC 21: as MARCXML, the leader and control fields, and locations (856)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.catalogue_languages import word
from publod.bibliography.dates import stamp
from publod.bibliography.description import BibliographicDescription
from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.messages import N_


def control(tag: str, value: str) -> Xml:
    """A control field; nothing without a value."""
    return leaf("controlfield", value, {"tag": tag})


def data(tag: str, indicators: str, *subfields: tuple[str, str]) -> Xml:
    """A data field with its two indicators, of pairs of code and value; '' values are left out.

    Nothing without a value, and a field of nothing but its source or relator says nothing either:
    the first subfield is the one that counts.
    """
    if not subfields or not subfields[0][1]:
        return Xml("")
    return branch(
        "datafield",
        (leaf("subfield", value, {"code": code}) for code, value in subfields),
        {"tag": tag, "ind1": indicators[0], "ind2": indicators[1]},
    )


def punctuated(*parts: tuple[str, str, str], end: bool = False) -> list[tuple[str, str]]:
    """Subfields with ISBD punctuation, which MARC 21 puts at the end of what comes before it.

    Each part is the sign before it, its code and its value. ``end``: a full stop closes the field.
    """
    present = [part for part in parts if part[2]]
    subfields: list[tuple[str, str]] = []
    for place, (_, code, value) in enumerate(present):
        if place + 1 < len(present):
            subfields.append((code, value + present[place + 1][0]))
        else:
            subfields.append((code, closed(value) if end else value))
    return subfields


def closed(value: str) -> str:
    """The value with a full stop, unless it ends in a mark of its own; '' stays ''."""
    return value if not value or value.endswith((".", "?", "!", "]", "-")) else value + "."


def several(tag: str, indicators: str, code: str, values: Iterable[str]) -> Xml:
    """One field with a subfield for each value."""
    return data(tag, indicators, *((code, value) for value in values))


def control_fields(description: BibliographicDescription) -> Iterator[Xml]:
    """Leader, control number and its source, datestamp, 006 and 007 of what is online, 008."""
    yield leaf("leader", leader(description))
    yield control("001", description.control_number)
    yield control("003", description.source)
    yield control("005", stamp(description.entry.modified, "%Y%m%d%H%M%S.0"))
    if description.is_online:
        # An electronic resource as well as a text: a document (09) that is online (06).
        yield control("006", "m    |o  d " + _government(description) + " " * 6)
        # Electronic resource, remote; the rest is not coded.
        yield control("007", "cr" + " " + "|" * 11)
    elif description.is_volume:
        yield control("007", "ta")  # text in regular print
    yield control("008", fixed_length(description))


def leader(description: BibliographicDescription) -> str:
    """New or changed (05), language material (06), bibliographic level (07), Unicode (09).

    Abbreviated level (17), ISBD with punctuation (18); lengths and addresses are zeros, as they are
    in all MARCXML. A withdrawn record is no record here: OAI-PMH tells of it in its header.
    """
    is_changed = description.entry.modified > description.created
    return f"00000{'c' if is_changed else 'n'}a{_level(description)} a22000003i 4500"


def _level(description: BibliographicDescription) -> str:
    """Monograph (m); with pages in something else, a part of a monograph (a) or of a serial (b)."""
    hosts = description.related("host")
    if not hosts or not description.entry.page_start:
        return "m"
    return "b" if any(host.issn or host.volume or host.issue for host in hosts) else "a"


def fixed_length(description: BibliographicDescription) -> str:
    """Field 008: forty characters."""
    return "".join(
        (
            stamp(description.created, "%y%m%d") or "000000",
            _dates(description),
            (description.country or "xx").ljust(3)[:3],
            _of_serial(description) if _level(description) == "b" else _of_book(description),
            description.languages[0].marc,
            " d",
        )
    )


def _of_book(description: BibliographicDescription) -> str:
    """Positions 18 to 34 of a book.

    18-21 illustrations, 22 audience, 23 form, 24-27 contents, 28 government, 29-31 conference,
    festschrift and index, 33 and 34 literary form and biography.
    """
    contents = "".join(description.contents).ljust(4) if description.contents else "||||"
    return f"|||||{_form(description)}{contents}{_government(description)}||| ||"


def _of_serial(description: BibliographicDescription) -> str:
    """Positions 18 to 34 of something in a serial.

    18 and 19 frequency, 21 type, 22 and 23 forms, 24-27 contents, 28 government, 29 conference,
    33 alphabet, 34 entry.
    """
    return f"|| ||{_form(description)}||||{_government(description)}|   ||"


def _form(description: BibliographicDescription) -> str:
    if description.is_online:
        return "o"
    return " " if description.is_volume else "|"


def _government(description: BibliographicDescription) -> str:
    """A publication of government whose level is not said, or not coded."""
    return "o" if description.is_of_government else "|"


def _dates(description: BibliographicDescription) -> str:
    """Positions 06 to 14: a year, a detailed date with month and day, or unknown."""
    issued = description.issued
    if not issued.year:
        return "nuuuuuuuu"
    if not issued.month:
        return f"s{issued.year}    "
    return f"e{issued.year}{issued.month}{issued.day or '  '}"


def locations(description: BibliographicDescription) -> Iterator[Xml]:
    """856: files are the resource (second indicator 0) or a version of it on paper (1).

    The record and pages are related (2).
    """
    indicators = "41" if description.is_volume and not description.is_online else "40"
    for file in description.files:
        size = str(file.size) if file.size is not None else ""
        yield data(
            "856",
            indicators,
            ("u", file.url),
            ("q", file.media_type),
            ("s", size),
            ("y", file.label.text),
        )
    yield data("856", "42", ("u", description.entry.document), ("3", word(N_("Catalogue record"))))
    for page in description.pages:
        yield data("856", "42", ("u", page), ("3", word(N_("Web page"))))
