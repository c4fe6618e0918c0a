"""The page of a publication: its head, its lineage drawn and told, its facts and files."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.bibliography.file_formats import media_name
from publod.bibliography.language_codes_and_names import language_name, own_name, tag_name
from publod.web.record_names import Value, capitalized
from publod.web.records.property_labels import EXPLAINED
from publod.web.records.publication_header import size_text
from web import page
from web.growing import PREFIXES
from web.page import Element, Page

LANG = "http://publications.europa.eu/resource/authority/language/"
MANUAL = "/publication/atervandandeprogrammet-manual-2019"
REWORKED = "/publication/manual-misstanke-manniskohandel-2019"
STATED = "/edition/manual-manniskohandel-lansstyrelsen-stockholm-2016"


def read(client: FlaskClient, path: str, language: str = "en") -> Page:
    response = client.get(f"{path}?lang={language}", headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text[:500]
    return page.read("http://localhost" + path, response.text, language)


def told(shown: Page, name: str) -> list[str]:
    """The texts of the elements of a class."""
    return [
        " ".join(e.text.split())
        for e in shown.elements
        if name in e.attributes.get("class", "").split()
    ]


def in_drawing(shown: Page, tag: str) -> list[Element]:
    return [e for e in shown.elements if e.tag == tag and e.within("svg")]


def rows(shown: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    label = ""
    for element in shown.elements:
        text = " ".join(element.text.split())
        if element.tag == "dt":
            label = text
        elif element.tag == "dd":
            found.setdefault(label, []).append(text)
    return found


def edition(name: str, *said: str, kind: str = "publication", cls: str = "pub:Publication") -> str:
    return f"<{kind}/{name}#it> a {cls} ; dcterms:isVersionOf <work/w#it> ; {' ; '.join(said)} .\n"


def publication(name: str, number: int, *said: str, title: str = "T", tag: str = "sv") -> str:
    return edition(
        name, f'dcterms:title "{title}"@{tag}', f"pub:editionNumber {number}",
        f'dcterms:issued "{2000 + number}"^^xsd:gYear', *said,
    )  # fmt: skip


WORK = PREFIXES + '<work/w#it> a pub:Work ; dcterms:title "T"@sv .\n'


# The head


def test_the_head_tells_what_a_visitor_needs_first(client: FlaskClient) -> None:
    shown = read(client, MANUAL)
    assert told(shown, "kind")[0] == "Manual"
    assert told(shown, "authors") == [
        "Swedish Gender Equality Agency, International Organization for Migration"
    ]
    line = [
        e.text for e in shown.all("li") if e.parent and e.parent.attributes.get("class") == "line"
    ]
    assert line == ["2019", "Edition 3", "Swedish"]
    abstracts = [e for e in shown.elements if e.attributes.get("class") == "abstract"]
    assert [e.attributes.get("lang") for e in abstracts] == [None, "sv"]
    assert "In Swedish" in [e.text for e in shown.all("summary")]


def test_values_lead_into_the_search(client: FlaskClient) -> None:
    targets = {target.removeprefix("http://localhost/") for _, target in read(client, MANUAL).links}
    assert {"publications?year=2019", "publications?language=swe"} <= targets
    stated = {target.removeprefix("http://localhost/") for _, target in read(client, STATED).links}
    assert not [t for t in stated if t.startswith("publications?")]  # it is not found there


def test_a_promised_language_is_not_one_that_there_is(client: FlaskClient) -> None:
    shown = read(client, REWORKED)
    assert "in English: promised" in told(shown, "line")[0]
    assert "Announced in" not in rows(shown)
    assert "publications?language=eng" not in {t for _, t in shown.links}


def test_language_versions_are_offered_in_their_own_words(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK
        + publication("sv", 1, f"dcterms:language <{LANG}SWE>")
        + publication("ar", 1, f"dcterms:language <{LANG}ARA>", "schema:translationOfWork <publication/sv#it>",
                      title="دليل", tag="ar")
        + publication("so", 1, f"dcterms:language <{LANG}SOM>", "schema:translationOfWork <publication/sv#it>",
                      title="Buug", tag="so")
        + publication("sv2", 2, f"dcterms:language <{LANG}SWE>")
    ).test_client()  # fmt: skip
    shown = read(client, "/publication/ar", "en")
    offered = [e for e, _ in shown.links if e.attributes.get("hreflang") and e.tag == "a"]
    versions = {
        e.attributes["hreflang"]: e.text
        for e in offered
        if e.attributes["href"].startswith("../publication")
    }
    assert versions == {"sv": "Svenska", "so": "Soomaali"}
    heading = shown.one("h1")
    assert (heading.attributes["lang"], heading.attributes["dir"]) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("path", "english", "swedish"),
    [
        (
            STATED,
            "[Manual on human trafficking from the County Administrative Board of Stockholm] – "
            "edition of 2016",
            "[Manual om människohandel från Länsstyrelsen Stockholm] – utgåvan från 2016",
        ),
        (
            "/edition/atervandandeprogrammet-att-atervanda-hem-2015",
            "Återvändandeprogrammet: Att återvända hem – first edition, 2015",
            "Återvändandeprogrammet: Att återvända hem – första utgåvan, 2015",
        ),
    ],
)
def test_a_stated_edition_bears_the_name_of_its_work(
    client: FlaskClient, path: str, english: str, swedish: str
) -> None:
    for language, heading in (("en", english), ("sv", swedish)):
        shown = read(client, path, language)
        assert " ".join(shown.one("h1").text.split()) == heading
        assert heading in shown.one("title").text
        assert told(shown, "lead") == told(shown, "line") == []


def test_a_stated_edition_says_who_tells_of_it_without_alarm(client: FlaskClient) -> None:
    shown = read(client, "/edition/atervandandeprogrammet-att-atervanda-hem-2015")
    assert told(shown, "notice") == []
    (note,) = told(shown, "note")
    assert note.startswith("Nobody has described this edition.")
    assert "It is mentioned at nmtsverige.se/publikationer." in note
    assert note.endswith("The latest known is Edition 4, 2018.")
    assert not {"Author", "Published", "Source", "Stated in"} & set(rows(shown))


def test_what_the_head_has_said_is_not_said_again(client: FlaskClient) -> None:
    shown = read(client, "/publication/atervandandeprogrammet-att-atervanda-hem-2018")
    assert list(rows(shown)) == [
        "Subject", "Edition", "Edition history", "Work", "Place",
    ]  # fmt: skip
    assert rows(shown)["Subject"][0] == "Human trafficking"


def test_what_says_more_than_the_head_stays(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK
        + publication("a", 1, "dcterms:creator <publication/a#who> . <publication/a#who> a foaf:Person ; "
                      'foaf:name "Ada"@sv ; dcterms:identifier "17"')
        + publication("b", 2, "dcat:distribution [ a dcat:Distribution ; "
                      "dcat:downloadURL <https://example.org/b.pdf> ; dcterms:rights 'Ours'@en ]")
    ).test_client()  # fmt: skip
    assert rows(read(client, "/publication/a"))["Author"] == ["Ada Identifier 17"]
    assert "Ours" in rows(read(client, "/publication/b"))["Rights"]


def test_dates_are_written_as_people_do(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK
        + edition("m", 'dcterms:title "M"@sv', 'dcterms:issued "2020-03"^^xsd:gYearMonth',
                  'dcterms:temporal "2018-01-01/2019-12-31"')
        + edition("d", 'dcterms:title "D"@sv', 'dcterms:issued "2021-04-30"^^xsd:date')
    ).test_client()  # fmt: skip
    assert told(read(client, "/publication/m", "sv"), "line") == ["mars 2020"]
    assert told(read(client, "/publication/d", "sv"), "line") == ["30 april 2021"]
    assert told(read(client, "/publication/d", "en"), "line") == ["April 30, 2021"]
    assert rows(read(client, "/publication/m", "sv"))["Avser tiden"] == [
        "1 januari 2018 – 31 december 2019"
    ]


def test_people_find_what_they_look_for_before_the_data(client: FlaskClient) -> None:
    """In the order of the source, which is that of a telephone and of a screen reader."""
    for path, first in (
        (MANUAL, "subject/human-trafficking"),
        ("/agent/polismyndigheten", "https://www.polisen.se/"),
        ("/agent/polismyndigheten", "publication/manniskohandel-lagesrapport-19-2018"),
    ):
        html = client.get(f"{path}?lang=en", headers={"Accept": "text/html"}).text
        main = html[html.index("<main") :]
        assert main.index(first) < main.index('id="page-data"'), (path, first)


# The lineage, told, and drawn where it branches


@pytest.mark.parametrize("path", [MANUAL, REWORKED, "/work/atervandandeprogrammet-manual"])
def test_a_line_that_does_not_branch_is_told_once(client: FlaskClient, path: str) -> None:
    shown = read(client, path)
    assert not in_drawing(shown, "circle") or told(shown, "timeline") == []
    assert told(shown, "lineage")


def test_a_reworking_says_of_whose_and_when(client: FlaskClient) -> None:
    (line,) = told(read(client, REWORKED, "sv"), "described")
    assert (
        "Omarbetad från Utgåva från 2016 av Länsstyrelsen Stockholm, "
        "[Manual om människohandel från Länsstyrelsen Stockholm]"
    ) in line


BRANCHING = (
    WORK
    + '<agent/a#it> a foaf:Organization ; foaf:name "Länsstyrelsen"@sv .\n'
    + '<agent/b#it> a foaf:Organization ; foaf:name "Internationella byrån"@sv ; skos:altLabel "IBN" .\n'
    + '<work/x#it> a pub:Work ; dcterms:title "Förlagan"@sv .\n'
    + '<edition/x#it> a pub:StatedEdition ; dcterms:isVersionOf <work/x#it> ; '
    + 'dcterms:creator <agent/b#it> ; dcterms:issued "1999"^^xsd:gYear .\n'
    + publication("a", 1, "dcterms:creator <agent/a#it> , <agent/b#it>",
                  "schema:isBasedOn <edition/x#it>", f"dcterms:language <{LANG}SWE>")
    + publication("c", 3, f"dcterms:language <{LANG}SWE>", "dcterms:replaces <publication/a#it>")
    + publication("en", 3, f"dcterms:language <{LANG}ENG>",
                  "schema:translationOfWork <publication/c#it>", title="Guide", tag="en")
)  # fmt: skip


def test_the_text_has_all_that_the_drawing_has(grow: Callable[[str], Flask]) -> None:
    shown = read(grow(BRANCHING).test_client(), "/publication/c", "sv")
    texts = [" ".join(e.text.split()) for e in in_drawing(shown, "text")]
    listed = " ".join(" ".join(e.text.split()) for e in shown.all("li"))
    for text in ("Utgåva från 1999", "Förlagan", "Länsstyrelsen", "1999", "2001", "Guide"):
        assert [t for t in texts if text in t], text
        assert text in listed, text
    (drawing,) = [e for e in shown.all("svg") if e.attributes.get("class") == "timeline"]
    assert drawing.attributes["aria-hidden"] == "true"
    inside = in_drawing(shown, "a")
    outside = {e.attributes["href"] for e in shown.all("a")}
    assert {e.attributes["tabindex"] for e in inside} == {"-1"}
    assert {e.attributes["href"] for e in inside} <= outside


def test_short_names_are_used_where_there_is_little_room(grow: Callable[[str], Flask]) -> None:
    shown = read(grow(BRANCHING).test_client(), "/publication/a", "sv")
    texts = [" ".join(e.text.split()) for e in in_drawing(shown, "text")]
    assert "Länsstyrelsen, IBN" in texts
    assert "2001" in texts
    assert "Utgåva 2: inte beskriven" in texts


def test_forty_editions_and_a_title_from_right_to_left(grow: Callable[[str], Flask]) -> None:
    many = "".join(
        publication(f"p{n}", n, f"dcterms:replaces <publication/p{n - 1}#it>") for n in range(1, 41)
    )
    arabic = publication("ar", 40, f"dcterms:language <{LANG}ARA>", "schema:translationOfWork <publication/p40#it>",
                         title="دليل التعاون", tag="ar")  # fmt: skip
    address = "/publication/p7?lang=en"
    shown = Page(address)
    shown.feed(
        grow(WORK + many + arabic).test_client().get(address, headers={"Accept": "text/html"}).text
    )
    marks = [e for e in in_drawing(shown, "circle") if "node" in e.attributes.get("class", "")]
    assert len(marks) == 41
    turned = [e for e in in_drawing(shown, "text") if e.attributes.get("direction") == "rtl"]
    assert [(e.text, e.attributes["lang"]) for e in turned] == [("دليل التعاون", "ar")]
    assert "aria-current" in {name for e in shown.all("li") for name in e.attributes}


def test_a_name_that_is_too_long_is_told_whole_on_pointing(grow: Callable[[str], Flask]) -> None:
    name = "Samordningsfunktionen " * 8
    client = grow(
        WORK + f'<agent/a#it> a foaf:Organization ; foaf:name "{name.strip()}"@sv .\n'
        + publication("a", 1, "dcterms:creator <agent/a#it>") + publication("b", 2)
        + publication("c", 2)
    ).test_client()  # fmt: skip
    html = client.get("/publication/b?lang=sv", headers={"Accept": "text/html"}).text
    svg = html[html.index('<svg class="timeline"') :]
    assert f"<title>Utgåva 1 · {name.strip()}</title>" in svg
    assert "…</text>" in svg


def test_the_unknown_is_said_to_be_unknown(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK + publication("a", 1) + publication("c", 3) + publication("d", 3)
        + edition("b", "pub:editionNumber 2", kind="edition", cls="pub:StatedEdition")
    ).test_client()  # fmt: skip
    shown = read(client, "/publication/a")
    assert [t for t in told(shown, "stated") if "When it came out is not known." in t]
    assert "year unknown" in [" ".join(e.text.split()) for e in in_drawing(shown, "text")]


# Facts


def test_labels_are_explained_to_those_who_ask(client: FlaskClient) -> None:
    for language in ("sv", "en"):
        shown = read(client, MANUAL, language)
        buttons = [e for e in shown.all("button") if "popovertarget" in e.attributes]
        ids = {e.attributes["id"]: e for e in shown.elements if "popover" in e.attributes}
        assert {e.attributes["popovertarget"] for e in buttons} == set(ids)
        assert {"page-about-isversionof", "page-about-editionhistory"} <= set(ids)
        assert all(e.attributes["aria-label"] for e in buttons)
    assert len(EXPLAINED) == len(set(EXPLAINED))


def test_a_file_is_told_with_its_kind_size_and_language(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK + publication("a", 1, "dcat:distribution [ a dcat:Distribution ; "
        "dcat:downloadURL <https://example.org/a.pdf> ; dcat:byteSize 1234567 ; "
        "dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf> ; "
        f"dcterms:language <{LANG}SWE> ]")
    ).test_client()  # fmt: skip
    assert told(read(client, "/publication/a", "sv"), "access") == ["Läs PDF, 1,2 MB, svenska"]
    shown = read(client, "/publication/a", "en")
    assert "Files" not in rows(shown)
    assert told(shown, "access") == ["Read PDF, 1.2 MB, Swedish"]
    assert "https://example.org/a.pdf" in {target for _, target in shown.links}


def test_a_file_never_leads_to_a_script(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK + publication("a", 1, "dcat:distribution [ a dcat:Distribution ; "
        "dcat:downloadURL <javascript:alert(1)> ]", "foaf:page <javascript:alert(2)>")
    ).test_client()  # fmt: skip
    read(client, "/publication/a")
    html = client.get("/publication/a", headers={"Accept": "text/html"}).text
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("size", "swedish", "english"),
    [
        (0, "0 B", "0 B"), (999, "999 B", "999 B"), (1000, "1,0 kB", "1.0 kB"),
        (1_234_567, "1,2 MB", "1.2 MB"), (12_345_678, "12 MB", "12 MB"),
        (5 * 10**9, "5,0 GB", "5.0 GB"), (10**18, "1\xa0000\xa0000 TB", "1,000,000 TB"),
    ],
)  # fmt: skip
def test_sizes_are_readable(size: int, swedish: str, english: str) -> None:
    assert (size_text(size, "sv"), size_text(size, "en")) == (swedish, english)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("https://www.iana.org/assignments/media-types/application/pdf", "PDF"),
        ("application/epub+zip", "EPUB"), ("text/html", "HTML"), ("text/x-own", "text/x-own"),
        ("http://publications.europa.eu/resource/authority/file-type/PDF", "PDF"), ("", ""),
    ],
)  # fmt: skip
def test_media_types_have_names(media_type: str, name: str) -> None:
    assert media_name(media_type) == name


def test_languages_have_names() -> None:
    assert language_name("SWE", "en") == "Swedish"
    assert language_name("QQQ", "sv") == "QQQ"
    assert own_name("ARA") == ("العربية", "ar")
    assert own_name("QQQ") == ("QQQ", "")
    assert tag_name("en-GB", "sv") == "engelska"
    assert tag_name("x-klingon", "sv") == "x-klingon"


@pytest.mark.parametrize(
    ("last", "swedish", "english"),
    [
        (3, "Utgåva 2 är inte beskriven här.", "Edition 2 is not described here."),
        (4, "Utgåvorna 2 och 3 är inte beskrivna här.", "Editions 2 and 3 are not described here."),
        (5, "Utgåvorna 2–4 är inte beskrivna här.", "Editions 2 to 4 are not described here."),
    ],
)
def test_a_gap_is_said_in_plain_words(
    grow: Callable[[str], Flask], last: int, swedish: str, english: str
) -> None:
    client = grow(WORK + publication("a", 1) + publication("b", last)).test_client()
    for language, sentence in (("sv", swedish), ("en", english)):
        assert told(read(client, "/publication/b", language), "gap") == [sentence]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("människohandel", "Människohandel"), ("övergrepp mot barn", "Övergrepp mot barn"),
        ("iPhone och barn", "iPhone och barn"), ("pH-värde", "pH-värde"), ("", ""),
        ("3D-utskrift", "3D-utskrift"), ("ǆep", "ǅep"), ("الاتجار", "الاتجار"),
    ],
)  # fmt: skip
def test_first_words_begin_with_a_capital_letter(text: str, shown: str) -> None:
    assert capitalized(Value(text)).text == shown
