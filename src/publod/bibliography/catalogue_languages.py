"""The languages of the catalogue: of its records, and of its pages.

They are settings, which are set where a catalogue is opened (`publod.bootstrap`), and are not
handed through every function that chooses a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from publod.catalogue_value import CatalogueValue
from publod.messages import Message, catalogue_of


@dataclass(frozen=True, slots=True)
class CatalogueLanguages:
    """Language tags (BCP 47): of cataloguing, of texts as they are chosen, of pages.

    ``texts`` says which of several texts stands where one is needed and the reader's own language
    is not there; ``pages`` are the languages that things of other registers are named in.
    """

    cataloguing: str = "en"
    texts: tuple[str, ...] = ("en",)
    pages: tuple[str, ...] = ("en",)

    @property
    def headings(self) -> tuple[str, ...]:
        """The languages of titles and headings in formats of libraries, best first."""
        return (self.cataloguing, *self.texts)


def languages_of(values: Mapping[str, Any]) -> CatalogueLanguages:
    """The languages of another process, as `dataclasses.asdict` and JSON have given them."""
    return CatalogueLanguages(
        str(values["cataloguing"]), tuple(values["texts"]), tuple(values["pages"])
    )


_current = CatalogueValue(CatalogueLanguages())
_known: dict[CatalogueLanguages, CatalogueLanguages] = {}


def catalogue_languages() -> CatalogueLanguages:
    """The languages of the catalogue."""
    return _current.get()


def use_languages(languages: CatalogueLanguages) -> None:
    """Set the languages of the catalogue; equal ones are one object, by which others cache."""
    _current.set(_known.setdefault(languages, languages))


def supplied(message: Message) -> tuple[str, str]:
    """What a cataloguer would write, with the language that it is in.

    That is the language of cataloguing, or English where there is no translation into it.
    """
    language = catalogue_languages().cataloguing
    return _supplied(message, language, catalogue_of(language))


def word(message: Message) -> str:
    """What a cataloguer would write, as `supplied` says, without its language."""
    return supplied(message)[0]


@lru_cache(1024)
def _supplied(message: Message, language: str, _by: NullTranslations) -> tuple[str, str]:
    text = message.text(language)
    return text, language if text != message.text("en") else "en"


def in_page_languages(message: Message) -> dict[str, str]:
    """A text in the languages of pages that it is translated into; in English if in none."""
    languages = catalogue_languages().pages
    english = message.text("en")
    texts = {tag: message.text(tag) for tag in languages}
    known = {tag: text for tag, text in texts.items() if text != english or tag == "en"}
    return known or {"en": english}
