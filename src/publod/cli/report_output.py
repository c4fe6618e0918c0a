"""A report of a check in the format that was asked for, on standard output or in a file."""

from __future__ import annotations

from pathlib import Path

import click

from publod.messages import terminal_language
from publod.validation import Report
from publod.validation.report_html import page
from publod.validation.report_sarif import sarif

#: Results of a report in text that are printed one by one.
_MOST_RESULTS = 100


def write_report(
    report: Report, form: str, output: Path | None, base: str, most: int | None
) -> None:
    """Write a report as text, json, turtle, sarif or html: all results, or the first ``most``."""
    language = terminal_language()
    chosen = report.shortened(most) if most else report
    if form == "text":
        text = report.text(language, base, most or None)
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
        click.echo(report.text(language, base, _MOST_RESULTS if most is None else most or None))
        click.echo(f"\n{report.count(language)}", err=True)
