"""Pools in forked processes: a child must not talk to its parent's workers."""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class Forkable(Protocol):
    """What has processes that belong to the one that started them."""

    def begin_anew(self) -> None:
        """Let go of the parent's; called in the child, before anything else."""


_WATCHED: weakref.WeakSet[Forkable] = weakref.WeakSet()


def watch(one: Forkable) -> None:
    """Call ``begin_anew`` in every child that is forked while it lives."""
    _WATCHED.add(one)


def _begin_anew() -> None:
    for one in list(_WATCHED):
        one.begin_anew()


os.register_at_fork(after_in_child=_begin_anew)
