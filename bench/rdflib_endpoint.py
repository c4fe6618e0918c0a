"""Small SPARQL lookups through ``/sparql``, beside ``rdflib-endpoint`` with the same statements.

It is no dependency: ``RDFLIB_ENDPOINT`` names its command, or it is on the PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.queries import JSON, LOOKUPS, script
from bench.report import Result
from bench.servers import BIN, free_port, publod, running, warmed


def measure(work: Path, home: Path, base: str) -> Iterator[Result]:
    """Each lookup for the first time; nothing where there is no rdflib-endpoint."""
    command = os.environ.get("RDFLIB_ENDPOINT") or shutil.which("rdflib-endpoint")
    if command is None:
        print("rdflib-endpoint is not installed: not measured", file=sys.stderr)
        return
    file = work / "all.nq"
    subprocess.run(
        [str(BIN / "publod"), "export", "--derived", "--format", "nq", "-o", str(file)],
        env={**os.environ, "PUBLOD_HOME": str(home)}, check=True,
    )  # fmt: skip
    port = free_port()
    there = f"http://127.0.0.1:{port}"
    serve = [command, "serve", "--host", "127.0.0.1", "--port", str(port), str(file)]
    began = time.monotonic()
    with running(serve, there + "/", patience=600):
        print(f"rdflib-endpoint has read it after {time.monotonic() - began:.0f} s", flush=True)
        references = {
            name: warmed(there, script=script("/", query, base), accept=JSON)
            for name, query in LOOKUPS.items()
        }
    with publod(home) as url:
        for name, query in LOOKUPS.items():
            yield Result(
                f"SPARQL, for the first time: {name}",
                warmed(url, script=script("/sparql", query, base), accept=JSON),
                "queries/s", references[name], "rdflib-endpoint", ratio_goal=8,
            )  # fmt: skip
