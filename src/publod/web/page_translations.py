"""Translations of pages: those that the whole program has, as flask-babel asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from flask import Flask
from flask_babel import Babel, Domain, get_locale

from publod.messages import catalogue_of


class _Translations:
    """The catalogue of a language by the names of the methods that flask-babel calls."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self.ugettext = catalogue.gettext
        self.ungettext = catalogue.ngettext
        self.upgettext = catalogue.pgettext
        self.unpgettext = catalogue.npgettext


class _Domain(Domain):
    """Looks texts up where messages do: among publod's translations, and those of the operator."""

    def get_translations(self) -> Any:
        return _translations(catalogue_of(str(get_locale() or "en")))


@lru_cache(maxsize=64)
def _translations(catalogue: NullTranslations) -> _Translations:
    """Hundreds of texts of a page ask for it."""
    return _Translations(catalogue)


def translate(app: Flask, language: Callable[[], str]) -> None:
    """Have the pages of an application come in the language that a function names."""
    babel = Babel(app, locale_selector=language)  # type: ignore[no-untyped-call]
    babel.domain_instance = _Domain()  # type: ignore[no-untyped-call]
