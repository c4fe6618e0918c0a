"""The pages of a standards body: levels, statuses, amendments, forms, parts and numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from web.growing import Growing
from web.page import Page
from web.standards import RECORDS
from web.test_record_page import read, rows, told


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    made = Growing(tmp_path_factory.mktemp("standards"))
    made.load(RECORDS)
    yield made
    made.close()


@pytest.fixture
def client(growing: Growing) -> FlaskClient:
    return growing.app.test_client()


def head(shown: Page) -> str:
    """What stands above the lineage and the facts."""
    article = next(" ".join(e.text.split()) for e in shown.elements if e.tag == "article")
    return article.partition(" Editions ")[0].partition(" Utgåvor ")[0]


def links(client: FlaskClient, path: str) -> dict[str, str]:
    """The link relations between versions that a publication's answer names."""
    response = client.get(f"/{path}.ttl")
    return {
        link["rel"]: url
        for url, link in _parsed(response.headers["Link"])
        if "version" in link["rel"]
    }


def _parsed(header: str) -> Iterator[tuple[str, dict[str, str]]]:
    for part in header.split(", <"):
        url, _, rest = part.lstrip("<").partition(">")
        values = (one.strip().partition("=") for one in rest.split(";") if "=" in one)
        yield url, {name: value.strip('"') for name, _, value in values}


def test_publications_of_one_edition_stand_below_it_and_are_its_language_versions(
    client: FlaskClient,
) -> None:
    shown = read(client, "/publication/r49-2006-en", "sv")
    assert "På andra språk: Svenska" in head(shown)
    described = told(shown, "described")
    [level] = [text for text in described if text.startswith("BOM R 49:2006 ")]
    assert "Utgåva 2, 2006 (engelska)" in level
    assert "Utgåva 2, 2006 (svenska)" in level
    assert level.count("senast kända") == 2
    # The level is no row of the drawing.
    assert not [e for e in shown.elements if e.within("svg") and "BOM R 49:2006" in e.text]


def test_the_page_of_an_edition_shows_it_and_its_publications(client: FlaskClient) -> None:
    shown = read(client, "/edition/r49-2006", "en")
    assert [e.text for e in shown.elements if e.tag == "h1"] == ["BOM R 49:2006"]
    [here] = [
        e for e in shown.elements if e.attributes.get("aria-current") == "true" and e.tag == "li"
    ]
    assert "This one" in here.text
    assert "(Swedish)" in here.text
    assert "known only from a statement" not in " ".join(e.text for e in shown.elements)
    old = read(client, "/edition/r49-1977", "en")
    assert "This edition has been replaced." in head(old)


def test_what_replaces_an_edition_replaces_its_publications_in_the_same_language(
    client: FlaskClient,
) -> None:
    shown = head(read(client, "/publication/r49-1977", "sv"))
    assert "Ersatt" in shown
    assert "Ersatt av Utgåva 2, 2006 (svenska)" in shown
    assert links(client, "publication/r49-1977") == {
        "successor-version": "publication/r49-2006-sv#it",
        "latest-version": "publication/r49-2006-sv#it",
    } or links(client, "publication/r49-1977")["latest-version"].endswith("publication/r49-2006-sv")


def test_a_draft_replaces_nothing_yet(client: FlaskClient) -> None:
    latest = read(client, "/publication/r49-2006-sv", "sv")
    assert "Den här utgåvan har ersatts" not in head(latest)
    assert any(
        "Kommer att ersättas av utkastet Utgåva 3, 2024" in text
        for text in told(latest, "described")
    )
    draft = head(read(client, "/publication/r49-draft", "sv"))
    assert "Utkast" in draft
    assert (
        links(client, "publication/r49-2006-sv").get("latest-version", "r49-2006-sv").count("draft")
        == 0
    )


def test_a_withdrawn_edition_says_so_and_is_never_the_latest(client: FlaskClient) -> None:
    shown = read(client, "/publication/sundial-2", "sv")
    assert "Upphävd (giltighet: 1960–1971)" in head(shown)
    rows = [text for text in told(shown, "described") if text]
    assert [("senast kända" in row) for row in rows] == [True, False, False]
    assert "Upphävd" in rows[1]
    # What has neither number nor year has no place in the order, and is never the latest.
    assert rows[2].startswith("Solur")


def test_amendments_are_seen_from_both_ends(client: FlaskClient) -> None:
    assert "Ändrar" in head(read(client, "/publication/r49-amendment", "sv"))
    amended = read(client, "/publication/r49-2006-sv", "sv")
    assert "Ändrad genom Tillägg till vattenmätare (2009)" in head(amended)
    assert any("Ändrad genom Tillägg" in text for text in told(amended, "described"))
    turtle = client.get("/publication/r49-2006-sv.ttl").text
    assert "pub:amendedBy <https://data.example.se/publication/r49-amendment#it>" in turtle


def test_print_and_online_share_a_row_and_name_each_other(client: FlaskClient) -> None:
    for path, form in (("report-print", "på webben"), ("report-online", "i tryck")):
        shown = read(client, f"/publication/{path}", "sv")
        assert f"Finns också {form}:" in head(shown)
        rows = told(shown, "described")
        assert len([row for row in rows if row.startswith("Utgåva från 2015")]) == 1
        [here] = [
            e
            for e in shown.elements
            if e.attributes.get("aria-current") == "true" and e.tag == "li"
        ]
        assert "senast kända" in here.text
    assert "pub:" in client.get("/publication/report-print.ttl").text
    assert "dcterms:hasFormat" in client.get("/publication/report-print.ttl").text


def test_what_was_reworked_by_another_body_is_not_called_replaced(client: FlaskClient) -> None:
    older = read(client, "/publication/report-print", "sv")
    assert "Omarbetad till Vågar för alla (2018)" in head(older)
    assert "ersatts" not in head(older)
    newer = read(client, "/publication/reworked", "sv")
    assert any("Omarbetad från Vågar i handeln (2015)" in row for row in told(newer, "described"))
    assert "successor-version" not in links(client, "publication/report-print")


def test_a_stated_edition_says_on_which_web_page_it_is_stated(client: FlaskClient) -> None:
    shown = read(client, "/edition/report-2010", "sv")
    assert "Den nämns på body.example/vagar." in head(shown)


def test_lists_count_a_level_with_its_publications_only(client: FlaskClient) -> None:
    works = " ".join(e.text for e in read(client, "/works", "sv").elements if e.tag == "li")
    line = works[works.index("Vattenmätare ") :]
    assert "4 utgåvor" in line[:40]
    assert "omnämnande" not in line[:60]
    assert "Omnämnda utgåvor" not in read(client, "/agent/body", "sv").elements[0].text


def test_a_citation_of_what_is_withdrawn_offers_no_other(client: FlaskClient) -> None:
    text = client.get("/publication/sundial-2?lang=en", headers={"Accept": "text/html"}).text
    assert "Cite the latest edition" not in text
    assert "Of the others, the latest known is" in text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("BOM R49-1", "r49-2006-en"),
        ("R 49-1", "r49-2006-en"),
        ("r491", "r49-2006-en"),
        ("BOM R 49:2006", "r49-2006-sv"),
        ("R 2006/17", "r49-2006-en"),
        ("Lägesrapport 19", "situation-19"),
        ("flödesmätning", "r49-2006-en"),
        ("krönikör", "r49-2006-en"),
        ("mättekniklagen", "r49-2006-en"),
        ("Cia Kord", "r49-2006-en"),
        ("Uppsala", "r49-2006-en"),
        ("Mätbladet zoner", "article-b"),
    ],
)
def test_numbers_words_of_the_source_and_names_are_searched(
    client: FlaskClient, text: str, path: str
) -> None:
    page = client.get(
        "/publications", query_string={"q": text, "lang": "sv"}, headers={"Accept": "text/html"}
    ).text
    assert f'publication/{path}"' in page
    assert "Ingenting har" not in page


def test_what_a_publication_says_of_itself_stands_in_rows_with_labels(client: FlaskClient) -> None:
    facts = rows(read(client, "/publication/r49-2006-en", "sv"))
    assert facts["Översättare"] == ["Cia Kord"]
    assert facts["Diarienummer"] == ["R 2006/17"]
    assert facts["Utgivningsort"] == ["Uppsala"]
    assert facts["Omfång"] == ["112 s."]
    assert facts["Klassifikation"] == ["681.12 DDC"]
    assert facts["Nyckelord"] == ["flödesmätning"]
    assert facts["Beskrivning i källan"] == ["Så beskrivs mätaren av byrån: en krönikör."]
    assert facts["Nämner"] == ["Mättekniklagen"]
    assert not {"Dokumentnummer", "Av utgåvan"} & set(facts)  # the head and the lineage have them
    assert rows(read(client, "/publication/r49-2006-en", "en"))["Extent"] == ["112 p."]
    printed = rows(read(client, "/publication/report-print", "sv"))
    assert printed["Omfång"] == ["xii, 112 s."]
    assert printed["Form"] == ["Volym (tryckt)"]
    assert "giltighet: 1960–1971" in head(read(client, "/publication/sundial-2", "sv"))
    for path in ("sundial-2", "r49-draft"):
        assert not {"Status", "Giltighet"} & set(rows(read(client, f"/publication/{path}", "sv")))


def test_the_document_number_stands_with_the_title_everywhere(client: FlaskClient) -> None:
    page = client.get("/publication/r49-2006-en?lang=en", headers={"Accept": "text/html"}).text
    assert "<title>Water meters (BOM R 49-1, edition 2, 2006)" in page
    for path in ("/publications?q=water&lang=en", "/agent/body?lang=en", "/?lang=en"):
        assert "BOM R 49-1" in client.get(path, headers={"Accept": "text/html"}).text
    item = client.get("/publication/r49-2006-en.csljson")
    assert "BOM R 49-1" in item.text


def test_an_issue_lists_its_articles_in_their_order_with_pages_and_authors(
    client: FlaskClient,
) -> None:
    shown = read(client, "/publication/issue", "sv")
    [contents] = [e.text for e in shown.elements if "contents" in e.attributes.get("class", "")]
    assert (
        " ".join(contents.split())
        == "Zoner (2020) Bo Lind · s. 4–9 Analoga mätare (2020) Ann Ek · s. 10–17"
    )
    assert "Delar" not in rows(shown)


def test_an_article_without_a_work_says_where_it_is_and_is_cited_with_its_journal(
    client: FlaskClient,
) -> None:
    shown = read(client, "/publication/article-a", "sv")
    assert "I: Mätbladet 3/2020 (2020), s. 10–17" in head(shown)
    assert rows(shown)["Sidor"] == ["10–17"]
    cited = " ".join(e.text for e in shown.elements if e.tag == "aside")
    assert "Ek, A. (2020). Analoga mätare. Mätbladet, 12(3), 10–17." in cited
    journal = read(client, "/work/journal", "sv")
    assert any("Mätbladet 3/2020" in e.text for e in journal.elements if e.tag == "li")


def test_parts_of_a_work_stand_in_their_order(client: FlaskClient) -> None:
    shown = read(client, "/work/programme", "sv")
    [parts] = [e.text for e in shown.elements if "contents" in e.attributes.get("class", "")]
    assert " ".join(parts.split()) == "Manual Information Att återvända"


def test_schema_org_has_places_pages_numbers_roles_and_corrections(client: FlaskClient) -> None:
    standard = client.get("/publication/r49-2006-en.ttl").text
    for said in (
        'schema:reportNumber "BOM R 49-1"', "schema:numberOfPages 112",
        "schema:translator <https://data.example.se/agent/kord#it>",
    ):  # fmt: skip
        assert said in standard, said
    article = client.get("/publication/article-a.ttl").text
    for said in ('schema:pageStart "10"', 'schema:pageEnd "17"'):
        assert said in article, said
    issue = client.get("/publication/issue.ttl").text
    assert 'schema:volumeNumber "12"' in issue
    assert 'schema:issueNumber "3"' in issue
    assert "schema:Place" in client.get("/place/uppsala.ttl").text
    assert "schema:correction <https://data.example.se/publication/errata#it>" in (
        client.get("/publication/report-print.ttl").text
    )


def test_lists_tell_what_has_been_replaced_through_editions_and_not_by_drafts(
    client: FlaskClient,
) -> None:
    # By relevance, older editions stand under the newest.
    found = client.get(
        "/publications?q=vattenm%C3%A4tare&sort=title&lang=en", headers={"Accept": "text/html"}
    ).text
    lines = {
        name: found[found.index(f"publication/{name}") :].partition("</li>")[0]
        for name in ("r49-1977", "r49-2006-sv")
    }
    assert "Replaced by a newer edition" in lines["r49-1977"]
    assert "Replaced by a newer edition" not in lines["r49-2006-sv"]


def test_a_publication_has_the_number_and_the_year_of_its_edition(client: FlaskClient) -> None:
    shown = head(read(client, "/publication/r49-1977", "en"))
    assert "Edition 1" in shown
    assert "1977" in shown
