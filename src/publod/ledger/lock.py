"""One writer at a time, across processes."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publod.errors import HomeNotWritable, LedgerBusy

#: The file in a home whose lock the writer holds; a folder with such a file is a home.
LOCK = "writer.lock"


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the home's writer lock. Raises LedgerBusy when another process holds it.

    Raises HomeNotWritable where this user may not write, or nobody may.

    The kernel lets go of it when a process ends, however it ends: no stale lock is ever left.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        file = (home / LOCK).open("a")
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise HomeNotWritable(f"{home} cannot be written: {error.strerror}") from error
        raise
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LedgerBusy(f"another process is writing to {home}; wait for it") from None
        yield
