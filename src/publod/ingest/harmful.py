"""Refusing what would do harm to whoever follows it: see `publod.bibliography.link_safety`."""

from __future__ import annotations

from publod.bibliography.link_safety import has_controls, is_harmful, scheme_of
from publod.errors import IngestError
from publod.ingest.statement_lines import line_of
from publod.rdf import Statement, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import DCTERMS, PUB, SCHEMA

#: What a text identifies, it identifies on one line, in every format.
_IDENTIFIERS = frozenset(
    f"<{iri}>" for iri in (DCTERMS.identifier, PUB.doi, PUB.isbn, PUB.issn, SCHEMA.identifier)
)


def require_harmless(statement: Statement, source: str, base: str) -> None:
    """Raise IngestError, with file and line, for an address or an identifier that does harm."""
    triple = statement[0]
    term = triple[2]
    if is_iri(term):
        text, what = iri_of(term), "address"
    elif triple[1] in _IDENTIFIERS and not is_blank(term):
        text, what = literal_of(term).text, "identifier"
    else:
        return
    if not is_harmful(text):
        return
    if has_controls(text):
        reason = (
            f"the {what} {text!r} has a line break or another control character in it: write it on "
            "one line, without"
        )
    else:
        reason = (
            f"the {what} {text[:80]!r} would run a program, or open a file, of whoever follows it: "
            f"leave it out, or write an address of the web in place of {scheme_of(text)}:"
        )
    raise IngestError(reason, source, line_of(source, base, triple))
