"""What a load or a check has to say: its report in a format, in a file or not, and its sums."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap

import click

from publod.ingest import Outcome
from publod.ingest.sources import listed
from publod.messages import N_, Message, _, terminal_language
from publod.validation import Report
from publod.validation.report_html import page
from publod.validation.report_sarif import sarif
from publod.validation.summary import MOST_FILES

#: Results of a report in text that are printed one by one, where nobody says how many.
_MOST_RESULTS = 100
#: Withdrawn records that are named one by one.
_MOST_NAMED = 50
#: Records that go back to an earlier state and are named.
_MOST_RETURNING = 5


def write_report(
    report: Report, form: str, output: Path | None, base: str, most: int | None
) -> None:
    """Write a report as text, json, turtle, sarif or html: all results, or the first ``most``."""
    language = terminal_language()
    chosen = report.shortened(most) if most else report
    if form == "text":
        text = report.text(language, base, most or None, most or None)
    elif form == "json":
        text = chosen.json(report.summary(base))
    elif form == "turtle":
        text = chosen.turtle()
    elif form == "sarif":
        text = sarif(chosen)
    else:
        text = page(chosen, report, language, base)
    if output is None:
        click.echo(text)
    else:
        output.write_text(text.removesuffix("\n") + "\n", encoding="utf-8")


def print_report(report: Report, base: str, most: int | None) -> None:
    """The results on standard output, and how many there are on the other one."""
    language = terminal_language()
    if len(report.faults) == 1 and not report.results:
        (fault,) = report.faults
        text = fault.messages[language]
        click.echo(
            f"publod: {fault.place}: {text}" if fault.source else f"publod: {text}", err=True
        )
    elif report.faults or report.results:
        click.echo(_fitting(_text(report, language, base, most)))
        click.echo(f"\n{report.count(language)}", err=True)


def _text(report: Report, language: str, base: str, most: int | None) -> str:
    if most is None:
        return report.text(language, base, _MOST_RESULTS, MOST_FILES)
    return report.text(language, base, most or None, most or None)


def _fitting(text: str) -> str:
    """A text as a terminal has room for it: broken between words, and indented as it was."""
    if not sys.stdout.isatty():
        return text
    width = get_terminal_size().columns
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += wrap(
            line, width, subsequent_indent=indent + "  ", break_long_words=False,
            break_on_hyphens=False, replace_whitespace=False,
        ) if len(line) > width else [line]  # fmt: skip
    return "\n".join(lines)


def remark(outcome: Outcome) -> None:
    """Say on standard error what was not read or left out, and what goes back."""
    if outcome.unread:
        _warn(N_("not read: %(unread)s", unread=listed(outcome.unread)))
    if outcome.set_aside:
        _warn(
            N_(
                "%(count)s statements that the service adds to its documents were left out: what "
                "follows from others, facts about documents, and names of neighbours",
                count=outcome.set_aside,
            )
        )
    if returning := outcome.plan.returning:
        more = ", …" if len(returning) > _MOST_RETURNING else ""
        _warn(
            N_(
                "%(count)s records go back to an earlier state: %(named)s. Where that is not "
                "meant, other files had changed them: make the changes in these files too",
                count=len(returning), named=", ".join(returning[:_MOST_RETURNING]) + more,
            )
        )  # fmt: skip


def summarise(outcome: Outcome, *, dry_run: bool) -> None:
    """Say what a load did, or would do."""
    remark(outcome)
    plan = outcome.plan
    counts = N_(
        "added %(added)s, changed %(changed)s, unchanged %(unchanged)s, withdrawn %(withdrawn)s",
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        withdrawn=len(plan.withdrawn),
    )
    if dry_run:
        click.echo(_("would be %(counts)s", counts=counts))
    elif outcome.commit:
        click.echo(_("%(counts)s (commit %(commit)s)", counts=counts, commit=outcome.commit.id))
    else:
        click.echo(counts.text(terminal_language()))
    for change in plan.withdrawn[:_MOST_NAMED]:
        path = change.path
        text = (
            _("would withdraw %(path)s", path=path)
            if dry_run
            else _("withdrew %(path)s", path=path)
        )
        click.echo(f"  {text}")
    if len(plan.withdrawn) > _MOST_NAMED:
        click.echo("  " + _("… and %(count)s more", count=len(plan.withdrawn) - _MOST_NAMED))
    if dry_run and plan.withdraws_much:
        _warn(N_("to withdraw so much, a load needs --yes"))


def _warn(message: Message) -> None:
    click.echo(f"publod: {message.text(terminal_language())}", err=True)
