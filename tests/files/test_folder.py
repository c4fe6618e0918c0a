"""The folder of files: no name leads out of it, and only regular files are in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from files import pdfs
from publod.files.folder import FileFolder, name_at, paths_of


@pytest.fixture
def folder(tmp_path: Path) -> FileFolder:
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    inside = tmp_path / "files"
    (inside / "sub" / "deep").mkdir(parents=True)
    for name in ("a.pdf", "sub/deep/Å ä.pdf", ".hidden.pdf", "sub/.hidden"):
        (inside / name).write_bytes(b"content")
    (inside / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (inside / "inside.pdf").symlink_to(inside / "a.pdf")
    (inside / "up").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe.pdf")
    os.link(tmp_path / "secret.pdf", inside / "same.pdf")
    return FileFolder(inside)


@pytest.mark.parametrize("name", ["a.pdf", "sub/deep/Å ä.pdf", "same.pdf"])
def test_a_file_is_opened_by_its_name(folder: FileFolder, name: str) -> None:
    with folder.open(name) as file:
        assert file.size == (folder.path / name).stat().st_size
        assert file.stream.read() in {b"content", b"secret"}


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "..", "/", "b.pdf", "a.pdf/", "a.pdf/x", "sub", "sub/deep", "sub/", "//a.pdf",
        "../secret.pdf", "sub/../a.pdf", "sub/../../secret.pdf", "./a.pdf", "/etc/passwd",
        "link.pdf", "inside.pdf", "up/secret.pdf", "pipe.pdf", ".hidden.pdf", "sub/.hidden",
        "a.pdf\0", "a\n.pdf", "x" * 300, "\udcff.pdf", "up/files/a.pdf", "..\\secret.pdf",
    ],
)  # fmt: skip
def test_nothing_else_is_there(folder: FileFolder, name: str) -> None:
    before = os.dup(0)  # the least number that is free
    os.close(before)
    with pytest.raises(FileNotFoundError):
        folder.open(name)
    after = os.dup(0)
    os.close(after)
    assert after == before


def test_a_folder_that_is_gone_has_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        FileFolder(tmp_path / "gone").open("a.pdf")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", pdfs.pdf(), "application/pdf"),
        ("a.pdf", b"\r\n" * 50 + pdfs.pdf(), "application/pdf"),
        ("a.pdf", b"<html>", ""),
        ("a.txt", pdfs.pdf(), "application/pdf"),
        ("a.epub", b"PK\x03\x04rest", "application/epub+zip"),
        ("a.docx", b"PK\x03\x04rest",
         "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a", b"PK\x03\x04rest", "application/zip"),
        ("a.pdf", b"PK\x03\x04rest", "application/zip"),
        ("a.html", b"<html>", "text/html"),
        ("a.unknown", b"", ""),
    ],
)  # fmt: skip
def test_what_a_file_is(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    (tmp_path / name).write_bytes(content)
    with FileFolder(tmp_path).open(name) as file:
        assert file.media_type == media_type


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("files/a.pdf", "a.pdf"), ("files/sub/%C3%85%20%C3%A4.pdf", "sub/Å ä.pdf"),
        ("files/Å.pdf", "Å.pdf"), ("files/", ""), ("files", None), ("filesystem/a", None),
        ("publication/a", None), ("files/a?b", None),
    ],
)  # fmt: skip
def test_paths_have_names(path: str, name: str | None) -> None:
    assert name_at(path) == name


def test_a_name_has_the_paths_that_iris_may_have() -> None:
    assert paths_of("a/b.pdf") == ["files/a/b.pdf"]
    assert paths_of("Å (1).pdf") == ["files/Å%20(1).pdf", "files/%C3%85%20(1).pdf"]
