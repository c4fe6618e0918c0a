"""Runs ``publod`` many times, each in a process of its own that need not import it anew.

Reads a request of JSON from each line, and answers with a line of JSON: to arguments with the
process that was started, to a process with how it ended and what it cost.

Everything that is slow to import is imported here, but for prometheus_client: it decides when it is
imported whether processes count together.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from jinja2 import FileSystemBytecodeCache

from publod.cli import main

#: What commands and servers import when they need it, so that no child need import it.
IMPORTED_LATE = """
    publod.bootstrap publod.cli.terminal publod.ingest publod.maintenance publod.store_and_index_updates
    publod.record_repository publod.server.asgi_gateway publod.server.request_body
    publod.server.serving publod.server.supervisor rich.progress asyncio babel.dates
    babel.support concurrent.futures.thread granian.constants gunicorn.app.wsgiapp
    gunicorn.workers.gthread rapidfuzz.distance.DamerauLevenshtein uvloop
"""

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
    if request["ends_with_parent"] and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
    if request["ceilings"]:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    code = 1
    try:
        exec(request["changed"], {})
        if request["program"] == "gunicorn":
            run_gunicorn()
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


def run_gunicorn() -> NoReturn:
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    sys.argv[0] = "gunicorn"
    run()
    sys.exit()


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
    sys.path.pop(0)  # this file's folder, which a command would not have
    for name in IMPORTED_LATE.split():
        importlib.import_module(name)
    assert "prometheus_client" not in sys.modules
    compiled = tempfile.mkdtemp()  # what a server compiles, the next one reads
    Flask.jinja_options = {
        **Flask.jinja_options,
        "bytecode_cache": FileSystemBytecodeCache(compiled),
    }
    with suppress(SystemExit):
        warm_up()
    gc.collect()
    gc.freeze()  # no child has to look through all that is here
    answer(os.dup(0), os.dup(1))
    shutil.rmtree(compiled)  # only here: a command that ends unwinds this stack as well
