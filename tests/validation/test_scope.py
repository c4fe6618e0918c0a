"""To judge what a change can affect is to judge the whole catalogue."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from ingest.catalogue import BASE, Home, Records, drafts, edited, ref, small, turtle
from publod.vocabulary import SHAPES
from validation.plain import Found, apart, ours, plain

BESIDES = tuple(f"{SHAPES}{name}-" for name in ("Statement", "Record", "Reference"))


def whole(home: Home, records: Records) -> Counter[Found]:
    """What is wrong with the whole catalogue."""
    file = home.file(turtle(records), "whole.ttl")
    return plain(apart(draft.graph for draft in drafts(file)))


def scoped(home: Home, records: Records) -> Counter[Found]:
    """What a check of the files says is wrong, by the rules that are written in SHACL."""
    found = home.check(home.file(turtle(records)), prune=True).report.results
    return ours(one for one in found if not one.shape.startswith(BESIDES))


@pytest.mark.parametrize("seed", range(4))
def test_edits_of_a_valid_catalogue(tmp_path: Path, seed: int) -> None:
    chance, home = random.Random(seed), Home(tmp_path)
    home.load(home.file(turtle(small())))
    invalid = 0
    for times in (1, 2, 4, 10):
        records = edited(chance, small(), times)
        expected = whole(home, records)
        assert scoped(home, records) == expected
        invalid += bool(expected)
    assert invalid > 0


@pytest.mark.parametrize("seed", range(3))
def test_edits_of_a_catalogue_that_is_wrong_already(tmp_path: Path, seed: int) -> None:
    """All that is newly wrong is told, and nothing that is not wrong."""
    chance, home = random.Random(seed), Home(tmp_path)
    before = edited(chance, small(), 8)
    home.put(before)
    known = whole(home, before)
    for times in (1, 3):
        after = edited(chance, before, times)
        wrong, found = whole(home, after), scoped(home, after)
        assert wrong - known <= found <= wrong


def shapes_broken(home: Home, records: Records) -> dict[str, set[str]]:
    """By thing, the shapes that it breaks; checked against the whole."""
    found = scoped(home, records)
    assert found == whole(home, records)
    broken: dict[str, set[str]] = {}
    for one in found:
        name = (one.constraint or one.shape).rpartition("#")[2]
        broken.setdefault(one.focus.removeprefix(BASE), set()).add(name)
    return broken


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The small catalogue; it is only checked against."""
    made = Home(tmp_path_factory.mktemp("small"))
    made.load(made.file(turtle(small())))
    return made


def test_withdrawing_an_agent_breaks_whoever_refers_to_it(home: Home) -> None:
    records = small()
    del records["agent/a4"]
    assert shapes_broken(home, records) == {
        f"publication/p{n}#it": {"Publication-creator"} for n in (2, 4, 7)
    }


def test_withdrawing_a_work_breaks_its_editions(home: Home) -> None:
    records = small()
    del records["work/w2"]
    assert shapes_broken(home, records) == {
        "publication/p5#it": {"Publication-work"}, "edition/e0#it": {"Edition-work"},
    }  # fmt: skip


def test_a_concept_that_is_no_longer_one_breaks_what_is_about_it(home: Home) -> None:
    records = small()
    records["subject/s3"]["a"] = ["<http://e.example/C>"]
    broken = shapes_broken(home, records)
    assert broken["subject/s4#it"] == {"Concept-broader"}
    assert broken["publication/p2#it"] == broken["publication/p3#it"] == {"Publication-subject"}


def test_a_cycle_across_works_breaks_every_edition_in_it(home: Home) -> None:
    records = small()
    records["publication/p0"]["dcterms:replaces"] = [ref("publication/p4")]
    records["publication/p3"]["dcterms:replaces"] = [ref("publication/p2")]
    broken = shapes_broken(home, records)
    assert {thing for thing, names in broken.items() if "Replacement-cycle" in names} == {
        f"publication/p{n}#it" for n in range(5)
    }


def test_a_number_that_is_taken_breaks_both_editions(home: Home) -> None:
    records = small()
    records["publication/p0"]["pub:editionNumber"] = ["3"]
    assert shapes_broken(home, records) == {
        f"publication/p{n}#it": {"EditionNumber-unique"} for n in (0, 2)
    }


def test_moving_to_a_work_where_the_number_is_taken(home: Home) -> None:
    records = small()
    records["publication/p3"]["dcterms:isVersionOf"] = [ref("work/w0")]
    broken = shapes_broken(home, records)
    assert broken["publication/p0#it"] == broken["publication/p3#it"] == {"EditionNumber-unique"}


def test_removing_the_link_between_language_versions(home: Home) -> None:
    """The one that is left alone is broken too, though nothing in its own record changed."""
    records = small()
    del records["publication/p7"]["schema:translationOfWork"]
    assert shapes_broken(home, records) == {
        f"publication/p{n}#it": {"EditionNumber-unique"} for n in (6, 7)
    }


def test_an_edition_that_becomes_younger_than_what_replaces_it(home: Home) -> None:
    records = small()
    records["publication/p0"]["dcterms:issued"] = ['"2020"^^xsd:gYear']
    assert shapes_broken(home, records) == {"publication/p1#it": {"Replacement-age"}}


def test_a_broader_cycle_of_concepts(home: Home) -> None:
    records = small()
    records["subject/s0"]["skos:broader"] = [ref("subject/s2")]
    assert shapes_broken(home, records) == {
        f"subject/s{n}#it": {"Hierarchy-cycle"} for n in range(3)
    }


def test_a_printed_order_of_others_than_the_creators(home: Home) -> None:
    records = small()
    records["publication/p1"]["dcterms:creator"] = [ref("agent/a0")]
    assert shapes_broken(home, records) == {"publication/p1#it": {"AuthorList-members"}}


def test_a_file_of_its_own_is_judged_with_what_the_ledger_knows(home: Home) -> None:
    """A new edition alone in its file: its agents, subjects and siblings are in the ledger."""
    record = small()["publication/p2"] | {"dcterms:replaces": [ref("publication/p2")]}
    clash = home.check(home.file(turtle({"publication/new": record})))
    assert {v.constraint.rpartition("#")[2] for v in clash.report.violations} == {
        "EditionNumber-unique"
    }
    assert {v.record.removeprefix(BASE) for v in clash.report.violations} == {
        "publication/p2", "publication/new",
    }  # fmt: skip
    fine = home.check(home.file(turtle({"publication/new": record | {"pub:editionNumber": ["4"]}})))
    assert fine.report.conforms
