"""Names by which records are found: those that are equal, and those that are nearly so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

#: From which likeness on (0 to 100) two names may be one that is spelled in two ways.
_NEAR = 88
#: A word of more names than this tells nothing of any of them.
_COMMON_WORD = 300
_FOLDED = str.maketrans(
    "\u2010\u2011\u2012\u2013\u2014\u2212\u2018\u2019\u02bc\u00b4`\u201c\u201d",
    "-" * 6 + "'" * 5 + '"' * 2,
)
_WORDS = re.compile(r"[^\W_]+")
_AROUND = re.compile(r"^the (?=.)|(?<=.) \([^()]*\)$")
_QUALIFIER = re.compile(r"(?<=.) \(([^()]*)\)$")
_DIGITS = re.compile(r"\d+")
#: How ä, ö, ü, å and ø are written where they cannot be.
_DIGRAPHS = re.compile(r"(?<=[aou])e|(?<=a)a")
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ß": "ss"}
)


@lru_cache(1 << 16)
def folded(text: str) -> str:
    """A name without regard to case, spaces and the shapes of dashes and apostrophes."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED).split())


@lru_cache(1 << 16)
def in_ascii(text: str) -> str:
    """A text in small letters of ASCII, other characters left out: ``Återresa`` is ``aterresa``."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return plain.encode("ascii", "ignore").decode()


@lru_cache(1 << 16)
def _spelling(key: str) -> str:
    """A folded name whose letters are written in one way, of several: ``mueller`` is ``muller``.

    '' for one that has letters without counterparts in ASCII.
    """
    plain = in_ascii(key)
    if sum(map(str.isalnum, plain)) < sum(map(str.isalnum, key)):
        return ""
    return " ".join(_WORDS.findall(_DIGRAPHS.sub("", plain)))


@dataclass(slots=True)
class Names:
    """Records by their names and identifiers. ``is_preferred`` names go before others if asked."""

    _by_name: dict[str, dict[str, bool]] = field(default_factory=dict)
    _by_identifier: dict[str, dict[str, None]] = field(default_factory=dict)
    _by_word: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, path: str, name: str, *, is_preferred: bool = True) -> None:
        """Note a name of a record."""
        key = folded(name)
        if key not in self._by_name:
            for word in _blocks(key):
                self._by_word.setdefault(word, {})[key] = None
        paths = self._by_name.setdefault(key, {})
        paths[path] = paths.get(path, False) or is_preferred

    def add_identifier(self, path: str, identifier: str) -> None:
        """Note an identifier of a record, however it is written."""
        self._by_identifier.setdefault(normalised_identifier(identifier), {})[path] = None

    def remove(self, paths: set[str]) -> None:
        """Forget records."""
        for key, known in self._by_name.items():
            self._by_name[key] = {
                path: is_preferred for path, is_preferred in known.items() if path not in paths
            }
        for key, found in self._by_identifier.items():
            self._by_identifier[key] = {path: None for path in found if path not in paths}

    def identified(self, identifiers: Iterable[str]) -> list[str]:
        """The records that have one of some identifiers."""
        paths: dict[str, None] = {}
        for identifier in identifiers:
            paths |= self._by_identifier.get(normalised_identifier(identifier), {})
        return list(paths)

    def named(self, name: str, *, preferred_first: bool = False) -> list[str]:
        """The records of a name; with ``preferred_first`` those that prefer it, if any do."""
        paths = self._by_name.get(folded(name), {})
        preferred = [path for path, is_preferred in paths.items() if is_preferred]
        return preferred if preferred_first and preferred else list(paths)

    def spelled_alike(self, name: str) -> list[str]:
        """The records that have a name with other letters for the same: ``Mueller``, ``Müller``."""
        key = folded(name)
        spelling = _spelling(key)
        alike = self._by_word.get(f"={spelling}", {}) if spelling else {}
        return [path for one in alike if one != key for path in self._by_name[one]]

    def near(self, name: str) -> list[str]:
        """The records whose names are nearly a name, the nearest first; none that has it itself.

        Names with different numbers in them are of different things.
        """
        key = folded(name)
        numbers = _DIGITS.findall(key)
        candidates: dict[str, None] = {}
        for word in _blocks(key):
            names = self._by_word.get(word, {})
            if len(names) <= _COMMON_WORD:
                candidates |= names
        scored = [
            (score, one)
            for one in candidates
            if one != key
            and (score := _likeness(key, one)) >= _NEAR
            and _DIGITS.findall(one) == numbers
        ]
        paths: dict[str, None] = {}
        for _, one in sorted(scored, key=lambda pair: (-pair[0], pair[1])):
            paths |= dict.fromkeys(self._by_name[one])
        return list(paths)


def _likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 100: by letters in any order of words; a slip is very like.

    What stands in parentheses after a name tells it from others.
    """
    qualifiers = {match[1] for name in (one, other) if (match := _QUALIFIER.search(name))}
    if len(qualifiers) > 1:
        return 0.0
    if _core(one) == _core(other) or (_spelling(one) and _spelling(one) == _spelling(other)):
        return 100.0
    if min(len(one), len(other)) > 5 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return 99.0
    return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))


@lru_cache(1 << 14)
def _core(name: str) -> str:
    """A name without an article before it and an acronym or the like in parentheses after it."""
    return _AROUND.sub("", name)


def _blocks(key: str) -> set[str]:
    """What two names that are nearly equal have at least one of."""
    return {*_WORDS.findall(key), key[:3], key[-3:], f"={_spelling(key)}"}


_REGISTERS = (
    (re.compile(r"(?:https?://orcid\.org/|orcid:? ?)([0-9Xx -]{16,})/?", re.IGNORECASE), "isni:"),
    (
        re.compile(
            r"(?:https?://(?:www\.)?isni\.org/(?:isni/)?|isni:? ?)([0-9Xx -]{16,})/?", re.IGNORECASE
        ),
        "isni:",
    ),
    (re.compile(r"((?:[0-9]{4}[- ]){3}[0-9]{3}[0-9Xx]|[0-9]{15}[0-9Xx])"), "isni:"),
    (re.compile(r"(?:16)?([0-9]{6}-?[0-9]{4})"), "number:"),
)
_SEPARATORS = re.compile("[- ]")


@lru_cache(1 << 14)
def normalised_identifier(text: str) -> str:
    """An identifier in one form. An ORCID iD is an ISNI by its form, and has the same register."""
    text = text.strip()
    for pattern, name in _REGISTERS:
        if match := pattern.fullmatch(text):
            return name + _SEPARATORS.sub("", match[1]).upper()
    return re.sub(r"^http://", "https://", text).rstrip("/")
