"""The whole catalogue as files: whole, the same whoever writes them, and never half there."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pymarc
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

from bibliography.schemas import validate
from publod.bibliography.record_summary import summary_of
from publod.ledger import Change
from publod.rdf import Triple, canonical
from publod.rdf.jsonld_context import published
from publod.record_repository import Repository
from publod.services import dump_folder
from publod.services.dump_folder import DumpFolder, DumpMaker
from publod.services.dump_writer import (
    JSON_LINES,
    MARC,
    MARC_XML,
    MODS,
    N_QUADS,
    TURTLE,
    Dump,
    DumpForm,
    stem_of,
    write,
)
from publod.vocabulary import DCAT, DCTERMS, PUB, RDF
from services.copying import BASE, Source, change, concept, publication, withdrawn


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def with_file(name: str) -> Change:
    """A publication with a blank node, of which something follows."""
    thing = f"<{BASE}publication/{name}#it>"
    triples: list[Triple] = [
        (thing, f"<{RDF.type}>", f"<{PUB.Publication}>"),
        (thing, f"<{DCTERMS.title}>", f'"{name} \\n <x> ."@sv'),
        (thing, f"<{DCAT.distribution}>", "_:f"),
        ("_:f", f"<{RDF.type}>", f"<{DCAT.Distribution}>"),
        ("_:f", f"<{DCTERMS.title}>", '"Fil\u2028en"@sv'),
    ]
    return Change(f"publication/{name}", canonical(triples), summary_of(thing[1:-1], triples))


def make(source: Source) -> Dump:
    return DumpFolder(source.folder / "dumps").make(Repository(source.ledger))


def body(source: Source, dump: Dump, form: DumpForm) -> bytes:
    file = next(f for f in dump.files if f.form is form)
    data = (source.folder / "dumps" / file.name).read_bytes()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (file.size, file.sha256)
    return gzip.decompress(data)


def some(source: Source) -> None:
    source.commit(
        with_file("a"), with_file("b"), concept("x"), publication("c", "x", title="C"),
        change("agent/x", (RDF.type, "<http://xmlns.com/foaf/0.1/Organization>")),
    )  # fmt: skip


def test_n_quads_hold_authored_and_derived_graphs(source: Source) -> None:
    some(source)
    dump = make(source)
    quads = list(ox.parse(body(source, dump, N_QUADS), format=ox.RdfFormat.N_QUADS))
    names = {q.graph_name.value for q in quads if isinstance(q.graph_name, ox.NamedNode)}
    paths = source.ledger.paths()
    assert names == {BASE + p for p in paths} | {f"{BASE}{p}#derived" for p in paths}
    assert dump.records == len(paths)
    assert sum(dump.counts.properties.values()) == len(quads)
    assert dump.counts.classes[str(PUB.Publication)] == 3
    assert dump.counts.subjects == len({q.subject for q in quads})
    assert sum(dump.counts.properties.values()) == len({q.triple for q in quads})


def test_blank_nodes_are_a_records_own_and_its_two_graphs_share_them(source: Source) -> None:
    some(source)
    quads = list(ox.parse(body(source, make(source), N_QUADS), format=ox.RdfFormat.N_QUADS))
    graphs: dict[str, set[str]] = {}
    for quad in quads:
        if isinstance(quad.subject, ox.BlankNode) and isinstance(quad.graph_name, ox.NamedNode):
            graphs.setdefault(quad.subject.value, set()).add(quad.graph_name.value)
    assert sorted(map(sorted, graphs.values())) == [
        [f"{BASE}publication/{n}", f"{BASE}publication/{n}#derived"] for n in ("a", "b")
    ]


def test_all_forms_say_the_same(source: Source) -> None:
    some(source)
    dump = make(source)
    quads = Dataset(default_union=True)
    quads.parse(data=body(source, dump, N_QUADS), format="nquads")
    union = Graph()
    for triple in quads.triples((None, None, None)):
        union.add(triple)
    turtle = Graph().parse(data=body(source, dump, TURTLE), format="turtle")
    assert isomorphic(turtle, union)
    lines = body(source, dump, JSON_LINES).decode().rstrip("\n").split("\n")
    assert len(lines) == dump.records
    told = Graph()
    for line in lines:
        document = json.loads(line)
        assert document["@context"] == f"{BASE}context.jsonld"
        document["@context"] = published()["@context"]
        told += Graph().parse(data=json.dumps(document), format="json-ld")
    assert isomorphic(told, union)


def test_publications_are_there_for_library_systems(source: Source) -> None:
    some(source)
    long = publication("d", "x", title="ord " * 4000)
    source.commit(long)
    repository = Repository(source.ledger, "SE-X")
    dump = DumpFolder(source.folder / "dumps").make(repository)
    marc_xml, mods = body(source, dump, MARC_XML), body(source, dump, MODS)
    records = pymarc.parse_xml_to_array(io.BytesIO(marc_xml), strict=True)  # type: ignore[no-untyped-call]
    paths = [f"publication/{name}" for name in "abcd"]
    assert [record["001"].data for record in records] == paths
    assert {record["003"].data for record in records} == {"SE-X"}
    assert len(ElementTree.fromstring(mods)) == 4
    packed = list(pymarc.MARCReader(io.BytesIO(body(source, dump, MARC))))
    assert [record and record["001"].data for record in packed] == paths[:3]
    validate("marc21", marc_xml)
    validate("mods", mods)


def test_files_of_a_release_that_wrote_fewer_are_made_anew(source: Source) -> None:
    some(source)
    dump = make(source)
    folder = DumpFolder(source.folder / "dumps")
    manifest = folder.folder / f"{stem_of(dump.commit)}.json"
    said = json.loads(manifest.read_text())
    said["files"] = said["files"][:3]
    manifest.write_text(json.dumps(said))
    assert folder.find(dump.commit) is None
    assert make(source) == dump


def test_the_same_commit_gives_the_same_bytes(source: Source, tmp_path: Path) -> None:
    some(source)
    again = DumpFolder(tmp_path / "elsewhere").make(Repository(source.ledger))
    assert again == make(source)


def test_what_is_withdrawn_is_in_no_dump(source: Source) -> None:
    some(source)
    source.commit(withdrawn("publication/a"))
    assert b"publication/a>" not in body(source, make(source), N_QUADS)


def test_one_record_and_none(source: Source) -> None:
    source.commit(publication("a"))
    assert make(source).records == 1
    source.commit(withdrawn("publication/a"))
    dump = make(source)
    assert dump.records == 0
    assert body(source, dump, N_QUADS) == body(source, dump, JSON_LINES) == b""


def test_the_last_two_stay(source: Source) -> None:
    made = []
    for n in range(4):
        source.commit(publication(f"p{n}"))
        made.append(make(source))
    folder = DumpFolder(source.folder / "dumps")
    assert folder.all() == [made[3], made[2]]
    files = {file.name for dump in made[2:] for file in dump.files}
    assert {p.name for p in folder.folder.glob("publod-*.gz")} == files
    assert folder.find(made[1].commit) is None


def test_a_dump_that_lacks_a_file_or_a_piece_is_none(source: Source) -> None:
    some(source)
    dump = make(source)
    folder = DumpFolder(source.folder / "dumps")
    victim = folder.folder / dump.files[1].name
    victim.write_bytes(victim.read_bytes()[:-1])
    assert folder.all() == []
    assert make(source) == dump, "it is made anew"
    (folder.folder / f"publod-{dump.commit.id}-{dump.commit.token}.json").write_text("{")
    assert folder.all() == []


def test_a_failure_leaves_nothing_that_can_be_found(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(source)

    def fail(*_: object) -> Dump:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(dump_folder, "write", fail)
        with pytest.raises(OSError, match="full"):
            make(source)
    assert DumpFolder(source.folder / "dumps").all() == []
    assert make(source).records


_KILLED = """
import os, signal, sys
from pathlib import Path
from publod.services import dump_folder
from publod.services import dump_writer
from publod.ledger import Ledger
from publod.record_repository import Repository
place = sys.argv[3]
kill = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)
if place == "writing":
    dump_writer._json_line = kill
elif place == "publishing":
    dump_folder._sync = kill
dump_folder.DumpFolder(Path(sys.argv[2])).make(Repository(Ledger.open(sys.argv[1])))
"""


@pytest.mark.parametrize("place", ["writing", "publishing"])
def test_a_kill_leaves_no_half_dump(source: Source, place: str) -> None:
    some(source)
    folder = DumpFolder(source.folder / "dumps")
    url = f"sqlite:///{source.folder / 'ledger.db'}"
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, url, str(folder.folder), place], timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert any(folder.folder.rglob("*.gz")), "it was killed too early to show anything"
    assert folder.all() == []
    dump = make(source)
    assert folder.all() == [dump]
    assert {p.name for p in folder.folder.rglob("*.gz")} == {f.name for f in dump.files}


def test_two_askers_build_one(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    some(source)
    written: list[int] = []

    def slow(*arguments: object) -> Dump:
        written.append(1)
        time.sleep(0.3)
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(dump_folder, "write", slow)
    found: list[Dump] = []
    askers = [threading.Thread(target=lambda: found.append(make(source))) for _ in range(2)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)
    assert len(written) == 1
    assert len(found) == 2
    assert found[0] == found[1]


def awaited(folder: DumpFolder, source: Source) -> Dump | None:
    end = time.monotonic() + 60
    while (found := folder.find(source.ledger.head())) is None and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_a_process_makes_it(source: Source) -> None:
    some(source)
    folder = DumpFolder(source.folder / "dumps")
    maker = DumpMaker(folder.folder, f"sqlite:///{source.folder / 'ledger.db'}")
    try:
        maker.start()
        maker.start()
        dump = awaited(folder, source)
    finally:
        maker.close()
    assert dump is not None
    assert dump.records == 5


def test_the_process_ends_with_the_one_that_wanted_it(source: Source) -> None:
    """It waits for a lock that is never given, and ends all the same."""
    reading, writing = os.pipe()
    folder = DumpFolder(source.folder / "dumps")
    with folder._alone():
        process = subprocess.Popen(
            [sys.executable, "-m", "publod.services.dump_folder"], stdin=reading
        )
        wanted = {
            "folder": str(folder.folder),
            "ledger": f"sqlite:///{source.folder / 'ledger.db'}",
        }
        os.write(writing, json.dumps(wanted).encode() + b"\n")
        time.sleep(0.2)
        assert process.poll() is None
        os.close(writing)
        try:
            assert process.wait(30) == 1
        finally:
            process.kill()
            os.close(reading)


def test_after_a_failure_it_is_not_tried_at_once(source: Source, tmp_path: Path) -> None:
    maker = DumpMaker(tmp_path / "dumps", f"sqlite:///{tmp_path / 'none.db'}")
    try:
        maker.start()
        process = maker._process
        assert process is not None
        assert process.wait(60) != 0
        maker.start()
        assert maker._process is None
    finally:
        maker.close()
