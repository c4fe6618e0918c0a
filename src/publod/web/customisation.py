"""What a catalogue has of its own: look, words, pages; and which parts of publod it is without."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from publod.web.own_pages import OwnPage
from publod.web.theme import Theme, theme_of

#: Parts that can be left out, and the first segments of the addresses that go with them.
PARTS = {"audiences": {"audiences"}, "sparql": {"sparql", "graphs"}, "works": {"works"}}
#: The kinds of records that have no pages where a part is left out; their data stay.
_KINDS = {"audiences": "audience", "works": "work"}


@dataclass(frozen=True)
class Customisation:
    """What is set for one catalogue.

    ``files`` is the folder of the theme; ``pages`` are pages by name and language, of which
    ``menu`` names some; ``footer`` and ``short_name`` are texts by language ('' for all);
    ``queries`` is the folder of example queries of one's own;
    ``without`` are names of PARTS.
    """

    theme: Theme = field(default_factory=theme_of)
    files: Path | None = None
    pages: Mapping[str, Mapping[str, OwnPage]] = field(default_factory=dict)
    menu: tuple[str, ...] = ()
    footer: Mapping[str, str] = field(default_factory=dict)
    short_name: Mapping[str, str] = field(default_factory=dict)
    queries: Path | None = None
    without: frozenset[str] = frozenset()

    def has(self, part: str) -> bool:
        """Whether a part of the service is there: one of PARTS, or any list or service."""
        return part not in self.without

    @property
    def hidden(self) -> frozenset[str]:
        """The kinds of records that have no pages."""
        return frozenset(_KINDS[part] for part in self.without if part in _KINDS)

    def is_closed(self, path: str) -> bool:
        """Whether an address belongs to a part that is left out."""
        first = path.strip("/").partition("/")[0].partition(".")[0]
        return any(first in PARTS[part] for part in self.without)

    def file(self, name: str) -> Path | None:
        """A file of the theme that is there."""
        path = self.files / name if self.files else None
        return path if path is not None and path.is_file() else None


def loader_of(own: Path | None) -> BaseLoader:
    """Templates of one's own before publod's, which these extend as ``publod:base.html``."""
    brought = PackageLoader("publod.web")
    loaders: list[BaseLoader] = [FileSystemLoader(own)] if own else []
    return ChoiceLoader([*loaders, brought, PrefixLoader({"publod": brought}, delimiter=":")])


def digest_of(folders: Iterable[Path | None]) -> str:
    """Differs when a file in one of the folders does; pages and stored answers go by it."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in folders:
        if folder is None:
            continue
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
