"""Alphabetical order, as each language has it: the keys of two texts compare as the texts should.

Swedish has å, ä and ö after z, and counts foreign letters to those that they sound like (Svenska
Akademiens ordlista); English reads past all marks. Case, quotation marks and dashes never count.
"""

from __future__ import annotations

import unicodedata

# The characters after "z" in ASCII, in whose place no letter stands.
_SWEDISH = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "œ": "}", "ü": "y"})
_AFTER_Z = "{|}"
#: No list is ordered by more characters of a text; PostgreSQL indexes some 2,700 bytes of a row.
LONGEST_KEY = 500


def sort_key(text: str, language: str) -> str:
    """The place of a text in the alphabet of a language (``sv``; anything else is English)."""
    plain = unicodedata.normalize("NFC", text.casefold())
    if language == "sv":
        plain = "".join(c for c in plain if c not in _AFTER_Z).translate(_SWEDISH)
    letters = unicodedata.normalize("NFKD", plain)
    kept = (c for c in letters if c.isalnum() or c == " " or c in _kept(language))
    return "".join(kept)[:LONGEST_KEY].strip()


def _kept(language: str) -> str:
    return _AFTER_Z if language == "sv" else ""
