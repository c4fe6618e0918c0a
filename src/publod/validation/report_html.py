"""A report as one page that needs nothing else: to be sent, archived, or published by a build."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from publod.messages import N_, Message, Numeral
from publod.validation.report import Report
from publod.validation.results import OtherRecord, Violation, say, severity_name, what_is_at_fault
from publod.validation.summary import RuleSummary
from publod.vocabulary import shortened

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid; padding: .25rem .75rem .25rem 0; text-align: start; }
th, td { vertical-align: top; }
td.number { text-align: end; font-variant-numeric: tabular-nums; }
code, .place { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
li { margin-block: .75rem; overflow-wrap: anywhere; }
.severity { font-weight: bold; }
"""


def page(chosen: Report, whole: Report, language: str, base: str) -> str:
    """A page in the language of the reader: a summary of the report, and the chosen results."""

    def told(message: Message) -> str:
        return escape(message.text(language))

    rules = whole.summary(base)
    title = told(N_("Report of a check"))
    rest = len(whole.results) + len(whole.faults) - len(chosen.results) - len(chosen.faults)
    more = N_("… and %(count)s more", count=Numeral(rest))
    clean = N_("No rule is broken.")
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{title}</h1>",
        f"<p>{escape(whole.count(language)) if rules else told(clean)}</p>",
        *(f"<p>{escape(message.text(language))}</p>" for message in whole.unchecked),
        *(_summary(rules, language) if rules else ()),
        *(_faults(chosen, language) if chosen.faults else ()),
        *_by_file(chosen, language, base),
        *([f"<p>{told(more)}</p>"] if rest else ()),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _summary(rules: Sequence[RuleSummary], language: str) -> Iterator[str]:
    heads = (N_("number"), N_("severity"), N_("rule"), N_("files"))
    caption = N_("Rules that are broken").text(language)
    yield f'<h2 id="rules">{escape(caption)}</h2>'
    yield '<table aria-labelledby="rules" tabindex="0">'
    cells = "".join(f'<th scope="col">{escape(head.text(language))}</th>' for head in heads)
    yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for one in rules:
        yield (
            f'<tr><td class="number">{_numeral(one.number, language)}</td>'
            f"<td>{escape(severity_name(one.severity).text(language))}</td>"
            f'<th scope="row"><code>{escape(one.rule)}</code></th>'
            f"<td>{_places(one, language)}</td></tr>"
        )
    yield "</tbody>"
    yield "</table>"


def _places(one: RuleSummary, language: str) -> str:
    """The place of a rule; its files, each with its number, where there are several."""
    if isinstance(one.places, str):
        return f'<span class="place">{escape(one.places)}</span>'
    rows = "".join(
        f'<tr><td class="number">{_numeral(file.number, language)}</td>'
        f'<td class="place">{escape(file.place)}</td></tr>'
        for file in one.files
    )
    heading = escape(one.places.text(language))
    return f"<details><summary>{heading}</summary><table>{rows}</table></details>"


def _numeral(number: int, language: str) -> str:
    return escape(Message("%(number)s", number=Numeral(number)).text(language))


def _faults(report: Report, language: str) -> Iterator[str]:
    heading = N_("Refused files and statements")
    yield f"<h2>{escape(heading.text(language))}</h2>"
    yield "<ul>"
    for fault in report.faults:
        text = say(fault.messages, language)
        yield f'<li><span class="place">{escape(fault.place)}</span>: {escape(text)}</li>'
    yield "</ul>"


def _by_file(report: Report, language: str, base: str) -> Iterator[str]:
    """The results of each file, in the order of its lines."""
    results = sorted(report.results, key=lambda found: (found.source, found.line, found.record))
    for source, founds in groupby(results, key=lambda found: found.source):
        heading = source or N_("Records of the catalogue").text(language)
        yield f'<h2 class="place">{escape(heading)}</h2>'
        yield "<ol>"
        for found in founds:
            yield _item(found, language, base)
        yield "</ol>"


def _named(other: OtherRecord, base: str) -> Message:
    return N_("other record: %(name)s", name=other.record.removeprefix(base))


def _item(found: Violation, language: str, base: str) -> str:
    line = N_("line %(line)s", line=found.line).text(language) + ", " if found.line else ""
    subject = found.focus.removeprefix(base) or found.focus
    others = "".join(
        f"<br>{escape(_named(other, base).text(language))}"
        + (f' <span class="place">({escape(other.place)})</span>' if other.source else "")
        for other in found.others
    )
    return (
        f"<li>{escape(line)}<code>{escape(subject)}</code><br>"
        f'<span class="severity">{escape(severity_name(found.severity).text(language))}</span>: '
        f"{escape(what_is_at_fault(found, language, base))}<br>"
        f"{escape(say(found.messages, language))} <code>[{escape(shortened(found.rule))}]</code>"
        f"{others}</li>"
    )
