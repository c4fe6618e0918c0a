"""Every record in every format: well formed, valid, and with no character that XML cannot hold."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from hypothesis import HealthCheck, given, settings

from bibliography.entries import BARE, FULL, MORE, entries
from bibliography.schemas import validate
from bibliography.seed import seed
from publod.bibliography.entry import Entry
from publod.bibliography.subjects import KINDS
from publod.formats import METADATA_FORMATS

PREFIXES = sorted(METADATA_FORMATS)
WITH_SCHEMA = [prefix for prefix in PREFIXES if prefix != "bibframe"]
# The schema is asked hundreds of times; what is slow is the schema.
_PATIENT = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("prefix", WITH_SCHEMA)
def test_seed_records_are_valid(prefix: str) -> None:
    assert len(seed()) == 9
    for entry in seed().values():
        validate(prefix, METADATA_FORMATS[prefix].write(entry))


@pytest.mark.parametrize("prefix", WITH_SCHEMA)
@pytest.mark.parametrize("entry", [FULL, MORE, BARE], ids=["full", "more", "bare"])
def test_everything_and_nothing_are_valid(prefix: str, entry: Entry) -> None:
    validate(prefix, METADATA_FORMATS[prefix].write(entry))


@pytest.mark.parametrize("prefix", WITH_SCHEMA)
@given(entry=entries)
@_PATIENT
def test_awkward_records_are_valid(prefix: str, entry: Entry) -> None:
    validate(prefix, METADATA_FORMATS[prefix].write(entry))


@pytest.mark.parametrize("prefix", PREFIXES)
@given(entry=entries)
@_PATIENT
def test_awkward_records_are_well_formed(prefix: str, entry: Entry) -> None:
    document = METADATA_FORMATS[prefix].write(entry)
    root = ET.fromstring(document)
    assert root.tag.startswith("{" + METADATA_FORMATS[prefix].namespace + "}")
    assert not document.startswith(b"<?xml")
    for node in root.iter():
        if not len(node):
            assert (node.text or "").strip() or node.attrib, f"empty: {node.tag}"
    assert ET.fromstring(b"<metadata>" + document + b"</metadata>")[0].tag == root.tag


@given(entry=entries)
@_PATIENT
def test_bibframe_is_rdf(entry: Entry) -> None:
    document = METADATA_FORMATS["bibframe"].write(entry)
    triples = list(pyoxigraph.parse(document, format=pyoxigraph.RdfFormat.RDF_XML))
    assert any(str(triple.subject) == f"<{entry.iri}>" for triple in triples)


def test_formats_are_listed_under_their_prefix() -> None:
    assert list(METADATA_FORMATS) == [
        "oai_dc", "oai_qdc", "mods", "swepub_mods", "marc21", "oai_openaire", "datacite",
        "bibframe",
    ]  # fmt: skip
    for prefix, known in METADATA_FORMATS.items():
        assert known.prefix == prefix
        for iri in (known.namespace, known.schema, known.profile):
            assert iri.startswith(("http://", "https://"))


def test_formats_and_kinds_are_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "crosswalk.md").read_text(encoding="utf-8")
    for known in METADATA_FORMATS.values():
        assert any(
            line.startswith(f"| `{known.prefix}` |") and f"`{known.media_type}`" in line
            for line in page.splitlines()
        ), known.prefix
    for iri, kind in KINDS.items():
        row = f"| `schema:{iri.rpartition('/')[2]}` | {kind.coar_label} | {kind.datacite} |"
        rest = f" {kind.eprint} | `{kind.output}` | {kind.svep} | {kind.content} |"
        assert row + rest in page
