"""Which publications have what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.search.index import TantivyIndex
from publod.search.search_interface import SearchRequest
from publod.search.text_analysis import stem, words

from .books import book, build, found


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    books = [
        book("a", "Myndighet i samverkan", subtitle="Handel med människor"),
        book("b", "Återresa", abstract="Stöd till den som vill återvända hem"),
        book("c", "Barn", en="Children at risk", names=("Socialstyrelsen", "2018:19")),
        book("d", "Rapport om barnen", names=("978-91-88455-01-2", "9789188455012")),
        book("e", "Sektorns ansvar", abstract="Handeln växer i hela sektorn, år 2018 och 19"),
        book("f", en="Victims of trafficking", abstract={"ar": "الاتجار بالبشر"}),
    ]
    return build(tmp_path_factory.mktemp("index"), books)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("myndigheternas", "a"), ("MYNDIGHET", "a"), ("myndigheter", "a"), ("myndigheten", "a"),
        ("handel", "ae"), ("handeln", "ae"), ("handelns", "ae"), ("sektor", "e"),
        ("barn", "cd"), ("barnens", "cd"), ("victim", "f"), ("children's", "c"), ("risks", "c"),
    ],
)  # fmt: skip
def test_inflected_words_are_one(index: TantivyIndex, typed: str, expected: str) -> None:
    assert sorted(found(index, typed)) == list(expected)


@pytest.mark.parametrize(
    "typed", ["aterresa", "återresa", "A\u030aterresa", "åter\u00adresa", "ATERRESOR"]
)
def test_marks_on_letters_may_be_left_out(index: TantivyIndex, typed: str) -> None:
    assert found(index, typed) == ["b"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("samverkan människor", "a"),
        ("och stöd till den", "b"),
        ("till den som", "b"),
        ("barn socialstyrelsen risk", "c"),
        ("socialstyrelsen: barn!", "c"),
        ("الاتجار", "f"),
    ],
)
def test_few_words_are_all_needed_but_for_those_that_tell_nothing(
    index: TantivyIndex, typed: str, expected: str
) -> None:
    assert found(index, typed) == list(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('"handel med människor"', "a"),
        ("”människor handel”", ""),
        ("”Handel med människorna”", "a"),
        ('"children at risk" barn', "c"),
        ('"barn', "cd"),
        ('"myndighet samverkan"', ""),
    ],
)
def test_words_in_quotes_stand_together(index: TantivyIndex, typed: str, expected: str) -> None:
    assert sorted(found(index, typed)) == list(expected)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2018:19", "c"), ("978-91-88455-01-2", "d"), ("9789188455012", "d"),
        ("978 91 88455 01 2", "d"), ("978-91-88455", "d"), ("978-91-88455-02", ""),
    ],
)  # fmt: skip
def test_numbers_are_found_as_they_are_written(
    index: TantivyIndex, typed: str, expected: str
) -> None:
    assert found(index, typed) == list(expected)


def test_of_running_text_not_everything_is_needed(index: TantivyIndex) -> None:
    typed = (
        "Jag undrar vilket stöd det finns för den som vill återvända hem till sitt land, "
        "och hur en återresa ordnas."
    )
    assert found(index, typed)[0] == "b"
    assert found(index, "en två tre fyra fem sex sju åtta nio tio") == []


@pytest.mark.parametrize("typed", ["", "  ", "\n\t", "\u00ad", "\ud800", "\0"])
def test_a_blank_text_asks_for_everything(index: TantivyIndex, typed: str) -> None:
    assert index.search(SearchRequest(typed), 0, 10).total == 6


@pytest.mark.parametrize("typed", ["???", '""', "-", "😀"])
def test_signs_alone_find_nothing(index: TantivyIndex, typed: str) -> None:
    results = index.search(SearchRequest(typed), 0, 10)
    assert (results.total, results.hits, results.corrected) == (0, (), "")
    assert {count for facet in results.facets.values() for count in facet.values()} == set()


def test_only_publications_are_found(tmp_path: Path) -> None:
    index = build(tmp_path, [book("x", "Polis", kind="agent"), book("y", "Polis", kind="work")])
    assert found(index, "polis") == found(index, "") == []


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("sv", "skola skolan skolans skolor skolornas"),
        ("sv", "arbete arbetet arbetets arbeten"),
        ("sv", "kvinna kvinnan kvinnans kvinnornas"),
        ("sv", "samhälle samhället samhällets"),
        ("sv", "myndighet myndighets myndighetens myndigheternas"),
        ("sv", "bok böcker böckerna böckers boken"),
        ("sv", "handbok handböcker handböckerna"),
        ("sv", "huvudstad huvudstäder huvudstäderna"),
        ("sv", "hand händer händernas"),
        ("sv", "land länder ländernas landet"),
        ("sv", "utland utlandet"),
        ("sv", "man män männen männens mannen"),
        ("sv", "natt nätter"),
        ("sv", "tand tänder"),
        ("sv", "son söner sönerna"),
        ("sv", "dotter döttrar döttrarnas"),
        ("sv", "bror bröder brodern"),
        ("sv", "mor mödrar"),
        ("sv", "far fäder fadern"),
        ("sv", "fot fötter"),
        ("sv", "rot rötter"),
        ("sv", "offer offret offrens"),
        ("sv", "brottsoffer brottsoffren"),
        ("sv", "motstånd motståndet motståndets"),
        ("sv", "år året årets"),
        ("en", "child children"),
        ("en", "woman women"),
        ("en", "man men"),
        ("en", "person persons people"),
        ("en", "study studies"),
        ("en", "grandchild grandchildren"),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: str) -> None:
    assert len({stem(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "motstånd land"), ("sv", "roman rom"), ("sv", "internet intern"), ("en", "women men"),
     ("sv", "plan roman"), ("sv", "band land")],
)  # fmt: skip
def test_words_that_look_alike_stay_apart(language: str, words: str) -> None:
    one, other = words.split()
    assert stem(one, language) != stem(other, language)


_ENDINGS = ("", "na", "s", "an", "et", "ens", "arnas", "n", "er", "ies", "ing")
_TAILS = ("böcker", "männ", "offr", "land", "stånd", "children", "women", "people", "roman")


@settings(max_examples=500)
@given(
    st.one_of(
        st.text(min_size=1, max_size=20).filter(lambda text: bool(words(text))),
        st.builds(
            "".join,
            st.tuples(
                st.text(st.sampled_from("abdeilnorståäö"), max_size=6),
                st.sampled_from(_TAILS),
                st.sampled_from(_ENDINGS),
                st.sampled_from(_ENDINGS),
            ),
        ),
    ),
    st.sampled_from(["sv", "en", "et", "fi", "de", "ar", "tr"]),
)
def test_the_stem_of_a_stem_is_the_stem_and_never_empty(text: str, language: str) -> None:
    for word in words(text):
        once = stem(word, language)
        assert once
        assert stem(once, language) == once
