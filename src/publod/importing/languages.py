"""Languages as sources write them: codes of any part of ISO 639, tags, and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from babel import Locale

from publod.bibliography.language_codes_and_names import (
    TWO_LETTERS,
    code_meant,
    is_language,
    own_name,
    tag_of,
)
from publod.importing.known_words import words
from publod.importing.names import folded

#: The languages in which names of languages are known, besides each in itself.
_NAMED_IN = ("en", "sv", "nb", "da", "fi", "de", "fr", "es")
#: The tag of texts whose language nobody says (ISO 639-2).
UNDETERMINED = "und"
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


def languages_of_texts(
    texts: Sequence[str], codes: Sequence[str], own: Sequence[str]
) -> list[tuple[str, bool]]:
    """The languages of the texts of a record in the languages ``own``, and whether each is sure.

    ``codes`` are languages that some of the texts are in. Each text is in the one whose commonest
    words it has; of several, the last is in the language that is left. What nothing tells is in
    that of its place among as many codes, else in no known one (`UNDETERMINED`). A single text of
    which nothing is said is in the first of ``own``: the language of cataloguing.
    """
    if len(texts) == 1 and len(codes) < 2:
        said = codes[0] if codes else language_by_words(texts[0], map(language_tag, own)) or own[0]
        return [(language_tag(said), True)]
    listed = [*map(language_tag, codes)]
    among = [*dict.fromkeys(filter(None, (*listed, *map(language_tag, own))))]
    found = [language_by_words(text, among if codes else words()["languages"]) for text in texts]
    pool = listed if len({*listed}) == len(texts) else among
    left = [tag for tag in pool if tag not in found]
    if len(pool) == len(texts) > 1 and found.count("") == len(left) == 1:
        found[found.index("")] = left[0]
    is_in_order = len(listed) == len(found) and all(
        tag in {"", by_place} for tag, by_place in zip(found, listed, strict=True)
    )
    by_place = listed if is_in_order else [UNDETERMINED] * len(found)
    return [
        (tag or other or UNDETERMINED, bool(tag))
        for tag, other in zip(found, by_place, strict=True)
    ]


def language_by_words(text: str, among: Iterable[str]) -> str:
    """The one of some languages whose commonest words a text has; '' where that is not clear."""
    known = words()["languages"]
    own = re.findall(r"[^\W\d_]+", folded(text))
    counts = [(sum(word in known.get(tag, ()) for word in own), tag) for tag in among]
    (most, tag), (second, _), *_ = [*sorted(counts, reverse=True), (0, ""), (0, "")]
    return tag if most >= 2 and most >= 1.5 * second else ""


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
