"""What DataCite and OpenAIRE share: OpenAIRE 4.0 is built of elements of the DataCite kernel.

https://datacite-metadata-schema.readthedocs.io/, whose values for what is not known are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.entry import Entry
from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.identifiers import Identifier
from publod.bibliography.names import Name
from publod.bibliography.relations import Relation
from publod.bibliography.subjects import subject_headings
from publod.bibliography.titles import Titles

KERNEL = "http://datacite.org/schema/kernel-4"
#: Not available, and possibly unknown (appendix 3 of the DataCite documentation).
UNAVAILABLE = ":unav"


class Kernel:
    """Writes elements of the kernel under a prefix: '' in DataCite, ``datacite:`` in OpenAIRE."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def titles(self, titles: Titles) -> Xml:
        """The title proper with its subtitle, parallel titles, other titles."""
        p = self.prefix
        return branch(p + "titles", self._titles(titles))

    def creators(self, names: Iterable[Name]) -> Xml:
        """The creators in their printed order; ":unav" where there is none."""
        p = self.prefix
        found = [
            branch(p + "creator", self._name("creatorName", name))
            for name in names
            if "aut" in name.roles
        ]
        nobody = branch(p + "creator", [leaf(p + "creatorName", UNAVAILABLE)])
        return branch(p + "creators", found or [nobody])

    def contributors(self, names: Iterable[Name]) -> Xml:
        """Contributors; what they contributed is not recorded."""
        p = self.prefix
        return branch(
            p + "contributors",
            (
                branch(
                    p + "contributor",
                    self._name("contributorName", name),
                    {"contributorType": "Other"},
                )
                for name in names
                if "ctb" in name.roles
            ),
        )

    def subjects(self, entry: Entry) -> Xml:
        """Headings with their vocabulary, else keywords."""
        p = self.prefix
        return branch(
            p + "subjects",
            (
                leaf(
                    p + "subject",
                    term.text,
                    {
                        "xml:lang": term.tag,
                        "subjectScheme": vocabulary.label if vocabulary else "",
                        "schemeURI": vocabulary.namespace if vocabulary else "",
                        "valueURI": iri,
                    },
                )
                for term, vocabulary, iri, _ in subject_headings(entry)
            ),
        )

    def related(self, relations: Iterable[Relation], types: dict[str, str]) -> Xml:
        """Related things by their addresses, with the relation types of a table."""
        p = self.prefix
        return branch(
            p + "relatedIdentifiers",
            (
                leaf(
                    p + "relatedIdentifier",
                    relation.url,
                    {"relatedIdentifierType": "URL", "relationType": types[relation.kind]},
                )
                for relation in relations
            ),
        )

    def identifier(self, identifiers: list[Identifier]) -> Xml:
        """The DOI, else the address."""
        main = _main(identifiers)
        return leaf(self.prefix + "identifier", main.value, {"identifierType": _type_of(main)})

    def alternates(self, identifiers: list[Identifier]) -> Xml:
        """All the others."""
        p, main = self.prefix, _main(identifiers)
        return branch(
            p + "alternateIdentifiers",
            (
                leaf(p + "alternateIdentifier", i.value, {"alternateIdentifierType": _type_of(i)})
                for i in identifiers
                if i != main
            ),
        )

    def _titles(self, titles: Titles) -> Iterator[Xml]:
        name = self.prefix + "title"
        for title, kind in (
            (titles.proper, ""),
            *((parallel, "TranslatedTitle") for parallel in titles.parallel),
        ):
            yield leaf(name, title.main, {"titleType": kind, "xml:lang": title.tag})
            yield leaf(name, title.sub, {"titleType": "Subtitle", "xml:lang": title.tag})
        for text, tag in titles.alternative:
            yield leaf(name, text, {"titleType": "AlternativeTitle", "xml:lang": tag})

    def _name(self, element: str, name: Name) -> Iterator[Xml]:
        p = self.prefix
        kind = "Personal" if name.is_person else "Organizational"
        yield leaf(p + element, name.heading, {"nameType": kind})
        yield leaf(p + "givenName", name.given)
        yield leaf(p + "familyName", name.family)
        for source in name.authorities:
            if source.code != "local":
                yield leaf(
                    p + "nameIdentifier",
                    source.iri,
                    {"nameIdentifierScheme": source.label, "schemeURI": source.scheme},
                )


def _main(identifiers: list[Identifier]) -> Identifier:
    return next((i for i in identifiers if i.kind == "doi"), identifiers[0])


def _type_of(identifier: Identifier) -> str:
    return "URL" if identifier.kind == "uri" else identifier.kind.upper()
