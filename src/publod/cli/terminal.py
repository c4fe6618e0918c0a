"""The terminal: what may reach it, questions to whoever sits at it, and bars for long work.

File names, messages of parsers and values in data may have control characters, by which a file
could rewrite what is on the screen, or turn text around so that it reads otherwise.
"""

from __future__ import annotations

import codecs
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Self

import click

from publod import messages
from publod.messages import N_, Message, Numeral, _, terminal_language


def escaped(text: str) -> str:
    r"""A text of several lines with control characters as ``\u001B``; see `publod.messages`."""
    return messages.escaped(text, lines=True)


@contextmanager
def escaped_output() -> Iterator[None]:
    """Escape whatever is written to standard output and standard error as text.

    Bytes go through as they are, since they are data that a file is to hold, unless a terminal is
    at the other end.
    """
    before = sys.stdout, sys.stderr
    ours = _Escaping(sys.stdout), _Escaping(sys.stderr)
    sys.stdout, sys.stderr = ours
    try:
        yield
    finally:
        # Whatever else has been put in their place stays.
        if sys.stdout is ours[0]:
            sys.stdout = before[0]
        if sys.stderr is ours[1]:
            sys.stderr = before[1]


class _Escaping:
    def __init__(self, stream: IO[str]) -> None:
        #: What it writes to, for what is meant to control the terminal.
        self.unescaped = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unescaped, name)

    def write(self, text: str) -> int:
        return self.unescaped.write(escaped(text))

    def writelines(self, lines: Iterator[str]) -> None:
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        stream: Any = self.unescaped
        return _EscapingBytes(self, stream.buffer) if stream.isatty() else stream.buffer


class _EscapingBytes:
    """The bytes of a stream, read as UTF-8 and escaped."""

    def __init__(self, stream: _Escaping, raw: Any) -> None:
        self._stream = stream
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def write(self, part: bytes) -> int:
        self._stream.write(self._decoder.decode(part))
        return len(part)


if TYPE_CHECKING:
    from publod.ingest.load_plan import Plan
    from publod.ledger import Commit

#: A clock that is further ahead of the last commit than this may be wrong, in seconds.
_FAR_AHEAD = 366 * 24 * 3600


def confirm(consequence: Message, *, yes: bool) -> None:
    """Return if ``--yes`` was given, or if the person at the terminal says yes.

    ``consequence`` is a sentence, without its full stop, that says what would happen. Raises
    NotConfirmed for a no, and where there is no terminal to ask at.
    """
    from publod.errors import NotConfirmed

    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NotConfirmed(
            N_(
                "%(consequence)s. Nothing was written: add --yes to go on",
                consequence=consequence,
            )
        )
    click.echo(f"publod: {consequence.text(terminal_language())}.", err=True)
    if not click.prompt(
        _("Go on? [y/N]"), default="n", show_default=False, value_proc=_is_yes, err=True
    ):
        raise NotConfirmed(N_("nothing was written"))


def _is_yes(answer: str) -> bool:
    """Whether an answer is yes, in English or in the language of the terminal."""
    known = {"y": True, "yes": True, _("y"): True, _("yes"): True}
    known |= {"n": False, "no": False, _("n"): False, _("no"): False}
    if (word := answer.strip().lower()) in known:
        return known[word]
    raise click.UsageError(_("answer y or n"))


def confirm_clock(last: Commit, *, yes: bool) -> None:
    """Ask before a commit whose time is more than a year after the last one's.

    Commit times never go backwards: after a commit with a time in the future, all later commits
    would get that time, until the future has come. Raises NotConfirmed.
    """
    now = int(time.time())
    if last.id and now - last.time > _FAR_AHEAD:
        confirm(
            N_(
                "the clock of this machine says %(now)s, and the last commit is of %(last)s. If "
                "the clock is ahead, no later commit could get an earlier time",
                now=_day(now),
                last=_day(last.time),
            ),
            yes=yes,
        )


def confirm_withdrawals(shown: Shown, plan: Plan, *, yes: bool) -> None:
    """Ask before so many records are withdrawn, with the bars out of the way. Raises NotConfirmed.

    They could be loaded again, but whoever harvests would have been told that they are gone.
    """
    shown.stop()
    confirm(
        N_(
            "%(withdrawn)s of the catalogue's %(present)s records would be withdrawn, as the given "
            "files do not have them (--dry-run lists them)",
            withdrawn=len(plan.withdrawn),
            present=plan.present,
        ),
        yes=yes,
    )


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


#: The steps of commands, by the names that those who take them have for them.
_STEPS = {
    # Translators: a step, beside its progress: reads the files
    "read": N_("read"),
    "compare": N_("compare"),
    "validate": N_("validate"),
    # Translators: a step: writes what has changed into the ledger
    "commit": N_("commit"),
    "read-model": N_("read model"),
    # Translators: a step: brings the SPARQL store up to date with the ledger
    "project": N_("project"),
    # Translators: a step: makes the search index
    "index": N_("index"),
    # Translators: a step: writes files to download
    "files": N_("files"),
    "verify": N_("verify"),
    "rebase": N_("rebase"),
    "import": N_("import"),
    # Translators: a step: looks up the agents and subjects of a source in the catalogue
    "match": N_("match"),
    "write": N_("write"),
}


#: How far a step is, in words: of what it counts, and of how many where that is known.
_SO_FAR = {
    "read": (N_("%(done)s bytes read"), N_("%(done)s of %(total)s bytes read")),
    "validate": (N_("%(done)s records validated"), N_("%(done)s of %(total)s records validated")),
    "compare": (N_("%(done)s records compared"), N_("%(done)s of %(total)s records compared")),
    "commit": (N_("records are being written"), N_("%(total)s records are being written")),
    "project": (
        N_("%(done)s records written into the SPARQL store"),
        N_("%(done)s of %(total)s records written into the SPARQL store"),
    ),
    "read-model": (
        N_("%(done)s records brought together for reading"),
        N_("%(done)s of %(total)s records brought together for reading"),
    ),
    "index": (N_("%(done)s records indexed"), N_("%(done)s of %(total)s records indexed")),
    "verify": (N_("%(done)s records verified"), N_("%(done)s of %(total)s records verified")),
    "rebase": (N_("%(done)s records moved"), N_("%(done)s of %(total)s records moved")),
    "files": (N_("%(done)s files read"), N_("%(done)s of %(total)s files read")),
    "import": (N_("%(done)s records read"), N_("%(done)s of %(total)s records read")),
    "match": (N_("%(done)s records matched"), N_("%(done)s of %(total)s records matched")),
    "write": (N_("%(done)s files written"), N_("%(done)s of %(total)s files written")),
}
#: Where there is no terminal to draw bars on, a line comes after so many seconds, and so on.
_SECONDS_BETWEEN_LINES = 10.0


class Shown:
    """Starts a bar for each step that it is called with; the bar before is done then.

    Where standard error is no terminal, a line says every ten seconds how far the step is, also
    when no part of it has been done since.
    """

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        # Bars are drawn with the control sequences that everything else is kept from writing.
        console = Console(file=getattr(sys.stderr, "unescaped", sys.stderr))
        self._draws = console.is_terminal
        self._step: tuple[str, int] | None = None
        self._done = 0
        self._ended = threading.Event()
        self._lines = threading.Thread(target=self._write_lines, daemon=True)
        self._progress = Bars(
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
        self._step, self._done = (step, total), 0
        if not self._draws:
            return self._advance
        task = self._progress.add_task(_STEPS[step].text(terminal_language()), total=total or None)
        return lambda done: self._progress.advance(task, done)

    def _advance(self, done: int) -> None:
        self._done += done

    def _write_lines(self) -> None:
        while not self._ended.wait(_SECONDS_BETWEEN_LINES):
            if self._step is not None:
                step, total = self._step
                without, of_all = _SO_FAR[step]
                template = (of_all if total else without).template
                text = _(template, done=Numeral(self._done), total=Numeral(total))
                click.echo(text, err=True)

    def stop(self) -> None:
        """Take the bars away, so that a report can be written."""
        self._progress.stop()
        self._ended.set()

    def __enter__(self) -> Self:
        self._progress.start()
        if not self._draws:
            self._lines.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if not self._draws:
            self._lines.join()


def steps() -> Shown:
    """Bars for the steps of a command; a context manager."""
    return Shown()
