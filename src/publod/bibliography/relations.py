"""Relations: other publications, works and series that a record leads to.

Editions that are only stated are never among them: nobody can be led to what is not described.
What is known of them stands in the edition history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from publod.bibliography.agent_names_and_roles import Name, name_of
from publod.bibliography.dates import issued_of
from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.language_codes_and_names import Language, languages_of
from publod.bibliography.titles_and_labels import Title, tidy, title_of


@dataclass(frozen=True, slots=True)
class Relation:
    """Something related. ``url`` is the address of its record, '' where it has none.

    ``number`` is the publication's own in a series. ``volume``, ``issue`` and ``pages`` say where
    it stands in a journal. ``control_number`` is '' for what has no record of its own in formats of
    libraries: works and series. ``is_same_edition`` tells another language version of the edition.
    """

    kind: str
    iri: str
    url: str
    title: Title | None = None
    year: str = ""
    languages: tuple[Language, ...] = ()
    issn: str = ""
    number: str = ""
    isbn: str = ""
    document_number: str = ""
    main_entry: Name | None = None
    control_number: str = ""
    media: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: tuple[str, str] = ("", "")
    is_same_edition: bool = False

    @property
    def display(self) -> str:
        """The title and, in a series, the number; '' where the title is not known."""
        title = self.title.display if self.title else ""
        return f"{title} ; {self.number}" if title and self.number else title


def relations_of(entry: Entry) -> list[Relation]:
    """All relations of a publication, in the order in which they are told.

    Their kinds are: work, of edition, series, host, replaces, replaced by, based on, basis of,
    translation of, translated as, amends, amended by, corrects, corrected by, supplements,
    supplemented by, other format, part, edition. The last is another edition of the same work that
    none of the others leads to.
    """
    exact = [
        _relation(kind, related)
        for kind, group in (
            ("replaces", entry.replaces),
            ("replaced by", entry.replaced_by),
            ("based on", entry.based_on),
            ("basis of", entry.reworked_as),
            ("translation of", entry.translation_of),
            ("translated as", entry.translated_as),
            ("amends", entry.amends),
            ("amended by", entry.amended_by),
            ("corrects", entry.corrects),
            ("corrected by", entry.corrected_by),
            ("supplements", entry.supplements),
            ("supplemented by", entry.supplemented_by),
            ("other format", entry.formats),
            ("part", entry.parts),
        )
        for related in group
        if not related.is_stated_only
    ]
    led_to = {relation.iri for relation in exact} | {level.iri for level in entry.of_edition}
    numbers = {edition.edition_number for edition in entry.editions if edition.is_publication}
    return [
        *(_relation("work", related) for related in entry.works),
        *(_relation("of edition", related) for related in entry.of_edition),
        *_series(entry),
        *_hosts(entry),
        *exact,
        *(
            replace(_relation("edition", related), is_same_edition=_is_same_edition(entry, related))
            for related in entry.editions
            if not related.is_stated_only
            # What corrects another one is no edition of its work.
            and related.is_addition == entry.is_addition
            and (not entry.is_addition or _is_same_edition(entry, related))
            and related.iri not in led_to
            # A level above publications that are told themselves.
            and (related.is_publication or related.edition_number not in numbers - {None})
        ),
    ]


def _is_same_edition(entry: Entry, related: BibliographicResource) -> bool:
    number = entry.edition_number
    return number is not None and related.edition_number == number


def issn_of_wholes(entry: Entry) -> frozenset[str]:
    """The ISSNs that belong to series and journals, also those that the publication bears."""
    wholes = [*_series(entry), *_hosts(entry)]
    return frozenset(relation.issn for relation in wholes if relation.issn)


def _series(entry: Entry) -> list[Relation]:
    number = tidy(entry.number_in_series)
    return _with_issn(
        entry, [replace(_relation("series", one), number=number) for one in entry.series]
    )


def _hosts(entry: Entry) -> list[Relation]:
    """What an article or another part is in, the nearest first, and where in it."""
    hosts = [_relation("host", one) for one in entry.hosts if not one.is_stated_only]
    nearest = hosts[0] if hosts else None
    return _with_issn(
        entry,
        [
            replace(
                host,
                number=tidy(entry.number_in_series) if host is nearest else "",
                volume=tidy(entry.volume) or (nearest.volume if nearest else ""),
                issue=tidy(entry.issue) or (nearest.issue if nearest else ""),
                pages=(tidy(entry.page_start), tidy(entry.page_end)),
            )
            for host in hosts
        ],
    )


def _with_issn(entry: Entry, wholes: list[Relation]) -> list[Relation]:
    """The only series or journal has the ISSN that the publication bears, if it has none itself."""
    if len(wholes) == 1 and not wholes[0].issn and len(entry.series) + len(entry.hosts) == 1:
        return [replace(wholes[0], issn=_first(entry.issn))]
    return wholes


def _relation(kind: str, related: BibliographicResource) -> Relation:
    url = related.document if is_absolute(related.iri) else ""
    return Relation(
        kind,
        related.iri,
        url,
        title_of(related),
        issued_of(related.issued).year,
        tuple(languages_of(related.languages)) if related.languages else (),
        _first(related.issn),
        isbn=_first(related.isbn),
        document_number=_first(related.document_numbers),
        main_entry=name_of(related.main_entry) if related.main_entry else None,
        control_number=control_number_of(url) if related.is_publication else "",
        media=related.media,
        volume=tidy(related.volume),
        issue=tidy(related.issue),
    )


def control_number_of(document: str) -> str:
    """What names a record among those of its host."""
    return urlsplit(document).path.lstrip("/")


def _first(texts: Iterable[str]) -> str:
    return next(map(tidy, texts), "")
