"""Runs ``publod`` many times, each in a process with ceilings, and imports it once.

Reads a JSON list of arguments from each line, and answers with a line of JSON: how the process
ended, what it cost, what it printed.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
import time
from contextlib import suppress
from typing import NoReturn

import pyshacl  # noqa: F401 (so that no child need import it)

from publod import bootstrap, ingest  # noqa: F401
from publod.cli import main

#: Bytes of address space, seconds of computing, and seconds on the clock of a busy machine.
MEMORY, SECONDS, PATIENCE = 1 << 30, 10, 120


def run(arguments: list[str]) -> dict[str, object]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if not pid:
            be_the_command(arguments, out.fileno(), err.fileno())
        started = time.monotonic()
        while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            if time.monotonic() - started > PATIENCE:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)
        _, status, used = os.wait4(pid, 0)
        out.seek(0)
        err.seek(0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "seconds": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss << 10,
            "out": out.read().decode(),
            "err": err.read().decode(),
        }


def be_the_command(arguments: list[str], out: int, err: int) -> NoReturn:
    with suppress(BaseException):
        os.dup2(out, 1)
        os.dup2(err, 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    code = 70
    try:
        main(arguments)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 71
    except BaseException:  # noqa: BLE001
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
        sys.stdout.flush()
