"""One citation, made once: by item, style and language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from publod.bibliography.citation.styles import END, START, VARIABLES, Sheet, Style

_MARKED = re.compile(f"([{START}{END}])")
#: A full stop that a style puts after a mark that ends a sentence already.
_SUPERFLUOUS = re.compile(rf"(?:(?<=[?!])|(?<=[?!]{END})|(?<=\.{END}))\.(?=\s|$)")
_SERIES = ("collection-title", "collection-number", "number")
#: The processor works on shared trees.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as pieces of text, each with whether it is in italics."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The citation without italics."""
        return "".join(text for text, _ in self.pieces)


def cite(item: Mapping[str, Any], style: Style, language: str) -> Citation:
    """An item of CSL-JSON in a style, with the words of the style in a language.

    The item's texts are each on one line. It takes some milliseconds the first time; what was made
    is kept by its content, so it cannot be out of date.
    """
    sheet = style.sheet(language)
    fitted = json.dumps(_fitted(item, sheet), ensure_ascii=False, sort_keys=True)
    return _made(sheet, fitted)


@lru_cache(maxsize=8192)
def _made(sheet: Sheet, fitted: str) -> Citation:
    # The processor is loaded by those who cite, not by every command.
    from publod.bibliography.citation.csl_style import style_for

    with _one_at_a_time:
        given = json.loads(fitted)
        marked = style_for(sheet, given["type"]).render(given)
    return Citation(_pieces(_SUPERFLUOUS.sub("", marked.strip())))


def _fitted(item: Mapping[str, Any], sheet: Sheet) -> dict[str, Any]:
    """What the guides say of the text itself, and style sheets leave to those who write items.

    A first edition is not counted; who issues it is not named after itself; a series that the
    title names already, with its number, is not named again.
    """
    fitted = {name: item[name] for name in VARIABLES if item.get(name)}
    kind = dict(sheet.kinds).get(item["type"])
    if kind is not None:
        fitted.pop("genre", None)
    kind = kind or item["type"]
    if fitted.get("edition") == "1":
        del fitted["edition"]
    authors = ", ".join(name.get("literal", "") for name in item.get("author", ()))
    if authors and authors == fitted.get("publisher") and not sheet.names_issuer:
        del fitted["publisher"]
    _fit_series(fitted, dict(sheet.series).get(kind))
    # Without a language the processor takes a title for English, and gives it capitals.
    return {"type": kind, "language": "und", **fitted}


def _fit_series(fitted: dict[str, Any], variable: str | None) -> None:
    """Tell the series once, in ``variable`` if the sheet has no place for it."""
    series = [fitted[name] for name in _SERIES if name in fitted]
    told = " ".join(series)
    is_in_title = len(series) > 1 and told.casefold() in fitted.get("title", "").casefold()
    if is_in_title or (variable and series):
        for name in _SERIES:
            fitted.pop(name, None)
    if variable and series and not is_in_title:
        fitted[variable] = told


def _pieces(marked: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    depth = 0
    for part in _MARKED.split(marked):
        if part in (START, END):
            depth += 1 if part == START else -1
        elif part:
            pieces.append((part, depth > 0))
    return tuple(pieces)
