"""What things are called on pages, and values as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from threading import Lock

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from cachetools import LRUCache
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from publod.bibliography.catalogue_languages import in_page_languages
from publod.bibliography.collation import sort_key
from publod.bibliography.dates import issued_of
from publod.bibliography.record_summary import Summary, full_title
from publod.bibliography.triple_index import pick
from publod.messages import Message
from publod.web.site import Site


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


def nearest(texts: Mapping[str, str] | Message, language: str) -> Value:
    """Of one text in several languages, the one for this reader."""
    if isinstance(texts, Message):
        texts = in_page_languages(texts)
    text, tag = pick(texts, language)
    return Value(text, "" if tag == language else tag)


def full_name(summary: Summary, language: str, target: str) -> Value:
    """A record as a link names it: works and publications have titles that are not theirs alone."""
    value = record_name(summary, language, target)
    if summary.kind not in {"publication", "work"}:
        return value
    year = summary.year if summary.kind == "publication" else None
    text, _ = full_title(summary.label, summary.subtitle, year, language)
    return replace(value, text=text or value.text)


def record_name(summary: Summary, language: str, target: str) -> Value:
    """A record by its name in a language; a stated edition has none, and is told by its place."""
    text, tag = pick(summary.label, language)
    if not text and summary.number:
        text, tag = summary.number, ""
    elif not text and summary.kind == "edition":
        text, tag = edition_name(summary.edition, summary.year), ""
    return Value(text or target, "" if tag == language else tag, target)


#: Kinds whose names are words of a vocabulary, which has them in lower case.
CONCEPTS = frozenset({"subject", "type", "audience", "concept"})


def line_name(summary: Summary, language: str, target: str) -> Value:
    """A record by its name where that is a heading, or begins a line."""
    value = record_name(summary, language, target)
    return capitalized(value) if summary.kind in CONCEPTS else value


def capitalized(value: Value) -> Value:
    """A text as it stands at the beginning of a line.

    A first word with a capital letter somewhere, such as pH or iPhone, stays as it is.
    """
    text = value.text
    first = text.partition(" ")[0]
    if first != first.lower():
        return value
    return replace(value, text=text[:1].title() + text[1:])


def edition_name(number: int | None, issued: int | str | None) -> str:
    """An edition by its number and when it was issued, as far as they are known."""
    when = date_text(str(issued or ""), str(get_locale() or "en"))
    if number and when:
        return gettext("Edition %(number)s, %(year)s", number=number, year=when)
    if number:
        return gettext("Edition %(number)s", number=number)
    if when:
        return gettext("Edition of %(year)s", year=when)
    return gettext("An earlier edition")


_ORDINALS = (
    _("first edition"), _("second edition"), _("third edition"), _("fourth edition"),
    _("fifth edition"), _("sixth edition"), _("seventh edition"), _("eighth edition"),
    _("ninth edition"), _("tenth edition"),
)  # fmt: skip


def edition_in_words(number: int | None, issued: int | str | None) -> str:
    """An edition as `edition_name` has it, to stand after the title of its work."""
    when = date_text(str(issued or ""), str(get_locale() or "en"))
    if number is None:
        return gettext("edition of %(year)s", year=when) if when else gettext("an earlier edition")
    if 1 <= number <= len(_ORDINALS):
        name = str(_ORDINALS[number - 1])
    else:
        name = gettext("edition %(number)s", number=number)
    return f"{name}, {when}" if when else name


def date_text(issued: str, language: str) -> str:
    """A date as people write it, as exactly as it is recorded: 2020, March 2020, April 30, 2020.

    What is no date stays as it is. A line does not break within it.
    """
    known = issued_of(issued)
    if not known.month:
        return known.best
    try:
        day = date(int(known.year), int(known.month), int(known.day or 1))
    except ValueError:  # such as 31 February
        return issued
    if known.day:
        text = format_date(day, "long", locale=language)
    else:
        text = format_skeleton("yMMMM", day, locale=language)
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def period_text(period: str, language: str) -> str:
    """An interval of dates (ISO 8601, with a slash), or one date, as people write it."""
    ends = [date_text(end, language) for end in period.split("/")]
    spaced = any("\N{NO-BREAK SPACE}" in end for end in ends)
    return (" \N{EN DASH} " if spaced else "\N{EN DASH}").join(ends)


def short_url(iri: str) -> str:
    """A URL without what a person reads past."""
    return iri.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


_known: LRUCache[tuple[str, str], Summary | None] = LRUCache(20_000)
_parents: LRUCache[tuple[str, str], dict[str, tuple[str, ...]]] = LRUCache(4)
_lock = Lock()
#: Names stand in the same places again and again.
place_of = lru_cache(maxsize=16_384)(sort_key)
#: Vocabularies with more concepts than this are shown without their hierarchy.
_LARGEST = 20_000


def summaries(site: Site, version: str, paths: Iterable[str]) -> dict[str, Summary]:
    """What is known of records as of a commit; what is not there is left out."""
    wanted = set(paths)
    with _lock:
        cached = {path: _known[version, path] for path in wanted if (version, path) in _known}
    missing = wanted - cached.keys()
    if missing:
        records = site.repository.present_records(missing)
        new = {path: records[path].summary if path in records else None for path in missing}
        cached.update(new)
        with _lock:
            _known.update({(version, path): summary for path, summary in new.items()})
    return {path: summary for path, summary in cached.items() if summary is not None}


def name_of(known: dict[str, Summary], path: str, language: str) -> Value:
    """A record by its name; one that is not there by the end of its path."""
    summary = known.get(path)
    if summary is None:
        return Value(path.rpartition("/")[2] or path, "", path)
    return record_name(summary, language, path)


@lru_cache(maxsize=8192)
def numeral(number: int, language: str) -> str:
    """A number as a language writes it: 12,345 or 12 345."""
    return format_decimal(number, locale=language)


def broader_concepts(site: Site, version: str, kind: str) -> dict[str, tuple[str, ...]]:
    """The broader ones of each concept of a kind, by path, as of a commit."""
    with _lock:
        parents = _parents.get((version, kind))
    if parents is None:
        vocabulary = site.repository.vocabulary(kind, _LARGEST, "en")
        parents = vocabulary.parents if vocabulary else {}
        with _lock:
            _parents[version, kind] = parents
    return parents
