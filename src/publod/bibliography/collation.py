"""Alphabetical order, as each language has it: the keys of two texts compare as the texts should.

Alphabets are data (``alphabets.toml``, after Unicode's CLDR); who has none there reads past all
marks. Case, quotation marks and dashes never count.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

#: Latin letters that have no decomposition, as they are read where an alphabet does not have them.
_READ_AS = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ə": "e",
    }
)
#: What does not count in a key: all but letters, digits, spaces, and what stands for letters.
_STAND_INS = 0xE000
_UNCOUNTED = re.compile(r"[^\w \ue000-\ue0ff]|_")
_QUOTES = "[\"'\u201c\u201d\u2018\u2019»«\\[(]*"
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
#: Letters after "~" would be control characters: their keys go on behind these.
_LAST, _FURTHER = 0x7E, 0xA1
#: No list is ordered by more characters of a text; PostgreSQL indexes some 2,700 bytes of a row.
LONGEST_KEY = 500


class _Alphabet(NamedTuple):
    """``places`` is the number of each letter, or group of letters that counts as one.

    ``keys`` are the characters of keys in the order of the alphabet, ``letters`` what they mean.
    """

    places: Mapping[str, int]
    keys: str
    letters: tuple[str, ...]
    letter: re.Pattern[str]


def sort_key(text: str, language: str) -> str:
    """The place of a text in the alphabet of a language (BCP 47)."""
    plain = _PRIVATE.sub("", unicodedata.normalize("NFC", text[: 8 * LONGEST_KEY].casefold()))
    alphabet = _alphabet(language)
    if alphabet is None:
        letters = unicodedata.normalize("NFKD", plain.translate(_READ_AS))
        return _UNCOUNTED.sub("", letters)[:LONGEST_KEY].strip()
    plain = alphabet.letter.sub(lambda found: chr(_STAND_INS + alphabet.places[found[0]]), plain)
    letters = _UNCOUNTED.sub("", unicodedata.normalize("NFKD", plain.translate(_READ_AS)))
    # Letters that have lost foreign marks are letters of the alphabet now.
    letters = alphabet.letter.sub(lambda f: chr(_STAND_INS + alphabet.places[f[0]]), letters)
    return letters.translate(_key_of(language))[:LONGEST_KEY].strip()


def letter_of(initial: str, language: str) -> str:
    """The letter, in lower case, that the first character of a key stands for."""
    alphabet = _alphabet(language)
    place = alphabet.keys.find(initial) if alphabet and initial else -1
    return alphabet.letters[place] if alphabet and place >= 0 else initial


def article_of(text: str, language: str) -> str:
    """The article, with marks before it and the space after it, that a title begins with; or ''."""
    pattern = _article(language)
    found = pattern.match(text) if pattern else None
    return found[0] if found else ""


@lru_cache(64)
def _article(language: str) -> re.Pattern[str] | None:
    described = _alphabets().get(language.partition("-")[0].lower(), {})
    articles = [
        re.escape(one[:-1]) + "['\u2019]" if one.endswith("'") else re.escape(one) + " "
        for one in described.get("articles", "").split()
    ]
    pattern = rf"{_QUOTES}(?:{'|'.join(articles)})(?=\S)"
    return re.compile(pattern, re.IGNORECASE) if articles else None


@lru_cache(64)
def _alphabet(language: str) -> _Alphabet | None:
    described = _alphabets().get(language.partition("-")[0].lower())
    if described is None or "letters" not in described:
        return None
    letters = tuple(described["letters"].split())
    places = {letter: place for place, letter in enumerate(letters)}
    places |= {other: places[letter] for other, letter in described.get("counted", {}).items()}
    first = ord(letters[0])
    codes = (first + place for place in range(len(letters)))
    keys = "".join(chr(c if c <= _LAST or c > 0xFF else c - _LAST - 1 + _FURTHER) for c in codes)
    longest_first = sorted(places, key=len, reverse=True)
    return _Alphabet(places, keys, letters, re.compile("|".join(map(re.escape, longest_first))))


@lru_cache(64)
def _key_of(language: str) -> dict[int, str]:
    alphabet = _alphabet(language)
    return {_STAND_INS + place: key for place, key in enumerate(alphabet.keys)} if alphabet else {}


@cache
def _alphabets() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("alphabets.toml").read_text("utf-8"))
