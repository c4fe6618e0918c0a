"""Terms of RDA in MARC 21 are in the language of cataloguing, as the RDA Registry has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bibliography.entries import BARE
from bibliography.reading import fields, marc
from publod.bibliography.catalogue_languages import CatalogueLanguages, use_languages
from publod.bibliography.description import ONLINE
from publod.bibliography.export import marc21
from publod.bibliography.rda_terms import rda_term
from seed_settings import LANGUAGES


@pytest.fixture(autouse=True)
def languages() -> Iterator[None]:
    yield
    use_languages(LANGUAGES)


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("fi", ["1 verkkoaineisto (9 s.)", "teksti", "tietokonekäyttöinen", "verkkoaineisto"]),
        ("de-AT", ["1 Online-Ressource (9 s.)", "Text", "Computermedien", "Online-Ressource"]),
        ("is", ["1 online resource (9 s.)", "text", "computer", "online resource"]),
    ],
)
def test_terms_are_in_the_language_of_cataloguing(tag: str, expected: list[str]) -> None:
    use_languages(CatalogueLanguages(tag))
    record = marc(marc21.write(replace(BARE, media=(ONLINE,), extent={"sv": "9 s."})))
    assert [record[number]["a"] for number in ("300", "336", "337", "338")] == expected
    codes = [field for field in fields(record) if field[:3] in {"336", "337", "338"}]
    assert [field[field.index("$b") :] for field in codes] == [
        "$btxt$2rdacontent", "$bc$2rdamedia", "$bcr$2rdacarrier",
    ]  # fmt: skip


@pytest.mark.parametrize(("tag", "expected"), [("nb", "uformidlet"), ("zh-Hant", "無媒介")])
def test_tags_that_the_registry_has_otherwise(tag: str, expected: str) -> None:
    use_languages(CatalogueLanguages(tag))
    assert rda_term("n") == expected
