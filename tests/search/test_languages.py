"""Search in a catalogue in other languages: with a stemmer, and without one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publod.bibliography.catalogue_languages import (
    CatalogueLanguages,
    catalogue_languages,
    use_languages,
)
from publod.bibliography.collation import sort_key
from publod.errors import SearchOutdated
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.languages import compounding, is_stop_word, stemmed
from publod.search.search_interface import IndexedRecord, SearchRequest

from .books import build, found


@pytest.fixture(autouse=True)
def languages() -> Iterator[None]:
    before = catalogue_languages()
    yield
    use_languages(before)


def book(name: str, **title: str) -> IndexedRecord:
    readers = catalogue_languages().pages
    order = {r: sort_key(title.get(r, next(iter(title.values()))), r) for r in readers}
    return IndexedRecord(f"publication/{name}", "publication", title, title_order=order, type_order=order)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "typed"),
    [
        ("fi", "Kirjastojen luettelot", "kirjasto luettelo"), ("de", "Berichte der Behörden", "Bericht Behörde"),
        ("nl", "Verslagen over scholen", "verslag school"), ("fr", "Les rapports nationaux", "rapport national"),
        ("ru", "Доклады учреждений", "доклад учреждение"), ("nb", "Rapporter om skolene", "rapport skole"),
        ("hu", "Jelentések az iskolákról", "jelentés iskola"),
    ],
)  # fmt: skip
def test_inflected_words_are_one_where_there_is_a_stemmer(
    tmp_path: Path, language: str, title: str, typed: str
) -> None:
    use_languages(CatalogueLanguages(language, (language, "en"), (language, "en")))
    index = build(tmp_path, [book("a", **{language: title}), book("b", en="Other reports")])
    assert found(index, typed) == ["a"]
    (snippet,) = index.search(SearchRequest(typed, reader=language), 0, 1).hits[0].snippets
    assert len([piece for piece, is_find in snippet.pieces if is_find]) == len(typed.split())


def test_words_of_a_language_without_a_stemmer_stay_as_they_are(tmp_path: Path) -> None:
    """English would take "hinged" for a form of "hinge"."""
    use_languages(CatalogueLanguages("et", ("et", "en"), ("et", "en")))
    assert stemmed() == ("et", "en")
    books = [book("a", et="Hinged"), book("b", en="Hinging doors"), book("c", et="Äriregister")]
    index = build(tmp_path, books)
    assert found(index, "hinged") == ["a", "b"]
    assert found(index, "hinge") == ["b"]
    assert found(index, "ariregister") == ["c"]
    assert found(index, "register") == ["c"]  # the end of a compound


def test_titles_stand_in_the_order_of_the_reader_s_alphabet(tmp_path: Path) -> None:
    use_languages(CatalogueLanguages("et", ("et", "en"), ("et", "en")))
    books = [book("t", et="Tuul"), book("z", et="Žanr"), book("s", et="Sild"), book("x", et="Šokk")]
    index = build(tmp_path, books)
    assert found(index, "", sort="title", reader="et") == ["s", "x", "z", "t"]
    assert found(index, "", sort="title", reader="en") == ["s", "x", "t", "z"]
    assert [one.name for one in index.suggest("š", "et")] == ["Sild", "Šokk"]


def test_stop_words_and_compounds_are_those_of_the_catalogue() -> None:
    use_languages(CatalogueLanguages("fi", ("fi",), ("fi",)))
    assert is_stop_word("että")
    assert not is_stop_word("och")
    assert compounding() == ("fi",)
    use_languages(CatalogueLanguages("cy", ("cy", "en"), ("cy", "en")))
    assert is_stop_word("the")
    assert (compounding(), stemmed()) == ((), ("cy", "en"))


def test_an_index_for_other_languages_is_made_anew(tmp_path: Path) -> None:
    build(tmp_path, [book("a", sv="Barn")])
    use_languages(CatalogueLanguages("fi", ("fi",), ("fi",)))
    with pytest.raises(SearchOutdated, match="other languages"):
        TantivyIndex(tmp_path).search(SearchRequest(), 0, 1)
    assert TantivyWriter(tmp_path).commit == 0


def test_two_indexes_in_one_process_keep_their_languages(tmp_path: Path) -> None:
    use_languages(CatalogueLanguages("fi", ("fi",), ("fi", "en", "sv")))
    finnish = build(tmp_path / "fi", [book("a", fi="Kirjastojen luettelot")])
    use_languages(CatalogueLanguages("de", ("de",), ("de",)))
    german = build(tmp_path / "de", [book("b", de="Berichte der Behörden")])
    assert (found(finnish, "kirjasto"), found(german, "Behörde")) == (["a"], ["b"])
    assert found(finnish, "kirjasto", sort="title", reader="sv") == ["a"]
    assert found(finnish, "kirjasto", years=((1, 2),)) == []
