"""What the index holds of a record: fields, and documents with them.

Words are found at five levels, each with all of the one before: the title, the heading (with the
subtitle), the names (with the agents, subjects, types, languages, identifiers), all of its texts
(with the abstract), and what is related (with broader subjects, containing places, earlier
editions that are only stated). So "all words in the heading" is one question, however they are
spread over title and subtitle. At each level words stand as stems, at all but the last as written.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import tantivy

from publod.bibliography.catalogue_languages import CatalogueLanguages
from publod.bibliography.registers import Registers, registers
from publod.search.facet_definitions import FacetDefinition
from publod.search.languages import (
    compounding,
    languages_of,
    languages_of_index,
    per_catalogue,
    stemmed,
)
from publod.search.search_interface import IndexedFields, IndexedRecord
from publod.search.text_analysis import (
    clean,
    completed_words,
    fold,
    joined_numbers,
    stem,
    words,
)

#: Raised when fields change, or what documents hold in them: an index made before would find less.
FORMAT = "13"
LEVELS = ("title", "heading", "names", "all")
#: The last level, which has all words.
EVERYTHING = "related"
#: The path of the document that names the commit; no record can have it.
STATE = "\x00"
#: Before each word and the beginning of a preferred name, where any name stands without it.
PREFERRED = "\x02"
#: Before an identifier, which stands among the beginnings of names: nobody can type it.
IDENTIFIED = "\x01"
#: Between an order's text and the path, below every character of a text.
SEPARATOR = "\x00"

_SPACES = "whitespace"
#: Between two texts of a field: a word that nobody can ask for, so that no phrase spans them.
_BETWEEN = " · "
#: What stands before an identifier in an IRI, or in the way it is printed.
_RESOLVERS = re.compile(
    r"^(?:(?:urn:)?(?:isbn|issn|doi|isni)(?:-1[03])?[: ]\s*|"
    r"(?:https?://)?(?:(?:dx\.)?doi\.org/|ror\.org/|(?:www\.)?isni\.org/(?:isni/)?|"
    r"(?:www\.|m\.)?wikidata\.org/(?:entity|wiki)/)|https?://(?:www\.)?)",
    re.IGNORECASE,
)
#: A stem of so many letters may be a compound, whose end is looked for.
_COMPOUND = 6
_PARTING = re.compile(r"[\s\-\u2010-\u2015.]+")


def readers() -> tuple[str, ...]:
    """The languages of pages, each with its own alphabet."""
    return languages_of_index().pages


def reader_of(language: str) -> str:
    """A language of pages, or the first of them for any other."""
    return language if language in readers() else readers()[0]


@per_catalogue
def level_fields(_languages: CatalogueLanguages) -> tuple[str, ...]:
    """Words as written, and as stems in each language."""
    return (
        *(f"{level}_{form}" for level in LEVELS for form in ("exact", *stemmed())),
        *(f"{EVERYTHING}_{form}" for form in stemmed()),
    )


def orders() -> tuple[str, ...]:
    """Orders, each with a number that is sorted fast and a text that tells equals apart."""
    return (*(f"title_{reader}" for reader in readers()), "newest", "oldest", "path", "arrival")


@per_catalogue
def schema(languages: CatalogueLanguages) -> tantivy.Schema:
    """The fields of the index, which depend on the languages of the catalogue."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("path", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    for field in level_fields():
        builder.add_text_field(field, tokenizer_name=_SPACES)
    builder.add_text_field("ends", tokenizer_name=_SPACES, index_option="basic")
    builder.add_text_field("whole", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("spelling", tokenizer_name=_SPACES, index_option="basic")
    for language in (*languages.pages, "any"):
        builder.add_text_field(f"name_{language}", tokenizer_name=_SPACES, index_option="basic")
        builder.add_text_field(f"begins_{language}", tokenizer_name="raw", index_option="basic")
    # One field for the values of all facets, by their names: a catalogue may have some of its own.
    builder.add_json_field("facet", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_integer_field("year", fast=True, indexed=True)
    builder.add_text_field("work", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("order_work", tokenizer_name="raw", index_option="basic", fast=True)
    for reader in languages.pages:
        builder.add_text_field(
            f"type_{reader}", tokenizer_name="raw", index_option="basic", fast=True
        )
    for order in orders():
        builder.add_unsigned_field(f"place_{order}", fast=True)
        builder.add_text_field(
            f"order_{order}", tokenizer_name="raw", index_option="basic", fast=True
        )
    return builder.build()


def format_of_index() -> str:
    """Differs where an index would hold something else, also for other languages of texts."""
    languages = languages_of_index()
    return " ".join((FORMAT, *stemmed(), "/", *languages.pages, "/", *languages.texts))


def state_document(
    commit: int, version: str, own: Iterable[FacetDefinition] = ()
) -> tantivy.Document:
    """The document that says which commit the index shows, with which facets of one's own."""
    facets = properties_of(own)
    stored = {"format": format_of_index(), "commit": commit, "version": version, "facets": facets}
    return _document([("path", STATE), ("stored", json.dumps(stored))], [])


def properties_of(own: Iterable[FacetDefinition]) -> dict[str, str]:
    """What an index depends on of the facets of a catalogue's own: names and properties."""
    return {facet.name: facet.property for facet in own}


def facet_field(name: str) -> str:
    """Where the values of a facet are."""
    return f"facet.{name}"


def document(fields: IndexedFields) -> tantivy.Document:
    """The document of a record."""
    made = _document(fields.texts, fields.numbers)
    if fields.facets:
        made.add_json("facet", fields.facets)
    return made


def fields_of(record: IndexedRecord) -> IndexedFields:
    """What the document of a record has: the work of it, without the engine."""
    texts: list[tuple[str, str]] = [("path", clean_path(record.path)), ("kind", record.kind)]
    texts.append(("stored", json.dumps(_stored(record), ensure_ascii=False)))
    numbers: list[tuple[str, int]] = []
    if record.kind == "publication":
        texts += _levels(record)
        for reader in readers():
            texts.append((f"type_{reader}", _in(record.type_order, reader)))
        if record.year is not None:
            numbers.append(("year", record.year))
        # One without a work is alone in a work of its own.
        work = clean_path(record.work or record.path)
        texts.append(("work", work))
        year = of_year(record.year, newest_first=True)
        texts.append(("order_work", SEPARATOR.join((work, f"{year:04}", clean_path(record.path)))))
    texts += _names(record)
    for order, number, text in _places(record):
        numbers.append((f"place_{order}", number))
        texts.append((f"order_{order}", text + SEPARATOR + clean_path(record.path)))
    facets = {name: [*map(clean_path, dict.fromkeys(some))] for name, some in record.facets.items()}
    return IndexedFields(texts, numbers, facets)


def clean_path(value: str) -> str:
    """A path as the engine can take it."""
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def names_of(record: IndexedRecord) -> list[tuple[str, str]]:
    """Each name that a record may be called by, with its language."""
    return [*record.title.items(), *record.alternative]


@lru_cache(1 << 12)
def name_key(text: str) -> str:
    """A name reduced to its folded words."""
    return " ".join(map(fold, words(clean(text))))


@lru_cache(1 << 12)
def identifier_key(text: str) -> str:
    """An identifier without what may be left out of it: ``978-91-0`` is ``978910``.

    An IRI loses its scheme, a DOI and the like the resolver before it; IRIs of things and of the
    pages about them are thus one.
    """
    bare = _RESOLVERS.sub("", clean(text).strip()).casefold().rstrip("/")
    # A hyphen in a DOI or a path counts; a space in "ISO/IEC 17025" does not.
    return "".join(bare.split()) if "/" in bare else _PARTING.sub("", bare)


def identifier_keys(text: str) -> tuple[str, ...]:
    """What an identifier can be looked for by: its key, and of many IRIs the number alone."""
    key = identifier_key(text)
    start = next(filter(key.startswith, _looked_up(registers())), "")
    number = key.removeprefix(start).partition("/")[0] if start else ""
    return (key, number) if number else (key,)


@lru_cache(4)
def _looked_up(known: Registers) -> tuple[str, ...]:
    """The beginnings of keys of IRIs that end in what people write down: "sh2006002629"."""
    looked_up = (one.start for one in known.names if one.is_looked_up)
    return tuple(start.casefold().removeprefix("www.") for start in looked_up)


def preferred_words(key: str) -> str:
    """The words of a key as those of a preferred name are found."""
    return " ".join(PREFERRED + word for word in key.split())


def _document(
    texts: Iterable[tuple[str, str]], numbers: Iterable[tuple[str, int]]
) -> tantivy.Document:
    made: tantivy.Document = tantivy.Document()
    for field, text in texts:
        made.add_text(field, text)
    for field, number in numbers:
        if field == "year":
            made.add_integer(field, number)
        else:
            made.add_unsigned(field, number)
    return made


def _stored(record: IndexedRecord) -> dict[str, Any]:
    """What answers are written from: texts to take snippets of, and names to suggest."""
    return {
        "path": record.path,
        "kind": record.kind,
        **{
            field: {tag: clean(text) for tag, text in getattr(record, field).items()}
            for field in ("title", "subtitle", "abstract")
        },
        "alternative": [[tag, clean(text)] for tag, text in record.alternative],
        "hidden": [[tag, clean(text)] for tag, text in record.hidden],
        "names": [clean(name) for name in record.names],
        "work": record.work,
        "year": record.year,
        "edition": record.edition,
        "creators": [dict(names) for names in record.creators],
    }


def _levels(record: IndexedRecord) -> Iterator[tuple[str, str]]:
    added: dict[str, Iterable[tuple[str, str]]] = {
        "title": record.title.items(),
        "heading": record.subtitle.items(),
        "names": (*record.alternative, *record.hidden, *(("", name) for name in record.names)),
        "all": (*record.abstract.items(), *record.more),
        EVERYTHING: record.related,
    }
    folded: set[str] = set()
    fields = level_fields()
    so_far: dict[str, list[str]] = {form: [] for form in ("exact", *stemmed())}
    for level, texts in added.items():
        for tag, text in texts:
            tokens, spelled = _analysed(text, languages_of(tag))
            if level != EVERYTHING:
                folded |= spelled
            for form, analysed in tokens:
                so_far[form].append(analysed)
        for form, analysed_texts in so_far.items():
            if f"{level}_{form}" in fields:
                yield f"{level}_{form}", _BETWEEN.join(analysed_texts)
    yield "spelling", " ".join(folded)
    texts_of_stems = (text for language in compounding() for text in so_far[language])
    stems = {word for text in texts_of_stems for word in text.split() if len(word) >= _COMPOUND}
    yield "ends", " ".join(word[::-1] for word in stems if not word.isdigit())
    for text in record.title.values():
        yield "whole", name_key(text)


@lru_cache(1 << 12)
def _analysed(
    text: str, languages: tuple[str, ...]
) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """A text in its forms, and its folded words. Names of agents and subjects come by often."""
    text = clean(text)
    written = [*words(text), *joined_numbers(text)]
    tokens = [*written, *completed_words(text)]
    stems = [(name, " ".join([stem(word, name) for word in tokens])) for name in languages]
    return [("exact", " ".join(tokens)), *stems], frozenset(map(fold, written))


def _names(record: IndexedRecord) -> Iterator[tuple[str, str]]:
    for tag, text in names_of(record):
        key = name_key(text)
        for language in {tag.partition("-")[0].lower()} & set(readers()) | {"any"}:
            yield f"name_{language}", key
            yield f"begins_{language}", key
            if record.title.get(tag) == text:
                yield f"name_{language}", preferred_words(key)
                yield f"begins_{language}", PREFERRED + key
    for _, text in record.hidden:
        yield "name_any", name_key(text)
        yield "begins_any", name_key(text)
    for key in dict.fromkeys(key for text in record.identifiers for key in identifier_keys(text)):
        if key:
            yield "begins_any", IDENTIFIED + key


def _places(record: IndexedRecord) -> Iterator[tuple[str, int, str]]:
    for reader in readers():
        key = _in(record.title_order, reader)
        yield f"title_{reader}", of_text(key), key
    for order in ("newest", "oldest"):
        year = of_year(record.year, newest_first=order == "newest")
        yield order, of_year_and_path(year, record.path), f"{year:04}"
    yield "path", of_path(record.path), ""
    arrival = _LAST_ARRIVAL - record.arrival
    yield "arrival", arrival, f"{arrival:012}"


def _in(keys: Mapping[str, str], reader: str) -> str:
    """The sort key for a reader."""
    return clean(keys.get(reader, "")).replace(SEPARATOR, "")


#: Characters with digits of their own. All between two of these share one, and end what is read.
_EXACT = frozenset(" -0123456789abcdefghijklmnopqrstuvwxyz{|}")
_STARTS = sorted({"\0", *_EXACT, *(chr(ord(c) + 1) for c in _EXACT)})
_BASE = len(_STARTS) + 1
#: With so many characters of a text, and three kinds of paths, 63 bits are enough.
_CHARACTERS = 11
_COMMON = "publication/"
_IN_YEAR = 8
_NO_YEAR = 4095
#: Of so many records the last is the first to be shown.
_LAST_ARRIVAL = 10**12 - 1


def of_text(text: str, characters: int = _CHARACTERS) -> int:
    """The place of a text among texts, in the order of code points."""
    number = read = 0
    for character in text[:characters]:
        number = number * _BASE + bisect_right(_STARTS, character)
        read += 1
        if character not in _EXACT:
            break
    missing: int = _BASE ** (characters - read)
    return number * missing


def of_path(path: str, characters: int = _CHARACTERS) -> int:
    """The place of a path among paths; the word that most paths begin with costs nothing."""
    if path.startswith(_COMMON):
        kind, text = 1, path.removeprefix(_COMMON)
    else:
        kind, text = (0 if path < _COMMON else 2), path
    kinds: int = _BASE**characters
    return kind * kinds + of_text(text, characters)


def of_year(year: int | None, *, newest_first: bool) -> int:
    """The place of a year from 0 to 4094; what has no year comes last in either order."""
    if year is None:
        return _NO_YEAR
    known = min(max(year, 0), _NO_YEAR - 1)
    return _NO_YEAR - 1 - known if newest_first else known


def of_year_and_path(year: int, path: str) -> int:
    """The place of what has a place by its year, and by its path in that."""
    paths: int = 3 * _BASE**_IN_YEAR
    return year * paths + of_path(path, _IN_YEAR)
