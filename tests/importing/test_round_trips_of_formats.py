"""Each format there and back, as ``python -m bench round-trips`` measures it, of a small corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.round_trip_rules import Rules
from bench.round_trips import TRIPS, Outcome, compare_record, round_trip, text_of


@pytest.mark.parametrize("name", TRIPS)
def test_nothing_is_lost_or_changed_in_silence(name: str, tmp_path: Path) -> None:
    outcome = round_trip(name, 40, tmp_path)
    told = "\n".join(text_of(name, outcome))
    assert outcome.accounted >= 99, told
    assert outcome.counts["changed"] == 0, told
    assert outcome.of_publications >= 93, told


def test_the_measure_sees_what_is_lost_and_what_is_changed() -> None:
    outcome = Outcome()
    before = [("PY", "2018"), ("CY", "Malmö"), ("KW", "asyl"), ("XX", "rest"), ("DB", "Scopus")]
    after = [("PY", "2019"), ("KW", "asyl")]
    compare_record(Rules("ris"), before, after, [("XX", "rest")], {"DB"}, outcome)
    assert outcome.counts == {"equal": 1, "reported": 1, "left out": 1, "lost": 1, "changed": 1}
    assert outcome.worst == {("lost", "CY"): 1, ("changed", "PY"): 1}
