"""The page for queries at ``/sparql``: the form, and an answer as a person reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from publod.store.query_guard import MAX_LENGTH
from publod.store.store_interface import Asker, Kind, Query
from publod.validation.report import shortened
from publod.vocabulary import PREFIXES
from publod.web.record_names import Value
from publod.web.site import Site, site
from publod.web.sparql import code_snippets, completion, full_text
from publod.web.sparql.charts_and_maps import Chart, PlaceMap, all_of, chart_of, map_of, number

#: The longest answer that is made into a page, in bytes, and the most rows of it that are shown.
LARGEST = 4 << 20
MOST = 1000
#: How much of an answer is shown as it came, in characters.
_RAW = 32 << 10


@dataclass(frozen=True)
class Shown:
    """An answer on a page. One that is too long for that has a kind and nothing else.

    ``numeric`` tells of each column whether it holds numbers, and nothing else. ``notes`` are
    sentences about the answer.
    """

    kind: Kind
    too_long: bool = False
    columns: tuple[str, ...] = ()
    numeric: tuple[bool, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    total: int = 0
    truth: bool = False
    graph: str = ""
    raw: str = ""
    is_raw_cut: bool = False
    chart: Chart | None = None
    map: PlaceMap | None = None
    notes: tuple[str, ...] = ()


def answered(site: Site, query: Query, language: str, asker: Asker | None = None) -> Shown:
    """Ask on behalf of ``asker``, and read the answer whole.

    Raises what `full_text.ask` raises.
    """
    base_url = site.base_url
    answer, cut = full_text.ask(site, query, results="json", graphs="ttl", asker=asker)
    body = bytearray(answer.body or b"")
    chunks: Any = answer.chunks
    if answer.body is None:
        try:
            for chunk in chunks:
                body += chunk
                if len(body) > LARGEST:
                    break
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
    notes = tuple(map(_cut_note, cut))
    if len(body) > LARGEST:
        return Shown(answer.kind, too_long=True, notes=notes)
    if answer.kind == "graph":
        return Shown("graph", graph=body.decode(), notes=notes)
    results = json.loads(body)
    if answer.kind == "boolean":
        return Shown("boolean", truth=bool(results["boolean"]), notes=notes)
    columns = tuple(results["head"].get("vars", ()))
    bindings = results["results"]["bindings"]

    def value(term: Mapping[str, Any] | None) -> Value:
        return _value(term, base_url, language)

    raw = _raw(results)
    return Shown(
        "bindings",
        columns=columns,
        numeric=tuple(all_of(bindings, name, number) for name in columns),
        rows=tuple(tuple(value(row.get(name)) for name in columns) for row in bindings[:MOST]),
        total=len(bindings),
        raw=raw[:_RAW],
        is_raw_cut=len(raw) > _RAW,
        chart=chart_of(columns, bindings, language, value),
        map=map_of(columns, bindings, value),
        notes=notes,
    )


def _cut_note(cut: full_text.CutSearch) -> str:
    return _(
        "“%(text)s” is found in %(total)s publications. The query has the best %(used)s of them.",
        text=cut.text, total=cut.total, used=cut.used,
    )  # fmt: skip


def _raw(results: Mapping[str, Any]) -> str:
    """The answer as it came, a row to a line: no more of it than is shown, and one row."""
    lines, length = [], 0
    for row in results["results"]["bindings"]:
        lines.append(json.dumps(row, ensure_ascii=False))
        length += len(lines[-1])
        if length > _RAW:
            break
    head = json.dumps(results["head"], ensure_ascii=False)
    rows = ",\n".join(lines)
    return f'{{"head": {head},\n"results": {{"bindings": [\n{rows}\n]}}}}'


def _value(term: Mapping[str, Any] | None, base_url: str, language: str) -> Value:
    """A term as text, with its language and, for an IRI, where it leads."""
    if term is None:
        return Value("")
    if term["type"] == "uri":
        iri = str(term["value"])
        if iri.startswith(base_url):
            local = iri.removeprefix(base_url)
            return Value(f"<{local}>", "", local)
        return Value(shortened(iri), "", iri)
    if term["type"] == "literal":
        spoken = str(term.get("xml:lang", ""))
        return Value(str(term["value"]), "" if spoken == language else spoken)
    return Value(_words(term))


def _words(term: Mapping[str, Any]) -> str:
    """A term that is no IRI and no literal: a blank node, or a triple of RDF 1.2."""
    if term["type"] == "bnode":
        return f"_:{term['value']}"
    if term["type"] == "triple":
        parts = (term["value"][name] for name in ("subject", "predicate", "object"))
        return f"<<( {' '.join(_words(part) for part in parts)} )>>"
    return str(term["value"])


#: What ``format`` is called when the answer is to be a page.
PAGE = "html"
#: A query whose address would be longer than this, in characters, has none to pass on: servers
#: and mail programs cut long ones.
_LONGEST_ADDRESS = 8000
_PLACE = re.compile(r"line (\d+), column (\d+)")


def form_page(query: str = "", **shown: Any) -> str:
    """The form with a query in it, and below it what the query led to."""
    chosen = request.args.get("format") or _posted("format") or PAGE
    language = getattr(g, "language", site().language)
    text = query or completion.first(language)
    answer = shown.get("answer")
    kind: Kind = answer.kind if answer else "bindings"
    problem = shown.get("problem")
    place = _PLACE.match(str(problem.detail)) if problem else None
    address = address_of(text)
    return render_template(
        # One that is too long for the endpoint is not repeated: a page is no multiple of a request.
        "sparql.html", query=text if len(text) <= MAX_LENGTH else "",
        chosen=chosen, prefixes=PREFIXES, path="sparql", alternates=(),
        groups=completion.groups(), address=address, address_of=address_of, place=place,
        has_editor=has_editor(),
        # For the links to the page in other languages.
        query_parameters={"query": query, "format": PAGE} if query and address else {},
        programs=code_snippets.programs(text, f"{site().base_url}sparql", kind) if address else (),
        **shown,
    )  # fmt: skip


def address_of(query: str) -> str:
    """What follows ``/sparql?`` in an address that carries a query; '' where it is too long."""
    text = urlencode({"query": query, "format": PAGE})
    return text if len(text) <= _LONGEST_ADDRESS else ""


@cache
def has_editor() -> bool:
    """Whether the editor was built into this installation; without it the form is a plain one."""
    return files("publod.web").joinpath("static", "built", "editor.js").is_file()


def requested_query() -> str:
    """The text that a form sent as the query, however wrong; '' if there is none."""
    return request.args.get("query") or _posted("query")


def _posted(name: str) -> str:
    try:
        return request.form.get(name, "")
    except HTTPException:  # too large to be read
        return ""
