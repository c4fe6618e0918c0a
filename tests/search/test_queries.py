"""What stands on top for two hundred queries to the catalogue in data/, in Swedish and English.

Those of visitors are from what people ask; nobody who wrote them had seen the search. What is
expected is one of: ``first`` (this is the first hit), ``first-of`` (the first is one of these),
``top N`` (these are among the first N), ``all`` (these are hits), ``only`` (these are the hits),
``some`` (one of these is a hit), ``nothing`` (no hit), ``card`` (the record that was named).
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ingest.catalogue import Home
from publod.ingest.search_projection import catch_up
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.search_interface import SearchRequest

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


QUERIES = [*rows("queries_from_the_data"), *rows("queries_of_visitors")]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    home = Home(tmp_path_factory.mktemp("catalogue"))
    home.commit(home.plan_of(*sorted(DATA.rglob("*.ttl"))))
    catch_up(home.truth, TantivyWriter(home.folder / "search"))
    return TantivyIndex(home.folder / "search")


def test_there_are_two_hundred_queries() -> None:
    assert len(QUERIES) >= 200


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: row["query"][:60])
def test_what_must_be_on_top_is_on_top(index: TantivyIndex, row: dict[str, str]) -> None:
    kind, _, rest = row["expectation"].partition(":")
    expected = rest.split()
    results = index.search(SearchRequest(row["query"], reader=row["language"]), 0, 25)
    hits = [hit.path for hit in results.hits]
    if kind == "first":
        assert hits[:1] == expected
    elif kind == "first-of":
        assert hits
        assert hits[0] in expected
    elif kind.startswith("top "):
        assert set(expected) <= set(hits[: int(kind[4:])])
    elif kind == "all":
        assert set(expected) <= set(hits)
    elif kind == "only":
        assert set(hits) == set(expected)
    elif kind == "some":
        assert set(hits) & set(expected)
    elif kind == "nothing":
        assert hits == []
    else:
        assert kind == "card"
        names = index.named(results.corrected or row["query"], 3)
        assert expected[0] in {record.path for name in names for record in name.records}
