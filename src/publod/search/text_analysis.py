"""Words as the index knows them: as written, folded, and as stems of each language.

All analysis is done here, for the index, for questions and for snippets alike, so that these cannot
disagree. The engine only splits at spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from publod.search.languages import morphology

#: A word is a run of letters and digits, with the marks that are written on them.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_LONGEST = 80
_REMEMBERED = 1 << 17
#: Groups of digits that make one number, such as that of a telephone; not two years.
_GROUPS = re.compile(
    r"(?<![^\W_])(?!\d{4}\D\d{4}(?!\d))\d{2,4}(?:[- \u00a0\u2010-\u2014]\d{2,9}){1,5}(?![^\W_])"
)
#: A word whose end stands in the one after the next, and letters that parts of words have.
_HANGING = re.compile(r"([^\W\d_]{2,})[-\u2010] (?:och|eller|samt) ([^\W\d_]{7,24})")
_PART = 3
#: Letters that no decomposition folds.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
#: Invisible characters that stand inside of words: soft hyphens, joiners, marks of direction.
_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])


def clean(text: str) -> str:
    """Text composed (NFC), without what nobody sees and without what no encoding can carry."""
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return text.replace("\0", " ")


def words(text: str) -> list[str]:
    """The words of a clean text, without regard to case."""
    return [word[:_LONGEST].casefold() for word in WORD.findall(text)]


def joined_numbers(text: str) -> list[str]:
    """The numbers that a text has in groups of digits, each in one: ``020-39 00 00``."""
    return ["".join(filter(str.isalnum, found[0])) for found in _GROUPS.finditer(text)]


def completed_words(text: str) -> list[str]:
    """What words with a hanging hyphen may stand for: "hälsovård" in "hälso- och sjukvård".

    Where the last word of the two is parted is not known here: whatever can be its end is tried.
    """
    return [
        (start + last[place:])[:_LONGEST].casefold()
        for start, last in _HANGING.findall(text)
        for place in range(_PART, len(last) - _PART)
    ]


@lru_cache(_REMEMBERED)
def fold(word: str) -> str:
    """A word without marks on its letters: ``återresa`` is ``aterresa``."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold() or word


@lru_cache(_REMEMBERED)
def stem(word: str, language: str) -> str:
    """The stem of a word in a language of `stemmed`, folded.

    The Snowball stemmer takes one ending, where some languages have several: ``myndigheternas``
    gives ``myndighet``, and that ``mynd``. So it is asked until nothing more comes off; the stem of
    a stem is the stem itself. Folding comes first; after it, whoever has no ``å`` on the keyboard
    gets the same stem. Irregular plurals have the stem of their singular.
    """
    stemmed_word, rules = fold(word), morphology(language)
    seen: list[str] = []
    while stemmed_word not in seen:
        seen.append(stemmed_word)
        before = stemmed_word
        stemmed_word = fold(rules.reduced(before))
        if stemmed_word == before:
            stemmed_word = fold(rules.finished(before))
    # Of those that lead to each other, the same from wherever one comes.
    return min(seen[seen.index(stemmed_word) :], key=lambda one: (len(one), one))
