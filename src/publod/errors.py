"""Everything that can go wrong in publod, as one tree.

No class here knows HTTP, a terminal or an engine: the floors above decide how an error is told.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from publod.messages import N_, Message, escaped

#: What the system lacks, or does not allow, when files are as they should be all the same.
_WANTS = "ENOSPC EDQUOT EFBIG EMFILE ENFILE ENOMEM EACCES EPERM EROFS".split()


def is_for_want(error: object) -> bool:
    """Whether an engine's error comes from want of room, memory or permission, and not of damage.

    Engines hand the system's own words on, and not always its numbers.
    """
    return any(os.strerror(getattr(errno, want)) in str(error) for want in _WANTS)


class PublodError(Exception):
    """The root: catching it catches every error that publod raises on purpose.

    ``message`` can be told in the reader's language; ``str()`` gives it in English. A message that
    is not for the public (``is_public``) may say where files lie: it is for logs and terminals.
    """

    is_public: ClassVar[bool] = True

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(message)


class SettingsError(PublodError):
    """A setting has a value that it cannot have."""


class NotConfirmed(PublodError):
    """What could not be taken back was not confirmed; nothing was written."""


class RdfSyntaxError(PublodError):
    """A source is not the RDF that it says it is.

    ``line`` and ``column`` count from 1; they are None where the parser could not tell.
    """

    def __init__(
        self, source: str, reason: Message, line: int | None = None, column: int | None = None
    ) -> None:
        self.source = source
        self.reason = reason
        self.line = line
        self.column = column
        place = "".join(f":{n}" for n in (escaped(source), line, column) if n is not None)[1:]
        super().__init__(Message("%(place)s: %(reason)s", place=place, reason=reason))


class IngestError(PublodError):
    """RDF that is well formed but cannot become records: it says where, and what would help.

    ``source`` is the file, or '' where it is none; ``line`` counts from 1.
    """

    def __init__(self, reason: Message, source: str = "", line: int | None = None) -> None:
        self.reason = reason
        self.source = source
        self.line = line
        place = f"{escaped(source)}:{line}" if line else escaped(source)
        message = Message("%(place)s: %(reason)s", place=place, reason=reason)
        super().__init__(message if place else reason)


class SourceUnreadable(PublodError):
    """A table, a file of a library format or a harvested source that cannot be read.

    ``number`` is a line or a record of it, where the fault is in one.
    """

    def __init__(
        self, reason: Message, source: str | os.PathLike[str] = "", number: int | None = None
    ) -> None:
        self.reason = reason
        self.source = os.fspath(source)
        self.number = number
        place = ":".join(escaped(str(part)) for part in (self.source, number) if part)
        message = Message("%(place)s: %(reason)s", place=place, reason=reason)
        super().__init__(message if place else reason)


class ValidationFailed(PublodError):
    """Records break the shapes; nothing was written. ``report`` says which, where and how."""

    def __init__(self, report: Any, count: int) -> None:
        self.report = report
        self.count = count
        super().__init__(N_("%(count)s violation(s) of the shapes", count=count))


class LedgerError(PublodError):
    """The ledger cannot do what was asked."""

    is_public = False


class LedgerOverload(LedgerError):
    """The ledger is read by as many as it can be read by; a later try may succeed."""

    is_public = True

    def __init__(self) -> None:
        super().__init__(N_("the ledger is asked too much at once: try again in a moment"))


class LedgerMissing(LedgerError):
    """There is no ledger where one was expected."""


class LedgerLost(LedgerError):
    """There is no ledger, or an empty one, beside a store or an index that was made from one."""

    def __init__(self, home: object) -> None:
        super().__init__(
            N_(
                "the ledger is lost: there is none in %(home)s, but a SPARQL store or a search "
                "index that was made from it. Bring the last backup back with `publod restore "
                "FILE`. To start a new catalogue, use an empty PUBLOD_HOME, or give up what is "
                "left in this one with `publod load --new-catalogue`",
                home=str(home),
            )
        )


class LedgerDamaged(LedgerError):
    """What the ledger holds is not what was written: it is served no more."""

    def __init__(self, what: Message) -> None:
        self.what = what
        super().__init__(
            N_("%(what)s. `publod verify` says what else is damaged, and what to do", what=what)
        )


class BackupDamaged(LedgerError):
    """A file is no backup, or is one that has been damaged: nothing was restored from it."""


class LedgerMoved(LedgerError):
    """The catalogue has another base URL than when it was opened."""

    def __init__(self, before: str, now: str) -> None:
        super().__init__(
            N_(
                "the catalogue's base URL was %(before)s and is now %(now)s: this process "
                "answers nothing until it is started again",
                before=before,
                now=now or N_("none"),
            )
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
            N_(
                "this catalogue was made for %(recorded)s but the base URL is set to %(asked)s. "
                "The IRIs in its data would not change with the address. Leave PUBLOD_BASE_URL "
                "unset (or set it to %(recorded)s): the pages can be browsed at any address. "
                "`publod rebase %(asked)s` moves the catalogue there, with its history.",
                recorded=recorded,
                asked=asked,
            )
        )


class RecordError(PublodError):
    """A record cannot be shown. ``path`` is its document's path below the base URL."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(Message("%(path)s", path=path))


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
        super().__init__(N_("available: %(formats)s", formats=", ".join(offered)))


class Overload(PublodError):
    """Too much is asked for at once; a later try may succeed. ``retry_after`` is in seconds."""

    def __init__(self, reason: Message, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(reason)


class Abandoned(PublodError):
    """Whoever asked has left, so the work for the answer was stopped."""

    def __init__(self) -> None:
        super().__init__(N_("whoever asked has left"))


class StoreError(PublodError):
    """The SPARQL store cannot be read or written."""

    is_public = False


class StoreEmpty(StoreError):
    """Nothing has been published to the SPARQL store."""

    is_public = True


class StoreAway(StoreError):
    """The SPARQL server that holds the store does not answer as it should."""

    is_public = True

    def __init__(self, message: Message | None = None) -> None:
        away = N_("the SPARQL server does not answer as it should: try again later")
        super().__init__(message or away)


class StoreDamaged(StoreError):
    """The files of the SPARQL store are not as they were written; a writer makes them anew."""


class SearchError(PublodError):
    """The search index cannot be read or written."""

    is_public = False


class SearchMissing(SearchError):
    """The search index has not been made."""

    is_public = True

    def __init__(self) -> None:
        super().__init__(N_("there is no search index yet: `publod rebuild` makes it"))


class SearchDamaged(SearchError):
    """The files of the search index are not as they were written; a writer makes them anew."""


class SearchOutdated(SearchError):
    """Another version of publod made the search index; a writer makes it anew."""


class SearchTooVaried(SearchError):
    """What is found has more different values than can be counted; nothing is wrong with it."""

    is_public = True

    def __init__(self) -> None:
        super().__init__(
            N_(
                "what is found has more different subjects, agents or other values than can be "
                "counted: narrow the search"
            )
        )


class ReconciliationError(PublodError):
    """What a client of the reconciliation service asks has a fault."""


class TooManyQueries(ReconciliationError):
    """A client asks more at once than may be asked."""


class QueryError(PublodError):
    """A SPARQL query was not answered."""


class QuerySyntaxError(QueryError):
    """The query does not parse; the message is the parser's."""


class QueryRefused(QueryError):
    """The query asks for what is not allowed here, such as SERVICE."""


#: What decides which advice helps a query that takes too long: it counts, it sorts, or neither.
QueryShape = Literal["counting", "sorting", "plain"]
_TIMEOUT_ADVICE: dict[QueryShape, Message] = {
    "counting": N_(
        "count first, in a subquery with nothing but what is counted, and join names to what "
        "it gives; or count less, of one year (dcterms:issued) or one agency (dcterms:creator). "
        "LIMIT does not help: everything is counted before"
    ),
    "sorting": N_(
        "ask for less, of one year (dcterms:issued) or one agency (dcterms:creator), leave out "
        "ORDER BY, or sort by the beginning of a name: ORDER BY SUBSTR(STR(?name), 1, 8). LIMIT "
        "does not help: everything is found and sorted before"
    ),
    "plain": N_(
        "ask for less, of one year (dcterms:issued) or one agency (dcterms:creator), or for a part "
        "with LIMIT and without ORDER BY"
    ),
}


class QueryTimeout(QueryError):
    """The deadline passed before the answer was whole; ``seconds`` is the deadline."""

    def __init__(self, seconds: float, shape: QueryShape = "plain") -> None:
        self.seconds = seconds
        super().__init__(
            N_(
                "the query was stopped after %(seconds)s s, which is the most that one may take: "
                "%(advice)s. For all data, put a dump (/dumps) in a store of your own",
                seconds=float(seconds),
                advice=_TIMEOUT_ADVICE[shape],
            )
        )


class QueryTooLarge(QueryError):
    """The query needed more memory than one query may have, or its worker died."""

    @classmethod
    def for_memory(cls, memory: int) -> QueryTooLarge:
        """The error of a query that needs more than ``memory`` bytes."""
        return cls(
            N_(
                "the query needed more than %(size)s MiB of memory, which is the most that one "
                "may have: narrow it, count in a subquery and join names to what that gives, "
                "leave out ORDER BY on names, or put a dump (/dumps) in a store of your own",
                size=memory >> 20,
            )
        )


class AnswerTooLarge(QueryTooLarge):
    """The answer would have been longer than ``most`` bytes, which is the most that one may be."""

    def __init__(self, most: int) -> None:
        super().__init__(
            N_(
                "the answer is longer than %(size)s MiB, which is the most that one may be: ask "
                "for it in parts, such as year by year, or fetch the whole catalogue from /dumps",
                size=most >> 20,
            )
        )


class QueryOverload(QueryError, Overload):
    """Too many queries at once; a later try may succeed."""


class QueryAbandoned(QueryError, Abandoned):
    """Whoever asked the query has left, so it was stopped."""

    def __init__(self) -> None:
        QueryError.__init__(self, N_("whoever asked the query has left"))
