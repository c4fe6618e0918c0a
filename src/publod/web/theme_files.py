"""The files of a catalogue's own look: which there may be, and what is wrong with them.

A drawing in SVG stands in pages as an image, where browsers run no script in it and fetch nothing
for it, so one that needs either is not what it looks like to whoever has made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from publod.messages import N_, English, Message
from publod.web.own_faults import Fault

#: What a theme may consist of, by suffix.
TYPES = {
    ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
    ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon", ".woff2": "font/woff2",
    ".woff": "font/woff",
}  # fmt: skip
#: How files of these formats begin.
_BEGINNINGS = {
    ".png": rb"\x89PNG\r\n\x1a\n", ".jpg": rb"\xff\xd8\xff", ".webp": rb"RIFF....WEBP",
    ".ico": rb"\x00\x00[\x01\x02]\x00|\x89PNG", ".woff2": b"wOF2", ".woff": b"wOFF",
}  # fmt: skip
#: What somebody may put into the folder in the hope that it is served.
_UNSERVED = frozenset({".gif", ".jpeg", ".avif", ".svgz", ".ttf", ".otf", ".eot", ".js", ".html"})
#: What each page looks for in the folder, by the stem of its name.
_USED = {"logo": "logo.svg", "icon": "icon.svg", "favicon": "icon.svg", "theme": "theme.css"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")\s]+)|@import\s+['"]([^'"]+)""", re.IGNORECASE)
_SVG = "http://www.w3.org/2000/svg"
_ACTIVE = frozenset({"script", "foreignObject", "iframe", "embed", "object", "handler"})


def theme_faults(folder: Path | None) -> Iterator[Fault]:
    """Files that are not what they are called, that pages do not use, or that refer to nothing."""
    files = [f for f in sorted(folder.rglob("*")) if f.is_file()] if folder else []
    names = {file.name for file in files if file.parent == folder}
    for file in files:
        suffix = file.suffix.lower()
        meant = _USED.get(file.stem.lower())
        if file.parent == folder and meant and suffix in TYPES and meant not in names:
            yield Fault(file, 0, N_("pages look for %(name)s, not for this", name=meant), False)
        if suffix in _UNSERVED or (suffix in TYPES and file.suffix != suffix):
            served = ", ".join(TYPES)
            reason = N_("this is not served: names of files end with %(served)s", served=served)
            yield Fault(file, 0, reason, blocks=False)
        elif suffix == ".svg":
            yield from _faults_of_svg(file)
        elif suffix == ".css" and folder:
            yield from _faults_of_css(file, folder)
        elif not re.match(_BEGINNINGS.get(suffix, b""), file.read_bytes()[:16], re.DOTALL):
            yield Fault(file, 0, N_("this is no %(format)s file", format=suffix[1:].upper()))


def _faults_of_css(file: Path, folder: Path) -> Iterator[Fault]:
    text = file.read_bytes().decode("utf-8", "replace")
    plain = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), text)
    for found in _ADDRESS.finditer(plain):
        address = found[1] or found[2]
        line = plain.count("\n", 0, found.start()) + 1
        if re.match(r"[a-z][a-z0-9+.-]*:|//", address, re.IGNORECASE):
            reason = N_(
                "%(address)s is not fetched, since pages take nothing from elsewhere: put the "
                "file into the folder %(folder)s",
                address=address[:80], folder=folder,
            )  # fmt: skip
            yield Fault(file, line, reason, blocks=False)
        elif not address.startswith(("#", "/")):
            target = file.parent / re.split("[?#]", address)[0]
            if not target.is_file() or target.suffix not in TYPES:
                reason = N_("there is no file %(name)s that is served", name=address)
                yield Fault(file, line, reason, blocks=False)


class _NoDrawing(Exception):
    """What makes an SVG file something else than a drawing."""


def _faults_of_svg(file: Path) -> Iterator[Fault]:
    """The first fault of an SVG file."""
    parser = expat.ParserCreate(namespace_separator=" ")
    styles: list[str] = []
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        space, _, local = name.rpartition(" ")
        if not depth and (space, local) != (_SVG, "svg"):
            raise _NoDrawing(
                N_("this is no SVG: its root is to be an svg of %(space)s", space=_SVG)
            )
        depth += 1
        if local in _ACTIVE:
            raise _NoDrawing(N_("a drawing on a page can have no %(name)s in it", name=local))
        styles.append(local)
        for attribute, value in attributes.items():
            called = attribute.rpartition(" ")[2]
            if called.lower().startswith("on"):
                raise _NoDrawing(N_("a drawing on a page can have no %(name)s in it", name=called))
            if (
                called in {"href", "src"} and (local != "a" or "script:" in value.lower())
            ) and not value.startswith(("#", "data:image/")):
                raise _NoDrawing(_foreign(value))
            _require_own(value)

    def end(_name: str) -> None:
        styles.pop()

    def text(content: str) -> None:
        if styles and styles[-1] == "style":
            _require_own(content)

    def entity(*declared: str | bool | None) -> None:
        if system := declared[4]:
            raise _NoDrawing(_foreign(str(system)))

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.buffer_text = text, True
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(file.read_bytes(), True)
    except expat.ExpatError as error:
        reason = N_("this is no SVG: %(error)s", error=English(expat.ErrorString(error.code)))
        yield Fault(file, error.lineno, reason)
    except _NoDrawing as error:
        yield Fault(file, parser.CurrentLineNumber, error.args[0])


def _require_own(style: str) -> None:
    """Raise _NoDrawing for a style that needs something beside the drawing."""
    for found in _ADDRESS.finditer(_COMMENT.sub("", style)):
        address = found[1] or found[2]
        if not address.startswith(("#", "data:image/", "data:font/")):
            raise _NoDrawing(_foreign(address))


def _foreign(address: str) -> Message:
    return N_(
        "a drawing on a page fetches nothing: take what %(address)s leads to into the file",
        address=address[:80],
    )
