"""A source that is harvested again and again, as real ones are: it forgets, breaks off, deletes."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2 as httpx
import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.running import publod
from examples import up_to
from importing.folders import BASE, Imported, catalogue, statements
from importing.marc import marc_record
from publod.errors import SourceUnreadable
from publod.importing.importer import ImportOptions, import_records
from publod.importing.lock_file import hash_of, read_lock, write_lock
from publod.importing.oai_pmh_harvest import Harvest, HarvestState, read_state
from publod.importing.report import ImportReport

URL = "http://source.example/oai"
BOOK = """001 {number}
008 180101s2018    sw            000 0 swe
020    $a{isbn}
245 00 $aBok {number}
655  7 $areport
"""
ISBN = ("9789170001239", "9789127154643", "9780306406157")


@dataclass
class Source:
    """A source of MARC 21 whose pages have three records.

    ``records`` has those that are there, by identifier; None for one that is deleted. A list that
    has reached a place in ``forgets`` is forgotten there, once; at ``breaks_at`` it does not answer.
    """

    records: dict[str, str | None]
    changed: dict[str, int] = field(default_factory=dict)
    forgets: set[int] = field(default_factory=set)
    breaks_at: int | None = None
    time: int = 0
    asked: list[str] = field(default_factory=list)

    def change(self, **records: str | None) -> None:
        """Put records in the place of others, later than all harvests so far."""
        self.time += 10
        self.records |= records
        self.changed |= dict.fromkeys(records, self.time)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        question = request.url.params
        if question["verb"] == "Identify":
            self.time += 1
            return self._answer(
                "<Identify><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
            )
        self.asked.append(question.get("resumptionToken", "first"))
        since, place = question.get("from", ""), 0
        if "resumptionToken" in question:
            since, _, text = question["resumptionToken"].rpartition("|")
            place = int(text)
        if place == self.breaks_at:
            return httpx.Response(404)
        if place in self.forgets:
            self.forgets.remove(place)
            return self._answer('<error code="badResumptionToken"/>')
        listed = [one for one in self.records if _time(self.changed.get(one, 0)) >= since]
        if not listed:
            return self._answer('<error code="noRecordsMatch"/>')
        items = "".join(self._item(one) for one in listed[place : place + 3])
        token = f"{since}|{place + 3}" if place + 3 < len(listed) else ""
        return self._answer(
            f"<ListRecords>{items}<resumptionToken>{token}</resumptionToken></ListRecords>"
        )

    def _item(self, identifier: str) -> str:
        lines = self.records[identifier]
        status = "" if lines else ' status="deleted"'
        header = f"<header{status}><identifier>{identifier}</identifier></header>"
        if not lines:
            return f"<record>{header}</record>"
        to_xml: Callable[..., bytes] = pymarc.record_to_xml
        marc = to_xml(marc_record(lines), namespace=True).decode()
        return f"<record>{header}<metadata>{marc}</metadata></record>"

    def _answer(self, inner: str) -> httpx.Response:
        text = (
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
            f"<responseDate>{_time(self.time)}</responseDate>{inner}</OAI-PMH>"
        )
        return httpx.Response(200, text=text)


def _time(number: int) -> str:
    return f"2026-01-01T00:{number:02}:00Z"


def books(*numbers: int, **more: str) -> dict[str, str | None]:
    return {
        f"oai:{n}": BOOK.format(number=n, isbn=ISBN[n % 3]) + more.get(f"b{n}", "") for n in numbers
    }


def harvest(folder: Path, source: Source, size: int = 100) -> Imported:
    """A harvest, as the command does it."""
    client = httpx.Client(transport=httpx.MockTransport(source))
    run = Harvest(read_state(folder, URL, "marc21", ""), client, folder=folder)
    options = ImportOptions(source=URL, is_partial=True, withdraw=True, default_type="rapport")
    report = ImportReport()
    for batch in run.batches(size):
        report.extend(import_records(batch, folder, statements(folder), BASE, options))
        run.remember()
    run.remember()
    return Imported(folder, report)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "catalogue")


def identifiers(folder: Path) -> Counter[str]:
    return Counter(entry.keys[0] for entry in read_lock(folder).entries)


def is_valid(folder: Path) -> bool:
    publod(folder.parent / "home", "check", folder)
    return True


@pytest.mark.parametrize("size", [1, 4, 100])
def test_a_list_that_was_forgotten_gives_no_record_twice(folder: Path, size: int) -> None:
    source = Source(books(*range(12)))
    assert harvest(folder, source, size).report.counts["added"] == 12
    source.change(**books(1, 2, 4, 7), **dict.fromkeys(("oai:0", "oai:3", "oai:11")))
    source.forgets = {3, 6}
    done = harvest(folder, source, size).report.counts
    assert (done["added"], done["withdrawn"]) == (0, 3)
    assert identifiers(folder) == Counter(f"oai:{n}" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10))
    if size == 100:
        assert done["records"] == 7


def test_the_last_state_of_a_record_counts(folder: Path) -> None:
    source = Source(books(*range(6)))
    source.forgets = {3}
    client = httpx.Client(transport=httpx.MockTransport(source))
    run = Harvest(HarvestState(URL, "marc21"), client)
    pages = run.pages()
    first = next(pages)
    source.change(**{"oai:0": None})
    later = [record for page in pages for record in page]
    assert [one.identifier for one in first] == ["oai:0", "oai:1", "oai:2"]
    assert {one.identifier: one.is_deleted for one in later}["oai:0"]

    source.forgets, source.records = {3}, books(*range(6))
    run = Harvest(HarvestState(URL, "marc21"), client)
    [batch] = run.batches(100)
    assert sorted(one.identifier for one in batch) == [f"oai:{n}" for n in range(6)]


def test_a_harvest_that_was_killed_goes_on_behind_the_pages_that_it_has(folder: Path) -> None:
    source = Source(books(*range(12)), breaks_at=9)
    with pytest.raises(SourceUnreadable, match="404"):
        harvest(folder, source)
    assert identifiers(folder) == Counter()
    since = source.time
    source.breaks_at, source.asked = None, []
    source.change(**books(0))  # after the first page of it had been fetched
    done = harvest(folder, source).report.counts
    assert source.asked == ["|9"]
    assert (done["records"], done["added"]) == (12, 12)
    assert not (folder / ".harvest").exists()
    assert read_state(folder, URL, "marc21", "").since == _time(since)
    assert harvest(folder, source).report.counts["records"] == 1  # what changed meanwhile

    is_written = {p: p.read_bytes() for p in folder.rglob("*.ttl")}
    assert harvest(folder, replace(source, records={})).report.counts["records"] == 0
    assert {p: p.read_bytes() for p in folder.rglob("*.ttl")} == is_written


def test_pages_wait_until_their_records_are_in_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(books(*range(7)))
    with monkeypatch.context() as patch:
        patch.setattr("publod.importing.imported_files.Files.write", _fail)
        with pytest.raises(KeyboardInterrupt):
            harvest(folder, source, 6)
    assert source.asked == ["first", "|3", "|6"]
    assert harvest(folder, source, 6).report.counts["added"] == 7
    assert source.asked == ["first", "|3", "|6"]
    assert set(identifiers(folder).values()) == {1}


def _fail(*_: object) -> None:
    raise KeyboardInterrupt


def test_records_that_are_there_twice_go_at_the_next_harvest(folder: Path) -> None:
    source = Source(books(1, 2, b2="776 08 $tBok 1$w1\n"))
    harvest(folder, source)
    # As an earlier version left it: a record twice, and another that leads to the second.
    lock = read_lock(folder)
    entry = next(one for one in lock.entries if one.keys[0] == "oai:1")
    twice = replace(entry, path=entry.path + "-2", file="publications/bok-1-2018-2.ttl")
    for name, file in ((entry.path, twice.file), (entry.path, "publications/bok-2-2018.ttl")):
        source_file = entry.file if file == twice.file else file
        text = (folder / source_file).read_text("utf-8").replace(f"<{name}#", f"<{name}-2#")
        (folder / file).write_text(text, "utf-8")
    lock.entries.append(twice)
    for one in lock.entries:
        one.hashes = (hash_of((folder / one.file).read_bytes()),)
    write_lock(folder, lock)

    done = harvest(folder, source)
    assert done.report.counts["withdrawn"] == 1
    assert {one.value for one in done.report.findings if one.kind == "gone"} == {"oai:1", ""}
    assert identifiers(folder) == Counter({"oai:1": 1, "oai:2": 1})
    assert done.paths("publication") == ["publication/bok-1-2018", "publication/bok-2-2018"]
    assert done.triples("publication/bok-2-2018")["isFormatOf"] == ["<publication/bok-1-2018#it>"]
    assert is_valid(folder)
    assert harvest(folder, source).report.findings == []


def test_nothing_leads_to_what_the_source_has_deleted(folder: Path) -> None:
    edition = BOOK.format(number=1, isbn=ISBN[0]).replace("s2018", "s2020")
    edition = edition.replace("001 1", "001 6")
    source = Source(
        {
            **books(1, 2, 3, 4, 5, b2="776 08 $tBok 1$w1\n", b3="780 00 $tBok 1$w1\n",
                    b4="773 0  $tBok 1$w1\n"),
            "oai:6": edition + "250    $a2. uppl.\n",
        }
    )  # fmt: skip
    first = harvest(folder, source)
    own = "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
    own += "<publication/bok-2-2018#it> dcterms:replaces <publication/bok-5-2018#it> .\n"
    (folder / "own.ttl").write_text(own, "utf-8")
    work = first.triples("publication/bok-1-2020")["isVersionOf"]
    assert work == first.triples("publication/bok-1-2018")["isVersionOf"]

    source.change(**{"oai:1": None, "oai:5": None})
    done = harvest(folder, source)
    assert done.report.counts["withdrawn"] == 1
    assert "publication/bok-5-2018" in done.paths("publication")
    assert done.findings("left-alone") == [(0, "", "oai:5")]
    assert Counter(done.findings("gone"))[0, "", ""] == 3
    for number, name in ((2, "isFormatOf"), (3, "replaces")):
        assert name not in done.triples(f"publication/bok-{number}-2018")
    # A part is that of the work, since it must be part of something.
    assert done.triples("publication/bok-4-2018")["isPartOf"] == work
    assert done.triples("publication/bok-1-2020")["isVersionOf"] == work
    assert done.triples(work[0][1:-4])["title"] == ['"Bok 1"@sv']
    assert is_valid(folder)
    # And what is read again with the link finds nothing.
    source.change(**books(2, b2="776 08 $tBok 1$w1\n"))
    assert harvest(folder, source).report.counts["unchanged"] == 1
    assert is_valid(folder)


def test_a_work_stands_once_however_its_editions_come(folder: Path) -> None:
    second = BOOK.format(number=1, isbn=ISBN[1]).replace("s2018", "s2020") + "250    $a2. uppl.\n"
    source = Source({**books(1), "oai:2": second})
    harvest(folder, source)
    source.change(**{"oai:2": second.replace("Bok 1", "Bok 1 ny")})
    done = harvest(folder, source)
    assert done.triples("work/bok-1")["title"] == ['"Bok 1"@sv']
    assert "".join(done.files().values()).count("a pub:Work") == 1
    source.change(**{"oai:1": None, "oai:2": second.replace("Bok 1", "Bok ett")})
    done = harvest(folder, source)
    assert "".join(done.files().values()).count("a pub:Work") == 1
    assert is_valid(folder)


def test_lock_files_of_before_are_read(folder: Path) -> None:
    harvest(folder, Source(books(1)))
    file = folder / "import.lock"
    content = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps(content | {"homes": {"work/bok-1": "x.ttl"}}), "utf-8")
    assert identifiers(folder) == Counter({"oai:1": 1})


LINK = st.tuples(st.sampled_from(("765", "773", "776", "780", "785")), st.integers(1, 5))
RECORD = st.tuples(st.sampled_from(("s2018", "s2020")), st.lists(LINK, max_size=3))
STEP = st.dictionaries(st.integers(1, 5), st.none() | RECORD, min_size=1)


@settings(max_examples=up_to(100), deadline=None)
@given(st.lists(STEP, min_size=2, max_size=4), st.sampled_from((1, 100)))
def test_whatever_changes_and_goes_check_accepts_what_is_left(
    steps: list[dict[int, tuple[str, list[tuple[str, int]]] | None]], size: int
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, source = catalogue(Path(name) / "catalogue"), Source({})
        for step in steps:
            changed: dict[str, str | None] = {}
            for number, record in step.items():
                year, links = record or ("", [])
                # Two of them are editions of one work.
                book = BOOK.format(number=min(number, 4), isbn=ISBN[number % 3])
                book = book.replace(f"001 {min(number, 4)}", f"001 {number}")
                lines = "".join(f"{tag} 0  $tBok {n}$w{n}\n" for tag, n in links)
                changed[f"oai:{number}"] = book.replace("s2018", year) + lines if record else None
            source.change(**changed)
            harvest(folder, source, size)
        there = {one for one, lines in source.records.items() if lines}
        assert identifiers(folder) == Counter(there)
        publod(Path(name) / "home", "check", folder)
