"""Everything that can go wrong in publod, as one tree.

No class here knows HTTP, a terminal or an engine: the floors above decide how an error is told::

    PublodError
    ├── SettingsError              a setting has a value that it cannot have
    ├── NotConfirmed               a person was asked whether to go on, and has not said yes
    ├── RdfSyntaxError             a file is not the RDF that it says it is (file, line, column)
    ├── IngestError                RDF that is well formed but cannot become records
    ├── ValidationFailed           records that break the shapes; carries the report
    ├── LedgerError
    │   ├── LedgerMissing          there is no ledger yet
    │   ├── LedgerLost             there is none any more: what was made from it is still there
    │   ├── LedgerDamaged          what it holds is not what was written
    │   ├── BackupDamaged          a backup is not what was written
    │   ├── LedgerMoved            it got another base URL while it was being read
    │   ├── LedgerBusy             another writer is at work
    │   ├── HomeNotWritable        the home can only be read here
    │   └── BaseUrlMismatch        the ledger was made for another base URL
    ├── RecordError
    │   ├── RecordNotFound         nothing was ever described there
    │   └── RecordWithdrawn        something was described there, and has been withdrawn
    ├── NotAcceptable              no format on offer is one that the client takes
    ├── Overload                   too much is asked for at once; a later try may succeed
    ├── Abandoned                  whoever asked has left
    ├── StoreError                 the SPARQL store cannot be read or written
    │   └── StoreDamaged           its files are not as they were written
    ├── SearchError                the search index cannot be read or written
    │   ├── SearchDamaged          its files are not as they were written
    │   ├── SearchOutdated         another version of publod made it
    │   └── SearchTooVaried        what is found has too many different values to be counted
    ├── ReconciliationError        what a client of the reconciliation service asks has a fault
    │   └── TooManyQueries         it asks more at once than may be asked
    └── QueryError
        ├── QuerySyntaxError       the query does not parse
        ├── QueryRefused           the query asks for what is not allowed here
        ├── QueryTimeout           the deadline passed before the answer was whole
        ├── QueryTooLarge          the query needed more memory than it may have
        │   └── AnswerTooLarge     it would have had a longer answer than one may have
        ├── QueryOverload          too many queries at once (an Overload as well)
        └── QueryAbandoned         whoever asked it has left (Abandoned as well)
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence

#: What the system lacks, or does not allow, when files are as they should be all the same.
_WANTS = "ENOSPC EDQUOT EFBIG EMFILE ENFILE ENOMEM EACCES EPERM EROFS".split()


def is_for_want(error: object) -> bool:
    """Whether an engine's error comes from want of room, memory or permission, and not of damage.

    Engines hand the system's own words on, and not always its numbers.
    """
    return any(os.strerror(getattr(errno, want)) in str(error) for want in _WANTS)


_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
#: C0 but for line feeds and tabs, DEL, C1, line separators, and what changes the direction of text
#: (Unicode Bidirectional Algorithm, UAX #9 §2), with surrogates, which no terminal can be sent.
_IN_LINES = re.compile(f"[{_CONTROL}]")
_IN_NAMES = re.compile(f"[{_CONTROL}\t\n]")


def escaped(text: str, *, lines: bool = False) -> str:
    r"""A text with control characters as ``\u001B``, by which JSON and Turtle mean the same.

    What comes from outside, such as the name of a file, is so put into every message: it could
    else write lines of its own into a log. With ``lines``, line feeds and tabs stay.
    """
    pattern = _IN_LINES if lines else _IN_NAMES
    return pattern.sub(lambda match: f"\\u{ord(match[0]):04X}", text)


class PublodError(Exception):
    """The root: catching it catches every error that publod raises on purpose."""


class SettingsError(PublodError):
    """A setting has a value that it cannot have."""


class NotConfirmed(PublodError):
    """What could not be taken back was not confirmed; nothing was written."""


class RdfSyntaxError(PublodError):
    """A source is not the RDF that it says it is.

    ``line`` and ``column`` count from 1; they are None where the parser could not tell.
    """

    def __init__(
        self, source: str, reason: str, line: int | None = None, column: int | None = None
    ) -> None:
        self.source = source
        self.reason = reason
        self.line = line
        self.column = column
        place = "".join(f":{n}" for n in (line, column) if n is not None)
        super().__init__(f"{escaped(source)}{place}: {reason}")


class IngestError(PublodError):
    """RDF that is well formed but cannot become records: it says where, and what would help.

    ``source`` is the file, or '' where it is none; ``line`` counts from 1.
    """

    def __init__(self, reason: str, source: str = "", line: int | None = None) -> None:
        self.reason = reason
        self.source = source
        self.line = line
        place = f"{escaped(source)}:{line}" if line else escaped(source)
        super().__init__(f"{place}: {reason}" if place else reason)


class ValidationFailed(PublodError):
    """Records break the shapes; nothing was written. ``report`` says which, where and how."""

    def __init__(self, report: object, count: int) -> None:
        self.report = report
        self.count = count
        super().__init__(f"{count} violation(s) of the shapes")


class LedgerError(PublodError):
    """The ledger cannot do what was asked."""


class LedgerMissing(LedgerError):
    """There is no ledger where one was expected."""


class LedgerLost(LedgerError):
    """There is no ledger, or an empty one, beside a store or an index that was made from one."""

    def __init__(self, home: object) -> None:
        super().__init__(
            f"the ledger is lost: there is none in {home}, but a SPARQL store or a search index "
            "that was made from it. Bring the last backup back with `publod restore FILE`. To "
            "start a new catalogue, use an empty PUBLOD_HOME, or give up what is left in this one "
            "with `publod load --new-catalogue`"
        )


class LedgerDamaged(LedgerError):
    """What the ledger holds is not what was written: it is served no more."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what}. `publod verify` says what else is damaged, and what to do")


class BackupDamaged(LedgerError):
    """A file is no backup, or is one that has been damaged: nothing was restored from it."""


class LedgerMoved(LedgerError):
    """The catalogue has another base URL than when it was opened."""

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            f"the catalogue's base URL was {before} and is now {now or 'none'}: this process "
            "answers nothing until it is started again"
        )


class LedgerBusy(LedgerError):
    """Another process is writing; only one may at a time."""


class HomeNotWritable(LedgerError):
    """The home can be read, but not written, by this user."""


class BaseUrlMismatch(LedgerError):
    """The ledger's records have IRIs under another base URL than the one that was asked for."""

    def __init__(self, recorded: str, asked: str) -> None:
        self.recorded = recorded
        self.asked = asked
        super().__init__(
            f"this catalogue was made for {recorded} but the base URL is set to {asked}. "
            f"The IRIs in its data would not change with the address. Leave PUBLOD_BASE_URL unset "
            f"(or set it to {recorded}): the pages can be browsed at any address. "
            f"`publod rebase {asked}` moves the catalogue there, with its history."
        )


class RecordError(PublodError):
    """A record cannot be shown. ``path`` is its document's path below the base URL."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


class RecordNotFound(RecordError):
    """Nothing was ever described at this path."""


class RecordWithdrawn(RecordError):
    """Something was described here and has been withdrawn; ``time`` is in UTC epoch seconds."""

    def __init__(self, path: str, commit: int, time: int) -> None:
        self.commit = commit
        self.time = time
        super().__init__(path)


class NotAcceptable(PublodError):
    """No format on offer is one that the client takes; ``offered`` lists the media types."""

    def __init__(self, offered: Sequence[str]) -> None:
        self.offered = tuple(offered)
        super().__init__("available: " + ", ".join(offered))


class Overload(PublodError):
    """Too much is asked for at once; a later try may succeed. ``retry_after`` is in seconds."""

    def __init__(self, reason: str, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class Abandoned(PublodError):
    """Whoever asked has left, so the work for the answer was stopped."""


class StoreError(PublodError):
    """The SPARQL store cannot be read or written."""


class StoreDamaged(StoreError):
    """The files of the SPARQL store are not as they were written; a writer makes them anew."""


class SearchError(PublodError):
    """The search index cannot be read or written."""


class SearchDamaged(SearchError):
    """The files of the search index are not as they were written; a writer makes them anew."""


class SearchOutdated(SearchError):
    """Another version of publod made the search index; a writer makes it anew."""


class SearchTooVaried(SearchError):
    """What is found has more different values than can be counted; nothing is wrong with it."""

    def __init__(self) -> None:
        super().__init__(
            "what is found has more different subjects, agents or other values than can be counted:"
            " narrow the search"
        )


class ReconciliationError(PublodError):
    """What a client of the reconciliation service asks has a fault."""


class TooManyQueries(ReconciliationError):
    """A client asks more at once than may be asked."""


#: What to do with a query that is too much for the service.
ASK_LESS = (
    "narrow it, count in a subquery and join names to what that gives, leave out ORDER BY on names,"
    " or put a dump (/dumps) in a store of your own"
)


class QueryError(PublodError):
    """A SPARQL query was not answered."""


class QuerySyntaxError(QueryError):
    """The query does not parse; the message is the parser's."""


class QueryRefused(QueryError):
    """The query asks for what is not allowed here, such as SERVICE."""


class QueryTimeout(QueryError):
    """The deadline passed before the answer was whole; ``seconds`` is the deadline."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the query was stopped after {seconds:g} s, which is the most that one may take: "
            f"{ASK_LESS}"
        )


class QueryTooLarge(QueryError):
    """The query needed more memory than one query may have, or its worker died."""


class AnswerTooLarge(QueryTooLarge):
    """The answer would have been longer than ``most`` bytes, which is the most that one may be."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"the answer is longer than {most >> 20} MiB, which is the most that one may be: ask "
            "for it in parts, such as year by year, or fetch the whole catalogue from /dumps"
        )


class QueryOverload(QueryError, Overload):
    """Too many queries at once; a later try may succeed."""


class QueryAbandoned(QueryError, Abandoned):
    """Whoever asked the query has left, so it was stopped."""
