"""UTCdatetime (OAI-PMH §3.3): days or seconds in UTC, never one mixed with the other."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from publod.services.oai_pmh.arguments import Problem

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def utc(seconds: int) -> str:
    """UTC epoch seconds in the finest granularity that there is."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def between(start: str | None, end: str | None) -> tuple[int | None, int | None]:
    """``from`` and ``until`` as UTC epoch seconds, both inclusive: a day lasts to its last second.

    Raises Problem for what is no date, for two granularities and for an end before its start.
    """
    if start is not None and end is not None and len(start) != len(end):
        raise Problem("badArgument", "from and until must have the same granularity")
    first = None if start is None else _seconds("from", start, whole_day=False)
    last = None if end is None else _seconds("until", end, whole_day=True)
    if first is not None and last is not None and first > last:
        raise Problem("badArgument", "from is later than until")
    return first, last


def _seconds(name: str, text: str, *, whole_day: bool) -> int:
    is_day = bool(_DAY.fullmatch(text))
    if not is_day and not _SECOND.fullmatch(text):
        raise Problem(
            "badArgument", f"{name} must be like 2019-05-31 or 2019-05-31T12:30:00Z, in UTC"
        )
    try:
        moment = datetime.fromisoformat(f"{text}T00:00:00Z" if is_day else text)
    except ValueError:
        raise Problem("badArgument", f"{name} is no date that exists: {text}") from None
    if is_day and whole_day:
        moment += timedelta(seconds=86_399)
    return int(moment.timestamp())
