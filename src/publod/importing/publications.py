"""From the record of a source to the publication that goes into the catalogue's files.

Each field of the record is either said of the publication or reported: `Publication.describe` asks
in the end which fields nobody has used.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from publod.bibliography.language_codes_and_names import language_name, own_name
from publod.importing.agent_matching import AgentMatcher
from publod.importing.edition_fields import read_edition_field
from publod.importing.edition_statements import EditionStatement, read_statement
from publod.importing.folder_records import labels_of
from publod.importing.languages import UNDETERMINED, language_code, language_tag
from publod.importing.names import folded
from publod.importing.publication import Publication, shown
from publod.importing.publication_properties import Properties
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import LEADER, SourceRecord
from publod.importing.turtle_files import Resource, thing
from publod.messages import N_, Message
from publod.vocabulary import MARCREL

#: The scheme of general types that stand beside those of a catalogue: the resource types of COAR.
_KINDS = "coar"
_SENTENCES = re.compile(r"(?<=[^\W\d_]{4}[.!?;])\s+(?=[^\W\d_])|(?<=\d[.!?;])\s+(?=[A-ZÅÄÖ])|\n+")
_ROLES = {"aut": "dcterms:creator", "cre": "dcterms:creator", "ctb": "dcterms:contributor",
          "pbl": "dcterms:publisher"}  # fmt: skip
#: Whose types are those of entries, which every entry has.
_OF_FORMATS = frozenset({"bibtex", "ris", "csl", "schema"})
_RELATORS = {str(iri).rpartition("/")[2] for iri in MARCREL}
#: The order of the properties of a publication, as in the files of `data/`.
_ORDER = (
    "dcterms:title pub:subtitle dcterms:alternative dcterms:creator bibo:authorList "
    "dcterms:contributor " + " ".join(f"marcrel:{role}" for role in sorted(_RELATORS)) + " "
    "dcterms:publisher pub:placeOfPublication dcterms:issued dcterms:language dcterms:type "
    "dcterms:abstract dcterms:subject dcterms:audience schema:keywords pub:classification "
    "dcterms:spatial pub:edition pub:editionNumber dcterms:isVersionOf dcterms:replaces "
    "schema:translationOfWork schema:isBasedOn pub:amends pub:corrects pub:supplements "
    "dcterms:isFormatOf pub:editionHistory dcterms:isPartOf pub:numberInSeries bibo:volume "
    "bibo:issue bibo:pageStart bibo:pageEnd dcterms:extent dcterms:medium "
    "bibo:numPages pub:documentNumber pub:registrationNumber pub:isbn pub:issn pub:doi "
    "dcterms:identifier adms:status dcterms:license dcterms:rights skos:note dcat:distribution "
    "foaf:page"
).split()


@dataclass(slots=True)
class Describer:
    """Describes publications. ``language`` is that of texts, as a person has said."""

    agents: AgentMatcher
    properties: Properties
    report: ImportReport
    language: str = ""
    default_type: str = ""

    def match(self, publication: Publication) -> None:
        """Decide its languages, agents, type and edition, before works are made of titles."""
        record = publication.record
        self._languages(publication)
        if record.issued[:4].isdigit() and len(record.issued) >= 4:
            publication.year = int(record.issued[:4])
        self._agents(publication)
        self._types(publication)
        self._statement(publication)
        if not publication.title.strip():
            self._missing(publication, N_("it has no title: nothing was written"), "titles")
        elif not publication.type_paths:
            self._missing(
                publication,
                self._reason_of_type(publication),
                "types",
            )

    def _reason_of_type(self, publication: Publication) -> Message:
        """Why a record has no type, with the line that a mapping file would need."""
        types = labels_of(self.properties.concepts.matching.folder.records, "types")
        own = (one for one in publication.record.types if one.scheme != LEADER)
        word = next((one.label or one.iri for one in own), "")
        if not types:
            return N_(
                "the folder has no types of publication, as `publod init` writes them (types.ttl): "
                "is it the catalogue's own? Nothing was written"
            )
        if not word:
            return N_("it has no type: say which with --type; nothing was written")
        line = (
            f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(types[0], ensure_ascii=False)}"
        )
        return N_(
            "the catalogue has no such type: write what it is into [types] of the mapping file, "
            "%(line)s (or another of: %(types)s), or give all others one with --type; nothing was "
            "written",
            line=line,
            types=", ".join(types),
        )

    def _missing(self, publication: Publication, reason: Message, name: str) -> None:
        publication.is_writable = False
        values = filter(_is_own, publication.record.values(name))
        value = " | ".join(map(shown, values))
        self.report.add(Kind.MISSING, reason, publication.record, field_name=name, value=value)

    def _unmapped(self, publication: Publication, name: str, value: str, reason: Message) -> None:
        self.report.add(Kind.UNMAPPED, reason, publication.record, field_name=name, value=value)

    def _languages(self, publication: Publication) -> None:
        record = publication.record
        for written in record.languages:
            if code := self._code(written, record):
                if code not in publication.codes:
                    publication.codes.append(code)
            else:
                self._unmapped(publication, "languages", written, N_("no such language is known"))
        # Its own language, if it has one; what was said of the whole source is for the others.
        own = self.language
        if len(publication.codes) == 1:  # with its region, where it says one: en-IE
            tags = {language_tag(one) for one in record.languages if language_code(one)}
            own = tags.pop() if len(tags) == 1 else publication.codes[0].lower()
        publication.tag = language_tag(own) or UNDETERMINED
        publication.label_tag = language_tag(self.language) or publication.tag
        if not publication.codes:
            reason = (
                N_(
                    "its language is not known by that: say what it means in [values] of the "
                    "mapping file"
                )
                if record.languages
                else N_(
                    "its language is not known: say it in the source, or as language = in "
                    "[constants] of the mapping file"
                )
            )
            self.report.add(Kind.MISSING, reason, record, field_name="languages")

    def _code(self, written: str, record: SourceRecord) -> str:
        """The code of a language. One of libraries alone may abbreviate that of the source.

        "SLO" is Slovak in ISO 639-2/B, and how Slovenian is shortened: with texts in that, it is.
        """
        code, own = language_code(written), language_code(self.language)
        is_of_libraries = len(written) == 3 and code and code != written.upper()
        if not is_of_libraries or not own or code == own:
            return code
        names = own_name(own)[0], language_name(own, "en")
        if any(folded(name).startswith(folded(written)) for name in names):
            reason = N_("it is read as %(language)s, the language of the source", language=names[1])
            self.report.add(Kind.READ_AS, reason, record, field_name="languages", value=written)
            return own
        return code

    def _agents(self, publication: Publication) -> None:
        record = publication.record
        for agent in record.agents:
            name = _ROLES.get(agent.role)
            if not name and agent.role in _RELATORS:
                name = f"marcrel:{agent.role}"
            if not name:
                reason = N_("the role %(role)s is not one that is described", role=agent.role)
                self._unmapped(publication, f"agents:{agent.role}", agent.name, reason)
                name = "dcterms:contributor"
            path = self.agents.agent(agent, record, publication.label_tag, f"agents:{agent.role}")
            if path and path not in publication.agents.setdefault(name, []):
                publication.agents[name].append(path)

    def _types(self, publication: Publication) -> None:
        unknown = []
        for concept in sorted(publication.record.types, key=lambda one: one.scheme == LEADER):
            if concept.scheme == LEADER and (publication.type_paths or self.default_type):
                continue  # it says less than what a person or the record itself says
            if publication.type_paths and concept.scheme in _OF_FORMATS:
                continue  # what it says itself is more than the entry type of its format
            path = self.properties.concepts.type_of(concept, publication.record)
            if path and path not in publication.type_paths:
                publication.type_paths.append(path)
                if concept.scheme == LEADER:
                    reason = N_("by its leader it is of the type %(type)s", type=path)
                    self.report.add(
                        Kind.READ_AS, reason, publication.record, column="leader/06-07",
                        value=concept.label.removeprefix("leader "),
                    )  # fmt: skip
            elif not path:
                unknown.append(concept)
        if not publication.type_paths and self.default_type:
            publication.type_paths.append(self.default_type)
        if publication.type_paths:
            for concept in unknown:
                if concept.scheme == _KINDS or self._is_match(concept.iri, publication):
                    continue
                reason = N_("the catalogue has no such type: say in [types] what it is")
                self._unmapped(publication, "types", concept.label or concept.iri, reason)

    def _is_match(self, iri: str, publication: Publication) -> bool:
        """Whether the types that were found are said to be like a type of another list."""
        records = self.properties.concepts.matching.folder.records
        return any(iri in records[path].matches for path in publication.type_paths)

    def _statement(self, publication: Publication) -> None:
        """Understand what is said of the edition and of those before it.

        A catalogue of publod has understood its own statements already.
        """
        record = publication.record
        names = [agent.name for agent in record.agents if agent.name]
        parts = [
            read_statement(one.text, year=publication.year, names=names)
            for one in (record.edition_history,)
            if one
        ]
        if record.edition:
            parts.insert(
                0, read_edition_field(record.edition.text, year=publication.year, names=names)
            )
        # A note is one of editions only as far as it tells of another one, sentence by sentence.
        notes = [
            read_statement(sentence, year=publication.year, names=names)
            for one in record.notes
            for sentence in _SENTENCES.split(one.text)
        ]
        parts += [one for one in notes if one.others and not one.rest]
        for part in parts:
            for left in () if record.address else part.rest:
                self.report.add(
                    Kind.EDITION, N_("this was not understood; the statement is kept as text"),
                    record, field_name="edition", value=left,
                )  # fmt: skip
        stated = next((one.number for one in parts if one.number is not None), None)
        publication.number = record.edition_number or stated
        if record.edition_number and stated and stated != record.edition_number:
            self.report.add(
                Kind.DOUBTFUL,
                N_("the statement says edition %(stated)s, the number is another", stated=stated),
                record, field_name="edition_number", value=str(record.edition_number),
            )  # fmt: skip
        others = tuple(other for part in parts for other in part.others)
        publication.statement = EditionStatement("", publication.number, others=others)

    def describe(self, publication: Publication) -> Resource:
        """The publication as it is written. Whatever of the record is not in it is reported."""
        record = publication.record
        resource = Resource(publication.path, ("pub:Publication",))
        used = {
            "identifier", "address", "languages", "agents", "types", "is_deleted", "work",
            "work_identifier", "series", "series_issn", "other_series_titles", "host", "host_kind",
            "host_identifiers", "host_control_numbers", "relations", "edition_number",
        }  # fmt: skip
        for name, pairs in self.properties.of(publication):
            used.add(name)
            for key, value in pairs:
                resource.add(key, value)
        for name, paths in publication.agents.items():
            resource.add(name, *map(thing, paths))
        creators = publication.agents.get("dcterms:creator", [])
        if len(creators) > 1:
            resource.add("bibo:authorList", f"( {' '.join(map(thing, creators))} )")
        resource.add("dcterms:language", *(f"lang:{code}" for code in publication.codes))
        resource.add("dcterms:type", *map(thing, publication.type_paths))
        if publication.number:
            resource.add("pub:editionNumber", str(publication.number))
        if publication.work:
            resource.add("dcterms:isVersionOf", thing(publication.work))
        resource.add("dcterms:isPartOf", *map(thing, publication.wholes))
        for name, paths in publication.links.items():
            resource.add(name, *map(thing, paths))
        for name in record.filled():
            if name not in used:
                reason = N_("there is no place for it")
                for value in record.values(name):
                    self._unmapped(publication, name, shown(value), reason)
        rank = {name: place for place, name in enumerate(_ORDER)}
        resource.properties = dict(
            sorted(resource.properties.items(), key=lambda pair: rank.get(pair[0], len(rank)))
        )
        return resource

    def report_all(self, publication: Publication) -> None:
        """Report every field of a record of which nothing is written."""
        record = publication.record
        for name in record.filled():
            if name != "is_deleted":
                for value in filter(_is_own, record.values(name)):
                    detail = getattr(value, "role", "") or getattr(value, "kind", "")
                    column = f"{name}:{detail}" if detail else name
                    reason = N_("the record was not written")
                    self._unmapped(publication, column, shown(value), reason)


def _is_own(value: object) -> bool:
    """Whether a record states a value itself: not the type of its leader."""
    return getattr(value, "scheme", "") != LEADER
