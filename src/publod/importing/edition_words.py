"""The words of edition statements, by what they mean: `edition_words.toml`, and a mapping's own.

Each class of words has a letter; `edition_statements` matches patterns of these letters. Words are
given case-folded; a full stop after an abbreviation belongs to it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from publod.catalogue_value import CatalogueValue

#: The classes of words, with the letters that patterns have for them.
_LETTERS = {
    "edition": "e", "printing": "p", "part": "l", "issued": "v", "by": "b", "and": "a",
    "article": "d", "this": "h", "degree": "m", "copies": "q", "originally": "f", "earlier": "t",
    "replaces": "s", "in": "i", "which": "k", "form": "x", "edition_of_a_form": "z",
}  # fmt: skip
#: What an edition can be in relation to the one before it.
_REVISIONS = ("revised", "enlarged", "corrected", "updated", "abridged", "unchanged", "new")
#: What a word of a mapping file may mean.
MEANINGS = (*_LETTERS, *_REVISIONS)
_own: CatalogueValue[tuple[tuple[str, str], ...]] = CatalogueValue(())


def use_words(own: Mapping[str, str]) -> None:
    """Take further words, each with one of `MEANINGS`; they go before those that are known."""
    pairs = ((word.casefold().strip(" ."), meaning) for word, meaning in own.items())
    _own.set(tuple(("_".join(word.split()), meaning) for word, meaning in pairs))


@cache
def _known() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("edition_words.toml").read_text("utf-8"))


@cache
def ordinals() -> dict[str, int]:
    """Ordinals that are written as words, with their numbers."""
    numbers = {
        word: number
        for words in _known()["ordinals"].values()
        for number, word in enumerate(words.split(), 1)
    }
    return {**numbers, **_known()["other_ordinals"]}


@cache
def other_things() -> dict[str, frozenset[str]]:
    """Words that make an edition that of another thing: ``before`` it, or ``events`` after it."""
    return {name: frozenset(words.split()) for name, words in _known()["other_things"].items()}


def revisions() -> dict[str, str]:
    """Words for what an edition is in relation to the one before, with their meaning."""
    return _with_own(_own.get())[1]


def classes() -> dict[str, str]:
    """Words with the letter of their class; two words that belong together are joined by ``_``."""
    return _with_own(_own.get())[0]


def abbreviations() -> frozenset[str]:
    """Words that are written with a full stop, which ends no sentence then."""
    return _abbreviations(_own.get())


@cache
def _abbreviations(own: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset((*_known()["abbreviations"]["words"].split(), *(word for word, _ in own)))


@cache
def _with_own(own: tuple[tuple[str, str], ...]) -> tuple[dict[str, str], dict[str, str]]:
    revisions = {
        word: meaning for meaning, words in _known()["revisions"].items() for word in words.split()
    } | {word: meaning for word, meaning in own if meaning in _REVISIONS}
    letters = {
        word: _LETTERS[name] for name, words in _known()["words"].items() for word in words.split()
    }
    letters |= dict.fromkeys(revisions, "r") | dict.fromkeys(ordinals(), "o")
    letters |= {word: _LETTERS[meaning] for word, meaning in own if meaning in _LETTERS}
    return letters, revisions
