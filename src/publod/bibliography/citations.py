"""Citations in the styles that are offered: by item, style and language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

#: The language of citations where a style is not offered in the one that was asked for.
FALLBACK = "en"
#: Marks around italics in what the processor returns; no item contains control characters.
START, END = "\x02", "\x03"
#: The variables that styles are given. Abstracts and notes are for reading, not for citing.
VARIABLES = (
    "title", "author", "issued", "publisher", "edition", "collection-title", "collection-number",
    "container-title", "volume", "issue", "page", "number", "genre", "ISBN", "DOI", "URL",
    "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet of the CSL repository, with the locale that its terms are taken from.

    With ``names_issuer`` who issues a text is named even where that is its author. ``kinds`` are
    types of items that the sheet treats as others: some know no editions of pamphlets. ``series``
    pairs types for which the sheet forgets the series with the variable where it is told instead.
    """

    name: str
    locale: str
    names_issuer: bool = False
    kinds: tuple[tuple[str, str], ...] = ()
    series: tuple[tuple[str, str], ...] = ()


@cache
def locale_of(language: str) -> str:
    """The locale of CSL for a language (BCP 47); '' where CSL has none."""
    folder = files("citeproc").joinpath("data", "locales")
    usual = json.loads(folder.joinpath("locales.json").read_text("utf-8"))["primary-dialects"]
    primary = language.partition("-")[0].lower()
    for tag in (language, usual.get(primary, ""), primary):
        if tag and folder.joinpath(f"locales-{tag}.xml").is_file():
            return str(tag)
    return ""


@dataclass(frozen=True, slots=True)
class Style:
    """A style as readers know it, with its sheet in each language."""

    name: str
    title: str
    sheets: Mapping[str, Sheet]

    def sheet(self, language: str) -> Sheet:
        """The sheet for citations in a language.

        Where none is chosen for it, that is the one for English with the words of the language, as
        far as CSL has these.
        """
        primary = language.partition("-")[0].lower()
        known = self.sheets.get(language, self.sheets.get(primary))
        if known is not None:
            return known
        usual = self.sheets[FALLBACK]
        return replace(usual, locale=locale_of(language) or usual.locale)


_AS_REPORTS = (("pamphlet", "report"),)

#: In the order in which they are shown. Harvard is no one's: each country follows its own guides.
STYLES: tuple[Style, ...] = (
    Style("apa", "APA", {"sv": Sheet("apa", "sv-SE"), "en": Sheet("apa", "en-US")}),
    Style(
        "harvard",
        "Harvard",
        {
            "sv": Sheet(
                "uppsala-university-library-harvard",
                "sv-SE",
                kinds=_AS_REPORTS,
                series=(("report", "genre"), ("book", "container-title")),
            ),
            "en": Sheet(
                "harvard-cite-them-right",
                "en-GB",
                kinds=_AS_REPORTS,
                series=(("report", "genre"),),
            ),
        },
    ),
    Style(
        "vancouver",
        "Vancouver",
        {
            "sv": Sheet("nlm-citation-sequence", "sv-SE", names_issuer=True),
            "en": Sheet("nlm-citation-sequence", "en-US", names_issuer=True),
        },
    ),
    Style(
        "chicago",
        "Chicago",
        {
            "sv": Sheet("chicago-author-date", "sv-SE", names_issuer=True),
            "en": Sheet("chicago-author-date", "en-US", names_issuer=True),
        },
    ),
)


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
    from publod.bibliography.csl_style import style_for

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
    series_text = " ".join(series)
    is_in_title = len(series) > 1 and series_text.casefold() in fitted.get("title", "").casefold()
    if is_in_title or (variable and series):
        for name in _SERIES:
            fitted.pop(name, None)
    if variable and series and not is_in_title:
        fitted[variable] = series_text


def _pieces(marked: str) -> tuple[tuple[str, bool], ...]:
    pieces: list[tuple[str, bool]] = []
    depth = 0
    for part in _MARKED.split(marked):
        if part in (START, END):
            depth += 1 if part == START else -1
        elif part:
            pieces.append((part, depth > 0))
    return tuple(pieces)
