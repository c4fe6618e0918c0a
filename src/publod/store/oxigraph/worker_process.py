"""One worker process, seen from the web process: started, spoken to, killed."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from math import inf
from pathlib import Path
from time import clock_gettime, monotonic

from publod.errors import QueryError, QueryTimeout, QueryTooLarge, StoreError
from publod.messages import N_
from publod.store.memory_budget import UNIT
from publod.store.oxigraph import worker_protocol

#: After how many idle seconds a worker looks for a newer generation.
IDLE_SECONDS = 1.0
#: How long a worker may take until it takes in what it is sent, in seconds: it is idle then.
_TAKES_IT_IN = 10.0
#: All of the environment that a worker gets: it needs no secrets, so it is given none.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME", "TMPDIR", "SYSTEMROOT")


class NoMemory(QueryTooLarge):
    """A worker died because it was given no more memory."""


class WorkerProcess:
    """A worker of the web process; only one thread at a time talks to it.

    Starting does not wait: the process comes up (40 to 100 ms) while the caller goes on, and the
    first ``receive`` waits for what is left. ``kill`` may come from any thread at any time.
    """

    def __init__(self, hello: worker_protocol.Hello) -> None:
        reap()
        self._pending = b""
        #: How much resident memory it may have, in bytes.
        self.memory = UNIT
        #: What of the common memory it holds, to be given back with this when it has ended.
        self.units: tuple[int, ...] = ()
        self._give: Callable[[tuple[int, ...]], None] | None = None
        #: Since when it has been answering, on the monotonic clock; inf while it is starting.
        self.ready_at = inf
        #: How long it had computed by then, in seconds.
        self.ready_cpu = 0.0
        self.is_network_closed = False
        #: Whether `gather` has found that nothing more will come from it.
        self.is_silenced = False
        #: How long ``receive`` waits at most, in seconds.
        self._seconds = 0.0
        self._socket, channel = _pair()
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _timeval(IDLE_SECONDS))
        try:
            lifeline, self._lifeline = os.pipe()
        except OSError as error:
            self._socket.close()
            channel.close()
            raise _not_started(error) from error
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own module)
                [sys.executable, "-P", "-S", "-m", "publod.store.oxigraph.worker",
                 str(channel.fileno()), str(lifeline)],
                pass_fds=(channel.fileno(), lifeline),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_environment(),
            )  # fmt: skip
        except OSError as error:
            self.close()
            raise _not_started(error) from error
        finally:
            channel.close()
            os.close(lifeline)
        self.send(worker_protocol.pack(hello))

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def wait(self, seconds: float) -> None:
        """Let each ``receive`` wait so long at most from now on."""
        self._seconds = seconds

    def send(self, message: bytes) -> bool:
        """Send a request; False when the worker has died since it was last used."""
        left = memoryview(message)
        try:
            while left:
                try:
                    left = left[self._socket.send(left, socket.MSG_DONTWAIT) :]
                except BlockingIOError:
                    if not self._await(select.POLLOUT, _TAKES_IT_IN):
                        return False
        except OSError:
            return False
        return True

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for the next frame: its letter and payload.

        Raises BlockingIOError when it is not there in time (nothing is lost: call again), EOFError
        when the worker is dead.
        """
        while True:
            found = self._first()
            if found is not None:
                letter, payload, self._pending = found
                return letter, payload
            try:
                data = self._socket.recv(worker_protocol.FRAME_SIZE + 16384, socket.MSG_DONTWAIT)
            except BlockingIOError:
                if self._await(select.POLLIN, self._seconds):
                    continue
                raise
            except OSError:  # reset, or closed by another thread
                data = b""
            if not data:
                raise EOFError
            self._pending = self._pending + data if self._pending else data

    def _await(self, event: int, seconds: float) -> bool:
        """Wait until the socket is ready, so long at most; whether it is.

        Its own timeout would not do: an event loop that looks at a socket may make it one that
        never waits (libuv's uv_poll_init does), and whoever waited then would spin.
        """
        poll = select.poll()
        try:
            poll.register(self._socket, event)
        except ValueError:  # closed by another thread: the next call will tell
            return True
        return bool(poll.poll(max(1, round(seconds * 1000))))

    def fileno(self) -> int:
        """The descriptor that becomes readable when a frame is coming; -1 when it is closed."""
        return self._socket.fileno()

    def gather(self) -> bytes:
        """Read what is there without waiting: the letter of the next frame, or b'' for none yet.

        Nothing is lost: ``receive`` gives the frame.
        """
        with contextlib.suppress(OSError):  # nothing there, or closed: receive will tell
            data = self._socket.recv(worker_protocol.FRAME_SIZE + 16384, socket.MSG_DONTWAIT)
            self._pending += data
            self.is_silenced = not data
        found = self._first()
        return b"" if found is None else found[0]

    def _first(self) -> tuple[bytes, bytes, bytes] | None:
        """The next frame and the rest, if it is here whole; that it is ready is no frame."""
        found = worker_protocol.split(self._pending)
        while found is not None and found[0] == worker_protocol.READY:
            self.ready_at, self.is_network_closed = monotonic(), found[1] == b"closed"
            self.ready_cpu = self.cpu_seconds()
            self._pending = found[2]
            found = worker_protocol.split(self._pending)
        return found

    def await_ready(self) -> None:
        """Wait until it has closed itself in; StoreError when it dies on the way."""
        self.wait(0.05)
        while self.ready_at == inf:
            try:
                self.receive()
            except BlockingIOError:
                continue
            except EOFError:
                raise self.cause_of_death(0) from None

    def cpu_seconds(self) -> float:
        """How long it has computed, all in all; by the wall clock where the system does not say.

        On Linux a process id is the number of a clock too (clock_getcpuclockid(3), which Python
        does not have): asking it costs less than a microsecond, a line of /proc costs twenty.
        """
        if sys.platform == "linux":
            with contextlib.suppress(OSError):  # it has died: the next receive will tell
                return clock_gettime(~self.pid << 3 | 2)
        return monotonic()

    def make_modest(self) -> None:
        """Let everyone else go first on the processors, from now on and for good."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, 10)

    def hold(self, units: tuple[int, ...], give: Callable[[tuple[int, ...]], None]) -> None:
        """Hold units of the common memory until the process has ended."""
        self.units += units
        self._give = give

    def let_go(self) -> None:
        """Give the units back that it does not need any more."""
        units, self.units = self.units, ()
        if self._give is not None and units:
            self._give(units)

    def kill(self) -> None:
        """End it now, whatever it is doing; ``close`` must follow."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def close(self, patience: float = 0.0) -> None:
        """Kill it and forget it. Waits ``patience`` seconds at most for the kernel to end it.

        A process with gigabytes takes its time to die; it is reaped when the next one is started.
        """
        if self._lifeline < 0:
            return
        self._socket.close()
        os.close(self._lifeline)
        self._lifeline = -1
        if hasattr(self, "_process"):
            self.kill()
            _DYING[self._process] = self.let_go
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=patience)
            reap()

    def abandon(self) -> None:
        """Forget a worker that belongs to the process that this one was forked from."""
        self._socket.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1
        self._process.returncode = 0  # not ours to wait for

    def cause_of_death(self, deadline: float) -> QueryError | StoreError:
        """Say as an error of the query why the worker died on it."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        code = self._process.returncode
        if self.ready_at == inf:
            return StoreError(
                N_("a query worker did not start (exit status %(code)s); see the log", code=code)
            )
        if code == -signal.SIGALRM:
            return QueryTimeout(deadline)
        if code == -signal.SIGABRT:
            return NoMemory.for_memory(self.memory)
        if code in {-signal.SIGSEGV, -signal.SIGBUS}:
            return QueryTooLarge(N_("the query is nested too deeply or too long to be evaluated"))
        return QueryTooLarge(
            N_(
                "the query's worker died (exit status %(code)s), most likely for want of memory",
                code=code,
            )
        )


#: Processes that have been told to end, and what is to be done when they have.
_DYING: dict[subprocess.Popen[bytes], Callable[[], None]] = {}


def reap() -> None:
    """Forget the processes that have ended, and give back what they held."""
    for process in list(_DYING):
        if process.poll() is not None and (ended := _DYING.pop(process, None)) is not None:
            ended()


def close_all(workers: set[WorkerProcess]) -> None:
    """End all workers, and wait a second at most for each."""
    while workers:
        workers.pop().close(patience=1.0)


def _pair() -> tuple[socket.socket, socket.socket]:
    try:
        return socket.socketpair()
    except OSError as error:  # most likely too many files are open
        raise _not_started(error) from error


def _not_started(error: OSError) -> StoreError:
    return StoreError(N_("no query worker could be started: %(error)s", error=error))


def _environment() -> dict[str, str]:
    """Give the worker this process's import path, and hardly anything else."""
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(
        str(Path(path).absolute()) for path in sys.path if path
    )
    environment["MALLOC_ARENA_MAX"] = "2"  # each arena reserves 64 MiB of a worker's address space
    # An engine makes and frees some thousand small things for a lookup. glibc keeps seven of each
    # size at hand by default; with 500 a lookup takes a sixth less.
    environment["GLIBC_TUNABLES"] = "glibc.malloc.tcache_count=500"
    return environment


def _timeval(seconds: float) -> bytes:
    return struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
