"""Citations as the guides want them, and what no title, however nasty, may do to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import citeproc
import pytest
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import up_to
from publod.bibliography import csl_style as preparing
from publod.bibliography.citations import (
    END,
    START,
    STYLES,
    VARIABLES,
    Citation,
    Sheet,
    Style,
    cite,
)

BY_NAME = {style.name: style for style in STYLES}
URL = "https://x.se/a"
BOVERKET = {"literal": "Boverket"}
PEOPLE = [{"family": "Ek", "given": "Anna Maria"}, {"family": "Öst", "given": "Bo"}, BOVERKET]
SHEETS = [
    pytest.param(s, language, id=f"{s.name}-{language}") for s in STYLES for language in s.sheets
]


def item(title: str = "Titel", **more: Any) -> dict[str, Any]:
    known = {
        "id": "x",
        "type": "report",
        "title": title,
        "author": [BOVERKET],
        "issued": {"date-parts": [[2018]]},
        "URL": URL,
        "language": "sv",
    }
    named = {name.replace("_", "-"): value for name, value in more.items()}
    return {name: value for name, value in {**known, **named}.items() if value is not None}


def written(given_item: dict[str, Any], style: str, language: str = "sv") -> str:
    """A citation with its italics between asterisks."""
    citation = cite(given_item, BY_NAME[style], language)
    return "".join(f"*{text}*" if italic else text for text, italic in citation.pieces)


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        ("apa", "sv", f"Ek, A. M., Öst, B., & Boverket. (2018). *Titel*. Norstedts. {URL}"),
        ("harvard", "sv", f"Ek, Anna Maria, Öst, Bo och Boverket (2018). *Titel*. Norstedts. {URL}."),
        ("harvard", "en", f"Ek, A.M., Öst, B. and Boverket (2018) *Titel*. Norstedts. Available at: {URL}."),
        ("vancouver", "sv", f"Ek AM, Öst B, Boverket. Titel [Internet]. Norstedts; 2018. Tillgänglig från: {URL}"),
        ("vancouver", "en", f"Ek AM, Öst B, Boverket. Titel [Internet]. Norstedts; 2018. Available from: {URL}"),
        ("chicago", "sv", f"Ek, Anna Maria, Bo Öst och Boverket. 2018. *Titel*. Norstedts. {URL}."),
        ("chicago", "en", f"Ek, Anna Maria, Bo Öst, and Boverket. 2018. *Titel*. Norstedts. {URL}."),
    ],
)  # fmt: skip
def test_persons_and_organisations_in_their_order(style: str, language: str, expected: str) -> None:
    assert written(item(author=PEOPLE, publisher="Norstedts"), style, language) == expected


@pytest.mark.parametrize(
    ("edition", "style", "language", "expected"),
    [
        ("2", "apa", "sv", "(2:a uppl.)"),
        ("3", "apa", "en", "(3rd ed.)"),
        ("11", "apa", "en", "(11th ed.)"),
        ("22", "apa", "en", "(22nd ed.)"),
        ("3", "harvard", "sv", ". 3. uppl. "),
        ("3", "harvard", "en", ". 3rd edn. "),
        ("4", "vancouver", "sv", ". 4:e uppl. "),
        ("4", "chicago", "en", ". 4th ed. "),
        ("tredje utgåvan", "apa", "sv", "(tredje utgåvan)"),
    ],
)
@pytest.mark.parametrize("kind", ["report", "book", "pamphlet"])
def test_editions(edition: str, style: str, language: str, expected: str, kind: str) -> None:
    assert expected in written(item(edition=edition, type=kind), style, language)


@pytest.mark.parametrize(("style", "language"), SHEETS)
@pytest.mark.parametrize("kind", ["report", "book", "pamphlet", "document"])
def test_a_first_edition_is_not_counted(style: Style, language: str, kind: str) -> None:
    assert cite(item(type=kind, edition="1"), style, language) == cite(
        item(type=kind), style, language
    )


@pytest.mark.parametrize(
    ("style", "is_repeated"),
    [("apa", False), ("harvard", False), ("vancouver", True), ("chicago", True)],
)
def test_who_issues_it_after_the_author(style: str, is_repeated: bool) -> None:
    text = written(item(publisher="Boverket"), style)
    assert text.count("Boverket") == 1 + is_repeated
    assert "Norstedts" in written(item(publisher="Norstedts"), style)


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        ("apa", "sv", "*Titel* (Rapport 2018:7)."),
        ("harvard", "sv", "*Titel*. Rapport 2018:7."),
        ("harvard", "en", "*Titel*. Rapport 2018:7."),
        ("vancouver", "sv", "2018. (Rapport; 2018:7)."),
        ("chicago", "en", "*Titel*. Rapport, 2018:7."),
    ],
)
def test_the_series_of_a_report(style: str, language: str, expected: str) -> None:
    told = item(collection_title="Rapport", collection_number="2018:7")
    assert expected in written(told, style, language)


@pytest.mark.parametrize(("style", "language"), SHEETS)
def test_a_series_that_the_title_names_is_not_named_again(style: Style, language: str) -> None:
    told = item("T: Lägesrapport 19", collection_title="lägesrapport", collection_number="19")
    assert cite(told, style, language).text.lower().count("lägesrapport") == 1
    other = item("T: Lägesrapport 19", collection_title="lägesrapport", collection_number="20")
    assert "20" in cite(other, style, language).text.replace("2018", "")


@pytest.mark.parametrize(
    ("style", "language", "kind", "expected"),
    [
        ("apa", "sv", "pamphlet", "(2018, 5 mars). "),
        ("apa", "en", "pamphlet", "(2018, March 5). "),
        ("apa", "sv", "report", "(2018). "),
        ("vancouver", "en", "report", " 2018 Mar. "),
        ("vancouver", "sv", "report", " mars 2018. "),
        ("chicago", "sv", "document", " 5 mars. "),
        ("harvard", "en", "report", " (2018) "),
    ],
)
def test_dates(style: str, language: str, kind: str, expected: str) -> None:
    exact = item(type=kind, issued={"date-parts": [[2018, 3, 5]]})
    before = written(exact, style, language)
    assert expected in before
    # One date leaves nothing behind for the next.
    written(item(type=kind, issued={"date-parts": [[2017, 12]]}), style, language)
    cached = cite.__globals__["_made"]
    cached.cache_clear()
    assert written(exact, style, language) == before


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        ("apa", "sv", f"Boverket. (u.å.). *Titel*. {URL}"),
        ("harvard", "en", f"Boverket (no date) *Titel*. Available at: {URL}."),
        ("chicago", "en", f"Boverket. n.d. *Titel*. {URL}."),
    ],
)
def test_undated(style: str, language: str, expected: str) -> None:
    assert written(item(issued=None), style, language) == expected


@pytest.mark.parametrize(("style", "language"), SHEETS)
def test_a_title_without_authors_stands_once(style: Style, language: str) -> None:
    assert cite(item(author=None), style, language).text.count("Titel") == 1


def test_only_english_titles_get_capitals_and_only_in_chicago() -> None:
    title = "A guide to the work of courts: how to act"
    for style in BY_NAME:
        for tongue in ("en", "sv", None):
            text = written(item(title, language=tongue), style, "en")
            capitals = style == "chicago" and tongue == "en"
            assert ("A Guide to the Work of Courts: How to Act" in text) == capitals
            assert (title in text) != capitals


@pytest.mark.parametrize(("style", "language"), SHEETS)
@pytest.mark.parametrize("title", ["Vad är hjälp?", "Hjälp!", "Sedan ...", "Slut."])
def test_no_full_stop_follows_a_mark_that_ends_a_title(
    style: Style, language: str, title: str
) -> None:
    text = cite(item(title), style, language).text
    _, found, after = text.partition(title)
    assert found
    assert not after.startswith(".")
    assert "  " not in text


@pytest.mark.parametrize(("style", "language"), SHEETS)
@pytest.mark.parametrize(
    "title",
    [
        "<script>alert('x')</script> & <i>y</i>",
        '<span class="nocase">z</span>',
        "&amp; &lt;",
        "${x} {{ y }} %s \\ {0}",
        "الاتجار بالبشر",
        "人身取引 🏠",
        "”De kan alltid hitta mig”",
    ],
)
def test_titles_stay_as_they_are(style: Style, language: str, title: str) -> None:
    assert title in cite(item(title), style, language).text
    assert f"{title}, " in cite(
        item(author=[{"literal": title}, BOVERKET]), BY_NAME["vancouver"], language
    ).text.replace(". ", ", ")


def test_another_language_than_ours_is_answered_in_english() -> None:
    assert cite(item(), BY_NAME["apa"], "fi") == cite(item(), BY_NAME["apa"], "en")


texts = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
).filter(str.strip)
items = st.fixed_dictionaries(
    {"type": st.sampled_from(["report", "book", "pamphlet", "document"]), "title": texts},
    optional={
        "author": st.lists(
            st.one_of(
                st.fixed_dictionaries({"literal": texts}),
                st.fixed_dictionaries({"family": texts, "given": texts}),
            ),
            min_size=1,
            max_size=9,
        ),
        "issued": st.one_of(
            st.tuples(st.integers(1000, 2100)),
            st.tuples(st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28)),
        ).map(lambda date: {"date-parts": [list(date)]}),
        "edition": st.one_of(st.integers(1, 120).map(str), texts),
        "language": st.sampled_from(["sv", "en", "ar"]),
        **dict.fromkeys(
            ("publisher", "collection-title", "collection-number", "number", "genre"), texts
        ),
        "DOI": texts,
        "URL": st.just(URL),
    },
)


@settings(max_examples=up_to(60), deadline=None)
@given(items)
def test_anything_can_be_cited(anything: dict[str, Any]) -> None:
    for style in STYLES:
        for language in style.sheets:
            citation = cite(anything, style, language)
            assert citation.text
            assert START not in citation.text
            assert END not in citation.text
            assert citation == cite(dict(reversed(anything.items())), style, language)


@pytest.fixture(scope="module")
def whole_sheets() -> dict[Sheet, preparing.PreparedStyle]:
    """The sheets with all of their branches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "prune", lambda *_: None)
        return {
            sheet: preparing.PreparedStyle(sheet, "")
            for style in STYLES
            for sheet in style.sheets.values()
        }


@settings(max_examples=up_to(60), deadline=None)
@given(items)
def test_nothing_that_counts_is_pruned(
    whole_sheets: dict[Sheet, preparing.PreparedStyle], anything: dict[str, Any]
) -> None:
    assert set(anything) <= {*VARIABLES, "type"}
    given_item = {"language": "und", **anything}
    for sheet, whole in whole_sheets.items():
        pruned = preparing.style_for(sheet, given_item["type"])
        assert pruned.render(given_item) == whole.render(given_item)


@pytest.mark.parametrize(("style", "language"), SHEETS)
@pytest.mark.parametrize("kind", ["report", "book"])
def test_with_a_memory_the_processor_says_the_same(style: Style, language: str, kind: str) -> None:
    """What is mended does not show in this item, but in Swedish."""
    sheet = style.sheet(language)
    told = item(type=kind, edition="3", publisher="Norstedts")
    del told["id"]
    plain = citeproc.CitationStylesStyle(sheet.name, locale=sheet.locale, validate=False)
    bibliography = citeproc.CitationStylesBibliography(
        plain, CiteProcJSON([{**told, "id": "x"}]), citeproc.formatter.plain
    )
    bibliography.register(citeproc.Citation([citeproc.CitationItem("x")]))
    [expected] = map(str, bibliography.bibliography())
    ours = cite(told, style, language).text.replace("Tillgänglig från", "Tillgänglig vid")
    assert ours == expected.removeprefix("1.")


def test_many_threads_get_what_one_gets() -> None:
    def all_of(number: int) -> list[Citation]:
        told = item(f"Titel {number}", author=PEOPLE, edition=str(number))
        return [cite(told, style, language) for style in STYLES for language in style.sheets]

    expected = [all_of(number) for number in range(12)]
    cite.__globals__["_made"].cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(all_of, range(12))) == expected


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_article_and_a_chapter_are_cited_with_what_they_are_in(
    style: Style, language: str
) -> None:
    for kind in ("article-journal", "chapter"):
        item = {
            "type": kind, "title": "Analoga mätare", "author": [{"family": "Ek", "given": "Ann"}],
            "issued": {"date-parts": [[2020]]}, "container-title": "Mätbladet", "volume": "12",
            "issue": "3", "page": "10-17", "URL": "https://data.example.se/publication/a",
            "language": "sv",
        }  # fmt: skip
        text = cite(item, style, language).text
        for said in ("Ek", "Analoga mätare", "Mätbladet", "2020"):
            assert said in text, text
        if kind == "article-journal":
            for said in ("12", "3", "10"):
                assert said in text, text
        del item["page"]
        assert "Analoga mätare" in cite({**item, "number": "e12"}, style, language).text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", "Bulletin 2020 (2:a uppl., Bulletin, Vol. 12, Nr 3). (2020). https://x.se/a"),
        ("en", "Bulletin 2020 (2nd ed., Bulletin, Vol. 12, Issue 3). (2020). https://x.se/a"),
    ],
)
def test_what_stands_in_for_authors_is_printed_once(language: str, expected: str) -> None:
    issue = {
        "type": "report", "title": "Bulletin 2020", "collection-title": "Bulletin", "volume": "12",
        "issue": "3", "edition": "2", "issued": {"date-parts": [[2020]]}, "URL": URL,
    }  # fmt: skip
    assert cite(issue, BY_NAME["apa"], language).text == expected


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        ("harvard", "et", "Amet, Ek, A.M. ja Öst, B. (2019) Aruanne. 2. tr. Kirjastus. Kättesaadav aadressil: https://x.se/a."),
        ("chicago", "nl", "Amet, Anna Maria Ek en Bo Öst. 2019. Aruanne. 2de dr. Kirjastus. https://x.se/a."),
        ("apa", "de-AT", "Amet, Ek, A. M., & Öst, B. (2019). Aruanne (2. Aufl.). Kirjastus. https://x.se/a"),
        ("apa", "mi", "Amet, Ek, A. M., & Öst, B. (2019). Aruanne (2nd ed.). Kirjastus. https://x.se/a"),
    ],
)  # fmt: skip
def test_a_language_without_sheets_of_its_own_has_the_words_that_csl_has_in_it(
    style: str, language: str, expected: str
) -> None:
    cited = item(
        "Aruanne", type="book", author=[{"literal": "Amet"}, *PEOPLE[:2]], edition="2", publisher="Kirjastus",
        issued={"date-parts": [[2019, 4, 3]]}, URL=URL,
    )  # fmt: skip
    del cited["id"]
    assert cite(cited, BY_NAME[style], language).text == expected
