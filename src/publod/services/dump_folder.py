"""A folder of dumps: whole ones, and nothing else. It is filled by a process of its own.

To write a dump takes minutes for a large catalogue, and in a thread it would slow down every page
meanwhile. The process lets the web processes go first, and ends when the one that wanted the dump
does: a dump that was not finished is as if it had never been begun.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rdflib import Graph, Literal, URIRef

from publod.bibliography.catalogue_languages import (
    catalogue_languages,
    languages_of,
    use_languages,
)
from publod.bibliography.dates import timestamp
from publod.bibliography.registers import own_registers, use_registers
from publod.ledger import Commit, Ledger
from publod.record_repository import Repository
from publod.services import catalogue_record
from publod.services.catalogue_record import MEDIA_TYPES, SPDX
from publod.services.dump_writer import (
    COMPRESSED,
    FORMS,
    Counts,
    Dump,
    DumpFile,
    stem_of,
    write,
)
from publod.vocabulary import DCAT, DCTERMS, RDF, SCHEMA, XSD

log = logging.getLogger(__name__)

#: How long after a failure it is not tried again, in seconds.
_PAUSE = 60.0
_NICE = 10


class DumpMaker:
    """Starts a process that writes the present dump, if none of this process's is at work.

    ``catalogued_by`` is the organisation code that the records of libraries have.
    Others may have theirs: they wait for each other, and the later ones find it done.
    """

    def __init__(self, folder: Path, ledger_url: str, catalogued_by: str = "") -> None:
        self._folder = folder
        self._ledger_url = ledger_url
        self._catalogued_by = catalogued_by
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
            [sys.executable, "-P", "-m", "publod.services.dump_folder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        # Not as arguments, which anyone on the machine may read: the URL may hold a password.
        wanted = {
            "folder": str(self._folder.absolute()),
            "ledger": self._ledger_url,
            "catalogued_by": self._catalogued_by,
            "languages": asdict(catalogue_languages()),
            "registers": str(own_registers() or ""),
        }
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
    with open(0, "rb", buffering=0, closefd=False) as settings:
        wanted = json.loads(settings.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    use_languages(languages_of(wanted["languages"]))
    use_registers(Path(wanted["registers"]) if wanted["registers"] else None)
    ledger = Ledger.open(wanted["ledger"])
    DumpFolder(Path(wanted["folder"])).make(Repository(ledger, wanted["catalogued_by"]))
    ledger.close()


def _end_with_parent() -> None:
    # Not through Python's buffer, whose lock would be held when the interpreter ends.
    while os.read(0, 4096):
        pass
    os._exit(1)


#: Dumps that stay: who has begun to fetch the last but one can go on.
DUMPS_TO_KEEP = 2
_DRAFT = ".draft"
_LOCK = ".lock"
_FORMS = {form.suffix: form for form in FORMS}


class DumpFolder:
    """The dumps in a folder, which need not exist. Safe to share between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Dump]:
        """The dumps that are there, that of the latest commit first."""
        dumps = [dump for file in self.folder.glob("publod-*.json") if (dump := _read(file))]
        # A ledger that has gone another way may have two of one number: the one made later counts.
        return sorted(dumps, key=lambda dump: (dump.commit.id, dump.commit.time), reverse=True)

    def find(self, commit: Commit) -> Dump | None:
        """The dump of a commit."""
        return _read(self.folder / f"{stem_of(commit)}.json")

    def make(
        self, repository: Repository, progress: Callable[[int], None] = lambda _: None
    ) -> Dump:
        """The dump of the repository's last commit, written if it is not there.

        One process writes at a time; another that wants the same waits, and finds it. What remains
        of one that was killed is removed, and so are dumps but for the last few. Raises OSError.
        """
        with self._alone(), repository.snapshot() as now:
            made = self.find(now.head())
            if made is None:
                draft = self.folder / _DRAFT
                shutil.rmtree(draft, ignore_errors=True)
                draft.mkdir()
                try:
                    made = write(now, draft, progress)
                    self._publish(draft, made)
                finally:
                    shutil.rmtree(draft, ignore_errors=True)
            self._prune(made)
        return made

    def _publish(self, draft: Path, made: Dump) -> None:
        for file in made.files:
            (draft / file.name).replace(self.folder / file.name)
        _sync(self.folder)
        name = f"{stem_of(made.commit)}.json"
        with (draft / name).open("w", encoding="utf-8") as output:
            json.dump(_manifest(made), output)
            output.flush()
            os.fsync(output.fileno())
        (draft / name).replace(self.folder / name)
        _sync(self.folder)

    def _prune(self, made: Dump) -> None:
        """Leave the dump that was just made, the last ones of others, and what is none of ours."""
        others = [dump for dump in self.all() if dump.commit != made.commit]
        remaining = [made, *others[: DUMPS_TO_KEEP - 1]]
        names = {file.name for dump in remaining for file in dump.files}
        names |= {f"{stem_of(dump.commit)}.json" for dump in remaining}
        for suffix in ("json", *_FORMS):
            for file in self.folder.glob(f"publod-*.{suffix}"):
                if file.name not in names:
                    file.unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Be the only one to write here; the lock goes with the process, however that ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _manifest(made: Dump) -> dict[str, Any]:
    return {
        "commit": {"id": made.commit.id, "time": made.commit.time, "token": made.commit.token},
        "records": made.records,
        "counts": asdict(made.counts),
        "files": [
            {"name": f.name, "suffix": f.form.suffix, "size": f.size, "sha256": f.sha256}
            for f in made.files
        ],
    }


def _read(file: Path) -> Dump | None:
    """A dump by its description; None for one that is not there, or is not whole."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        manifest = json.loads(file.read_text(encoding="utf-8"))
        files = tuple(
            DumpFile(_FORMS[f["suffix"]], f["name"], f["size"], f["sha256"])
            for f in manifest["files"]
        )
        # A release that wrote fewer files may have made it: then it is made anew.
        is_complete = tuple(f.form for f in files) == FORMS
        if is_complete and all((file.parent / f.name).stat().st_size == f.size for f in files):
            counts = Counts(**manifest["counts"])
            return Dump(Commit(**manifest["commit"]), manifest["records"], counts, files)
    return None


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def describe(repository: Repository, dumps: Iterable[Dump]) -> Graph:
    """The distributions, with the IRIs of their files. The checksum's node is in the list."""
    base = repository.base_url
    record = catalogue_record.read(repository)
    graph = Graph(bind_namespaces="none")
    graph.add((record.dataset, RDF.type, DCAT.Dataset))
    graph.add((record.dataset, RDF.type, SCHEMA.Dataset))
    for dump in dumps:
        stamp = timestamp(dump.commit.time)
        for file in dump.files:
            node, checksum = URIRef(f"{base}dumps/{file.name}"), URIRef(f"{base}dumps#{file.name}")
            graph.add((record.dataset, DCAT.distribution, node))
            graph.add((node, RDF.type, DCAT.Distribution))
            graph.add((record.dataset, SCHEMA.distribution, node))
            graph.add((node, RDF.type, SCHEMA.DataDownload))
            graph.add((node, SCHEMA.contentUrl, node))
            graph.add((node, SCHEMA.encodingFormat, Literal(file.form.media_type)))
            graph.add((node, DCTERMS.title, Literal(file.name)))
            for licence in record.licences:
                graph.add((node, DCTERMS.license, licence))
            graph.add((node, DCTERMS.issued, Literal(stamp, datatype=XSD.dateTime)))
            graph.add((node, DCAT.accessURL, URIRef(f"{base}dumps")))
            graph.add((node, DCAT.downloadURL, node))
            graph.add((node, DCAT.mediaType, URIRef(MEDIA_TYPES + file.form.media_type)))
            graph.add((node, DCAT.compressFormat, URIRef(MEDIA_TYPES + COMPRESSED)))
            size = Literal(str(file.size), datatype=XSD.nonNegativeInteger)
            graph.add((node, DCAT.byteSize, size))
            graph.add((node, SPDX.checksum, checksum))
            graph.add((checksum, RDF.type, SPDX.Checksum))
            graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
            digits = Literal(file.sha256, datatype=URIRef(XSD.iri + "hexBinary"), normalize=False)
            graph.add((checksum, SPDX.checksumValue, digits))
    return graph


if __name__ == "__main__":
    main()
