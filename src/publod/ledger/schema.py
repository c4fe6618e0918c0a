"""The ledger's tables, and the values that are written to them and read from them.

``commits`` and ``revisions`` are the truth, and rows are only ever added to them. ``records``,
``links`` and ``members`` say what the last revision of each record says, for those who read; they
change in the same transaction, and can be made again from the revisions.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

from publod.bibliography.record_summary import Summary


class Link(NamedTuple):
    """A statement about one record's thing in another record: ``predicate`` is an IRI.

    ``source`` and ``target`` are paths of documents; ``subject`` and ``object`` are the fragments
    after ``#`` that name the things there ('' where an IRI has none). The target of a place that is
    named by the IRI of another register is that IRI.
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


#: Raised when the tables change in a way that old code could not read.
VERSION = "4"

metadata = MetaData()

#: The key in ``meta`` of the languages of `sort_keys`.
ALPHABETS = "alphabets"
#: The key in ``meta`` of the rules that all records were last found to meet.
RULES = "rules"

#: SQLite counts rows by itself only where the key is INTEGER; a server's ids may be larger.
_Id = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

commits = Table(
    "commits",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("time", BigInteger, nullable=False),  # UTC, whole seconds, never going backwards
    Column("message", Text, nullable=False),
    # Tells two commits of one number apart, as after a ledger was restored from a copy.
    Column("token", String(16), nullable=False),
)

#: What each commit wrote, and all before it, in one number: see `chain`.
commit_digests = Table(
    "commit_digests",
    metadata,
    Column("commit", ForeignKey("commits.id"), primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("path", Text, nullable=False, unique=True),  # the document, below the base URL
    Column("kind", String(16), nullable=False),
    Column("summary", Text, nullable=False),  # JSON: label, subtitle, …
    Column("year", Integer),
    Column("digest", String(32), nullable=False),  # of the graph; '' when withdrawn
    Column("revision", _Id, nullable=False),
    Column("changed", _Id, nullable=False),  # the commit of the last own change
    Column("touched", _Id, nullable=False),  # … or of a change in what the record shows of others
    Column("withdrawn", Boolean, nullable=False),
    Index("records_by_touch", "touched", "id"),
    # Ids ascend as records come into the catalogue.
    Index("records_by_arrival", "kind", "withdrawn", "id"),
)

#: Where present records stand in the alphabets of the languages that lists are read in; which
#: languages these are stands in ``meta``.
sort_keys = Table(
    "sort_keys",
    metadata,
    Column("record", ForeignKey("records.id"), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Index("sort_keys_in_order", "language", "kind", "key", "record"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("record", ForeignKey("records.id"), nullable=False),
    Column("commit", ForeignKey("commits.id"), nullable=False),
    Column("graph", Text),  # canonical N-Triples; NULL is a withdrawal
    Index("revisions_by_record", "record", "commit"),
    Index("revisions_by_commit", "commit", "id"),
)

links = Table(
    "links",
    metadata,
    Column("source", ForeignKey("records.id"), nullable=False),
    Column("subject", Text, nullable=False),  # the fragment of the source that links
    Column("predicate", Text, nullable=False),
    Column("target", Text, nullable=False),  # the path of a document, whether it exists or not
    Column("object", Text, nullable=False),  # the fragment that is linked to
    Index("links_by_source", "source"),
    Index("links_by_target", "target", "predicate"),
)

#: Sets of publications, as those who harvest a part of the catalogue know them: see `sets`.
sets = Table(
    "sets",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

#: Who is in a set, and who was: one that has left is a deletion there, and stays so.
members = Table(
    "members",
    metadata,
    Column("set", ForeignKey("sets.id"), primary_key=True),
    Column("record", ForeignKey("records.id"), primary_key=True),
    # The commit that touched it last; for one that has left, the commit by which it did.
    Column("stamp", _Id, nullable=False),
    Column("before", _Id, nullable=False),  # the stamp that it bore before that
    Column("present", Boolean, nullable=False),
    Index("members_by_stamp", "set", "stamp", "record", "present"),
    Index("members_by_record", "record"),
)
