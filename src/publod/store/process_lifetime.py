"""Processes that end with the one that started them, and pools in processes that fork."""

from __future__ import annotations

import os
import signal
import sys
import time
import weakref
from typing import Protocol

#: https://man7.org/linux/man-pages/man2/PR_SET_PDEATHSIG.2const.html
_PR_SET_PDEATHSIG = 1
#: How often `watch` looks for the parent, in seconds.
_INTERVAL = 0.5


def end_with(parent: int) -> None:
    """Let this process be killed when its parent, whose process id is ``parent``, has ended.

    On Linux the kernel does it, even while this process is stuck. It takes the end of the
    *thread* that started this process for the parent's end, so call this only in processes that
    are started by a thread that lives as long as its process does, such as the main one.
    """
    if not _ask_kernel():
        watch(parent)
    if os.getppid() != parent:  # it ended before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def watch(parent: int) -> None:
    """Do the same on any system, with a thread that looks for the parent twice a second."""
    from threading import Thread

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_INTERVAL)
        os.kill(os.getpid(), signal.SIGKILL)

    Thread(target=look, name="parent", daemon=True).start()


def _ask_kernel() -> bool:
    if sys.platform != "linux":
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) == 0)


class Forkable(Protocol):
    """What has processes that belong to the one that started them."""

    def begin_anew(self) -> None:
        """Let go of the parent's; called in the child, before anything else."""


_WATCHED: weakref.WeakSet[Forkable] = weakref.WeakSet()


def watch_forks(one: Forkable) -> None:
    """Call ``begin_anew`` in every child that is forked while it lives."""
    _WATCHED.add(one)


def _begin_anew() -> None:
    for one in list(_WATCHED):
        one.begin_anew()


os.register_at_fork(after_in_child=_begin_anew)
