"""What is wrong with a query that does not parse, by the clause or the variable that is wrong.

The engine names the place where it could not go on, and the characters that it would have taken
there. These are the faults that people make most, and what the grammar and its notes say of them
(https://www.w3.org/TR/sparql11-query/#sparqlGrammar). Only queries that have been refused are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publod.messages import N_, Message
from publod.store.query_lexer import Token, tokens

#: A fault, and the token where it is.
Fault = tuple[Token, Message]

_CLOSED_BY = {"(": ")", "{": "}", "[": "]"}
_AGGREGATES = "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT"
_FUNCTIONS = frozenset(
    f"{_AGGREGATES} "
    "STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT "
    "STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR "
    "MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 "
    "SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX "
    "SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE STRLANGDIR LANGDIR HASLANG "
    "HASLANGDIR ADJUST EXISTS NOT ".split()
)
#: Words that may stand before a bracket and are no functions.
_BEFORE_BRACKETS = frozenset(
    "FILTER HAVING BY BIND VALUES IN AS ASC DESC SELECT DISTINCT REDUCED WHERE A TRUE FALSE "
    "UNION MINUS OPTIONAL GRAPH ASK CONSTRUCT DESCRIBE".split()
)


def fault_of(text: str) -> Fault | None:
    """The first of the faults that are known here, None where there is none of them."""
    query = _Query(text)
    for look in (
        query.brackets, query.clauses, query.functions, query.iris, query.selected, query.bound,
        query.statements, query.blank_nodes,
    ):  # fmt: skip
        for fault in look():
            return fault
    return None


class _Query:
    """The tokens of a query, each with the bracket that it stands in."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        #: Of each token the place of the bracket around it, -1 for none.
        self._around: list[int] = []
        #: Of each opening bracket the place of its end, where it has one.
        self._ends: dict[int, int] = {}
        self._mismatch: Fault | None = None
        self._match()

    def _match(self) -> None:
        opened: list[int] = []
        for at, token in enumerate(self._tokens):
            if token.is_sign(")}]"):
                if opened and _CLOSED_BY[self._sign(opened[-1])] == token.text:
                    self._ends[opened.pop()] = at
                elif self._mismatch is None and (opened or self._ends):
                    self._mismatch = self._wrong_end(token, opened)
            self._around.append(opened[-1] if opened else -1)
            if token.is_sign("({["):
                opened.append(at)

    def _wrong_end(self, token: Token, opened: list[int]) -> Fault:
        if not opened:
            return token, N_("the bracket %(sign)s closes nothing", sign=token.text)
        before = self._sign(opened[-1] - 1)
        return token, N_(
            "the bracket %(open)s after %(before)s is not closed before %(sign)s",
            open=self._sign(opened[-1]), before=before[:40], sign=token.text,
        )  # fmt: skip

    def brackets(self) -> Iterator[Fault]:
        if self._mismatch is not None:
            yield self._mismatch

    def clauses(self) -> Iterator[Fault]:
        """Words that something else has to follow."""
        for at, token in enumerate(self._tokens):
            word, after = self._word(at), self._sign(at + 1)
            if word in {"LIMIT", "OFFSET"} and not after.isdigit():
                wrong = self._tokens[min(at + 1, len(self._tokens) - 1)]
                yield wrong, N_("%(clause)s is followed by a whole number", clause=word)
            elif word in {"ORDER", "GROUP"} and self._word(at + 1) != "BY":
                yield token, N_("%(clause)s is followed by BY", clause=word)
            elif (word == "WHERE" and after != "{") or (
                word in {"OPTIONAL", "MINUS", "UNION"} and after != "{"
            ):
                yield token, N_("%(clause)s is followed by a group between { and }", clause=word)
            elif (
                word == "FILTER"
                and self._kind(at + 1) not in {"word", "name", "iri"}
                and after != "("
            ):
                yield token, N_("FILTER is followed by a condition in brackets: FILTER (…)")
            elif word == "BIND" and self._word(self._ends.get(at + 1, 0) - 2) != "AS":
                yield token, N_("BIND is followed by a value and its name: BIND (… AS ?name)")

    def functions(self) -> Iterator[Fault]:
        for at, token in enumerate(self._tokens):
            word = self._word(at)
            if word and self._sign(at + 1) == "(" and word not in _FUNCTIONS | _BEFORE_BRACKETS:
                yield token, N_("SPARQL has no function %(name)s", name=token.text[:40])

    def iris(self) -> Iterator[Fault]:
        """An IRI with a space in it is no token."""
        for at, token in enumerate(self._tokens):
            if token.is_sign("<") and self._kind(at + 1) in {"word", "name"}:
                end = token.source.find(">", token.start)
                inner = token.source[token.start : end + 1]
                if end > 0 and "\n" not in inner and " " in inner and len(inner) < 200:
                    yield token, N_("%(iri)s is no IRI: it has a space in it", iri=inner)

    def selected(self) -> Iterator[Fault]:
        """Variables that cannot be selected, or not twice."""
        for at in range(len(self._tokens)):
            if self._word(at) == "SELECT":
                yield from self._select(at)

    def _select(self, at: int) -> Iterator[Fault]:
        names: list[tuple[Token, bool]] = []
        is_star = is_counting = False
        place = at + 1
        ends = {"WHERE", "FROM", "{"}
        while place < len(self._tokens) and self._sign(place).upper() not in ends:
            token = self._tokens[place]
            if token.kind == "variable":
                names.append((token, True))
            elif token.is_sign("*"):
                is_star = True
            elif token.is_sign(","):
                yield token, N_("between the variables of SELECT stands no comma")
            elif token.is_sign("(") and place in self._ends:
                end = self._ends[place]
                is_counting |= any(self._word(n) in _AGGREGATES.split() for n in range(place, end))
                if self._word(end - 2) != "AS":
                    yield (
                        token,
                        N_(
                            "what is computed in SELECT needs a name: (%(expression)s AS ?name)",
                            expression=token.source[token.end : self._tokens[end].start][:60],
                        ),
                    )
                else:
                    names.append((self._tokens[end - 1], False))
                place = end
            place += 1
        while place < len(self._tokens) and self._sign(place) != "{":
            place += 1
        pattern = self._variables(place, self._ends.get(place, place))
        grouped, is_grouped = self._grouped(self._ends.get(place, place) + 1, self._around[at])
        yield from self._wrong_names(names, pattern)
        if is_grouped and is_star:
            yield self._tokens[at], N_("SELECT * cannot go with GROUP BY: name the variables")
        for token, is_plain in names if is_grouped or is_counting else ():
            if is_plain and token.text[1:] not in grouped:
                yield (
                    token,
                    N_(
                        "%(variable)s is neither in GROUP BY nor in an aggregate: add it to GROUP "
                        "BY, or write (SAMPLE(%(variable)s) AS ?name)",
                        variable=token.text,
                    ),
                )

    def _wrong_names(self, names: list[tuple[Token, bool]], pattern: set[str]) -> Iterator[Fault]:
        counts = Counter(token.text[1:] for token, _ in names)
        for token, is_plain in names:
            if not is_plain and token.text[1:] in pattern:
                yield (
                    token,
                    N_(
                        "%(variable)s has a value in the pattern already: give what AS names "
                        "another name",
                        variable=token.text,
                    ),
                )
            if counts[token.text[1:]] > 1:
                yield token, N_("%(variable)s is selected twice", variable=token.text)

    def _grouped(self, at: int, around: int) -> tuple[set[str], bool]:
        """The variables of GROUP BY behind a pattern, and whether there is a GROUP BY."""
        names: set[str] = set()
        inside = is_grouped = False
        for place in range(at, len(self._tokens)):
            if self._around[place] == around and self._sign(place) == "}":
                break
            word = self._word(place) if self._around[place] == around else ""
            if word == "GROUP":
                inside = is_grouped = True
            elif word in {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"}:
                inside = False
            elif inside and self._kind(place) == "variable" and (
                self._around[place] == around or self._word(place - 1) == "AS"
            ):  # fmt: skip
                names.add(self._sign(place)[1:])
        return names, is_grouped

    def bound(self) -> Iterator[Fault]:
        """BIND gives a value to a variable that has none before, in its group."""
        for at in range(len(self._tokens)):
            end = self._ends.get(at + 1, 0)
            if self._word(at) != "BIND" or self._kind(end - 1) != "variable":
                continue
            variable = self._tokens[end - 1]
            if variable.text[1:] in self._variables(self._around[at] + 1, at):
                yield (
                    variable,
                    N_(
                        "%(variable)s has a value before BIND, in the same group: give it "
                        "another name",
                        variable=variable.text,
                    ),
                )

    def statements(self) -> Iterator[Fault]:
        """A statement of two parts, at the end of its group."""
        for at, token in enumerate(self._tokens):
            if not (token.is_sign("}") and at > 2):
                continue
            kinds = [self._kind(at - back) for back in (1, 2)]
            boundary = self._sign(at - 3)
            terms = {"variable", "name", "iri"}
            if kinds[0] in terms and kinds[1] in terms and boundary in {"{", ".", "}"}:
                if self._word(self._around[at - 1] - 2) == "VALUES":
                    continue
                yield token, N_(
                    "%(subject)s %(property)s has no object: a statement has three parts",
                    subject=self._sign(at - 2)[:40], property=self._sign(at - 1)[:40],
                )  # fmt: skip

    def blank_nodes(self) -> Iterator[Fault]:
        """A label stands for a node in one group only (section 4.1.4)."""
        groups: dict[str, int] = {}
        for at, token in enumerate(self._tokens):
            if token.kind != "blank":
                continue
            group = self._around[at]
            while group >= 0 and self._sign(group) != "{":
                group = self._around[group]
            if groups.setdefault(token.text, group) != group:
                yield (
                    token,
                    N_(
                        "%(label)s stands in two groups: write a variable instead", label=token.text
                    ),
                )

    def _variables(self, start: int, end: int) -> set[str]:
        return {
            self._sign(at)[1:] for at in range(max(0, start), end) if self._kind(at) == "variable"
        }

    def _sign(self, at: int) -> str:
        return self._tokens[at].text if 0 <= at < len(self._tokens) else ""

    def _kind(self, at: int) -> str:
        return self._tokens[at].kind if 0 <= at < len(self._tokens) else ""

    def _word(self, at: int) -> str:
        return self._sign(at).upper() if self._kind(at) == "word" else ""
