"""Graphs as they are at another base URL: IRIs below the one become IRIs below the other."""

from __future__ import annotations

from dataclasses import dataclass

from publod.errors import IngestError
from publod.rdf.canonical import canonical
from publod.rdf.terms import triples_of


@dataclass(frozen=True, slots=True)
class Rebasing:
    """From one base URL to another. It can be taken back: no two IRIs become one."""

    old: str
    new: str

    def graph(self, text: str) -> str:
        """The canonical text of a graph at the new base.

        Terms are compared, not text: what a literal says stays as it is. Raises IngestError for an
        IRI that is foreign now, and would be the catalogue's own then.
        """
        return canonical(
            (self._term(s), self._term(p), self._term(o)) for s, p, o in triples_of(text)
        )

    def _term(self, term: str) -> str:
        if term.startswith("<"):
            return f"<{self._iri(term[1:])}"
        if term.startswith('"'):
            quoted, mark, datatype = term.rpartition('"^^<')
            return f"{quoted}{mark}{self._iri(datatype)}" if mark and term.endswith(">") else term
        return term

    def _iri(self, iri: str) -> str:
        """An IRI, of which the end may be followed by ``>``."""
        if iri.startswith(self.old):
            return self.new + iri[len(self.old) :]
        if iri.startswith(self.new):
            raise IngestError(
                f"<{iri.rstrip('>')}> is foreign to the catalogue, and would be an address of its "
                f"own below {self.new}: change what refers to it, or choose another base URL"
            )
        return iri
