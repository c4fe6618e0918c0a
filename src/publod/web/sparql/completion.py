"""What the editor of queries offers: examples, and terms of this catalogue to complete."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext
from rdflib import Graph, URIRef

from publod.services.dump_writer import Counts
from publod.store.store_interface import Query, QueryService
from publod.store.text_match import TEXT_MATCH
from publod.validation.report import shortened
from publod.vocabulary import QUERY_PREFIXES, RDFS, VOCABULARIES
from publod.web.http.etag_and_cache_control import LANGUAGE, NO_STORE, Caching, conditional
from publod.web.http.interface_language import language_of_request
from publod.web.record_names import nearest
from publod.web.records.property_labels import PROPERTIES
from publod.web.site import site
from publod.web.store_counts import COUNTS, StateCache

blueprint = Blueprint("workbench", __name__)

_FOLDER = files(__package__).joinpath("queries")
#: A filter on the language of a name. Titles are asked for as they are: most have one language.
_LANGUAGE_FILTER = re.compile(r'(LANG\(\?(?!title\b)\w+\) = )"sv"')


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title and explanation, by language."""

    name: str
    text: str
    title: Mapping[str, str]
    about: Mapping[str, str]

    def query(self, language: str) -> str:
        """The query, asking for names in a language of the interface."""
        return _LANGUAGE_FILTER.sub(rf'\1"{language}"', self.text)


@dataclass(frozen=True, slots=True)
class Group:
    """Examples of one matter; ``title`` is by language."""

    title: Mapping[str, str]
    examples: tuple[Example, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All examples, in the order of the page."""
    listed = tomllib.loads(_FOLDER.joinpath("examples.toml").read_text(encoding="utf-8"))
    return tuple(
        Group(
            {k: v for k, v in group.items() if isinstance(v, str)},
            tuple(_example(entry) for entry in group["example"]),
        )
        for group in listed["group"]
    )


def first(language: str) -> str:
    """The query that the page begins with."""
    return groups()[0].examples[0].query(language)


def _example(entry: Mapping[str, list[str]]) -> Example:
    name = str(entry["query"])
    return Example(
        name,
        _FOLDER.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip(),
        {language: texts[0] for language, texts in entry.items() if isinstance(texts, list)},
        {language: texts[1] for language, texts in entry.items() if isinstance(texts, list)},
    )


_THINGS = files(__package__).joinpath("things.rq").read_text(encoding="utf-8")
#: For how long nobody need ask again, in seconds; after that a 304 is likely.
_AGE = 300


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """The terms as JSON, with labels in the language of the request."""
    g.language = language_of_request()
    counts, named = COUNTS.soon(site().queries), _NAMED_THINGS.soon(site().queries)
    tag = f"{counts.tag}-{named.tag}-{g.language}-{site().build}"
    lasts = bool(counts.state and named.state)
    control = f"max-age={_AGE}" if lasts else NO_STORE

    def make() -> Response:
        words = {
            "prefixes": QUERY_PREFIXES,
            "terms": list(_vocabulary(counts.value, g.language)),
            "things": _things(named.value, g.language),
        }
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type="application/json")

    return conditional(Caching(tag, vary=LANGUAGE, control=control), make)


def _vocabulary(counts: Counts, language: str) -> Iterator[dict[str, Any]]:
    """Classes and properties, the most used first; those that nobody uses last, by name."""
    classes, properties = dict(counts.classes), dict(counts.properties)
    known = {str(term) for vocabulary in VOCABULARIES for term in vocabulary}
    used = {**properties, **classes}
    ontology = site().vocabularies["ontology"].graph
    for iri in sorted(known | set(used), key=lambda iri: (-used.get(iri, 0), iri)):
        name = shortened(iri)
        if name == iri:  # no declared prefix says it shorter
            continue
        local = name.partition(":")[2]
        is_class = iri in classes or (iri not in properties and local[:1].isupper())
        entry = {"name": name, "kind": "class" if is_class else "property"}
        if label := _label(ontology, iri, language):
            entry["label"] = label
        yield entry | ({"count": used[iri]} if iri in used else {})
    yield {"name": shortened(TEXT_MATCH), "kind": "property", "label": gettext("words in texts")}


def _label(ontology: Graph, iri: str, language: str) -> str:
    labels = {
        getattr(label, "language", "") or "": str(label)
        for label in ontology.objects(URIRef(iri), RDFS.label)
    }
    of_page = PROPERTIES.get(URIRef(iri))
    return nearest(labels, language).text or (str(of_page) if of_page is not None else "")


def _things(rows: list[dict[str, Any]], language: str) -> list[dict[str, str]]:
    """Things by their names in a language."""
    things: dict[str, dict[str, str]] = {}
    for row in rows:
        iri = row["thing"]["value"].removeprefix(site().base_url)
        names = things.setdefault(iri, {})
        names.setdefault(row["name"].get("xml:lang", ""), row["name"]["value"])
    return [
        {"iri": f"<{iri}>", "name": nearest(names, language).text}
        for iri, names in sorted(things.items())
    ]


def _rows(queries: QueryService) -> list[dict[str, Any]]:
    results = json.loads(queries.query(Query(_THINGS)).read())
    return list(results["results"]["bindings"])


#: The rows of the answer to the question for things; none while the store cannot say.
_NAMED_THINGS: StateCache[list[dict[str, Any]]] = StateCache(_rows, [])
