"""What an import remembers in the folder: which record of which source became which files.

So a second import of a changed source gives the same addresses, and a file that somebody has
edited since is known by its hash. The file ``import.lock`` is JSON, one record a line; it belongs
to the catalogue's files, and is no record itself.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from publod.errors import SourceUnreadable
from publod.importing.report import Finding, finding_from_json
from publod.messages import N_

NAME = "import.lock"
_VERSION = 1


@dataclass(slots=True)
class LockEntry:
    """A record that was imported. ``keys`` are what it is known by again, the surest first.

    ``path`` is that of the publication, ``work`` of its work ('' for none), ``file`` the file, by
    its place in the folder. ``hashes`` are those that the file may have as long as nobody else
    writes it: two while an import writes. ``links`` are the agents, subjects, audiences and places
    that it was written with. ``first_source`` is what the source was called when the record came
    from it for the first time, if it has another name now.
    """

    source: str
    keys: tuple[str, ...]
    path: str
    work: str = ""
    file: str = ""
    hashes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    first_source: str = ""


@dataclass(slots=True)
class Lock:
    """All that is remembered.

    ``editions`` has the paths of stated editions by what is stated, ``decisions`` what a person has
    answered: by kind and name, a path or ``new``. ``names`` has the paths of the records that names
    of sources meant, by kind and name. ``doubts`` are findings about records that were made for
    names, until somebody answers them.
    """

    entries: list[LockEntry] = field(default_factory=list)
    editions: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: list[Finding] = field(default_factory=list)


def hash_of(content: bytes) -> str:
    """What a content is known by."""
    return blake2b(content, digest_size=16).hexdigest()


def read_lock(folder: Path) -> Lock:
    """What the folder remembers; nothing if it was never imported into.

    Raises SourceUnreadable for a file that is damaged: to go on would mint all addresses anew.
    """
    path = folder / NAME
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeError) as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=str(error)), path) from None
    try:
        content = json.loads(text)
        if content["version"] != _VERSION:
            raise ValueError(content["version"])
        entries = [
            LockEntry(one["source"], tuple(one["keys"]), one["path"], one["work"], one["file"],
                      tuple(one["hashes"]), tuple(one.get("links", ())),
                      one.get("first_source", ""))
            for one in content["records"]
        ]  # fmt: skip
        return Lock(
            entries, dict(content["editions"]),
            dict(content["decisions"]), dict(content.get("names", {})),
            [finding_from_json(one) for one in content.get("doubts", ())],
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        raise SourceUnreadable(
            N_(
                "it is damaged, or of another version of publod: restore it, since without it all "
                "addresses would be made anew"
            ),
            path,
        ) from None


def write_lock(folder: Path, lock: Lock) -> None:
    """Write what is remembered, whole or not at all."""
    records = ",\n".join(
        json.dumps(
            {
                "source": one.source,
                "keys": one.keys,
                "path": one.path,
                "work": one.work,
                "file": one.file,
                "hashes": one.hashes,
                "links": one.links,
                **({"first_source": one.first_source} if one.first_source else {}),
            },
            ensure_ascii=False,
        )
        for one in sorted(lock.entries, key=lambda one: (one.source, one.path))
    )
    parts: dict[str, Any] = {
        "editions": dict(sorted(lock.editions.items())),
        "decisions": {kind: dict(sorted(d.items())) for kind, d in sorted(lock.decisions.items())},
        "names": {kind: dict(sorted(d.items())) for kind, d in sorted(lock.names.items())},
        "doubts": [one.to_json() for one in lock.doubts],
    }
    rest = ",\n".join(
        f'"{name}": {json.dumps(value, ensure_ascii=False, indent=0)}'
        for name, value in parts.items()
    )
    text = f'{{"version": {_VERSION},\n"records": [\n{records}\n],\n{rest}\n}}\n'
    write_whole(folder / NAME, text.encode("utf-8", "surrogatepass"))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole, or as it was before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def take_repeated(lock: Lock, source: str) -> list[tuple[LockEntry, LockEntry]]:
    """Take the entries out of which a source has another one with the same identifier.

    Each is given with the one that stays: that of the shortest path.
    """
    found: dict[str, LockEntry] = {}
    repeated = []
    for one in sorted(lock.entries, key=lambda one: (len(one.path), one.path)):
        if one.source == source and one.keys[0]:
            first = found.setdefault(one.keys[0], one)
            if first is not one:
                repeated.append((one, first))
    gone = {id(one) for one, _ in repeated}
    lock.entries = [one for one in lock.entries if id(one) not in gone]
    return repeated


def entry_by_key(entries: Iterable[LockEntry]) -> dict[tuple[int, str], list[LockEntry]]:
    """The entries by each of their keys, with the key's place: 0 is the surest."""
    found: dict[tuple[int, str], list[LockEntry]] = {}
    for one in entries:
        for place, key in enumerate(one.keys):
            if key:
                found.setdefault((place, key), []).append(one)
    return found
