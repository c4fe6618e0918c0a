"""The titles and the summaries by which search engines know the pages of records.

A title is as short as tells it from those of other pages, and begins with the page's heading. What
it depends on is what the version of its page depends on: a publication is told apart from the other
editions of its work, for their pages move together; by what is its own from those of other works.
Pages of works, agents, places and concepts move with the catalogue, so these are looked up.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.record_summary import full_title, with_subtitle
from publod.bibliography.triple_index import pick
from publod.ledger import Record
from publod.web.record_names import Value
from publod.web.records.property_labels import KINDS
from publod.web.site import Site

#: A summary is no longer than this, in characters.
_LONGEST = 300
#: Kinds that are often called alike, whose pages move with the catalogue.
_LOOKED_UP = ("agent", "place", "subject", "type", "audience")
#: Records of one name that are looked at.
_MOST_ALIKE = 50


_DASH = " \N{EN DASH} "


@dataclass(frozen=True, slots=True)
class PageTitle:
    """``name`` is what a record is called on its page alone, ``kind`` what it is, in a word.

    ``shows_kind`` tells whether the name alone would not do.
    """

    name: str
    kind: str
    shows_kind: bool = False

    @property
    def text(self) -> str:
        """The title of the page, without the name of the site."""
        kind = self.kind[:1].lower() + self.kind[1:]
        return f"{self.name}{_DASH}{kind}" if self.shows_kind else self.name

    def summary(self, *parts: str) -> str:
        """What it is and further ``parts``, as a search engine shows it below the title."""
        sentences = (part.strip().rstrip(".") for part in (self.name, *parts))
        whole = f"{self.kind}: {'. '.join(filter(None, sentences))}."
        if len(whole) <= _LONGEST:
            return whole
        return whole[:_LONGEST].rsplit(" ", 1)[0] + "…"


def title_of_page(
    site: Site, record: Record, heading: Value, entry: Entry | None, language: str
) -> PageTitle:
    """The title of a record's page, whose ``heading`` is in the reader's ``language``.

    ``entry`` is what is told of an edition.
    """
    kind = str(KINDS[record.kind])
    if entry is not None and entry.is_stated_only:
        kind = gettext("Stated edition")
    whole = _whole(record, language)
    name = whole if whole.startswith(heading.text) else heading.text
    if entry is not None and record.kind == "publication":
        told = _place_of_publication(entry, name, record, language)
        return PageTitle(f"{name} ({told})" if told else name, kind, shows_kind=not told)
    if entry is not None:
        return PageTitle(_name_of_edition(entry, name, record, language), kind, shows_kind=True)
    shows_kind = record.kind not in _LOOKED_UP
    if record.kind in {*_LOOKED_UP, "work"}:
        key = record.summary.sort_key(language)
        kinds = ("work",) if record.kind == "work" else _LOOKED_UP
        found = site.repository.alike(kinds, key, _MOST_ALIKE, language)
        alike = [other for other in found if other.path != record.path]
        shows_kind = shows_kind or any(other.kind != record.kind for other in alike)
        if any(
            other.kind == record.kind and _whole(other, language).casefold() == whole.casefold()
            for other in alike
        ):
            name = f"{name} ({_end(record.path)})"
    return PageTitle(name, kind, shows_kind)


def _place_of_publication(entry: Entry, name: str, record: Record, language: str) -> str:
    """What tells a publication from others of its title: as much as it needs of what is known."""
    number = record.summary.number
    is_bare = not (record.summary.subtitle or number)
    # Titles without more to them are those that works and bodies share.
    creators = entry.creators[:1] if is_bare else ()
    told = [
        number if number not in name else "",
        *(pick(agent.name, language)[0] for agent in creators),
        str(entry.year or ""),
    ]
    others = [other for other in entry.editions if not other.is_stated_only]
    if entry.edition_number and any(other.year == entry.year for other in others):
        told.insert(-1, gettext("Edition %(number)s", number=entry.edition_number).lower())
    same = [other for other in others if _place(other) == _place(entry)]
    if same:
        told += [language_name(code, language) for code in entry.languages]
    if any(other.languages == entry.languages for other in same):
        told.append(_end(record.path))
    return ", ".join(filter(None, told))


def _place(edition: BibliographicResource) -> tuple[object, ...]:
    return edition.year, edition.edition_number, edition.title, edition.subtitle


def _name_of_edition(entry: Entry, name: str, record: Record, language: str) -> str:
    """An edition that is none of the publications: its name, and of which work."""
    if not (record.summary.label or record.summary.number or entry.edition_number or entry.year):
        name = f"{name} ({_end(record.path)})"
    for work in entry.works[:1]:
        title, tag = pick(work.title, language)
        if title and title not in name:
            name = f"{name}{_DASH}{with_subtitle(title, work.subtitle.get(tag, ''))}"
    return name


def _whole(record: Record, language: str) -> str:
    return full_title(record.summary.label, record.summary.subtitle, None, language)[0]


def _end(path: str) -> str:
    return path.rpartition("/")[2]
