"""What well-known things elsewhere are called: places, licences, media types, languages."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from babel.core import UnknownLocaleError

from publod.bibliography.licence import name_of_licence
from publod.inference.rules import TWO_LETTERS

#: GeoNames (https://www.geonames.org/): the number, and the name in Swedish and in English.
_PLACES = {
    "2661886": ("Sverige", "Sweden"),
    "2673722": ("Stockholms län", "Stockholm County"),
    "604010": ("Norrbottens län", "Norrbotten County"),
    "2664415": ("Västerbottens län", "Västerbotten County"),
    "2703330": ("Jämtlands län", "Jämtland County"),
    "2664292": ("Västernorrlands län", "Västernorrland County"),
}
_PLACE = re.compile(r"https?://sws\.geonames\.org/(\d+)/?")
_MEDIA_TYPE = re.compile(r"https?://www\.iana\.org/assignments/media-types/([^/]+/[^/]+)")
_FILE_TYPE = re.compile(
    r"http://publications\.europa\.eu/resource/authority/file-type/([A-Z0-9_]+)"
)


def name_of(iri: str, language: str) -> str:
    """The name of a thing elsewhere, in Swedish or else in English; '' if it is not known."""
    if found := _PLACE.fullmatch(iri):
        swedish, english = _PLACES.get(found[1], ("", ""))
        return swedish if language == "sv" else english
    if name := name_of_licence(iri):
        return name
    found = _MEDIA_TYPE.fullmatch(iri) or _FILE_TYPE.fullmatch(iri)
    return found[1] if found else ""


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
