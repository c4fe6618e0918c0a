"""A ledger at another base URL: as a view for an export, or moved for good.

Paths, links, sets, names and times say nothing of the base URL. What does is the text of each
revision, with the digests of it, and what each commit is called.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from publod.bibliography.record_summary import summary_of, thing_of
from publod.errors import IngestError, LedgerError
from publod.ledger import commit_writer
from publod.ledger.alphabet_queries import ALPHABETS
from publod.ledger.ledger import Ledger, LedgerReader
from publod.ledger.schema import Change, commits, meta, records, revisions
from publod.messages import N_
from publod.rdf import triples_of
from publod.rdf.canonical import Rebasing
from publod.steps import Steps, silent

_BATCH = 500


class RebasedLedger(LedgerReader):
    """What a ledger would answer at another base URL, as far as an export asks."""

    def __init__(self, ledger: LedgerReader, base_url: str) -> None:
        self.base_url = base_url
        self._ledger = ledger
        self._rebasing = Rebasing(ledger.base_url, base_url)

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """A connection of the ledger that is looked at."""
        with self._ledger.connected() as connection:
            yield connection

    def lazy_snapshot(self) -> RebasedLedger:
        """A snapshot of the ledger that is looked at, at the other base URL."""
        return RebasedLedger(self._ledger.lazy_snapshot(), self.base_url)

    def close(self) -> None:
        """Give the connections of the ledger that is looked at back."""
        self._ledger.close()

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        """The present graphs, with IRIs below the other base URL. Raises LedgerError."""
        graphs = super().graphs(paths)
        return {path: _moved(self._rebasing, path, text) for path, text in graphs.items()}


def rebase(ledger: Ledger, base_url: str, steps: Steps = silent) -> None:
    """Move a ledger with its whole history to another base URL, in one transaction.

    Commits keep their numbers, times and messages, and get other tokens: whatever was named by
    one, such as an answer that somebody keeps, had another content. The ledger has to be opened
    anew afterwards. Raises LedgerError; nothing has been written then.
    """
    rebasing = Rebasing(ledger.base_url, base_url)
    with ledger.writing() as connection:
        last = 0
        progress = steps("rebase", connection.scalar(_NUMBER) or 0)
        while rows := connection.execute(_REVISIONS, {"last": last, "most": _BATCH}).all():
            _rewrite(connection, rebasing, rows)
            last = rows[-1].id
            progress(len(rows))
        tokens = [
            {"number": number, "given": secrets.token_hex(4)}
            for number in connection.scalars(select(commits.c.id))
        ]
        if tokens:
            connection.execute(_TOKEN, tokens)
        commit_writer.use_alphabets(connection, str(connection.scalar(ALPHABETS)))
        named = update(meta).where(meta.c.key == "base_url")
        connection.execute(named.values(value=base_url))
        commit_writer.begin_digests_anew(connection)


_NUMBER = select(func.count()).select_from(revisions)
_REVISIONS = (
    select(
        revisions.c.id, revisions.c.record, revisions.c.graph, records.c.path, records.c.revision
    )
    .join(records, records.c.id == revisions.c.record)
    .where(revisions.c.id > bindparam("last"))
    .order_by(revisions.c.id)
    .limit(bindparam("most"))
)
_TOKEN: Any = (
    update(commits).where(commits.c.id == bindparam("number")).values(token=bindparam("given"))
)
_TEXT: Any = (
    update(revisions).where(revisions.c.id == bindparam("number")).values(graph=bindparam("text"))
)


def _rewrite(connection: Connection, rebasing: Rebasing, rows: Iterable[Any]) -> None:
    texts: list[dict[str, Any]] = []
    states: list[dict[str, Any]] = []
    for number, record, graph, path, revision in rows:
        if graph is None:
            continue
        text = _moved(rebasing, path, graph)
        texts.append({"number": number, "text": text})
        if number == revision:
            triples = list(triples_of(text))
            # A concept's kind is told by its address, and a base URL can have a part in that.
            summary = summary_of(thing_of(rebasing.new + path, triples), triples)
            state = commit_writer.columns_of(Change(path, text, summary))
            states.append({"record_id": record, **state})
    if texts:
        connection.execute(_TEXT, texts)
    if states:
        names = [name for name in states[0] if name != "record_id"]
        values: dict[str, Any] = {name: bindparam(name) for name in names}
        connection.execute(
            update(records).where(records.c.id == bindparam("record_id")).values(values), states
        )


def _moved(rebasing: Rebasing, path: str, text: str) -> str:
    try:
        return rebasing.graph(text)
    except IngestError as error:
        raise LedgerError(
            N_("the record %(path)s cannot be moved: %(error)s", path=path, error=error)
        ) from None
