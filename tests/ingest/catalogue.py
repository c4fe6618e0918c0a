"""A small catalogue that tests edit at random, and what is needed to load it in one process."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

from publod import bootstrap
from publod.ingest import Outcome, Plan, check, load
from publod.ingest.load_plan import compare
from publod.ingest.record_drafts import Draft, Drafting
from publod.ledger import Commit, Ledger
from publod.rdf import format_of, read

BASE = "https://data.example.se/"
ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "shapes"
PREFIXES = """\
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
ADDRESSES = bootstrap.addresses(BASE)

#: A record: its thing's properties, each with its values in Turtle.
Record = dict[str, list[str]]
Records = dict[str, Record]


def ref(path: str) -> str:
    return f"<{path}#it>"


def small() -> Records:
    """Five works with nine publications and two stated editions, and all that they refer to."""
    records: Records = {
        f"scheme/{name}": {"a": ["skos:ConceptScheme"], "dcterms:title": [f'"{name}"@en']}
        for name in ("subjects", "types")
    }
    for n in range(3):
        records[f"type/t{n}"] = {
            "a": ["skos:Concept"],
            "skos:prefLabel": [f'"Typ {n}"@sv', f'"Type {n}"@en'],
            "skos:inScheme": [ref("scheme/types")],
            "pub:instanceClass": ["schema:Book" if n else "schema:Report"],
        }
    for n in range(5):
        records[f"subject/s{n}"] = {
            "a": ["skos:Concept"],
            "skos:prefLabel": [f'"Ämne {n}"@sv'],
            "skos:inScheme": [ref("scheme/subjects")],
            **({"skos:broader": [ref(f"subject/s{n - 1}")]} if n in {1, 2, 4} else {}),
        }
    for n in range(5):
        records[f"agent/a{n}"] = {
            "a": ["foaf:Person" if n == 4 else "foaf:Organization"],
            "foaf:name": [f'"Agent {n}"@sv'],
            **({"org:memberOf": [ref("agent/a0")]} if n == 4 else {}),
        }
    for n in range(5):
        records[f"work/w{n}"] = {"a": ["pub:Work"], "dcterms:title": [f'"Verk {n}"@sv']}
    for n, (work, number) in enumerate(
        [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (2, 2), (3, 1), (3, 1), (4, None)]
    ):
        agents = [ref(f"agent/a{n % 5}"), ref(f"agent/a{(n + 2) % 5}")]
        records[f"publication/p{n}"] = {
            "a": ["pub:Publication"],
            "dcterms:title": [f'"Bok {n}"@sv', f'"Book {n}"@en'],
            "dcterms:creator": agents,
            "dcterms:issued": [f'"{2001 + n}"^^xsd:gYear'],
            "dcterms:language": ["lang:SWE"],
            "dcterms:type": [ref(f"type/t{n % 3}")],
            "dcterms:subject": [ref(f"subject/s{n % 5}"), ref(f"subject/s{(n + 1) % 5}")],
            "dcterms:isVersionOf": [ref(f"work/w{work}")],
            **({"pub:editionNumber": [str(number)]} if number else {}),
            **({"dcterms:replaces": [ref(f"publication/p{n - 1}")]} if n in {1, 2, 4} else {}),
            **({"bibo:authorList": [f"( {' '.join(agents)} )"]} if n % 2 else {}),
        }
    records["publication/p7"]["schema:translationOfWork"] = [ref("publication/p6")]
    records["publication/p0"]["dcat:distribution"] = [
        "[ a dcat:Distribution ; dcat:downloadURL <https://files.example.se/0.pdf> ]"
    ]
    for n, work in enumerate((2, 4)):
        records[f"edition/e{n}"] = {
            "a": ["pub:StatedEdition"],
            "dcterms:isVersionOf": [ref(f"work/w{work}")],
            "dcterms:creator": [ref(f"agent/a{n}")],
            "dcterms:issued": ['"1999"^^xsd:gYear'],
            "pub:editionNumber": ["1"],
            "dcterms:source": ["<https://e.example/list>"],
        }
    return records


def turtle(records: Records) -> str:
    """Records as one Turtle document."""
    return PREFIXES + "\n".join(
        f"{ref(path)} " + " ;\n  ".join(f"{p} {', '.join(vs)}" for p, vs in record.items()) + " ."
        for path, record in records.items()
        if any(record.values())
    )


def _other(chance: random.Random, records: Records, kind: str) -> str:
    found = [path for path in records if path.startswith(kind + "/")]
    return ref(chance.choice(found) if found else f"{kind}/nowhere")


def _edit_link(predicate: str, kind: str) -> Callable[[random.Random, Records, Record], None]:
    def edit(chance: random.Random, records: Records, record: Record) -> None:
        values = record.get(predicate, [])
        if values and chance.random() < 0.3:
            values.remove(chance.choice(values))
        elif values and chance.random() < 0.6:
            values[chance.randrange(len(values))] = _other(chance, records, kind)
        else:
            record[predicate] = [*values, _other(chance, records, kind)]
        record[predicate] = sorted(set(record[predicate]))
        if not record[predicate]:
            del record[predicate]

    return edit


def _edit_value(predicate: str, *values: str) -> Callable[[random.Random, Records, Record], None]:
    def edit(chance: random.Random, _records: Records, record: Record) -> None:
        record[predicate] = [chance.choice(values)]

    return edit


_YEARS = tuple(f'"{year}"^^xsd:gYear' for year in (1990, 2001, 2005, 2020))
_CLASSES = ("pub:Work", "pub:Publication", "skos:Concept", "foaf:Person", "<http://e.example/C>")
_AUTHORS = tuple(f"( {ref(f'agent/a{n}')} {ref(f'agent/a{(n + 2) % 5}')} )" for n in range(5))

_EDITS: dict[str, list[Callable[[random.Random, Records, Record], None]]] = {
    "publication": [
        _edit_link("dcterms:isVersionOf", "work"),
        _edit_link("dcterms:replaces", "publication"),
        _edit_link("dcterms:replaces", "edition"),
        _edit_link("schema:translationOfWork", "publication"),
        _edit_link("dcterms:creator", "agent"),
        _edit_link("dcterms:subject", "subject"),
        _edit_link("dcterms:type", "type"),
        _edit_link("dcterms:isPartOf", "work"),
        _edit_link("schema:isBasedOn", "publication"),
        _edit_value("dcterms:issued", *_YEARS),
        _edit_value("pub:editionNumber", "1", "2", "3", "0", '"x"'),
        _edit_value("bibo:authorList", *_AUTHORS),
        _edit_value("dcat:distribution", "[ a dcat:Distribution ]", "<http://f.example/1.pdf>"),
    ],
    "edition": [
        _edit_link("dcterms:isVersionOf", "work"),
        _edit_link("dcterms:creator", "agent"),
        _edit_link("dcterms:isReferencedBy", "publication"),
        _edit_value("pub:editionNumber", "1", "2", "3"),
        _edit_value("dcterms:issued", *_YEARS),
    ],
    "work": [
        _edit_value("dcterms:title", '"Ny"@sv', '"New"', '"A"@sv, "B"@sv'),
        _edit_link("dcterms:subject", "subject"),
    ],
    "agent": [
        _edit_value("foaf:name", '"Ny"@sv', '"New"@en', '"New"'),
        _edit_link("org:subOrganizationOf", "agent"),
    ],
    "subject": [
        _edit_link("skos:broader", "subject"),
        _edit_link("skos:related", "subject"),
        _edit_link("skos:inScheme", "scheme"),
        _edit_value("skos:prefLabel", '"Nytt"@sv', '"New"'),
    ],
    "type": [_edit_value("pub:instanceClass", "schema:Article", "schema:Report")],
    "scheme": [_edit_value("dcterms:title", '"New"@en')],
}


def edited(chance: random.Random, records: Records, times: int) -> Records:
    """A copy after so many random edits: values, links, classes, withdrawals and returns."""
    result = deepcopy(records)
    for _ in range(times):
        path = chance.choice(sorted(result))
        what = chance.random()
        if what < 0.12:
            del result[path]
        elif what < 0.18:
            result[path]["a"] = [chance.choice(_CLASSES)]
        elif what < 0.22:
            result[path].pop("a", None)
        elif what < 0.3:
            returned = chance.choice(sorted(small()))
            result[returned] = small()[returned]
        else:
            kind = path.partition("/")[0]
            chance.choice(_EDITS[kind])(chance, result, result[path])
    return {path: record for path, record in result.items() if any(record.values())}


@dataclass
class Home:
    """A ledger in a folder, and loading into it without a process of its own."""

    folder: Path
    now: int = 1_700_000_000
    ledger: Ledger | None = field(default=None)
    shapes: Path = SHAPES

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'ledger.db'}"

    def create(self) -> Ledger:
        self.ledger = Ledger.create(self.url, BASE)
        return self.ledger

    @property
    def truth(self) -> Ledger:
        assert self.ledger is not None
        return self.ledger

    def file(self, content: str | bytes, name: str = "a.ttl") -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def load(self, *paths: Path, prune: bool = False) -> Outcome:
        """Load files, a minute after the last time."""
        self.now += 60
        return load(
            paths,
            self.ledger,
            self.create,
            ADDRESSES,
            self.shapes,
            self.now,
            prune=prune,
            workers=1,
        )

    def check(self, *paths: Path, prune: bool = False) -> Outcome:
        return check(paths, self.ledger, ADDRESSES, self.shapes, prune=prune, workers=1)

    def put(self, records: Records) -> Commit | None:
        """Make these the ledger's records, whether they are valid or not."""
        return self.commit(self.plan(records))

    def commit(self, plan: Plan) -> Commit | None:
        """Carry a plan out a minute after the last time."""
        self.now += 60
        ledger = self.ledger or self.create()
        return ledger.commit(plan.changes, plan.message(), self.now) if plan.changes else None

    def plan(self, records: Records) -> Plan:
        return self.plan_of(self.file(turtle(records)))

    def plan_of(self, *files: Path) -> Plan:
        return compare(drafts(*files), self.ledger, ADDRESSES, prune=True)


def drafts(*files: Path) -> Iterable[Draft]:
    """The records of files, not validated."""
    drafting = Drafting(ADDRESSES)
    for file in files:
        for statement in read(file, format_of(file), BASE):
            drafting.add(statement, str(file))
    return drafting.drafts().values()
