"""A small catalogue that changes under a running application, edit by edit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from publod import bootstrap
from publod.app import create_app, lookups_of
from publod.ingest import search_projection
from publod.ingest.load_plan import compare
from publod.ingest.record_drafts import Drafting
from publod.ingest.sources import sources_of, statements_of
from publod.ledger import Ledger
from publod.web.site import KEY
from seed_settings import seed_settings

BASE = "https://data.example.se/"
PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix marcrel: <http://id.loc.gov/vocabulary/relators/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def forget_responses(app: Flask) -> None:
    """Have an application make every response anew."""
    app.extensions[KEY].cache._bodies.clear()
    lookups_of(app).cache._stored.clear()


class Growing:
    """A catalogue whose every edit is one commit, a day after the last.

    Edits are written as they are, not validated: a page must be right for what a ledger can hold.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = seed_settings(home=folder / "home", base_url=BASE)
        self._settings.home.mkdir(parents=True)
        self._ledger = Ledger.create(self._settings.database, BASE)
        self._addresses = bootstrap.addresses(BASE)
        self._now = 1_750_000_000
        self.app: Flask = create_app(self._settings)

    def load(
        self, records: Mapping[str, str], later: int = 86_400, *, indexed: bool = True
    ) -> None:
        """Make the catalogue these records: Turtle by path, so many seconds after the last."""
        self._now += later
        file = self._folder / "catalogue.ttl"
        file.write_text(PREFIXES + "\n".join(records.values()), encoding="utf-8")
        drafting = Drafting(self._addresses)
        files = sources_of([file]).files
        for statement, source in statements_of(files, BASE, lambda _: None):
            drafting.add(statement, source)
        drafts = drafting.drafts().values()
        plan = compare(drafts, self._ledger, self._addresses, prune=True)
        if plan.changes:
            self._ledger.commit(plan.changes, "an edit", self._now)
        if indexed:
            search_projection.catch_up(self._ledger, bootstrap.search_writer(self._settings))

    def paths(self) -> list[str]:
        return self._ledger.paths()

    def close(self) -> None:
        self._ledger.close()


@dataclass
class Edits:
    """A seeded editor. ``said`` has each thing's statements: predicate and object, as Turtle."""

    rng: random.Random
    said: dict[str, set[tuple[str, str]]] = field(default_factory=dict)

    def records(self) -> dict[str, str]:
        """The catalogue as it is now."""
        return {
            path: f"<{path}#it> " + " ; ".join(f"{p} {o}" for p, o in sorted(said)) + " ."
            for path, said in self.said.items()
        }

    def begin(self) -> None:
        """Some of everything."""
        for kind, count in (
            ("agent", 3),
            ("place", 2),
            ("status", 1),
            ("scheme", 1),
            ("subject", 4),
            ("type", 2),
            ("work", 2),
        ):
            for number in range(count):
                self._add(f"{kind}/{number}")
        for number in range(4):
            self._add(f"publication/{number}")
        self._add("edition/0")
        self._add("catalog")
        self._add("thing/0")

    def step(self) -> str:
        """Make one edit, and say which."""
        rng = self.rng
        choice = rng.random()
        if choice < 0.12 and len(self.said) > 8:
            path = rng.choice(sorted(self.said))
            del self.said[path]
            return f"withdraw {path}"
        if choice < 0.24:
            path = f"{rng.choice(list(_MAKERS))}/{rng.randrange(5)}"
            if path not in self.said:
                self._add(path)
                return f"add {path}"
        path = rng.choice(sorted(self.said))
        said = self.said[path]
        new = list(self._statements(path))
        if rng.random() < 0.5:
            predicate = rng.choice([p for p, _ in new])
            self.said[path] = {pair for pair in said if pair[0] != predicate or predicate == "a"}
            self.said[path] |= {pair for pair in new if pair[0] == predicate}
            return f"change {predicate} of {path}"
        optional = sorted(pair for pair in said if pair[0] != "a")
        if len(optional) > 1:
            pair = rng.choice(optional)
            said.discard(pair)
            return f"remove {pair} from {path}"
        return "nothing"

    def _add(self, path: str) -> None:
        self.said[path] = set(self._statements(path))

    def _statements(self, path: str) -> Iterator[tuple[str, str]]:
        kind = path.partition("/")[0]
        for predicate, make in _MAKERS[kind]:
            yield predicate, _filled(make, self.rng, path)


_NAME = '"{word} {n}"@sv , "{word} {n} eng"@en'
#: Of each kind of record, what may be said of it. {agent} and so on is a thing, there or not.
_MAKERS: dict[str, list[tuple[str, str]]] = {
    "agent": [
        ("a", "foaf:Organization"), ("foaf:name", _NAME), ("skos:altLabel", '"{word}"@sv'),
        ("org:subOrganizationOf", "<{agent}>"),
    ],
    "scheme": [("a", "skos:ConceptScheme"), ("skos:prefLabel", _NAME)],
    "subject": [
        ("a", "skos:Concept"), ("skos:prefLabel", _NAME), ("skos:broader", "<{subject}>"),
        ("skos:related", "<{subject}>"), ("skos:inScheme", "<scheme/0#it>"),
        ("skos:topConceptOf", "<scheme/0#it>"),
    ],
    "type": [
        ("a", "skos:Concept"), ("skos:prefLabel", _NAME), ("skos:inScheme", "<scheme/0#it>"),
        ("pub:instanceClass", "schema:{class}"),
    ],
    "work": [("a", "pub:Work"), ("dcterms:title", _NAME), ("dcterms:isPartOf", "<{work}>")],
    "publication": [
        ("a", "pub:Publication"), ("dcterms:title", _NAME), ("pub:subtitle", '"{word}"@sv'),
        ("dcterms:creator", "<{agent}> , <{agent}>"), ("dcterms:publisher", "<{agent}>"),
        ("bibo:authorList", "( <{agent}> <{agent}> )"), ("dcterms:issued", '"20{nn}"^^xsd:gYear'),
        ("dcterms:type", "<{type}>"), ("dcterms:subject", "<{subject}>"),
        ("dcterms:isVersionOf", "<{work}>"), ("pub:editionNumber", "{n}"),
        ("dcterms:replaces", "<{edition}>"), ("schema:isBasedOn", "<{edition}>"),
        ("schema:translationOfWork", "<{publication}>"), ("dcterms:isPartOf", "<{whole}>"),
        ("dcterms:isFormatOf", "<{publication}>"), ("pub:ofEdition", "<{edition}>"),
        ("pub:amends", "<{publication}>"), ("adms:status", "<{status}>"),
        ("dcterms:spatial", "<{place}> , <https://sws.geonames.org/{n}/>"),
        ("pub:placeOfPublication", "<{place}>"), ("marcrel:trl", "<{agent}>"),
        ("schema:position", "{n}"), ("bibo:pageStart", '"{n}"'), ("schema:mentions", "<{agent}>"),
        ("dcat:distribution", '[ dcterms:title "{word}"@sv ; dcterms:creator <{agent}> ]'),
        ("<https://example.org/unknown>", "<{thing}>"),
    ],
    "status": [
        ("a", "skos:Concept"), ("skos:prefLabel", _NAME),
        ("skos:exactMatch", "<http://purl.org/adms/status/{status_of_adms}>"),
    ],
    "place": [
        ("a", "dcterms:Location"), ("skos:prefLabel", _NAME), ("dcterms:isPartOf", "<{place}>"),
        ("owl:sameAs", "<https://sws.geonames.org/{n}/>"),
    ],
    "edition": [
        ("a", "pub:{level}"), ("adms:status", "<{status}>"), ("pub:documentNumber", '"N {n}"'), ("dcterms:creator", "<{agent}>"),
        ("dcterms:issued", '"19{nn}"^^xsd:gYear'), ("dcterms:isVersionOf", "<{work}>"),
        ("pub:editionNumber", "{n}"), ("dcterms:isReferencedBy", "<{publication}>"),
        ("dcterms:isReplacedBy", "<{publication}>"),
    ],
    "thing": [("a", "schema:Thing"), ("schema:name", _NAME), ("schema:about", "<{edition}>")],
    "catalog": [
        ("a", "dcat:Catalog"), ("dcterms:title", _NAME), ("dcat:themeTaxonomy", "<scheme/0#it>"),
        ("dcterms:publisher", "<{agent}>"),
    ],
}  # fmt: skip


def _filled(template: str, rng: random.Random, path: str) -> str:
    def thing(kind: str) -> str:
        number = rng.randrange(5)
        other = kind if kind != "edition" or rng.random() < 0.4 else "publication"
        found = f"{other}/{number}#it"
        return found if not found.startswith(path + "#") else f"{other}/{(number + 1) % 5}#it"

    parts: list[str] = []
    rest = template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        name, _, rest = rest.partition("}")
        parts.append(before)
        if name == "n":
            parts.append(str(rng.randrange(1, 6)))
        elif name == "nn":
            parts.append(str(rng.randrange(10, 30)))
        elif name == "word":
            parts.append(rng.choice(("Vatten", "Barn", "Skola", "Ålder", "Östra", "Hälsa")))
        elif name == "level":
            parts.append(rng.choice(("Edition", "StatedEdition")))
        elif name == "status_of_adms":
            parts.append(rng.choice(("Completed", "Withdrawn", "UnderDevelopment")))
        elif name == "whole":
            parts.append(thing(rng.choice(("work", "publication"))))
        elif name == "class":
            parts.append(rng.choice(("Report", "Book", "Article")))
        else:
            parts.append(thing(name))
    return "".join(parts) + rest
