"""Out and in again: the same ledger, through every syntax that keeps graphs."""

from __future__ import annotations

import random
from pathlib import Path
from typing import IO

import pyoxigraph as ox
import pytest
import rdflib

from ingest.catalogue import ADDRESSES, BASE, PREFIXES, Home, drafts, edited, small, turtle
from publod.ingest.load_plan import compare
from publod.rdf import SourceFormat, write_dataset
from publod.rdf.source_format import SUFFIXES
from publod.record_repository import Repository
from publod.vocabulary import PREFIXES as BOUND

DATA = Path(__file__).parents[2] / "data"
#: Texts and names that writers are wont to trip over.
ODD = (
    PREFIXES
    + r"""
<odd/a%20b#it> a foaf:Organization ; foaf:name "\"\\\n\r\t\u2028 <&> ]]> \U0001F600"@sv ;
  foaf:page <http://e.example/?q=a&b=%20#å> , [ foaf:name ""@sv ; foaf:page [ foaf:name "x"@en ] ] .
<odd/åäö#it> a foaf:Organization ; foaf:name "ÅÄÖ"@sv-FI ; <http://e.example/å> "007"^^xsd:integer ,
  "1e0"^^xsd:double , "x"^^<http://e.example/t> , "true"^^xsd:boolean , "2018"^^xsd:gYear .
<odd/record> dcterms:title "about the record itself"@en ; dcterms:isPartOf <odd/åäö#it> .
<odd/list#it> <http://e.example/list> ( <odd/åäö#it> "x" ( 1 2.50 ) ) .
"""
)


def exported(home: Home, syntax: SourceFormat, *, derived: bool = False) -> Path:
    suffix = next(suffix for suffix, form in SUFFIXES.items() if form is syntax)
    file = home.folder / f"export.{suffix}"
    with file.open("wb") as output:
        write(home, syntax, output, derived=derived)
    return file


def write(home: Home, syntax: SourceFormat, output: IO[bytes], *, derived: bool) -> None:
    write_dataset(Repository(home.truth).documents(derived=derived), syntax, output, BOUND)


def contents(home: Home) -> dict[str, tuple[str, object]]:
    """What the ledger says of each record, but for its commits and datestamps."""
    ledger = home.truth
    graphs, records = ledger.graphs(ledger.paths()), ledger.records(ledger.paths())
    links = {path: ledger.links_from([path]) for path in graphs}
    return {path: (graphs[path], (records[path].summary, links[path])) for path in graphs}


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Home, Home]:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    return Home(tmp_path / "one"), Home(tmp_path / "two")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The real catalogue and odd records; read only."""
    home = Home(tmp_path_factory.mktemp("real"))
    home.load(DATA, home.file(ODD))
    return home


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """One real publication with all that it needs, and odd records; read only."""
    home = Home(tmp_path_factory.mktemp("some"))
    home.load(
        DATA / "publications" / "prostitution-i-norra-sverige-2017.ttl",
        *sorted(DATA.glob("*.ttl")),
        home.file(ODD),
    )
    return home


DATASETS = [syntax for syntax in SourceFormat if syntax.has_graphs]


@pytest.mark.parametrize("derived", [False, True], ids=["authored", "derived"])
@pytest.mark.parametrize("syntax", DATASETS)
def test_the_real_catalogue_comes_back_as_it_was(
    real: Home, tmp_path: Path, syntax: SourceFormat, derived: bool
) -> None:
    other = Home(tmp_path)
    other.load(exported(real, syntax, derived=derived))
    assert contents(other) == contents(real)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("syntax", DATASETS)
def test_any_catalogue_comes_back_as_it_was(
    homes: tuple[Home, Home], syntax: SourceFormat, seed: int
) -> None:
    home, other = homes
    home.put(edited(random.Random(seed), small(), 12))
    other.commit(compare(drafts(exported(home, syntax)), None, ADDRESSES, prune=False))
    assert contents(other) == contents(home)


@pytest.mark.parametrize("derived", [False, True], ids=["authored", "derived"])
@pytest.mark.parametrize("syntax", SourceFormat)
def test_every_export_is_read_alike_by_two_parsers(
    some: Home, syntax: SourceFormat, derived: bool
) -> None:
    file = exported(some, syntax, derived=derived)
    form = ox.RdfFormat.from_media_type(syntax.value)
    assert form is not None
    ours = {(q.predicate.value, q.graph_name) for q in ox.parse(path=file, format=form)}
    theirs = rdflib.Dataset()
    theirs.parse(file, format={"application/rdf+xml": "xml", "application/n-quads": "nquads",
        "application/n-triples": "nt", "application/ld+json": "json-ld"}.get(syntax.value, syntax.value))  # fmt: skip
    size = sum(1 for _ in ox.parse(path=file, format=form))
    assert sum(1 for _ in theirs.quads()) == size > 500
    assert {str(p) for _, p, _, _ in theirs.quads()} == {p for p, _ in ours}


def test_only_what_was_authored_is_kept_apart(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.load(home.file(turtle(small())))
    graphs = dict(Repository(home.truth).documents(derived=True))
    assert set(graphs) == {
        BASE + "catalog#labels",
        *(BASE + path + end for path in home.truth.paths() for end in ("", "#derived")),
    }
    for path, graph in home.truth.graphs(home.truth.paths()).items():
        assert graphs[BASE + path] == graph
        assert not set(graph.splitlines()) & set(graphs[f"{BASE}{path}#derived"].splitlines())
