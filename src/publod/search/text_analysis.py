"""Words as the index knows them: as written, folded, and as Swedish and English stems.

All analysis is done here, for the index, for questions and for snippets alike, so that these cannot
disagree. The engine only splits at spaces.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import tantivy

#: A word is a run of letters and digits, with the marks that are written on them.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
#: The languages that have stems of their own; text in any other is looked up in both.
STEMMED = ("sv", "en")
_LONGEST = 80
_REMEMBERED = 1 << 17
#: Letters that no decomposition folds.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
#: Invisible characters that stand inside of words: soft hyphens, joiners, marks of direction.
_INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF])
#: The definite form that the Snowball stemmer leaves: handeln, sektorn.
_DEFINITE = re.compile(r"(?<=\w\w\w[eo][lr])n$")


def clean(text: str) -> str:
    """Text composed (NFC), without what nobody sees and without what no encoding can carry."""
    if not text.isascii():
        text = text.encode("utf-8", "ignore").decode("utf-8")
        text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return text.replace("\0", " ")


def words(text: str) -> list[str]:
    """The words of a clean text, without regard to case."""
    return [word[:_LONGEST].casefold() for word in WORD.findall(text)]


@lru_cache(_REMEMBERED)
def fold(word: str) -> str:
    """A word without marks on its letters: ``återresa`` is ``aterresa``."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in letters if not unicodedata.combining(c)).casefold() or word


@lru_cache(_REMEMBERED)
def stem(word: str, language: str) -> str:
    """The stem of a word in a language of `STEMMED`, folded.

    The Snowball stemmer takes one ending, where Swedish has several: ``myndigheternas`` gives
    ``myndighet``, and that ``mynd``. So it is asked until nothing more comes off. Folding comes
    first; after it, whoever has no ``å`` on the keyboard gets the same stem.
    """
    stemmed = fold(word)
    for _ in range(4):
        before = stemmed
        stemmed = next(iter(_stemmer(language).analyze(stemmed)), stemmed)
        if language == "sv":
            stemmed = _DEFINITE.sub("", stemmed)
        if stemmed == before:
            break
    return stemmed


@cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    name = {"sv": "swedish", "en": "english"}[language]
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    return raw.filter(tantivy.Filter.stemmer(name)).build()


def languages_of(tag: str) -> tuple[str, ...]:
    """In which languages a text with this tag is stemmed."""
    primary = tag.partition("-")[0].lower()
    return (primary,) if primary in STEMMED else STEMMED
