"""The seed catalogue as entries, read from ``data/`` without a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publod.bibliography.entry import Entry
from publod.bibliography.entry_batches import entries_of
from publod.rdf import SourceFormat, iri_of, read
from publod.vocabulary import OWL

BASE = "https://data.example.se/"
DATA = Path(__file__).parents[2] / "data"
#: 2026-01-02 03:04:05 UTC
MODIFIED = 1_767_323_045
#: 2025-12-24
CREATED = 1_766_534_400


class _Link(NamedTuple):
    source: str
    subject: str
    predicate: str
    target: str


class _Moment(NamedTuple):
    time: int


class Files:
    """The records in files, with what they say of each other, as a ledger would give them.

    What a record says of a thing elsewhere, such as the word of another vocabulary, is in the file
    of the record that was written before it.
    """

    def __init__(self, paths: Iterable[Path], base_url: str = BASE) -> None:
        self.base_url = base_url
        self.texts: dict[str, str] = {}
        self.links: list[_Link] = []
        for path in sorted(paths):
            owner = ""
            for (s, p, o), _ in read(path, SourceFormat.TURTLE, base_url):
                owner = self._path(s) if s.startswith(f"<{base_url}") else owner
                self.texts[owner] = self.texts.get(owner, "") + f"{s} {p} {o} .\n"
                if o.startswith(f"<{base_url}") or p == f"<{OWL.sameAs}>":
                    self.links.append(_Link(owner, "it", p[1:-1], self._path(o)))

    def entries(self) -> dict[str, Entry]:
        """The publications by the last part of their address."""
        paths = sorted(path for path in self.texts if path.startswith("publication/"))
        return {p.removeprefix("publication/"): entry for p, entry in entries_of(self, paths)}

    def _path(self, term: str) -> str:
        return iri_of(term).partition("#")[0].removeprefix(self.base_url)

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        return {path: self.texts[path] for path in paths if path in self.texts}

    def records(self, paths: Iterable[str]) -> dict[str, _Moment]:
        return {path: _Moment(MODIFIED) for path in paths}

    def created(self, paths: Iterable[str]) -> dict[str, int]:
        return dict.fromkeys(paths, CREATED)

    def links_to(self, paths: Iterable[str], predicates: Sequence[str]) -> list[_Link]:
        ends = set(paths)
        return [ln for ln in self.links if ln.target in ends and ln.predicate in predicates]


@cache
def seed() -> dict[str, Entry]:
    """The nine publications by the last part of their address."""
    return Files(DATA.rglob("*.ttl")).entries()
