"""JSON-LD that names the context which the catalogue itself publishes needs nothing fetched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publod.errors import RdfSyntaxError
from publod.rdf import SourceFormat, read
from publod.rdf.line_locator import lines_of
from publod.rdf.own_context import with_own_context

BASE = "https://data.example.se/katalog/"
TITLE = ("<https://data.example.se/katalog/a#it>", "<https://schema.org/name>", '"x"@sv')


def document(context: str) -> str:
    return f'{{"@context": {context},\n"id": "a#it",\n"type": "Book",\n"name": {{"sv": "x"}}}}'


@pytest.mark.parametrize(
    "context",
    [
        f'"{BASE}context.jsonld"', '"context.jsonld"', '"../context.jsonld"',
        '"../../context.jsonld"', '"..\\/context.jsonld"', f'["{BASE}context.jsonld"]',
        f'[{{"p": {{"@id": "http://e.example/p", "@context": [{{}}]}}}}, "{BASE}context.jsonld"]',
    ],
)  # fmt: skip
def test_the_own_context_is_known(tmp_path: Path, context: str) -> None:
    file = tmp_path / "a.jsonld"
    for beginning in ("", "\ufeff"):
        file.write_text(beginning + document(context), "utf-8")
        statements = [triple for triple, _ in read(file, SourceFormat.JSON_LD, BASE)]
        assert TITLE in statements
        assert len(statements) == 2
        assert lines_of(file, SourceFormat.JSON_LD, BASE, [TITLE]) == {TITLE: 4}


@pytest.mark.parametrize(
    "context",
    [
        '"https://data.example.se/context.jsonld"', '"https://e.example/context.jsonld"',
        '"x/context.jsonld"', '"/context.jsonld"', '"../context.jsonld?"',
        '{"@import": "../context.jsonld"}',
    ],
)  # fmt: skip
def test_another_context_is_refused(tmp_path: Path, context: str) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text(document(context), "utf-8")
    with pytest.raises(RdfSyntaxError, match="remote JSON-LD context|nothing is fetched") as caught:
        list(read(file, SourceFormat.JSON_LD, BASE))
    assert caught.value.line == 1


def test_what_follows_the_context_has_its_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonld"
    file.write_text(document('"../context.jsonld"').replace('{"sv"', '{"en us"'), "utf-8")
    with pytest.raises(RdfSyntaxError, match="language tag") as caught:
        list(read(file, SourceFormat.JSON_LD, BASE))
    assert caught.value.line == 4


def test_the_address_elsewhere_is_a_value() -> None:
    text = b'{"@context": {"a": "../context.jsonld"}, "b": "../context.jsonld"}'
    assert with_own_context(text, BASE) is text


def test_many_documents_in_one_file_get_what_they_use() -> None:
    text = ("[" + ",".join([document('"../context.jsonld"')] * 500) + "]").encode()
    whole = with_own_context(text, BASE)
    assert len(whole) < 12 * len(text)
    assert len(json.loads(whole)) == 500
