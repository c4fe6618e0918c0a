"""What is asked of a store once for each of its states."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from publod.errors import QueryOverload, StoreError
from publod.messages import Message
from publod.store.store_interface import QueryService
from publod.web.state_cache import StateCache, StateValue


class Store:
    """As far as it is asked here: its state, and a counting that takes as long as the test says."""

    def __init__(self) -> None:
        self.version = "/somewhere/1"
        self.asked: list[str] = []
        self.may_answer = Event()
        self.may_answer.set()

    def count(self) -> str:
        state = self.version
        self.asked.append(state)
        assert self.may_answer.wait(10)
        return f"counted in {state}"


def once() -> StateCache[str]:
    return StateCache(lambda store: store.count(), "nothing")  # type: ignore[attr-defined]


@pytest.fixture
def store() -> Store:
    return Store()


def service(store: Store) -> QueryService:
    return store  # type: ignore[return-value]


def test_a_state_is_asked_about_once_by_however_many(store: Store) -> None:
    told = once()
    store.may_answer.clear()
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(told.now, service(store)) for _ in range(8)]
        store.may_answer.set()
        assert {answer.result() for answer in answers} == {"counted in /somewhere/1"}
    assert told.now(service(store)) == "counted in /somewhere/1"
    assert store.asked == ["/somewhere/1"]


def test_who_is_in_a_hurry_is_told_of_the_state_before(store: Store) -> None:
    told = once()
    before = told.soon(service(store))
    store.version = "/somewhere/2"
    store.may_answer.clear()
    assert (
        told.soon(service(store), 0.01)
        == before
        == StateValue("/somewhere/1", "counted in /somewhere/1")
    )
    store.may_answer.set()
    assert told.now(service(store)) == "counted in /somewhere/2"
    after = told.soon(service(store), 0)
    assert after == StateValue("/somewhere/2", "counted in /somewhere/2")
    assert after.tag != before.tag
    assert "somewhere" not in after.tag


def test_who_knows_nothing_waits_even_in_a_hurry(store: Store) -> None:
    told = once()
    store.may_answer.clear()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(told.soon, service(store), 0.01)
        assert not answer.done()
        store.may_answer.set()
        assert answer.result().value == "counted in /somewhere/1"


def test_what_a_commit_comes_into_is_not_kept(store: Store) -> None:
    told = once()
    store.may_answer.clear()
    with ThreadPoolExecutor(1) as threads:
        answer = threads.submit(told.now, service(store))
        while not store.asked:
            pass
        store.version = "/somewhere/2"
        store.may_answer.set()
        assert answer.result() == "counted in /somewhere/1"
    store.version = "/somewhere/1"
    told.now(service(store))
    assert store.asked == ["/somewhere/1"] * 2


def test_a_store_that_is_busy_is_asked_again(store: Store) -> None:
    def refuse(_: QueryService) -> str:
        store.asked.append("")
        raise QueryOverload(Message("too many"))

    told = StateCache(refuse, "nothing")
    for _ in range(2):
        assert told.now(service(store)) == "nothing"
        assert told.soon(service(store)) == StateValue("", "nothing")
    assert len(store.asked) == 4


def test_a_mistake_is_raised_to_all_who_wait(store: Store) -> None:
    told = StateCache(lambda _: 1 // 0, 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            told.now(service(store))


def test_where_nothing_is_published_there_is_nothing() -> None:
    class Empty(Store):
        @property
        def version(self) -> str:
            raise StoreError(Message("nothing has been published"))

        @version.setter
        def version(self, value: str) -> None:
            pass

    assert once().soon(service(Empty())) == StateValue("", "nothing")
