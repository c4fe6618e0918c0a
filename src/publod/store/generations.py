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

from publod.errors import StoreError

CURRENT = "current"
SHELF = "generations"
LOCK = "lock"
DATABASE = "db"
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
    """Tell which generation is published. Costs one readlink; StoreError when there is none."""
    try:
        target = os.readlink(f"{os.fspath(folder)}/{CURRENT}")  # noqa: PTH115 (on every query)
    except FileNotFoundError:
        raise StoreError(
            "nothing has been published for SPARQL yet: load something, or run `publod rebuild`"
        ) from None
    except OSError as error:
        raise StoreError(f"the published SPARQL store cannot be found: {error}") from error
    name = target.rpartition("/")[2]
    return Generation(f"{os.fspath(folder)}/{target}", int(name.partition("-")[0]))


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
    for path in (folder / SHELF).glob(f"{_HIDDEN}*"):
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
