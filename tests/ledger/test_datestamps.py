"""Whatever is shown with a record counts: when it changes, the record's datestamp moves."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from examples import is_thorough
from ingest.catalogue import BASE, Home, Records, edited, small, turtle
from publod.bibliography.record_summary import Summary
from publod.ledger import Change, Ledger, Link
from publod.record_repository import Repository
from publod.vocabulary import DCTERMS, SKOS

#: By what the lists on pages refer to the record that the page is about.
LISTED = [
    str(p)
    for p in (
        DCTERMS.creator, DCTERMS.publisher, DCTERMS.contributor, DCTERMS.subject, DCTERMS.type,
        DCTERMS.audience, DCTERMS.isPartOf, DCTERMS.isVersionOf, SKOS.inScheme,
    )
]  # fmt: skip


def shown(repository: Repository, path: str) -> tuple[str, ...]:
    """All that is shown with a record, but for its own datestamp."""
    description = repository.describe(repository.present(path))
    lines = sorted(
        line
        for line in description.graph.serialize(format="nt").splitlines()
        if f"<{description.document}> <{DCTERMS.modified}>" not in line and "_:" not in line
    )
    works = {str(o) for o in description.graph.objects(None, DCTERMS.isVersionOf)}
    lineages = [repository.lineage(work) for work in sorted({*works, description.thing})]
    steps = [step for lineage in lineages for step in lineage.editions]
    others = {
        iri
        for step in steps
        for iri in (
            step.edition.iri, *step.edition.creators, *step.replaces, *step.replaced_by,
            *step.based_on, *step.translation_of,
        )
    }  # fmt: skip
    editions = [
        (step.edition.iri, step.edition.edition_number, step.edition.issued, step.edition.creators,
         step.edition.is_stated_only, step.current, step.replaces, step.replaced_by,
         step.translation_of, step.based_on)
        for step in steps
    ]  # fmt: skip
    lists = [
        [(row.path, row.summary) for row in repository.linking(path, LISTED, kind, 100)[0]]
        for kind in ("publication", "edition", "concept")
    ]
    names = sorted(repository.names(others).items())
    return (*lines, repr(editions), repr(names), repr(lists), repr(description.record.summary))


def everything(home: Home) -> dict[str, tuple[str, ...]]:
    with home.truth.snapshot() as ledger:
        repository = Repository(ledger)
        return {path: shown(repository, path) for path in ledger.paths()}


@pytest.mark.parametrize("seed", range(6 if is_thorough() else 2))
def test_what_changed_in_any_byte_has_a_moved_datestamp(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    home, records = Home(tmp_path), small()
    home.put(records)
    before = everything(home)
    changes = 0
    for _ in range(12):
        records = edited(chance, records, chance.choice((1, 1, 2, 4)))
        commit = home.put(records)
        after = everything(home)
        known = home.truth.records({*before, *after})
        for path in sorted({*before, *after}):
            if before.get(path) != after.get(path):
                assert commit is not None
                assert (known[path].touched, known[path].time) == (commit.id, home.now), path
                changes += 1
        before = after
    assert changes > 30


def test_loading_the_same_again_moves_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    file = home.file(turtle(small()), "files/all.ttl")
    home.load(file)
    before = home.truth.records(home.truth.paths())
    outcome = home.load(file, prune=True)
    assert (outcome.commit, outcome.plan.unchanged) == (None, len(small()))
    assert home.truth.records(home.truth.paths()) == before
    assert home.truth.head().id == 1


def moved(home: Home, records: Records) -> set[str]:
    commit = home.put(records)
    assert commit is not None
    return {p for p, r in home.truth.records(home.truth.paths()).items() if r.touched == commit.id}


def test_a_new_name_moves_who_shows_it_and_no_one_else(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    records["agent/a4"]["foaf:name"] = ['"Ny"@sv']
    # Its publications are 2, 4 and 7, of works 0, 1 and 3; its organisation is agent 0, and those
    # that it has issued them with are agents 1 and 2.
    assert moved(home, records) == {
        "agent/a4", "agent/a0", "agent/a1", "agent/a2", "work/w0", "work/w1", "work/w3", "publication/p0",
        "publication/p1", "publication/p2", "publication/p3", "publication/p4",
        "publication/p6", "publication/p7",
    }  # fmt: skip


def test_a_new_name_of_the_author_of_a_whole_moves_its_parts(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    records["publication/p5"]["dcterms:isPartOf"] = ["<publication/p3#it>"]
    home.put(records)
    part = Repository(home.truth).present("publication/p5")
    [whole] = Repository(home.truth).entry(part).hosts
    assert whole.main_entry is not None
    assert whole.main_entry.iri == BASE + "agent/a3#it"
    records["agent/a3"]["foaf:name"] = ['"Ny"@sv']
    assert "publication/p5" in moved(home, records)


def test_when_a_record_came_stays_when_it_changes_and_comes_back(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    first = home.now
    records["publication/p1"]["dcterms:title"] = ['"Ny"@sv']
    later = {
        **records,
        "publication/p9": {**records["publication/p8"], "dcterms:title": ['"T"@sv']},
    }
    for state in (later, records, later):
        home.put(state)
    repository = Repository(home.truth)
    paths = ["publication/p1", "publication/p9", "publication/nowhere"]
    created = repository.created(paths)
    assert created["publication/p1"] == first
    assert first < created["publication/p9"] < home.now
    assert set(created) == set(paths[:2])
    entry = repository.entry(repository.present("publication/p1"))
    assert (entry.created, entry.modified > entry.created) == (first, True)


def test_an_edition_that_moves_to_another_work_moves_both_lineages(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    records["publication/p3"]["dcterms:isVersionOf"] = ["<work/w4#it>"]
    found = moved(home, records)
    assert {"work/w1", "publication/p4", "work/w4", "publication/p8", "edition/e1"} <= found
    assert not {"work/w2", "work/w3", "publication/p5", "publication/p6"} & found


def test_a_changed_type_moves_what_is_of_that_type(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    records["type/t2"]["pub:instanceClass"] = ["schema:Article"]
    assert {"publication/p2", "publication/p5", "publication/p8"} <= moved(home, records)


def test_a_withdrawal_and_a_return_move_whoever_refers_to_it(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    without = {path: record for path, record in records.items() if path != "subject/s3"}
    for state in (without, records):
        assert {"publication/p2", "publication/p3", "subject/s4"} <= moved(home, state)
    assert [r.withdrawn for r in home.truth.records(["subject/s3"]).values()] == [False]


def test_editions_of_a_work_that_nobody_has_described_belong_together(tmp_path: Path) -> None:
    """The ledger itself takes a work that is referred to and not there; the shapes do not."""
    ledger = Ledger.create(f"sqlite:///{tmp_path / 'ledger.db'}", BASE)
    edition_of = str(DCTERMS.isVersionOf)

    def edition(name: str, text: str) -> Change:
        path = f"publication/{name}"
        graph = f'<{BASE}{path}#it> <{DCTERMS.title}> "{text}" .\n'
        link = Link(path, "it", edition_of, "work/unknown", "it")
        return Change(path, graph, Summary("publication", {"": text}), (link,))

    ledger.commit([edition("a", "A"), edition("b", "B")], "both", 1)
    ledger.commit([edition("a", "A, corrected")], "one", 2)
    assert {p: r.touched for p, r in ledger.records(ledger.paths()).items()} == {
        "publication/a": 2, "publication/b": 2,
    }  # fmt: skip


def test_a_thing_inside_a_record_does_not_have_the_record_s_name(tmp_path: Path) -> None:
    home, records = Home(tmp_path), small()
    home.put(records)
    repository = Repository(home.truth)
    agent = home.truth.base_url + "agent/a4"
    assert list(repository.names([f"{agent}#it", f"{agent}#office", agent])) == [f"{agent}#it"]
