"""The hierarchy of concepts, whichever side states it, and whatever goes round in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from examples import up_to
from publod.bibliography.record_summary import Summary
from publod.ledger import Change, Ledger, Link
from publod.ledger.concept_hierarchy import BROADER, NARROWER
from publod.vocabulary import DCTERMS

NAMES = [f"subject/{letter}" for letter in "abcde"]
#: The narrower concept, the broader one, and whether the narrower one states it.
PAIRS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans()), max_size=8
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger.create(f"sqlite:///{tmp_path / 'ledger.db'}", "https://data.example.se/")
    yield made
    made.close()


def load(ledger: Ledger, pairs: list[tuple[str, str, bool]]) -> None:
    """A concept of each name, with a publication about it."""
    links: dict[str, list[Link]] = {name: [] for name in NAMES}
    for narrower, broader, is_from_below in pairs:
        if is_from_below:
            links[narrower].append(Link(narrower, "it", BROADER, broader, "it"))
        else:
            links[broader].append(Link(broader, "it", NARROWER, narrower, "it"))
    changes = []
    for name, own in links.items():
        changes.append(Change(name, f"<{name}> <says> {pairs} .", Summary("subject"), tuple(own)))
        path = name.replace("subject", "publication")
        about = Link(path, "it", str(DCTERMS.subject), name, "it")
        changes.append(Change(path, f"<{path}> <a> {pairs} .", Summary("publication"), (about,)))
    ledger.commit(changes, "")


@settings(
    max_examples=up_to(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(PAIRS)
def test_both_directions_count_alike_everywhere(
    ledger: Ledger, pairs: list[tuple[str, str, bool]]
) -> None:
    load(ledger, pairs)
    direct = {(narrower, broader) for narrower, broader, _ in pairs if narrower != broader}
    above = {name: {broader for narrower, broader in direct if narrower == name} for name in NAMES}
    reached = {name: {name} for name in NAMES}
    for _ in NAMES:
        for name in NAMES:
            reached[name] |= {b for one in reached[name] for b in above[one]}
    below = {name: {other for other in NAMES if name in reached[other]} for name in NAMES}

    hierarchy = ledger.concept_hierarchy()
    assert {n: set(found) for n, found in hierarchy.broader(NAMES).items()} == above
    assert hierarchy.stated_by(NAMES) == direct
    for name in NAMES:
        nearest_first = hierarchy.all_broader(name)
        assert set(nearest_first) == reached[name] - {name}
        assert set(nearest_first[: len(above[name])]) == above[name]
        assert set(hierarchy.narrower([name])[name]) == {n for n, b in direct if b == name}
        assert set(hierarchy.all_narrower([name])) == below[name]
        assert ledger.of_concept(name, "subject", 9, "en")[1] == len(below[name])
        with ledger.membership() as membership:
            members = membership.page(f"subject:{name}", 0, 1 << 40, (0, 0), 9)
        present = {m.path.replace("publication", "subject") for m in members if m.present}
        assert present == below[name]
    assert ledger.by_concept("subject", NAMES) == {n: len(found) for n, found in below.items()}
    assert {record.path for record in ledger.tops("subject", 9, "en")[0]} == {
        name for name in NAMES if not any(narrower == name for narrower, _, _ in pairs)
    }
    parents = {name: tuple(sorted(found)) for name, found in above.items() if found}
    vocabulary = ledger.vocabulary("subject", 9, "en")
    assert vocabulary is not None
    assert vocabulary.parents == parents
