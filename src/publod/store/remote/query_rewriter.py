"""A query as it is sent to another engine: read strictly, with its dataset beside it.

https://www.w3.org/TR/sparql11-query/#grammar. Another engine has no sandbox around it, and a
language of its own: Virtuoso's ``bif:http_get(...)`` fetches whatever it is told to, for anybody.
So functions must be standard ones, prefixes declared, and nothing stand before the query's
form. And FROM becomes parameters of the protocol, since engines disagree about which counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from publod.errors import QueryRefused, QuerySyntaxError
from publod.messages import N_, English
from publod.store import query_guard
from publod.store.query_lexer import Token, readings, tokens
from publod.store.store_interface import Kind, Query

#: What a query of each form turns out to give.
KINDS: dict[str, Kind] = {
    "SELECT": "bindings",
    "ASK": "boolean",
    "CONSTRUCT": "graph",
    "DESCRIBE": "graph",
}
_PROLOGUE = {"BASE", "PREFIX"}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
#: What may stand outside of names, IRIs, strings and numbers.
_PUNCTUATION = frozenset("(){}[].,;*/|^+-!=<>&?")
_SPACE = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+\Z")
#: The functions of SPARQL 1.1 have names without a namespace, and these casts.
_CASTS = "http://www.w3.org/2001/XMLSchema#"


class RewrittenQuery(NamedTuple):
    """A query of the ``form`` SELECT, ASK, CONSTRUCT or DESCRIBE, with all that it relies on.

    ``text`` has no FROM. ``default`` and ``named`` are its dataset, None for the union of all.
    """

    form: str
    prologue: str
    text: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None


def rewritten(query: Query, base_url: str, prefixes: Mapping[str, str]) -> RewrittenQuery:
    """Read ``query`` as a public one. Raises QuerySyntaxError or QueryRefused."""
    query_guard.inspect(query.text, query.added)
    # Not all engines end a comment at a bare carriage return.
    text = _without_escapes(query.text).replace("\r\n", "\n").replace("\r", "\n")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise QuerySyntaxError(
            N_("the query is no Unicode text: %(reason)s", reason=English(error.reason))
        ) from None
    found = _Reading(text, base_url, prefixes)
    checked: set[int] = set()
    for reading in readings(text):
        _require_standard_functions(reading, found, checked)
    default, named = found.default, found.named
    if query.default_graphs or query.named_graphs:
        default, named = list(query.default_graphs), list(query.named_graphs)
    elif not found.clauses:
        return RewrittenQuery(found.form, found.prologue(), text, None, None)
    for graph in (*default, *named):
        _require_own(graph, base_url)
    return RewrittenQuery(
        found.form, found.prologue(), found.without_clauses(), tuple(default), tuple(named)
    )


class _Reading:
    """What the tokens of a query say about its form, its prefixes and its dataset."""

    def __init__(self, text: str, base_url: str, prefixes: Mapping[str, str]) -> None:
        self.text = text
        self.base = self._outer_base = base_url
        self.known = dict(prefixes)
        self.declared: dict[str, str] = {}
        self.default: list[str] = []
        self.named: list[str] = []
        self.clauses: list[tuple[int, int]] = []
        all_tokens = list(tokens(text))
        stream = iter(all_tokens)
        self.form = self._read_prologue(stream)
        _require_tokens(all_tokens, text)
        self._read_dataset(list(stream))
        self.used = {t.text.partition(":")[0] for t in all_tokens if t.kind == "name"}
        for prefix in self.used - self.declared.keys() - self.known.keys():
            message = query_guard.readable("", text, self.known)
            raise QuerySyntaxError(
                N_("the prefix %(prefix)s: is not declared", prefix=prefix)
                if message.is_foreign
                else message
            )

    def prologue(self) -> str:
        """The declarations that the query relies on without making them."""
        missing = sorted(self.used - self.declared.keys())
        declared = "".join(f"PREFIX {prefix}: <{self.known[prefix]}> " for prefix in missing)
        return f"BASE <{self._outer_base}> {declared}"

    def iri_of(self, token: Token) -> str | None:
        """The IRI that a token stands for; None when it stands for none."""
        if token.kind == "iri":
            return urljoin(self.base, token.text[1:-1])
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            space = self.declared.get(prefix, self.known.get(prefix))
            return None if space is None else space + _LOCAL_ESCAPE.sub(r"\1", local)
        return None

    def without_clauses(self) -> str:
        """The text with its FROM clauses blanked, so that all else stays where it was."""
        parts, at = [], 0
        for start, end in self.clauses:
            parts += [self.text[at:start], re.sub(r"[^\r\n]", " ", self.text[start:end])]
            at = end
        return "".join(parts) + self.text[at:]

    def _read_prologue(self, stream: Iterator[Token]) -> str:
        for token in stream:
            word = token.text.upper() if token.kind == "word" else ""
            if word in KINDS:
                return word
            if word not in _PROLOGUE:
                break
            name = next(stream, None) if word == "PREFIX" else None
            iri = next(stream, None)
            if iri is None or iri.kind != "iri" or (name and not name.text.endswith(":")):
                break
            value = urljoin(self.base, iri.text[1:-1])
            if name is None:
                self.base = value
            else:
                self.declared[name.text[:-1]] = value
        if query_guard.is_update(self.text):
            raise QueryRefused(query_guard.READ_ONLY)
        if not any(True for _ in tokens(self.text)):
            raise QuerySyntaxError(N_("the query ends too early: it is empty"))
        raise QuerySyntaxError(
            N_("after BASE and PREFIX, a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
        )

    def _read_dataset(self, all_tokens: list[Token]) -> None:
        """Note the FROM clauses, which stand before the pattern."""
        depth, templates = 0, 1 if self.form == "CONSTRUCT" else 0
        for at, token in enumerate(all_tokens):
            word = token.text.upper() if token.kind == "word" else ""
            if token.is_sign("({["):
                if token.is_sign("{") and not depth:
                    templates -= 1
                    if templates < 0:
                        return
                depth += 1
            elif token.is_sign(")}]"):
                depth -= 1
            elif not depth and word == "WHERE":
                return
            elif not depth and word == "FROM":
                self._note(all_tokens[at : at + 3])

    def _note(self, clause: list[Token]) -> None:
        is_named = len(clause) > 1 and clause[1].text.upper() == "NAMED"
        place = clause[2 if is_named else 1 :][:1]
        graph = self.iri_of(place[0]) if place else None
        if graph is None:
            raise QuerySyntaxError(N_("FROM is followed by the IRI of a graph"))
        (self.named if is_named else self.default).append(graph)
        self.clauses.append((clause[0].start, place[0].end))


def _require_tokens(all_tokens: list[Token], text: str) -> None:
    """Refuse what the standard's grammar cannot cut into tokens, but an engine's own might."""
    end = all_tokens[-1].end
    stray = next((t for t in all_tokens if t.kind == "other" and t.text not in _PUNCTUATION), None)
    if stray is not None:
        start, unexpected = stray.start, stray.text
    elif _SPACE.match(text, end) is None:
        start, unexpected = end, text[end:].lstrip()[:3]
    else:
        return
    line = text.count("\n", 0, start) + 1
    raise QuerySyntaxError(
        N_("line %(line)s: unexpected %(unexpected)s", line=line, unexpected=unexpected)
    )


def _require_standard_functions(
    reading: Iterable[Token], found: _Reading, checked: set[int]
) -> None:
    """Refuse functions that are the engine's own, in one way of reading the query.

    ``checked`` is where names stand that have been looked at: readings have many in common.
    """
    name = None
    for token in reading:
        if name is not None and token.is_sign("(") and name.start not in checked:
            checked.add(name.start)
            iri = found.iri_of(name)
            if iri is None or not iri.startswith(("http://", "https://")):
                raise QueryRefused(
                    N_(
                        "%(text)s is not a function of SPARQL 1.1: this endpoint has those "
                        "of the standard, and the casts of <%(casts)s>",
                        text=name.text,
                        casts=_CASTS,
                    )
                )
        name = token if token.kind in {"iri", "name"} else None


def _require_own(graph: str, base_url: str) -> None:
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", graph) or set(graph) & set('<>"{}|\\^` \n'):
        raise QuerySyntaxError(N_("%(graph)s is not the IRI of a graph", graph=repr(graph)))
    if not graph.startswith(base_url):
        raise QueryRefused(
            N_(
                "<%(graph)s> is no graph of this catalogue: their IRIs begin with %(base_url)s",
                graph=graph,
                base_url=base_url,
            )
        )


def _without_escapes(text: str) -> str:
    """Write letters instead of their numbers (§19.2), so that no name is hidden."""
    if "\\u" not in text and "\\U" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        try:
            letter = chr(int(match[1] or match[2], 16))
        except ValueError:
            return match[0]
        # In a string a quote or a backslash has to stay as it is written.
        return match[0] if letter in "\"'\\\n\r" or "\ud800" <= letter <= "\udfff" else letter

    return _ESCAPE.sub(plain, text)
