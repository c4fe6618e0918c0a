"""What comes back of a source: file → ``publod import`` → ``publod load`` → the same format.

Each field of each record is one of these: it came back; it came back elsewhere or in another form,
by a rule of `round_trip_rules`; it is in the report of the import; or it was lost, or changed,
without a word.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from click.testing import CliRunner
from flask.testing import FlaskClient

from bench import source_libraries, source_references
from bench.report import Result
from bench.round_trip_fields import READERS, Fields, Records
from bench.round_trip_rules import Rules
from bench.source_corpora import Book, books
from publod.app import create_app
from publod.bibliography.reference import citation_key
from publod.cli import main
from publod.setting_sources import from_environment

BASE = "https://catalogue.example/"
RECORDS = 400
_TYPES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<scheme/types#it> a skos:ConceptScheme ; dcterms:title "Types"@en .
"""
_CLASSES = {
    "report": "Report", "book": "Book", "article": "Article", "chapter": "Chapter",
    "doctoral thesis": "Thesis", "conference paper": "Article", "brochure": "CreativeWork",
    "document": "", "proceedings": "Book", "policy brief": "Report",
}  # fmt: skip
_COAR = {
    "conference paper": "http://purl.org/coar/resource_type/c_5794",
    "proceedings": "http://purl.org/coar/resource_type/c_f744",
}


@dataclass(frozen=True)
class Trip:
    """A format: how its corpus is written, the suffix of files, and that of the list of all."""

    write: Callable[[Iterable[Book]], bytes]
    suffix: str
    export: str


TRIPS = {
    "marc": Trip(source_libraries.marc, "mrc", "mrc"),
    "marcxml": Trip(source_libraries.marcxml, "xml", "marcxml"),
    "mods": Trip(source_libraries.mods, "mods", "mods"),
    "bibtex": Trip(source_references.bibtex, "bib", "bib"),
    "ris": Trip(source_references.ris, "ris", "ris"),
    "csl": Trip(source_references.csl_json, "json", "csljson"),
    "schema": Trip(source_references.schema_org, "jsonld", ""),
    "csv": Trip(source_references.table, "csv", "csv"),
}


@dataclass
class Outcome:
    """Of how many fields each thing is true; ``worst`` has those that are lost or changed.

    ``rules`` counts the other places and forms by their rule, ``reported`` the fields in the
    report by their name, ``added`` what came out that had not gone in.
    """

    counts: Counter[str] = field(default_factory=Counter)
    worst: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)
    rules: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)

    @property
    def all(self) -> int:
        """All fields."""
        return self.counts.total()

    def share(self, *kinds: str) -> float:
        """The share of some kinds, in per cent."""
        return 100 * sum(self.counts[kind] for kind in kinds) / self.all

    @property
    def accounted(self) -> float:
        """Per cent of the fields that came back or are in the report."""
        return self.share("equal", "elsewhere", "reported", "left out")

    @property
    def of_publications(self) -> float:
        """Per cent that came back of the fields that are about publications, not about copies."""
        return (
            100
            * (self.counts["equal"] + self.counts["elsewhere"])
            / (self.all - self.counts["left out"])
        )

    @property
    def came_back(self) -> float:
        """Per cent of the fields that came back."""
        return self.share("equal", "elsewhere")


def round_trip(name: str, count: int, work: Path) -> Outcome:
    """Send a corpus there and back, and compare field by field."""
    trip = TRIPS[name]
    source, folder = work / f"source.{trip.suffix}", work / "folder"
    folder.mkdir(parents=True)
    source.write_bytes(trip.write(books(count)))
    types = (
        f'<type/{label.replace(" ", "-")}#it> a skos:Concept ; skos:prefLabel "{label}"@en ; '
        + (f"skos:exactMatch <{_COAR[label]}> ; " if label in _COAR else "")
        + (f"pub:instanceClass schema:{kind} ; " if kind else "")
        + "skos:inScheme <scheme/types#it> .\n"
        for label, kind in _CLASSES.items()
    )
    (folder / "types.ttl").write_text(_TYPES + "".join(types))
    mapping = work / "mapping.toml"
    mapping.write_text(_mapping() if name == "csv" else "")
    report = work / "report.json"
    _run(work, "import", source, "--to", folder, "--mapping", mapping, "--type", "report",
         "--report", report, codes=(0, 3))  # fmt: skip
    _run(work, "load", folder)
    lock = json.loads((folder / "import.lock").read_text())
    paths = {record["keys"][0]: record["path"] for record in lock["records"]}
    read = READERS[name]
    before = read(source.read_bytes())
    after = {
        key.removeprefix(BASE).partition("#")[0]: fields
        for key, fields in _exported(work, name, paths.values(), read).items()
    }
    findings = json.loads(report.read_text())["findings"]
    return _compared(name, before, after, paths, findings)


def _mapping() -> str:
    columns = (
        f"{json.dumps(column, ensure_ascii=False)} = "
        + (
            "{ " + ", ".join(f"{n} = {json.dumps(v)}" for n, v in known.items()) + " }"
            if isinstance(known, dict)
            else json.dumps(known)
        )
        for column, known in source_references.COLUMNS.items()
    )
    return "[columns]\n" + "\n".join(columns)


def _environment(work: Path) -> dict[str, str]:
    return {"PUBLOD_HOME": str(work / "home"), "PUBLOD_BASE_URL": BASE, "LANG": "C.UTF-8"}


def _run(work: Path, *arguments: str | Path, codes: tuple[int, ...] = (0,)) -> None:
    result = CliRunner(env=_environment(work)).invoke(main, [*map(str, arguments)])
    if result.exit_code not in codes:
        raise SystemExit(f"publod {arguments[0]}: {result.output[-3000:]} {result.exception!r}")


def _exported(
    work: Path, name: str, paths: Iterable[str], read: Callable[[bytes], Records]
) -> Records:
    """The publications as the service gives them, by path."""
    with mock.patch.dict("os.environ", _environment(work)):
        client = create_app(from_environment(_environment(work))).test_client()
        if name == "schema":
            linked = _Linked(client)
            records: Records = {}
            for path in paths:
                records |= read(json.dumps(linked.described(BASE + path)).encode())
            return records
        answer = client.get(f"/publications.{TRIPS[name].export}", base_url=BASE)
        if answer.status_code != 200:
            raise SystemExit(f"the list as {name}: {answer.status}")
        records = read(answer.data)
    keys = {citation_key(BASE + path): path for path in paths}
    return {keys.get(key, key): fields for key, fields in records.items()}


@dataclass
class _Linked:
    """Records as schema.org, with what the records say that they link to."""

    client: FlaskClient
    known: dict[str, Any] = field(default_factory=dict)

    def described(self, document: str) -> dict[str, Any]:
        """A record with its files and, one step further, agents, subjects and works."""
        own = self._fetched(document)
        parts = {one["id"]: one for one in own.get("@included", ())}

        def whole(value: Any) -> Any:
            if isinstance(value, list):
                return [whole(one) for one in value]
            iri = (value.get("id") or "") if isinstance(value, dict) else str(value)
            if iri in parts:
                return parts[iri]
            if iri.startswith(BASE) and "/publication/" not in iri:
                own = value if isinstance(value, dict) else {}
                return {**self._fetched(iri.partition("#")[0]), **own}
            return value

        return {name: whole(value) for name, value in own.items() if name != "@included"}

    def _fetched(self, document: str) -> dict[str, Any]:
        if document not in self.known:
            answer = self.client.get(f"{document.removeprefix(BASE[:-1])}.schema", base_url=BASE)
            self.known[document] = answer.json
        return dict(self.known[document])


def _compared(
    name: str,
    before: Records,
    after: Records,
    paths: dict[str, str],
    findings: list[dict[str, str]],
) -> Outcome:
    rules = Rules(name)
    reported: dict[str, list[tuple[str, str]]] = {}
    general: set[str] = set()
    for one in findings:
        if one["kind"] not in {"new", "grouped"}:
            pair = (one["column"] or "", one["value"] or "")
            reported.setdefault(one["identifier"] or "", []).append(pair)
            if not one["record"]:
                general.add(one["column"] or "")
    outcome = Outcome()
    for key, fields in before.items():
        compare_record(
            rules,
            fields,
            after.get(paths.get(key, ""), []),
            reported.get(key, []),
            general,
            outcome,
        )
    return outcome


def compare_record(
    rules: Rules, fields: Fields, back: Fields, said: Fields, general: set[str], outcome: Outcome
) -> None:
    """Judge each field of a record. ``said`` is what the report has of it, ``general`` of all."""
    free = [(name, rules.normal(name, value)) for name, value in back]
    pending = []
    for name, value in fields:
        normal = name, rules.normal(name, value)
        if normal in free:
            free.remove(normal)
            outcome.counts["equal"] += 1
        else:
            pending.append((name, value))
    outcome.added.update(name for name, _ in free)
    everything = [(name, rules.normal(name, value)) for name, value in back]
    for name, value in pending:
        if rule := rules.elsewhere(name, value, everything):
            outcome.counts["elsewhere"] += 1
            outcome.rules[rule] += 1
        elif {name, name[:3]} & general:
            outcome.counts["left out"] += 1
            outcome.reported[name] += 1
        elif rules.is_reported(name, value, said):
            outcome.counts["reported"] += 1
            outcome.reported[name] += 1
        else:
            others = [text for known, text in free if known == name]
            kind = "changed" if others else "lost"
            outcome.counts[kind] += 1
            outcome.worst[kind, name] += 1
            outcome.examples.setdefault((kind, name), f"{value!r} -> {others[:3]}")


def text_of(name: str, outcome: Outcome) -> Iterator[str]:
    """What a person reads of an outcome."""
    shares = ", ".join(
        f"{kind} {outcome.counts[kind]:,} ({outcome.share(kind):.2f} %)"
        for kind in ("equal", "elsewhere", "reported", "left out", "lost", "changed")
    )
    yield f"     {name}: {outcome.all:,} fields: {shares}"
    for (kind, field_name), count in outcome.worst.most_common(25):
        yield f"       {kind} {count:5} {field_name}: {outcome.examples[kind, field_name][:150]}"
    for title, counts in (
        ("elsewhere", outcome.rules),
        ("reported", outcome.reported),
        ("added", outcome.added),
    ):
        yield f"       {title}: " + ", ".join(f"{n} {c}" for n, c in counts.most_common(15))


def measure(work: Path, count: int = RECORDS) -> Iterator[Result]:
    """Each format: what came back or is in the report, and what came back."""
    for name in TRIPS:
        outcome = round_trip(name, count, work / f"trip-{name}")
        for line in text_of(name, outcome):
            print(line)
        yield Result(
            f"round trip of {name}: came back or reported", outcome.accounted, "%",
            outcome.of_publications, "came back, of what is about publications", goal=99,
        )  # fmt: skip
        yield Result(
            f"round trip of {name}: changed in silence", outcome.counts["changed"], "fields",
            outcome.all, "all fields", goal=0, less_is_better=True,
        )  # fmt: skip
