"""A kept answer is the answer, and is forgotten when it is no longer true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from publod.errors import StoreError
from publod.web.http.response_cache import KeptAnswers


class Queries:
    """A query service of which only the state is asked."""

    def __init__(self) -> None:
        self.at: str | None = "one"

    @property
    def version(self) -> str:
        if self.at is None:
            raise StoreError("none yet")
        return self.at


class Body:
    """An iterable that can be used once, and tells whether it was closed."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = iter(parts)
        self.is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        self.is_closed = True


class Inner:
    """An application that counts what it is asked."""

    def __init__(
        self,
        status: str = "200 OK",
        length: int = 4,
        commit: int | None = 1,
        content_type: str = "application/sparql-results+json",
        tag: str | None = 'W/"tag"',
    ) -> None:
        self.asked = 0
        self.status, self.length, self.commit = status, length, commit
        self.content_type = content_type
        self.tag = tag
        self.meanwhile: Callable[[], None] = lambda: None
        self.bodies: list[Body] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        self.meanwhile()
        fields = [("Content-Length", str(self.length)), ("Content-Type", self.content_type)]
        if self.commit is not None:
            fields.append(("Publod-Commit", str(self.commit)))
        if self.tag is not None:
            fields.append(("ETag", self.tag))
        start_response(self.status, fields)
        self.bodies.append(Body([b"x" * (self.length - 1), b"\n"]))
        return self.bodies[-1]


def get(
    app: KeptAnswers, path: str = "/sparql", query: str = "query=ASK%7B%7D", **more: str
) -> tuple[str, list[tuple[str, str]], bytes]:
    said: list[Any] = []
    environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": query, **more}
    body = b"".join(app(environ, lambda *begun: said.append(begun)))
    return said[0][0], said[0][1], body


def made(inner: Inner) -> tuple[KeptAnswers, Queries]:
    queries = Queries()
    return KeptAnswers(inner, queries, 1 << 20), queries  # type: ignore[arg-type]


def test_the_same_question_is_asked_once_and_answered_alike() -> None:
    inner = Inner()
    app, _ = made(inner)
    assert get(app) == get(app) == ("200 OK", get(app)[1], b"xxx\n")
    assert inner.asked == 1
    assert inner.bodies[0].is_closed


def test_what_a_receiver_does_to_the_fields_is_not_kept() -> None:
    app, _ = made(Inner())
    get(app)
    get(app)[1].clear()
    assert len(get(app)[1]) == 4


@pytest.mark.parametrize(
    "other",
    [
        {"query": "query=ASK%7B%7D&format=xml"},
        {"HTTP_ACCEPT": "text/csv"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"path": "/publications"},
    ],
)
def test_another_question_is_asked_anew(other: dict[str, str]) -> None:
    inner = Inner()
    app, _ = made(inner)
    get(app)
    get(app, **other)
    assert inner.asked == 2


def test_another_state_of_the_store_makes_all_answers_old() -> None:
    inner = Inner()
    app, queries = made(inner)
    get(app)
    queries.at, inner.commit = "two", 2
    assert ("Publod-Commit", "2") in get(app)[1]
    assert inner.asked == 2


def test_an_answer_that_a_commit_came_before_is_not_kept() -> None:
    inner = Inner()
    app, queries = made(inner)
    inner.meanwhile = lambda: setattr(queries, "at", f"state {inner.asked}")
    get(app)
    queries.at = "one"
    get(app)
    assert inner.asked == 2


@pytest.mark.parametrize(
    "inner",
    [
        Inner(status="503 Service Unavailable"),
        Inner(commit=None),  # no answer
        Inner(content_type="text/html; charset=utf-8"),  # a page, which depends on more
        Inner(length=100_000),
        Inner(tag=None),  # the next one may differ
    ],
)
def test_what_is_no_short_whole_answer_is_not_kept(inner: Inner) -> None:
    app, _ = made(inner)
    assert get(app) == get(app)
    assert inner.asked == 2
    assert not any(body.is_closed for body in inner.bodies)


def test_without_a_store_the_application_tells() -> None:
    inner = Inner(status="503 Service Unavailable")
    app, queries = made(inner)
    queries.at = None
    assert get(app)[0] == "503 Service Unavailable"


def test_a_long_question_is_not_kept_with_its_answer() -> None:
    inner = Inner()
    app, _ = made(inner)
    for asked in ({"query": f"query=ASK%7B%7D%23{'x' * 9000}"}, {"HTTP_ACCEPT": "a/b," * 3000}):
        before = inner.asked
        get(app, **asked)
        get(app, **asked)
        assert inner.asked == before + 2


def test_what_is_kept_counts_with_its_question() -> None:
    inner = Inner()
    app = KeptAnswers(inner, Queries(), 100_000)  # type: ignore[arg-type]
    for number in range(60):
        get(app, query=f"query=ASK%7B%7D%23{number}{'x' * 6000}")
    assert app._answers.currsize <= 100_000
    assert len(app._answers) < 13
