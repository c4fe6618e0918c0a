"""A publication as the formats of libraries describe it: what each says of it is decided here.

Which creators, which identifiers, which dates, which headings: the writers of formats only say
where these stand.
"""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import urlsplit

from publod.bibliography.agent_names_and_roles import ROLES, Name, names_of
from publod.bibliography.catalogue_languages import supplied
from publod.bibliography.dates import Issued, issued_of
from publod.bibliography.entry import Entry, status_of
from publod.bibliography.external_labels import external_label
from publod.bibliography.identifiers import Identifier, Link, files_of, identifiers_of, is_absolute
from publod.bibliography.language_codes_and_names import Language, languages_of
from publod.bibliography.licence import Rights, rights_of
from publod.bibliography.places import PlaceHeading, place_headings, places_of
from publod.bibliography.relations import (
    Relation,
    control_number_of,
    issn_of_wholes,
    relations_of,
)
from publod.bibliography.subjects import (
    Heading,
    Kind,
    contents_of,
    genres_of,
    kind_of,
    labels_of,
    subject_headings,
)
from publod.bibliography.titles_and_labels import (
    NO_TEXT,
    Text,
    Titles,
    all_of,
    edition_of,
    one_of,
    speaks,
    tidy,
    titles_of,
)
from publod.messages import N_
from publod.vocabulary import ADMS_STATUS

#: Carriers (http://www.rdaregistry.info/termList/RDACarrierType/).
ONLINE = "http://rdaregistry.info/termList/RDACarrierType/1018"
VOLUME = "http://rdaregistry.info/termList/RDACarrierType/1049"
#: Roles of those who contributed.
CONTRIBUTING = frozenset({"ctb", *ROLES})


#: As MARC 035 has it, such as (OCoLC)123: https://www.loc.gov/marc/bibliographic/bd035.html.
_CONTROL_NUMBER = re.compile(r"\([A-Za-z][A-Za-z0-9-]*\)\S+")


class BibliographicDescription:
    """A description of ``entry``, each part of which is made when it is first asked for."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    @cached_property
    def titles(self) -> Titles:
        """The title proper, which is never empty, and all others."""
        return titles_of(self.entry)

    @cached_property
    def edition(self) -> Text:
        """The edition statement, in brackets where it is supplied."""
        return edition_of(self.entry)

    @cached_property
    def names(self) -> list[Name]:
        """Everyone named, once: creators in their printed order, contributors, publishers."""
        return names_of(self.entry)

    @cached_property
    def creators(self) -> list[Name]:
        """Those who answer for it, in their printed order."""
        return self._with_role("aut")

    @cached_property
    def contributors(self) -> list[Name]:
        """Those who contributed, with a particular role or without."""
        return [name for name in self.names if any(role in CONTRIBUTING for role in name.roles)]

    @cached_property
    def publishers(self) -> list[Name]:
        """Those who published it."""
        return self._with_role("pbl")

    def _with_role(self, role: str) -> list[Name]:
        return [name for name in self.names if role in name.roles]

    @cached_property
    def issued(self) -> Issued:
        """The date of issue."""
        return issued_of(self.entry.issued)

    @cached_property
    def languages(self) -> list[Language]:
        """Its languages, that of the title proper first: it is the main one. Never none."""
        tag = self.titles.proper.tag
        return sorted(
            languages_of(self.entry.languages), key=lambda language: not speaks(tag, language.tag)
        )

    @cached_property
    def identifiers(self) -> list[Identifier]:
        """All identifiers, the address of the record first, each once.

        The ISSN of a series or a journal is not one of what is in it.
        """
        others = issn_of_wholes(self.entry)
        return [
            identifier
            for identifier in identifiers_of(self.entry)
            if not (identifier.kind == "issn" and identifier.value in others)
        ]

    def numbers(self, *kinds: str) -> list[str]:
        """The identifiers of some kinds."""
        return [identifier.value for identifier in self.identifiers if identifier.kind in kinds]

    @cached_property
    def control_numbers(self) -> list[str]:
        """What other systems call their records of it: a number after its code in parentheses."""
        return [number for number in self.numbers("local") if _CONTROL_NUMBER.fullmatch(number)]

    @cached_property
    def main_identifier(self) -> Identifier:
        """The DOI, else the address of the record."""
        is_doi = (identifier for identifier in self.identifiers if identifier.kind == "doi")
        return next(is_doi, self.identifiers[0])

    @cached_property
    def files(self) -> list[Link]:
        """The files that it can be had in."""
        return files_of(self.entry)

    @property
    def media_types(self) -> list[str]:
        """The media types of the files, each once."""
        return list(dict.fromkeys(file.media_type for file in self.files))

    @property
    def sizes(self) -> list[str]:
        """The sizes of the files, as far as they are known."""
        return [file.bytes for file in self.files if file.bytes]

    @property
    def is_online(self) -> bool:
        """Whether it is an online resource: by its carrier, else by its files."""
        return ONLINE in self.entry.media if self.entry.media else bool(self.files)

    @property
    def is_volume(self) -> bool:
        """Whether it is said to be on paper, as a volume."""
        return VOLUME in self.entry.media

    @cached_property
    def extent(self) -> str:
        """The extent as printed, else the number of pages; '' where neither is known."""
        printed = one_of(self.entry.extent).text
        pages = self.entry.page_count
        return printed or (supplied(N_("%(count)s p.", count=pages))[0] if pages else "")

    @property
    def pages(self) -> list[str]:
        """Web pages about it."""
        return [page for page in self.entry.pages if is_absolute(page)]

    @property
    def abstracts(self) -> list[Text]:
        """The abstracts, one for each language."""
        return all_of(self.entry.abstract)

    @property
    def history(self) -> list[Text]:
        """What it says of its earlier editions, in each language in which that is recorded."""
        return all_of(self.entry.edition_history)

    @property
    def source_descriptions(self) -> list[Text]:
        """How its source describes it, in the words of the source."""
        return all_of(self.entry.source_description)

    @property
    def notes(self) -> list[Text]:
        """Notes of any other kind."""
        return all_of(self.entry.notes)

    @property
    def status(self) -> Text:
        """Whether it is in force, in the words of the catalogue, else those for a known status."""
        status = self.entry.status
        if status is None:
            return NO_TEXT
        known = one_of(external_label(ADMS_STATUS + status_of(status)))
        return next(iter(labels_of(status)), Text(known.text.lower(), known.tag))

    @property
    def keywords(self) -> list[Text]:
        """Words that it or its source uses itself."""
        return all_of(self.entry.keywords)

    @property
    def classifications(self) -> list[tuple[str, str]]:
        """Pairs of a code and the code of its scheme."""
        pairs = ((tidy(code), scheme) for code, scheme in self.entry.classifications)
        return [(code, scheme) for code, scheme in pairs if code and scheme]

    @cached_property
    def subjects(self) -> list[Heading]:
        """Headings of vocabularies whose terms are known, else our own words."""
        return subject_headings(self.entry)

    @property
    def subject_labels(self) -> list[Text]:
        """The subjects by all their names, for formats that know no vocabularies."""
        return [label for concept in self.entry.subjects for label in labels_of(concept)]

    @property
    def audiences(self) -> list[Text]:
        """Those for whom it is meant, in the language of cataloguing."""
        return [label for concept in self.entry.audiences for label in labels_of(concept)[:1]]

    @cached_property
    def genres(self) -> list[Heading]:
        """The types as genre terms of known vocabularies, and by their own names."""
        return genres_of(self.entry)

    @cached_property
    def kind(self) -> Kind:
        """What it is in the tables of each format."""
        return kind_of(self.entry)

    @cached_property
    def places(self) -> list[PlaceHeading]:
        """The places that it is about."""
        return places_of(self.entry.spatial)

    @property
    def place_headings(self) -> list[PlaceHeading]:
        """The same as headings of vocabularies, as far as the places are said to be in some."""
        return place_headings(self.entry.spatial)

    @cached_property
    def places_of_publication(self) -> list[PlaceHeading]:
        """The places where it was issued, as far as they have a name."""
        places = places_of(self.entry.places_of_publication)
        return [place for place in places if place.name]

    @property
    def country(self) -> str:
        """The country of publication, as a code of MARC; '' where it is not known."""
        codes = (place.country for place in places_of(self.entry.places_of_publication))
        return next(filter(None, codes), "")

    @property
    def is_of_government(self) -> bool:
        """Whether a body of government answers for it or issued it, as far as that is said."""
        return any(agent.is_government for agent in (*self.entry.creators, *self.entry.publishers))

    @cached_property
    def contents(self) -> list[str]:
        """The nature of its contents, as codes of MARC 008/24-27."""
        return contents_of(self.entry)

    @property
    def periods(self) -> list[str]:
        """The times that it is about."""
        return [period for period in map(tidy, self.entry.temporal) if period]

    @cached_property
    def relations(self) -> list[Relation]:
        """What it leads to: works, series, other publications."""
        return relations_of(self.entry)

    def related(self, kind: str) -> list[Relation]:
        """The relations of a kind."""
        return self._by_kind.get(kind, [])

    @cached_property
    def _by_kind(self) -> dict[str, list[Relation]]:
        by_kind: dict[str, list[Relation]] = {}
        for relation in self.relations:
            by_kind.setdefault(relation.kind, []).append(relation)
        return by_kind

    @cached_property
    def rights(self) -> Rights:
        """The licence, what is said of rights in words, and whether a file can be fetched."""
        return rights_of(self.entry)

    @property
    def host(self) -> str:
        """The host that the catalogue is served at, which stands for whoever describes."""
        return urlsplit(self.entry.document).netloc

    @property
    def control_number(self) -> str:
        """What names the record among those of its host."""
        return control_number_of(self.entry.document)

    @property
    def source(self) -> str:
        """Whose control numbers these are: the code of whoever describes, else the host."""
        return self.entry.catalogued_by or self.host

    @property
    def created(self) -> int:
        """When the record came into the catalogue, or last changed where that is not known."""
        return self.entry.created or self.entry.modified
