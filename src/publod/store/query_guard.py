"""What is refused before an engine sees it: SERVICE, updates, and monsters.

The sandbox of the workers is the wall; this is the doorman, who explains. Other engines have no
such wall, so it is exact in one direction: no query that federates gets by. In the other, only
queries made to look like one are refused for nothing.

Reading a long query takes some hundred milliseconds, in proportion to its length. So the embedded
store has it read by the worker that is to answer it, when its turn has come.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection
from typing import NamedTuple

from publod.errors import QueryRefused, QueryShape
from publod.messages import N_, English, Message, Numeral
from publod.store.query_faults import fault_of
from publod.store.query_lexer import Token, readings, tokens

#: The longest query, in characters.
MAX_LENGTH = 256 << 10
#: How deep brackets of all sorts may be nested.
MAX_DEPTH = 256

NO_SERVICE = N_(
    "SERVICE is not allowed: this endpoint contacts no other address. Ask the other endpoint for "
    "its part yourself, and give what it answers to this one with VALUES"
)
READ_ONLY = N_(
    "this endpoint is read-only: it answers SELECT, ASK, CONSTRUCT and "
    "DESCRIBE, and takes no updates"
)

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH")
_ESCAPED_LETTER = re.compile(r"\\(?:u|U0000)00([46][1-9A-Fa-f]|[57][0-9Aa])")
#: What the parser says in words among the characters that it would have liked.
_SENTENCE = re.compile(r"\b[A-Z][A-Za-z]* [A-Za-z][A-Za-z .-]+")
_BRACKETS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}


def require_length(text: str, added: int = 0) -> None:
    """Raise QueryRefused for a query that is too long to be read at all.

    ``added`` is how many of its characters the service itself has put in.
    """
    if len(text) - added > MAX_LENGTH:
        raise QueryRefused(
            N_(
                "the query is longer than %(max_length)s characters, which is the most that one "
                "may have: ask in parts, with some of the VALUES in each",
                max_length=Numeral(MAX_LENGTH),
            )
        )


def inspect(text: str, added: int = 0) -> bool:
    """Raise QueryRefused, saying why, or tell whether the query names its own dataset with FROM.

    Most queries cost a few searches for a word; only those that spell it somewhere are tokenised.
    ``added`` is as in `require_length`.
    """
    require_length(text, added)
    opened = text.count("(") + text.count("{") + text.count("[")
    if opened > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise QueryRefused(
            N_(
                "the query has brackets nested more than %(max_depth)s deep, which "
                "is the most that there may be: write it flatter, or ask in parts",
                max_depth=MAX_DEPTH,
            )
        )
    lowered = text.lower()
    if "service" in lowered and _federates(text):
        raise QueryRefused(NO_SERVICE)
    if "\\u" in lowered:
        # The specification lets any letter be written so; the embedded engine does not.
        plain = _ESCAPED_LETTER.sub(lambda m: chr(int(m[1], 16)), text)
        if "service" in plain.lower() and _federates(plain):
            raise QueryRefused(NO_SERVICE)
    return "from" in lowered and any(
        token.kind == "word" and "from" in token.text.lower() for token in tokens(text)
    )


#: How much of a query is read to give advice on it, in characters.
_LONG_ENOUGH = 16 << 10
_COUNTING = {"GROUP", "COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}


def shape_of(text: str) -> QueryShape:
    """What a query does that takes long: count, sort, or neither; of a long one, the beginning."""
    words = {t.text.upper() for t in tokens(text[:_LONG_ENOUGH]) if t.kind == "word"}
    if words & _COUNTING:
        return "counting"
    return "sorting" if "ORDER" in words else "plain"


def is_update(text: str) -> bool:
    """Tell whether ``text``, which is no query, begins as a SPARQL update does."""
    for token in tokens(text):
        word = token.text.upper()
        if token.kind == "word" and word not in {"BASE", "PREFIX", "VERSION"}:
            return word.startswith(_UPDATES)
    return False


def readable(message: str, text: str, prefixes: Collection[str] = ()) -> Message:
    """Say what the parser's ``message`` about ``text`` means to the one who wrote the query.

    ``prefixes`` are those that are declared without the query's doing.
    """
    used: dict[str, Token] = {}
    declared, before, depth = set(prefixes), "", 0
    for token in tokens(text):
        if token.kind == "unclosed" or (token.kind == "other" and token.text in {'"', "'"}):
            return place_of(text, token.start, N_("the string that begins here does not end"))
        if token.kind == "other" and not token.text.isprintable():
            code = f"U+{ord(token.text):04X}"
            return place_of(
                text, token.start, N_("the character %(code)s cannot be here", code=code)
            )
        depth += _BRACKETS.get(token.text, 0)
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before == "PREFIX":
                declared.add(prefix)
            else:
                used.setdefault(prefix, token)
        before = token.text.upper()
    for prefix, token in used.items():
        if prefix not in declared:
            reason = N_(
                "the prefix %(prefix)s: is not declared (PREFIX %(prefix)s: <…>)", prefix=prefix
            )
            return place_of(text, token.start, reason)
    fault = fault_of(text) if len(text) <= _LONG_ENOUGH else None
    if fault is not None:
        return place_of(text, fault[0].start, fault[1])
    place = re.match(r"error at (\d+):(\d+): (.*)", message, re.DOTALL)
    if place is None:
        return Message.of(message)
    line, column = int(place[1]), int(place[2])
    rest = "\n".join(text.split("\n")[line - 1 :])[column - 1 :].split()
    plain = _SENTENCE.search(place[3])
    is_cut = depth > 0 or (not plain and before != "}")
    return _in_line(line, column, _reason(rest, plain[0] if plain else "", is_cut=is_cut))


def _reason(rest: list[str], english: str, *, is_cut: bool) -> Message:
    """Why a query does not parse: ``rest`` is what follows, ``english`` the parser's own words."""
    if rest and english:
        word = rest[0][:40]
        return N_("unexpected %(word)s (%(english)s)", word=word, english=English(english))
    if rest:
        return N_("unexpected %(word)s", word=rest[0][:40])
    if is_cut:
        return N_("the query ends too early")
    return Message.of(english) if english else N_("something before this is wrong")


def place_of(text: str, at: int, reason: Message) -> Message:
    """What is wrong with a character of a text, with its place as parsers give it."""
    return _in_line(text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at), reason)


def _in_line(line: int, column: int, reason: Message) -> Message:
    return N_(
        "line %(line)s, column %(column)s: %(reason)s", line=line, column=column, reason=reason
    )


class _Spelling(NamedTuple):
    """What a word or a name has of the words that matter."""

    #: A word with SERVICE in it, or with SILENT.
    service: bool = False
    silent: bool = False
    #: A name whose prefix may end in SERVICE or whose local part may, and of the latter that alone.
    name: bool = False
    local: bool = False
    #: A word after which the name of a graph stands.
    graph: bool = False


_NONE = _Spelling()


def _spelling(token: Token) -> _Spelling:
    if token.kind == "word":
        word = token.text.lower()
        graph = word in {"graph", "from", "named"}
        return _Spelling(service="service" in word, silent="silent" in word, graph=graph)
    if token.kind == "name":
        name = token.text.lower()
        prefix, _, local = name.partition(":")
        is_local = ".service" in local
        return _Spelling(name="service" in prefix or is_local, local=".service" in name)
    return _NONE


def _federates(text: str) -> bool:
    """Whether any reading of ``text`` has the keyword SERVICE.

    The engine tries shorter names where longer ones lead nowhere, so before a ``{`` the keyword may
    also be part of a name: ``SERVICEex:a {``, ``ex:p ex:a.b.SERVICE?x {``.
    """
    spelled: dict[int, _Spelling] = {}  # readings have tokens in common
    for reading in readings(text):
        last: deque[tuple[Token, _Spelling]] = deque(maxlen=4)
        for token in reading:
            spelling = _NONE
            if token.kind in {"word", "name"}:
                found = spelled.get(token.start)
                spelling = found or spelled.setdefault(token.start, _spelling(token))
            if spelling.service:
                return True
            if token.is_sign("{") and _is_preceded_by_service(list(last)):
                return True
            last.append((token, spelling))
    return False


def _is_preceded_by_service(last: list[tuple[Token, _Spelling]]) -> bool:
    """Whether the tokens before a ``{`` can be read as the keyword, SILENT or not, and a name."""
    if not last or last[-1][0].kind not in {"name", "iri", "variable"}:
        return False
    is_graph = len(last) > 1 and last[-2][1].graph
    if last[-1][1].name and not is_graph:
        return True
    # ?s ex:p ex:a.SERVICE?x {
    before = last[:-1]
    if before and before[-1][1].silent:
        before.pop()
    return bool(before) and before[-1][1].local


def _depth(text: str) -> int:
    depth = deepest = 0
    for token in tokens(text):
        if token.kind == "other":
            depth += _BRACKETS.get(token.text, 0)
            deepest = max(deepest, depth)
    return deepest
