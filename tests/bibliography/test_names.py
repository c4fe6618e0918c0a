"""Who is named, in which roles, by which authority."""

from __future__ import annotations

import pytest

from publod.bibliography.agent_names_and_roles import name_of, names_of
from publod.bibliography.entry import Agent, Entry

IRI = "https://e.example/agent/a#it"


@pytest.mark.parametrize(
    ("same_as", "expected"),
    [
        ("https://libris.kb.se/wt798n6f0bnqsk1#it", ("kb.se", "wt798n6f0bnqsk1", False)),
        ("https://id.kb.se/generator/x", ("kb.se", "generator/x", False)),
        ("https://ror.org/01v4pc162", ("ror", "01v4pc162", True)),
        ("https://isni.org/isni/0000000405119852", ("isni", "0000000405119852", True)),
        ("http://www.isni.org/000000040511985X", ("isni", "000000040511985X", True)),
        ("https://orcid.org/0000-0002-1825-0097", ("orcid", "0000-0002-1825-0097", True)),
        ("http://id.loc.gov/authorities/names/n80046295", ("naf", "n80046295", False)),
        ("https://d-nb.info/gnd/4053881-3", ("gnd", "4053881-3", False)),
        ("http://viaf.org/viaf/123", ("viaf", "123", True)),
        ("http://www.wikidata.org/entity/Q1", ("wikidata", "Q1", True)),
        ("https://ror.org.example/01v4pc162", ("local", IRI, True)),
        ("https://www.wikidata.org/wiki/Q1", ("local", IRI, True)),
    ],
)
def test_an_authority_is_known_by_its_iris(same_as: str, expected: tuple[str, str, bool]) -> None:
    found = name_of(Agent(IRI, {"sv": "A"}, same_as=(same_as,))).authority
    assert (found.code, found.identifier, found.is_thing) == expected
    assert found.iri == (IRI if found.code == "local" else same_as)


def test_the_best_authority_comes_first_and_all_are_kept() -> None:
    same_as = ("http://www.wikidata.org/entity/Q1", "https://ror.org/x1", "https://libris.kb.se/y")
    found = name_of(Agent(IRI, {"sv": "A"}, same_as=same_as))
    assert [authority.code for authority in found.authorities] == ["kb.se", "ror", "wikidata"]


@pytest.mark.parametrize(
    ("agent", "heading", "direct"),
    [
        (Agent(IRI, {"en": "Board", "sv": "Styrelsen"}), "Styrelsen", "Styrelsen"),
        (Agent(IRI, {"ar": "هيئة"}), "هيئة", "هيئة"),
        (Agent(IRI, {"sv": "Ann Ek"}, is_person=True, given="Ann", family="Ek"), "Ek, Ann", "Ann Ek"),
        (Agent(IRI, is_person=True, given="Ann", family="Ek"), "Ek, Ann", "Ann Ek"),
        (Agent(IRI, {"sv": "Ann Ek"}, is_person=True, given="Ann"), "Ann Ek", "Ann Ek"),
        (Agent(IRI, {"sv": "Ann Ek"}, is_person=True), "Ann Ek", "Ann Ek"),
        # An organisation is never turned round.
        (Agent(IRI, {"sv": "Ann Ek"}, given="Ann", family="Ek"), "Ann Ek", "Ann Ek"),
        (Agent(IRI), IRI, IRI),
        (Agent(IRI, {"sv": "\x00 "}), IRI, IRI),
    ],
)  # fmt: skip
def test_a_name_is_in_the_language_of_cataloguing(agent: Agent, heading: str, direct: str) -> None:
    found = name_of(agent)
    assert (found.heading, found.direct) == (heading, direct)


def test_everyone_is_named_once_with_all_roles_in_printed_order() -> None:
    b, a, c = (Agent(f"https://e.example/{x}#it", {"sv": x}) for x in "bac")
    entry = Entry(IRI, creators=(b, a), contributors=(c, a), publishers=(c, b))
    assert [(name.direct, name.roles) for name in names_of(entry)] == [
        ("b", ("aut", "pbl")), ("a", ("aut", "ctb")), ("c", ("ctb", "pbl")),
    ]  # fmt: skip


def test_agents_that_are_equal_in_address_only_are_not_mistaken_for_each_other() -> None:
    names = [name_of(Agent(IRI, {"sv": str(n)})).direct for n in range(100)]
    assert names == [str(n) for n in range(100)]
