"""How long work is shown at a terminal: one bar for each step, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from publod.messages import N_, terminal_language

#: The steps of commands, by the names that those who take them have for them.
_STEPS = {
    "read": N_("read"),
    "validate": N_("validate"),
    "project": N_("project"),
    "index": N_("index"),
    "verify": N_("verify"),
    "rebase": N_("rebase"),
}


class Shown:
    """Starts a bar for each step that it is called with; the bar before is done then.

    Where standard error is no terminal, nothing is shown.
    """

    def __init__(self) -> None:
        # Bars are drawn with the control sequences that everything else is kept from writing.
        console = Console(file=getattr(sys.stderr, "unescaped", sys.stderr))
        self._progress = Progress(
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __call__(self, step: str, total: int) -> Callable[[int], None]:
        """A bar for ``total`` parts (0: unknown); the result takes each part that is done."""
        task = self._progress.add_task(_STEPS[step].text(terminal_language()), total=total or None)
        return lambda done: self._progress.advance(task, done)

    def stop(self) -> None:
        """Take the bars away, so that a report can be written."""
        self._progress.stop()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()


def steps() -> Shown:
    """Bars for the steps of a command; a context manager."""
    return Shown()
