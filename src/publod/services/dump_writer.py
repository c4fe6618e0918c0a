"""The whole catalogue as files, as of one commit.

As data, what was authored and what follows from it; for library systems, the publications.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import IO, cast

from publod import formats
from publod.bibliography.entry import Entry
from publod.bibliography.export import iso2709, marc21, mods
from publod.bibliography.record_summary import thing_of
from publod.inference import derived_graph, label_graph
from publod.ledger import Commit
from publod.ledger.queries import batches
from publod.rdf import (
    Triple,
    iri_of,
    is_blank,
    is_iri,
    jsonld,
    term_of_iri,
    triples_of,
    write_dataset,
)
from publod.rdf.document import Document
from publod.rdf.source_format import SourceFormat
from publod.record_repository import Repository
from publod.services.link_targets import LinkCounts, Links
from publod.vocabulary import PREFIXES, RDF

#: zlib's own middle: higher levels take twice the time and save a hundredth.
_LEVEL = 6
_BUFFER = 1 << 18
_DERIVED = derived_graph("")


@dataclass(frozen=True, slots=True)
class DumpForm:
    """A form in which the catalogue is dumped; ``suffix`` is that of the compressed file.

    ``is_whole`` tells whether it has all records, and not publications alone.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    is_whole: bool = True

    @property
    def plain_suffix(self) -> str:
        """That of the same file, not compressed."""
        return self.suffix.removesuffix(".gz")


N_QUADS = DumpForm("n-quads", "N-Quads", "application/n-quads", "nq.gz")
TURTLE = DumpForm("turtle", "Turtle", "text/turtle", "ttl.gz")
#: A document of JSON-LD on each line: the whole file is none.
JSON_LINES = DumpForm("json-ld-lines", "JSON-LD", "application/x-ndjson", "jsonl.gz")
MARC = DumpForm("marc", formats.MARC.title, formats.MARC.media_type, "mrc.gz", is_whole=False)
MARC_XML = DumpForm(
    "marcxml", formats.MARC_XML.title, formats.MARC_XML.media_type, "marcxml.gz", is_whole=False
)
MODS = DumpForm("mods", formats.MODS.title, formats.MODS.media_type, "mods.gz", is_whole=False)
#: Those of RDF: everything that is stated.
RDF_FORMS = (N_QUADS, TURTLE, JSON_LINES)
FORMS = (*RDF_FORMS, MARC, MARC_XML, MODS)
#: Of all of them: https://www.rfc-editor.org/rfc/rfc6713
COMPRESSED = "application/gzip"


@dataclass(frozen=True, slots=True)
class DumpFile:
    """A file of a dump: its name, its size in bytes, and the SHA-256 of its bytes in hex digits."""

    form: DumpForm
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of one commit, with how many records each of them tells, and what of."""

    commit: Commit
    records: int
    counts: Counts
    files: tuple[DumpFile, ...]


def stem_of(commit: Commit) -> str:
    """How the names of a commit's files begin: no other commit of any ledger has these."""
    return f"publod-{commit.id}-{commit.token}"


def write(
    repository: Repository, folder: Path, progress: Callable[[int], None] = lambda _: None
) -> Dump:
    """Write the files of the repository's last commit into a folder, durably.

    The repository should be a snapshot. ``progress`` hears of each thousand records, once for each
    form of RDF, and of each thousand publications.
    """
    commit = repository.head()
    paths = {form: folder / f"{stem_of(commit)}.{form.suffix}" for form in FORMS}
    records, tally = 0, Tally()
    with _Compressed(paths[N_QUADS], commit.time) as first:
        labels = label_graph(repository.base_url)
        for document, lines in _records(repository, progress):
            first.stream.write("".join(lines).encode())
            records += document != labels
    source = paths[N_QUADS]
    with _Compressed(paths[TURTLE], commit.time) as second:
        unions = _unions(source, progress, tally)
        write_dataset(unions, SourceFormat.TURTLE, second.stream, PREFIXES)
    context = repository.base_url + "context.jsonld"
    with _Compressed(paths[JSON_LINES], commit.time) as third:
        for document, triples in _read(source, progress):
            third.stream.write(_json_line(document, triples, context))
    library = _write_library_files(repository, paths, commit.time, progress)
    made = zip(FORMS, (first, second, third, *library), strict=True)
    files = tuple(DumpFile(form, paths[form].name, done.size, done.sha256) for form, done in made)
    return Dump(commit, records, tally.counts(), files)


def _write_library_files(
    repository: Repository,
    paths: Mapping[DumpForm, Path],
    time: int,
    progress: Callable[[int], None],
) -> tuple[_Compressed, ...]:
    """Write the publications in the formats of libraries; each is read once for all of them."""
    with ExitStack() as stack:
        marc, marc_xml, mods_xml = files = tuple(
            stack.enter_context(_Compressed(paths[form], time)) for form in (MARC, MARC_XML, MODS)
        )
        marc_xml.stream.write(marc21.FORMAT.opening)
        mods_xml.stream.write(mods.FORMAT.opening)
        for number, entry in enumerate(_publications(repository)):
            record = marc21.FORMAT.write(entry)
            marc_xml.stream.write(record + b"\n")
            marc.stream.write(iso2709.written_if_it_fits(record, entry.document))
            mods_xml.stream.write(mods.FORMAT.write(entry) + b"\n")
            if number % 1000 == 999:
                progress(1000)
        marc_xml.stream.write(marc21.FORMAT.closing)
        mods_xml.stream.write(mods.FORMAT.closing)
    return files


def _publications(repository: Repository) -> Iterator[Entry]:
    for paths in batches(repository.paths(), 1000):
        records = repository.records(paths)
        publications = (p for p in paths if records[p].kind == "publication")
        yield from (entry for _, entry in repository.entries(publications))


def _records(
    repository: Repository, progress: Callable[[int], None]
) -> Iterator[tuple[str, list[str]]]:
    """The lines of N-Quads of each record: its own graph, and the one that follows from it.

    After all records come those of the graph of labels.

    Blank nodes are numbered by record. What follows from a record speaks of its blank nodes, so
    its two graphs share them; no other record does.
    """
    graphs = groupby(
        repository.documents(derived=True), lambda pair: pair[0].removesuffix(_DERIVED)
    )
    for number, (document, pair) in enumerate(graphs):
        yield document, [line for iri, text in pair for line in _quads(iri, text, number)]
        if number % 1000 == 999:
            progress(1000)


def _quads(iri: str, text: str, number: int) -> Iterator[str]:
    name = term_of_iri(iri)
    if "_:" not in text:
        for line in text.split("\n")[:-1]:
            yield f"{line[:-1]}{name} .\n"
        return

    def label(term: str) -> str:
        return f"_:r{number}{term[2:]}" if is_blank(term) else term

    for s, p, o in triples_of(text):
        yield f"{label(s)} {p} {label(o)} {name} .\n"


def _read(file: Path, progress: Callable[[int], None]) -> Iterator[tuple[str, list[Triple]]]:
    """The records of a file of N-Quads: each document's IRI with all its triples, sorted.

    Reading them back takes a fraction of deriving them once more, and makes the forms agree.
    """
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as lines:
        records = groupby(lines, lambda line: _graph(line).removesuffix(_DERIVED))
        for number, (document, triples) in enumerate(records):
            yield document, sorted({_triple(line) for line in triples})
            if number % 1000 == 999:
                progress(1000)


def _graph(line: str) -> str:
    """The IRI of the graph of a line: the last term, which has no space in it."""
    return line[line.rindex(" ", 0, -3) + 2 : -4]


def _triple(line: str) -> Triple:
    subject, predicate, rest = line[: line.rindex(" ", 0, -3)].split(" ", 2)
    return subject, predicate, rest


def _unions(
    source: Path, progress: Callable[[int], None], tally: Tally
) -> Iterator[tuple[str, str]]:
    for document, triples in _read(source, progress):
        tally.add(document, triples)
        yield document, "".join(f"{s} {p} {o} .\n" for s, p, o in triples)


def _json_line(document: str, triples: list[Triple], context: str) -> bytes:
    """A document of JSON-LD on one line; json.dumps escapes what would end it."""
    thing = thing_of(document, triples)
    tree = jsonld.tree(Document(document, thing, triples, context))
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class _Compressed:
    """A file that is compressed and measured while it is written; its time is the commit's."""

    def __init__(self, path: Path, time: int) -> None:
        self._file = path.open("wb")
        self._sum = hashlib.sha256()
        self.size = 0
        self._gzip = gzip.GzipFile("", "wb", _LEVEL, cast(IO[bytes], self), time)
        buffered = io.BufferedWriter(cast(io.RawIOBase, self._gzip), _BUFFER)
        #: Where to write what is to be compressed.
        self.stream: IO[bytes] = buffered

    def __enter__(self) -> _Compressed:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.stream.close()
                self._gzip.close()
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()

    def write(self, data: bytes) -> int:
        """For the compressor: what goes to the file."""
        self._sum.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """For the compressor."""
        self._file.flush()


_TYPE = term_of_iri(RDF.type)


@dataclass(frozen=True, slots=True)
class Counts:
    """What there is of statements. ``classes`` has things by class, ``properties`` statements.

    ``links`` are those that lead to other data sets.
    None, or nothing, stands for what was not counted.
    """

    subjects: int | None = None
    classes: Mapping[str, int] = field(default_factory=dict)
    properties: Mapping[str, int] = field(default_factory=dict)
    links: Links = field(default_factory=dict)


class Tally:
    """Counts record by record, in memory that depends on the vocabulary alone.

    Things are counted where they are described: what a record says of another's is no new thing.
    """

    def __init__(self) -> None:
        self._subjects = 0
        self._classes: Counter[str] = Counter()
        self._properties: Counter[str] = Counter()
        self._links = LinkCounts()

    def add(self, document: str, triples: Iterable[Triple]) -> None:
        """Count the triples of the record of a document, of which each is told once."""
        own = ("_", f"<{document}>", f"<{document}#")
        subjects = set()
        triples = list(triples)
        self._links.add(triple for triple in triples if triple[0].startswith(own))
        for subject, predicate, value in triples:
            subjects.add(subject)
            self._properties[predicate] += 1
            if predicate == _TYPE:
                self._classes[value] += 1
        self._subjects += sum(subject.startswith(own) for subject in subjects)

    def counts(self) -> Counts:
        """What has been counted so far, by IRI."""
        return Counts(
            self._subjects,
            {iri_of(term): count for term, count in sorted(self._classes.items()) if is_iri(term)},
            {iri_of(term): count for term, count in sorted(self._properties.items())},
            self._links.links(),
        )
