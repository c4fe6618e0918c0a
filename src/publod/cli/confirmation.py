"""Asking before something that could not be taken back."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from publod.messages import N_, Message, _, terminal_language

if TYPE_CHECKING:
    from publod.ingest.load_plan import Plan
    from publod.ledger import Commit
    from publod.progress import Shown

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
