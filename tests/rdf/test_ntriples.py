"""A whole catalogue out, and in again."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import pytest

from publod.rdf import SourceFormat, canonical, read, triples_of, write_dataset
from publod.rdf.source_format import SUFFIXES
from publod.vocabulary import PREFIXES

A, B = "https://data.example.se/a", "https://data.example.se/b"
P = "http://purl.org/dc/terms/title"
NASTY = ox.Literal('x "y" \\ \n\r\t \u2028 å\U0001f600 ]]> <&', language="sv")
#: Each with a blank node that has the same canonical label.
GRAPHS = [
    (A, canonical([(f"<{A}#it>", f"<{P}>", "_:x"), ("_:x", f"<{P}>", str(NASTY))])),
    (B, canonical([(f"<{B}#it>", f"<{P}>", "_:y"), ("_:y", f"<{P}>", '"7"^^<http://e/t>')])),
]


def written(syntax: SourceFormat) -> bytes:
    output = io.BytesIO()
    write_dataset(GRAPHS, syntax, output, PREFIXES)
    return output.getvalue()


@pytest.mark.parametrize("syntax", SourceFormat)
def test_nothing_is_lost(tmp_path: Path, syntax: SourceFormat) -> None:
    suffix = next(suffix for suffix, form in SUFFIXES.items() if form is syntax)
    file = tmp_path / f"a.{suffix}"
    file.write_bytes(written(syntax))
    found: dict[str | None, list[tuple[str, str, str]]] = {}
    for triple, graph in read(file, syntax, "http://other.example/"):
        found.setdefault(graph, []).append(triple)
    if syntax.has_graphs:
        assert {g: canonical(ts) for g, ts in found.items()} == {f"<{i}>": t for i, t in GRAPHS}
    else:
        apart = [
            tuple(f"{term}x{n}" if term.startswith("_") else term for term in triple)
            for n, (_, text) in enumerate(GRAPHS)
            for triple in triples_of(text)
        ]
        assert canonical(found[None]) == canonical([(s, p, o) for s, p, o in apart])


@pytest.mark.parametrize("syntax", SourceFormat)
def test_an_empty_catalogue_is_still_a_file(tmp_path: Path, syntax: SourceFormat) -> None:
    output = io.BytesIO()
    write_dataset([], syntax, output, PREFIXES)
    file = tmp_path / "a"
    file.write_bytes(output.getvalue())
    assert list(read(file, syntax, "http://other.example/")) == []
