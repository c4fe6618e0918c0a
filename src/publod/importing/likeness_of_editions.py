"""What tells whether two publications can be editions of one work, and are different ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.importing.folder_records import KnownRecord
from publod.importing.languages import language_tag
from publod.importing.names import folded
from publod.importing.publication import Publication

#: The year at the end of a document number: ``R 49-1:2013``, ``TR 7 (2006)``.
_YEAR_OF_NUMBER = re.compile(r"\s*(?::\s*|\()((?:19|20)\d\d)\)?$")


@dataclass(slots=True)
class Edition:
    """What tells an edition from others of its work; ``titles`` are those of each language."""

    path: str
    number: int | None
    year: int | None
    agents: set[str]
    languages: set[str]
    stems: dict[str, str]
    is_stated: bool = False
    titles: dict[str, set[tuple[str, str]]] = field(default_factory=dict)


def title_keys(one: Publication) -> list[tuple[str, str]]:
    """The title with the subtitle, in each language of both."""
    subtitles = {each.language: each.text for each in one.record.subtitles}
    only = next(iter(subtitles.values()), "") if len(subtitles) == 1 else ""
    return [
        (folded(each.text), folded(subtitles.get(each.language, only)))
        for each in one.record.titles
    ]


def _stems(numbers: Iterable[str]) -> dict[str, str]:
    """Document numbers without the year at their end, with that year."""
    return {
        folded(number[: match.start()]): match[1]
        for number in numbers
        if (match := _YEAR_OF_NUMBER.search(number))
    }


def edition_of(one: Publication) -> Edition:
    """The edition that a publication is."""
    return Edition(
        one.path, one.number, one.year, one.responsible, set(one.codes),
        _stems(one.record.document_numbers), titles=_by_language(
            (_language(language_tag(each.language) or one.tag), key)
            for each, key in zip(one.record.titles, title_keys(one), strict=True)
        ),
    )  # fmt: skip


def edition_of_known(known: KnownRecord) -> Edition:
    """The edition that a record of the folder is."""
    only = next(iter(known.subtitles.values()), "") if len(known.subtitles) == 1 else ""
    return Edition(
        known.path, known.number, known.year, set(known.agents), set(known.languages),
        _stems(known.document_numbers), known.is_stated, _by_language(
            (_language(language), (folded(title), folded(known.subtitles.get(language, only))))
            for title, language, is_preferred in known.names if is_preferred
        ),
    )  # fmt: skip


def _by_language(titles: Iterable[tuple[str, tuple[str, str]]]) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for language, title in titles:
        found.setdefault(language, set()).add(title)
    return found


def _language(tag: str) -> str:
    return tag.partition("-")[0].lower()


def agree(one: Edition, other: Edition) -> bool:
    """Whether two have one title in each language that both have, or one document number."""
    shared = one.titles.keys() & other.titles.keys()
    return bool(one.stems.keys() & other.stems.keys()) or all(
        one.titles[language] & other.titles[language] for language in shared
    )


def may_share(one: Edition, other: Edition) -> bool:
    """Whether two editions can be of one work, by who is responsible and by their numbers."""
    if one.stems and other.stems and not one.stems.keys() & other.stems.keys():
        return False
    return not (one.agents and other.agents) or bool(one.agents & other.agents)


def is_distinct(one: Edition, other: Edition) -> bool:
    """Whether two are different editions, by number, else by year."""
    if one.number is not None and other.number is not None:
        return one.number != other.number
    if any(other.stems[stem] != year for stem, year in one.stems.items() if stem in other.stems):
        return True
    if one.year is not None and other.year is not None:
        return one.year != other.year
    return False
