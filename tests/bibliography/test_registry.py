from __future__ import annotations

import pytest

from publod.formats import FORMATS, HTML, JSON_LD, TURTLE, by_media_type, by_suffix


@pytest.mark.parametrize("field", ["name", "suffix", "media_type"])
def test_every_format_is_listed_once(field: str) -> None:
    values = [getattr(form, field) for form in FORMATS]
    assert len(values) == len(set(values))


def test_finding_a_format() -> None:
    assert by_suffix("ttl") is TURTLE
    assert by_suffix("exe") is None
    assert by_media_type("Application/LD+JSON; profile=x") is JSON_LD
    assert by_media_type("application/json") is None


def test_content_types() -> None:
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSON_LD.content_type == "application/ld+json"


def test_pages_are_written_on_the_floor_above() -> None:
    assert HTML.writer is None
    assert all(form.writer for form in FORMATS if form is not HTML)
