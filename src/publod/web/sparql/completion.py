"""What the editor of queries offers: examples, and terms of this catalogue to complete."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext
from rdflib import Graph, URIRef

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.language_codes_and_names import code_meant
from publod.errors import QueryTimeout, QueryTooLarge
from publod.messages import Message
from publod.read_model.statistics import Statistics
from publod.store.store_interface import Query, QueryService
from publod.store.text_match import TEXT_MATCH
from publod.vocabulary import EU_LANGUAGE, QUERY_PREFIXES, RDFS, VOCABULARIES, shortened
from publod.web.http.etag_and_cache_control import LANGUAGE, NO_STORE, Caching, conditional
from publod.web.http.interface_language import language_of_request
from publod.web.record_names import nearest
from publod.web.records.property_labels import PROPERTIES
from publod.web.site import site
from publod.web.state_cache import StateCache

blueprint = Blueprint("workbench", __name__)

_FOLDER = files(__package__).joinpath("queries")
#: Asks for a name in one language; in a line below, the query takes whatever other name there is.
_NAME_IN_ENGLISH = re.compile(r'(?m)^( *OPTIONAL .* FILTER \(LANG\(\?\w+\) = )"en"(\) \}\n)')
#: The language that a query leaves out, that of the catalogue; and the words that it looks for.
_LANGUAGE = f"<{EU_LANGUAGE}ENG>"
_WORDS = '"report"'


#: What publod says is translated as all that it says; a catalogue's own file has each language.
Texts = Message | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title and explanation."""

    name: str
    text: str
    title: Texts
    about: Texts

    def query(self, language: str, words: str = "") -> str:
        """The query, asking for names in a language of the interface, and for words if any.

        Names that there are not in it come in the other languages of the pages, each in a line
        of its own but for the last: that is what is left.
        """
        languages = catalogue_languages()
        asked = [language, *[tag for tag in languages.pages if tag != language][:-1]]
        text = _NAME_IN_ENGLISH.sub(
            lambda line: "".join(f'{line[1]}"{tag}"{line[2]}' for tag in asked), self.text
        )
        text = _leaving_out(languages.cataloguing, text)
        return text.replace(_WORDS, f'"{words}"') if words else text


def _leaving_out(own: str, text: str) -> str:
    return text.replace(_LANGUAGE, f"<{EU_LANGUAGE}{code_meant(own)}>")


@dataclass(frozen=True, slots=True)
class Group:
    """Examples of one matter."""

    title: Texts
    examples: tuple[Example, ...]


@cache
def groups(own: Path | None = None) -> tuple[Group, ...]:
    """All examples, in the order of the page; those of a catalogue's own folder come last."""
    brought = tuple(
        Group(
            Message(group["title"]),
            tuple(
                _example(one["query"], _FOLDER, Message(one["title"]), Message(one["about"]))
                for one in group["example"]
            ),
        )
        for group in _listed(_FOLDER)
    )
    return brought if own is None else brought + tuple(_own_groups(own))


def offered(own: Path | None, queries: QueryService) -> list[Group]:
    """The examples that have something to show in the catalogue; all while the store cannot say.

    Those of a catalogue's own are always there.
    """
    names, brought = _OFFERED.within(queries, _PATIENCE), groups()
    kept = (
        Group(group.title, tuple(one for one in group.examples if not names or one.name in names))
        for group in brought
    )
    return [group for group in kept if group.examples] + list(groups(own)[len(brought) :])


def words_to_find(title: str) -> str:
    """What an example looks for in texts: the longest word of a title."""
    return max(re.findall(r"\w+", title.lower()), key=len, default="")


def _listed(folder: Path | Traversable) -> list[dict[str, Any]]:
    listed = tomllib.loads(folder.joinpath("examples.toml").read_text(encoding="utf-8"))
    return list(listed["group"])


def _own_groups(folder: Path) -> Iterator[Group]:
    """Those of a catalogue's own: a title, or a title and an explanation, under each language."""
    for group in _listed(folder):
        examples = []
        for entry in group["example"]:
            by_language = {tag: each for tag, each in entry.items() if isinstance(each, list)}
            title, about = ({t: each[n] for t, each in by_language.items()} for n in (0, 1))
            examples.append(_example(str(entry["query"]), folder, title, about))
        title = {tag: each for tag, each in group.items() if isinstance(each, str)}
        yield Group(title, tuple(examples))


def _example(name: str, folder: Path | Traversable, title: Texts, about: Texts) -> Example:
    text = folder.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip()
    return Example(name, text, title, about)


_EXAMPLES_OFFERED = _FOLDER.joinpath("offered.rq").read_text(encoding="utf-8")
_THINGS = files(__package__).joinpath("things.rq").read_text(encoding="utf-8")
#: How long the page waits to know which examples have rows, in seconds.
_PATIENCE = 2.0
#: For how long nobody need ask again, in seconds; after that a 304 is likely.
_AGE = 300


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """The terms as JSON, with labels in the language of the request."""
    g.language = language_of_request()
    statistics = site().statistics()
    named = _NAMED_THINGS.soon(site().queries)
    tag = f"{statistics.version}-{named.tag}-{g.language}-{site().build}"
    lasts = bool(statistics.version and named.state)
    control = f"max-age={_AGE}" if lasts else NO_STORE

    def make() -> Response:
        words = {
            "prefixes": QUERY_PREFIXES,
            "terms": list(_vocabulary(statistics, g.language)),
            "things": _things(named.value, g.language),
        }
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        return Response(text, content_type="application/json")

    return conditional(Caching(tag, vary=LANGUAGE, control=control), make)


def _vocabulary(counts: Statistics, language: str) -> Iterator[dict[str, Any]]:
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


def _rows(queries: QueryService, text: str = _THINGS) -> list[dict[str, Any]]:
    results = json.loads(queries.query(Query(text)).read())
    return list(results["results"]["bindings"])


def _with_rows(queries: QueryService) -> frozenset[str]:
    text = _leaving_out(catalogue_languages().cataloguing, _EXAMPLES_OFFERED)
    with suppress(QueryTimeout, QueryTooLarge):  # as it would be every time
        return frozenset(row["example"]["value"] for row in _rows(queries, text))
    return frozenset()


#: The rows of the answer to the question for things; none while the store cannot say.
_NAMED_THINGS: StateCache[list[dict[str, Any]]] = StateCache(_rows, [])
#: The names of publod's examples that have rows; none while the store cannot say.
_OFFERED: StateCache[frozenset[str]] = StateCache(_with_rows, frozenset())
