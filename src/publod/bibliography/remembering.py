"""Remembering what was made of a thing that many publications share: an agent, a concept.

A batch of entries shares these as objects, so they are told apart by identity, which costs nothing,
and never by comparing. What is remembered keeps its object, so that no other can take its place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Thing = TypeVar("_Thing")
_Made = TypeVar("_Made")
_MOST = 5_000


def remembered(make: Callable[[_Thing], _Made]) -> Callable[[_Thing], _Made]:
    """The function, with its last results at hand.

    The things must not change. What it makes is shared, so it must not be changed either.
    """
    # The thing is kept too: while it lives, nothing else can have its identity.
    known: dict[int, tuple[_Thing, _Made]] = {}

    @wraps(make)
    def recall(thing: _Thing) -> _Made:
        kept = known.get(id(thing))
        if kept is not None:
            return kept[1]
        if len(known) >= _MOST:
            known.clear()
        made = make(thing)
        known[id(thing)] = (thing, made)
        return made

    return recall
