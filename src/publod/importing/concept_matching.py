"""Subjects, audiences, types and places of a source, matched with the catalogue: see `matching`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from publod.importing.addresses import slug_of, unused
from publod.importing.folder_records import KnownRecord
from publod.importing.import_mapping import NEW
from publod.importing.matching import NEARLY, SEVERAL, Matching, Named, words
from publod.importing.names import folded
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
        found = types.identified([concept.iri]) if concept.iri else []
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
        tag = concept.language or language
        key = kind, folded(concept.label), concept.iri
        if path := self._resolved.get(key):
            return path
        one = Named(kind, concept.label or concept.iri, record, name)
        if self.matching.is_doubtful(one):
            return ""
        path = self._found(concept, one, tag)
        if path == NEW:
            path = self._new(kind, concept, tag)
        if path:
            self._resolved[key] = path
        return path

    def _found(self, concept: SourceConcept, one: Named, language: str) -> str:
        """The path of a concept, `NEW`, or '' where it is not decided or must not be made."""
        index = self.matching.folder.of_kind(one.kind)
        found = index.identified([concept.iri]) if concept.iri else []
        decided = self.matching.decided(one) if len(found) != 1 else found[0]
        if decided is not None:
            return decided
        if not concept.label:
            reason = N_("no record of the catalogue has this address")
            return self.matching.unmapped(one, reason)
        found = found or index.named(concept.label, preferred_first=True)
        if len(found) > 1:
            found = self._in_language(found, concept.label, language) or found
        if len(found) == 1:
            return found[0]
        if found:
            return self.matching.choose(one, SEVERAL, found)
        records = self.matching.folder.records
        if near := [path for path in index.near(concept.label) if records[path].file]:
            return self.matching.choose(one, NEARLY, near)
        reason = N_("no record of the catalogue has this name")
        return NEW if self.makes_new else self.matching.unmapped(one, reason)

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

    def _new(self, kind: str, concept: SourceConcept, language: str) -> str:
        label = concept.label or concept.iri
        singular = _PATHS[kind]
        path = unused(singular, slug_of(label) or singular, self.matching.folder.paths)
        is_place = kind == "places"
        resource = Resource(path, ("dcterms:Location" if is_place else "skos:Concept",))
        resource.add("skos:prefLabel", text(label, language))
        if concept.iri:
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
                self.matching.made.setdefault("schemes", {})[path] = resource
        return folder.schemes[kind]
