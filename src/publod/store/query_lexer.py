"""The tokens of a SPARQL query: just enough to tell a keyword from a string that spells it.

https://www.w3.org/TR/sparql11-query/#grammar, as the engine reads it: without word boundaries, so
that ``trueSERVICE`` is two tokens and ``SERVICEex:a`` can be. Here they are one, and the guard
looks inside.

All of it takes time in proportion to the text's length, whatever is in the text. No token is read
twice from the same place, and where a comment or a string ends, which many may have in common, is
looked up in lists that are made once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property

# Beyond ASCII every character counts as part of a name: where it is not, nothing parses anyway.
_NAME = r"[\w\-\x80-\U0010ffff]"
# Atomic groups: before 3.11.5, Python reads too much by ``(?:…)*+`` where a way through fails late.
_REST = rf"(?>(?:\.+(?={_NAME})|{_NAME})*)"
_LOCAL = r"(?>(?:\.+(?=[\w\-:%\\\x80-\U0010ffff])|[\w\-:\x80-\U0010ffff]|%[0-9A-Fa-f]{2}|\\.)*)"


@cache
def _pattern() -> re.Pattern[str]:
    """What begins at a place; of comments and strings the first characters only."""
    return re.compile(
        rf"""
          (?P<space>   [\x20\t\r\n]+ )
        | (?P<comment> \# )
        | (?P<iri>     <[^\x00-\x20<>"{{}}|^`]*+> )
        | (?P<quote>   \"""|'''|"|' )
        | (?P<lang>    @[A-Za-z]+(?>(?:-+[A-Za-z0-9]+)*) )
        | (?P<variable>[?$][\w\x80-\U0010ffff]++ )
        | (?P<blank>   _:{_REST} )
        | (?P<number>  [0-9]++(?>(?:\.[0-9]++)?)(?>(?:[eE][+-]?[0-9]++)?) )
        | (?P<name>    (?>(?:[A-Za-z\x80-\U0010ffff]{_REST})?):{_LOCAL} )
        | (?P<word>    [A-Za-z]{_REST} )
        | (?P<other>   . )
        """,
        re.VERBOSE | re.DOTALL,
    )


_PREFIX = re.compile(_REST)
_LINE_END = re.compile(r"[\r\n]")
_STOP = re.compile(r"\\.|[\"'\r\n]", re.DOTALL)

#: What an expression may go on after with the operator ``<``.
_OPERANDS = frozenset({"iri", "string", "lang", "variable", "blank", "number", "name", "word"})


class Token:
    """A token of ``source`` from ``start`` to before ``end``, which count characters from 0.

    ``kind`` is a group of the pattern above, or ``string``, or ``unclosed``. ``text`` is cut out
    each time: ask the kind first, since a string may be as long as the query.
    """

    __slots__ = ("end", "kind", "source", "start")

    def __init__(self, kind: str, source: str, start: int, end: int) -> None:
        self.kind = kind
        self.source = source
        self.start = start
        self.end = end

    @property
    def text(self) -> str:
        """The characters of the token."""
        return self.source[self.start : self.end]

    def is_sign(self, signs: str) -> bool:
        """Whether it is one of these characters, outside of names, IRIs, strings and numbers."""
        return self.kind == "other" and self.source[self.start] in signs


def tokens(text: str) -> Iterator[Token]:
    """Give the tokens of ``text`` without space and comments, as they would mostly be read.

    It never fails: what is no token is given character by character as ``other``, and a long
    string that never ends is the last token, ``unclosed``.
    """
    scanner, at, size = _Scanner(text), 0, len(text)
    while at < size:
        token = scanner.token(at)
        if token.kind != "space":
            yield token
        if token.kind == "unclosed":
            return
        at = token.end


def readings(text: str) -> Iterator[Iterator[Token]]:
    """Give every way in which ``text`` can be cut into tokens; use each up before the next.

    ``<`` is the trouble. In ``FILTER(?a<?b)SERVICE#>`` it looks like the start of an IRI, and what
    it hides can only be seen by also reading it as an operator. A reading ends a few tokens after
    it has met an earlier one, since they go on alike: the work stays linear.
    """
    every = _Readings(text)
    while every.pending:
        yield every.read(every.pending.pop())


#: How many tokens two readings share after they have met: as many as it takes to see a SERVICE
#: that begins before the meeting.
_SHARED = 4


class _Readings:
    """The readings of a text, and where each has been."""

    def __init__(self, text: str) -> None:
        #: Where readings begin that have not been followed yet.
        self.pending = [0]
        self._scanner = _Scanner(text)
        self._size = len(text)
        self._seen: set[int] = set()
        self._tokens: dict[int, Token] = {}

    def read(self, at: int) -> Iterator[Token]:
        """One reading from a place on; it notes where others begin."""
        before = ""
        left = _SHARED
        while at < self._size:
            token = self._tokens.get(at) or self._tokens.setdefault(at, self._scanner.token(at))
            kind = token.kind
            if kind == "unclosed":
                yield token
                return
            if kind != "space":
                forks = kind == "iri" and before in _OPERANDS and _may_be_operator(token.text)
                state = ~at if forks else at
                if state in self._seen:
                    left -= 1
                    if not left:
                        return
                elif forks:
                    self.pending.append(at + 1)
                self._seen.add(state)
                yield token
                before = "word" if token.is_sign(")") else kind
            at = token.end


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._match = _pattern().match
        #: From where to where no letter beyond ASCII begins a name, because no colon follows.
        self._nameless = (0, 0)

    def token(self, at: int) -> Token:
        """The token that begins at a place of the text; comments count as space."""
        text = self._text
        if self._nameless[0] <= at < self._nameless[1] and text[at] >= "\x80":
            return Token("other", text, at, at + 1)
        match = self._match(text, at)
        assert match is not None  # noqa: S101 (any character is a token)
        kind, end = match.lastgroup or "other", match.end()
        if kind == "other" and text[at] >= "\x80":
            found = _PREFIX.match(text, at)
            self._nameless = (at, found.end() if found else end)
        elif kind == "comment":
            kind, end = "space", _next(self._line_ends, at, len(text))
        elif kind == "quote":
            quote = match[0]
            if len(quote) == 3:
                end = _next(self._stops[quote], at + 3, -1)
                kind, end = ("unclosed", at + 3) if end < 0 else ("string", end + 3)
            else:
                end = _next(self._stops[quote], at + 1, -1)
                is_closed = end >= 0 and text[end] == quote
                kind, end = ("string", end + 1) if is_closed else ("other", at + 1)
        return Token(kind, text, at, end)

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in _LINE_END.finditer(self._text)]

    @cached_property
    def _stops(self) -> dict[str, list[int]]:
        """What ends a string of each sort: its own quote, or the end of a line.

        Whether a character is escaped is the same from wherever a string begins: a row of
        backslashes inside of it is inside of it from its first on.
        """
        text = self._text
        stops: dict[str, list[int]] = {'"': [], "'": [], '"""': [], "'''": []}
        for match in _STOP.finditer(text):
            at, sign = match.start(), match[0]
            if sign in stops:
                stops[sign].append(at)
                if text.startswith(sign * 3, at):
                    stops[sign * 3].append(at)
            elif len(sign) == 1:
                stops['"'].append(at)
                stops["'"].append(at)
        return stops


def _next(places: list[int], at: int, otherwise: int) -> int:
    """The first of the places from ``at`` on."""
    found = bisect_left(places, at)
    return places[found] if found < len(places) else otherwise


def _may_be_operator(iri: str) -> bool:
    """Whether ``iri``, read as an expression, would hide what follows it.

    Only a comment or a string can, and no expression has two slashes before one.
    """
    cut = min((at for at in (iri.find("#"), iri.find("'")) if at >= 0), default=-1)
    return cut >= 0 and "//" not in iri[:cut]
