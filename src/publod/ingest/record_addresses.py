"""Which IRIs are a catalogue's own, which paths a record may have, and which addresses do harm."""

from __future__ import annotations

from urllib.parse import quote, unquote

from publod.bibliography.link_safety import has_controls, is_harmful, scheme_of
from publod.errors import IngestError
from publod.ingest.statement_lines import line_of
from publod.messages import N_
from publod.rdf import Statement, iri_of, is_blank, is_iri, literal_of
from publod.vocabulary import DCTERMS, PUB, SCHEMA

#: What a browser leaves as it is in a path: the rest it sends percent-encoded.
_AS_IT_IS = "/-._~!$&'()*+,;=:@"


class Addresses:
    """The IRIs below a base URL.

    ``reserved`` are first segments that the service answers itself, such as ``sparql``, and
    ``suffixes`` the file suffixes by which formats are asked for: no record may be named so that
    one address would mean two things.
    """

    def __init__(self, base: str, reserved: frozenset[str], suffixes: frozenset[str]) -> None:
        self.base = base
        self._prefix = f"<{base}"
        self._reserved = reserved
        self._suffixes = suffixes

    def document(self, path: str) -> str:
        """The IRI of the document at a path."""
        return self.base + path

    def other_spelling(self, path: str) -> str | None:
        """The path that a browser asks for with the same bytes, if it is spelled otherwise."""
        plain = unquote(path)
        other = plain if plain != path else quote(path, safe=_AS_IT_IS)
        return other if other != path else None

    def split(self, term: str) -> tuple[str, str] | None:
        """A local IRI's document path and fragment; None for any other term."""
        if not term.startswith(self._prefix):
            return None
        path, _, fragment = iri_of(term)[len(self.base) :].partition("#")
        return path, fragment

    def is_answered(self, path: str) -> bool:
        """Whether the service itself answers at a path: what is there is no record."""
        return path.partition("/")[0] in self._reserved

    def check(self, path: str) -> None:
        """Raise IngestError for a path that no record can be served at."""
        first, _, rest = path.partition("/")
        last = path.rpartition("/")[2]
        if not path:
            reason = N_("the base URL itself is the front page and cannot be a record")
        elif "?" in path:
            reason = N_("a record's address cannot have a query")
        elif any(f"{path}.{suffix}" in self._reserved for suffix in self._suffixes):
            reason = N_("/%(path)s with a suffix is answered by the service itself", path=path)
        elif first in self._reserved and (not rest or first == "static"):
            reason = N_("/%(first)s is answered by the service itself", first=first)
        elif any(part in {"", ".", ".."} for part in path.split("/")):
            reason = N_("a path has no empty, '.' or '..' segments")
        elif "%" in path and path != quote(unquote(path, errors="replace"), safe=_AS_IT_IS):
            reason = N_(
                "no browser would encode it so: write the character itself, or as %(encoded)s",
                encoded="%C3%A5",
            )
        elif last.rpartition(".")[2] in self._suffixes and "." in last:
            reason = N_("its ending would ask for a format; leave it out")
        else:
            return
        raise IngestError(
            N_(
                "<%(base)s%(path)s> cannot be a record: %(reason)s",
                base=self.base,
                path=path,
                reason=reason,
            )
        )


#: What a text identifies, it identifies on one line, in every format.
_IDENTIFIERS = frozenset(
    f"<{iri}>" for iri in (DCTERMS.identifier, PUB.doi, PUB.isbn, PUB.issn, SCHEMA.identifier)
)


def require_harmless(statement: Statement, source: str, base: str) -> None:
    """Raise IngestError, with file and line, for an address or an identifier that does harm."""
    triple = statement[0]
    term = triple[2]
    if is_iri(term):
        text, what = iri_of(term), N_("address")
    elif triple[1] in _IDENTIFIERS and not is_blank(term):
        text, what = literal_of(term).text, N_("identifier")
    else:
        return
    if not is_harmful(text):
        return
    if has_controls(text):
        reason = N_(
            "the %(what)s %(text)s has a line break or another control character in it: "
            "write it on one line, without",
            what=what,
            text=repr(text),
        )
    else:
        reason = N_(
            "the %(what)s %(text)s would run a program, or open a file, of whoever follows "
            "it: leave it out, or write an address of the web in place of %(scheme)s:",
            what=what,
            text=repr(text[:80]),
            scheme=scheme_of(text),
        )
    raise IngestError(reason, source, line_of(source, base, triple))
