"""Loading and validating generated publications, beside plain pySHACL."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import rdflib

from bench.generate import write
from bench.report import Result
from bench.servers import BIN

PUBLICATIONS = 10_000
#: The reference takes 20 ms for each of them.
_SAMPLE = 200
_BASE = "http://127.0.0.1:8000/"


def load(folder: Path, home: Path) -> float:
    """Load a folder with ``publod load`` as a person would; the seconds it took."""
    environment = {**os.environ, "PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": _BASE}
    started = time.perf_counter()
    subprocess.run(
        [BIN / "publod", "load", folder], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - started


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
