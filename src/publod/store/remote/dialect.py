"""In what servers differ, and what is read of their answers here: our own questions, and TSV.

SPARQL 1.1 leaves the default graph to the server (https://www.w3.org/TR/sparql11-query/#rdfDataset).
Here it is the union of all records, so what makes it so is found out by asking for the watermark.
docs/scaling.md lists the servers and their faults. What some call TSV has neither the terms' syntax
nor their kinds (Virtuoso's), so it is written from the server's JSON:
https://www.w3.org/TR/sparql11-results-json/, https://www.w3.org/TR/sparql11-results-csv-tsv/.
"""

from __future__ import annotations

import json
import logging
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from publod.errors import StoreError
from publod.messages import N_
from publod.store.remote.http_client import Clock, Endpoint, Parameters, Reply
from publod.vocabulary import DCTERMS

log = logging.getLogger(__name__)

#: How long a question of our own may take, in seconds.
PATIENCE = 30.0
_JSON = "application/sparql-results+json"
#: Parameters that make the default graph the union where it is not: Oxigraph, Jena, Stardog.
_UNIONS: tuple[Parameters, ...] = (
    (),
    (("union-default-graph", ""),),
    (("default-graph-uri", "urn:x-arq:UnionGraph"),),
    (("default-graph-uri", "tag:stardog:api:context:all"),),
)

#: Holds Virtuoso's own workings, and would be in the union.
_SYSTEM_GRAPH = "http://www.openlinksw.com/schemas/virtrdf#"
#: What Virtuoso alone takes before a query; otherwise its DESCRIBE often describes nothing.
_DESCRIBE = 'define sql:describe-mode "CBD" '
#: The header field that tells of rows that Virtuoso has left out; and more rows than it should.
CUT = "x-sparql-maxrows"
_MANY = 20_000
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBER = re.compile(
    rf'"([^"\\]*)"\^\^<{_XSD}(integer|decimal|double|float|boolean|(?:positive|negative|'
    r"nonPositive|nonNegative)Integer|(?:unsigned)?(?:Long|Int|Short|Byte)|long|int|short|byte)>"
)
_LEXICAL = {
    "decimal": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)"),
    "double": re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"),
    "boolean": re.compile(r"true|false|1|0"),
    "integer": re.compile(r"[+-]?\d{1,18}"),
}
_LEXICAL["float"] = _LEXICAL["double"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one server is spoken to; ``union`` makes its default graph the union of all graphs."""

    union: Parameters = ()
    is_virtuoso: bool = False

    def pragmas(self, form: str) -> str:
        """What stands before a query of the ``form`` SELECT, DESCRIBE …."""
        return _DESCRIBE if self.is_virtuoso and form == "DESCRIBE" else ""

    def object_of(self, term: str) -> str:
        """A term of N-Triples as the server takes it.

        Virtuoso refuses a number that is none together with all else that comes in the same
        request, or makes 0 of it; it gets the text.
        """
        if not self.is_virtuoso:
            return term
        match = _NUMBER.fullmatch(term)
        if match and not _LEXICAL.get(match[2], _LEXICAL["integer"]).fullmatch(match[1]):
            return f'"{match[1]}"'
        return term


def detect(endpoint: Endpoint, base_url: str) -> Dialect:
    """How a server that has a watermark is to be spoken to. StoreError when there is no way."""
    virtuoso = is_virtuoso(endpoint)
    if virtuoso:
        _check_virtuoso(endpoint)
    for union in (endpoint.dataset,) if endpoint.dataset else _UNIONS:
        if _ask(endpoint, f"ASK {{ <{base_url}sparql> <{DCTERMS.identifier}> ?marker }}", union):
            return Dialect(union, virtuoso)
    raise StoreError(
        N_(
            "the default graph of the SPARQL server is not the union of all graphs. Set it "
            "so there, or add the parameter that makes it so to PUBLOD_SPARQL_URL"
        )
    )


def _check_virtuoso(endpoint: Endpoint) -> None:
    """Warn of a set-up that gives false answers."""
    if _ask(endpoint, f"ASK {{ GRAPH <{_SYSTEM_GRAPH}> {{ ?s ?p ?o }} }}"):
        log.warning("Virtuoso shows its own graphs to queries: docs/scaling.md says how to hide it")
    query = f"SELECT (1 AS ?n) {{ ?s ?p ?o }} LIMIT {_MANY}"
    reply = endpoint.ask([("query", query)], _JSON, Clock(PATIENCE))
    if CUT in reply.headers:
        log.warning(
            "Virtuoso cuts answers off after %s rows, and does not say so of graphs: "
            "remove ResultSetMaxRows from virtuoso.ini",
            reply.headers[CUT],
        )
    reply.close()


def is_virtuoso(endpoint: Endpoint) -> bool:
    """Whether a server takes what Virtuoso alone does."""
    reply = endpoint.ask([("query", _DESCRIBE + "ASK {}")], _JSON, Clock(PATIENCE))
    reply.text()
    return reply.status == 200


def values(endpoint: Endpoint, query: str, seconds: float = PATIENCE) -> list[str]:
    """The values of the one variable of a small query of our own. Raises StoreError."""
    return values_of(_answer(endpoint, [("query", query)], seconds))


def _ask(endpoint: Endpoint, query: str, dataset: Parameters = ()) -> bool:
    return boolean_of(_answer(endpoint, [("query", query), *dataset], PATIENCE))


def _answer(endpoint: Endpoint, parameters: Parameters, seconds: float) -> bytes:
    reply: Reply = endpoint.ask(parameters, _JSON, Clock(seconds))
    if reply.status != 200:
        raise endpoint.trouble(f"{reply.status} {reply.text(300)}")
    return b"".join(reply.pieces())


_HEAD = re.compile(r'"head"\s*:\s*')
_BINDINGS = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
#: How many bytes of TSV are handed on at a time, about.
_PIECE = 32 << 10


def boolean_of(body: bytes) -> bool:
    """What an answer in JSON says to ASK. Raises StoreError when it says nothing."""
    found = _json(body).get("boolean")
    if not isinstance(found, bool):
        raise StoreError(N_("the SPARQL server answered ASK with neither true nor false"))
    return found


def values_of(body: bytes) -> list[str]:
    """The values of the first variable in an answer in JSON."""
    rows = _json(body).get("results", {}).get("bindings", [])
    return [str(value["value"]) for row in rows for value in list(row.values())[:1]]


def tsv_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """An answer in JSON, as TSV, piece by piece. Raises StoreError when it is no whole JSON."""
    decoder, utf8 = json.JSONDecoder(), getincrementaldecoder("utf-8")()
    names: list[str] | None = None
    text = ""
    lines: list[str] = []
    is_whole = False
    try:
        for piece in pieces:
            text += utf8.decode(piece)
            if names is None:
                begun = _BINDINGS.search(text)
                if begun is None:
                    continue
                names = _names(decoder, text)
                lines.append("\t".join(f"?{name}" for name in names))
                text = text[begun.end() :]
            at = 0
            while not is_whole:
                between = _BETWEEN.match(text, at)
                at = between.end() if between else at
                if text.startswith("]", at):
                    is_whole = True
                    break
                try:
                    row, at = decoder.raw_decode(text, at)
                except ValueError:
                    break  # the rest of the row is still to come
                lines.append("\t".join(_term(row.get(name)) for name in names))
            text = text[at:]
            if sum(map(len, lines)) > _PIECE:
                yield _joined(lines)
                lines = []
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    if not is_whole:
        raise StoreError(N_("the SPARQL server's answer is no whole JSON"))
    yield _joined(lines)


def _names(decoder: json.JSONDecoder, text: str) -> list[str]:
    """The variables, from the beginning of an answer."""
    head = _HEAD.search(text)
    if head is None:
        raise StoreError(N_("the SPARQL server's answer does not name its variables first"))
    found: dict[str, list[str]] = decoder.raw_decode(text, head.end())[0]
    return list(found.get("vars", []))


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _term(value: dict[str, str] | None) -> str:
    if value is None:
        return ""
    text = value["value"]
    if value["type"] == "uri":
        return f"<{text}>"
    if value["type"] == "bnode":
        return "_:" + text.rpartition("/")[2]
    quoted = f'"{text.translate(_ESCAPED)}"'
    if language := value.get("xml:lang"):
        return f"{quoted}@{language}"
    return f"{quoted}^^<{value['datatype']}>" if "datatype" in value else quoted


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise StoreError(
            N_("the SPARQL server's answer is no JSON: %(error)s", error=error)
        ) from error
    return found if isinstance(found, dict) else {}
