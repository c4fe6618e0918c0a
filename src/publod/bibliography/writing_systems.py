"""The writing systems of texts, and the language tags that tell of them (RFC 5646 §2.2.3).

A title of a Persian book that is written in Latin letters is in ``fa-Latn``; in Arabic letters it
is in ``fa``, since that is what Persian is written in (Unicode CLDR, likely subtags).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from babel.core import get_global

LATIN = "Latn"
#: The scripts of languages in which the family name comes first.
FAMILY_NAME_FIRST = frozenset({"Hani", "Hira", "Kana", "Hang"})
#: Codes of ISO 15924 by the first word of the names that letters have in Unicode.
_SCRIPTS = {
    "LATIN": LATIN, "CYRILLIC": "Cyrl", "GREEK": "Grek", "HEBREW": "Hebr", "ARABIC": "Arab",
    "CJK": "Hani", "HIRAGANA": "Hira", "KATAKANA": "Kana", "HANGUL": "Hang", "THAI": "Thai",
    "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "GUJARATI": "Gujr", "GURMUKHI": "Guru", "ORIYA": "Orya",
    "SINHALA": "Sinh", "TIBETAN": "Tibt", "KHMER": "Khmr", "LAO": "Laoo", "MYANMAR": "Mymr",
    "ETHIOPIC": "Ethi", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "MONGOLIAN": "Mong",
    "SYRIAC": "Syrc", "COPTIC": "Copt", "THAANA": "Thaa",
}  # fmt: skip
#: The scripts that are written together in some languages.
_PARTS = {
    "Hans": {"Hani"}, "Hant": {"Hani"}, "Jpan": {"Hani", "Hira", "Kana"}, "Kore": {"Hang", "Hani"},
}  # fmt: skip


def script_of(text: str) -> str:
    """The script that most letters of a text are in, by its code in ISO 15924; '' for none."""
    found = Counter(
        _SCRIPTS.get(unicodedata.name(letter, "").partition(" ")[0].partition("-")[0], "")
        for letter in text
        if letter.isalpha() and unicodedata.category(letter) != "Lm"  # modifiers are romanisation
    )
    return found.most_common(1)[0][0] if found else ""


def script_subtag(tag: str) -> str:
    """The script that a language tag names; '' for none."""
    return next((p.title() for p in tag.split("-")[1:] if len(p) == 4 and p.isalpha()), "")


@lru_cache(1024)
def _own_scripts(tag: str) -> set[str]:
    """The scripts that a language is written in; none where that is not known."""
    likely = str(get_global("likely_subtags").get(tag.partition("-")[0], ""))
    script = next((part for part in likely.split("_")[1:] if len(part) == 4), "")
    return _PARTS.get(script, {script}) if script and tag != "und" else set()


def tag_in_script(tag: str, text: str) -> str:
    """The tag of a language with the script of a text, where it is not its own."""
    script, own = script_of(text), _own_scripts(tag)
    is_told = len(tag.split("-")) > 1
    return f"{tag}-{script}" if script and own and script not in own and not is_told else tag


def language_in_script(tags: Iterable[str], text: str) -> str:
    """The tag of a text in one of some languages: of the first that is written in its script.

    Else it is ``und`` with the script.
    """
    script = script_of(text)
    own = (tag for tag in tags if script in _own_scripts(tag))
    return next(own, f"und-{script}" if script else "und")
