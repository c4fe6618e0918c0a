"""The canonical form of a record's graph, which the ledger holds and compares; also rebased."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import factorial, prod

import pyoxigraph as ox

from publod.errors import IngestError
from publod.messages import N_
from publod.rdf.terms import Triple, is_blank, triples_of

#: RDFC-1.0 tries every order of blank nodes that look alike and touch one another: 6 of them
#: take 17 ms, 9 take 24 s, and 4 layers of 5 never end. Real records have none; an attack has.
_MOST_ORDERS = 20_000
#: It also walks from each blank node that its own triples do not tell apart, and its cost grows
#: with their cube: a chain of 100 takes 60 ms, one of 600 takes 22 s.
_MOST_WALKED = 100


def canonical(triples: Iterable[Triple]) -> str:
    """Canonical N-Triples, one triple a line, each line ended.

    Raises IngestError for blank nodes so alike that naming them would take forever.
    """
    distinct = set(triples)
    if any(is_blank(s) or is_blank(o) for s, _, o in distinct):
        distinct = _labelled(distinct)
    return "".join(sorted(f"{s} {p} {o} .\n" for s, p, o in distinct))


def _labelled(triples: set[Triple]) -> set[Triple]:
    _refuse_poison(triples)
    text = "".join(f"{s} {p} {o} .\n" for s, p, o in triples)
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in dataset}


def _refuse_poison(triples: set[Triple]) -> None:
    """Refuse graphs on which RDFC-1.0 is exponential (its §7.1, "dataset poisoning").

    Colour refinement, cheap as it is, tells most blank nodes apart; those that it leaves alike
    and that touch other blank nodes are the ones whose orders RDFC-1.0 would have to try. Its
    first round tells apart what RDFC-1.0 need not walk from.
    """
    touching = {n for s, _, o in triples if is_blank(s) and is_blank(o) for n in (s, o)}
    if not touching:
        return
    walked = _alike(touching, next(_refinements(triples)))
    alike = walked if sum(walked) > _MOST_WALKED else _alike(touching, _refined(triples))
    if (
        alike is walked
        or prod(map(factorial, alike)) > _MOST_ORDERS
        or _orders(triples, next(_refinements(triples))) > _MOST_ORDERS
    ):
        known = {s for s, _, o in triples if not is_blank(s) and is_blank(o)}
        near = next(iter(sorted(known)), "the record")
        count = sum(alike) or sum(walked)
        raise IngestError(
            N_(
                "%(count)s blank nodes near %(near)s can hardly be told apart; give them IRIs "
                "(for example fragments of the record's own address)",
                count=count,
                near=near,
            )
        )


def _orders(triples: set[Triple], colours: dict[str, int]) -> int:
    """How many orders RDFC-1.0 would try, at most, of nodes that its first hashes leave alike.

    From each of them it goes on to its neighbours, and tries the orders of those that look alike
    and stand alike to it: what a whole refinement would tell it, it does not know. In a part where
    all touch each other, these are the orders of the part.
    """
    alike = {colour for colour, count in Counter(colours.values()).items() if count > 1}
    beside: dict[str, Counter[tuple[str, str, int]]] = {}
    part = {node: node for node in colours if colours[node] in alike}

    def root(node: str) -> str:
        while part[node] != node:
            part[node] = node = part[part[node]]
        return node

    for s, p, o in triples:
        if s in part and o in part and s != o:
            beside.setdefault(s, Counter())["out", p, colours[o]] += 1
            beside.setdefault(o, Counter())["in", p, colours[s]] += 1
            part[root(s)] = root(o)
    parts: dict[str, list[str]] = {}
    for node in beside:
        parts.setdefault(root(node), []).append(node)
    return sum(
        min(
            prod(map(factorial, Counter(colours[node] for node in nodes).values())),
            prod(factorial(count) for node in nodes for count in beside[node].values()),
        )
        for nodes in parts.values()
    )


def _alike(nodes: set[str], colours: dict[str, int]) -> list[int]:
    """The sizes of the groups of nodes of one colour, where they are groups."""
    return [count for count in Counter(colours[node] for node in nodes).values() if count > 1]


def _refined(triples: set[Triple]) -> dict[str, int]:
    *_, colours = _refinements(triples)
    return colours


def _refinements(triples: set[Triple]) -> Iterator[dict[str, int]]:
    """Colourings of the blank nodes, each finer than the one before, until none is."""
    nodes = {n for s, _, o in triples for n in (s, o) if is_blank(n)}
    colours = dict.fromkeys(nodes, 0)
    classes = 1
    while True:
        around: dict[str, list[tuple[str, str, str | int]]] = {node: [] for node in nodes}
        for s, p, o in triples:
            if is_blank(s):
                around[s].append(("out", p, str(colours[o]) if is_blank(o) else o))
            if is_blank(o):
                around[o].append(("in", p, str(colours[s]) if is_blank(s) else s))
        keys = {n: (colours[n], *sorted(map(str, around[n]))) for n in nodes}
        numbers = {key: i for i, key in enumerate(sorted(set(keys.values()), key=str))}
        colours = {n: numbers[keys[n]] for n in nodes}
        yield colours
        if len(numbers) == classes:
            return
        classes = len(numbers)


#: What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets), as N-Triples escapes it.
_UNSENDABLE = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|\\[bf]|\\u[Ff]{3}[EFef]|[\ufffe\uffff])"
)


def without_unsendable(term: str) -> str:
    """A literal term without the characters that no XML document may contain."""
    # The expression is tried at each character, which takes a thousand times as long as this.
    if "\\" not in term and (term.isascii() or not ("\ufffe" in term or "\uffff" in term)):
        return term
    while True:
        cleaned = _UNSENDABLE.sub(r"\1", term)
        if cleaned == term:
            return term
        term = cleaned


@dataclass(frozen=True, slots=True)
class Rebasing:
    """From one base URL to another. It can be taken back: no two IRIs become one."""

    old: str
    new: str

    def graph(self, text: str) -> str:
        """The canonical text of a graph at the new base.

        Terms are compared, not text: what a literal says stays as it is. Raises IngestError for an
        IRI that is foreign now, and would be the catalogue's own then.
        """
        return canonical(
            (self._term(s), self._term(p), self._term(o)) for s, p, o in triples_of(text)
        )

    def _term(self, term: str) -> str:
        if term.startswith("<"):
            return f"<{self._iri(term[1:])}"
        if term.startswith('"'):
            quoted, mark, datatype = term.rpartition('"^^<')
            return f"{quoted}{mark}{self._iri(datatype)}" if mark and term.endswith(">") else term
        return term

    def _iri(self, iri: str) -> str:
        """An IRI, of which the end may be followed by ``>``."""
        if iri.startswith(self.old):
            return self.new + iri[len(self.old) :]
        if iri.startswith(self.new):
            raise IngestError(
                N_(
                    "<%(iri)s> is foreign to the catalogue, and would be an address of its own "
                    "below %(new)s: change what refers to it, or choose another base URL",
                    iri=iri.rstrip(">"),
                    new=self.new,
                )
            )
        return iri
