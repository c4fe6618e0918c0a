"""Terms in a query that this catalogue does not have, with the ones that may have been meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import NamedTuple

from publod.store.query_lexer import Token, tokens
from publod.store.text_match import TEXT_MATCH
from publod.vocabulary import OWL, QUERY_PREFIXES, RDF, RDFS, VOCABULARIES, XSD, shortened

#: What is a term of these need not be a class or property of any statement.
_OF_SYNTAX = {RDF.iri, RDFS.iri, OWL.iri, XSD.iri}
_JUDGED = {vocabulary.iri: vocabulary for vocabulary in VOCABULARIES
           if vocabulary.iri not in _OF_SYNTAX}  # fmt: skip
_ALIKE = 0.6


class UnknownTerm(NamedTuple):
    """A term as people write it, and the nearest that there is, or ''."""

    name: str
    nearest: str


def unknown_terms(query: str, used: Iterable[str]) -> list[UnknownTerm]:
    """The terms of the catalogue's vocabularies in a query that no statement uses, each once.

    ``used`` are the IRIs of the classes and properties that statements use. What stands for a
    datatype or a function is passed over.
    """
    known = set(used)
    judged = (iri for iri, _ in terms_of(query) if _namespace(iri) in _JUDGED)
    unknown = {iri: None for iri in judged if iri not in known and iri != TEXT_MATCH}
    return [UnknownTerm(shortened(iri), _nearest(iri, known)) for iri in unknown]


def _nearest(iri: str, used: set[str]) -> str:
    namespace = _namespace(iri)
    local = {other.removeprefix(namespace) for other in used if _namespace(other) == namespace}
    alike = get_close_matches(iri.removeprefix(namespace), sorted(local), 1, _ALIKE)
    if not alike:  # it may be another vocabulary's
        names = {other.removeprefix(_namespace(other)): other for other in sorted(used)}
        other = names.get(iri.removeprefix(namespace))
        return shortened(other) if other else ""
    return shortened(namespace + alike[0])


def terms_of(query: str) -> Iterator[tuple[str, int]]:
    """The IRIs that are neither functions nor datatypes nor namespaces, each with its place."""
    prefixes = dict(QUERY_PREFIXES)
    stream = list(tokens(query))
    for at, token in enumerate(stream):
        before, after = stream[max(0, at - 1)], stream[min(len(stream) - 1, at + 1)]
        if token.kind == "name" and _is_prefix_keyword(before):
            prefixes[token.text[:-1]] = after.text[1:-1]
        elif token.kind in {"name", "iri"} and not before.is_sign("^") and not after.is_sign("("):
            iri = _iri_of(token, prefixes)
            if iri != _namespace(iri):
                yield iri, token.start


def _is_prefix_keyword(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() == "PREFIX"


def _iri_of(token: Token, prefixes: dict[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    return prefixes.get(prefix, "") + local


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
