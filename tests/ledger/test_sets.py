"""Sets of publications: who is in them, who has left, and in what order that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples import up_to
from publod.bibliography.record_summary import Summary
from publod.ledger import Change, Ledger, Link
from publod.vocabulary import DCTERMS, SKOS

SUBJECT, CREATOR, BROADER = str(DCTERMS.subject), str(DCTERMS.creator), str(SKOS.broader)
LAST = 1 << 40


def publication(
    name: str, *subjects: str, by: str = "", languages: tuple[str, ...] = (), note: str = ""
) -> Change:
    path = f"publication/{name}"
    links = [Link(path, "it", SUBJECT, f"subject/{s}", "it") for s in subjects]
    links += [Link(path, "it", CREATOR, f"agent/{by}", "it")] if by else []
    return Change(
        path, f"<{path}> <says> {subjects} {by} {languages} {note} .", Summary("publication"),
        tuple(links), languages,
    )  # fmt: skip


def subject(name: str, *broader: str) -> Change:
    path = f"subject/{name}"
    links = tuple(Link(path, "it", BROADER, f"subject/{b}", "it") for b in broader)
    return Change(path, f"<{path}> <broader> {broader} .", Summary("subject"), links)


@dataclass
class Copy:
    """What a harvester of one set has, and when it last asked."""

    name: str
    paths: set[str] = field(default_factory=set)
    stamp: int = 0

    def harvest(self, ledger: Ledger) -> list[tuple[str, bool]]:
        """Ask for what is new, two at a time, and note it."""
        told, after, until = [], (0, 0), ledger.head().id
        while True:
            with ledger.membership() as membership:
                page = membership.page(self.name, self.stamp + 1, until, after, 2)
            if not page:
                break
            for member in page:
                told.append((member.path, member.present))
                (self.paths.add if member.present else self.paths.discard)(member.path)
            after = page[-1].stamp, page[-1].id
        self.stamp = until
        assert len({path for path, _ in told}) == len(told), "told twice in one harvest"
        return told


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(f"sqlite:///{tmp_path / 'ledger.db'}", "https://data.example.se/")
    yield made
    made.close()


def test_a_publication_is_in_the_sets_of_all_that_it_has(ledger: Ledger) -> None:
    ledger.commit(
        [
            publication("a", "begging", by="x", languages=("SWE", "ENG")),
            subject("begging", "exploitation"),
            subject("exploitation", "society"),
        ],
        "",
        1,
    )
    with ledger.membership() as membership:
        [member] = membership.page("", 0, LAST, (0, 0), 10)
        assert (member.path, member.present, member.time) == ("publication/a", True, 1)
        assert membership.sets_of([member.id])[member.id] == [
            "language", "language:ENG", "language:SWE", "publisher", "publisher:agent/x",
            "subject", "subject:subject/begging", "subject:subject/exploitation",
            "subject:subject/society",
        ]  # fmt: skip
        assert membership.names("subject:")[0] == "subject:subject/begging"
        assert membership.count("language:SWE", 0, LAST) == 1
        assert membership.count("no such", 0, LAST) == 0
        assert membership.member("language:SWE", "publication/a") == member
        assert membership.member("", "publication/b") is None


def test_leaving_a_set_is_told_there_and_nowhere_else(ledger: Ledger) -> None:
    ledger.commit([publication("a", "s", "t")], "", 1)
    copies = [Copy("subject:subject/s"), Copy("subject:subject/t"), Copy("")]
    for copy in copies:
        assert copy.harvest(ledger) == [("publication/a", True)]
    ledger.commit([publication("a", "t")], "", 2)
    assert [copy.harvest(ledger) for copy in copies] == [
        [("publication/a", False)], [("publication/a", True)], [("publication/a", True)],
    ]  # fmt: skip
    ledger.commit([publication("a", "t", note="more")], "", 3)
    assert [copy.harvest(ledger) for copy in copies] == [
        [], [("publication/a", True)], [("publication/a", True)],
    ]  # fmt: skip
    ledger.commit([Change("publication/a", None)], "", 4)
    assert [copy.harvest(ledger) for copy in copies] == [
        [], [("publication/a", False)], [("publication/a", False)],
    ]  # fmt: skip
    with ledger.membership() as membership:
        member = membership.member("", "publication/a")
        assert member is not None
        assert membership.sets_of([member.id]) == {member.id: ["subject", "subject:subject/t"]}
    ledger.commit([publication("a", "s")], "", 5)
    assert [copy.harvest(ledger) for copy in copies] == [
        [("publication/a", True)], [], [("publication/a", True)],
    ]  # fmt: skip


def test_a_concept_that_is_hung_elsewhere_takes_its_publications_along(ledger: Ledger) -> None:
    ledger.commit(
        [publication("a", "low"), publication("b", "other"), subject("low", "mid"),
         subject("mid", "old"), subject("old"), subject("new")], "", 1,
    )  # fmt: skip
    old, new, everything = Copy("subject:subject/old"), Copy("subject:subject/new"), Copy("")
    for copy in (old, new, everything):
        copy.harvest(ledger)
    ledger.commit([subject("mid", "new")], "", 2)
    assert old.harvest(ledger) == [("publication/a", False)]
    assert new.harvest(ledger) == [("publication/a", True)]
    # Its header is another one now, and that of b is not.
    assert everything.harvest(ledger) == [("publication/a", True)]


def test_a_circle_of_broader_concepts_ends(ledger: Ledger) -> None:
    ledger.commit([publication("a", "x"), subject("x", "y"), subject("y", "x")], "", 1)
    with ledger.membership() as membership:
        assert membership.names("subject:") == ["subject:subject/x", "subject:subject/y"]


def test_what_is_no_publication_any_more_has_left(ledger: Ledger) -> None:
    ledger.commit([publication("a", "s")], "", 1)
    everything = Copy("")
    everything.harvest(ledger)
    ledger.commit([Change("publication/a", "<a> <b> <c> .", Summary("work"))], "", 2)
    assert everything.harvest(ledger) == [("publication/a", False)]


NAMES = st.sampled_from("abcde")
CONCEPTS = st.sampled_from("stuv")
EDITS = st.lists(
    st.one_of(
        st.builds(publication, NAMES, CONCEPTS, CONCEPTS, by=CONCEPTS, note=NAMES),
        st.builds(publication, NAMES, CONCEPTS, languages=st.tuples(NAMES)),
        st.builds(subject, CONCEPTS, CONCEPTS),
        st.builds(subject, CONCEPTS, CONCEPTS, CONCEPTS),
        st.builds(lambda name: Change(f"publication/{name}", None), NAMES),
    ),
    min_size=1, max_size=4, unique_by=lambda change: change.path,
)  # fmt: skip


@settings(
    max_examples=up_to(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(EDITS, st.booleans()), max_size=8))
def test_a_copy_of_any_set_ends_as_the_ledger_is(
    tmp_path_factory: pytest.TempPathFactory, schedule: list[tuple[list[Change], bool]]
) -> None:
    file = tmp_path_factory.mktemp("sets") / "ledger.db"
    ledger = Ledger.create(f"sqlite:///{file}", "https://data.example.se/")
    now: dict[str, Change] = {}
    names = ["", "subject", *(f"subject:subject/{c}" for c in "stuv"), "publisher:agent/s", "language:a"]  # fmt: skip
    copies = [Copy(name) for name in names]
    for number, (edits, asks) in enumerate(schedule):
        known = [e for e in edits if e.graph is not None or now.get(e.path)]
        changed = [e for e in known if now.get(e.path) != e]
        if changed:
            ledger.commit(changed, "", number)
        now.update({e.path: e for e in changed})
        now = {path: e for path, e in now.items() if e.graph is not None}
        if asks:
            for copy in copies:
                copy.harvest(ledger)
    for copy in copies:
        copy.harvest(ledger)
        assert copy.paths == {p for p, e in now.items() if copy.name in _sets(e, now)}, copy.name
    ledger.close()


def _sets(change: Change, now: dict[str, Change]) -> set[str]:
    """The sets of a publication, worked out the plain way."""
    if change.summary.kind != "publication":
        return set()
    names = {""}
    waiting = [link.target for link in change.links if link.predicate == SUBJECT]
    while waiting:
        path = waiting.pop()
        if f"subject:{path}" not in names:
            names |= {"subject", f"subject:{path}"}
            waiting += [link.target for link in now[path].links] if path in now else []
    names |= {f"publisher:{link.target}" for link in change.links if link.predicate == CREATOR}
    return names | {f"language:{code}" for code in change.languages}
