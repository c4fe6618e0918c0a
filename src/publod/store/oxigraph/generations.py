"""Generations: the unchanging copies of the store that readers open.

::

    <folder>/current ─────────► generations/000000000042-9f2c…      (a symbolic link)
    <folder>/generations/000000000042-9f2c…/db      the engine's files, hard-linked
    <folder>/generations/000000000042-9f2c…/lock    held shared by whoever reads it

Opening a store that is being written is undefined in the engine, so readers get copies. Whoever
uses a generation holds a shared flock on its lock file; whoever removes one takes an exclusive
flock first, without waiting. The kernel frees the locks of a killed process. Worker processes
import this module, so it stays light.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
from pathlib import Path
from typing import NamedTuple

from publod.errors import StoreDamaged, StoreEmpty
from publod.messages import N_

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
