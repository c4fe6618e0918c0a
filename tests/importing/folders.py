"""Folders of catalogues, tables to import into them, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from publod.importing.formats_of_sources import ReadOptions, format_of
from publod.importing.import_mapping import ImportMapping, mapping_of
from publod.importing.importer import ImportOptions, import_records
from publod.importing.report import ImportReport
from publod.rdf import SourceFormat, Statement, read

BASE = "https://data.example.se/"
SHARED = """\
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .

<agent/boverket#it> a foaf:Organization ; foaf:name "Boverket"@sv ;
    dcterms:identifier "202100-3989" .
<agent/iom#it> a foaf:Organization ;
    foaf:name "Internationella migrationsorganisationen"@sv ; skos:altLabel "IOM"@sv ;
    owl:sameAs <https://isni.org/isni/0000000405119852> .
<agent/asa-berg#it> a foaf:Person ; foaf:name "Åsa Berg"@sv ;
    owl:sameAs <https://orcid.org/0000-0002-1825-0097> .
<agent/nils-ek#it> a foaf:Person ; foaf:name "Nils Ek"@sv .
<agent/nils-ek-2#it> a foaf:Person ; foaf:name "Nils Ek"@sv .
<scheme/types#it> a skos:ConceptScheme ; dcterms:title "Typer"@sv .
<type/report#it> a skos:Concept ; skos:prefLabel "rapport"@sv , "report"@en ;
    skos:inScheme <scheme/types#it> .
<type/manual#it> a skos:Concept ; skos:prefLabel "manual"@sv ; skos:altLabel "handbok"@sv ;
    skos:inScheme <scheme/types#it> .
<scheme/subjects#it> a skos:ConceptScheme ; dcterms:title "Ämnen"@sv .
<subject/housing#it> a skos:Concept ; skos:prefLabel "bostäder"@sv , "housing"@en ;
    skos:exactMatch <http://id.loc.gov/authorities/subjects/sh85062500> ;
    skos:inScheme <scheme/subjects#it> .
<place/uppsala#it> a dcterms:Location ; skos:prefLabel "Uppsala"@sv .
"""
COLUMNS: dict[str, Any] = {
    "Id": "identifier", "Titel": "title", "Undertitel": "subtitle",
    "Författare": {"field": "creator", "kind": "person", "between": ";"},
    "Utgivare": {"field": "publisher", "kind": "organisation", "between": ";"},
    "År": "issued", "Typ": "type", "Språk": {"field": "language", "between": ","},
    "Upplaga": "edition", "Historik": "edition_history",
    "Ämne": {"field": "subject", "between": "|"}, "ISBN": "isbn", "Beteckning": "document_number",
    "Serie": "series", "Nr": "series_number", "Ersätter": "replaces", "Intern": "ignore",
    "Verk": "work", "Översättning av": "translation_of", "Anm": "note",
}  # fmt: skip


@dataclass
class Imported:
    """A folder after an import, and the report."""

    folder: Path
    report: ImportReport

    def triples(self, path: str) -> dict[str, list[str]]:
        """What is import_mapping of a thing: by property, the values as N-Triples has them, without the base."""
        found: dict[str, list[str]] = {}
        for ((s, p, o), _), _ in statements(self.folder):
            if s == f"<{BASE}{path}#it>":
                name = p[1:-1].replace("#", "/").rpartition("/")[2]
                found.setdefault(name, []).append(o.replace(BASE, ""))
        return {name: sorted(values) for name, values in found.items()}

    def paths(self, kind: str) -> list[str]:
        """The paths of all records of a kind."""
        start = f"<{BASE}{kind}/"
        subjects = {s for ((s, _, _), _), _ in statements(self.folder) if s.startswith(start)}
        return sorted({s[len(BASE) + 1 : -1].partition("#")[0] for s in subjects})

    def findings(self, kind: str) -> list[tuple[int, str, str]]:
        """Row, column and value of each finding of a kind."""
        return [
            (one.number, one.column, one.value)
            for one in self.report.findings
            if one.kind.value == kind
        ]

    def files(self) -> dict[str, str]:
        """The text of each file."""
        return {
            str(file.relative_to(self.folder)): file.read_text("utf-8")
            for file in sorted(self.folder.rglob("*"))
            if file.is_file()
        }

    @property
    def contents(self) -> str:
        """All that is in the folder or in the report."""
        return "\n".join([*self.files().values(), self.report.json()])


def statements(folder: Path) -> Iterator[tuple[Statement, str]]:
    """What the files of a folder state."""
    for file in sorted(folder.rglob("*.ttl")):
        for statement in read(file, SourceFormat.TURTLE, BASE):
            yield statement, str(file)


def catalogue(folder: Path, shared: str = SHARED) -> Path:
    """A folder with agents, types and subjects."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shared.ttl").write_text(shared, "utf-8")
    return folder


def mapping(**tables: Any) -> ImportMapping:
    """The mapping of `COLUMNS`, with other tables."""
    return mapping_of({"columns": COLUMNS, **tables}, "mapping.toml")


def table(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """A CSV file with the columns that its rows have."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    quoted = (";".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    path.write_text("\r\n".join(quoted) + "\r\n", "utf-8-sig")
    return path


def import_table(
    folder: Path, rows: Iterable[dict[str, str]] | Path, import_mapping: ImportMapping | None = None,
    **wanted: Any,
) -> Imported:  # fmt: skip
    """Import rows, or a file, into a folder."""
    if not isinstance(rows, Path):
        rows = table(folder.parent / "lista.csv", rows)
        present = set(rows.read_text("utf-8-sig").split("\n")[0].replace('"', "").split(";"))
        columns = {name: one for name, one in COLUMNS.items() if name in present}
        import_mapping = import_mapping or mapping_of({"columns": columns}, "mapping.toml")
    import_mapping = import_mapping or ImportMapping()
    options = ImportOptions(mapping=import_mapping, **{"default_type": "rapport", **wanted})
    read_options = ReadOptions(import_mapping if import_mapping.columns else None)
    records = format_of(rows).reader(rows, read_options)
    given = statements(folder) if folder.is_dir() else iter(())
    report = import_records(records, folder, given, BASE, options)
    json.loads(report.json())
    for file in folder.rglob("*.ttl"):  # another parser reads them too
        list(ox.parse(file.read_bytes(), format=ox.RdfFormat.TURTLE, base_iri=BASE))
    return Imported(folder, report)
