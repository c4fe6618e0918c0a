"""The tokens of a SPARQL query: just enough to tell a keyword from a string that spells it.

https://www.w3.org/TR/sparql11-query/#grammar, as the engine reads it: without word boundaries, so
that ``trueSERVICE`` is two tokens and ``SERVICEex:a`` can be. Here they are one, and the guard
looks inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# Beyond ASCII every character counts as part of a name: where it is not, nothing parses anyway.
_NAME = r"[\w\-\x80-\U0010ffff]"
_LOCAL = r"(?:\.+(?=[\w\-:%\\\x80-\U0010ffff])|[\w\-:\x80-\U0010ffff]|%[0-9A-Fa-f]{2}|\\.)*+"

_TOKEN = re.compile(
    rf"""
      (?P<space>   [\x20\t\r\n]+ | \#[^\r\n]*+ )
    | (?P<iri>     <[^\x00-\x20<>"{{}}|^`]*+> )
    | (?P<string>  \"""(?: [^"\\] | \\. | "(?!"") )*+\""" | '''(?: [^'\\] | \\. | '(?!'') )*+'''
                 | "(?!"")(?: [^"\\\r\n] | \\. )*+"       | '(?!'')(?: [^'\\\r\n] | \\. )*+' )
    | (?P<lang>    @[A-Za-z]+(?:-+[A-Za-z0-9]+)*+ )
    | (?P<variable>[?$][\w\x80-\U0010ffff]++ )
    | (?P<blank>   _:(?: \.+(?={_NAME}) | {_NAME} )*+ )
    | (?P<number>  [0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+ )
    | (?P<name>    (?:[A-Za-z\x80-\U0010ffff](?: \.+(?={_NAME}) | {_NAME} )*+)?+ :{_LOCAL} )
    | (?P<word>    [A-Za-z](?: \.+(?={_NAME}) | {_NAME} )*+ )
    | (?P<unclosed>\"""|''' )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)

#: What an expression may go on after with the operator ``<``.
_OPERANDS = frozenset({"iri", "string", "lang", "variable", "blank", "number", "name", "word"})


class Token(NamedTuple):
    """``kind`` is a group of the pattern above; ``start`` counts characters from 0."""

    kind: str
    text: str
    start: int


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens of ``text`` without space and comments, as they would mostly be read.

    It never fails: what is no token is given character by character as ``other``, and a long
    string that never ends is the last token, ``unclosed``.
    """
    return _read(text, 0)


def readings(text: str) -> Iterator[Iterator[Token]]:
    """Give every way in which ``text`` can be cut into tokens; use each up before the next.

    ``<`` is the trouble. In ``FILTER(?a<?b)SERVICE#>`` it looks like the start of an IRI, and what
    it hides can only be seen by also reading it as an operator. A reading ends a few tokens after
    it has met an earlier one, since they go on alike: the work stays linear.
    """
    seen: set[int] = set()
    pending = [0]
    while pending:
        yield _read(text, pending.pop(), seen, pending)


#: How many tokens two readings share after they have met: as many as it takes to see a SERVICE
#: that begins before the meeting.
_SHARED = 4


def _read(
    text: str, at: int, seen: set[int] | None = None, pending: list[int] | None = None
) -> Iterator[Token]:
    before = ""
    left = _SHARED
    while (match := _TOKEN.match(text, at)) is not None:
        kind = match.lastgroup or "other"
        if kind == "unclosed":
            yield Token(kind, match[0], at)
            return
        if kind != "space":
            if seen is not None and pending is not None:
                forks = kind == "iri" and before in _OPERANDS and _may_be_operator(match[0])
                state = ~at if forks else at
                if state in seen:
                    left -= 1
                    if not left:
                        return
                elif forks:
                    pending.append(at + 1)
                seen.add(state)
            yield Token(kind, match[0], at)
            before = "word" if match[0] == ")" else kind
        at = match.end()


def _may_be_operator(iri: str) -> bool:
    """Whether ``iri``, read as an expression, would hide what follows it.

    Only a comment or a string can, and no expression has two slashes before one.
    """
    cut = min((at for at in (iri.find("#"), iri.find("'")) if at >= 0), default=-1)
    return cut >= 0 and "//" not in iri[:cut]
