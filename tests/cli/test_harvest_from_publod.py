"""A catalogue of publod harvested by another one: it comes back quietly, and as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.running import BASE, publod
from cli.test_harvest_command import served
from importing.folders import Imported
from publod.app import create_app
from publod.importing.report import ImportReport
from publod.setting_sources import from_environment

DATA = Path(__file__).parents[2] / "data"
PUBLICATION = "publication/leana-2020"
OWN = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<agent/tusla#it> a foaf:Agent ; foaf:name "Tusla"@ga .
<agent/ann-ek#it> a foaf:Person ; foaf:name "Ann Ek"@en ; foaf:givenName "Ann" ;
    foaf:familyName "Ek" .
<work/leana#it> a pub:Work ; dcterms:title "Leana"@ga .
<publication/leana-2020#it> a pub:Publication ; dcterms:title "Leanaí"@ga ;
    dcterms:creator <agent/tusla#it> , <agent/ann-ek#it> ; dcterms:issued "2020"^^xsd:gYear ;
    dcterms:language lang:GLE ; dcterms:type <type/report#it> ;
    dcterms:isVersionOf <work/leana#it> .
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the OAI-PMH of a catalogue."""
    home = tmp_path_factory.mktemp("source")
    own = tmp_path_factory.mktemp("data") / "own.ttl"
    own.write_text(OWN, "utf-8")
    publod(home, "load", DATA, own)
    settings = from_environment({"PUBLOD_HOME": str(home), "PUBLOD_BASE_URL": BASE})
    with served(create_app(settings)) as url:
        yield url


@pytest.mark.parametrize("base", [BASE, "https://other.example/"])
@pytest.mark.parametrize("prefix", ["", "marc21"])
def test_it_comes_back_quietly_and_right(
    tmp_path: Path, source: str, base: str, prefix: str
) -> None:
    folder, home = tmp_path / "folder", tmp_path / "home"
    folder.mkdir()
    for name in ("types.ttl", "audiences.ttl"):
        shutil.copy(DATA / name, folder)
    report = tmp_path / "report.json"
    arguments = ("harvest", source, "--to", folder, "--prefix", prefix, "--report", report)
    publod(home, *arguments, PUBLOD_BASE_URL=base, code=3)
    findings = json.loads(report.read_text("utf-8"))["findings"]
    # What is about files and descriptions is left out; names that statements of editions have, and
    # that are nearly those of agents, are asked about.
    assert {one["kind"] for one in findings} <= {"new", "left-out", "doubtful"}
    assert [one["candidates"] for one in findings if one["kind"] == "doubtful"] == [
        ["agent/internationella-migrationsorganisationen"], ["agent/lansstyrelsen-stockholm"],
    ]  # fmt: skip
    publod(home, "check", folder, PUBLOD_BASE_URL=base)

    done = Imported(folder, ImportReport())
    assert done.paths("publication") == sorted(
        f"publication/{file.stem}"
        for file in [*DATA.glob("publications/*.ttl"), Path("leana-2020")]
    )
    creators = [path[1:].partition("#")[0] for path in done.triples(PUBLICATION)["creator"]]
    names = {done.triples(path)["name"][0]: done.triples(path)["type"] for path in creators}
    foaf = "http://xmlns.com/foaf/0.1/"
    assert names == {
        '"Tusla"@ga': [f"<{foaf}Agent>"], '"Ann Ek"@ga': [f"<{foaf}Person>"],
    }  # fmt: skip
    if base == BASE:  # nothing says of itself what its own address says
        assert base not in "".join(done.files().values())
    else:
        assert f"foaf:page <{BASE}{PUBLICATION}> ." in done.files()["publications/leana-2020.ttl"]
    if not prefix:
        assert '"Human trafficking"@en ;' in done.files()["subjects-imported.ttl"]
        assert 'identifier "Q' not in done.files()["agents-imported.ttl"]
    before = done.files()
    publod(home, *arguments, "--from-the-beginning", PUBLOD_BASE_URL=base)
    after = done.files()
    assert {**after, "harvest.lock": ""} == {**before, "harvest.lock": ""}
