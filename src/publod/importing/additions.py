"""What a record of another source adds to a publication that the folder has already.

Only properties that the publication does not have are added, at the end of its file; nothing that
stands there is changed. The file counts as edited by hand from then on, so no import writes over
it.
"""

from __future__ import annotations

import re
from pathlib import Path

from publod.importing.folder_records import KnownRecord
from publod.importing.publication import Publication, shown
from publod.importing.publications import Describer
from publod.importing.report import Kind
from publod.importing.turtle_files import Resource
from publod.messages import N_
from publod.rdf import SourceFormat, iri_of, read, term_of_iri
from publod.vocabulary import shortened

#: Relative IRIs behind it are not the catalogue's.
_OTHER_BASE = re.compile(r"^\s*@?base\b", re.IGNORECASE | re.MULTILINE)
#: Fields that lead to records, which are only found for what is written whole.
_LEADING = ("series", "host", "relations")


def can_be_added_to(known: KnownRecord) -> bool:
    """Whether the file of a record is Turtle that more may be written behind."""
    file = Path(known.file)
    return file.suffix == ".ttl" and not _OTHER_BASE.search(file.read_text("utf-8"))


def added_to(
    known: KnownRecord, one: Publication, describer: Describer, base: str
) -> list[Resource]:
    """The resources that are written behind what the file of ``known`` has; none if it has all.

    The report says which properties these are, and which the publication keeps as they are.
    """
    one.path, one.work = known.path, known.work
    resource = describer.describe(one)
    subject = term_of_iri(f"{base}{known.path}#it")
    there = {
        shortened(iri_of(p))
        for (s, p, _), _ in read(Path(known.file), SourceFormat.TURTLE, base)
        if s == subject
    }
    if "dcterms:creator" in there:
        there.add("bibo:authorList")
    kept = [name for name in resource.properties if name in there]
    resource.properties = {
        name: values for name, values in resource.properties.items() if name not in there and values
    }
    for name in _LEADING:
        for value in one.record.values(name):
            describer.report.add(
                Kind.UNMAPPED, N_("it is not added to a publication that is there already"),
                one.record, field_name=name, value=shown(value), path=known.path,
            )  # fmt: skip
    if not resource.properties:
        return []
    resource.classes = ()
    reason = N_(
        "added to the publication that is there: %(added)s; as they were stay: %(kept)s",
        added=", ".join(resource.properties),
        kept=", ".join(kept) or "-",
    )
    describer.report.add(Kind.READ_AS, reason, one.record, path=known.path)
    return [resource, *(one.others if "dcat:distribution" in resource.properties else ())]
