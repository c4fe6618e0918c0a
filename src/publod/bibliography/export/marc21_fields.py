"""Fields of MARC 21 as MARCXML (https://www.loc.gov/standards/marcxml/)."""

from __future__ import annotations

from collections.abc import Iterable

from publod.bibliography.export.xml_writer import Xml, branch, leaf


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
    found: list[tuple[str, str]] = []
    for place, (_, code, value) in enumerate(present):
        if place + 1 < len(present):
            found.append((code, value + present[place + 1][0]))
        else:
            found.append((code, closed(value) if end else value))
    return found


def closed(value: str) -> str:
    """The value with a full stop, unless it ends in a mark of its own; '' stays ''."""
    return value if not value or value.endswith((".", "?", "!", "]", "-")) else value + "."


def several(tag: str, indicators: str, code: str, values: Iterable[str]) -> Xml:
    """One field with a subfield for each value."""
    return data(tag, indicators, *((code, value) for value in values))
