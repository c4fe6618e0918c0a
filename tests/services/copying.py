"""A small ledger to harvest from, and a harvester that keeps a copy by the book."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from publod.bibliography.record_summary import languages_of, summary_of
from publod.ledger import Change, Ledger, Link
from publod.rdf import canonical, iri_of, is_iri
from publod.record_repository import Repository
from publod.services.oai_pmh import Provider
from publod.services.record_cache import RecordCache
from publod.vocabulary import DCTERMS, EU_LANGUAGE, PUB, RDF, SKOS

BASE = "https://data.example.se/"
OAI = "{http://www.openarchives.org/OAI/2.0/}"
START = 1_700_000_000


def change(path: str, *said: tuple[object, str]) -> Change:
    """A record whose thing has these properties; ``<x>`` is relative to the base."""
    thing = f"{BASE}{path}#it"
    triples = [
        (f"<{thing}>", f"<{p}>", f"<{BASE}{o[1:-1]}>" if o.startswith("<") and ":" not in o else o)
        for p, o in said
    ]
    links = [
        Link(path, "it", iri_of(p), iri_of(o).removeprefix(BASE).partition("#")[0], "it")
        for _, p, o in triples
        if is_iri(o) and iri_of(o).startswith(BASE)
    ]
    languages = tuple(languages_of(thing, triples))
    return Change(path, canonical(triples), summary_of(thing, triples), tuple(links), languages)


def publication(
    name: str, *subjects: str, title: str = "", by: str = "x", language: str = "SWE"
) -> Change:
    return change(
        f"publication/{name}",
        (RDF.type, f"<{PUB.Publication}>"),
        (DCTERMS.title, f'"{title or name}"@sv'),
        (DCTERMS.creator, f"<agent/{by}#it>"),
        (DCTERMS.language, f"<{EU_LANGUAGE}{language}>"),
        *((DCTERMS.subject, f"<subject/{subject}#it>") for subject in subjects),
    )


def concept(name: str, *broader: str, label: str = "") -> Change:
    return change(
        f"subject/{name}",
        (RDF.type, f"<{SKOS.Concept}>"),
        (SKOS.prefLabel, f'"{label or name}"@sv'),
        *((SKOS.broader, f"<subject/{other}#it>") for other in broader),
    )


def withdrawn(path: str) -> Change:
    return Change(path, None)


@dataclass
class Source:
    """A repository over a ledger of its own; every commit is some seconds after the last."""

    folder: Path
    page: int = 3
    now: int = START
    ledger: Ledger = field(init=False)
    provider: Provider = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger.create(f"sqlite:///{self.folder / 'ledger.db'}", BASE)
        self.restart()

    def restart(self) -> None:
        """What a server that is started anew has in hand."""
        rows = RecordCache(self.folder / "rows.db", "a build", 1 << 30)
        repository = Repository(self.ledger)
        self.provider = Provider(repository, rows, "oai@data.example.se", "sv", self.page)

    def commit(self, *changes: Change, later: int = 10) -> None:
        self.now += later
        self.ledger.commit(changes, "an edit", self.now)

    def ask(self, *pairs: tuple[str, str], **arguments: str) -> ET.Element:
        """The answer to a request, parsed; ``until_`` and ``from_`` are until and from."""
        said = [*pairs, *((name.rstrip("_"), value) for name, value in arguments.items())]
        return ET.fromstring(self.provider.answer(said, self.now))

    def code(self, *pairs: tuple[str, str], **arguments: str) -> str:
        """The error code of the answer; '' if it is none."""
        error = self.ask(*pairs, **arguments).find(f"{OAI}error")
        return "" if error is None else error.attrib["code"]


@dataclass
class Copy:
    """What a harvester has of a set: it asks for all, then for what is new since it last began."""

    source: Source
    spec: str = ""
    prefix: str = "oai_dc"
    items: dict[str, str] = field(default_factory=dict)
    since: str = ""
    pages: int = 0

    def harvest(self, between: Callable[[], None] = lambda: None) -> list[str]:
        """One harvest, with something happening between its pages; the identifiers in order."""
        arguments = {"verb": "ListRecords", "metadataPrefix": self.prefix}
        if self.spec:
            arguments["set"] = self.spec
        if self.since:
            arguments["from"] = self.since
        told: list[str] = []
        began = ""
        while True:
            answer = self.source.ask(*arguments.items())
            self.pages += 1
            began = began or answer.findtext(f"{OAI}responseDate", "")
            if (error := answer.find(f"{OAI}error")) is not None:
                assert error.attrib["code"] == "noRecordsMatch", error.text
                assert not told, "a list that had begun ended with an error"
                break
            records = answer.findall(f"{OAI}ListRecords/{OAI}record")
            assert records, "an empty page"
            told += [self._keep(record) for record in records]
            token = answer.find(f"{OAI}ListRecords/{OAI}resumptionToken")
            if token is None or not token.text:
                break
            arguments = {"verb": "ListRecords", "resumptionToken": token.text}
            between()
        self.since = began
        return told

    def _keep(self, record: ET.Element) -> str:
        header = record.find(f"{OAI}header")
        assert header is not None
        identifier = header.findtext(f"{OAI}identifier", "")
        if header.attrib.get("status") == "deleted":
            assert record.find(f"{OAI}metadata") is None
            self.items.pop(identifier, None)
        else:
            metadata = record.find(f"{OAI}metadata")
            assert metadata is not None
            specs = sorted(spec.text or "" for spec in header.iter(f"{OAI}setSpec"))
            self.items[identifier] = f"{specs} {ET.tostring(metadata, 'unicode')}"
        return identifier


def rendered(source: Source, paths: Iterable[str], prefix: str = "oai_dc") -> dict[str, str]:
    """What a complete copy of these records has."""
    fresh = Copy(source, prefix=prefix)
    for path in paths:
        answer = source.ask(
            verb="GetRecord", metadataPrefix=prefix, identifier=f"oai:data.example.se:{path}"
        )
        record = answer.find(f"{OAI}GetRecord/{OAI}record")
        assert record is not None, path
        fresh._keep(record)
    return fresh.items
