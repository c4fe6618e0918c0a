"""What feeds say, whatever they are written in: `Feed` and its entries, `Item`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from publod.bibliography.entry import Concept, Entry, File
from publod.bibliography.export.xml_writer import legible
from publod.bibliography.record_summary import full_title
from publod.bibliography.titles_and_labels import NO_TEXT, Text
from publod.bibliography.triple_index import pick

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
#: What RFC 3987 does not let stand in an IRI, and quoting does not touch.
_IN_IRI = "".join(map(chr, range(0x21, 0x7F))).translate(dict.fromkeys(map(ord, '<>"{}|\\^`')))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, or a page of one. ``id``, ``own`` and ``page`` are absolute IRIs.

    ``own`` is where the feed is, ``page`` the page for people that shows the same. ``updated`` is
    in UTC epoch seconds. ``author`` is who answers for entries without an author; without one,
    that is the title. ``licence`` is the IRI of that of the metadata, '' where none is stated.
    ``description`` says more than the title, in the same language.
    """

    id: str
    title: str
    updated: int
    own: str
    page: str
    language: str
    next: str = ""
    prev: str = ""
    author: str = ""
    licence: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. ``id`` and ``page`` are absolute IRIs.

    ``published`` is when it came and ``updated`` when it was changed last, in UTC epoch seconds.
    ``categories`` pairs an IRI with a label in the feed's language, as far as there is one.
    A text without a language is in that of the feed.
    ``image`` is the URL of a picture of it.
    ``is_gone`` marks what is there no more, of which nothing but ``id`` and ``updated`` is told.
    """

    id: str
    title: Text
    updated: int
    page: str
    authors: tuple[str, ...] = ()
    summary: Text = NO_TEXT
    categories: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()
    is_gone: bool = False
    published: int | None = None
    image: str = ""


def item_of(entry: Entry, language: str) -> Item:
    """A publication as an entry: its title and abstract in the language of the reader."""
    title, tag = full_title(entry.title, entry.subtitle, entry.year, language)
    concepts = (*entry.types, *entry.subjects, *entry.audiences)
    return Item(
        id=entry.document,
        title=Text(title or entry.document, tag),
        updated=entry.modified,
        page=entry.document,
        authors=tuple(pick(agent.name, language)[0] or agent.iri for agent in entry.creators),
        summary=Text(*pick(entry.abstract, language)),
        categories=tuple(_category(concept, language) for concept in concepts),
        files=entry.files,
    )


def _category(concept: Concept, language: str) -> tuple[str, str]:
    return concept.iri, pick(concept.label, language)[0]


def first_legible(*texts: str) -> str:
    """The first text of which something can be read; '' if there is none."""
    return next((text for text in map(legible, texts) if text.strip()), "")


def is_language_tag(text: str) -> bool:
    """Whether a text has the form of a language tag (RFC 5646)."""
    return _LANGUAGE.fullmatch(text) is not None


def quoted_iri(text: str) -> str:
    """An IRI in which nothing stands that RFC 3987 forbids."""
    return "".join(c if c in _IN_IRI or c > "\x9f" else quote(c) for c in legible(text))
