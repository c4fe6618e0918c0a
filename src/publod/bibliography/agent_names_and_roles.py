"""Names: who made a publication, in which roles, and by which authority they are identified."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import NamedTuple, TypeVar

from publod.bibliography.entry import Agent, Entry
from publod.bibliography.registers import registers
from publod.bibliography.titles_and_labels import all_of, tidy
from publod.messages import N_, Message

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")
_MOST = 5_000
#: What tells a person from others of the name: "King, Martin Luther, Jr."
GENERATION = re.compile(r"(?:(?i:jr|jnr|sr|snr)|[IVX]{2,4}|2nd|3rd|4th)\.?")


def cached_by_identity(make: Callable[[_Thing], _Made]) -> Callable[[_Thing], _Made]:
    """The function, with its last results at hand.

    The things must not change. What it makes is shared, so it must not be changed either.
    """
    # The thing is kept too: while it lives, nothing else can have its identity.
    known: dict[int, tuple[_Thing, _Made]] = {}

    @wraps(make)
    def recall(thing: _Thing) -> _Made:
        entry = known.get(id(thing))
        if entry is not None:
            return entry[1]
        if len(known) >= _MOST:
            known.clear()
        made = make(thing)
        known[id(thing)] = (thing, made)
        return made

    return recall


class Authority(NamedTuple):
    """Where a name is identified. ``code`` is that of the MARC source code lists.

    ``identifier`` is what the authority itself writes; ``is_thing`` tells an IRI of the agent
    (MARC $1) from one of a description of it (MARC $0).
    """

    code: str
    label: str
    scheme: str
    iri: str
    identifier: str
    is_thing: bool


@dataclass(frozen=True, slots=True)
class Name:
    """An agent's name with the roles it has here, codes of https://id.loc.gov/vocabulary/relators.

    ``heading`` is the form for the alphabet, "Family, Given" where these are known; ``direct``
    the form for reading, ``language`` the tag of both. ``is_person`` is None where that is not
    known. ``authorities`` is never empty: the best comes first, and an agent that
    nobody else identifies is identified by this catalogue ("local").
    """

    iri: str
    heading: str
    direct: str
    is_person: bool | None
    family: str
    given: str
    roles: tuple[str, ...]
    authorities: tuple[Authority, ...]
    numbers: tuple[str, ...]
    homepage: str
    language: str = ""

    @property
    def authority(self) -> Authority:
        """The best of the authorities."""
        return self.authorities[0]


#: What the roles of MARC relators are called, as the Library of Congress labels them
#: (https://id.loc.gov/vocabulary/relators). The roles of creators, of contributors without a
#: particular one and of publishers go without saying.
ROLES: Mapping[str, Message] = {
    "trl": N_("translator"),
    "edt": N_("editor"),
    "ill": N_("illustrator"),
    "pht": N_("photographer"),
    "aui": N_("author of introduction"),
    "aft": N_("author of afterword"),
    "com": N_("compiler"),
    "trc": N_("transcriber"),
    "nrt": N_("narrator"),
    "cmm": N_("commentator"),
    "rev": N_("reviewer"),
    "fnd": N_("funder"),
    "his": N_("host institution"),
    "isb": N_("issuing body"),
    "res": N_("researcher"),
    "dgs": N_("degree supervisor"),
    "ths": N_("thesis advisor"),
}


def names_of(entry: Entry) -> list[Name]:
    """Everyone named: creators in their printed order, contributors, and last the publishers.

    Those with a particular role go before other contributors. Whoever has several roles is named
    once, with all of them.
    """
    roles: dict[str, list[str]] = {}
    agents: dict[str, Agent] = {}
    for role, group in (
        ("aut", entry.creators),
        *((role, (agent,)) for role, agent in entry.roles),
        ("ctb", entry.contributors),
        ("pbl", entry.publishers),
    ):
        for agent in group:
            agents.setdefault(agent.iri, agent)
            roles.setdefault(agent.iri, []).append(role)
    return [name_of(agent, *roles[iri]) for iri, agent in agents.items()]


def name_of(agent: Agent, *roles: str) -> Name:
    """The name of an agent with its roles."""
    return replace(_name(agent), roles=tuple(dict.fromkeys(roles)))


@cached_by_identity
def _name(agent: Agent) -> Name:
    """In the language of cataloguing, if it is known there; else by its IRI at the least."""
    forms = all_of(agent.name)
    family, given = tidy(agent.family), tidy(agent.given)
    direct = forms[0].text if forms else f"{given} {family}".strip() or tidy(agent.iri)
    has_parts = bool(agent.is_person and family and given)
    return Name(
        iri=agent.iri,
        heading=f"{family}, {given}" if has_parts else direct,
        direct=direct,
        is_person=agent.is_person,
        family=family if has_parts else "",
        given=given if has_parts else "",
        roles=(),
        authorities=_authorities(agent),
        numbers=tuple(number for number in map(tidy, agent.identifiers) if number),
        homepage=agent.homepage,
        language=forms[0].tag if forms else "",
    )


def _authorities(agent: Agent) -> tuple[Authority, ...]:
    authorities = [
        Authority(one.code, one.label, one.scheme, iri, match[1], one.is_thing)
        for one in registers().agents
        for iri in agent.same_as
        if (match := one.pattern.fullmatch(iri))
    ]
    return tuple(authorities) or (Authority("local", "local", "", agent.iri, agent.iri, True),)
