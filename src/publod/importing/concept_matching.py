"""Subjects, audiences, types and places of a source, matched with the catalogue: see `matching`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.importing.addresses import slug_of, unused
from publod.importing.folder_records import KnownRecord
from publod.importing.import_mapping import NEW
from publod.importing.known_words import words
from publod.importing.languages import language_tag
from publod.importing.matching import NEARLY, REMOVED, SEVERAL, Matching, Named
from publod.importing.names import Names, folded
from publod.importing.remembered_names import Successors
from publod.importing.source_record import SourceConcept, SourceRecord
from publod.importing.turtle_files import Resource, text, thing
from publod.messages import N_

#: The first part of the paths of new records.
_PATHS = {"subjects": "subject", "audiences": "audience", "places": "place"}
#: What a scheme is called that has to be made.
_SCHEMES = {"subjects": "Subjects", "audiences": "Audiences"}


@dataclass(slots=True)
class ConceptMatcher:
    """Matches concepts and places; ``makes_new`` says whether it makes those that are new."""

    matching: Matching
    makes_new: bool = True
    _resolved: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def type_of(self, concept: SourceConcept, record: SourceRecord) -> str:
        """The path of a type; '' where the catalogue has none of that name. Types are not made."""
        shown = concept.label or concept.iri
        decided = self.matching.decided(Named("types", shown, record, "types"))
        if decided is not None and decided != NEW:
            return decided
        types = self.matching.folder.of_kind("types")
        found = self._identified(types, concept)
        for word in (shown, *words()["types"].get(folded(shown), ())):
            if len(found) != 1:
                found = types.named(word, preferred_first=True)
        return found[0] if len(found) == 1 else ""

    def concept(
        self, kind: str, concept: SourceConcept, record: SourceRecord, language: str, name: str
    ) -> str:
        """The path of a subject, an audience or a place; '' where there is none, which is reported.

        ``language`` is that of a label which does not say its own, ``name`` the field it stands in.
        """
        tag = language_tag(concept.language) or language
        key = kind, folded(concept.label), concept.iri
        if path := self._resolved.get(key):
            return path
        one = Named(kind, concept.label or concept.iri, record, name)
        if self.matching.is_doubtful(one):
            return ""
        path = self._found(concept, one, tag)
        if path == NEW:
            path = self._new(kind, concept, tag, self.matching.removed(one))
        if path:
            self._resolved[key] = path
            self.matching.remember(one, path)
        return path

    def _found(self, concept: SourceConcept, one: Named, language: str) -> str:
        """The path of a concept, `NEW`, or '' where it is not decided or must not be made."""
        index = self.matching.folder.of_kind(one.kind)
        found = self._identified(index, concept)
        decided = self.matching.decided(one) if len(found) != 1 else found[0]
        if decided is not None:
            return decided
        if not concept.label:
            reason = N_("no record of the catalogue has this address")
            return self.matching.unmapped(one, reason)
        found = found or [*filter(None, [self.matching.remembered(one)])]
        found = found or index.named(concept.label, preferred_first=True)
        return self._named(concept, one, language, found)

    def _named(self, concept: SourceConcept, one: Named, language: str, found: list[str]) -> str:
        """The one of those that were found, what a person chooses, or `NEW`."""
        index = self.matching.folder.of_kind(one.kind)
        if len(found) > 1:
            found = self._in_language(found, concept.label, language) or found
        if len(found) == 1:
            return found[0]
        if found:
            return self.matching.choose(one, SEVERAL, found)
        if (gone := self.matching.removed(one)) and gone.is_removed:
            return self.matching.choose(one, REMOVED, gone.paths)
        records = self.matching.folder.records
        if near := [path for path in index.near(concept.label) if records[path].file]:
            return self.matching.choose(one, NEARLY, near)
        reason = N_("no record of the catalogue has this name")
        return NEW if self.makes_new else self.matching.unmapped(one, reason)

    def _identified(self, index: Names, concept: SourceConcept) -> list[str]:
        """The records that have the address of a concept, or are at it."""
        folder = self.matching.folder
        own = folder.own_path(concept.iri)
        if own in folder.records:
            return [own]
        return index.identified([concept.iri]) if concept.iri else []

    def _in_language(self, paths: Iterable[str], label: str, language: str) -> list[str]:
        """Those of some records that have a label in a language."""
        wanted = folded(label), language
        return [
            path
            for path in paths
            if any(
                (folded(name), tag) == wanted
                for name, tag, _ in self.matching.folder.records[path].names
            )
        ]

    def _new(
        self, kind: str, concept: SourceConcept, language: str, before: Successors | None
    ) -> str:
        label = concept.label or concept.iri
        singular = _PATHS[kind]
        folder = self.matching.folder
        own = folder.own_path(concept.iri)
        path = own or (before.path if before else "")
        if not path.startswith(f"{singular}/") or path in folder.records:
            path = unused(singular, slug_of(label) or singular, folder.paths)
        folder.paths.add(path)
        is_place = kind == "places"
        resource = Resource(path, ("dcterms:Location" if is_place else "skos:Concept",))
        resource.add("skos:prefLabel", text(label, language))
        if concept.iri and not own:
            resource.add("owl:sameAs" if is_place else "skos:exactMatch", f"<{concept.iri}>")
        if not is_place:
            resource.add("skos:inScheme", thing(self._scheme(kind)))
        known = KnownRecord(path, kind, "", [(label, language, True)])
        known.identifiers = [concept.iri] if concept.iri else []
        return self.matching.make(resource, known)

    def _scheme(self, kind: str) -> str:
        """The scheme of new concepts: that of most of their kind, or one that is made."""
        folder = self.matching.folder
        if kind not in folder.schemes:
            path = folder.schemes[kind] = f"scheme/{kind}"
            if path not in folder.paths:
                folder.paths.add(path)
                resource = Resource(path, ("skos:ConceptScheme",))
                resource.add("dcterms:title", text(_SCHEMES[kind], "en"))
                self.matching.new.add("schemes", resource, _SCHEMES[kind])
        return folder.schemes[kind]
