"""What things are called on pages, and values as pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from publod.bibliography.summary import Summary
from publod.bibliography.triple_index import pick


@dataclass(frozen=True)
class Value:
    """One value: its text in a language ('' for the page's own), where it leads, what is in it.

    ``target`` is a local path or a foreign URL, ``query`` what follows its question mark, and
    ``hreflang`` the language of what is there, if that is worth saying. ``anchor`` is the id that
    the value has on the page, where it is a thing that is described there. ``note`` is told
    after it.
    """

    text: str
    language: str = ""
    target: str = ""
    inner: tuple[Row, ...] = ()
    anchor: str = ""
    query: str = ""
    hreflang: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A property with its values. ``iri`` is the property's.

    ``term`` is the id of the explanation of its label; '' where the label says enough.
    """

    label: str | LazyString
    iri: str
    values: tuple[Value, ...] = field(default_factory=tuple)
    term: str = ""


def nearest(texts: Mapping[str, str], language: str) -> Value:
    """Of one text in several languages, the one for this reader."""
    text, tag = pick(texts, language)
    return Value(text, "" if tag == language else tag)


def told_apart(summary: Summary, language: str, target: str) -> Value:
    """A record as a link names it: works and publications have titles that are not theirs alone."""
    value = titled(summary, language, target)
    if summary.kind not in {"publication", "work"}:
        return value
    text = value.text
    if subtitle := summary.subtitle.get(pick(summary.label, language)[1]):
        text += f"{' ' if text.endswith(('.', '?', '!', ':')) else ': '}{subtitle}"
    if summary.kind == "publication" and summary.year:
        text += f" ({summary.year})"
    return replace(value, text=text)


def titled(summary: Summary, language: str, target: str) -> Value:
    """A record by its name in a language; a stated edition has none, and is told by its place."""
    text, tag = pick(summary.label, language)
    if not text and summary.kind == "edition":
        text, tag = placed(summary.edition, summary.year), ""
    return Value(text or target, "" if tag == language else tag, target)


def placed(number: int | None, issued: int | str | None) -> str:
    """An edition by its number and when it was issued, as far as they are known."""
    if number and issued:
        return gettext("Edition %(number)s, %(year)s", number=number, year=issued)
    if number:
        return gettext("Edition %(number)s", number=number)
    if issued:
        return gettext("Edition of %(year)s", year=issued)
    return gettext("An earlier edition")


def plain(iri: str) -> str:
    """A URL without what a person reads past."""
    return iri.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
