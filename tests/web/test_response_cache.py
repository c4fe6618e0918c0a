"""A stored response is the response, and is forgotten when it is no longer true."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import pytest
from werkzeug.wrappers import Request

from publod.errors import NotAcceptable, StoreError
from publod.messages import Message
from publod.web.http.response_cache import ResponseCache, Storable
from publod.web.sparql.query_request import Formats

Fields = list[tuple[str, str]]


class Inner:
    """An application that counts what it is asked, and has its responses stored."""

    def __init__(
        self, fields: Mapping[str, str | None] = {}, capacity: int = 1 << 20, length: int = 4
    ) -> None:
        self.asked = self.looks = 0
        self.state: str | None = "one"
        self.meanwhile: Callable[[], None] = lambda: None
        self.body = b"x" * (length - 1) + b"\n"
        given = {"ETag": 'W/"tag"', "Vary": "Accept, Accept-Encoding", **fields}
        self.fields = [(name, value) for name, value in given.items() if value is not None]
        self.sent: list[int] = []
        self.cache = ResponseCache(self, capacity, {"store": self._state}, lambda _: self._count)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        state = self.cache.state("store")
        self.meanwhile()
        name = Request(environ).args.get("format", "")
        fields = [*self.fields, ("X-Accept", environ.get("HTTP_ACCEPT", ""))]
        storable = Storable(Formats(name), "store", state)
        with suppress(NotAcceptable):
            self.cache.store(environ, storable, "view", fields, self.body)
        start_response("200 OK", list(fields))
        return [self.body]

    def _state(self, at_once: bool) -> Hashable:
        del at_once
        self.looks += 1
        if self.state is None:
            raise StoreError(Message("none yet"))
        return self.state

    def _count(self, status: int) -> None:
        self.sent.append(status)


def get(
    inner: Inner, path: str = "/sparql", query: str = "query=ASK%7B%7D", **more: str
) -> tuple[str, Fields, bytes]:
    begun: list[Any] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": query, **more}
    body = b"".join(inner.cache(environ, lambda *start: begun.append(start)))
    return begun[0][0], begun[0][1], body


def lowered(fields: Fields) -> Fields:
    return [(name.lower(), value) for name, value in fields]


def test_the_same_question_is_asked_once_and_answered_alike() -> None:
    inner = Inner()
    first, second = get(inner), get(inner)
    assert (first[0], lowered(first[1]), first[2]) == (second[0], lowered(second[1]), second[2])
    assert inner.asked == 1
    assert inner.sent == [200]


def test_what_a_receiver_does_to_the_fields_is_not_stored() -> None:
    inner = Inner()
    get(inner)
    get(inner)[1].clear()
    assert len(get(inner)[1]) == 3


@pytest.mark.parametrize(
    "other",
    [
        {"query": "query=ASK%7B%7D&format=xml"},
        {"HTTP_ACCEPT": "text/csv"},
        {"HTTP_ACCEPT_ENCODING": "gzip"},
        {"REQUEST_METHOD": "POST"},
        {"path": "/publications"},
        {"CONTENT_LENGTH": "10"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"HTTP_IF_MATCH": '"tag"'},
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 01 Jan 2026 00:00:00 GMT"},
    ],
)
def test_another_question_is_asked_anew(other: dict[str, str]) -> None:
    inner = Inner()
    get(inner)
    get(inner, **other)
    assert inner.asked == 2


@pytest.mark.parametrize(
    "alike",
    [
        {"HTTP_ACCEPT": "*/*"},
        {"HTTP_ACCEPT": "application/sparql-results+json, text/turtle;q=0.5"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"HTTP_ACCEPT_LANGUAGE": "sv"},
        {"HTTP_COOKIE": "session=1"},
        {"HTTP_USER_AGENT": "another"},
    ],
)
def test_what_comes_to_the_same_choice_is_the_same_question(alike: dict[str, str]) -> None:
    inner = Inner()
    get(inner)
    get(inner, **alike)
    assert inner.asked == 1


def test_each_format_has_its_own_answer_however_it_is_asked_for() -> None:
    inner = Inner()
    for _ in range(2):
        assert ("x-accept", "text/csv") in lowered(get(inner, HTTP_ACCEPT="text/csv")[1])
        assert ("x-accept", "") in lowered(get(inner)[1])
    assert ("x-accept", "text/csv") in lowered(get(inner, HTTP_ACCEPT="text/csv;q=0.9")[1])
    assert inner.asked == 2
    get(inner, HTTP_ACCEPT="image/png")  # nothing is chosen: for the application to say
    assert inner.asked == 3


def test_a_head_has_the_fields_and_no_body() -> None:
    inner = Inner()
    whole = get(inner)
    status, fields, body = get(inner, REQUEST_METHOD="HEAD")
    assert (status, lowered(fields), body) == ("200 OK", lowered(whole[1]), b"")
    assert inner.asked == 1


@pytest.mark.parametrize(
    ("none_match", "status"),
    [
        ('W/"tag"', 304),
        ('"tag"', 304),
        ('"a", W/"tag"', 304),
        ("*", 304),
        ('"ta"', 200),
        ('"a tag"', 200),
        ("", 200),
    ],
)
def test_who_has_it_is_told_so(none_match: str, status: int) -> None:
    inner = Inner({"Content-Type": "text/csv", "Last-Modified": "x", "Link": "<x>"})
    get(inner)
    found, fields, body = get(inner, HTTP_IF_NONE_MATCH=none_match)
    assert int(found[:3]) == status
    names = {name for name, _ in lowered(fields)}
    if status == 304:
        assert names == {"etag", "vary", "x-accept"}
        assert body == b""
    assert inner.sent == [status]


def test_another_state_of_the_store_makes_all_answers_old() -> None:
    inner = Inner()
    get(inner)
    inner.state, inner.body = "two", b"new"
    assert get(inner)[2] == get(inner)[2] == b"new"
    assert inner.asked == 2


def test_an_answer_that_a_commit_came_before_is_not_stored() -> None:
    inner = Inner()
    inner.meanwhile = lambda: setattr(inner, "state", f"state {inner.asked}")
    get(inner)
    inner.state = "one"
    get(inner)
    assert inner.asked == 2


@pytest.mark.parametrize(
    "inner",
    [
        Inner(length=600_000),
        Inner({"ETag": None}),  # the next one may differ
        Inner({"Vary": "User-Agent"}),  # the choice depends on more than is looked at
        Inner({"Vary": "*"}),
    ],
)
def test_what_may_not_be_sent_to_others_is_not_stored(inner: Inner) -> None:
    assert get(inner) == get(inner)
    assert inner.asked == 2


def test_what_a_body_asked_for_is_not_stored_for_the_address() -> None:
    inner = Inner()
    get(inner, CONTENT_LENGTH="10")
    get(inner)
    assert inner.asked == 2


def test_without_a_store_the_application_answers() -> None:
    inner = Inner()
    get(inner)
    inner.state = None
    for _ in range(2):
        get(inner)
    assert inner.asked == 3


def test_a_cookie_is_not_sent_from_memory_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = Inner({"Set-Cookie": "lang=sv; Expires=Thu, 01 Jan 2030 00:00:00 GMT"})
    now = 0.0
    monkeypatch.setattr("publod.web.http.response_cache.monotonic", lambda: now)
    get(inner)
    get(inner)
    assert inner.asked == 1
    now = 4000.0
    get(inner)
    assert inner.asked == 2


def test_long_questions_are_not_stored_with_their_answers() -> None:
    inner = Inner()
    for asked in ({"query": f"query=ASK%7B%7D%23{'x' * 9000}"}, {"HTTP_ACCEPT": "a/b," * 3000}):
        before = inner.asked
        get(inner, **asked)
        get(inner, **asked)
        assert inner.asked == before + 2


def test_what_is_stored_counts_with_its_address() -> None:
    inner = Inner(capacity=100_000)
    for number in range(60):
        get(inner, query=f"query=ASK%7B%7D%23{number}{'x' * 6000}")
    assert inner.cache._stored.currsize <= 100_000
    assert len(inner.cache._stored) < 15
    assert len(inner.cache._selections) < 5


def test_a_loop_looks_at_the_state_once_for_what_it_has_at_hand_and_never_again_for_the_next() -> (
    None
):
    inner = Inner()
    get(inner)
    scope = {
        "method": "GET", "path": "/sparql", "query_string": b"query=ASK%7B%7D", "headers": [],
    }  # fmt: skip
    found: list[bool] = []

    async def ask() -> None:
        found.append(inner.cache.answer(scope) is not None)

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        looks = inner.looks
        await asyncio.gather(ask(), ask(), ask())
        assert inner.looks == looks + 1
        loop.call_soon(lambda: found.append(inner.cache.answer(scope) is not None))
        loop.call_soon(setattr, inner, "state", "two")  # a commit is seen, and then asked after
        loop.call_soon(lambda: loop.create_task(ask()))
        await asyncio.sleep(0.01)

    asyncio.run(serve())
    assert found == [True, True, True, True, False]
