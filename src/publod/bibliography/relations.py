"""Relations: other publications, works and series that a record leads to.

Editions that are only stated are never among them: nobody can be led to what is not described.
What is known of them stands in the edition history.
"""

from __future__ import annotations

from dataclasses import dataclass

from publod.bibliography.dates import issued_of
from publod.bibliography.entry import BibliographicResource, Entry
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.language_codes_and_names import Language, languages_of
from publod.bibliography.titles_and_labels import Title, tidy, title_of


@dataclass(frozen=True, slots=True)
class Relation:
    """Something related. ``url`` is the address of its record, '' where it has none.

    ``number`` is the publication's own in a series.
    """

    kind: str
    iri: str
    url: str
    title: Title | None = None
    year: str = ""
    languages: tuple[Language, ...] = ()
    issn: str = ""
    number: str = ""

    @property
    def display(self) -> str:
        """The title and, in a series, the number; '' where the title is not known."""
        title = self.title.display if self.title else ""
        return f"{title} ; {self.number}" if title and self.number else title


def relations_of(entry: Entry) -> list[Relation]:
    """All relations of a publication, in the order in which they are told.

    Their kinds are: work, series, replaces, replaced by, based on, translation of, translated as,
    edition. The last is another edition of the same work that none of the others leads to.
    """
    number = tidy(entry.number_in_series)
    exact = [
        _relation(kind, related)
        for kind, group in (
            ("replaces", entry.replaces),
            ("replaced by", entry.replaced_by),
            ("based on", entry.based_on),
            ("translation of", entry.translation_of),
            ("translated as", entry.translated_as),
        )
        for related in group
        if not related.is_stated_only
    ]
    led_to = {relation.iri for relation in exact}
    return [
        *(_relation("work", related) for related in entry.works),
        *(_relation("series", related, number) for related in entry.series),
        *exact,
        *(
            _relation("edition", related)
            for related in entry.editions
            if not related.is_stated_only and related.iri not in led_to
        ),
    ]


def _relation(kind: str, related: BibliographicResource, number: str = "") -> Relation:
    return Relation(
        kind,
        related.iri,
        related.document if is_absolute(related.iri) else "",
        title_of(related),
        issued_of(related.issued).year,
        tuple(languages_of(related.languages)) if related.languages else (),
        next(map(tidy, related.issn), ""),
        number,
    )
