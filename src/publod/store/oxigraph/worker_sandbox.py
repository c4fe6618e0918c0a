"""What a query worker takes from itself before it reads the first query.

Beside the network (`publod.isolated_process`), on Linux:

- a ceiling on its address space, no core dumps, and first in line when memory runs out;
- death with its parent: a pipe from the parent sends SIGKILL when its other end is closed.
  (PR_SET_PDEATHSIG is no use here: it fires when the parent's *thread* ends.)

Elsewhere the parent is looked for twice a second, the network cannot be closed, and the guard's
refusal of SERVICE is then the only wall. macOS does not enforce the memory ceiling.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import resource
import signal
import sys

from publod.store import process_lifetime

#: What a worker may take at least beyond what it has, in bytes.
_ROOM = 16 << 20


def limit(memory: int) -> None:
    """Set the ceiling of the address space, in bytes, and what goes with it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # The parser recurses. With 64 MiB, 10,000 nested brackets are an answer and not a crash.
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, hard))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as file:  # noqa: PTH123
        file.write(b"800")


def permit(memory: int) -> None:
    """Let this process have so many bytes of resident memory, from what it has now on.

    What the kernel limits is private memory that can be written (RLIMIT_DATA), which is what
    queries take; of the engine's share much is mapped and never used, so it is not counted twice.
    """
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            pages = [int(field) for field in file.read().split()]
    except OSError:  # not Linux
        return
    size = resource.getpagesize()
    resident, data = pages[1] * size, pages[5] * size
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (data + max(memory - resident, _ROOM), hard))


def die_with(lifeline: int) -> None:
    """Have the kernel end this process when the other end of the pipe ``lifeline`` is closed."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO, signal.SIGALRM})
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    if sys.platform == "linux":
        fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    else:  # SIGIO, which comes instead, is ignored by default on BSD and macOS
        process_lifetime.watch(os.getppid())
    flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
    # The parent may have died before the signal was asked for.
    with contextlib.suppress(BlockingIOError):
        if os.read(lifeline, 1) == b"":
            raise SystemExit("the parent process is gone")
