"""A load and the folder of files: warnings, facts, covers, and what a second load costs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from files import pdfs
from publod.files import pdf_rendering
from publod.files.facts import read_table
from publod.ingest import files_projection
from web import servers

IANA = "https://www.iana.org/assignments/media-types"
RECORD = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<scheme/t#it> a skos:ConceptScheme ; dcterms:title "T"@sv .
<type/t#it> a skos:Concept ; skos:prefLabel "Typ"@sv ; skos:inScheme <scheme/t#it> .
<agent/a#it> a <http://xmlns.com/foaf/0.1/Organization> ; <http://xmlns.com/foaf/0.1/name> "A"@sv .
<work/w#it> a pub:Work ; dcterms:title "Verk"@sv .
<publication/p#it> a pub:Publication ; dcterms:title "Titel"@sv ; dcterms:isVersionOf <work/w#it> ;
    dcterms:creator <agent/a#it> ; dcterms:type <type/t#it> ; dcterms:language lang:SWE ;
    dcterms:issued "2020"^^xsd:gYear"""


class Catalogue:
    """A catalogue of one publication with files."""

    def __init__(self, folder: Path) -> None:
        self.home, self.folder, self.source = folder / "home", folder / "pdf", folder / "a.ttl"
        self.folder.mkdir()

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)

    def name(self, *distributions: str) -> None:
        """Let the publication have these distributions; a name stands for its address."""
        said = "".join(
            " ;\n    dcat:distribution [ a dcat:Distribution ; "
            + (one if ":" in one else f"dcat:downloadURL <files/{one}>")
            + " ]"
            for one in distributions
        )
        self.source.write_text(f"{RECORD}{said} .\n", encoding="utf-8")

    def load(self, *arguments: str, command: str = "load") -> str:
        done = servers.publod(
            self.home, command, *arguments, PUBLOD_BASE_URL=servers.EXAMPLE,
            PUBLOD_FILES=str(self.folder),
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    @property
    def facts(self) -> dict[str, Any]:
        table = read_table(self.home)
        return {name: (one.size, one.pages, bool(one.cover)) for name, one in table.files.items()}

    @property
    def images(self) -> set[str]:
        return {image.name for image in (self.home / "covers").iterdir()}


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path)


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The inodes of the files that are drawn meanwhile."""
    drawn: list[int] = []

    def draw(pdf: Any, widths: tuple[int, ...]) -> pdf_rendering.Rendering:
        drawn.append(os.fstat(pdf.fileno()).st_ino)
        return pdf_rendering.rendered(pdf, widths)

    with monkeypatch.context() as patched:
        patched.setattr(files_projection, "rendered", draw)
        yield drawn


def test_files_are_looked_into_and_what_is_missing_is_a_warning(catalogue: Catalogue) -> None:
    catalogue.put("a.pdf", pdfs.pdf(pages=3))
    catalogue.put("sub/Å b.epub", b"PK\x03\x04")
    catalogue.put("unnamed.pdf", pdfs.pdf())
    catalogue.name("a.pdf", "sub/%C3%85%20b.epub", "gone.pdf", "../a.ttl")
    said = catalogue.load(str(catalogue.source))
    assert "There is no file gone.pdf in the folder of files" in said
    assert f"[shape:File-exists]  {catalogue.source}:16" in said
    assert "1 warning" in said
    assert catalogue.facts == {
        "a.pdf": (len(pdfs.pdf(pages=3)), 3, True), "sub/Å b.epub": (4, None, False),
    }  # fmt: skip
    assert len(catalogue.images) == 2


def test_what_is_said_of_a_file_is_compared_with_it(catalogue: Catalogue) -> None:
    catalogue.put("a.pdf", pdfs.pdf())
    catalogue.name(
        f"dcat:downloadURL <files/a.pdf> ; dcat:mediaType <{IANA}/application/epub+zip> ; "
        'dcat:byteSize "7"^^xsd:nonNegativeInteger'
    )
    said = catalogue.load(str(catalogue.source), "--format", "json", command="check")
    warnings = json.loads(said.partition("\npublod:")[0])["warnings"]
    size = len(pdfs.pdf())
    assert {(one["path"].rpartition("#")[2], one["line"]) for one in warnings} == {
        ("byteSize", 14), ("mediaType", 14),
    }  # fmt: skip
    messages = " ".join(one["messages"]["en"] for one in warnings)
    assert f"a.pdf has {size} bytes" in messages
    assert "media type application/pdf (PDF)" in messages
    catalogue.name(
        f"dcat:downloadURL <files/a.pdf> ; dcat:mediaType <{IANA}/application/pdf> ; "
        f'dcat:byteSize "{size}"^^xsd:nonNegativeInteger'
    )
    assert "warning" not in catalogue.load(str(catalogue.source), command="check")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdfs.encrypted(), "it is encrypted"),
        (b"%PDF-1.4 and no more", "it is damaged"),
        (pdfs.pdf(width=1e6, height=1e6), "its first page measures 1000000 by 1000000 points"),
    ],
)
def test_a_hostile_pdf_has_no_cover_and_the_load_goes_on(
    catalogue: Catalogue, content: bytes, reason: str
) -> None:
    catalogue.put("a.pdf", content)
    catalogue.put("b.pdf", pdfs.pdf())
    catalogue.name("a.pdf", "b.pdf")
    said = catalogue.load(str(catalogue.source))
    assert "added 5" in said
    assert f"publod: a.pdf has no cover: {reason}" in said
    assert catalogue.facts["b.pdf"][2]
    assert not catalogue.facts["a.pdf"][2]
    # It has been said, and nothing has changed.
    assert "no cover" not in catalogue.load(str(catalogue.source))


def test_a_second_load_draws_nothing(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue.put("a.pdf", pdfs.pdf())
    catalogue.put("b.pdf", pdfs.pdf(content=b"1 0 0 rg 0 0 300 300 re f"))
    catalogue.name("a.pdf", "b.pdf")
    with counted(monkeypatch) as drawn:
        catalogue.load(str(catalogue.source))
        assert len(drawn) == 2
        before, table = catalogue.images, (catalogue.home / "files.json").stat()
        catalogue.load(str(catalogue.source))
        os.utime(catalogue.folder / "a.pdf")  # touched, and still the same
        catalogue.load(str(catalogue.source))
        assert len(drawn) == 2
        assert (catalogue.images, (catalogue.home / "files.json").stat().st_ino) != (
            before, table.st_ino,
        )  # fmt: skip
        assert catalogue.images == before
        # A cover that is lost is made again, and another content has another cover.
        next((catalogue.home / "covers").iterdir()).unlink()
        catalogue.load(str(catalogue.source))
        assert (len(drawn), catalogue.images) == (3, before)
        catalogue.put("a.pdf", pdfs.pdf(pages=2))
        catalogue.load(str(catalogue.source))
        assert len(drawn) == 4
        assert catalogue.facts["a.pdf"][1] == 2


def test_covers_that_no_file_has_are_removed(catalogue: Catalogue) -> None:
    catalogue.put("a.pdf", pdfs.pdf())
    catalogue.name("a.pdf")
    catalogue.load(str(catalogue.source))
    catalogue.name()
    catalogue.load(str(catalogue.source))
    assert catalogue.facts == {}
    assert len(catalogue.images) == 2  # a page that is being read may still show it
    catalogue.load(str(catalogue.source))
    assert catalogue.images == set()


def test_covers_are_made_anew_by_a_rebuild(catalogue: Catalogue) -> None:
    catalogue.put("a.pdf", pdfs.pdf())
    catalogue.name("a.pdf")
    catalogue.load(str(catalogue.source))
    before = catalogue.images
    for image in (catalogue.home / "covers").iterdir():
        image.write_bytes(b"damaged")
    (catalogue.home / "files.json").write_text("{", encoding="utf-8")
    catalogue.load(command="rebuild")
    assert catalogue.images == before
    assert all(
        (catalogue.home / "covers" / name).read_bytes().startswith(b"RIFF") for name in before
    )
    assert catalogue.facts["a.pdf"][2]


def test_without_a_folder_nothing_is_made(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    catalogue.name("a.pdf")
    servers.load(catalogue.home, catalogue.source)
    assert not (catalogue.home / "covers").exists()
    assert not (catalogue.home / "files.json").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = servers.publod(tmp_path / "home", "status", PUBLOD_FILES=str(tmp_path / "gone"))
    assert done.returncode == 1
    assert "PUBLOD_FILES cannot be" in done.stderr
    assert "there is no such folder" in done.stderr
