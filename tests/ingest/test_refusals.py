"""Every refusal names the file, the line where there is one, and what to do."""

from __future__ import annotations

import ast
import os
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ingest.catalogue import ADDRESSES, BASE, PREFIXES, ROOT, SHAPES, Home, small
from publod.errors import IngestError, RdfSyntaxError
from publod.ingest import check, record_drafts, sources
from publod.rdf import SourceFormat, format_of, read
from publod.record_repository import Repository

FIRST = PREFIXES.count("\n") + 1
DEEP = '{"a":' * 300 + "1" + "}" * 300
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


class Refusal(NamedTuple):
    """A file's name and text, the line that is named, or None, and words that help."""

    name: str
    text: str | bytes
    line: int | None
    says: str


def ttl(text: str) -> str:
    return PREFIXES + text


REFUSALS = [
    Refusal("a.ttl", ttl("<a> dcterms:title 'x\n"), FIRST, "Unexpected end"),
    Refusal("a.nt", "<b:a> <b:b> <b:c> .\n<b:a> oops", 2, ""),
    Refusal("a.rdf", f"{RDF}>\n<a/></rdf:RDF>", 2, ""),
    Refusal("a.rdf", '<!DOCTYPE x [\n<!ENTITY a "&b;">]>' + RDF + "/>", 2, "XML entity"),
    Refusal("a.jsonld", '{"@id": "a",\n"http://e.example/p": ' + DEEP + "}", 2, "nested deeper"),
    Refusal("a.jsonld", '{\n"@context": "http://e.example/c", "@id": "a"}', 2, "into the file"),
    Refusal(
        "a.jsonld", '{"@id": "a", "http://e.example/p":\n{"@value": "x", "@language": "sv_SE"}}',
        2, "such as sv or en-GB",
    ),
    Refusal(
        "a.jsonld",
        '{"@context": {"p": {"@id": "http://e.example/p", "@container": "@language"}},\n'
        '"@id": "a", "p": {"en": "x",\n"sv_SE": "y"}}', 3, "such as sv or en-GB",
    ),
    Refusal("a.ttl", ttl("<a> dcterms:title 'x'@sv_SE ."), FIRST, ""),
    Refusal("a.ttl", ttl("\n<a> dcterms:title 'x'@sv--ltr ."), FIRST + 1, "leave the direction out"),
    Refusal("a.ttl", ttl("\n<a> dcterms:title <<( <b:a> <b:b> <b:c> )>> ."), FIRST + 1, "leave the"),
    Refusal("a.ttl", ttl(f"\n<a> dcterms:title '{'x' * 8_000_001}' ."), FIRST + 1, "8,000,000"),
    Refusal("a.nt", f"<b:a> <b:b> <b:c> .\n<b:a> <b:b> \"{'x' * (17 << 20)}\" .", 2, "link to it"),
    Refusal(
        "a.ttl", ttl('<a> dcterms:title """\n' + "a line of text\n" * (17 << 16) + '""" .'),
        FIRST + 1, "link to it",
    ),
    Refusal("a.jsonld", '{"@id": "a",\n"http://e.example/p": "' + "x" * (17 << 20) + '"}', 2, "link to it"),
    Refusal("a.ttl", b"\x1f\x8b\x08", None, "unpack it first"),
    Refusal("a.ttl", ttl(f"\n<a> <{BASE}{'x' * 5000}> 'x' ."), FIRST + 1, "shorten it"),
    Refusal("a.txt", "", None, "known: .ttl"),
    Refusal("a.ttl", b"<a> <b> '\xff' .", 1, ""),
    Refusal("a.ttl", ttl("\n<http://e.example/x> dcterms:title 'x' ."), FIRST + 1, "base URL the one"),
    Refusal("a.ttl", ttl("\n[] dcterms:title 'x' ."), FIRST + 1, "no record refers to it"),
    Refusal(
        "a.ttl", ttl("<a#it> dcterms:creator _:x .\n<b#it> dcterms:creator _:x ."), FIRST + 1,
        "give it an IRI",
    ),
    Refusal("a.ttl", ttl("\n<a> foaf:page <javascript:alert(1)> ."), FIRST + 1, "leave it out"),
    Refusal("a.ttl", ttl("\n<a> dcterms:identifier 'x\\ny' ."), FIRST + 1, "write it on one line"),
    Refusal("a.trig", ttl("\n<http://e.example/g> { <a#it> dcterms:title 'x' }"), FIRST + 1, "below"),
    Refusal("a.trig", ttl("<a> {\n<b#it> dcterms:title 'x' }"), FIRST + 1, "say it in that record's"),
    Refusal("a.ttl", ttl("\n<a> <http://e.example/1> 'x' ."), FIRST + 1, "must be an XML name"),
    Refusal("a.ttl", ttl("\n<sparql> dcterms:title 'x' ."), FIRST + 1, "service itself"),
    Refusal("a.ttl", ttl("\n<a.html> dcterms:title 'x' ."), FIRST + 1, "leave it out"),
    Refusal(
        "a.ttl",
        ttl(
            "\n<a> dcterms:title " + ", ".join(f"_:n{i}" for i in range(9)) + " ."
            + "".join(f"_:n{i} foaf:page _:n{j} ." for i in range(9) for j in range(9) if i != j)
        ),
        FIRST + 1, "give them IRIs",
    ),
    Refusal(
        "a.ttl", ttl("<å> dcterms:title 'x' .\n<%C3%A5> dcterms:title 'x' ."), FIRST,
        "keep one of them",
    ),
]  # fmt: skip


def unreadable(folder: Path) -> None:
    """What a folder of somebody else's is; the superuser can read any."""
    raise sources._unreadable(PermissionError(13, "Permission denied", str(folder)))


def _folder(folder: Path) -> Path:
    made = folder / "b.ttl"
    made.mkdir(exist_ok=True)
    return made


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.ttl")
    return folder / "pipe.ttl"


def _file(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def _doubtful(folder: Path) -> Path:
    """A folder in which more may be than is read of it."""
    _file(folder, "a.ttl", "<a> <b:c> 'd' .")
    _file(folder, "b.json", '{"@context": {}, "@id": "a"}')
    return folder


def _many(folder: Path) -> None:
    """A record of more statements than one may have; the limit is lowered for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(record_drafts, "MOST_STATEMENTS", 1)
        file = _file(folder, "m.ttl", "\n<a> <b:c> 'd' , 'e' .")
        with pytest.raises(IngestError) as caught:
            check([file], None, ADDRESSES, SHAPES)
    assert str(caught.value).startswith(f"{file}:2: ")
    raise caught.value


def _changing(folder: Path) -> None:
    file = _file(folder, "c.ttl", "<a> <b:c> 'd' .")
    for _ in read(file, format_of(file), BASE):
        _file(folder, "c.ttl", "<a> <b:c> 'd' , 'e' .")


def _fetched(before: str, after: str) -> Callable[[Path], object]:
    """A load of what the service says of a publication, with this in place of that."""

    def act(folder: Path) -> object:
        home = Home(folder)
        home.put(small())
        served = Repository(home.truth)
        publication = served.present("publication/p1")
        (work,) = [o for o in served.statements(publication) if "isVersionOf" in o[1]]
        said = served.statements(publication) | served.own_name(
            served.present(work[2][len(BASE) + 1 : -4])
        )
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in sorted(said))
        assert before in text
        file = _file(folder, "f.nt", text.replace(before, after))
        return check([file], home.truth, ADDRESSES, SHAPES, served=served)

    return act


_REPLACED = f"<http://purl.org/dc/terms/isReplacedBy> <{BASE}publication/p2#it>"
#: Of paths, which have no lines.
PATHS: list[tuple[str, Callable[[Path], object]]] = [
    ("there is no RDF file in {}", lambda folder: sources.sources_of([folder])),
    ("there is no file or folder {}/x", lambda folder: sources.sources_of([folder / "x"])),
    ("{}: the folder cannot be read", unreadable),
    (
        "{}/b.ttl: it cannot be read: Is a directory",
        lambda folder: list(sources.statements_of([_folder(folder)], BASE)),
    ),
    ("{}/pipe.ttl is a pipe or a device", lambda folder: sources.sources_of([_pipe(folder)])),
    (
        "there is no record in {}/a.ttl",
        lambda folder: check([_file(folder, "a.ttl", "# -")], None, ADDRESSES, SHAPES),
    ),
    (
        "or move them out of it",
        lambda folder: check([_doubtful(folder)], None, ADDRESSES, SHAPES, prune=True),
    ),
    (
        "{}/pipe.ttl: it is not a file",
        lambda folder: list(read(_pipe(folder), SourceFormat.TURTLE, BASE)),
    ),
    (
        "{}/x.ttl: it cannot be read: No such",
        lambda folder: list(read(folder / "x.ttl", SourceFormat.TURTLE, BASE)),
    ),
    ("divide it", _many),
    ("{}/c.ttl: it changed while it was read: try again", _changing),
    ("there is no such record here", _fetched("publication/p1", "publication/none")),
    ("fetch it again, and make", _fetched('modified> "20', 'modified> "19')),
    ("change dcterms:title instead", _fetched('schema.org/name> "Bok', 'schema.org/name> "Häfte')),
    ("change what it is derived from", _fetched(_REPLACED, _REPLACED.replace("/p2", "/p4"))),
    ("has a record of its own", _fetched('schema.org/name> "Verk', 'schema.org/name> "Alster')),
]


def refused(folder: Path, refusal: Refusal) -> Exception:
    file = folder / refusal.name
    file.write_bytes(refusal.text if isinstance(refusal.text, bytes) else refusal.text.encode())
    with pytest.raises((IngestError, RdfSyntaxError)) as caught:
        check([file], None, ADDRESSES, SHAPES)
    return caught.value


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.name}-{one.says or 'syntax'}")
def test_a_refusal_names_its_place_and_what_to_do(tmp_path: Path, refusal: Refusal) -> None:
    message = str(refused(tmp_path, refusal))
    place = f"{tmp_path / refusal.name}:" + (f"{refusal.line}:" if refusal.line else " ")
    assert message.startswith(place)
    assert refusal.says in message
    assert len(message) < 1000


@pytest.mark.parametrize(("says", "act"), PATHS, ids=[says for says, _ in PATHS])
def test_a_refusal_of_a_path_names_it(
    tmp_path: Path, says: str, act: Callable[[Path], object]
) -> None:
    with pytest.raises((IngestError, RdfSyntaxError)) as caught:
        act(tmp_path)
    assert says.rsplit("{}", maxsplit=1)[-1] in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def raising() -> Iterator[tuple[str, int, int]]:
    """Every place in the code where a refusal begins: its file, its first line and its last."""
    for folder in ("ingest", "rdf"):
        for file in sorted((ROOT / "src/publod" / folder).glob("*.py")):
            tree = ast.parse(file.read_text("utf-8"))
            # The one has ceilings with tests of their own, the other reads no files.
            tree.body = [node for node in tree.body if getattr(node, "name", "") != "Rebasing"]
            if file.stem == "isolated_parsing":
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Raise) and node.exc is not None:
                    text = ast.unparse(node.exc)
                    if "IngestError(" in text or "RdfSyntaxError(" in text or "refusal(" in text:
                        yield str(file), node.lineno, node.end_lineno or node.lineno


def test_every_refusal_in_the_code_is_among_these(tmp_path: Path) -> None:
    passed: set[tuple[str, int]] = set()

    def follow(error: BaseException | None) -> None:
        while error is not None:
            for frame in traceback.extract_tb(error.__traceback__):
                passed.add((frame.filename, frame.lineno or 0))
            error = error.__context__

    for number, refusal in enumerate(REFUSALS):
        folder = tmp_path / str(number)
        folder.mkdir()
        follow(refused(folder, refusal))
        try:  # in this process, where it can be followed
            list(read(folder / refusal.name, format_of(folder / refusal.name), BASE))
        except RdfSyntaxError as error:
            follow(error)
    for number, (_, act) in enumerate(PATHS):
        folder = tmp_path / f"path-{number}"
        folder.mkdir()
        with pytest.raises((IngestError, RdfSyntaxError)) as caught:
            act(folder)
        follow(caught.value)
    missed = [
        f"{Path(file).name}:{first}"
        for file, first, last in raising()
        if not any((file, line) in passed for line in range(first, last + 1))
    ]
    assert missed == []
