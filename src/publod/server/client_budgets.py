"""How much of the processor each client has used of late, in all web processes of a machine.

A budget refills by a second a second. Whoever asks one thing after the other can therefore never
use it up, however long that goes on: only many connections of one client can.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from math import ceil
from pathlib import Path
from time import monotonic

Network = IPv4Network | IPv6Network

#: The environment variable by which web processes find the file that they share.
SHARED = "CLIENT_BUDGETS_FILE"
#: Number of a client; seconds used that have not been refilled; when that was so.
_ENTRY = struct.Struct("=Qdd")
_SETS, _WAYS = 4096, 4
#: Paths that are always answered: those who watch the service, and crawlers that ask what they may.
_FREE = ("/livez", "/healthz", "/readyz", "/metrics", "/robots.txt", "/static/")


class Budgets:
    """Budgets of ``seconds`` for each client; none where that is 0.

    Clients whose addresses are in the networks ``unlimited`` have none. ``file`` is what processes
    share, or None for a process alone. It has room for 16,384 clients; a further one takes the
    place of another that has used least. Processes write without a lock: at worst, the cost of a
    request is forgotten when two of one client end within the same microsecond.
    """

    def __init__(
        self,
        seconds: float,
        unlimited: Collection[str] = (),
        file: Path | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._seconds = seconds
        self._unlimited = tuple(map(ip_network, unlimited))
        self._clock = clock
        self._table = _mapped(file)
        self._known: dict[str, bool] = {}

    def wait(self, key: str, address: str, path: str) -> int:
        """The seconds that a client must wait before it is answered again; 0 for now."""
        if not self._seconds or path.startswith(_FREE) or self._is_unlimited(address):
            return 0
        _, used = self._entry(key)
        return ceil(used - self._seconds) if used > self._seconds else 0

    def charge(self, key: str, seconds: float) -> None:
        """Count what an answer has cost."""
        if self._seconds:
            place, used = self._entry(key)
            _ENTRY.pack_into(self._table, place, _number(key), used + seconds, self._clock())

    def _entry(self, key: str) -> tuple[int, float]:
        """Where a client is counted, or will be, and what it has used."""
        number, now = _number(key), self._clock()
        begin = number % _SETS * _WAYS * _ENTRY.size
        least = (float("inf"), begin)
        for place in range(begin, begin + _WAYS * _ENTRY.size, _ENTRY.size):
            other, used, when = _ENTRY.unpack_from(self._table, place)
            left = max(0.0, used - max(0.0, now - when))
            if other == number:
                return place, left
            least = min(least, (left, place))
        return least[1], 0.0

    def _is_unlimited(self, address: str) -> bool:
        known = self._known.get(address)
        if known is None:
            if len(self._known) >= 4096:
                self._known.clear()
            known = self._known[address] = _is_within(address, self._unlimited)
        return known


def shared_file() -> Path | None:
    """A new file for all web processes of a server, in memory where the system has such a folder.

    None where there is no room. It has its blocks: a process is killed that writes to a page for
    which the disk then has none.
    """
    folder = Path("/dev/shm")  # noqa: S108 (mkstemp makes a new file that only its owner opens)
    try:
        descriptor, name = tempfile.mkstemp(
            prefix="publod-budgets-", dir=folder if os.access(folder, os.W_OK) else None
        )
    except OSError:
        return None
    try:
        os.posix_fallocate(descriptor, 0, _SETS * _WAYS * _ENTRY.size)
    except OSError:
        Path(name).unlink()
        return None
    finally:
        os.close(descriptor)
    return Path(name)


def _mapped(file: Path | None) -> mmap.mmap:
    size = _SETS * _WAYS * _ENTRY.size
    if file is not None:
        with suppress(OSError, ValueError), file.open("r+b") as opened:
            return mmap.mmap(opened.fileno(), size)
    return mmap.mmap(-1, size)


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little") or 1


def _is_within(address: str, networks: Collection[Network]) -> bool:
    try:
        one = ip_address(address)
    except ValueError:  # a socket of the file system: whoever is on this machine
        return not address
    return any(one in network for network in networks)
