"""A file tells its format by how it begins, and by its suffix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.errors import SourceUnreadable
from publod.importing.formats_of_sources import (
    FORMATS,
    ImportFormat,
    ReadOptions,
    format_named,
    format_of,
)
from publod.importing.source_record import SourceRecord


def read(path: Path, options: ReadOptions) -> Iterator[SourceRecord]:
    yield SourceRecord(path.name, 1)


MADE_UP = (
    ImportFormat("first", "First", ("xml", "one"), read, lambda head: b"<one" in head),
    ImportFormat("second", "Second", ("xml",), read, lambda head: b"<two" in head),
    ImportFormat("plain", "Plain", ("csv",), read),
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xml", b"<one/>", "first"),
        ("a.xml", b"<two/>", "second"),
        ("a.XML", b"<two/>", "second"),
        ("a.csv", b"title", "plain"),
        ("a.csv", b"<two/>", "plain"),
        ("a", b"<one/>", "first"),
        ("a.csv", b"", "plain"),
    ],
)
def test_recognised(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert format_of(file, MADE_UP).name == expected


@pytest.mark.parametrize(("name", "content"), [("a.xml", b"<three/>"), ("a.txt", b"title")])
def test_not_recognised(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceUnreadable, match=r"--format \(one of first, second, plain\)"):
        format_of(file, MADE_UP)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"a\.csv: it cannot be read: No such file"):
        format_of(tmp_path / "a.csv", MADE_UP)


def test_by_name() -> None:
    assert format_named("second", MADE_UP).label == "Second"
    with pytest.raises(SourceUnreadable, match="no format third"):
        format_named("third", MADE_UP)


def test_a_table_with_an_address_of_schema_org_is_a_table(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("title;type\nBo;https://schema.org/Report\n")
    assert format_of(file).name == "csv"


def test_names_are_unique() -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize(
    "start",
    ["<!doctype html>", "<html>", "\ufeff\n<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x'>"],
)
def test_a_web_page_may_name_schema_org_far_down(tmp_path: Path, start: str) -> None:
    file = tmp_path / "a.html"
    file.write_text(f"{start}<style>{'x' * 100_000}</style>", "utf-8")
    assert format_of(file).name == "schema"
