"""Writing a dump beside the web processes: in a process of its own, which lets them go first.

It takes minutes for a large catalogue, and in a thread it would slow down every page meanwhile.
The process ends when the one that wanted the dump does: a dump that was not finished is as if
it had never been begun.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from publod.ledger import Ledger
from publod.repository import Repository
from publod.services.dumps.dump_folder import DumpFolder

log = logging.getLogger(__name__)

#: How long after a failure it is not tried again, in seconds.
_PAUSE = 60.0
_NICE = 10


class DumpMaker:
    """Starts a process that writes the present dump, if none of this process's is at work.

    Others may have theirs: they wait for each other, and the later ones find it done.
    """

    def __init__(self, folder: Path, ledger_url: str) -> None:
        self._folder = folder
        self._ledger_url = ledger_url
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = -_PAUSE

    def start(self) -> None:
        """See to it that the present commit's dump is being written."""
        with self._lock:
            if self._process is not None:
                status = self._process.poll()
                if status is None:
                    return
                self._end()
                if status != 0:
                    log.error("a dump could not be written (exit status %s)", status)
                    self._failed = time.monotonic()
            if time.monotonic() - self._failed < _PAUSE:
                return
            try:
                self._process = self._started()
            except OSError:
                log.exception("no process could be started to write a dump")
                self._failed = time.monotonic()

    def close(self) -> None:
        """Stop what is being written."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        paths = (str(Path(path).absolute()) for path in sys.path if path)
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "publod.services.dumps.dump_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        # Not as arguments, which anyone on the machine may read: the URL may hold a password.
        wanted = {"folder": str(self._folder.absolute()), "ledger": self._ledger_url}
        process.stdin.write(json.dumps(wanted).encode() + b"\n")
        process.stdin.flush()
        return process

    def _end(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        self._process = None


def main() -> None:
    """What the process does: one dump, as its standard input says, for as long as that is open."""
    os.nice(_NICE)
    with open(0, "rb", buffering=0, closefd=False) as told:
        wanted = json.loads(told.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    ledger = Ledger.open(wanted["ledger"])
    DumpFolder(Path(wanted["folder"])).make(Repository(ledger))
    ledger.close()


def _end_with_parent() -> None:
    # Not through Python's buffer, whose lock would be held when the interpreter ends.
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
