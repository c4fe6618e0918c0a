"""The language of the terminal: help of commands and options, and click's own texts."""

# ruff: noqa: A002, A003 (`help` is what click calls it)

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from publod.messages import (
    Message,
    _,
    compiled_for,
    lacks_translation,
    terminal_language,
    use_translations,
)
from publod.translation_template import paragraphs

if TYPE_CHECKING:
    from publod.config import Settings


def read_settings(variables: Mapping[str, str], **overrides: Any) -> Settings:
    """Settings; what commands say from here on is in the languages that these bring."""
    from publod.setting_sources import from_environment

    settings = from_environment(variables, **overrides)
    use_translations(settings.translations)
    return settings


def translate_click() -> None:
    """Let click find its own texts among ours, where the language is not English.

    It asks gettext for the domain that has no other name, which is ours as well.
    """
    if lacks_translation():
        from publod.errors import PublodError

        with suppress(PublodError):  # which the command tells, if it needs settings
            read_settings(os.environ)
    gettext.bindtextdomain("messages", str(compiled_for(terminal_language())))


class Command(click.Command):
    """A command whose docstring is its help."""

    @property
    def help(self) -> str | None:
        """The docstring in the language of the terminal."""
        language = terminal_language()
        texts = (Message(part).text(language) for part in paragraphs(self._docstring or ""))
        return "\n\n".join(texts)

    @help.setter
    def help(self, text: str | None) -> None:
        self._docstring = text

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option ``--help``, which click makes once for all languages."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Option(click.Option):
    """An option whose help is a message."""

    def __init__(
        self, names: Sequence[str] | None = None, *, help: Message, **attributes: Any
    ) -> None:
        self.message = help
        super().__init__(names, help=str(help), **attributes)

    @property
    def help(self) -> str | None:
        """The message in the language of the terminal."""
        return self.message.text(terminal_language())

    @help.setter
    def help(self, text: str | None) -> None:
        """Click sets what it was given: the message is there already."""
