"""A child process with ceilings, for parsers of files that come from outside.

A few kilobytes can make a parser take all memory, or compute for hours. In a child it does so for
itself alone, and the parent learns how the child ended.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path

#: Bytes of memory above what the process has when it begins.
MEMORY = 768 << 20


@contextmanager
def forked_child() -> Iterator[None]:
    """Be a child with ceilings, and end with the block: no code of the parent's runs in it.

    It is called after ``os.fork()``, in the child. On Linux it has a ceiling on memory; elsewhere
    on time alone, with `limit_seconds`.
    """
    try:
        # What a dying parser writes is for nobody.
        nothing = os.open(os.devnull, os.O_RDWR)
        for standard in range(3):
            os.dup2(nothing, standard)
        faulthandler.disable()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _limit_memory()
        yield
    finally:
        os._exit(0)


def limit_seconds(seconds: float) -> None:
    """End this process when it has computed for so long from now on."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(used.ru_utime + used.ru_stime + seconds)
    if hard in {resource.RLIM_INFINITY, -1} or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _limit_memory() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
