"""Alphabetical order, as each language has it: the keys of two texts compare as the texts should.

Swedish has å, ä and ö after z, and counts foreign letters to those that they sound like (Svenska
Akademiens ordlista); English reads past all marks. Case, quotation marks and dashes never count.
"""

from __future__ import annotations

import re
import unicodedata

# The characters after "z" in ASCII are left out of a text, and stand for the letters after "z".
_SWEDISH = str.maketrans(
    {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "œ": "}", "ü": "y"}
    | dict.fromkeys("{|}", "")
)
#: What does not count in a key: all but letters, digits, spaces and, in Swedish, their stand-ins.
_UNCOUNTED = re.compile(r"[^\w ]|_")
_UNCOUNTED_IN_SWEDISH = re.compile(r"[^\w {|}]|_")
#: No list is ordered by more characters of a text; PostgreSQL indexes some 2,700 bytes of a row.
LONGEST_KEY = 500


def sort_key(text: str, language: str) -> str:
    """The place of a text in the alphabet of a language (``sv``; anything else is English)."""
    plain = unicodedata.normalize("NFC", text.casefold())
    uncounted = _UNCOUNTED
    if language == "sv":
        plain, uncounted = plain.translate(_SWEDISH), _UNCOUNTED_IN_SWEDISH
    letters = unicodedata.normalize("NFKD", plain)
    return uncounted.sub("", letters)[:LONGEST_KEY].strip()
