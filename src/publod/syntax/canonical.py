"""The canonical form of a record's graph: what the ledger keeps and compares.

Without blank nodes this is sorted N-Triples. Blank nodes are first labelled by RDFC-1.0
(https://www.w3.org/TR/rdf-canon/), so that the same graph always becomes the same text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox

from publod.errors import IngestError
from publod.syntax.terms import Triple, is_blank

#: RDFC-1.0 tries every order of blank nodes that look alike and touch one another: 6 of them
#: take 17 ms, 9 take 24 s. Real records have none; an attack has.
_MOST_ALIKE = 5


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
    and that touch other blank nodes are the ones whose orders RDFC-1.0 would have to try.
    """
    touching = {n for s, _, o in triples if is_blank(s) and is_blank(o) for n in (s, o)}
    if len(touching) <= _MOST_ALIKE:
        return
    colours = _refined(triples)
    alike = Counter(colours[node] for node in touching)
    _, count = alike.most_common(1)[0]
    if count > _MOST_ALIKE:
        known = {s for s, _, o in triples if not is_blank(s) and is_blank(o)}
        near = next(iter(sorted(known)), "the record")
        raise IngestError(
            f"{count} blank nodes near {near} cannot be told apart; give them IRIs "
            "(for example fragments of the record's own address)"
        )


def _refined(triples: set[Triple]) -> dict[str, int]:
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
        if len(numbers) == classes:
            return colours
        classes = len(numbers)


#: What XML 1.0 cannot carry (https://www.w3.org/TR/xml/#charsets), as N-Triples escapes it.
UNSENDABLE = re.compile(
    r"(?<!\\)((?:\\\\)*)(?:\\u00(?:0[0-8BCEFbcef]|1[0-9A-Fa-f])|\\[bf]|\\u[Ff]{3}[EFef]|[\ufffe\uffff])"
)


def without_unsendable(term: str) -> str:
    """A literal term without the characters that no XML document may contain."""
    while True:
        cleaned = UNSENDABLE.sub(r"\1", term)
        if cleaned == term:
            return term
        term = cleaned
