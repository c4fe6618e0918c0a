"""One edition as its siblings show it: what it says of itself and of its place among others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain

from publod.bibliography.entry import Texts
from publod.bibliography.triple_index import Statements
from publod.rdf import term_of_iri
from publod.vocabulary import BIBO, DCTERMS, EU_LANGUAGE, FOAF, PUB, RDF, RDFS, SCHEMA, SKOS

_STATED = term_of_iri(PUB.StatedEdition)
#: What it is called by; the first that it has is its title, as in its summary.
_NAMES = (DCTERMS.title, FOAF.name, SKOS.prefLabel, RDFS.label, SCHEMA.name)


@dataclass(frozen=True, slots=True)
class Edition:
    """A publication, or an edition that is known only because another one states it.

    ``issued`` is as exact as it was recorded: a year, a month or a day; '' if unknown. ``creators``
    are IRIs in their printed order; ``languages`` codes of the EU authority table, such as SWE.
    ``announced`` are the languages that it was promised in. All other names are those of the
    relations, and hold IRIs; ``replaced_by`` also what other records say.
    """

    iri: str
    title: Texts = field(default_factory=dict)
    subtitle: Texts = field(default_factory=dict)
    number: int | None = None
    issued: str = ""
    is_stated_only: bool = False
    creators: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    translation_of: tuple[str, ...] = ()
    translated_as: tuple[str, ...] = ()
    based_on: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of issue."""
        start = self.issued[:4]
        return int(start) if start.isascii() and start.isdigit() else None

    @property
    def related(self) -> frozenset[str]:
        """The editions that it is told together with, in its own work or in another."""
        successions = (self.replaces, self.replaced_by, self.based_on)
        return frozenset(chain(*successions, self.translation_of, self.translated_as))

    def also_replaced_by(self, newer: Iterable[str]) -> Edition:
        """The same edition, with what other records say."""
        return replace(self, replaced_by=tuple(dict.fromkeys((*self.replaced_by, *newer))))


def edition_of(iri: str, said: Statements) -> Edition:
    """Read an edition from its record's statements."""
    node = term_of_iri(iri)
    unordered = said.iris(node, DCTERMS.creator)
    return Edition(
        iri=iri,
        title=said.texts(node, *_NAMES),
        subtitle=said.texts(node, PUB.subtitle),
        number=said.number(node, PUB.editionNumber),
        issued=said.text(node, DCTERMS.issued),
        is_stated_only=_STATED in said.objects(node, RDF.type),
        creators=tuple(dict.fromkeys((*said.listed(node, BIBO.authorList), *unordered))),
        languages=_codes(said.iris(node, DCTERMS.language)),
        announced=_codes(said.iris(node, PUB.announcedLanguage)),
        works=tuple(said.iris(node, DCTERMS.isVersionOf)),
        replaces=tuple(said.iris(node, DCTERMS.replaces)),
        replaced_by=tuple(said.iris(node, DCTERMS.isReplacedBy)),
        translation_of=tuple(said.iris(node, SCHEMA.translationOfWork)),
        translated_as=tuple(said.iris(node, SCHEMA.workTranslation)),
        based_on=tuple(said.iris(node, SCHEMA.isBasedOn)),
    )


def _codes(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri.removeprefix(EU_LANGUAGE) for iri in iris if iri.startswith(EU_LANGUAGE))
