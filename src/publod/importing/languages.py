"""Languages as sources write them: codes of any part of ISO 639, tags, and names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from babel import Locale

from publod.bibliography.language_codes_and_names import (
    TWO_LETTERS,
    code_meant,
    is_language,
    own_name,
    tag_of,
)
from publod.importing.names import folded

#: The languages in which names of languages are known, besides each in itself.
_NAMED_IN = ("en", "sv", "nb", "da", "fi", "de", "fr", "es")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@lru_cache(4096)
def language_code(text: str) -> str:
    """The code of the EU table, such as SWE, of a language by its code, tag or name; '' if unknown.

    ``sv``, ``swe``, ``sv-SE``, ``Swedish`` and ``svenska`` are SWE.
    """
    text = text.strip()
    if _TAG.fullmatch(text):
        primary = text.partition("-")[0]
        if code := code_meant(primary):
            return code
        if len(primary) == 3 and is_language(primary.upper()):
            return primary.upper()
    return _names().get(folded(text), "")


@lru_cache(4096)
def language_tag(text: str) -> str:
    """The tag (BCP 47) of a language by its tag, code or name; '' if unknown."""
    text = text.strip()
    if _TAG.fullmatch(text) and (len(text.partition("-")[0]) == 2 or text.lower() in _NO_LANGUAGE):
        return text
    code = language_code(text)
    return tag_of(code) if code else ""


_NO_LANGUAGE = frozenset(("und", "mul", "mis", "zxx"))


@cache
def _names() -> Mapping[str, str]:
    """Names of languages in several languages, with their codes; no name of two languages."""
    names: dict[str, str] = {}
    twice: set[str] = set()
    for code in TWO_LETTERS:
        own = [own_name(code)[0]]
        tag = tag_of(code)
        own += [str(Locale(one).languages.get(tag, "")) for one in _NAMED_IN]
        for name in filter(None, map(folded, own)):
            if names.setdefault(name, code) != code:
                twice.add(name)
    return {name: code for name, code in names.items() if name not in twice}
