"""Long work is done in turns, and one client's leaves room to others'."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from publod.errors import Abandoned, Overload
from publod.web.http.client_connection import Client
from publod.web.http.long_work_limits import ENOUGH, Workload, is_work
from web.test_server import eventually


class Somebody(Client):
    """A client who leaves when told to."""

    def __init__(self, host: str) -> None:
        super().__init__(host, (host, 1))
        self.is_gone = False

    def has_left(self) -> bool:
        return self.is_gone


GREEDY, MODEST = Somebody("192.0.2.7"), Somebody("192.0.2.8")


def test_one_client_leaves_a_place_to_another() -> None:
    workload = Workload(places=3, seconds=0.01)
    with workload.place(GREEDY), workload.place(GREEDY):
        with pytest.raises(Overload, match="try again") as refused, workload.place(GREEDY):
            pass
        assert refused.value.retry_after > 0
        with workload.place(MODEST):
            pass
    with workload.place(GREEDY):
        pass


def test_one_slice_is_worked_on_at_a_time_and_clients_take_turns() -> None:
    workload = Workload()
    order: list[str] = []
    first = threading.Event()

    def work(client: Client, times: int) -> None:
        with workload.place(client) as place:
            for _ in range(times):
                with place.turn():
                    first.wait(10)
                    order.append(client.key)

    threads = [threading.Thread(target=work, args=(GREEDY, 20)) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert eventually(lambda: workload.waiting == 2)
    other = threading.Thread(target=work, args=(MODEST, 5))
    other.start()
    assert eventually(lambda: workload.waiting == 3)
    first.set()
    for thread in (*threads, other):
        thread.join()
    assert order.count(GREEDY.key) == 60
    last = len(order) - 1 - order[::-1].index(MODEST.key)
    assert last < 20, "another client's five slices waited for all sixty of one"


def test_work_for_a_client_that_has_left_is_not_gone_on_with() -> None:
    client, made, closed = Somebody("192.0.2.9"), [0], threading.Event()

    def pieces() -> Iterator[bytes]:
        try:
            while True:
                made[0] += 1
                yield b"x" * ENOUGH
        finally:
            closed.set()

    workload = Workload()
    sliced = workload.sliced(pieces(), client)
    assert len(next(sliced)) == ENOUGH
    client.is_gone = True
    with pytest.raises(Abandoned):
        next(sliced)
    assert made == [1]
    assert closed.is_set()
    with workload.place(MODEST) as place, place.turn():
        pass


def test_what_is_work_is_known_by_its_path() -> None:
    for path in ("/publications.csv", "/publications.bib", "/oai", "/reconcile"):
        assert is_work(path)
    for path in ("/", "/publications", "/publications.ttl", "/publication/a.bib", "/suggest"):
        assert not is_work(path)
