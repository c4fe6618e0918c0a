"""In which formats the publications of a list can be had as files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from flask_babel import gettext

from publod.bibliography.property_values import files_of, format_names
from publod.bibliography.record_summary import thing_at
from publod.bibliography.triple_index import Statements
from publod.ledger import Record
from publod.rdf import term_of_iri, triples_of
from publod.vocabulary import DCAT, DCTERMS
from publod.web.site import Site

_SAID = (DCAT.distribution, DCAT.downloadURL, DCAT.mediaType, DCTERMS["format"])
_STATEMENT = re.compile(
    r"^\S+ <(?:" + "|".join(re.escape(str(p)) for p in _SAID) + r")> .*$", re.MULTILINE
)


def file_formats(site: Site, records: Iterable[Record]) -> Mapping[str, tuple[str, ...]]:
    """The formats by the path of each record; nothing for what has no file."""
    shown = {record.path: record for record in records if record.kind == "publication"}
    formats: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for path, graph in site.repository.graphs(shown).items() if shown else ():
        if f"<{DCAT.downloadURL}>" not in graph:
            continue
        statements = Statements(
            triples_of("".join(found[0] + "\n" for found in _STATEMENT.finditer(graph)))
        )
        node = term_of_iri(thing_at(site.base_url, path, shown[path].summary.fragment))
        formats[path] = named_formats(format_names(files_of(statements, node)))
    return formats


def named_formats(names: Iterable[str]) -> tuple[str, ...]:
    """Formats as a list names them: one that is not known is a file all the same."""
    return tuple(name or gettext("file") for name in names)
