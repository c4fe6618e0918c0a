"""Subjects, audiences, types and places of a source, matched with the catalogue: see `matching`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from publod.bibliography.registers import registers
from publod.bibliography.writing_systems import tag_in_script
from publod.importing.addresses import slug_of, unused
from publod.importing.folder_records import KnownRecord
from publod.importing.import_mapping import NEW
from publod.importing.known_words import words
from publod.importing.languages import language_tag
from publod.importing.matching import NEARLY, REMOVED, SEVERAL, Matching, Named
from publod.importing.names import Names, folded
from publod.importing.remembered_names import Successors
from publod.importing.report import Kind
from publod.importing.source_record import SourceConcept, SourceRecord
from publod.importing.turtle_files import Resource, text, thing, typed
from publod.messages import N_

#: The first part of the paths of new records.
_PATHS = {"subjects": "subject", "audiences": "audience", "places": "place"}
#: What a scheme is called that has to be made.
_SCHEMES = {"subjects": "Subjects", "audiences": "Audiences"}


#: How the IRIs of vocabularies begin, by the codes of the MARC source code lists.
_SOURCES = "http://id.loc.gov/vocabulary/subjectSchemes/"
_CODE = re.compile(r"[a-z][a-z0-9-]*(?:/[a-z]{3})?")
#: What is no vocabulary: words of no list, and a register of places.
_NO_VOCABULARY = {"local", "geonames"}


def _code_of(scheme: str) -> str:
    """The code of a vocabulary as a source has it; '' for what is none."""
    code = scheme.strip().casefold()
    return code if _CODE.fullmatch(code) and code not in _NO_VOCABULARY else ""


@dataclass(slots=True)
class ConceptMatcher:
    """Matches concepts and places; ``makes_new`` says whether it makes those that are new."""

    matching: Matching
    makes_new: bool = True
    _resolved: dict[tuple[str, str, str, str], str] = field(default_factory=dict)

    def type_of(self, concept: SourceConcept, record: SourceRecord) -> str:
        """The path of a type; '' where the catalogue has none of that name. Types are not made."""
        shown = concept.label or concept.iri
        decided = self.matching.decided(Named("types", shown, record, "types"))
        if decided is not None and decided != NEW:
            return decided
        types = self.matching.folder.of_kind("types")
        found = self._identified(types, concept)
        for word in (shown, *words()["types"].get(folded(shown), ())):
            if len(found) == 1:
                break
            found = types.named(word, preferred_first=True)
            if len(found) == 1 and word != shown and not concept.scheme:
                self.matching.tell_once(
                    Named("types", shown, record, "types"),
                    N_("it is read as the type “%(type)s”", type=word), found[0], Kind.READ_AS,
                )  # fmt: skip
        return found[0] if len(found) == 1 else ""

    def concept(
        self, kind: str, concept: SourceConcept, record: SourceRecord, language: str, name: str
    ) -> str:
        """The path of a subject, an audience or a place; '' where there is none, which is reported.

        ``language`` is that of a label which does not say its own, ``name`` the field it stands in.
        """
        tag = language_tag(concept.language) or language
        scheme, concept = concept.scheme, replace(concept, scheme=_code_of(concept.scheme))
        key = kind, folded(concept.label), concept.iri, concept.scheme
        if path := self._resolved.get(key):
            return path
        one = Named(kind, concept.label or concept.iri, record, name)
        if self.matching.is_doubtful(one):
            return ""
        if scheme and not concept.scheme and scheme.casefold() not in _NO_VOCABULARY:
            reason = N_("“%(code)s” is no code of a vocabulary, and was left out", code=scheme)
            self.matching.unmapped(one, reason)
        path = self._found(concept, one, tag)
        if path == NEW:
            path = self._new(kind, concept, tag, self.matching.removed(one))
        if path:
            self._resolved[key] = path
            self.matching.remember(one, path)
            self._note_heading(concept, path, one, tag)
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
        found = found or [
            path
            for path in index.named(concept.label)
            if (concept.scheme, folded(concept.label))
            in self.matching.folder.records[path].headings
        ]
        found = found or [*filter(None, [self.matching.remembered(one)])]
        found = found or index.named(concept.label, preferred_first=True)
        found = [path for path in found if self._may_be(concept, path)]
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

    def _may_be(self, concept: SourceConcept, path: str) -> bool:
        """Whether a concept can be the one of a record: not where a vocabulary has both apart."""
        vocabulary = registers().vocabulary_at(concept.iri)
        theirs = [
            iri
            for iri in self.matching.folder.records[path].identifiers
            if vocabulary and iri.startswith(vocabulary.namespace)
        ]
        return not theirs or concept.iri in theirs

    def _note_heading(self, concept: SourceConcept, path: str, one: Named, language: str) -> None:
        """Say of a new record what it is in a vocabulary; of one that was there, report it."""
        made = self.matching.new.find(path)
        for name, value in [*self._missing(concept, path, one, language)]:
            if made is None:
                reason = N_(
                    "the catalogue's record of it does not say what it is in this vocabulary: add "
                    "%(statement)s",
                    statement=" ".join((name, value)),
                )
                shown = one._replace(name=f"{one.name} ({concept.scheme or concept.iri})")
                self.matching.tell_once(shown, reason, path)
            elif name.startswith("<"):
                made.beside[concept.iri] = value
            else:
                made.add(name, value)
        if made and concept.iri:
            self.matching.folder.records[path].identifiers.append(concept.iri)
            self.matching.folder.of_kind(one.kind).add_identifier(path, concept.iri)

    def _missing(
        self, concept: SourceConcept, path: str, one: Named, language: str
    ) -> Iterator[tuple[str, str]]:
        """What a record does not say of a concept in its vocabulary, as properties and values.

        That is its IRI there, with the heading beside it; or the heading alone, whose datatype is
        the vocabulary.
        """
        folder, is_place = self.matching.folder, one.kind == "places"
        is_known = folder.own_path(concept.iri) or self._identified(
            folder.of_kind(one.kind), concept
        )
        if concept.iri and not is_known:
            yield "owl:sameAs" if is_place else "skos:exactMatch", f"<{concept.iri}>"
        vocabulary = registers().vocabulary_at(concept.iri)
        code = concept.scheme.partition("/")[0]
        is_beside = vocabulary is not None and vocabulary.code == code and not is_place
        heading = code if is_beside else concept.scheme, folded(concept.label)
        headings = folder.records[path].headings
        if not concept.label or not concept.scheme or heading in headings:
            return
        headings.add(heading)
        if not is_beside:
            yield "skos:notation", typed(concept.label, f"<{_SOURCES}{concept.scheme}>")
        elif vocabulary and concept.label not in vocabulary.terms_in(concept.iri):
            yield f"<{concept.iri}> skos:prefLabel", text(concept.label, language)

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
        language = tag_in_script(language, label)
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
        if not is_place:
            resource.add("skos:inScheme", thing(self._scheme(kind)))
        known = KnownRecord(path, kind, "", [(label, language, True)])
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
