"""Loading and validating generated publications, beside plain pySHACL.

``python -m bench.loading COUNT [FOLDER]`` loads so many in a temporary folder, in FOLDER if it is
named: the seconds, the memory of the largest process, and the disk at its peak.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyshacl
import rdflib

from bench.generate import write
from bench.report import Result
from bench.servers import BIN

PUBLICATIONS = 10_000
#: The reference takes 20 ms for each of them.
_SAMPLE = 200
_BASE = "http://127.0.0.1:8000/"


class Spent(NamedTuple):
    """What a load took: seconds, and at their peaks MB of its largest process and of its home."""

    seconds: float
    memory: float
    disk: float


def load(folder: Path, home: Path) -> float:
    """Load a folder with ``publod load`` as a person would; the seconds it took."""
    return spent_on(folder, home).seconds


def spent_on(folder: Path, home: Path) -> Spent:
    """Load a folder with ``publod load`` as a person would, and look at it while it runs."""
    environment = {**os.environ, "PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": _BASE}
    started = time.perf_counter()
    command = [str(BIN / "publod"), "load", str(folder)]
    memory, disk, looks = 0, 0, 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            memory = max(memory, *map(_peak_memory, _family(process.pid)))
            if looks % 20 == 0:
                disk = max(disk, _disk(home))
            looks += 1
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
    if process.returncode:
        raise SystemExit(f"publod load ended with {process.returncode}")
    seconds = time.perf_counter() - started
    return Spent(seconds, memory / 1e3, max(disk, _disk(home)) / 1e6)


def _family(process: int) -> list[int]:
    """A process and all that descend from it."""
    family = [process]
    for one in family:
        with suppress(OSError):
            for file in Path(f"/proc/{one}/task").glob("*/children"):
                family += map(int, file.read_text("ascii").split())
    return family


def _peak_memory(process: int) -> int:
    """The most memory that a process has had so far, in kB; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _disk(folder: Path) -> int:
    """The bytes on disk below a folder; what has several names counts once."""
    sizes = {}
    for here, _, files in os.walk(folder):
        for file in files:
            with suppress(OSError):
                status = Path(here, file).lstat()
                sizes[status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def measure(work: Path) -> Iterator[Result]:
    """The load of 10,000 publications, a load that changes nothing, and a load of one change."""
    folder, home = work / "publications", work / "home"
    write(PUBLICATIONS, folder)
    shutil.rmtree(home, ignore_errors=True)
    seconds = load(folder, home)
    reference = _plain_pyshacl(work)
    yield Result(
        "load and validate 10,000 publications", PUBLICATIONS / seconds, "publications/s",
        reference, "plain pySHACL, one process, validation alone", goal=400,
    )  # fmt: skip
    again = load(folder, home)
    yield Result(
        "load them again, unchanged", PUBLICATIONS / again, "publications/s",
        PUBLICATIONS / seconds, "the first load",
    )  # fmt: skip
    one = work / "one.ttl"
    one.write_text(
        "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
        '<agent/a1#it> a foaf:Organization ; foaf:name "Verket"@sv , "The agency"@en .\n'
    )
    renamed = load(one, home)
    yield Result(
        "rename an agency with some hundreds of publications", renamed, "s",
        seconds, "the first load", less_is_better=True,
    )  # fmt: skip


def _plain_pyshacl(work: Path) -> float:
    """Publications per second of pySHACL as it comes, on a whole graph that it has in memory."""
    folder = work / "sample"
    write(_SAMPLE, folder)
    data, shapes = rdflib.Graph(), rdflib.Graph()
    for file in sorted(folder.glob("*.ttl")):
        data.parse(file, publicID=_BASE)
    for file in sorted(Path("shapes").glob("*.ttl")):
        shapes.parse(file)
    for triple in shapes.triples((None, rdflib.RDFS.subClassOf, None)):
        data.add(triple)
    started = time.perf_counter()
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    if not conforms:
        raise SystemExit(f"the generated catalogue is not valid:\n{text[:2000]}")
    return _SAMPLE / (time.perf_counter() - started)


def main(count: int, work: Path) -> None:
    """Load so many publications, and load them again."""
    folder, home = work / "publications", work / "home"
    write(count, folder)
    for name in ("first load", "again, unchanged"):
        seconds, memory, disk = spent_on(folder, home)
        print(f"{name}: {seconds:,.0f} s, {memory:,.0f} MB of memory, {disk:,.0f} MB of disk")


if __name__ == "__main__":
    parent = sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory(dir=parent) as temporary:
        main(int(sys.argv[1]), Path(temporary))
