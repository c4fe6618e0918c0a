"""What a remote store remembers about itself: one statement in a graph of its own.

It stands in the store and not beside it, so that a store which is emptied, restored from a copy
or asked by several machines always says what it holds.
"""

from __future__ import annotations

import secrets
from typing import NamedTuple, Self
from urllib.parse import quote, unquote

from publod.vocabulary import DCTERMS

#: No record can have this address: it is the service's own.
_PLACE = "sparql#shown"
#: Names the content of a store in which nothing has been written.
_EMPTY = "empty"


def graph_of_marker(base_url: str) -> str:
    """The graph that holds the marker, and nothing else."""
    return base_url + _PLACE


class Marker(NamedTuple):
    """Which commit a store shows.

    ``commit`` is the last one that was applied whole, ``origin`` what the ledger calls it.
    ``token`` names the content. While a commit is being applied ``applying`` is true, and readers
    may see some of it.
    """

    commit: int = 0
    origin: str = ""
    token: str = _EMPTY
    applying: bool = False

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a marker as it stands in the store; None when it is none."""
        parts = text.split(" ")
        if len(parts) != 4 or not parts[0].isdigit() or parts[3] not in {"whole", "part"}:
            return None
        origin = "" if parts[1] == "-" else unquote(parts[1])
        return cls(int(parts[0]), origin, parts[2], parts[3] == "part")

    @classmethod
    def shown(cls, commit: int, origin: str) -> Self:
        """The marker of a commit that is whole."""
        return cls(commit, origin, secrets.token_hex(8))

    @property
    def version(self) -> str:
        """Names what the store holds, and nothing else."""
        # What is being written to has another content each time.
        return f"{self.commit}.{secrets.token_hex(8) if self.applying else self.token}"

    def __str__(self) -> str:
        kind = "part" if self.applying else "whole"
        return f"{self.commit} {quote(self.origin, safe='') or '-'} {self.token} {kind}"

    def update(self, base_url: str) -> str:
        """The SPARQL update that puts this marker in the place of any other."""
        graph = graph_of_marker(base_url)
        statement = f'<{base_url}sparql> <{DCTERMS.identifier}> "{self}"'
        return (
            f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} "
            f"}} ;\nINSERT DATA {{ GRAPH <{graph}> {{ {statement} }} }}"
        )


def question(base_url: str) -> str:
    """The query for the marker, by name, whatever the default graph is."""
    return (
        f"SELECT ?marker {{ GRAPH <{graph_of_marker(base_url)}> "
        f"{{ <{base_url}sparql> <{DCTERMS.identifier}> ?marker }} }}"
    )


def union_question(base_url: str) -> str:
    """Whether the default graph holds what is in named graphs."""
    return f"ASK {{ <{base_url}sparql> <{DCTERMS.identifier}> ?marker }}"
