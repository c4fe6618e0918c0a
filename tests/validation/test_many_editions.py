"""What is judged grows with the number of a work's editions, and not with its square."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import rdflib

from ingest.catalogue import PREFIXES, Home, ref
from publod.errors import IngestError
from publod.rdf import SourceFormat, Triple, read
from publod.validation.shacl_engine import ClosureGraph, violations
from validation.plain import ours, plain, shapes


def work(count: int, *, number: str = "{n}", more: str = "") -> str:
    """The editions of one work, as Turtle."""
    edition = (
        '<publication/p{n}#it> a pub:Publication ; dcterms:title "Verk"@sv ; '
        f"dcterms:isVersionOf {ref('work/w')} ; pub:editionNumber {number} {more} ."
    )
    head = f'{PREFIXES}{ref("work/w")} a pub:Work ; dcterms:title "Verk"@sv .\n'
    return head + "\n".join(edition.format(n=n) for n in range(1, count + 1))


def triples(folder: Path, text: str) -> list[Triple]:
    file = folder / "a.ttl"
    file.write_text(text, encoding="utf-8")
    return [t for t, _ in read(file, SourceFormat.TURTLE, "https://data.example.se/")]


def test_steps_grow_as_the_editions_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    asked = ClosureGraph.triples

    def counting(self: ClosureGraph, triple: Any) -> Iterator[Any]:
        nonlocal steps
        for one in asked(self, triple):
            steps += 1
            yield one

    monkeypatch.setattr(ClosureGraph, "triples", counting)
    counts = []
    for size in (20, 80):
        data = triples(tmp_path, work(size))
        steps = 0
        list(violations(shapes(), data))
        counts.append(steps)
    assert counts[1] < 5 * counts[0]


def test_the_order_of_joins_changes_nothing(tmp_path: Path) -> None:
    text = work(6) + (
        f"\n{ref('publication/p2')} pub:editionNumber 1 ; "
        f"schema:translationOfWork {ref('publication/p1')} .\n"
        f"{ref('publication/p4')} pub:editionNumber 3 .\n"
    )
    data = triples(tmp_path, text)
    found = ours(violations(shapes(), data))
    assert found == plain(data)
    assert found


def test_other_graphs_are_asked_as_before() -> None:
    graph = rdflib.Graph().parse(data="<a:a> <a:p> <a:b> . <a:b> <a:p> <a:c> .", format="turtle")
    rows = graph.query("SELECT ?x ?z { ?x <a:p> ?y . ?y <a:p> ?z }")
    assert rows.bindings == [
        {rdflib.Variable("x"): rdflib.URIRef("a:a"), rdflib.Variable("z"): rdflib.URIRef("a:c")}
    ]


def test_too_many_editions_with_one_number_are_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(IngestError, match=r"work/w#it> has 200 editions with the number 7"):
        home.check(home.file(work(200, number="7")))
