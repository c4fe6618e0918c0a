"""N-Triples and N-Quads, one sorted line for each statement, and how their terms are written.

https://www.w3.org/TR/n-triples/ and https://www.w3.org/TR/n-quads/
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from publod.rdf.document import Document, rank
from publod.rdf.terms import IRI_ESCAPES, STRING, Triple, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import PREFIX_OF


def write(document: Document) -> bytes:
    """The document's triples as N-Triples."""
    return "".join(sorted(set(_lines(document.triples, rank(document.triples))))).encode()


def write_quads(document: Document) -> bytes:
    """The document as N-Quads: the dataset that TriG has, the default graph first."""
    whole = document.union()
    ranks = rank(whole)  # a blank node has one label in all graphs
    graphs = [("", whole)] + [(f" {iri_ref(name)}", g) for name, g in document.named.items()]
    lines = [line for name, graph in graphs for line in sorted(set(_lines(graph, ranks, name)))]
    return "".join(lines).encode()


def _lines(triples: Iterable[Triple], ranks: Mapping[str, int], name: str = "") -> Iterator[str]:
    """A line for each triple; ``name`` stands behind it, with a space before."""

    def written(term: str) -> str:
        if is_blank(term):
            return f"_:b{ranks[term] + 1}"
        if is_iri(term):
            return iri_ref(iri_of(term))
        text, datatype, language = literal_of(term)
        if language:
            return f"{quoted(text)}@{language}"
        return quoted(text) if datatype == STRING else f"{quoted(text)}^^{iri_ref(datatype)}"

    for s, p, o in triples:
        yield f"{written(s)} {written(p)} {written(o)}{name} .\n"


# Far fewer than the grammar allows (no escapes, no full stop at the end): the rest reads better
# as an IRI, and no parser disagrees about these.
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")

_ESCAPES = {chr(c): f"\\u{c:04X}" for c in (*range(0x20), 0x7F)}
_ESCAPES |= {"\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f"}
_ESCAPES |= {'"': '\\"', "\\": "\\\\"}
_TEXT = str.maketrans(_ESCAPES)
_TEXT_BLOCK = str.maketrans({c: e for c, e in _ESCAPES.items() if c not in "\n\t"})


@lru_cache(maxsize=8192)
def iri_ref(iri: str) -> str:
    """``<iri>``, absolute as all IRIs in data are."""
    return f"<{iri.translate(IRI_ESCAPES)}>"


def quoted(text: str) -> str:
    """``"text"`` on one line."""
    return f'"{text.translate(_TEXT)}"'


def quoted_block(text: str) -> str:
    """``\"\"\"text\"\"\"`` over as many lines as it has."""
    return f'"""{text.translate(_TEXT_BLOCK)}"""'


def prefixed(iri: str) -> tuple[str, str] | None:
    """The prefix and local name of an IRI of a known vocabulary."""
    namespace, name = _divided(iri)
    prefix = PREFIX_OF.get(namespace)
    return (prefix, name) if prefix is not None and name else None


@lru_cache(maxsize=8192)
def _divided(iri: str) -> tuple[str, str]:
    """A namespace, and the local name below it where Turtle can write that."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:] if _LOCAL_NAME.fullmatch(iri, end) else ""
