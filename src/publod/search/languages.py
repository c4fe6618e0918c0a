"""What search knows of each language: stems, stop words, compounds (``languages.toml``).

The languages of an index are those that the catalogue's settings name. A language that has no
stemmer has its words as they are written, without marks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache, lru_cache, wraps
from importlib.resources import files
from typing import Any, TypeVar

import tantivy

from publod.bibliography.catalogue_languages import CatalogueLanguages, catalogue_languages

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Morphology:
    """How words of a language are reduced; see ``languages.toml``."""

    stemmer: tantivy.TextAnalyzer | None = None
    whole: Mapping[str, str] = field(default_factory=dict)
    last_parts: Mapping[str, str] = field(default_factory=dict)
    last_part: re.Pattern[str] | None = None
    before: tuple[tuple[re.Pattern[str], str], ...] = ()
    after: tuple[tuple[re.Pattern[str], str], ...] = ()
    never: frozenset[str] = frozenset()

    def reduced(self, word: str) -> str:
        """A folded word with one more ending taken off, or as it is."""
        word = self.whole.get(word, word)
        if self.last_part is not None:
            word = self.last_part.sub(lambda found: self.last_parts[found[1]], word)
        for pattern, replacement in self.before:
            word = pattern.sub(replacement, word)
        if self.stemmer is not None:
            word = next(iter(self.stemmer.analyze(word)), word)
        return word

    def finished(self, word: str) -> str:
        """The same when nothing more comes off: the last endings are taken off."""
        for pattern, replacement in self.after if word not in self.never else ():
            word = pattern.sub(replacement, word)
        return word


#: The languages of the index that is being asked, or written.
_asked: ContextVar[CatalogueLanguages | None] = ContextVar("_asked", default=None)


def languages_of_index() -> CatalogueLanguages:
    """The languages of the index that is being asked or written, else those of the catalogue."""
    return _asked.get() or catalogue_languages()


@contextmanager
def asking_in(languages: CatalogueLanguages) -> Iterator[None]:
    """Ask or write an index that was made for these languages: its fields go by them."""
    token = _asked.set(languages)
    try:
        yield
    finally:
        _asked.reset(token)


def per_catalogue(make: Callable[[CatalogueLanguages], _Made]) -> Callable[[], _Made]:
    """What is made of the languages of an index, at hand as long as these are the same.

    It is asked for with each word of a question, so not even the languages are compared.
    """
    known: list[tuple[CatalogueLanguages, _Made]] = []

    @wraps(make)
    def at_hand() -> _Made:
        languages = languages_of_index()
        for one, made in known:
            if one is languages:
                return made
        made = make(languages)
        known[:] = [(languages, made), *known[:3]]
        return made

    return at_hand


@per_catalogue
def stemmed(languages: CatalogueLanguages) -> tuple[str, ...]:
    """The languages of the index: of pages, of texts and of cataloguing, without regions."""
    tags = (*languages.pages, *languages.texts, languages.cataloguing)
    return tuple(dict.fromkeys(tag.partition("-")[0].lower() for tag in tags))


def languages_of(tag: str) -> tuple[str, ...]:
    """In which languages a text with this tag is stemmed: in all, if its own is not among them."""
    primary, known = tag.partition("-")[0].lower(), stemmed()
    return (primary,) if primary in known else known


@per_catalogue
def compounding(_languages: CatalogueLanguages) -> tuple[str, ...]:
    """Those of `stemmed` that make words of words."""
    return tuple(tag for tag in stemmed() if _described(tag).get("compounds"))


@per_catalogue
def links(_languages: CatalogueLanguages) -> frozenset[str]:
    """The letters that may stand between the parts of compounds."""
    return frozenset(letter for tag in stemmed() for letter in _described(tag).get("links", ""))


@cache
def morphology(language: str) -> Morphology:
    """How words of a language are reduced."""
    told = _described(language)
    last_parts = told.get("last_parts", {})
    ending = f"({'|'.join(last_parts)}){told.get('after_last_parts', '')}$"
    return Morphology(
        stemmer=_analyzer(tantivy.Filter.stemmer(told["stemmer"])) if "stemmer" in told else None,
        whole=told.get("whole", {}),
        last_parts=last_parts,
        last_part=re.compile(ending) if last_parts else None,
        before=_patterns(told.get("before", ())),
        after=_patterns(told.get("after", ())),
        never=frozenset(told.get("never", "").split()),
    )


def _patterns(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


def is_stop_word(word: str) -> bool:
    """Whether a word, in lower case, tells nothing alone in a language of the index."""
    return any(_is_stop_word(word, language) for language in stemmed())


@lru_cache(1 << 14)
def _is_stop_word(word: str, language: str) -> bool:
    analyzer = _stop_words(language)
    return not analyzer.analyze(word) if analyzer else word in _listed(language)


@cache
def _listed(language: str) -> frozenset[str]:
    return frozenset(_described(language).get("stop_words", "").split())


@cache
def _stop_words(language: str) -> tantivy.TextAnalyzer | None:
    """What takes the engine's stop words out, for a language that has none of its own."""
    told = _described(language)
    if "stop_words" in told or "stemmer" not in told:
        return None
    try:
        return _analyzer(tantivy.Filter.stopword(told["stemmer"]))
    except ValueError:  # it has a stemmer and no list
        return None


def _analyzer(only: tantivy.Filter) -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(only).build()


def _described(language: str) -> Mapping[str, Any]:
    return _languages().get(language, {})


@cache
def _languages() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("languages.toml").read_text("utf-8"))
