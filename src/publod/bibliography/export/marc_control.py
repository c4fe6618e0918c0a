"""The leader and the control fields of MARC 21.

https://www.loc.gov/marc/bibliographic/bdleader.html and …/bd008.html, books. What is not known is
coded as not coded ("|"), never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator

from publod.bibliography.dates import issued_of, stamp
from publod.bibliography.entry import Entry
from publod.bibliography.export.marc21_fields import control
from publod.bibliography.export.xml_writer import Xml, leaf
from publod.bibliography.identifiers import files_of, host_of, local_part
from publod.bibliography.titles import languages_in

#: New (05), language material (06), monograph (07), Unicode (09), abbreviated level (17), ISBD
#: with punctuation (18); lengths and addresses are zeros, as they are in all MARCXML.
LEADER = "00000nam a2200000" + "3i " + "4500"
#: Electronic resource, remote; the rest is not coded.
_ONLINE = "cr" + " " + "|" * 11


def control_fields(entry: Entry) -> Iterator[Xml]:
    """Leader, control number and its source, datestamp, 007 of files, 008."""
    yield leaf("leader", LEADER)
    yield control("001", local_part(entry))
    yield control("003", entry.catalogued_by or host_of(entry))
    yield control("005", stamp(entry.modified, "%Y%m%d%H%M%S.0"))
    yield control("007", _ONLINE if files_of(entry) else "")
    yield control("008", fixed_length(entry))


def fixed_length(entry: Entry) -> str:
    """Field 008: forty characters.

    The date of entry is that of the datestamp, since no other is known.
    """
    # 22 audience, 23 form, 24-27 contents, 28 government, 29 conference, 30 festschrift, 31 index
    form = "o" if files_of(entry) else "|"
    return "".join(
        (
            stamp(entry.modified, "%y%m%d") or "000000",
            _dates(entry),
            "xx ",
            "||||" + "|" + form + "||||" + "|||| ",
            "||",
            languages_in(entry)[0].marc,
            " d",
        )
    )


def _dates(entry: Entry) -> str:
    """Positions 06 to 14: a year, a detailed date with month and day, or unknown."""
    issued = issued_of(entry.issued)
    if not issued.year:
        return "nuuuuuuuu"
    if not issued.month:
        return f"s{issued.year}    "
    return f"e{issued.year}{issued.month}{issued.day or '  '}"
