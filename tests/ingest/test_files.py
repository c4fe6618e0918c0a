"""Which files a path means, and what becomes of odd ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.catalogue import PREFIXES, Home
from publod.errors import IngestError
from publod.ingest.sources import Unread, listed, sources_of
from publod.messages import Message

NAMED = PREFIXES + "<{}> dcterms:title 'x' ; dcterms:creator [ dcterms:title 'y' ] ."


def files_of(paths: list[Path]) -> list[Path]:
    return sources_of(paths).files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files to read among others, in folders that lead back to where they are."""
    for name in (
        "a.ttl", "b.NT", "in/c.jsonld", "in/deep.ttl/d.rdf", "e.txt", "f", "g.json", ".h.ttl",
        ".hidden/i.ttl", "in/.j.ttl", "k.ttl~",
    ):  # fmt: skip
        file = tmp_path / "files" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "files" / "empty.ttl").mkdir()
    (tmp_path / "files" / "in" / "loop").symlink_to(tmp_path / "files")
    (tmp_path / "files" / "gone.ttl").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "files" / "pipe.ttl")
    return tmp_path / "files"


def names(files: list[Path], below: Path) -> list[str]:
    return [str(file.relative_to(below)) for file in files]


def test_a_folder_means_the_rdf_below_it(folder: Path) -> None:
    assert names(files_of([folder]), folder) == [
        "a.ttl", "b.NT", "in/c.jsonld", "in/deep.ttl/d.rdf",
    ]  # fmt: skip


def test_a_file_is_read_whatever_its_folder_would_say(folder: Path) -> None:
    named = [folder / name for name in (".h.ttl", "g.json", "f")]
    assert files_of(named) == named


def test_a_file_that_is_named_in_many_ways_is_read_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "again.ttl").symlink_to("a.ttl")
    monkeypatch.chdir(folder.parent)
    ways = [folder / "a.ttl", Path("files/a.ttl"), Path("files/in/../a.ttl"), folder]
    assert names(files_of(ways), folder)[:2] == ["a.ttl", "b.NT"]
    assert len(files_of(ways)) == 4


def test_a_blank_node_is_not_doubled_by_naming_its_file_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    file = home.file(NAMED.format("a"))
    monkeypatch.chdir(tmp_path)
    home.load(file, Path("a.ttl"))
    assert home.truth.graphs(["a"])["a"].count("\n") == 3


@pytest.mark.parametrize("name", ["nowhere", "nowhere.ttl", "empty.ttl", "gone.ttl", "pipe.ttl"])
def test_a_path_without_anything_to_read_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(IngestError, match=name):
        files_of([folder / "a.ttl", folder / name])


def test_a_folder_that_cannot_be_read_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To pass over it would withdraw with ``--prune`` what is in it."""
    scan = os.scandir

    def refusing(path: str | os.PathLike[str]) -> object:
        if str(path).endswith("/in"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(IngestError, match="in: the folder cannot be read: Permission denied"):
        files_of([folder])


def test_an_empty_file_among_others_adds_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.file("", "files/empty.ttl")
    home.file(NAMED.format("a"), "files/a.ttl")
    home.load(home.folder / "files")
    assert home.truth.paths() == ["a"]


NOTHING = {
    "empty.ttl": b"",
    "mark.ttl": b"\xef\xbb\xbf",
    "comments.ttl": b"# records follow\n# none does\n",
    "prefixes.ttl": PREFIXES.encode(),
    "empty.nq": b"\n\n",
    "package.json": b'{"name": "x", "version": "1.0"}',
    "empty.json": b"{}",
    "list.jsonld": b"[]",
    "empty.rdf": b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "derived.trig": b"<a#derived> { <a#it> a <http://e.example/C> }",
}


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize("prune", [False, True])
def test_a_load_without_a_record_is_an_error(tmp_path: Path, name: str, prune: bool) -> None:
    """Most of all it withdraws nothing."""
    home = Home(tmp_path)
    home.load(home.file(NAMED.format("a")))
    file = home.file(NOTHING[name], f"files/{name}")
    for act in (home.load, home.check):
        with pytest.raises(IngestError, match=rf"no record in .*{name}"):
            act(file, prune=prune)
    assert home.truth.paths() == ["a"]


def test_many_files_without_a_record_are_named_by_the_first(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).touch()
    with pytest.raises(IngestError, match=r"no record in .*a\.ttl and 1 more file:"):
        Home(tmp_path).check(tmp_path)


# Links to folders


def test_links_to_folders_are_followed_and_circles_end(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    (outside / "deep").mkdir(parents=True)
    inside.mkdir()
    (outside / "deep" / "a.ttl").touch()
    (inside / "b.ttl").touch()
    (inside / "linked").symlink_to(outside)
    (inside / "again").symlink_to(outside / "deep")
    (outside / "back").symlink_to(inside)
    (outside / "self").symlink_to(".")
    assert sorted(file.name for file in files_of([inside])) == ["a.ttl", "b.ttl"]


def test_what_lies_behind_a_link_is_not_withdrawn(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.file(NAMED.format("a"), "files/a.ttl")
    home.file(NAMED.format("b"), "elsewhere/b.ttl")
    (home.folder / "files" / "more").symlink_to(home.folder / "elsewhere")
    for _ in range(2):
        home.load(home.folder / "files", prune=True)
        assert home.truth.paths() == ["a", "b"]


# What is not read


def unread(folder: Path) -> dict[str, bool]:
    """What in a folder is not read and named, and whether it may hold records."""
    return {one.path.name: one.may_hold_records for one in sources_of([folder]).unread}


def test_what_is_not_read_is_named(folder: Path) -> None:
    assert unread(folder) == {"gone.ttl": True, "pipe.ttl": True, "g.json": False}


RDF_BY_OTHER_NAMES = {
    "a.json": '{"@context": {}, "@graph": []}',
    "a.xml": '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>',
    "a.n3": "@prefix a: <http://a.example/> .",
    "a.ttl1": "PREFIX a: <http://a.example/>",
    "a.triples": '<http://a.example/> <http://b.example/> "x" .',
    "a.ttl.gz": "",
    "a.nq.zip": "",
}
NO_RDF = {"package.json": '{"name": "x"}', "sitemap.xml": "<urlset/>", "a.tar.gz": "", "b.dat": ""}
NEVER_READ = ("README", "README.md", "cover.jpg", "list.csv", "k.ttl~", ".a.json")


def test_rdf_by_another_name_is_told_from_other_files(tmp_path: Path) -> None:
    for name, content in (RDF_BY_OTHER_NAMES | NO_RDF).items():
        (tmp_path / name).write_text(content)
    for name in NEVER_READ:
        (tmp_path / name).write_text(PREFIXES)
    (tmp_path / "z.ttl").touch()
    assert unread(tmp_path) == dict.fromkeys(RDF_BY_OTHER_NAMES, True) | dict.fromkeys(
        NO_RDF, False
    )
    everything = [tmp_path, *(tmp_path / name for name in RDF_BY_OTHER_NAMES | NO_RDF)]
    assert sources_of(everything).unread == []


@pytest.mark.parametrize("name", [*RDF_BY_OTHER_NAMES, "gone.ttl", "pipe.nt", "pipe.json"])
def test_nothing_is_withdrawn_that_may_be_in_what_is_not_read(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path)
    home.file(NAMED.format("a"), "files/a.trig")
    home.load(home.file(NAMED.format("b")), home.folder / "files")
    place = home.folder / "files" / name
    if name in RDF_BY_OTHER_NAMES:
        place.write_text(RDF_BY_OTHER_NAMES[name])
    elif name.startswith("pipe"):
        os.mkfifo(place)
    else:
        place.symlink_to("nowhere")
    with pytest.raises(IngestError, match=rf"not read: .*{name}.* would be withdrawn"):
        home.load(home.folder / "files", prune=True)
    assert home.truth.paths() == ["a", "b"]
    assert [one.path for one in home.load(home.folder / "files").unread] == [place]


def test_what_is_surely_no_rdf_does_not_keep_from_pruning(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.file(NAMED.format("a"), "files/a.ttl")
    for name, content in NO_RDF.items():
        home.file(content, f"files/{name}")
    home.load(home.file(NAMED.format("b")), home.folder / "files")
    outcome = home.load(home.folder / "files", prune=True)
    assert home.truth.paths() == ["a"]
    assert {one.path.name for one in outcome.unread} == set(NO_RDF)


def test_a_home_inside_a_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").touch()
    (tmp_path / "home").mkdir()
    for name in ("writer.lock", "b.ttl", "c.json"):
        (tmp_path / "home" / name).touch()
    assert (names(files_of([tmp_path]), tmp_path), unread(tmp_path)) == (["a.ttl"], {})


def test_a_folder_with_other_files_alone_names_them(tmp_path: Path) -> None:
    (tmp_path / "a.json").touch()
    with pytest.raises(IngestError, match=r"no RDF file in .*; not read: .*a\.json"):
        sources_of([tmp_path])


def test_many_are_named_by_the_first_few() -> None:
    many = [Unread(Path(f"{n}.json"), Message("x"), may_hold_records=False) for n in range(8)]
    assert str(listed(many)) == (
        "0.json (x), 1.json (x), 2.json (x), 3.json (x), 4.json (x) and 3 more"
    )
