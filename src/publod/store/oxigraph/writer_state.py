"""What the writer records about the live store, written so that a power cut leaves it whole."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple, Self

from publod.errors import StoreDamaged, StoreError, is_for_want
from publod.messages import N_, Message
from publod.store.oxigraph.generations import current_generation, is_whole, name_of

_FILE = "state.json"
#: Where readers report damage: the name of a generation.
_REPORT = "damaged"
#: The folder of the live store, which only the writer opens.
LIVE = "live"


class State(NamedTuple):
    """What the live store shows.

    ``commit`` is the last one that was applied whole. ``token`` names the content: equal tokens,
    equal content, so that a generation of the same name need not be made again. While a commit
    is being applied, ``applying`` is true and the content is neither the old nor the new.
    ``origin`` is what the ledger calls the commit, which may tell it from one of the same number.
    """

    commit: int
    token: str
    applying: bool
    origin: str = ""

    @classmethod
    def read(cls, live: Path) -> Self | None:
        """Read what is remembered in the folder ``live``; None when nothing is."""
        try:
            return cls(**json.loads((live / _FILE).read_bytes()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError) as error:
            raise damaged(live / _FILE, error) from error

    def write(self, live: Path) -> None:
        """Remember this, durably."""
        write(live / _FILE, json.dumps(self._asdict()).encode())


def shows(folder: Path, commit: int, origin: str) -> bool:
    """Whether readers of the store in ``folder`` see exactly this commit of the ledger.

    They do not where one of them has met damage.
    """
    try:
        state, published = State.read(folder / LIVE), current_generation(folder)
    except StoreError:
        return False
    return (
        state is not None
        and (state.commit, state.origin, state.applying) == (commit, origin, False)
        and Path(published.path).name == name_of(commit, state.token)
        and is_whole(published.path)
        and not is_reported(folder, published.path)
    )


def report(path: str) -> None:
    """Report that a reader has found the generation at ``path`` damaged."""
    generation = Path(path)
    with contextlib.suppress(OSError):  # a disk that is full: the next reader reports it again
        (generation.parents[1] / _REPORT).write_text(generation.name, encoding="utf-8")


def is_reported(folder: Path, path: str) -> bool:
    """Whether a reader has found the generation at ``path`` damaged."""
    try:
        return (folder / _REPORT).read_text(encoding="utf-8") == Path(path).name
    except (OSError, ValueError):
        return False


def lock_for_writing(path: Path) -> int:
    """Lock the file ``path`` until the descriptor is closed. StoreError when another has it."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        raise StoreError(
            N_(
                "another process is writing the SPARQL store in %(parent)s; only one may at a time",
                parent=path.parent,
            )
        ) from None
    return fd


def damaged(path: Path, why: Message | BaseException) -> StoreError:
    """Say that ``path`` is damaged, and what to do about it; or that something else is wanting."""
    if is_for_want(why):
        return StoreError(
            N_("the SPARQL store at %(path)s cannot be opened: %(why)s", path=path, why=why)
        )
    return StoreDamaged(
        N_(
            "the SPARQL store at %(path)s is damaged (%(why)s). Run `publod "
            "rebuild` to make it anew from the ledger; nothing is lost",
            path=path,
            why=why,
        )
    )


def sync_folder(folder: Path) -> None:
    """Make the names in ``folder`` durable: its new, renamed and removed entries."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write(path: Path, content: bytes) -> None:
    """Replace the file ``path`` by ``content``, at once for every reader."""
    draft = path.with_name(f".{path.name}.new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def point(link: Path, target: str) -> None:
    """Make ``link`` a symbolic link to ``target``, at once for every reader."""
    draft = link.with_name(f".{link.name}.new")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    if link.is_dir() and not link.is_symlink():  # copying with links followed makes it one
        shutil.rmtree(link)
    draft.replace(link)
    sync_folder(link.parent)
