"""Slots are neither lost nor doubled, and nobody who waits is passed over."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from publod.store.slots import Crowded, Slots


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


def waiting(slots: Slots[str], key: str, got: list[str], seconds: float = 5) -> threading.Thread:
    """A thread that waits for a slot, and notes which client it was."""
    before = slots.waiting

    def wait() -> None:
        with contextlib.suppress(TimeoutError):
            slots.take(seconds, key)
            got.append(key)

    thread = threading.Thread(target=wait)
    thread.start()
    while slots.waiting == before:
        time.sleep(0.001)
    return thread


def test_the_last_slot_is_for_another_client() -> None:
    slots = Slots(["x", "y", "z"])
    for _ in range(2):
        slots.take(0, "greedy")
    with pytest.raises(TimeoutError):
        slots.take(0, "greedy")
    assert slots.take(0, "modest")


def test_clients_take_turns_however_many_queries_each_has() -> None:
    slots = Slots(["it"])
    slots.take(0, "greedy")
    got: list[str] = []
    threads = [waiting(slots, "greedy", got) for _ in range(4)]
    threads += [waiting(slots, "modest", got) for _ in range(2)]
    holder = "greedy"
    for number in range(6):
        slots.give("it", holder)
        while len(got) <= number:
            time.sleep(0.001)
        holder = got[-1]
    assert got == ["greedy", "modest", "greedy", "modest", "greedy", "greedy"]
    for thread in threads:
        thread.join()


def test_a_slot_that_came_free_for_nobody_is_taken_when_a_client_may_have_it_again() -> None:
    slots = Slots(["x", "y"])
    slots.take(0, "greedy")
    got: list[str] = []
    thread = waiting(slots, "greedy", got)
    slots.give("x", "greedy")
    thread.join()
    assert got == ["greedy"]
    assert slots.take(0, "modest")


def test_a_client_with_too_many_waiting_is_told() -> None:
    slots = Slots(["it"], waiting=2)
    slots.take(0, "greedy")
    got: list[str] = []
    threads = [waiting(slots, "greedy", got, 0.3) for _ in range(2)]
    with pytest.raises(Crowded):
        slots.take(0, "greedy")
    other = waiting(slots, "modest", got)
    for thread in threads:
        thread.join()
    slots.give("it", "greedy")
    other.join()
    assert got == ["modest"]


def test_a_coroutine_waits_in_the_same_queue_as_threads() -> None:
    slots = Slots(["it"])
    slots.take(0, "holder")

    async def two() -> tuple[str, list[str]]:
        mine = asyncio.create_task(slots.take_soon(5, "first"))
        await asyncio.sleep(0)
        got: list[str] = []
        thread = waiting(slots, "second", got)
        slots.give("it", "holder")
        content = await mine
        assert got == []
        slots.give(content, "first")
        await asyncio.to_thread(thread.join)
        return content, got

    assert asyncio.run(two()) == ("it", ["second"])
    assert slots.waiting == 0


def test_a_coroutine_that_waits_too_long_leaves_the_queue() -> None:
    slots = Slots(["it"])
    slots.take(0)
    with pytest.raises(TimeoutError):
        asyncio.run(slots.take_soon(0.01))
    assert slots.waiting == 0
    slots.give("it")
    assert slots.take(0) == "it"


@pytest.mark.parametrize("when", ["before", "at once", "after"])
def test_no_slot_is_lost_with_a_coroutine_that_is_cancelled(when: str) -> None:
    slots = Slots(["it"])
    slots.take(0)

    async def cancelled() -> None:
        task = asyncio.create_task(slots.take_soon(5, "it"))
        await asyncio.sleep(0)
        if when == "before":
            task.cancel()
            await asyncio.sleep(0)
        slots.give("it")
        if when == "after":
            while not slots._held["it"]:
                await asyncio.sleep(0)
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            slots.give(await task, "it")
        await asyncio.sleep(0.01)

    asyncio.run(cancelled())
    assert slots.take(0) == "it"
    assert slots.waiting == 0


def test_none_is_lost_or_doubled_among_impatient_coroutines() -> None:
    slots = Slots([1, 2, 3])
    taken: set[int] = set()

    async def use(number: int) -> int:
        key = f"client {number % 5}"
        try:
            slot = await slots.take_soon(0.0005 * (number % 4), key)
        except TimeoutError:
            return 0
        assert slot not in taken
        taken.add(slot)
        await asyncio.sleep(0.0004)
        taken.remove(slot)
        slots.give(slot, key)
        return 1

    async def all_of_them() -> int:
        return sum(await asyncio.gather(*map(use, range(1000))))

    assert asyncio.run(all_of_them()) > 0
    assert {slots.take(0) for _ in range(3)} == {1, 2, 3}
    assert slots.waiting == 0
