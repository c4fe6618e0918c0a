"""Slots are neither lost nor doubled, and nobody who waits is passed over."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from publod.store.slots import Slots


def test_the_warmest_is_taken_first() -> None:
    slots = Slots([1, 2])
    assert slots.take(1) == 2
    slots.give(3)
    assert slots.take(1) == 3
    assert slots.take(1) == 1


def test_waiting_ends() -> None:
    slots = Slots([1])
    slots.take(1)
    with pytest.raises(TimeoutError):
        slots.take(0.01)
    assert slots.waiting == 0


def test_who_waits_goes_before_who_comes_later() -> None:
    slots = Slots(["it"])
    slots.take(1)
    got: list[str] = []
    waiter = threading.Thread(target=lambda: got.append(slots.take(5)))
    waiter.start()
    while not slots.waiting:
        time.sleep(0.001)
    slots.give("handed")
    with pytest.raises(TimeoutError):
        slots.take(0)
    waiter.join()
    assert got == ["handed"]


def test_none_is_lost_or_doubled_among_impatient_threads() -> None:
    slots = Slots([1, 2, 3])
    taken: set[int] = set()

    def use(_: int) -> int:
        try:
            slot = slots.take(0.0005)
        except TimeoutError:
            return 0
        assert slot not in taken
        taken.add(slot)
        time.sleep(0.0004)
        taken.remove(slot)
        slots.give(slot)
        return 1

    with ThreadPoolExecutor(12) as threads:
        assert sum(threads.map(use, range(3000))) > 0
    assert {slots.take(0) for _ in range(3)} == {1, 2, 3}
    assert slots.waiting == 0
