"""Harvests while the catalogue changes: afterwards the copy is what the ledger is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples import up_to
from publod.ledger import Change
from services.copying import Copy, Source, concept, publication, rendered, withdrawn

NAMES = st.sampled_from("abcdefghij")
CONCEPTS = st.sampled_from(["s", "t", "u"])
EDIT = st.one_of(
    st.builds(publication, NAMES, CONCEPTS, title=NAMES),
    st.builds(publication, NAMES, CONCEPTS, title=NAMES, by=CONCEPTS, language=st.sampled_from(["SWE", "ENG"])),
    st.builds(lambda name: withdrawn(f"publication/{name}"), NAMES),
    st.builds(concept, CONCEPTS, CONCEPTS, label=NAMES),
    st.builds(concept, CONCEPTS, label=NAMES),
)  # fmt: skip
COMMIT = st.lists(EDIT, min_size=1, max_size=4, unique_by=lambda change: change.path)
SPECS = ["", "subject", "subject:s", "subject:t", "language:swe", "publisher:x"]
#: What may happen between two pages: some commits, each so many seconds after the last, or none.
MEANWHILE = st.lists(st.tuples(COMMIT, st.integers(0, 100)), max_size=2)


class Writer:
    """Writes what really changes, as an ingest does."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.now: dict[str, Change] = {}

    def write(self, changes: list[Change], later: int) -> None:
        real = [
            c for c in changes
            if c != self.now.get(c.path) and (c.graph is not None or c.path in self.now)
        ]  # fmt: skip
        if real:
            self.source.commit(*real, later=later)
        for c in real:
            if c.graph is None:
                del self.now[c.path]
            else:
                self.now[c.path] = c

    def publications(self) -> list[str]:
        return [path for path in self.now if path.startswith("publication/")]


@settings(max_examples=up_to(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(COMMIT, min_size=1, max_size=5),
    st.lists(MEANWHILE, max_size=8),
    st.lists(MEANWHILE, max_size=4),
    st.sampled_from(["oai_dc", "mods"]),
)
def test_any_schedule_of_edits_leaves_no_copy_behind(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[list[Change]],
    during: list[list[tuple[list[Change], int]]],
    after: list[list[tuple[list[Change], int]]],
    prefix: str,
) -> None:
    source = Source(tmp_path_factory.mktemp("harvest"), page=2)
    writer = Writer(source)
    for changes in before:
        writer.write(changes, 5)
    copies = [Copy(source, spec, prefix) for spec in SPECS]
    for meanwhile in (during, after):
        left = list(meanwhile)

        def edit(left: list[list[tuple[list[Change], int]]] = left) -> None:
            for changes, later in left.pop(0) if left else []:
                writer.write(changes, later)

        for copy in copies:
            told = Counter(copy.harvest(edit))
            # An item that is touched again and again may be told twice, but only to end a list.
            assert sum(count - 1 for count in told.values()) <= 1
    for copy in copies:
        last = copy.harvest()
        assert len(last) == len(set(last)), "nothing changes now, so nothing is told twice"
    whole = rendered(source, writer.publications(), prefix)
    assert copies[0].items == whole
    for copy in copies[1:]:
        inside = {i: text for i, text in whole.items() if f"'{copy.spec}'" in text}
        assert copy.items == inside, copy.spec
    source.ledger.close()


def test_what_moves_during_a_harvest_comes_with_the_next(tmp_path: Path) -> None:
    source = Source(tmp_path, page=2)
    source.commit(*(publication(name) for name in "abcde"))
    copy = Copy(source)
    edits = iter([[publication("a", title="again"), publication("d", title="again")], []])
    told = copy.harvest(lambda: source.commit(*some) if (some := next(edits)) else None)
    assert [i.rpartition("/")[2] for i in told] == ["a", "b", "c", "e"]
    source.now += 1000
    again = copy.harvest()
    assert [i.rpartition("/")[2] for i in again][-2:] == ["a", "d"]
    assert set(copy.items) == {f"oai:data.example.se:publication/{n}" for n in "abcde"}
    assert "again" in copy.items["oai:data.example.se:publication/d"]


def test_a_list_whose_rest_was_touched_meanwhile_still_ends_well(tmp_path: Path) -> None:
    source = Source(tmp_path, page=2)
    source.commit(*(publication(name) for name in "abcd"))
    copy = Copy(source)
    once = iter([True])
    told = copy.harvest(
        lambda: (
            source.commit(publication("c", title="1"), publication("d", title="1"))
            if next(once, False)
            else None
        )
    )
    assert [i[-1] for i in told] == ["a", "b", "c"], "one that was not yet told ends the list"
    copy.harvest()
    assert {i[-1] for i in copy.items} == set("abcd")


def test_what_a_list_ends_with_may_have_been_told_if_all_was_touched_twice(tmp_path: Path) -> None:
    source = Source(tmp_path, page=2)
    source.commit(*(publication(name) for name in "abc"))
    copy = Copy(source)

    def edit() -> None:
        source.commit(publication("c", title="1"))
        source.commit(withdrawn("publication/c"))

    assert [i[-1] for i in copy.harvest(edit)] == ["a", "b", "b"]
    assert [i[-1] for i in copy.harvest()][-1] == "c"
    assert {i[-1] for i in copy.items} == {"a", "b"}


def test_a_commit_that_takes_long_is_not_lost_to_who_asks_while_it_is_written(
    tmp_path: Path,
) -> None:
    """The answer is dated before any commit that it cannot show yet."""
    source = Source(tmp_path)
    source.commit(publication("a"))
    source.now += 10_000
    copy = Copy(source)
    copy.harvest()
    # A commit gets its time when it is all written, and is seen some seconds after that.
    source.ledger.commit([publication("b")], "slow", source.now - 50)
    assert [i[-1] for i in copy.harvest()] == ["b"]


def test_clocks_that_go_backwards_lose_nothing(tmp_path: Path) -> None:
    source = Source(tmp_path)
    source.commit(publication("a"))
    copy = Copy(source)
    copy.harvest()
    source.ledger.commit([publication("b")], "the clock was set back", source.now - 3600)
    copy.harvest()
    assert {i[-1] for i in copy.items} == {"a", "b"}
