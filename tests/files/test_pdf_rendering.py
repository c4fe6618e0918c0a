"""Looking into PDFs: what comes of them, and what hostile ones cannot do."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from files import pdfs
from publod.files import pdf_rendering
from publod.files.pdf_rendering import PdfProblem, Rendering, rendered

WIDTHS = (320, 640)


def look(content: bytes, **limits: float) -> Rendering:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return rendered(file, WIDTHS, **limits)


def test_a_first_page_becomes_images() -> None:
    rendering = look(pdfs.pdf(pages=48))
    assert (rendering.pages, rendering.height) == (48, 453)
    images = {width: Image.open(BytesIO(image)) for width, image in rendering.images.items()}
    assert {width: (image.format, image.size) for width, image in images.items()} == {
        320: ("WEBP", (320, 453)), 640: ("WEBP", (640, 906)),
    }  # fmt: skip
    red, green, blue = images[640].convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert (abs(red - 26) < 9, abs(green - 102) < 9, abs(blue - 128) < 9) == (True, True, True)


def test_a_blank_page_is_no_cover() -> None:
    assert look(pdfs.pdf(content=b"", pages=3)) == Rendering(3, {})


@pytest.mark.parametrize(
    ("content", "reason", "pages"),
    [
        (b"", "damaged, or no PDF", None),
        (b"%PDF-1.7\n" + os.urandom(5000), "damaged, or no PDF", None),
        (pdfs.pdf(pages=0), "no pages|damaged", None),
        (pdfs.encrypted(), "encrypted", None),
        (pdfs.pdf(width=1_000_000, height=1_000_000, pages=2), "1000000 by 1000000 points", 2),
        (pdfs.pdf(width=100, height=9000), "too long and narrow", 1),
        (pdfs.pdf(width=9000, height=100), "too long and narrow", 1),
    ],
)
def test_why_there_is_no_cover(content: bytes, reason: str, pages: int | None) -> None:
    with pytest.raises(PdfProblem, match=reason) as problem:
        look(content)
    assert problem.value.pages == pages


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(PdfProblem, match="takes more than 1 s"):
        look(pdfs.endless(), seconds=1)


def test_what_wants_too_much_memory_gets_none() -> None:
    """Whether the image is left out or the child ends, the caller goes on."""
    try:
        assert look(pdfs.greedy()).images == {}
    except PdfProblem:
        pass


def in_child(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have the child do something else, as a PDF that has taken it over would."""
    monkeypatch.setattr(pdf_rendering, "_drawn", lambda *_: act())


def test_a_child_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    in_child(monkeypatch, lambda: time.sleep(60))
    begun = time.monotonic()
    with pytest.raises(PdfProblem, match=r"takes more than 0\.3 s"):
        look(pdfs.pdf(), patience=0.3)
    assert time.monotonic() - begun < 20


def test_a_child_that_crashes_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    in_child(monkeypatch, lambda: os.kill(os.getpid(), signal.SIGSEGV))
    with pytest.raises(PdfProblem, match="SIGSEGV"):
        look(pdfs.pdf())


@pytest.mark.parametrize(
    "answer",
    [
        (1, [b"<svg onload=alert(1)>"] * 2, 453),
        (1, [b"RIFF1234WEBP"], 453),
        (10**9, [], 0),
        ("1", [], 0),
        (1, [b"RIFF1234WEBP"] * 2, 10**6),
        (1, [b"RIFF1234WEBP" + bytes(9 << 20)] * 2, 453),
    ],
)
def test_an_answer_is_believed_only_as_far_as_it_can_be(
    monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    in_child(monkeypatch, lambda: answer)
    with pytest.raises(PdfProblem, match="ended"):
        look(pdfs.pdf())


def test_the_child_has_no_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    open_file = tempfile.TemporaryFile()  # noqa: SIM115

    def act() -> object:
        import socket

        tried = []
        for call in (
            lambda: os.write(open_file.fileno(), b"x"),
            lambda: os.write(os.open(f"{tmp_path}/new", os.O_CREAT | os.O_WRONLY), b"x"),
            socket.socket,
            lambda: os.execv("/bin/true", ["true"]),
        ):
            try:
                call()
            except OSError as error:
                tried.append(type(error).__name__)
        raise RuntimeError(" ".join(tried))

    in_child(monkeypatch, act)
    with pytest.raises(PdfProblem, match="OSError OSError PermissionError PermissionError"):
        look(pdfs.pdf())
