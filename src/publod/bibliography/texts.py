"""Texts in languages: tidied, and chosen where a format has room for one only.

Headings (names, subjects) are in the language of cataloguing; what a publication itself says is in
its own language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from publod.bibliography.export.xml_writer import legible
from publod.bibliography.languages import CATALOGUING_TAG

#: Languages in the order in which headings are chosen: that of cataloguing first. '' is untagged.
PREFERENCE = (CATALOGUING_TAG, "en", "")

# A no-break space means something and stays.
_SPACES = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")
_UNTIDY = re.compile("[\x00-\x1f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]|  ")
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


class Text(NamedTuple):
    """A text and its language tag (BCP 47); '' where none was given."""

    text: str
    tag: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


def tidy(text: str) -> str:
    """The text in one line, without characters that XML cannot hold."""
    if _UNTIDY.search(text):
        text = _SPACES.sub(" ", legible(text))
    return text.strip(" ")


@lru_cache(1024)
def tidy_tag(tag: str) -> str:
    """The tag, if it is one as ``xml:lang`` takes them (XML Schema 1.0, ``language``)."""
    return tag if _TAG.fullmatch(tag) else ""


def all_of(texts: Mapping[str, str] | Iterable[tuple[str, str]]) -> list[Text]:
    """Texts by language, or pairs of language and text; empty ones and repetitions left out.

    Those in preferred languages come first.
    """
    if not texts:
        return []
    pairs = texts.items() if isinstance(texts, Mapping) else texts
    found = {Text(tidy(text), tidy_tag(tag)): None for tag, text in pairs}
    return sorted((text for text in found if text), key=_rank)


def one_of(texts: Mapping[str, str], *languages: str) -> Text:
    """The text in the first of some languages that has one, else in a preferred one, else any."""
    found = all_of(texts)
    for language in languages:
        for text in found:
            if speaks(text.tag, language):
                return text
    return found[0] if found else Text("")


@lru_cache(4096)
def speaks(tag: str, language: str) -> bool:
    """Whether a tag is of a language, by itself or with further subtags (RFC 4647 §3.3.1)."""
    tag = tag.lower()
    return tag == language or (bool(language) and tag.startswith(language + "-"))


def _rank(text: Text) -> int:
    return _rank_of(text.tag)


@lru_cache(1024)
def _rank_of(tag: str) -> int:
    for place, language in enumerate(PREFERENCE):
        if speaks(tag, language):
            return place
    return len(PREFERENCE)
