"""The examples in `docs/data-model.md` are what `data/` says, and its tables name what exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef

from publod.ingest.file_faults import STATEMENT, SYNTAX
from publod.validation.published_shapes import published
from publod.vocabulary import EU_LANGUAGE, PREFIXES

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/"
TEXT = (ROOT / "docs" / "data-model.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```turtle\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
PROLOGUE = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in {**PREFIXES, "lang": EU_LANGUAGE}.items())


@cache
def catalogue() -> Graph:
    graph = Graph()
    for file in (ROOT / "data").rglob("*.ttl"):
        graph.parse(file, publicID=BASE)
    return graph


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split()[0].strip("<>"))
def test_an_example_is_in_the_data(example: str) -> None:
    graph = Graph().parse(data=PROLOGUE + example, format="turtle", publicID=BASE)
    triples = [t for t in graph if not any(isinstance(node, BNode) for node in t)]
    assert triples
    assert [triple for triple in triples if triple not in catalogue()] == []


def test_the_constraints_it_names_exist() -> None:
    written = Graph()
    for file in (ROOT / "shapes").glob("*.ttl"):
        written.parse(file)
    shapes = published(written)
    named = set(re.findall(r"`shape:([\w-]+)`", TEXT))
    assert named
    for name in named:
        shape = f"https://w3id.org/publod/shapes#{name}"
        assert shape in {SYNTAX, STATEMENT} or (URIRef(shape), None, None) in shapes
