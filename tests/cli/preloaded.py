"""Runs ``publod`` many times, each in a process of its own that need not import it anew.

Reads a request of JSON from each line, and answers with a line of JSON: to arguments with the
process that was started, to a process with how it ended and what it cost.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import traceback
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

# What the commands import when they need it, so that no child need import it.
from publod import bootstrap, ingest, maintenance, progress, projections, status  # noqa: F401
from publod.cli import confirmation, main  # noqa: F401
from publod.repository import Repository  # noqa: F401

OUTPUT = os.O_WRONLY | os.O_APPEND
#: Bytes of address space, and seconds of computing, of a process that has ceilings.
MEMORY, SECONDS = 1 << 30, 10


def wait(pid: int, options: int) -> dict[str, object]:
    found, ended, used = os.wait4(pid, options)
    if not found:
        return {"code": None}
    return {
        "code": os.waitstatus_to_exitcode(ended),
        "seconds": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss << 10,
    }


def be_the_command(request: dict[str, Any]) -> NoReturn:
    """Become what the shell would have started: a session, an environment, three streams."""
    os.setsid()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    for number, (name, flags) in enumerate(
        (("stdin", os.O_RDONLY), ("stdout", OUTPUT), ("stderr", OUTPUT))
    ):
        opened = os.open(request[name], flags | os.O_NOCTTY)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    sys.argv[1:] = request["arguments"]
    if request["ceilings"]:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    code = 1
    try:
        main()
    except SystemExit as ended:
        if request["ends_fully"]:
            raise
        code = ended.code if isinstance(ended.code, int) else code
    except BaseException:  # noqa: BLE001
        traceback.print_exc()
    # To take all modules down would cost more than most commands.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def answer(requests: int, answers: int) -> None:
    """Serve until there are no more requests."""
    with os.fdopen(requests) as lines:
        for line in lines:
            request = json.loads(line)
            if "arguments" not in request:
                found = wait(request["pid"], 0 if request["block"] else os.WNOHANG)
            elif pid := os.fork():
                found = {"pid": pid}
            else:
                lines.close()
                os.close(answers)
                be_the_command(request)
            os.write(answers, json.dumps(found).encode() + b"\n")


def warm_up() -> None:
    """Check a file, so that the shapes are read; no store is opened, which would start threads."""
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        file = Path(folder, "a.ttl")
        file.write_text("<a/x#it> a <http://xmlns.com/foaf/0.1/Organization> .")
        os.environ |= {"PUBLOD_HOME": folder, "PUBLOD_BASE_URL": "https://data.example.se/"}
        main(["check", "--format", "json", str(file)], standalone_mode=False)


if __name__ == "__main__":
    with suppress(SystemExit):
        warm_up()
    answer(os.dup(0), os.dup(1))
