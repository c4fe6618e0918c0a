"""The page for queries at ``/sparql``: the form, and an answer as a person reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_decimal
from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from publod.bibliography.triple_index import pick
from publod.errors import LedgerError
from publod.store.query_guard import MAX_LENGTH
from publod.store.store_interface import Asker, Kind, Query
from publod.vocabulary import QUERY_PREFIXES, shortened
from publod.web.record_names import Value, record_name
from publod.web.site import Site, site
from publod.web.sparql import code_snippets, completion, full_text
from publod.web.sparql.charts_and_maps import Chart, PlaceMap, all_of, chart_of, map_of, number
from publod.web.sparql.unknown_terms import UnknownTerm, unknown_terms

#: The longest answer that is made into a page, in bytes, and the most rows of it that are shown.
LARGEST = 4 << 20
MOST = 1000
#: How much of an answer is shown as it came, in characters.
_RAW = 32 << 10


@dataclass(frozen=True)
class Shown:
    """An answer on a page. One that is too long for that has its first rows, or lines.

    ``numeric`` tells of each column whether it holds numbers, and nothing else. ``notes`` are
    sentences about the answer, ``labels`` the names of records by where they are, and ``took``
    is how many seconds it took, as a text.
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
    labels: Mapping[str, Value] = field(default_factory=dict)
    took: str = ""


def answered(site: Site, query: Query, language: str, asker: Asker | None = None) -> Shown:
    """Ask on behalf of ``asker``, and read the answer whole.

    Raises what `full_text.ask` raises.
    """
    began = monotonic()
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
    took = format_decimal(monotonic() - began, "0.00", locale=language)
    notes = tuple(map(_cut_note, cut))
    shown = _shown(site, answer.kind, body, language)
    if _is_empty(shown):
        used = site.statistics()
        known = {*used.properties, *used.classes}
        notes += tuple(map(_term_note, unknown_terms(query.text, known) if used.version else ()))
    return replace(shown, notes=notes, took=took)


def _shown(site: Site, kind: Kind, body: bytearray, language: str) -> Shown:
    base_url = site.base_url
    too_long = len(body) > LARGEST
    if kind == "graph":
        if too_long:
            lines = body[:_RAW].decode(errors="ignore").rpartition("\n")[0]
            return Shown("graph", too_long=True, graph=lines)
        return Shown("graph", graph=body.decode())
    results = _beginning(body.decode(errors="ignore")) if too_long else json.loads(body)
    if kind == "boolean":
        return Shown("boolean", truth=bool(results["boolean"]))
    columns = tuple(results["head"].get("vars", ()))
    bindings = results["results"]["bindings"]

    def value(term: Mapping[str, Any] | None) -> Value:
        return _value(term, base_url, language)

    raw = _raw(results)
    rows = tuple(tuple(value(row.get(name)) for name in columns) for row in bindings[:MOST])
    return Shown(
        "bindings",
        too_long=too_long,
        columns=columns,
        numeric=tuple(all_of(bindings, name, number) for name in columns),
        rows=rows,
        total=len(bindings),
        raw=raw[:_RAW],
        is_raw_cut=len(raw) > _RAW,
        chart=None if too_long else chart_of(columns, bindings, language, value),
        map=None if too_long else map_of(columns, bindings, value),
        labels=_labels(site, rows, language),
    )


def _beginning(text: str) -> dict[str, Any]:
    """The first rows of an answer in JSON that was not read to its end."""
    decoder = json.JSONDecoder()
    head, at = decoder.raw_decode(text, text.index("{", text.index('"head"')))
    bindings: list[dict[str, Any]] = []
    at = text.index("[", text.index('"bindings"', at)) + 1
    with suppress(ValueError):  # the row that was cut
        while len(bindings) < MOST:
            row, at = decoder.raw_decode(text, text.index("{", at))
            bindings.append(row)
    return {"head": head, "results": {"bindings": bindings}}


def _labels(site: Site, rows: Iterable[Iterable[Value]], language: str) -> dict[str, Value]:
    """The names of the catalogue's own records in a table, by where they lead."""
    paths = {v.target for row in rows for v in row if v.target and v.text == f"<{v.target}>"}
    named = site.repository.names(site.base_url + path for path in paths)
    labels = ((iri.removeprefix(site.base_url), name) for iri, name in named.items())
    return {path: record_name(name, language, "") for path, name in labels}


def _is_empty(shown: Shown) -> bool:
    """Whether nothing fits; a single row of zeros says that too."""
    if shown.kind == "boolean":
        return not shown.truth
    if shown.kind == "graph":
        return not shown.graph.strip()
    return not shown.rows or (
        len(shown.rows) == 1 and all(value.text in {"0", ""} for value in shown.rows[0])
    )


def _term_note(term: UnknownTerm) -> str:
    if term.nearest:
        return _(
            "Nothing in this catalogue has %(name)s. Did you mean %(nearest)s?",
            name=term.name, nearest=term.nearest,
        )  # fmt: skip
    return _("Nothing in this catalogue has %(name)s.", name=term.name)


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
        return Value(str(term["value"]), "" if spoken == language else spoken, note=spoken)
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
    groups = completion.offered(site().customisation.queries, site().queries)
    text = query or groups[0].examples[0].query(language)
    answer = shown.get("answer")
    kind: Kind = answer.kind if answer else "bindings"
    problem = shown.get("problem")
    place = _PLACE.match(str(problem.detail)) if problem else None
    address = address_of(text)
    return render_template(
        # One that is too long for the endpoint is not repeated: a page is no multiple of a request.
        "sparql.html", query=text if len(text) <= MAX_LENGTH else "",
        chosen=chosen, prefixes=QUERY_PREFIXES, path="sparql", alternates=(),
        groups=groups, words=_word_of_a_title(),
        address=address, address_of=address_of, place=place,
        has_editor=has_editor(),
        # For the links to the page in other languages.
        query_parameters={"query": query, "format": PAGE} if query and address else {},
        programs=code_snippets.programs(text, f"{site().base_url}sparql", kind) if address else (),
        **shown,
    )  # fmt: skip


def _word_of_a_title() -> str:
    """What the examples look for in texts: a word of the latest publication."""
    with suppress(LedgerError):
        latest, _ = site().repository.newest("publication", 1)
        for record in latest:
            return completion.words_to_find(pick(record.summary.label, g.language)[0])
    return ""


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
