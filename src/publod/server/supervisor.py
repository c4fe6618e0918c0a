"""The main process of ``publod serve``: it starts the others, and starts them again."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

from granian.server.mp import MPServer

from publod.server.projection_follower import BASE_URL_CHANGED, BASE_URL_IS_SET

log = logging.getLogger(__name__)


class Supervisor(MPServer):
    """granian's server with a loop that outlives crashing processes, and with a follower.

    ``adopt_base_url`` has processes that are started from then on use the base URL that the
    catalogue has now, and returns whether it is another; None where the operator has set one.
    """

    def __init__(
        self, *arguments: Any, adopt_base_url: Callable[[], bool] | None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self._adopt_base_url = adopt_base_url
        if adopt_base_url is not None:
            self.on_reload(adopt_base_url)
        self._companion = Companion(
            self.main_loop_interrupt.set, base_url_is_set=adopt_base_url is None
        )
        self._restarts = [Restarts() for _ in range(self.workers)]
        #: When each process that has ended is to be started again, on the monotonic clock.
        self._due: dict[int, float] = {}
        self._has_served = False
        # What granian says of each end is said here, of a crash loop once.
        logging.getLogger("_granian").addFilter(
            lambda record: not str(record.msg).startswith("Unexpected exit from worker")
        )

    def _serve_loop(self, spawn_target: Any, target_loader: Any) -> None:
        self._companion.start()
        while not self.interrupt_signal:
            self.main_loop_interrupt.wait(self._seconds_to_wait())
            self.main_loop_interrupt.clear()
            adopt = self._adopt_base_url
            if self._companion.saw_base_url_change and adopt is not None and adopt():
                self.reload_signal = True
                self._companion.start()
            if self.reload_signal and not self.interrupt_signal:
                self._reload(spawn_target, target_loader)  # type: ignore[no-untyped-call]
                self._due.clear()  # all are new
            while self.interrupt_children:
                self._ended(self.interrupt_children.pop(0))
            if not self._has_served and self._can_none_start():
                log.error("no web process can be started: see above for the reason")
                self.interrupt_children.append(0)  # makes the exit status 1
                return
            now = monotonic()
            for number in [number for number, due in self._due.items() if due <= now]:
                self._start_again(number, spawn_target, target_loader)
            self._companion.start_again_if_due()

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop all processes, and exit with a status unless it is 0."""
        self._companion.stop()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]

    def _seconds_to_wait(self) -> float | None:
        due = [*self._due.values(), *self._companion.due]
        return max(0.0, min(due) - monotonic()) if due else None

    def _ended(self, number: int) -> None:
        """A web process has ended unasked: plan its next start, and tell of it."""
        lived = monotonic() - self.wrks[number].birth
        self._has_served = self._has_served or lived >= HEALTHY
        restarts = self._restarts[number]
        self._due[number] = monotonic() + restarts.pause_after(lived)
        name, status = f"web process {number + 1} of {self.workers}", self._status_of(number)
        if restarts.begins_to_loop:
            log.error(
                "%s ends soon after each start (%s): it is started again after ever longer pauses "
                "while the others serve on, and not mentioned here until it stays",
                name, status,
            )  # fmt: skip
        elif not restarts.is_looping:
            log.error("%s has ended (%s): another takes its place", name, status)

    def _status_of(self, number: int) -> str:
        status = self.wrks[number].inner.exitcode
        if status is None:
            return "exit status unknown"
        return f"signal {-status}" if status < 0 else f"exit status {status}"

    def _can_none_start(self) -> bool:
        """Whether each has ended again and again by a fault of its own, and not by a signal."""
        return all(
            restarts.is_looping and (worker.inner.exitcode or 0) > 0
            for restarts, worker in zip(self._restarts, self.wrks, strict=True)
        )

    def _start_again(self, number: int, spawn_target: Any, target_loader: Any) -> None:
        worker = self._spawn_worker(number, spawn_target, target_loader)
        try:
            worker.start()  # type: ignore[no-untyped-call]
        except OSError as error:  # no memory for another process, or too many of them
            log.error("web process %s cannot be started: %s", number + 1, error)  # noqa: TRY400
            self._due[number] = monotonic() + self._restarts[number].pause_after(0.0)
            return
        self.wrks[number] = worker
        del self._due[number]


_MODULE = "publod.server.projection_follower"


class Companion:
    """The follower (`publod.server.projection_follower`), started again when it ends unasked.

    It begins as a new program: the engines have threads, which a forked process would lack.
    ``wake`` is called, by a thread, when it has ended. With ``base_url_is_set`` another base URL of
    the catalogue is a fault, and never ends it. Call all from one thread that lives as long
    as this process does: it ends with that.
    """

    def __init__(self, wake: Callable[[], None], *, base_url_is_set: bool) -> None:
        self._wake = wake
        self._arguments = [str(os.getpid()), *([BASE_URL_IS_SET] if base_url_is_set else [])]
        self._process: subprocess.Popen[bytes] | None = None
        self._restarts = Restarts()
        self._born = 0.0
        #: When it is to be started again, on the monotonic clock; empty while it runs.
        self.due: list[float] = []

    def start(self) -> None:
        """Start it; when that fails, plan to try again."""
        self.due, self._born = [], monotonic()
        paths = (str(Path(path).absolute()) for path in sys.path if path)
        try:
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own module)
                [sys.executable, "-P", "-m", _MODULE, *self._arguments],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                start_new_session=True,  # what a terminal sends to all is for the parent to handle
            )
        except OSError as error:
            self._process = None
            self._plan(str(error))
            return
        Thread(target=self._await_end, args=(self._process,), daemon=True).start()

    @property
    def saw_base_url_change(self) -> bool:
        """Whether it has ended because the catalogue has another base URL; `start` it anew then."""
        process = self._process
        return process is not None and not self.due and process.poll() == BASE_URL_CHANGED

    def start_again_if_due(self) -> None:
        """Plan its next start if it has ended, and start it if the time has come."""
        if self._process is not None and not self.due and self._process.poll() is not None:
            self._plan(f"exit status {self._process.returncode}")
        if self.due and self.due[0] <= monotonic():
            self.start()

    def stop(self) -> None:
        """End it at once: whatever it was writing is whole without that, or done again later."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)

    def _plan(self, reason: str) -> None:
        self.due = [monotonic() + self._restarts.pause_after(monotonic() - self._born)]
        if not self._restarts.is_looping or self._restarts.begins_to_loop:
            log.error(
                "the process that keeps the SPARQL store and the search index up to date has ended "
                "(%s): it is started again, after growing pauses",
                reason,
            )  # fmt: skip

    def _await_end(self, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._wake()


#: A process that has run for so long was well: the next end is the first one again. In seconds.
HEALTHY = 30.0
#: The first pause, and the longest, in seconds. To start a web process costs about a second.
_FIRST, _LONGEST = 0.5, 10.0
#: So many ends, each soon after a start, are a crash loop.
_LOOP = 3


class Restarts:
    """The restarts of one process: at once the first time, then after pauses that double."""

    def __init__(self) -> None:
        self._failures = 0

    def pause_after(self, seconds: float) -> float:
        """How long to wait, in seconds, now that it has ended after running for so many."""
        if seconds >= HEALTHY:
            self._failures = 0
        self._failures += 1
        if self._failures == 1:
            return 0.0
        return float(min(_FIRST * 2 ** (self._failures - 2), _LONGEST))

    @property
    def is_looping(self) -> bool:
        """Whether it has ended again and again soon after it was started."""
        return self._failures >= _LOOP

    @property
    def begins_to_loop(self) -> bool:
        """Whether its last end made that so; then it is worth a line in the log."""
        return self._failures == _LOOP
