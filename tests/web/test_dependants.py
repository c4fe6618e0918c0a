"""What a page shows of things two steps away moves its datestamp, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from web.growing import Growing
from web.test_record_page import read, told

BASE = {
    "agent/a": '<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .',
    "agent/b": '<agent/b#it> a foaf:Organization ; foaf:name "B"@sv .',
    "subject/top": '<subject/top#it> a skos:Concept ; skos:prefLabel "Top"@sv .',
    "subject/mid": '<subject/mid#it> a skos:Concept ; skos:prefLabel "Mid"@sv ; skos:broader <subject/top#it> .',
    "subject/low": '<subject/low#it> a skos:Concept ; skos:prefLabel "Low"@sv ; skos:broader <subject/mid#it> .',
    "work/old": '<work/old#it> a pub:Work ; dcterms:title "Old"@sv .',
    "work/w": '<work/w#it> a pub:Work ; dcterms:title "W"@sv .',
    "edition/0": '<edition/0#it> a pub:StatedEdition ; dcterms:isVersionOf <work/old#it> ; dcterms:creator <agent/b#it> ; dcterms:issued "2000"^^xsd:gYear .',
    "publication/1": '<publication/1#it> a pub:Publication ; dcterms:title "Ett"@sv ; dcterms:isVersionOf <work/w#it> ; dcterms:creator <agent/a#it> ; dcterms:replaces <edition/0#it> ; pub:editionNumber 1 .',
    "publication/2": '<publication/2#it> a pub:Publication ; dcterms:title "Två"@sv ; dcterms:isVersionOf <work/w#it> ; dcterms:creator <agent/a#it> ; pub:editionNumber 2 ; dcterms:subject <subject/low#it> .',
    "publication/9": '<publication/9#it> a pub:Publication ; dcterms:title "Nio"@sv ; dcterms:replaces <publication/1#it> .',
}  # fmt: skip
TWO_STEPS: dict[str, tuple[dict[str, str], set[str], set[str]]] = {
    "the issuer of what was replaced is renamed": (
        {"agent/b": BASE["agent/b"].replace('"B"', '"Ny"')},
        {"publication/1", "publication/2", "publication/9", "edition/0"},
        {"subject/low", "agent/a"},
    ),
    "the work of what was replaced is retitled": (
        {"work/old": BASE["work/old"].replace('"Old"', '"Ny"')},
        {"publication/1", "publication/2", "work/w", "agent/b"},
        {"subject/low", "agent/a"},
    ),
    "the end of a row of replacements moves on": (
        {"publication/10": '<publication/10#it> a pub:Publication ; dcterms:title "Tio"@sv ; dcterms:replaces <publication/9#it> .'},
        {"publication/9", "publication/1", "publication/2", "edition/0"},
        {"agent/a", "agent/b", "subject/low"},
    ),
    "a publication comes below a subject": (
        {"publication/11": '<publication/11#it> a pub:Publication ; dcterms:title "Elva"@sv ; dcterms:subject <subject/low#it> .'},
        {"subject/low", "subject/mid", "subject/top"},
        {"agent/a", "publication/9"},
    ),
    "a subject is relabelled": (
        {"subject/top": BASE["subject/top"].replace('"Top"', '"Ny"')},
        {"subject/mid", "subject/low"},
        {"agent/a", "publication/9"},
    ),
}  # fmt: skip


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    made = Growing(tmp_path)
    made.load(BASE)
    yield made
    made.close()


@pytest.mark.parametrize("edit", TWO_STEPS)
def test_what_is_two_steps_away_moves_the_pages_that_show_it(growing: Growing, edit: str) -> None:
    changes, shown, hidden = TWO_STEPS[edit]
    client = growing.app.test_client()

    def versions(paths: set[str]) -> dict[str, str]:
        return {path: client.get(f"/{path}.ttl").headers["ETag"] for path in paths}

    before = versions(shown | hidden)
    growing.load({**BASE, **changes})
    after = versions(shown | hidden)
    assert {path for path in before if before[path] == after[path]} == hidden


def test_a_page_names_the_issuer_and_the_work_of_what_was_replaced(growing: Growing) -> None:
    shown = read(growing.app.test_client(), "/publication/2", "sv")
    assert [t for t in told(shown, "described") if "Ersätter Utgåva från 2000 av B, Old" in t]


PARTS = {
    "agent/a": '<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .',
    "work/journal": '<work/journal#it> a pub:Work ; dcterms:title "Tidskrift"@sv .',
    "publication/issue": '<publication/issue#it> a pub:Publication ; dcterms:title "Nr 1"@sv ; dcterms:isPartOf <work/journal#it> .',
    "publication/article": '<publication/article#it> a pub:Publication ; dcterms:title "Artikel"@sv ; dcterms:creator <agent/a#it> ; dcterms:isPartOf <publication/issue#it> .',
    "publication/other": '<publication/other#it> a pub:Publication ; dcterms:title "Annat"@sv .',
}  # fmt: skip


@pytest.mark.parametrize(
    ("edited", "moved"),
    [
        ("work/journal", ["publication/issue", "publication/article"]),
        ("agent/a", ["publication/issue", "publication/article"]),
    ],
)
def test_an_article_moves_with_its_journal_and_an_issue_with_authors_of_its_articles(
    tmp_path: Path, edited: str, moved: list[str]
) -> None:
    growing = Growing(tmp_path)
    growing.load(PARTS)
    client = growing.app.test_client()

    def versions() -> dict[str, str]:
        return {p: client.get(f"/{p}.ttl").headers["ETag"] for p in PARTS if p.startswith("pub")}

    before = versions()
    growing.load({**PARTS, edited: PARTS[edited].replace('"@sv', ' ny"@sv')})
    after = versions()
    assert [path for path in before if before[path] != after[path]] == moved
    growing.close()
