"""The main process of ``publod serve``: it starts the others, and starts them again.

granian's own loop ends the whole service when a web process dies twice within 5.5 seconds. Here a
process that dies again and again is started after ever longer pauses, and the others serve on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from granian.server.mp import MPServer

from publod.server.companion import Companion
from publod.server.restarts import HEALTHY, Restarts

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
