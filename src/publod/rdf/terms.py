"""Terms and triples as N-Triples text (https://www.w3.org/TR/n-triples/)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Subject, predicate and object, each as canonical N-Triples writes it.
Triple = tuple[str, str, str]

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CONTROL = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"


class Literal(NamedTuple):
    """A literal taken apart: its text, its datatype's IRI, its language tag or ''."""

    text: str
    datatype: str
    language: str


def is_iri(term: str) -> bool:
    """Whether the term is an IRI."""
    return term.startswith("<")


def is_blank(term: str) -> bool:
    """Whether the term is a blank node."""
    return term.startswith("_")


def iri_of(term: str) -> str:
    """The IRI that a term in angle brackets names."""
    return _unescape(term[1:-1])


def term_of_iri(iri: str) -> str:
    """An IRI as a term; the counterpart of `iri_of`."""
    return f"<{iri}>"


def literal_of(term: str) -> Literal:
    """Take a literal term apart (N-Triples §2.4)."""
    end = term.rindex('"')
    text = _unescape(term[1:end])
    tail = term[end + 1 :]
    if tail.startswith("@"):
        return Literal(text, _LANG_STRING, tail[1:])
    return Literal(text, iri_of(tail[2:]) if tail else _STRING, "")


def term_of_literal(text: str, language: str = "", datatype: str = "") -> str:
    """A literal as a term; the counterpart of `literal_of`. ``datatype`` is an IRI."""
    quoted = f'"{text.translate(_ESCAPES)}"'
    if language:
        return f"{quoted}@{language}"
    return f"{quoted}^^<{datatype}>" if datatype and datatype != _STRING else quoted


def triples_of(text: str) -> Iterator[Triple]:
    """The triples of canonical N-Triples: neither subject nor predicate contains a space."""
    for line in text.split("\n"):
        if line:
            subject, predicate, rest = line.split(" ", 2)
            yield subject, predicate, rest[:-2]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    short, long, control = match.groups()
    if control is not None:
        return _CONTROL.get(control, control)
    return chr(int(short or long, 16))
