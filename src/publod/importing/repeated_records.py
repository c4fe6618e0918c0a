"""Records that stand in a source more than once, as far as that can be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.check_digits import isbn_core
from publod.importing.addresses import keys_of
from publod.importing.report import ImportReport, Kind
from publod.importing.source_record import SourceRecord
from publod.messages import N_, Message


def report_repeated(records: Iterable[SourceRecord], report: ImportReport) -> None:
    """Report each record that seems to stand in its source before already."""
    first: dict[tuple[str, str, str], int] = {}
    for one in records:
        before: dict[str, int] = {}
        for what, mark in _marks(one):
            number = first.setdefault((one.source, what, mark), one.number)
            if number != one.number:
                before.setdefault(what, number)
        for what, number in [*before.items()][:1]:
            title = one.titles[0].text if one.titles else ""
            report.add(Kind.DOUBTFUL, _reason(what, number), one, value=title)


def _marks(record: SourceRecord) -> Iterator[tuple[str, str]]:
    """What no two records of a source should have, each with what it is: the surest first."""
    identifier, *_, numbers, title = keys_of(record)
    if identifier:
        yield "identifier", identifier
    if numbers:
        yield "number", f"{numbers} {title}"
    if record.doi:
        yield "DOI", record.doi.casefold()
    for isbn in record.isbn:
        yield "ISBN", isbn_core(isbn) or isbn


def _reason(what: str, number: int) -> Message:
    if what in {"identifier", "number"}:
        return N_(
            "number %(number)s of the source has the same identifier, or number and title: is it "
            "one publication twice?",
            number=number,
        )
    return N_(
        "number %(number)s of the source has the same %(what)s: is it one publication twice, or is "
        "it the number of a set or of another form?",
        number=number,
        what=what,
    )
