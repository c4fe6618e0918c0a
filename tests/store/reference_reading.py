"""A slow reading of queries, which the guard's verdict is compared with.

It finds every token with one regular expression, from every place where a reading can begin, and
follows each reading to its end: no list is shared, nothing is remembered, and nothing ends early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"[\w\-\x80-\U0010ffff]"
_LOCAL = r"(?:\.+(?=[\w\-:%\\\x80-\U0010ffff])|[\w\-:\x80-\U0010ffff]|%[0-9A-Fa-f]{2}|\\.)*"
_TOKEN = re.compile(
    rf"""
      (?P<space>   [\x20\t\r\n]+ | \#[^\r\n]*+ )
    | (?P<iri>     <[^\x00-\x20<>"{{}}|^`]*+> )
    | (?P<string>  \"""(?: [^"\\] | \\. | "(?!"") )*\""" | '''(?: [^'\\] | \\. | '(?!'') )*'''
                 | "(?!"")(?: [^"\\\r\n] | \\. )*"       | '(?!'')(?: [^'\\\r\n] | \\. )*' )
    | (?P<lang>    @[A-Za-z]+(?:-+[A-Za-z0-9]+)* )
    | (?P<variable>[?$][\w\x80-\U0010ffff]++ )
    | (?P<blank>   _:(?: \.+(?={_NAME}) | {_NAME} )* )
    | (?P<number>  [0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)? )
    | (?P<name>    (?:[A-Za-z\x80-\U0010ffff](?: \.+(?={_NAME}) | {_NAME} )*)? :{_LOCAL} )
    | (?P<word>    [A-Za-z](?: \.+(?={_NAME}) | {_NAME} )* )
    | (?P<unclosed>\"""|''' )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = {"iri", "string", "lang", "variable", "blank", "number", "name", "word"}
_ESCAPED = re.compile(r"\\(?:u|U0000)00([46][1-9A-Fa-f]|[57][0-9Aa])")

Tokens = list[tuple[str, str, int]]


def tokens_from(text: str, at: int, before: str = "") -> tuple[Tokens, list[int]]:
    """The tokens of one reading, and after which signs another one begins."""
    found: Tokens = []
    others: list[int] = []
    while (match := _TOKEN.match(text, at)) is not None:
        kind, sign = str(match.lastgroup), match[0]
        if kind != "space":
            cut = min((i for i in (sign.find("#"), sign.find("'")) if i >= 0), default=-1)
            if kind == "iri" and before in _OPERANDS and cut >= 0 and "//" not in sign[:cut]:
                others.append(at + 1)
            found.append((kind, sign, at))
            if kind == "unclosed":
                break
            before = "word" if sign == ")" else kind
        at = match.end()
    return found, others


def every_reading(text: str) -> Iterator[Tokens]:
    """Every reading with all that comes before it, for texts that have few.

    Each place where a reading may begin is followed once: what comes after it is the same.
    """
    pending: list[int] = [0]
    followed = set()
    while pending:
        at = pending.pop()
        if at in followed:
            continue
        followed.add(at)
        found, others = tokens_from(text, at)
        yield found
        pending += others


def federates(text: str) -> bool:
    """Whether a reading has SERVICE where an engine would take it for the keyword."""
    plain = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)
    return any(_has_service(reading) for one in {text, plain} for reading in every_reading(one))


def _has_service(reading: Tokens) -> bool:
    for at, (kind, text, _) in enumerate(reading):
        if kind == "word" and "service" in text.lower():
            return True
        if text != "{" or not at or reading[at - 1][0] not in {"name", "iri", "variable"}:
            continue
        last = reading[max(0, at - 4) : at]
        kind, text, _ = last.pop()
        graph = bool(last) and last[-1][1].upper() in {"GRAPH", "FROM", "NAMED"}
        prefix, _, local = text.lower().partition(":")
        if kind == "name" and not graph and ("service" in prefix or ".service" in local):
            return True
        if last and last[-1][0] == "word" and "silent" in last[-1][1].lower():
            last.pop()
        if last and last[-1][0] == "name" and ".service" in last[-1][1].lower():
            return True
    return False
