"""What is written to and read from the ledger, as values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from publod.bibliography.summary import Summary


class Link(NamedTuple):
    """A statement about one record's thing in another record: ``predicate`` is an IRI.

    ``source`` and ``target`` are paths of documents; ``subject`` and ``object`` are the fragments
    after ``#`` that name the things there ('' where an IRI has none).
    """

    source: str
    subject: str
    predicate: str
    target: str
    object: str


@dataclass(frozen=True, slots=True)
class Change:
    """One record's next revision. ``graph`` is canonical N-Triples; None withdraws the record.

    ``languages`` are those of a publication, as codes of the EU authority table (``SWE``).
    """

    path: str
    graph: str | None
    summary: Summary = field(default_factory=Summary)
    links: tuple[Link, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Tells whether a graph differs from the last revision, without reading that."""
        if self.graph is None:
            return ""
        return hashlib.blake2b(self.graph.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Commit:
    """A moment of the catalogue. ``time`` is in UTC epoch seconds; commit 0 is the empty ledger.

    ``token`` tells commits of one number apart: a ledger may have been restored from a copy and
    gone another way since, or been made anew.
    """

    id: int
    time: int
    token: str = ""

    @property
    def version(self) -> str:
        """Names the commit, and no other of any ledger."""
        return f"{self.id}.{self.token}"


@dataclass(frozen=True, slots=True)
class Record:
    """The present state of a record.

    ``changed`` is the commit of its own last revision; ``touched`` the last commit after which
    anything that is shown with the record differs, at UTC epoch second ``time``: the datestamp.
    ``version`` names that commit, and no other of any ledger.
    """

    id: int
    path: str
    kind: str
    summary: Summary
    changed: int
    touched: int
    time: int
    version: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A publication in a set, or one that has left it (``present`` is false).

    ``stamp`` is the commit that touched it last or, for one that has left, the commit by which it
    did, at UTC epoch second ``time``.
    """

    id: int
    path: str
    stamp: int
    time: int
    token: str
    present: bool

    @property
    def version(self) -> str:
        """Names the state that its record was in by that commit, and no other of any ledger."""
        return f"{self.stamp}.{self.token}"
