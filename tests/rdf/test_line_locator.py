"""The line of a statement: exact in N-Triples, and where a person would look in the others."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.rdf import ANY, BLANK, Triple, format_of
from publod.rdf.line_locator import lines_of
from publod.vocabulary import XSD

BASE = "https://data.example.se/"
A, B = f"<{BASE}a#it>", f"<{BASE}b#it>"
TITLE, ISSUED = "<http://purl.org/dc/terms/title>", "<http://purl.org/dc/terms/issued>"
YEAR = f'"abc"^^<{XSD.gYear}>'

TURTLE = f"""\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <{XSD.iri}> .

<a#it>
    a dcterms:Nothing ;
    dcterms:title "A"@sv ,
        'B"'@en ;
    dcterms:issued "abc"^^xsd:gYear ; dcterms:abstract \"""one
two\"""
    ;
    dcterms:isPartOf [ dcterms:extent 5 ] , <c#it> .

<b#it> dcterms:issued "abc"^^xsd:gYear .
"""
RDF_XML = f"""\
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dcterms="http://purl.org/dc/terms/">
  <rdf:Description rdf:about="a#it">
    <dcterms:title xml:lang="sv">A &amp; B</dcterms:title>
    <dcterms:issued rdf:datatype="{XSD.gYear}">abc</dcterms:issued>
  </rdf:Description>
  <rdf:Description
     rdf:about="b#it">
    <dcterms:issued
       rdf:datatype="{XSD.gYear}">
       abc</dcterms:issued>
  </rdf:Description>
</rdf:RDF>
"""
JSON_LD = f"""\
{{
  "@context": {{
    "title": "http://purl.org/dc/terms/title",
    "issued": {{"@id": "http://purl.org/dc/terms/issued", "@type": "{XSD.gYear}"}}
  }},
  "@graph": [
    {{
      "@id": "a#it",
      "title": "A \\"B\\"",
      "issued": "abc"
    }},
    {{
      "@id": "b#it",
      "issued":
        "abc"
    }}
  ]
}}
"""


def lines(folder: Path, name: str, text: str, patterns: list[Triple]) -> list[int | None]:
    file = folder / name
    file.write_text(text, "utf-8")
    found = lines_of(file, format_of(file), BASE, patterns)
    return [found.get(pattern) for pattern in patterns]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_turtle(tmp_path: Path, bom: str) -> None:
    p = "<http://purl.org/dc/terms/{}>".format
    asked: list[tuple[Triple, int | None]] = [
        ((A, ANY, ANY), 4),
        ((A, TITLE, '"A"@sv'), 6),
        ((A, TITLE, '"B\\""@en'), 7),
        ((A, TITLE, ANY), 6),
        ((A, ISSUED, YEAR), 8),
        ((A, p("abstract"), '"one\\ntwo"'), 8),
        ((BLANK, p("extent"), f'"5"^^<{XSD.integer}>'), 11),
        ((A, p("isPartOf"), f"<{BASE}c#it>"), 11),
        ((B, ISSUED, YEAR), 13),
        ((ANY, p("extent"), ANY), 11),
        ((A, p("extent"), ANY), None),
    ]
    patterns = [pattern for pattern, _ in asked]
    assert lines(tmp_path, "a.ttl", bom + TURTLE, patterns) == [line for _, line in asked]


def test_rdf_xml(tmp_path: Path) -> None:
    patterns = [(A, TITLE, '"A & B"@sv'), (A, ISSUED, YEAR), (A, ANY, ANY)]
    assert lines(tmp_path, "a.rdf", RDF_XML, patterns) == [4, 5, 3]
    assert lines(tmp_path, "a.rdf", RDF_XML, [(B, ANY, ANY), (B, ISSUED, ANY)]) == [8, 11]


def test_json_ld(tmp_path: Path) -> None:
    patterns = [(A, TITLE, '"A \\"B\\""'), (A, ISSUED, YEAR), (B, ISSUED, YEAR), (B, ANY, ANY)]
    assert lines(tmp_path, "a.jsonld", JSON_LD, patterns) == [9, 10, 15, 13]


def test_a_blank_node_has_a_line_if_there_is_no_other_that_it_could_be(tmp_path: Path) -> None:
    twice = "<a> <b:p> [ <b:q> 1 ] .\n<a> <b:p> [ <b:q> 1 , 2 ] ."
    one, two = (f'"{n}"^^<{XSD.integer}>' for n in (1, 2))
    patterns = [(BLANK, "<b:q>", one), (BLANK, "<b:q>", two)]
    assert lines(tmp_path, "a.ttl", twice, patterns) == [None, 2]


def test_a_file_with_a_fault_is_searched_up_to_it(tmp_path: Path) -> None:
    text = "<b:s> <b:p> <b:o> .\n<b:s> <b:p> <b:q> .\noops"
    patterns = [("<b:s>", "<b:p>", "<b:q>"), ("<b:s>", "<b:p>", "<b:r>")]
    assert lines(tmp_path, "a.ttl", text, patterns) == [2, None]
    assert lines_of(tmp_path / "none.ttl", format_of(Path("a.ttl")), BASE, patterns) == {}


def test_a_long_line_is_read_in_parts(tmp_path: Path) -> None:
    """The parser aborts the process if it is given more than it asked for."""
    text = f'<b:s> <b:p> "{"å" * 100_000}" .\n<b:s> <b:q> "x" .'
    assert lines(tmp_path, "a.ttl", text, [("<b:s>", "<b:q>", '"x"')]) == [2]
    assert lines(
        tmp_path, "a.rdf", RDF_XML.replace("A &amp;", "A" * 99_999), [(B, ISSUED, YEAR)]
    ) == [None]
    assert lines(
        tmp_path, "a.rdf", RDF_XML.replace("A &amp;", "A" * 99_999), [(B, ISSUED, ANY)]
    ) == [11]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(_TEXT, min_size=1, max_size=30))
def test_every_line_of_n_triples_is_exact(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    patterns: list[Triple] = [
        (f"<b:{n}>", "<b:p>", str(ox.Literal(text))) for n, text in enumerate(texts)
    ]
    file = tmp_path_factory.mktemp("nt") / "a.nt"
    file.write_text("# \n\n" + "\n".join(f"{s} {p} {o} ." for s, p, o in patterns), "utf-8")
    found = lines_of(file, format_of(file), BASE, patterns)
    assert found == {pattern: line for line, pattern in enumerate(patterns, 3)}
