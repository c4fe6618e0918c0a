"""Lists in the alphabets of the languages that pages are in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publod import bootstrap
from publod.bibliography.catalogue_languages import (
    CatalogueLanguages,
    catalogue_languages,
    use_languages,
)
from publod.bibliography.record_summary import Summary
from publod.config import Settings
from publod.ledger import Change, Ledger

NAMES = {"a": {"et": "Šokk", "en": "Shock"}, "b": {"et": "Saar", "en": "Island"}, "c": {"et": "Tuul", "en": "Wind"},
         "d": {"et": "Žanr", "en": "Genre"}, "e": {"et": "Öö"}}  # fmt: skip


def listed(ledger: Ledger, language: str) -> str:
    records, total = ledger.listing("work", 0, 10, language)
    assert total == len(records)
    return "".join(record.path[-1] for record in records)


def test_lists_follow_the_languages_that_are_set(tmp_path: Path) -> None:
    ledger = Ledger.create(f"sqlite:///{tmp_path / 'ledger.db'}", "https://data.example/")
    changes = [Change(f"work/{x}", "", Summary("work", label)) for x, label in NAMES.items()]
    ledger.commit(changes, "loaded")
    version = ledger.head().version
    ledger.use_alphabets(CatalogueLanguages("et", ("et", "en"), ("et", "en")))
    assert (listed(ledger, "et"), listed(ledger, "en")) == ("badce", "dbeac")
    assert ledger.initials("work", "et")[0] == ("s", 1)
    assert [path.path for path in ledger.alike(["work"], "island", 5, "en")] == ["work/b"]
    # A language of no alphabet is read in the first there is; what goes is listed in none.
    assert listed(ledger, "fi") == "badce"
    ledger.commit(
        [Change("work/d", None), Change("work/a", "x", Summary("work", {"et": "Õis"}))], "more"
    )
    assert listed(ledger, "et") == "bcae"
    assert [number for _, number in ledger.initials("work", "et")] == [1, 1, 1, 1]
    ledger.use_alphabets(CatalogueLanguages("en", ("en",), ("en", "sv")))
    assert listed(ledger, "sv") == "bace"
    assert ledger.head().version != version
    ledger.close()


def test_a_writer_brings_lists_into_the_languages_of_the_settings(tmp_path: Path) -> None:
    before = catalogue_languages()
    settings = Settings(home=tmp_path, base_url="https://data.example/", languages=("en",))
    try:
        with bootstrap.writer(settings) as held:
            held.create().commit(
                [Change(f"work/{x}", "", Summary("work", label)) for x, label in NAMES.items()], "x"
            )
        with bootstrap.writer(replace(settings, languages=("et", "en"))) as held:
            assert held.ledger is not None
            assert (held.ledger.alphabets(), listed(held.ledger, "et")) == (("et", "en"), "badce")
            assert held.ledger.head().id == 1
    finally:
        use_languages(before)
