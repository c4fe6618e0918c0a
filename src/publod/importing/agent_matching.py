"""Agents of a source, matched with those of the catalogue: see `matching`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from publod.bibliography.check_digits import numbered
from publod.bibliography.registers import registers
from publod.bibliography.writing_systems import tag_in_script
from publod.importing.addresses import slug_of, unused
from publod.importing.edition_words import classes
from publod.importing.folder_records import KnownRecord
from publod.importing.import_mapping import NEW
from publod.importing.languages import language_tag
from publod.importing.lives import DATES, UNDATED, Lives, detail_of
from publod.importing.matching import NEARLY, NEARLY_NEW, REMOVED, SEVERAL, Matching, Named
from publod.importing.names import folded, normalised_identifier
from publod.importing.report import Kind
from publod.importing.source_record import SourceAgent, SourceRecord
from publod.importing.turtle_files import Resource, string, text
from publod.messages import N_
from publod.rdf import term_of_iri, term_of_literal
from publod.vocabulary import DCTERMS, OWL

_SAME_AS, _IDENTIFIER = term_of_iri(OWL.sameAs), term_of_iri(DCTERMS.identifier)
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: Registers in which an agent has one number.
_REGISTERS = ("isni:", "number:")


@dataclass(slots=True)
class AgentMatcher:
    """Matches agents, and makes those that are new."""

    matching: Matching
    _resolved: dict[SourceAgent, str] = field(default_factory=dict)
    #: People by the last word of their family names, with what stands before.
    _families: dict[str, dict[str, str]] | None = None
    lives: Lives = field(init=False)

    def __post_init__(self) -> None:
        self.lives = Lives(self.matching.lock.names.get("agents", {}))

    def agent(
        self, agent: SourceAgent, record: SourceRecord, language: str, name: str = "agents"
    ) -> str:
        """The path of an agent's record; '' where it is doubtful, which is reported.

        ``language`` is that of the name of a new agent, ``name`` the field that it stands in.
        """
        if (kind := self.matching.kind_of_agent(agent.name)) is not None:
            agent = replace(agent, is_person=kind, is_person_by_default=kind)
        key = replace(agent, role="", family="", given="", language="", other_names=())
        if path := self._resolved.get(key):
            return path
        shown = agent.name or " ".join(agent.identifiers)
        one = Named("agents", shown, record, name, agent.dates or "")
        if self.matching.is_doubtful(one):
            return ""
        path = self._found(agent, one)
        if path == NEW:
            path = self._new(agent, one, language)
        if path:
            self._resolved[key] = path
            if agent.dates:
                self.lives.note(path, agent.dates)
            self.matching.remember(one, path, _detail(agent))
        return path

    def _found(self, agent: SourceAgent, one: Named) -> str:
        """The path of an agent, `NEW`, or '' where it is not decided."""
        found = self._identified(agent)
        if len(found) == 1:
            self._note_name(agent, found[0], one)
            return found[0]
        if not agent.name and not found:
            reason = N_("no record of the catalogue has this address")
            return self.matching.unmapped(one, reason)
        decided = self.matching.decided(one)
        if decided is None and not found:
            decided = self._remembered(agent, one) or None
        return self._named(agent, one, found) if decided is None else decided

    def _identified(self, agent: SourceAgent) -> list[str]:
        """The agents that have one of its identifiers, or are at one of its addresses."""
        folder = self.matching.folder
        found = folder.of_kind("agents").identified(agent.identifiers)
        if not found:
            found = [p for p in map(folder.own_path, agent.identifiers) if p in folder.records]
        if not agent.name:
            found += filter(None, map(self._at_address, agent.identifiers))
        return found

    def _named(self, agent: SourceAgent, one: Named, found: list[str]) -> str:
        """The agent of a name, among those that its identifiers found if there are any."""
        reason = SEVERAL
        if not found:
            named = self.matching.folder.of_kind("agents").named(agent.name)
            found = [path for path in named if self._may_be(agent, path)]
            found = [path for path in found if self._is_of_kind(agent, path)] or found
            if len(found) == 1 and not self.lives.are_alike(found[0], agent.dates):
                return self.matching.choose(one, DATES, found)
        if len(found) == 1:
            self._note_identifiers(agent, found[0], one)
            return found[0]
        removed = self.matching.removed(one, _detail(agent))
        if not found and removed and removed.is_removed:
            found, reason = [*removed.paths], REMOVED
        elif not found:
            found, reason = self._near(agent), NEARLY
        records = self.matching.folder.records
        if found and reason is NEARLY and not any(records[path].file for path in found):
            return self.matching.asked(one, reason, found) or NEW
        if not found and reason is not REMOVED:
            return NEW
        answer = self.matching.choose(one, reason, found)
        return answer if agent.name or answer != NEW else ""

    def _remembered(self, agent: SourceAgent, one: Named) -> str:
        """The agent that the name meant before, also where its kind was not known then."""
        own = _detail(agent)
        if path := self.matching.remembered(one, own):
            return path
        others = {
            path
            for detail in {"person", "organisation", ""} - {own}
            if (path := self.matching.remembered(one, detail))
            and self._may_be(agent, path)
            and self.lives.are_alike(path, agent.dates)
        }
        return others.pop() if len(others) == 1 else ""

    def _at_address(self, iri: str) -> str:
        """The path of the agent whose address an IRI is, in any catalogue; '' if none."""
        path = "agent/" + iri.partition("#")[0].rpartition("/agent/")[2]
        return path if path in self.matching.folder.records else ""

    def _may_be(self, agent: SourceAgent, path: str) -> bool:
        """Whether an agent of the same name can be this one: of its kind, and registered alike."""
        known = self.matching.folder.records[path]
        if None not in {agent.is_person, known.is_person} and agent.is_person != known.is_person:
            return False
        if self.lives.differ(path, agent.dates):
            return False
        return not _registers_differ(agent.identifiers, known.identifiers)

    def _is_of_kind(self, agent: SourceAgent, path: str) -> bool:
        return self.matching.folder.records[path].is_person == agent.is_probably_person

    def _near(self, agent: SourceAgent) -> list[str]:
        """Agents whose names are nearly an agent's: those of the folder if there are any.

        Two people may well have nearly the same name: of them only initials for a name count, and
        letters that are written otherwise (``Mueller``).
        """
        index, records = self.matching.folder.of_kind("agents"), self.matching.folder.records
        if agent.is_probably_person:
            near = [*index.spelled_alike(agent.name), *self._with_initials(agent)]
        else:
            near = [path for path in index.near(agent.name) if not records[path].is_person]
        near = [path for path in dict.fromkeys(near) if self._may_be(agent, path)]
        of_import = [
            # Two that are both identified are told apart by that.
            path
            for path in near
            if not (agent.identifiers and records[path].identifiers)
        ]
        return [path for path in near if records[path].file] or of_import

    def _with_initials(self, agent: SourceAgent) -> list[str]:
        """People of the same family name, where one of the two has initials for other names."""
        given, family = _parts(agent.given, agent.family, agent.name)
        if self._families is None:
            self._families = {}
            for path, known in self.matching.folder.records.items():
                if known.kind == "agents" and known.is_person:
                    for name, _, _ in known.names:
                        self._note_family(path, name)
        return [
            path
            for path, other in self._families.get(family, {}).items()
            if given[:1] == other[:1] != "" and given != other
            if _are_initials(given) or _are_initials(other)
        ]

    def _note_family(self, path: str, name: str) -> None:
        given, family = _parts("", "", name)
        if self._families is not None:
            self._families.setdefault(family, {})[path] = given

    def _new(self, agent: SourceAgent, one: Named, language: str) -> str:
        path = self._new_path(agent, one)
        kind, reason = _KINDS[agent.is_probably_person]
        if self.matching.decided(one) != NEW and (near := self._near(agent)):
            self.matching.tell_of_new(path, Kind.DOUBTFUL, one, NEARLY_NEW, tuple(near))
        # Of a catalogue of publod it is known that it is not known.
        if agent.is_probably_person is None and not one.record.address:
            unknown = N_(
                "whether it is a person or an organisation is not known: say “person” or "
                "“organisation” of it in [agents] of the mapping file (of all in a column of a "
                "table with kind =), or write foaf:Person or foaf:Organization in its record"
            )
            self.matching.tell_of_new(path, Kind.MISSING, one, unknown)
        elif agent.is_person is False and agent.is_person_by_default:
            word = N_(
                "it stands among persons, and has a word of organisations: it was made one; if it "
                "is a person, say so in [agents] of the mapping file"
            )
            self.matching.tell_of_new(path, Kind.DOUBTFUL, one, word)
        elif self._has_two_names(agent.name):
            two = N_(
                "it may be two agents that the catalogue has: if so, divide them in the source, or "
                "say between = of the column"
            )
            self.matching.tell_of_new(path, Kind.DOUBTFUL, one, two)
        resource = Resource(path, (kind,))
        language = tag_in_script(language_tag(agent.language) or language, agent.name)
        resource.add("foaf:name", text(agent.name, language))
        for other in agent.other_names:
            resource.add(
                "skos:altLabel", text(other.text, language_tag(other.language) or language)
            )
        if agent.family and agent.given:
            resource.add("foaf:givenName", string(agent.given))
            resource.add("foaf:familyName", string(agent.family))
        for identifier in agent.identifiers:
            self._identify(resource, identifier, one)
        known = KnownRecord(path, "agents", "", [(agent.name, language, True)])
        known.is_person, known.identifiers = agent.is_probably_person, list(agent.identifiers)
        if agent.dates == "":  # others may have dates, and it has none
            self.lives.note(path, "")
            self.matching.remember(one, path, UNDATED)
        if agent.is_probably_person:
            self._note_family(path, agent.name)
        return self.matching.make(resource, known, reason)

    def _has_two_names(self, name: str) -> bool:
        """Whether a name is those of two agents of the folder, with a word for "and" between."""
        words = name.split()
        named = self.matching.folder.of_kind("agents").named
        return any(
            classes().get(folded(word)) == "a"
            and named(" ".join(words[:place]))
            and named(" ".join(words[place + 1 :]))
            for place, word in enumerate(words)
        )

    def _new_path(self, agent: SourceAgent, one: Named) -> str:
        """The path that its own address says, or that it had before, or a new one."""
        folder = self.matching.folder
        before = self.matching.removed(one, _detail(agent))
        own = [path for path in map(folder.own_path, agent.identifiers) if path]
        path = own[0] if own else before.path if before else ""
        if path.startswith("agent/") and path not in folder.records:
            folder.paths.add(path)
            return path
        return unused("agent", slug_of(agent.name) or "agent", folder.paths)

    def _identify(self, resource: Resource, identifier: str, one: Named) -> None:
        """Say an identifier of an agent, unless it would lead to nobody."""
        if self.matching.folder.own_path(identifier):
            return  # what says nothing more than its own address
        is_iri = bool(_WEB.fullmatch(identifier))
        term = term_of_iri(identifier) if is_iri else term_of_literal(identifier)
        number = numbered(_SAME_AS if is_iri else _IDENTIFIER, term)
        if _CONTROLS.search(identifier) or (number and number.is_address and not number.is_right):
            reason = N_("it is no identifier: its check digit or its characters are wrong")
            self.matching.unmapped(one._replace(name=identifier), reason)
        elif is_iri:
            resource.add("owl:sameAs", f"<{identifier}>")
        else:
            resource.add("dcterms:identifier", string(identifier))

    def _note_name(self, agent: SourceAgent, path: str, one: Named) -> None:
        """Report a name that an agent does not have, which its identifier led to."""
        names = {folded(name) for name, _, _ in self.matching.folder.records[path].names}
        if agent.name and folded(agent.name) not in names:
            reason = N_("the agent with this identifier has no such name: add it (skos:altLabel)")
            self.matching.tell_once(one, reason, path)
        self._note_identifiers(agent, path, one)

    def _note_identifiers(self, agent: SourceAgent, path: str, one: Named) -> None:
        """Give a new agent the identifiers that it lacks; of one that was there, report them."""
        record = self.matching.folder.records[path]
        known = {normalised_identifier(each) for each in record.identifiers}
        own = normalised_identifier(path)
        for identifier in agent.identifiers:
            if normalised_identifier(identifier) in known or self._at_address(identifier) == own:
                continue
            if self.matching.folder.own_path(identifier) == path:
                continue
            made = self.matching.new.find(path)
            if made is None:
                reason = N_("the agent of this name has no such identifier: add it")
                self.matching.tell_once(one._replace(name=identifier), reason, path)
            else:
                self._identify(made, identifier, one)
                record.identifiers.append(identifier)
                self.matching.folder.of_kind("agents").add_identifier(path, identifier)


#: What a new agent is, by whether it is a person, and what is reported of it.
_KINDS = {
    True: ("foaf:Person", N_("a new person")),
    False: ("foaf:Organization", N_("a new organisation")),
    None: ("foaf:Agent", N_("a new record")),
}


def _parts(given: str, family: str, name: str) -> tuple[str, str]:
    """What stands before the family name, and the last word of that, folded."""
    first, _, last = name.rpartition(" ")
    if name.count(",") == 1:  # as a column has it that is not said to be inverted
        last, _, first = name.partition(",")
    return folded(given or first), folded(family or last).rpartition(" ")[2]


def _are_initials(given: str) -> bool:
    """Whether folded given names are initials: ``a. b.``, ``j``, ``jr``, but not ``jo``."""
    return all(len(part) == 1 for part in re.split(r"[ .-]+", given.strip(" .-")))


def _detail(agent: SourceAgent) -> str:
    """What tells agents of one name apart: whether it is a person as the source says, and when."""
    kind = {True: "person", False: "organisation", None: ""}[agent.is_probably_person]
    return detail_of(kind, agent.dates)


def _registers_differ(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both have a number of one register, and it is another one."""
    mine, theirs = _numbers(one), _numbers(other)
    return any(mine[register].isdisjoint(theirs[register]) for register in mine.keys() & theirs)


def _numbers(identifiers: Iterable[str]) -> dict[str, set[str]]:
    """Numbers by their registers; an ORCID iD is an ISNI by its form."""
    found: dict[str, set[str]] = {}
    for each in identifiers:
        register, is_number, number = normalised_identifier(each).partition(":")
        if f"{register}:" not in _REGISTERS:
            register, is_number = registers().number_of_agent(each)
            number = is_number
        if is_number:
            found.setdefault(register, set()).add(number)
    return found
