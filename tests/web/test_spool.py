"""Long answers on the disk: how much of it they take, and when they let go."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.errors import QueryAbandoned, QueryOverload, QueryTooLarge
from publod.web.http.client_connection import Client
from publod.web.http.streaming import DiskQuota, Spool
from web.test_server import eventually


class Somebody(Client):
    """A client who leaves when told to."""

    def __init__(self, host: str = "192.0.2.7") -> None:
        super().__init__(host, (host, 1))
        self.is_gone = False
        self.is_broken_off = False

    def has_left(self) -> bool:
        return self.is_gone

    def break_off(self) -> None:
        self.is_broken_off = True


def spooled(client: Client, room: DiskQuota, *chunks: bytes) -> Spool:
    spool = Spool(iter(chunks), client, room)
    spool.wait()
    return spool


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_what_is_read_is_what_was_answered(chunks: list[bytes]) -> None:
    room = DiskQuota(10_000)
    spool = spooled(Somebody(), room, *chunks)
    assert b"".join(spool) == b"".join(chunks)
    spool.close()
    spool.close()
    room.take("another", 4 * 10_000 - 10_000)


def test_an_answer_that_is_too_long_is_stopped() -> None:
    room, client = DiskQuota(1000), Somebody()
    spool = Spool(iter([b"x" * 400] * 3), client, room)
    with pytest.raises(QueryTooLarge, match="in parts"):
        spool.wait()
    with pytest.raises(QueryTooLarge):
        b"".join(spool)
    assert client.is_broken_off
    spool.close()
    room.take("192.0.2.7", 3000)


def test_a_client_that_does_not_read_leaves_room_to_others() -> None:
    room = DiskQuota(1000)
    greedy, modest = Somebody("192.0.2.7"), Somebody("192.0.2.8")
    held = [spooled(greedy, room, b"x" * 900) for _ in range(3)]
    with pytest.raises(QueryOverload, match="LIMIT"):
        spooled(greedy, room, b"x" * 900)
    assert b"".join(spooled(modest, room, b"y" * 900)) == b"y" * 900
    with pytest.raises(QueryOverload):
        spooled(Somebody("192.0.2.9"), room, b"z" * 900)
    for spool in held:
        spool.close()
    assert b"".join(spooled(greedy, room, b"x" * 900)) == b"x" * 900


def test_who_leaves_in_the_middle_has_not_got_the_whole() -> None:
    gate, client = Event(), Somebody()

    class Slow(Iterator[Any]):
        was_closed = False

        def __next__(self) -> bytes:
            gate.wait(20)
            return b"x"

        def close(self) -> None:
            self.was_closed = True

    slow, room = Slow(), DiskQuota(1000)
    spool = Spool(slow, client, room)
    client.is_gone = True
    with pytest.raises(QueryAbandoned):
        next(spool)
    spool.close()
    gate.set()
    assert eventually(lambda: slow.was_closed)
    assert eventually(lambda: not room._taken)
