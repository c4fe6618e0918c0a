"""The process that ``publod serve`` runs beside those that answer requests."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import monotonic

from publod.server.projection_follower import BASE_URL_CHANGED, BASE_URL_IS_SET
from publod.server.restarts import Restarts

log = logging.getLogger(__name__)

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
