"""The seed catalogue as entries, read from ``data/`` without a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from publod.bibliography.entry import Entry
from publod.bibliography.entry_batches import entries_of
from publod.rdf import SourceFormat, iri_of, is_blank, read

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


class _Seed:
    base_url = BASE

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.links: list[_Link] = []
        for path in sorted(DATA.rglob("*.ttl")):
            statements = [triple for triple, _ in read(path, SourceFormat.TURTLE, BASE)]
            owner = next(_path(s) for s, _, _ in statements if not is_blank(s))
            for s, p, o in statements:
                source = owner if is_blank(s) else _path(s)
                self.texts[source] = self.texts.get(source, "") + f"{s} {p} {o} .\n"
                if o.startswith(f"<{BASE}"):
                    self.links.append(_Link(source, "it", p[1:-1], _path(o)))

    def graphs(self, paths: Iterable[str]) -> dict[str, str]:
        return {path: self.texts[path] for path in paths if path in self.texts}

    def records(self, paths: Iterable[str]) -> dict[str, _Moment]:
        return {path: _Moment(MODIFIED) for path in paths}

    def created(self, paths: Iterable[str]) -> dict[str, int]:
        return dict.fromkeys(paths, CREATED)

    def links_to(self, paths: Iterable[str], predicates: Sequence[str]) -> list[_Link]:
        ends = set(paths)
        return [ln for ln in self.links if ln.target in ends and ln.predicate in predicates]


def _path(term: str) -> str:
    return iri_of(term).partition("#")[0].removeprefix(BASE)


@cache
def seed() -> dict[str, Entry]:
    """The nine publications by the last part of their address."""
    source = _Seed()
    paths = sorted(path for path in source.texts if path.startswith("publication/"))
    return {path.removeprefix("publication/"): entry for path, entry in entries_of(source, paths)}
