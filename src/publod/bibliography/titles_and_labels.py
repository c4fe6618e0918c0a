"""Titles and other texts in languages: tidied, and chosen where a format takes one only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from publod.bibliography.catalogue_languages import catalogue_languages, supplied
from publod.bibliography.collation import article_of
from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.export.xml_writer import legible
from publod.bibliography.language_codes_and_names import languages_of
from publod.bibliography.writing_systems import LATIN, script_subtag
from publod.messages import N_

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


NO_TEXT = Text("")


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
    distinct = {Text(tidy(text), tidy_tag(tag)): None for tag, text in pairs}
    order = catalogue_languages().headings
    return sorted((text for text in distinct if text), key=lambda text: _rank_of(text.tag, order))


def one_of(texts: Mapping[str, str], *languages: str) -> Text:
    """The text in the first of some languages that has one, else in a preferred one, else any."""
    candidates = all_of(texts)
    for language in languages:
        for text in candidates:
            if speaks(text.tag, language):
                return text
    return candidates[0] if candidates else NO_TEXT


@lru_cache(4096)
def speaks(tag: str, language: str) -> bool:
    """Whether a tag is of a language, by itself or with further subtags (RFC 4647 §3.3.1)."""
    tag = tag.lower()
    return tag == language or (bool(language) and tag.startswith(language + "-"))


@lru_cache(1024)
def _rank_of(tag: str, order: tuple[str, ...]) -> int:
    """The place of a language among those that are preferred; untagged texts come after these."""
    languages = (*order, "")
    for place, language in enumerate(languages):
        if speaks(tag, language):
            return place
    return len(languages)


#: What stands where a record has no title at all; devised, therefore in brackets (RDA 2.2.4).
UNTITLED = N_("[Untitled]")


@dataclass(frozen=True, slots=True)
class Title:
    """A title with its subtitle, both in the language with this tag."""

    main: str
    sub: str = ""
    tag: str = ""

    @property
    def display(self) -> str:
        """Both, as a catalogue shows them."""
        return f"{self.main} : {self.sub}" if self.sub else self.main

    @property
    def non_filing(self) -> int:
        """How many characters at the start do not count in the alphabet: those of an article."""
        length = len(article_of(self.main, self.tag))
        return length if length < 10 else 0


@dataclass(frozen=True, slots=True)
class Titles:
    """All titles of a publication. ``work`` is that of its work, where that is another one."""

    proper: Title
    parallel: tuple[Title, ...] = ()
    alternative: tuple[Text, ...] = ()
    work: Title | None = None


def romanised(titles: Titles) -> tuple[Title, Title | None, tuple[Title, ...]]:
    """The title proper, the same in original script, and those in other languages.

    The first is in Latin letters where there is such a form.
    """
    own = titles.proper
    for other in titles.parallel:
        is_twin = own.tag.partition("-")[0] == other.tag.partition("-")[0]
        if is_twin and script_subtag(own.tag) != script_subtag(other.tag):
            rest = tuple(title for title in titles.parallel if title is not other)
            is_original = script_subtag(other.tag) == LATIN
            return (other, own, rest) if is_original else (own, other, rest)
    return own, None, titles.parallel


def titles_of(entry: Entry) -> Titles:
    """The titles of a publication; the title proper is never empty."""
    own = [language.tag for language in languages_of(entry.languages)]
    all_titles = _titles(entry.title, entry.subtitle)
    proper = next(
        (title for title in all_titles if any(speaks(title.tag, language) for language in own)),
        all_titles[0] if all_titles else _untitled(),
    )
    return Titles(
        proper,
        tuple(title for title in all_titles if title is not proper),
        tuple(all_of(entry.alternative)),
        _work_title(entry, proper),
    )


def title_of(related: BibliographicResource) -> Title | None:
    """The title of something related, in a preferred language; None if it is not known."""
    return next(iter(_titles(related.title, related.subtitle)), None)


def edition_of(entry: Entry) -> Text:
    """The edition statement as printed, in the language of the title proper if it can be had.

    Where only the number is known, it is supplied in brackets (RDA 2.2.4).
    """
    if entry.edition:
        printed = one_of(entry.edition, *(lang.tag for lang in languages_of(entry.languages)))
        if printed:
            return printed
    if not entry.edition_number:
        return NO_TEXT
    return Text(*supplied(N_("[Edition %(number)s]", number=entry.edition_number)))


def _untitled() -> Title:
    text, tag = supplied(UNTITLED)
    return Title(text, "", tag)


def _titles(titles: Mapping[str, str], subtitles: Mapping[str, str]) -> list[Title]:
    """Titles in preferred languages first, each with the subtitle in its language."""
    lonely = len(titles) == len(subtitles) == 1
    return [
        Title(text, tidy(next(iter(subtitles.values())) if lonely else subtitles.get(tag, "")), tag)
        for text, tag in all_of(titles)
    ]


def _work_title(entry: Entry, proper: Title) -> Title | None:
    for work in entry.works:
        known = _titles(work.title, {})
        if known and all(title.main != proper.main for title in known):
            return next((title for title in known if title.tag == proper.tag), known[0])
    return None
