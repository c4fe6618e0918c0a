"""The store's folder: generations, the unchanging copies that readers open, and the live store.

::

    <folder>/current ─────────► generations/000000000042-9f2c…      (a symbolic link)
    <folder>/generations/000000000042-9f2c…/db      the engine's files, hard-linked
    <folder>/generations/000000000042-9f2c…/lock    held shared by whoever reads it

Opening a store that is being written is undefined in the engine, so readers get copies. Whoever
uses a generation holds a shared flock on its lock file; whoever removes one takes an exclusive
flock first, without waiting. The kernel frees the locks of a killed process. What the writer
records about the live store is written so that a power cut leaves it whole. Worker processes
import this module, so it stays light.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import stat
from pathlib import Path
from typing import NamedTuple, Self

from publod.errors import StoreDamaged, StoreEmpty, StoreError, is_for_want
from publod.messages import N_, Message

CURRENT = "current"
SHELF = "generations"
LOCK = "lock"
DATABASE = "db"
_BROKEN = N_("the link to the published SPARQL store is broken: `publod rebuild` makes it anew")
#: A name that starts so is not a generation: it is being made, or being removed.
_HIDDEN = "."


class Generation(NamedTuple):
    """One published state of the store: its folder, and the commit of the ledger it shows."""

    path: str
    commit: int


def name_of(commit: int, token: str) -> str:
    """Name the generation of ``commit``; names sort by commit."""
    return f"{commit:012d}-{token}"


def current_generation(folder: str | os.PathLike[str]) -> Generation:
    """Tell which generation is published. Costs one readlink.

    Raises StoreError when there is none, and StoreDamaged when what should tell is no such link.
    That the generation exists is not looked at: see `is_whole`.
    """
    try:
        target = os.readlink(f"{os.fspath(folder)}/{CURRENT}")  # noqa: PTH115 (on every query)
    except FileNotFoundError:
        raise StoreEmpty(
            N_("nothing has been published for SPARQL yet: load something, or run `publod rebuild`")
        ) from None
    except OSError as error:  # a file or a folder in its place
        raise StoreDamaged(_BROKEN) from error
    name = target.rpartition("/")[2]
    commit = name.partition("-")[0]
    if target != f"{SHELF}/{name}" or not commit.isdecimal():
        raise StoreDamaged(_BROKEN)
    return Generation(f"{os.fspath(folder)}/{target}", int(commit))


def is_whole(path: str) -> bool:
    """Whether the generation at ``path`` is there, as far as a look at its folder tells."""
    return os.path.isfile(f"{path}/{LOCK}") and os.path.isfile(f"{path}/{DATABASE}/CURRENT")  # noqa: PTH113


def hold(path: str) -> int | None:
    """Hold the generation at ``path`` for reading: a descriptor to close when done with it.

    None when it is gone or going: the caller then asks for the current one again.
    """
    return _lock(path, fcntl.LOCK_SH)


def sweep(folder: str | os.PathLike[str]) -> None:
    """Remove the generations that are neither current nor held; any reader or writer may."""
    shelf = Path(folder, SHELF)
    try:
        names = [path.name for path in shelf.iterdir()]
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(_HIDDEN) or name == _current_name(folder):
            continue
        lock = _lock(str(shelf / name), fcntl.LOCK_EX)
        if lock is None:
            continue
        try:
            # A publisher holds its new generation until it is current: asking again, now that
            # nobody can hold this one, is what makes it safe to remove.
            if name != _current_name(folder):
                gone = shelf / f"{_HIDDEN}gone-{name}"
                (shelf / name).rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
        except FileNotFoundError:
            pass  # someone else swept it
        finally:
            os.close(lock)


def sweep_remains(folder: Path) -> None:
    """Remove what a killed publisher or sweeper left half done; only for the one writer."""
    for path in (folder / SHELF).iterdir():
        # Without its lock nobody can hold a generation, nor `sweep` remove it.
        if path.name.startswith(_HIDDEN) or not (path / LOCK).exists():
            shutil.rmtree(path, ignore_errors=True)


def _current_name(folder: str | os.PathLike[str]) -> str | None:
    try:
        return Path(folder, CURRENT).readlink().name
    except OSError:
        return None


def _lock(path: str, how: int) -> int | None:
    try:
        fd = os.open(f"{path}/{LOCK}", os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(fd, how | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    # The lock may be of a file that was removed between opening and locking it.
    if os.fstat(fd)[stat.ST_NLINK] == 0 or not Path(path, LOCK).exists():
        os.close(fd)
        return None
    return fd


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
