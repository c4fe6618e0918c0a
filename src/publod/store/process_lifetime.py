"""Processes that end with the one that started them, however that one ends.

Query workers import this module, so it stays light.
"""

from __future__ import annotations

import os
import signal
import sys
import time

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
