"""The lines of RIS files: of each reference its tags, with all of their values.

The specification of 2011 has two spaces before the hyphen, ``TI  - Title``; EndNote and others also
write one, and leave out the space behind it where there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LINES = re.compile(r"\r\n|\r|\n")
_TAGGED = re.compile(r"([A-Z][A-Z0-9])( {1,2}|\t)-(?:\s+(.*))?")
#: The tags of the specification, and ED, which Scopus and others have for editors.
_KNOWN = frozenset(
    "TY A1 A2 A3 A4 AB AD AN AU C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DO DP ED EP ER ET ID "
    "IS J1 J2 JA JF JO KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PB PP PY RI RN RP SE SN SP ST "
    "T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 UR VL VO Y1 Y2".split()
)
#: Where a further line is a further value, and not the rest of a long one.
_LISTS = frozenset("KW UR L1 L2 L3 L4 TY ID PY Y1 Y2 DA DO SN VL IS SP EP LA AN M1".split())

#: A reference: the values of each tag, in their order.
Reference = dict[str, list[str]]


@dataclass
class Lines:
    """Reads the lines of a file; ``outside`` has those that stand in no reference."""

    text: str
    outside: list[str] = field(default_factory=list)

    def references(self) -> Iterator[Reference]:
        """The references. Each ends with ER, before the next TY, or with the file."""
        reference: Reference = {}
        tag, has_one_space = "", False
        for whole in _LINES.split(self.text):
            line = whole.strip("\ufeff").rstrip()
            match = _TAGGED.fullmatch(line.lstrip("\ufeff "))
            # A line of an abstract may well begin with "UK - based".
            if match and (match[2] != " " or has_one_space or match[1] in _KNOWN):
                if match[1] == "TY":
                    has_one_space = match[2] == " "
                    if "TY" in reference:
                        yield reference
                        reference = {}
                tag = match[1]
                reference.setdefault(tag, []).append((match[3] or "").strip())
                if tag == "ER":
                    yield reference
                    reference, has_one_space = {}, False
            elif not (text := line.strip()):
                continue
            elif not reference:
                self.outside.append(text)
            elif tag in _LISTS:
                reference[tag].append(text)
            else:
                values = reference[tag]
                values[-1] = f"{values[-1]} {text}".strip()
        if reference:
            yield reference
