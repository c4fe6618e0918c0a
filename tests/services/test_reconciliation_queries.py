"""What clients of the reconciliation service send: what is read in it, and what is refused."""

from __future__ import annotations

import json

import pytest

from publod.errors import ReconciliationError, TooManyQueries
from publod.services.reconciliation.manifest_and_queries import Query, read_batch, read_extension


def one(said: object) -> Query:
    return read_batch(json.dumps({"q": said}))["q"]


def test_a_query_is_read_with_all_that_it_may_have() -> None:
    said = one(
        {
            "query": "  A ",
            "type": ["Publication", "agent", "http://xmlns.com/foaf/0.1/Person"],
            "limit": 3,
            "type_strict": "should",
            "properties": [
                {"pid": "author", "v": ["IOM", {"id": "agent/iom", "name": "x"}]},
                {"pid": "http://purl.org/dc/terms/issued", "v": 2018.0},
                {"pid": "dcterms:creator", "v": ""},
                {"pid": "nonsense", "v": "x"},
            ],
        }
    )
    assert (said.text, said.kinds, said.limit) == ("A", ("publication", "agent"), 3)
    assert said.is_preference
    [(creator, agents), (year, years)] = said.conditions
    assert (creator.id, [(v.text, v.id) for v in agents]) == ("creator", [("IOM", ""), ("x", "agent/iom")])  # fmt: skip
    assert (year.id, [v.text for v in years]) == ("year", ["2018"])
    assert one({"query": "a"}) == Query("a")
    assert one({"query": "a", "type": []}).kinds is None
    assert one({"query": "a", "type": "Planet"}).kinds == ("",)
    assert one({"query": "a", "limit": 10**9}).limit == 50
    # Some clients send a type as they got it, and null for what they leave open.
    assert one({"query": "a", "type": {"id": "Agent", "name": "Aktör"}}).kinds == ("agent",)
    nothing = dict.fromkeys(("type", "type_strict", "limit", "properties"))
    assert one({"query": "a", **nothing}) == Query("a")


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "[]", "null", '"q"', "1", "NaN", '{"q": NaN}', '{"q": {"query": Infinity}}',
        '{"q": 1}', '{"q": []}', '{"q": null}', '{"q": {}}', '{"q": {"query": 1}}',
        '{"q": {"query": null}}', '{"q": {"properties": []}}', '{"q": {"query": "a", "props": []}}',
        '{"q": {"query": "a", "limit": 0}}', '{"q": {"query": "a", "limit": -1}}',
        '{"q": {"query": "a", "limit": 1.5}}', '{"q": {"query": "a", "limit": "3"}}',
        '{"q": {"query": "a", "limit": true}}', '{"q": {"query": "a", "limit": 1e999}}',
        '{"q": {"query": "a", "type": 1}}', '{"q": {"query": "a", "type": [1]}}',
        '{"q": {"query": "a", "type": {"id": 1}}}', '{"q": {"query": "a", "type_strict": "none"}}',
        '{"q": {"query": "a", "type_strict": ["any"]}}', '{"q": {"query": "a", "type_strict": {}}}',
        '{"q": {"query": "a", "properties": {}}}', '{"q": {"query": "a", "properties": [1]}}',
        '{"q": {"query": "a", "properties": [{"pid": 1, "v": 1}]}}',
        '{"q": {"query": "a", "properties": [{"pid": "year"}]}}',
        '{"q": {"query": "a", "properties": [{"pid": "year", "v": {}}]}}',
        '{"q": {"query": "a", "properties": [{"pid": "year", "v": [[1]]}]}}',
        '{"q": {"query": "a", "properties": [{"pid": "year", "v": ' + "[" * 90_000 + "]" * 90_000 + "}]}}",
        "[" * 200_000, '{"q":' * 100_000, '{"q": {"query": "a", "limit": ' + "9" * 100_000 + "}}",
        json.dumps({"q": {"query": "a", "properties": [{"pid": "year", "v": [1] * 21}]}}),
        json.dumps({"q": {"query": "a", "properties": [{"pid": "year", "v": 1}] * 21}}),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ReconciliationError) as refused:
        read_batch(text)
    said = str(refused.value)
    assert said.endswith(".")
    assert len(said) < 250


def test_a_fault_names_the_query_that_has_it() -> None:
    with pytest.raises(ReconciliationError, match='"q7"'):
        read_batch('{"q1": {"query": "a"}, "q7": {}}')


def test_a_batch_may_have_as_many_queries_as_the_manifest_says() -> None:
    def batch(size: int) -> str:
        return json.dumps({f"q{n}": {"query": "a"} for n in range(size)})

    assert len(read_batch(batch(50))) == 50
    for size in (51, 10_000):
        with pytest.raises(TooManyQueries, match="50"):
            read_batch(batch(size))
    assert read_batch("{}") == {}


@pytest.mark.parametrize(
    "said",
    [
        {}, {"ids": []}, {"properties": []}, {"ids": "a", "properties": []}, {"ids": [1], "properties": []},
        {"ids": [], "properties": {}}, {"ids": [], "properties": ["year"]}, {"ids": [], "properties": [{"id": 1}]},
        {"ids": ["a"] * 501, "properties": []}, {"ids": [], "properties": [{"id": "a"}] * 51},
    ],
)  # fmt: skip
def test_what_is_no_request_for_data_is_refused(said: object) -> None:
    with pytest.raises(ReconciliationError):
        read_extension(json.dumps(said))


def test_texts_are_read_as_far_as_names_go() -> None:
    long = "x" * 1_000_000
    said = one(
        {
            "query": f" {long}",
            "properties": [{"pid": "creator", "v": [long, {"id": long, "name": long}]}],
        }
    )
    [(_, values)] = said.conditions
    assert {len(text) for text in (said.text, *(v.text for v in values), values[1].id)} == {500}


def test_a_batch_has_so_many_values_of_properties() -> None:
    def batch(values: int) -> str:
        conditions = [{"pid": "creator", "v": [f"n{n}" for n in range(10)]}] * (values // 10 // 50)
        return json.dumps({f"q{n}": {"query": "a", "properties": conditions} for n in range(50)})

    assert len(read_batch(batch(500))) == 50
    with pytest.raises(TooManyQueries, match="500"):
        read_batch(batch(1000))
