"""Patterns of full-text search in a query, and the query in which their matches stand instead.

``(?publication ?score) pub:textMatch ("words" 50)`` is written as in Jena (``text:query``) and
Stardog (``textMatch``): the score and the number may be left out, and then the brackets. A store
knows nothing of it: who has an index puts the matches in as VALUES, at the beginning of the same
group (https://www.w3.org/TR/sparql11-query/#inline-data), before the store has the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from publod.errors import QueryRefused, QuerySyntaxError
from publod.messages import N_, Message, Numeral
from publod.store.query_guard import place_of, require_length
from publod.store.query_lexer import Token, tokens
from publod.store.store_interface import Query
from publod.vocabulary import PUB

#: The property that asks for a search. No record may have it, so it is no term of the ontology.
TEXT_MATCH = f"{PUB.iri}textMatch"
_LOCAL = "textMatch"
#: How many matches all patterns of a query have together, at most. With more rows of VALUES the
#: embedded engine joins the other way round, and takes minutes where it took a tenth of a second.
MOST_MATCHES = 1000
#: The most patterns of a query, and the longest text of one, in characters.
MOST_PATTERNS, LONGEST_TEXT = 8, 500

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_CHARACTERS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_CLOSED_BY = {"{": "}", "(": ")", "[": "]"}


class TextPattern(NamedTuple):
    """One search of a query: its ``text``, how many matches at most, and its variables.

    ``score`` is '' where the query has no use for it. ``group`` is where in the text the matches
    go, and ``start`` to ``end``, which become ``rest``, is what they stand for.
    """

    text: str
    limit: int
    variable: str
    score: str
    group: int
    start: int
    end: int
    rest: str


#: A publication's IRI, and how well it fits: from 0 to 1.
Match = tuple[str, float]


def mentions_text_match(text: str) -> bool:
    """Whether a query may have such a pattern; cheap."""
    return _LOCAL in text


def text_patterns(text: str, prefixes: Mapping[str, str]) -> list[TextPattern]:
    """The patterns of a query, in their order. ``prefixes`` are declared without its doing.

    Those that give no number share what others leave of `MOST_MATCHES`.
    Raises QuerySyntaxError, with the place, for one that is written otherwise, and QueryRefused for
    too many.
    """
    if not mentions_text_match(text):
        return []
    require_length(text)
    patterns = _Reader(text, prefixes).patterns()
    if len(patterns) > MOST_PATTERNS:
        raise QueryRefused(
            N_(
                "a query has %(most)s patterns with pub:textMatch at most: ask for several words "
                "in one text",
                most=MOST_PATTERNS,
            )
        )
    left = MOST_MATCHES - sum(pattern.limit for pattern in patterns)
    open_ended = sum(not pattern.limit for pattern in patterns)
    if left < open_ended:
        raise QueryRefused(
            N_(
                "the patterns with pub:textMatch of a query have %(most)s matches at most, "
                'together: write a smaller number behind the text, as in ("words" 500)',
                most=Numeral(MOST_MATCHES),
            )
        )
    return [p if p.limit else p._replace(limit=left // open_ended) for p in patterns]


def with_matches(
    query: Query, patterns: Sequence[TextPattern], matches: Sequence[Sequence[Match]]
) -> Query:
    """The query with the matches of each pattern in its place."""
    edits = [(p.start, p.end, p.rest) for p in patterns]
    edits += [(p.group, p.group, _values(p, m)) for p, m in zip(patterns, matches, strict=True)]
    text = query.text
    for start, end, new in sorted(edits, reverse=True):
        # Lines stay lines, so that what is told of a fault has its place.
        text = text[:start] + new + "\n" * text.count("\n", start, end) + text[end:]
    return query._replace(text=text, added=max(0, len(text) - len(query.text)))


def _values(pattern: TextPattern, matches: Sequence[Match]) -> str:
    if not pattern.score:
        return f" VALUES {pattern.variable} {{ {' '.join(f'<{iri}>' for iri, _ in matches)} }} "
    rows = " ".join(f"(<{iri}> {score:.3f})" for iri, score in matches)
    return f" VALUES ({pattern.variable} {pattern.score}) {{ {rows} }} "


class _Reader:
    """Walks through the tokens of a query, knowing the brackets around each."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._names = {f"{prefix}:{_LOCAL}" for prefix, iri in prefixes.items() if iri == PUB.iri}

    def patterns(self) -> list[TextPattern]:
        patterns = []
        opened: list[int] = []
        for at, token in enumerate(self._tokens):
            if token.is_sign("{(["):
                opened.append(at)
            elif token.is_sign("})]") and opened:
                opened.pop()
            elif token.kind == "name" and self._is_word(at - 1, "PREFIX"):
                self._declare(at)
            elif self._is_text_match(token):
                pattern = self._pattern(at, opened)
                if pattern is not None:
                    patterns.append(pattern)
        return patterns

    def _declare(self, at: int) -> None:
        prefix = self._tokens[at].text
        self._names.discard(f"{prefix}{_LOCAL}")
        if self._sign(at + 1) == f"<{PUB.iri}>":
            self._names.add(f"{prefix}{_LOCAL}")

    def _is_text_match(self, token: Token) -> bool:
        if token.kind == "iri":
            return token.text == f"<{TEXT_MATCH}>"
        return token.kind == "name" and token.text in self._names

    def _pattern(self, at: int, opened: Sequence[int]) -> TextPattern | None:
        """The pattern whose property is the token ``at``; None where it is no property there."""
        before, after = self._sign(at - 1), self._sign(at + 1)
        if after in {".", "}", ")", ";", ",", "]", ""} or before in {"(", ",", "=", "{", ""}:
            return None  # a value: of VALUES, of a function, of another property
        group = opened[-1] if opened else -1
        if self._sign(group) != "{":
            self._fail(at, N_("it stands in a group between { and }, not between other brackets"))
        if self._is_template(group):
            return None
        end, text, limit = self._object(at)
        start, subject = self._subject(at)
        variables = [token.text for token in self._tokens[subject[0] : subject[1]]
                     if token.kind == "variable"]  # fmt: skip
        is_first = subject[1] == at or (subject[1] + 1 == at and before == ")")
        rest, end = self._rest(end, variables[0], is_first=is_first)
        return TextPattern(
            text,
            limit,
            variables[0],
            variables[1] if len(variables) > 1 else "",
            self._tokens[group].end,
            self._tokens[start].start,
            self._tokens[end - 1].end,
            rest,
        )

    def _subject(self, at: int) -> tuple[int, tuple[int, int]]:
        """Where what is taken out begins, and between which tokens the variables stand."""
        before = at - 1
        if self._sign(before) == ")" and self._sign(opening := self._opening(before)) == "(":
            inner = (opening + 1, before)
            kinds = [token.kind for token in self._tokens[inner[0] : inner[1]]]
            if kinds not in (["variable"], ["variable", "variable"]):
                self._fail(at, N_("before it stands (?publication ?score), or ?publication"))
            return opening, inner
        if self._tokens[before].kind == "variable":
            return before, (before, before + 1)
        if self._sign(before) == ";":
            subject = self._statement(before)
            if self._tokens[subject].kind == "variable":
                return before, (subject, subject + 1)
        return self._fail(at, N_("before it stands (?publication ?score), or ?publication"))

    def _statement(self, at: int) -> int:
        """The first token of the statement that goes on at a semicolon."""
        while at > 0:
            before = self._sign(at - 1)
            if before in {"}", ")", "]"}:
                opening = self._opening(at - 1)
                if before == "}" or self._is_filter(opening):
                    break
                at = opening
            elif before in {"{", "."}:
                break
            else:
                at -= 1
        return at

    def _is_filter(self, at: int) -> bool:
        """Whether brackets that open here are of FILTER or BIND, and a statement follows them."""
        return any(self._is_word(at - back, "FILTER") for back in (1, 2)) or self._is_word(
            at - 1, "BIND"
        )

    def _opening(self, at: int) -> int:
        """The bracket that is closed at a token."""
        depth = 0
        for place in range(at, -1, -1):
            if self._tokens[place].is_sign("})]"):
                depth += 1
            elif self._tokens[place].is_sign("{(["):
                depth -= 1
                if not depth:
                    return place
        return 0

    def _object(self, at: int) -> tuple[int, str, int]:
        """The token after the object, the text, and the number of matches."""
        place, limit = at + 1, 0
        is_list = self._sign(place) == "("
        place += is_list
        if self._kind(place) != "string":
            self._fail(at, N_('after it stands a text: "words", or ("words" 50) for 50 matches'))
        text = _text_of(self._tokens[place].text)
        place += 1
        if self._kind(place) == "lang":  # words are found in every language that they have
            place += 1
        if is_list:
            if self._kind(place) == "number":
                number = self._sign(place)
                limit = int(number) if number.isdigit() and len(number) < 9 else 0
                place += 1 if limit else 0
            if self._sign(place) != ")":
                self._fail(
                    at, N_('after it stands a text: "words", or ("words" 50) for 50 matches')
                )
            place += 1
        if not text.strip() or len(text) > LONGEST_TEXT:
            reason = N_("its text has from 1 to %(most)s characters", most=LONGEST_TEXT)
            self._fail(at, reason)
        if self._sign(place) == ",":
            self._fail(at, N_("it has one text: write several patterns, or several words in one"))
        return place, text, limit

    def _rest(self, end: int, variable: str, *, is_first: bool) -> tuple[str, int]:
        """What stays of a statement that begins with the pattern, and which token comes next."""
        if not is_first:
            return "", end
        after = end
        while self._sign(after) == ";":
            after += 1
        if after > end and self._sign(after) not in {".", "}", ""}:
            return f"{variable} ", after
        return "", after + (self._sign(after) == ".")

    def _is_template(self, group: int) -> bool:
        """Whether a group is what CONSTRUCT makes triples of."""
        if self._is_word(group - 1, "CONSTRUCT"):
            return True
        if self._is_word(group - 1, "WHERE") and self._is_word(group - 2, "CONSTRUCT"):
            place = self._tokens[group]
            raise QuerySyntaxError(
                place_of(
                    self._text,
                    place.start,
                    N_("with pub:textMatch, write CONSTRUCT { … } WHERE { … }"),
                )
            )
        return False

    def _sign(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _kind(self, at: int) -> str:
        return self._tokens[at].kind if 0 <= at < len(self._tokens) else ""

    def _is_word(self, at: int, word: str) -> bool:
        return self._kind(at) == "word" and self._tokens[at].text.upper() == word

    def _fail(self, at: int, reason: Message) -> NoReturn:
        message = N_("pub:textMatch: %(reason)s", reason=reason)
        raise QuerySyntaxError(place_of(self._text, self._tokens[at].start, message))


def _text_of(string: str) -> str:
    """What a string of a query says (https://www.w3.org/TR/sparql11-query/#grammarEscapes)."""
    quotes = 3 if string[:3] in {'"""', "'''"} and len(string) >= 6 else 1

    def plain(match: re.Match[str]) -> str:
        if match[3]:
            return _CHARACTERS.get(match[3], match[3])
        number = int(match[1] or match[2], 16)
        return chr(number) if number < 0x110000 else ""

    return _ESCAPED.sub(plain, string[quotes:-quotes])
