"""Nothing of the seed catalogue, of one country or of one agency is in the code: it is data, settings, translations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "publod"
#: What a reader may see or be given: code, templates, queries, style sheets, and what `publod init` writes.
FILES = [
    file
    for file in sorted(SOURCE.rglob("*"))
    if file.suffix in {".py", ".html", ".rq", ".toml", ".ttl", ".css", ".js", ".xml", ".md"}
    and not {"translations", "built", "resources", "__pycache__"} & set(file.parts)
]
WORDS = re.compile(
    r"\b(?:Swed(?:en|ish)|Sverige|[Ss]vensk\w*|SWE|nmtsverige|DIGG|Libris)\b|kb\.se|CC0|publicdomain/zero"
    r"|[Ll]änsstyrelse\w*|[Jj]ämställdhet\w*|[Mm]änniskohandel\w*|[Pp]rostitution|Stockholm"
)
#: The files that speak of a country's standard or of its language, and why.
ALLOWED = {
    "bibliography/registers.toml": "registers of names and subjects of many countries, as data",
    "bibliography/licence.py": "the names of licences",
    "bibliography/export/bibtex.py": "the names that BibTeX has for languages",
    "bibliography/export/swepub.py": "Swepub's own format, which whoever delivers there asks for",
    "new_catalogue.py": "licences to choose from",
    "services/dcat.py": "DCAT-AP-SE, a profile that is met beside the European one",
    "services/catalogue_record.py": "numbers of organisations as DCAT-AP-SE has them",
    "cli/new_catalogue_commands.py": "licences to choose from",
}
#: Packages that read the words of sources, in Swedish and English and more.
READING = ("importing/", "search/", "services/reconciliation/")


def found_in(file: Path) -> list[str]:
    """The words, but for those of a language's code as an example in a docstring."""
    text = file.read_text("utf-8")
    return [match[0] for match in WORDS.finditer(re.sub(r"``SWE``|such as SWE|yso/swe", "", text))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(SOURCE).as_posix())
def test_no_file_speaks_of_a_country_or_of_the_seed(file: Path) -> None:
    name = file.relative_to(SOURCE).as_posix()
    if name in ALLOWED or name.startswith(READING):
        return
    assert found_in(file) == []


def test_what_is_allowed_is_needed() -> None:
    assert [
        name for name in ALLOWED if not (SOURCE / name).is_file() or not found_in(SOURCE / name)
    ] == []


def test_no_record_of_the_seed_is_named() -> None:
    seed = {
        match[1]
        for file in (ROOT / "data").rglob("*.ttl")
        for match in re.finditer(
            r"<(?:publication|work|agent|edition)/([a-z0-9-]+)#it>", file.read_text("utf-8")
        )
    } - {"iom"}
    named = {
        f"{file.relative_to(SOURCE)}: {slug}"
        for file in FILES
        for slug in seed
        if re.search(rf"\b{re.escape(slug)}\b", file.read_text("utf-8"))
    }
    assert named == set()
