"""Addresses of new records: readable, in plain letters, each once; and known again for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publod.bibliography.check_digits import isbn_core
from publod.importing.lock_file import Lock, LockEntry, entry_by_key, hash_of
from publod.importing.names import folded, in_ascii
from publod.importing.source_record import SourceRecord

#: Characters of a slug, whole words, without the year.
_LONGEST = 60
_WORDS = re.compile(r"[a-z0-9]+")
#: Apostrophes are left out; dashes and slashes that ASCII lacks divide words as its own do.
_SIGNS = str.maketrans(
    dict.fromkeys("'\u2019\u02bc", "")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2044\u00b7\u2022", " ")
)
_OWN = re.compile(
    r"(?P<base>https?://[^#?]+?/)(?P<path>(?:publication|edition|work)/[^/#?]+)(?:#it)?"
)
_SAFE = re.compile(r"[a-z]+/[A-Za-z0-9][A-Za-z0-9._~-]{0,200}")


#: The place of the key that has all that tells a record from others.
_ALL = 2


def slug_of(*texts: str, year: str = "") -> str:
    """A slug: the words of texts in plain letters, as many as fit, and the year.

    '' where nothing of the texts can be written so, as in Cyrillic.
    """
    words: list[str] = []
    length = 0
    for text in texts:
        for word in _WORDS.findall(in_ascii(text.translate(_SIGNS))):
            length += len(word) + 1
            if length > _LONGEST + 1 and words:
                break
            words.append(word[:_LONGEST])
    if year and (not words or words[-1] != year):
        words.append(year)
    return "-".join(words) if words != [year] else ""


def unused(kind: str, slug: str, taken: set[str]) -> str:
    """A path of a kind such as ``publication`` that nothing has; it is taken then."""
    path = f"{kind}/{slug}"
    number = 2
    while path in taken:
        path, number = f"{kind}/{slug}-{number}", number + 1
    taken.add(path)
    return path


def own_path(iri: str) -> tuple[str, str]:
    """The base and the path of the address of a publication, an edition or a work; '' for others.

    Those are addresses in a catalogue of publod, this one or another.
    """
    match = _OWN.fullmatch(iri)
    if not match or not _SAFE.fullmatch(match["path"]):
        return "", ""
    return match["base"], match["path"]


def keys_of(record: SourceRecord) -> tuple[str, ...]:
    """What a record is known by again, the surest first: '' where it has nothing of a sort.

    Its identifier in the source or its address; DOI or ISBN; all that tells it from others; its
    own number alone; its title alone.
    """
    title = folded(" : ".join(one.text for one in (*record.titles[:1], *record.subtitles[:1])))
    isbn = next(filter(None, map(isbn_core, record.isbn)), "")
    number = record.edition_number or (folded(record.edition.text) if record.edition else "")
    numbers = " ".join(record.document_numbers) or record.series_number
    agents = ";".join(folded(one.name) for one in record.agents)
    languages = ",".join(record.languages)
    return (
        record.identifier or record.address,
        (record.doi and f"doi:{record.doi.casefold()}") or (isbn and f"isbn:{isbn}"),
        hash_of("|".join((title, record.issued, str(number), numbers, agents, languages)).encode())
        if title
        else "",
        " ".join(record.document_numbers),
        title,
    )


def known_again(
    records: Iterable[SourceRecord], lock: Lock, *, is_partial: bool = False
) -> dict[int, LockEntry]:
    """The entries of records that were imported before, by their place among the records.

    The surest keys are compared first; a key that several entries or several records have tells
    nothing. Where both have an identifier, and it is another one, all else must be the same, and
    the records be all that the source has (``is_partial`` says that they are not).
    """
    left = dict(enumerate(records))
    keys = {place: keys_of(record) for place, record in left.items()}
    entries = {id(one): one for one in lock.entries}
    found: dict[int, LockEntry] = {}
    by_source: dict[str, list[LockEntry]] = {}
    for one in lock.entries:
        by_source.setdefault(one.source, []).append(one)
    indexes = {source: entry_by_key(group) for source, group in by_source.items()}
    for rank in range(_ALL + 3):
        having: dict[tuple[str, str], list[int]] = {}
        for place, record in left.items():
            own = keys[place]
            if own[rank]:
                having.setdefault((record.source, own[rank]), []).append(place)
        for (source, key), places in having.items():
            known = [
                one for one in indexes.get(source, {}).get((rank, key), ()) if id(one) in entries
            ]
            # Rows that are the same in all ways are told apart by their order alone.
            if rank < _ALL or (len(known) == len(places) and (rank == _ALL or len(places) == 1)):
                for place, entry in zip(places, known, strict=False):
                    is_other = rank > 0 and keys[place][0] and entry.keys[0]
                    if is_other and (is_partial or rank != _ALL):
                        continue
                    found[place] = entry
                    del left[place], entries[id(entry)]
    return found
