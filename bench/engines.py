"""SPARQL servers of other people on loopback, each in a folder of its own."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from bench.servers import BIN, free_port

#: The account that a new Virtuoso has.
_ADMINISTRATOR = "dba"
#: And the one that the set-up makes.
_ACCOUNT = ("publod", "secret")

#: The set-up of a Virtuoso is tested as it is documented.
_SCALING = Path(__file__).parents[1] / "docs" / "scaling.md"
#: No limit on rows, and a long one on time: those of publod come first.
_INI = Template("""
[Database]
DatabaseFile = $folder/virtuoso.db
ErrorLogFile = $folder/virtuoso.log
LockFile = $folder/virtuoso.lck
TransactionFile = $folder/virtuoso.trx
xa_persistent_file = $folder/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = $folder/virtuoso-temp.db
TransactionFile = $folder/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:$sql
DisableUnixSocket = 1
CaseMode = 2
NumberOfBuffers = $buffers
MaxDirtyBuffers = $dirty
MaxQueryMem = 1G
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerRoot = $folder
ServerThreads = 10
MaxKeepAlives = 10
KeepAliveTimeout = 10
Charset = UTF-8
[SPARQL]
MaxQueryExecutionTime = 60
""")

_SET_UP = re.findall(r"```sql\n(.*?)```", _SCALING.read_text(), re.DOTALL)[0]


class Missing(Exception):
    """A program is not installed; the message is the package that has it."""


@dataclass
class Server:
    """A server in ``folder``. Killed and started again, it has its address and its data still."""

    name: str
    folder: Path
    command: list[str]
    url: str
    update_url: str
    user: str = ""
    password: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                self.command, stdout=output, stderr=output, cwd=self.folder
            )
        until = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > until:
                said = (self.folder / "output").read_text(errors="replace")
                raise AssertionError(f"{self.name} did not start:\n{said[-3000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}?query=ASK%20%7B%7D", timeout=5):
                return True
        except urllib.error.HTTPError as error:
            error.close()
            return True
        except OSError:
            return False

    def kill(self) -> None:
        """Kill it as the machine's end would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        for lock in self.folder.glob("*.lck"):  # Virtuoso waits for whoever holds it
            lock.unlink()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """`oxigraph serve`, which comes from PyPI with the tests' other tools."""
    program = BIN / "oxigraph"
    if not program.exists():
        raise Missing("oxigraph")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(program), "serve", "--location", str(folder / "db"), "--bind", url[7:]]
    with _running(Server("oxigraph", folder, command, f"{url}/query", f"{url}/update")) as server:
        yield server


@contextmanager
def virtuoso(folder: Path, buffers: int = 8000) -> Iterator[Server]:
    """Debian's Virtuoso, with a configuration and a database of its own.

    A folder that has a database, a copy of one that was set up, is not set up again.
    """
    is_set_up = (folder / "virtuoso.db").exists()
    program = shutil.which("virtuoso-t")
    if program is None:
        raise Missing("virtuoso-opensource")
    http, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.substitute(folder=folder, http=http, sql=sql, buffers=buffers, dirty=buffers * 3 // 4)
    )
    url = f"http://127.0.0.1:{http}/sparql"
    command = [program, "+foreground", "+configfile", str(ini)]
    server = Server("virtuoso", folder, command, url, f"{url}-auth", *_ACCOUNT)
    with _running(server):
        if is_set_up:
            yield server
            return
        isql = [str(shutil.which("isql-vt")), f"127.0.0.1:{sql}", _ADMINISTRATOR, _ADMINISTRATOR]
        told = subprocess.run(isql, input=_SET_UP, capture_output=True, text=True, check=True)
        assert "Error" not in told.stdout + told.stderr, told.stderr
        yield server


@contextmanager
def _running(server: Server) -> Iterator[Server]:
    server.folder.mkdir(exist_ok=True)
    try:
        server.start()
        yield server
    finally:
        server.stop()
