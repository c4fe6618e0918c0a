"""Looking into a PDF: how many pages it has, and its first page as images.

A PDF comes from outside and its reader is a large program, so it is opened in a child process of
its own: without network, without any file but this one, with ceilings on memory and time. What the
child answers is believed only as far as it is checked here.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from publod.isolated_process import close_network, forked_child, limit_seconds
from publod.messages import N_, English, Message

#: Processor seconds and seconds by the clock that one PDF may take.
_SECONDS, _PATIENCE = 20, 40
#: A page has at most so many points (ISO 32000-2, annex C), and so many times the length of its
#: shorter side: a cover of anything longer would be a line.
_LARGEST, _LONGEST = 14_400, 4
_MOST_PAGES = 1_000_000
#: Bytes of one answer, and of its first line.
_MOST, _HEAD = 8 << 20, 1 << 12
_QUALITY = 80
_PIECE = 1 << 16


class PdfProblem(Exception):
    """A PDF has no cover; the message says why."""

    def __init__(self, message: Message, pages: int | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.pages = pages


@dataclass(frozen=True, slots=True)
class Rendering:
    """A PDF with ``pages``, and its first page as WebP by width in pixels; none if it is blank.

    ``height`` is that of the first image.
    """

    pages: int
    images: dict[int, bytes]
    height: int = 0


def rendered(
    pdf: BinaryIO, widths: tuple[int, ...], seconds: float = _SECONDS, patience: float = _PATIENCE
) -> Rendering:
    """Look into a PDF that is open. Raises PdfProblem for one that gives no cover."""
    # Imported here, and not by each child anew.
    import pypdfium2  # noqa: F401
    from PIL import Image, WebPImagePlugin  # noqa: F401

    answers, theirs = os.pipe()
    pid = os.fork()
    if not pid:
        with forked_child(), os.fdopen(theirs, "wb") as out:
            _leave_only(pdf.fileno(), theirs)
            limit_seconds(seconds)
            close_network()
            _answer(pdf, widths, out)
    os.close(theirs)
    try:
        answer = _received(answers, time.monotonic() + patience)
    finally:
        os.close(answers)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if answer is None:
        raise PdfProblem(N_("it takes more than %(seconds)s s to draw", seconds=patience))
    try:
        return _checked(answer, widths)
    except (ValueError, KeyError, TypeError):
        code = os.waitstatus_to_exitcode(status)
        if code == -signal.SIGXCPU:
            raise PdfProblem(
                N_("it takes more than %(seconds)s s to draw", seconds=seconds)
            ) from None
        ended = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        raise PdfProblem(
            N_("the program that draws it ended (%(ended)s): it is damaged", ended=ended)
        ) from None


def _received(answers: int, until: float) -> bytes | None:
    """What a child writes until it ends; None where that takes too long."""
    parts: list[bytes] = []
    size = 0
    while size <= _MOST:
        ready, _, _ = select.select([answers], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        if not (part := os.read(answers, _PIECE)):
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _checked(answer: bytes, widths: tuple[int, ...]) -> Rendering:
    """An answer that is one. Raises ValueError and its like, or PdfProblem as the child says."""
    head, _, body = answer[: _MOST + 1].partition(b"\n")
    if len(head) > _HEAD or len(answer) > _MOST:
        raise ValueError("too long")
    said: dict[str, Any] = json.loads(head)
    pages = said["pages"]
    if pages is not None and not (isinstance(pages, int) and 0 <= pages <= _MOST_PAGES):
        raise ValueError("no number of pages")
    if "problem" in said:
        raise PdfProblem(Message.from_json(said["problem"]), pages or None)
    sizes, height = said["sizes"], said["height"]
    images: dict[int, bytes] = {}
    for width, size in zip(widths, sizes, strict=True) if sizes else ():
        image, body = body[:size], body[size:]
        if len(image) != size or image[:4] != b"RIFF" or image[8:12] != b"WEBP":
            raise ValueError("no image")
        images[width] = image
    if body or (images and not 0 < int(height) <= _LONGEST * widths[0]):
        raise ValueError("something else")
    return Rendering(int(pages or 0), images, int(height))


def _leave_only(*descriptors: int) -> None:
    """Let go of every file of the parent's but these, and write none."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    first = 3
    for descriptor in sorted(descriptors):
        os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1 << 16))


def _answer(pdf: BinaryIO, widths: tuple[int, ...], out: BinaryIO) -> None:
    """Write a line of JSON and the images after it; what fails is the message."""
    try:
        pages, images, height = _drawn(pdf, widths)
        head: dict[str, Any] = {
            "pages": pages, "sizes": [len(image) for image in images], "height": height,
        }  # fmt: skip
    except PdfProblem as problem:
        images, head = [], {"pages": problem.pages, "problem": problem.message.to_json()}
    except Exception as error:  # noqa: BLE001 (whatever its libraries raise)
        reason = N_(
            "it cannot be drawn: %(reason)s", reason=English(str(error)[:200] or repr(error))
        )
        images, head = [], {"pages": None, "problem": reason.to_json()}
    out.write(json.dumps(head).encode() + b"\n")
    out.writelines(images)
    out.flush()


def _drawn(pdf: BinaryIO, widths: tuple[int, ...]) -> tuple[int, list[bytes], int]:
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            raise PdfProblem(N_("it is encrypted")) from error
        raise PdfProblem(N_("it is damaged, or no PDF")) from error
    pages = len(document)
    if not pages:
        raise PdfProblem(N_("it has no pages"))
    try:
        page = document[0]
        width, height = page.get_size()
    except pypdfium2.PdfiumError as error:
        raise PdfProblem(N_("its first page is damaged"), pages) from error
    # What is no number fits no comparison.
    if not 0 < min(width, height) <= max(width, height) <= _LARGEST:
        raise PdfProblem(
            N_(
                "its first page measures %(width)s by %(height)s points",
                width=round(width), height=round(height),
            ),
            pages,
        )  # fmt: skip
    if max(width, height) > _LONGEST * min(width, height):
        raise PdfProblem(N_("its first page is too long and narrow"), pages)
    bitmap = page.render(scale=widths[-1] / width, may_draw_forms=False)
    drawing = bitmap.to_pil().convert("RGB")
    if all(low == high for low, high in drawing.getextrema()):  # a blank page is no cover
        return pages, [], 0
    images = []
    ratio = height / width
    for wide in widths:
        size = wide, max(1, round(wide * ratio))
        stream = BytesIO()
        drawing.resize(size, reducing_gap=3.0).save(stream, "WEBP", quality=_QUALITY, method=4)
        images.append(stream.getvalue())
    return pages, images, max(1, round(widths[0] * ratio))
