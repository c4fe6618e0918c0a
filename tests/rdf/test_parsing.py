"""Files in, statements out: the same from every syntax, or the place of the fault."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.errors import RdfSyntaxError
from publod.rdf import SourceFormat, Statement, format_of, is_rdf, read
from publod.rdf.source_format import SUFFIXES

BASE = "https://data.example.se/"
P = "http://purl.org/dc/terms/title"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/terms/"'
TITLE: Statement = ((f"<{BASE}work/w#it>", f"<{P}>", '"Å \\"b\\""@sv'), None)
LISTENER = "http://127.0.0.1:{port}/context.jsonld"


def statements(folder: Path, name: str, content: str | bytes) -> list[Statement]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read(file, format_of(file), BASE))


def place(folder: Path, name: str, content: str | bytes) -> tuple[int | None, int | None]:
    """Where a fault is told to be; the message must begin with the file's name."""
    with pytest.raises(RdfSyntaxError) as caught:
        statements(folder, name, content)
    assert str(caught.value).startswith(str(folder / name))
    assert "Parser error" not in str(caught.value.reason)
    return caught.value.line, caught.value.column


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", f'<work/w#it> <{P}> "Å \\"b\\""@sv .'),
        ("a.turtle", f'<work/w#it> <{P}> """Å "b\\""""@sv .'),
        ("a.trig", f'<work/w#it> <{P}> "Å \\"b\\""@sv .'),
        ("a.nt", f'<{BASE}work/w#it> <{P}> "\\u00c5 \\"b\\""@sv .'),
        ("a.nq", f'<{BASE}work/w#it> <{P}> "Å \\"b\\""@sv .'),
        (
            "a.jsonld",
            f'{{"@id": "work/w#it", "{P}": {{"@value": "Å \\"b\\"", "@language": "sv"}}}}',
        ),
        ("a.json", f'{{"@id": "work/w#it", "{P}": {{"@value": "Å \\"b\\"", "@language": "sv"}}}}'),
        (
            "a.rdf",
            f'<rdf:RDF {RDF}><rdf:Description rdf:about="work/w#it">'
            '<d:title xml:lang="sv">Å "b"</d:title></rdf:Description></rdf:RDF>',
        ),
    ],
)
def test_every_syntax_says_the_same(tmp_path: Path, name: str, content: str) -> None:
    assert statements(tmp_path, name, content) == [TITLE]
    assert statements(tmp_path, name, b"\xef\xbb\xbf" + content.encode()) == [TITLE]  # with a BOM


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.trig", f'<work/w> {{ <work/w#it> <{P}> "x" }}'),
        ("a.nq", f'<{BASE}work/w#it> <{P}> "x" <{BASE}work/w> .'),
        ("a.jsonld", f'{{"@id": "work/w", "@graph": [{{"@id": "work/w#it", "{P}": "x"}}]}}'),
    ],
)
def test_a_graph_is_told(tmp_path: Path, name: str, content: str) -> None:
    triple = (f"<{BASE}work/w#it>", f"<{P}>", '"x"')
    assert statements(tmp_path, name, content) == [(triple, f"<{BASE}work/w>")]


def test_blank_nodes_of_different_files_are_different(tmp_path: Path) -> None:
    found = {statements(tmp_path, name, f'_:b <{P}> "x" .')[0][0][0] for name in ("a.ttl", "b.ttl")}
    assert len(found) == 2


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.ttl", f'<a> <{P}> "x" .\n\n<a> <{P}> oj .\n', (3, 38)),
        ("a.trig", f'<a> <{P}> "x" .\n\n<a> <{P}> oj .\n', (3, 38)),
        ("a.nt", f'<{BASE}a> <{P}> "x" .\n<{BASE}a> oj .\n', (2, 29)),
        ("a.nq", f'<{BASE}a> <{P}> "x" .\n<{BASE}a> oj .\n', (2, 29)),
        ("a.jsonld", '{\n  "@id": "a",\n  "b": oj\n}', (3, 8)),
        ("a.rdf", f"<rdf:RDF {RDF}>\n<rdf:Description>\n</rdf:Descriptio>\n</rdf:RDF>", (3, 17)),
        ("a.rdf", f'<rdf:RDF {RDF}>\n<rdf:Description rdf:about="a b"/>\n</rdf:RDF>', (2, 34)),
        ("a.rdf", f"<rdf:RDF {RDF}>\n<rdf:Description>\n <d:title>&foo;</d:title>", (3, 16)),
        ("a.ttl", b"<a> <http://p/p>\n 'x\xff' .", (2, 4)),
        ("a.ttl", r"<a> <http://p/p> 'x\uD800' .", (1, 20)),
        ("a.jsonld", "", (1, 1)),
    ],
)  # fmt: skip
def test_a_fault_has_a_place(
    tmp_path: Path, name: str, content: str | bytes, expected: tuple[int, int]
) -> None:
    assert place(tmp_path, name, content) == expected


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", f'{{"@id": "a", "{P}": {{"@value": {{}}}}}}'),  # well-formed JSON
        ("a.jsonld", f'{{"@id": "a", "{P}": "x\\uD800y"}}'),
        ("a.jsonld", b'{"@id": "a", "http://p/p": "x\xed\xa0\x80"}'),
        ("a.rdf", f"<rdf:RDF {RDF}><rdf:Description><d:title>x".encode() + b"\xff"),
        ("a.ttl", "<a> <http://p/p> 'x'".encode("utf-16")),
        ("a.ttl", "<a b> <http://p/p> 'x' ."),
        ("a.ttl", "<a%zz> <http://p/p> 'x' ."),
        ("a.ttl", r"<a\u0020b> <http://p/p> 'x' ."),
        ("a.ttl", "<a> <http://p/p> 'x'@ar--rtl ."),  # RDF 1.2
        ("a.ttl", "<a> <http://p/p> <<( <a> <b> <c> )>> ."),  # RDF 1.2
        ("a", "<a> <http://p/p> 'x' ."),
        ("a.txt", "<a> <http://p/p> 'x' ."),
    ],
)
def test_what_is_not_rdf_is_refused_by_name(
    tmp_path: Path, name: str, content: str | bytes
) -> None:
    place(tmp_path, name, content)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.rdf").mkdir()
    (tmp_path / "dangling.ttl").symlink_to(tmp_path / "nothing")
    for name in ("folder.rdf", "dangling.ttl"):
        with pytest.raises(RdfSyntaxError):
            list(read(tmp_path / name, SourceFormat.RDF_XML, BASE))


@pytest.mark.parametrize("name", ["a.ttl", "a.trig", "a.nt", "a.nq", "a.rdf"])
def test_an_empty_file_says_nothing(tmp_path: Path, name: str) -> None:
    assert statements(tmp_path, name, "") == []


def test_folders_are_searched_for_what_is_surely_rdf() -> None:
    sure = {suffix for suffix in SUFFIXES if is_rdf(Path(f"a.{suffix}"))}
    assert set(SUFFIXES) - sure == {"json", "xml"}
    assert is_rdf(Path("A.TTL"))
    assert not is_rdf(Path("ttl"))


# Attacks


def entities(*declarations: str) -> str:
    return (
        f"<!DOCTYPE r [{' '.join(declarations)}]>\n<rdf:RDF {RDF}><rdf:Description rdf:about='a'>"
        "<d:title>&b;</d:title></rdf:Description></rdf:RDF>"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        entities('<!ENTITY a "xxxxxxxxxx">', '<!ENTITY b "&a;&a;&a;">'),
        entities("<!ENTITY\n a 'xxxxxxxxxx'>", "<!ENTITY\tb '&a;&a;&a;'>"),
        entities('<!ENTITY % a "x">', '<!ENTITY b "&#37;a;">'),
        entities(f'<!ENTITY b "{"x" * 300}">'),
        "<!--" + " " * (1 << 20) + "-->" + entities('<!ENTITY a "x">', '<!ENTITY b "&a;&a;">'),
    ],
)
def test_entities_do_not_explode(tmp_path: Path, bomb: str) -> None:
    with pytest.raises(RdfSyntaxError, match="entity"):
        statements(tmp_path, "a.rdf", bomb)


def test_the_search_for_entities_is_linear(tmp_path: Path) -> None:
    started = time.process_time()
    for filler in (" ", "%", " %", "<!ENTITY ", '<!ENTITY a "'):
        with pytest.raises(RdfSyntaxError):
            statements(tmp_path, "a.rdf", "<!DOCTYPE r [<!ENTITY" + filler * 100_000)
    assert time.process_time() - started < 3


@pytest.fixture
def listener() -> Iterator[tuple[str, socket.socket]]:
    """An address, and a socket on which a fetch of it would be heard."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield LISTENER.format(port=server.getsockname()[1]), server


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonld", '{"@context": "URL", "@id": "a", "title": "x"}'),
        ("a.jsonld", '{"@context": ["URL", {}], "@id": "a", "title": "x"}'),
        ("a.jsonld", '{"@context": {"@import": "URL"}, "@id": "a", "title": "x"}'),
        ("a.jsonld", '{"@context": {"t": {"@id": "http://t/", "@context": "URL"}}, "t": {}}'),
        ("a.rdf", entities('<!ENTITY b SYSTEM "URL">')),
        ("a.rdf", entities('<!ENTITY % p SYSTEM "URL"> %p;')),
        ("a.rdf", f'<!DOCTYPE r SYSTEM "URL"><rdf:RDF {RDF}>&b;</rdf:RDF>'),
        ("a.rdf", entities('<!ENTITY b SYSTEM "file:///etc/hosts">')),
    ],
)
def test_nothing_is_fetched(
    tmp_path: Path, listener: tuple[str, socket.socket], name: str, content: str
) -> None:
    url, server = listener
    with pytest.raises(RdfSyntaxError):
        statements(tmp_path, name, content.replace("URL", url))
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ttl", "<a> <http://p/p> " + "[ <http://p/p> " * 50_000 + "1" + " ]" * 50_000 + " ."),
        ("a.ttl", "<a> <http://p/p> " + "[" * 50_000),
        ("a.ttl", "<a> <http://p/p> " + "( " * 50_000 + ")" * 50_000 + " ."),
        ("a.jsonld", '{"http://p/p":' * 50_000 + "1" + "}" * 50_000),
        ("a.jsonld", "[" * 100_000),
        ("a.jsonld", '{"@context":' + "[" * 50_000 + "]" * 50_000 + "}"),
        ("a.rdf", f"<rdf:RDF {RDF}>" + "<rdf:Description><d:title>" * 5_000),
        ("a.ttl", "<a> <http://p/p> '" + "x" * 5_000_000 + "' ."),
    ],
)
def test_depth_and_length_are_survived(tmp_path: Path, name: str, content: str) -> None:
    started = time.process_time()
    try:
        statements(tmp_path, name, content)
    except RdfSyntaxError:
        pass
    assert time.process_time() - started < 5
