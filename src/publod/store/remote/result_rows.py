"""Answers that are read here and not handed on: our own questions, and rows as TSV.

https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/sparql11-results-csv-tsv/.
TSV is written here, from the server's JSON, since what some servers call TSV has neither the
terms' syntax nor their kinds (Virtuoso's).
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any

from publod.errors import StoreError
from publod.messages import N_

_HEAD = re.compile(r'"head"\s*:\s*')
_BINDINGS = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
#: How many bytes of TSV are handed on at a time, about.
_PIECE = 32 << 10


def boolean_of(body: bytes) -> bool:
    """What an answer in JSON says to ASK. Raises StoreError when it says nothing."""
    found = _json(body).get("boolean")
    if not isinstance(found, bool):
        raise StoreError(N_("the SPARQL server answered ASK with neither true nor false"))
    return found


def values_of(body: bytes) -> list[str]:
    """The values of the first variable in an answer in JSON."""
    rows = _json(body).get("results", {}).get("bindings", [])
    return [str(value["value"]) for row in rows for value in list(row.values())[:1]]


def tsv_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """An answer in JSON, as TSV, piece by piece. Raises StoreError when it is no whole JSON."""
    decoder, utf8 = json.JSONDecoder(), getincrementaldecoder("utf-8")()
    names: list[str] | None = None
    text = ""
    lines: list[str] = []
    is_whole = False
    try:
        for piece in pieces:
            text += utf8.decode(piece)
            if names is None:
                begun = _BINDINGS.search(text)
                if begun is None:
                    continue
                names = _names(decoder, text)
                lines.append("\t".join(f"?{name}" for name in names))
                text = text[begun.end() :]
            at = 0
            while not is_whole:
                between = _BETWEEN.match(text, at)
                at = between.end() if between else at
                if text.startswith("]", at):
                    is_whole = True
                    break
                try:
                    row, at = decoder.raw_decode(text, at)
                except ValueError:
                    break  # the rest of the row is still to come
                lines.append("\t".join(_term(row.get(name)) for name in names))
            text = text[at:]
            if sum(map(len, lines)) > _PIECE:
                yield _joined(lines)
                lines = []
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    if not is_whole:
        raise StoreError(N_("the SPARQL server's answer is no whole JSON"))
    yield _joined(lines)


def _names(decoder: json.JSONDecoder, text: str) -> list[str]:
    """The variables, from the beginning of an answer."""
    head = _HEAD.search(text)
    if head is None:
        raise StoreError(N_("the SPARQL server's answer does not name its variables first"))
    found: dict[str, list[str]] = decoder.raw_decode(text, head.end())[0]
    return list(found.get("vars", []))


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _term(value: dict[str, str] | None) -> str:
    if value is None:
        return ""
    text = value["value"]
    if value["type"] == "uri":
        return f"<{text}>"
    if value["type"] == "bnode":
        return "_:" + text.rpartition("/")[2]
    quoted = f'"{text.translate(_ESCAPED)}"'
    if language := value.get("xml:lang"):
        return f"{quoted}@{language}"
    return f"{quoted}^^<{value['datatype']}>" if "datatype" in value else quoted


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise StoreError(
            N_("the SPARQL server's answer is no JSON: %(error)s", error=error)
        ) from error
    return found if isinstance(found, dict) else {}
