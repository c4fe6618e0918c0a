"""Translations of pages: those that the whole program has, as flask-babel asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, Domain, get_locale

from publod.messages import catalogue_of


class _Translations:
    """The catalogue of a language by the names of the methods that flask-babel calls."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self.ugettext = catalogue.gettext
        self.ungettext = catalogue.ngettext
        self.upgettext = catalogue.pgettext
        self.unpgettext = catalogue.npgettext


def texts_of_page() -> NullTranslations:
    """The translations into the language of the page that is being made."""
    language = getattr(g, "language", None)
    return catalogue_of(_locale_of(language) if language else str(get_locale() or "en"))


@lru_cache(maxsize=64)
def _locale_of(language: str) -> str:
    """The locale of a language (BCP 47), as flask-babel names it."""
    return str(Locale.parse(language, sep="-"))


class _Domain(Domain):
    """Looks texts up where messages do: among publod's translations, and those of the operator."""

    def get_translations(self) -> Any:
        return _translations(texts_of_page())


@lru_cache(maxsize=64)
def _translations(catalogue: NullTranslations) -> _Translations:
    """Hundreds of texts of a page ask for it."""
    return _Translations(catalogue)


def translate(app: Flask, language: Callable[[], str]) -> None:
    """Have the pages of an application come in the language that a function names."""
    babel = Babel(app, locale_selector=language)  # type: ignore[no-untyped-call]
    babel.domain_instance = _Domain()  # type: ignore[no-untyped-call]
