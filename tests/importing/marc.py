"""MARC 21 as libraries write it: to be imported, and as the service gives it back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pymarc

from bibliography import reading
from cli.running import BASE, publod
from importing.folders import Imported, import_table
from publod import bootstrap
from publod.bibliography.export.marc21 import write
from publod.record_repository import Repository
from publod.setting_sources import from_environment


def marc_record(lines: str) -> pymarc.Record:
    """A record in a notation of lines: tag, indicators, subfields (``650  0 $aChildren$zSweden``)."""
    record = pymarc.Record(force_utf8=True)
    add: Callable[[pymarc.Field], None] = record.add_field
    for line in lines.splitlines():
        tag, rest = line[:3], line[4:]
        if tag < "010":
            add(pymarc.Field(tag, data=rest))
        else:
            subfields = [pymarc.Subfield(part[0], part[1:]) for part in rest[3:].split("$")[1:]]
            add(pymarc.Field(tag, pymarc.Indicators(rest[0], rest[1]), subfields))
    return record


def marc_file(path: Path, records: Iterable[str]) -> Path:
    """A file of ISO 2709."""
    path.write_bytes(b"".join(marc_record(lines).as_marc() for lines in records))
    return path


def import_marc(folder: Path, *records: str, **wanted: Any) -> Imported:
    """Import records into a folder, from a file that is called so each time."""
    return import_table(folder, marc_file(folder.parent / "books.mrc", records), **wanted)


def loaded_as_marc(folder: Path) -> dict[str, list[str]]:
    """Load a folder; the lines of each publication's record as MARC 21, by its path."""
    home = folder.parent / "home"
    publod(home, "load", folder)
    settings = from_environment({"PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": BASE})
    repository = Repository(bootstrap.reading_ledger(settings))
    paths = sorted(path for path in repository.paths() if path.startswith("publication/"))
    return {
        path: reading.fields(reading.marc(write(entry)))
        for path, (_, entry) in zip(paths, repository.entries(paths), strict=True)
    }
