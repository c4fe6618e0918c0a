"""What is told of one record: its statements and, of a publication, its entry and its lineage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from publod.bibliography.entry import Entry
from publod.bibliography.lineage import Lineage
from publod.bibliography.record_summary import Summary

#: Raised when a materialized record is another one for the same ledger.
FORMAT = 3


@dataclass(frozen=True, slots=True)
class DocumentStatements:
    """The statements of a record's document, and the names of what they lead to.

    ``thing`` is the IRI of what it describes. Statements are N-Triples, a line each: ``authored``
    as the ledger has them, ``derived`` what follows from these about its own things and
    ``derived_elsewhere`` about those of other records, ``neighbours`` what its document says
    besides: what others say of it, and names of what it links to. ``agent_classes`` is what
    schema.org calls the agents that it names. ``names`` are those of the things that it links to,
    by IRI, and ``same_places`` the places of this catalogue by their IRIs in other registers.
    """

    thing: str
    authored: str
    derived: str = ""
    derived_elsewhere: str = ""
    neighbours: str = ""
    agent_classes: str = ""
    names: Mapping[str, Summary] = field(default_factory=dict)
    same_places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MaterializedRecord:
    """All that readers are told of a record in one state of the catalogue.

    ``entry`` is that of a publication or an edition. ``lineage`` is that of a work, or of the work
    that an edition is of, and empty for anything else.
    """

    document: DocumentStatements
    entry: Entry | None
    lineage: Lineage


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(MaterializedRecord)


def encoded(record: MaterializedRecord) -> bytes:
    """A record in MessagePack."""
    return _encoder.encode(record)


def decoded(data: bytes) -> MaterializedRecord:
    """The record that was encoded. Raises ValueError for anything else."""
    return _decoder.decode(data)
