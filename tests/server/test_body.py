"""Bodies of requests, as slow and as long as anybody may send them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.server.request_body import Bodies
from publod.web.http.headers import RequestError


def pieces(*bodies: bytes) -> Callable[[], Awaitable[dict[str, Any]]]:
    """What ASGI's ``receive`` gives: these pieces of a body, and then nothing more for ever."""
    left = list(bodies)

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(left)}

    return receive


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=8), st.integers(0, 200))
def test_a_body_is_whole_or_refused(sent: list[bytes], most: int) -> None:
    whole, bodies = b"".join(sent), Bodies(most, seconds=5)
    if len(whole) <= most:
        assert asyncio.run(bodies.receive(pieces(*sent))) == whole
        return
    with pytest.raises(RequestError, match=f"may have {most} bytes") as refused:
        asyncio.run(bodies.receive(pieces(*sent)))
    assert refused.value.status == 413


def test_a_body_that_is_too_long_is_not_received_to_its_end() -> None:
    async def endless() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 60, "more_body": True}

    with pytest.raises(RequestError) as refused:
        asyncio.run(Bodies(100, seconds=5).receive(endless))
    assert refused.value.status == 413


def test_a_body_that_is_announced_as_too_long_is_not_waited_for() -> None:
    with pytest.raises(RequestError) as refused:
        asyncio.run(Bodies(100, seconds=5).receive(pieces(), "101"))
    assert refused.value.status == 413
    with pytest.raises(RequestError, match="within"):
        asyncio.run(Bodies(100, seconds=0.1).receive(pieces(), "100"))


def test_a_body_that_does_not_come_is_refused() -> None:
    async def half() -> dict[str, Any]:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    bodies = Bodies(1000, seconds=0.2)
    with pytest.raises(RequestError) as refused:
        asyncio.run(bodies.receive(half))
    assert refused.value.status == 408
    assert asyncio.run(bodies.receive(pieces(b"whole"))) == b"whole"


def test_a_client_that_leaves_is_no_end_of_a_body() -> None:
    async def leave() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    with pytest.raises(RequestError) as refused:
        asyncio.run(Bodies(1000).receive(leave))
    assert refused.value.status == 400


def test_bodies_that_come_in_together_have_a_common_room() -> None:
    bodies = Bodies(most=100, seconds=5, room=150)
    gate = asyncio.Event()

    async def waiting() -> dict[str, Any]:
        await gate.wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def slow() -> bytes:
        first = iter([{"type": "http.request", "body": b"x" * 100, "more_body": True}])

        async def receive() -> dict[str, Any]:
            return next(first, None) or await waiting()

        return await bodies.receive(receive)

    async def together() -> None:
        held = asyncio.create_task(slow())
        await asyncio.sleep(0)
        with pytest.raises(RequestError) as refused:
            await bodies.receive(pieces(b"y" * 80))
        assert refused.value.status == 503
        assert await bodies.receive(pieces(b"y" * 40)) == b"y" * 40
        gate.set()
        assert await held == b"x" * 100
        assert await bodies.receive(pieces(b"z" * 90)) == b"z" * 90

    asyncio.run(together())
