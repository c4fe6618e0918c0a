"""Slots are neither lost nor doubled, and nobody who waits is passed over."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from publod.store.admission import FREE_SECONDS, HALF_LIFE, HEAVY, Crowded, Full, Slots, Usage


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


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def used(**seconds: float) -> Usage:
    """What clients have used, on a clock that stands still."""
    usage = Usage(Clock())
    for key, amount in seconds.items():
        usage.add(key, amount)
    return usage


def test_use_is_forgotten_by_halves_and_small_requests_are_free() -> None:
    clock = Clock()
    usage = Usage(clock)
    for _ in range(1000):
        usage.add("lookups", FREE_SECONDS)
    usage.add("long", 4 + FREE_SECONDS)
    assert (usage.of("lookups"), usage.of("long")) == (0, 4)
    assert (usage.level("lookups"), usage.level("new"), usage.level("long")) == (0, 1, 4)
    clock.now += 2 * HALF_LIFE
    assert usage.of("long") == 1
    clock.now += 5 * HALF_LIFE
    assert usage.level("long") == 0


def test_of_very_many_clients_the_heaviest_are_remembered() -> None:
    usage = Usage(Clock())
    for number in range(10_001):
        usage.add(f"client {number}", 1 + number / 1000)
    assert usage.of("client 0") == 0
    assert usage.level("client 10000") >= HEAVY


def test_new_clients_together_leave_the_last_slot_to_one_that_is_known() -> None:
    slots = Slots(["x", "y", "z"], usage=used(known=FREE_SECONDS))
    slots.take(0, "new 0")
    slots.take(0, "new 1")
    with pytest.raises(TimeoutError):
        slots.take(0, "new 2")
    assert slots.take(0, "known")


def test_all_heavy_clients_together_leave_the_last_slot_to_light_ones() -> None:
    heavy = [f"heavy{number}" for number in range(64)]
    slots = Slots(["x", "y", "z"], usage=used(light=0.001, **dict.fromkeys(heavy, 1.0)))
    slots.take(0, heavy[0])
    slots.take(0, heavy[1])
    for key in heavy[2:]:
        with pytest.raises(TimeoutError):
            slots.take(0, key)
    assert slots.take(0, "light")


def test_who_has_used_less_goes_first_and_who_has_used_much_goes_too() -> None:
    heavy = [f"heavy{number}" for number in range(8)]
    slots = Slots(["it"], usage=used(**dict.fromkeys(heavy, 1.0)))
    slots.take(0, "holder")
    got: list[str] = []
    threads = [waiting(slots, key, got) for key in heavy]
    threads += [waiting(slots, "light", got) for _ in range(5)]
    holder = "holder"
    for number in range(len(threads)):
        slots.give("it", holder)
        while len(got) <= number:
            time.sleep(0.001)
        holder = got[-1]
    for thread in threads:
        thread.join()
    assert got[:6] == ["light", "light", "light", "heavy0", "light", "light"]
    assert got[6:] == heavy[1:]


def test_a_heavy_client_is_sent_away_when_too_many_wait() -> None:
    slots = Slots(["it"], total=2, usage=used(heavy=1.0))
    slots.take(0, "holder")
    told: list[BaseException] = []

    def wait() -> None:
        try:
            slots.take(5, "heavy")
        except Crowded as error:
            told.append(error)

    first = threading.Thread(target=wait)
    first.start()
    while not slots.waiting:
        time.sleep(0.001)
    got: list[str] = []
    threads = [waiting(slots, "light", got, 0.5)]
    with pytest.raises(Full):
        slots.take(5, "heavy")
    lighter = threading.Thread(target=lambda: got.append(slots.take(5, "other")))
    lighter.start()
    first.join()
    assert [type(error) for error in told] == [Full]
    slots.give("it", "holder")
    for thread in threads:
        thread.join()
    slots.give("it", "light")
    lighter.join()
    assert got == ["light", "it"]


def test_a_coroutine_is_sent_away_when_too_many_wait() -> None:
    slots = Slots(["it"], total=1, usage=used(heavy=1.0))
    slots.take(0, "holder")

    async def sent_away() -> None:
        heavy = asyncio.create_task(slots.take_soon(5, "heavy"))
        await asyncio.sleep(0)
        light = asyncio.create_task(slots.take_soon(5, "light"))
        with pytest.raises(Full):
            await heavy
        slots.give("it", "holder")
        assert await light == "it"

    asyncio.run(sent_away())
    assert slots.waiting == 0


def test_a_client_may_have_a_smaller_share() -> None:
    slots = Slots[str](["x", "y", "z", "w"], share=2)
    for _ in range(2):
        slots.take(0, "greedy")
    with pytest.raises(TimeoutError):
        slots.take(0, "greedy")
    assert slots.take(0, "modest")
