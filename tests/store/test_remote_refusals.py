"""What another server says instead of an answer, and how it is spoken to."""

from __future__ import annotations

import pytest

from publod.errors import (
    QueryOverload,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
)
from publod.store.remote.query_service import SMALL
from publod.store.store_interface import Query

from .conftest import MakeQueries
from .made_up_server import (
    ROWS,
    Asked,
    Handler,
    MadeUpServer,
    Reader,
    begin_chunks,
    boolean,
    chunk,
    has_gone,
    whole,
)
from .records import BASE

ROW = Query("SELECT ?a { ?a ?b ?c }")


@pytest.mark.parametrize(
    ("status", "kind", "message", "error"),
    [
        (400, "text/plain", "line 1: nonsense", QuerySyntaxError),
        (503, "text/plain", "busy", QueryOverload),
        (429, "text/plain", "slower", QueryOverload),
        (504, "text/plain", "too long", QueryTimeout),
        (500, "text/plain", "Virtuoso S1T00 Error SR171: Transaction timed out", QueryTimeout),
        (500, "text/plain", "The estimated execution time 9000 (sec) exceeds", QueryTooLarge),
        (500, "text/plain", "something broke", StoreError),
        (401, "text/html", "who are you?", StoreError),
        (404, "text/html", "nothing here", StoreError),
        (406, "text/html", "cannot write it", QueryRefused),
        (200, "text/html", "<html>welcome</html>", QueryRefused),
    ],
)
def test_refusals_are_told_apart(
    made_up: MadeUpServer,
    make_queries: MakeQueries,
    status: int,
    kind: str,
    message: str,
    error: type[Exception],
) -> None:
    made_up.answer = lambda handler, _: whole(handler, message.encode(), kind, status)
    queries = make_queries()
    for _ in range(3):
        with pytest.raises(error) as raised:
            queries.query(ROW)
        assert made_up.url not in str(raised.value)
        assert error is not StoreError or message not in str(raised.value)
    made_up.answer = lambda handler, _: whole(handler, b"whole")
    assert queries.query(ROW).body == b"whole"


@pytest.mark.parametrize("sign", ["X-SPARQL-MaxRows", "X-SQL-State"])
def test_rows_that_virtuoso_leaves_out_are_noticed(
    made_up: MadeUpServer, make_queries: MakeQueries, sign: str
) -> None:
    made_up.answer = lambda handler, _: whole(handler, b"some", ROWS, 200, **{sign: "10000"})
    with pytest.raises(QueryTooLarge, match="in parts"):
        make_queries().query(ROW)


def test_connections_are_used_again_and_replaced_when_the_server_has_closed_them(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    queries = make_queries()
    for _ in range(5):
        assert queries.query(Query("ASK {}")).body == boolean(True)
    assert len({asked.client for asked in made_up.asked}) == 1

    def closing(handler: Handler, _: Asked) -> None:
        whole(handler, boolean(True))  # does not say that it will close
        handler.close_connection = True

    made_up.answer = closing
    for _ in range(5):
        assert queries.query(Query("ASK {}")).body == boolean(True)


def test_queries_wait_for_their_turn_and_no_client_takes_every_place(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    def answer(handler: Handler, asked: Asked) -> None:
        if "?long" in asked.query:
            begin_chunks(handler)
            chunk(handler, b"a" * 2 * SMALL)
            has_gone(handler, 20)
        else:
            whole(handler, b"short")

    made_up.answer = answer
    queries = make_queries(fast_slots=2, slow_slots=1, queue_seconds=0.3)
    long, greedy = Query("SELECT ?long { ?long ?b ?c }"), Reader("greedy")
    streams = [queries.query(long, asker=greedy) for _ in range(2)]
    with pytest.raises(QueryOverload):
        queries.query(long, asker=greedy)
    assert queries.query(ROW, asker=Reader("modest")).body == b"short"
    getattr(streams[0].chunks, "close")()  # noqa: B009
    assert queries.query(ROW, asker=greedy).body == b"short"
    del streams


def test_parameters_and_names_in_the_address_are_sent(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    address = (
        made_up.url.replace("//", "//reader:p%40ss@") + "?infer=false&default-graph-uri=urn:all"
    )
    queries = make_queries(address)
    queries.query(Query("ASK {}"))
    plain = made_up.asked[-1]
    assert plain.headers["authorization"] == "Basic cmVhZGVyOnBAc3M="
    assert plain.parameters["infer"] == ["false"]
    assert plain.parameters["default-graph-uri"] == ["urn:all"]
    queries.query(Query("ASK FROM <publication/1> {}"))
    own = made_up.asked[-1]
    assert own.parameters["infer"] == ["false"]
    assert own.parameters["default-graph-uri"] == [f"{BASE}publication/1"]
    assert "FROM" not in own.query


@pytest.mark.parametrize("union", ["", "union-default-graph"])
def test_what_makes_the_default_graph_the_union_is_found_out(
    made_up: MadeUpServer, make_queries: MakeQueries, union: str
) -> None:
    made_up.union = union
    make_queries().query(Query("ASK {}"))
    assert ("union-default-graph" in made_up.asked[-1].parameters) == bool(union)


def test_a_server_without_a_union_is_refused_with_a_reason(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    made_up.union = "something-else"
    with pytest.raises(StoreError, match="PUBLOD_SPARQL_URL"):
        make_queries().query(Query("ASK {}"))


def test_the_marker_is_read_once_a_second_at_most(
    made_up: MadeUpServer, make_queries: MakeQueries
) -> None:
    queries = make_queries()
    for _ in range(50):
        assert (queries.commit, queries.version) == (3, "3.token")
    assert sum("SELECT ?marker" in asked.query for asked in made_up.asked) <= 3


def test_a_virtuoso_that_gives_false_answers_is_noticed(
    made_up: MadeUpServer, make_queries: MakeQueries, caplog: pytest.LogCaptureFixture
) -> None:
    make_queries().query(Query("ASK {}"))
    assert caplog.text == ""
    made_up.is_virtuoso = True
    make_queries().query(Query("ASK {}"))
    assert "shows its own graphs" in caplog.text
    assert "after 10000 rows" in caplog.text


def test_a_long_query_is_posted(made_up: MadeUpServer, make_queries: MakeQueries) -> None:
    text = 'ASK { ?s ?p "' + "å" * 5000 + '" }'
    make_queries().query(Query(text))
    asked = made_up.asked[-1]
    assert asked.query.endswith(text)
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "query=" not in asked.path
