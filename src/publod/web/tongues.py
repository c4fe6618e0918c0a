"""Languages by name: codes of the EU authority table, and the tags that the web has for them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from publod.inference.rules import TWO_LETTERS


def tag_of(code: str) -> str:
    """The language tag (RFC 5646) of a code such as SWE."""
    return TWO_LETTERS.get(code, code.lower())


@lru_cache(maxsize=1024)
def language_name(code: str, language: str) -> str:
    """What a language is called in another; its code if Babel does not know."""
    return str(Locale(language).languages.get(tag_of(code), code))


@lru_cache(maxsize=512)
def own_name(code: str) -> tuple[str, str]:
    """What a language calls itself, with its tag; its code and no tag if Babel does not know."""
    tag = tag_of(code)
    try:
        name = Locale.parse(tag).languages.get(tag, "")
    except (UnknownLocaleError, ValueError):
        name = ""
    return (name[:1].upper() + name[1:], tag) if name else (code, "")


@lru_cache(maxsize=512)
def tag_name(tag: str, language: str) -> str:
    """What the language of a tag is called in another language."""
    return str(Locale(language).languages.get(tag.partition("-")[0].lower(), tag))
