"""What programs learn of a publication from its page: Zotero, Google Scholar, previews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, File
from publod.bibliography.reference import one_line
from publod.vocabulary import SCHEMA
from publod.web.records.meta_tags import tags
from web import zotero
from web.growing import PREFIXES

DOCUMENT = "https://data.example.se/publication/x"


def agency(name: str) -> Agent:
    return Agent("https://data.example.se/agent/x#it", {"sv": name, "en": f"{name} in English"})


def of_kind(schema_class: str) -> tuple[Concept, ...]:
    return (
        Concept("t", {"sv": "typ", "en": "type"}, classes=(str(getattr(SCHEMA, schema_class)),)),
    )


def entry(**more: Any) -> Entry:
    known: dict[str, Any] = {
        "iri": f"{DOCUMENT}#it",
        "title": {"sv": "Bo tryggt"},
        "languages": ("SWE",),
        "creators": (agency("Länsstyrelsen Stockholm"), agency("IOM")),
        "issued": "2018-03-05",
        "types": of_kind("Report"),
    }
    return Entry(**{**known, **more})


FULL = entry(
    subtitle={"sv": "Handbok"},
    publishers=(agency("Boverket"),),
    abstract={"sv": "Hur man bor.", "en": "How to live."},
    subjects=(Concept("a", {"sv": "boende"}), Concept("b", {"sv": "hus; gård"})),
    edition_number=3,
    series=(BibliographicResource("s", {"sv": "Rapport"}),),
    number_in_series="2018:7",
    isbn=("978-91-0-012345-6",),
    doi="10.1234/x",
    files=(File("", "https://files.example.se/x.pdf", "application/pdf"),),
    licence="https://creativecommons.org/licenses/by/4.0/",
)


def head(app: Flask, told: Entry, language: str = "sv") -> str:
    with app.test_request_context("/publication/x"):
        return render_template("tags.html", tags=tags(told, language))


def values(told: Entry, name: str, language: str = "sv") -> list[str]:
    found = tags(told, language)
    return [content for key, content in (*found.named, *found.properties) if key == name]


def test_all_that_is_known_arrives_in_zotero(app: Flask) -> None:
    item = zotero.embedded(head(app, FULL))
    assert item == zotero.Item(
        "report",
        {
            "title": "Bo tryggt: Handbok",
            "publisher": "Boverket",
            "date": "2018/03/05",
            "url": DOCUMENT,
            "abstract": "Hur man bor.",
            "language": "sv",
            "series": "Rapport",
            "institution": "Boverket",
            "number": "2018:7",
            "ISBN": "978-91-0-012345-6",
            "DOI": "10.1234/x",
            "pdf": "https://files.example.se/x.pdf",
        },
        [("Länsstyrelsen Stockholm", ""), ("IOM", "")],
        ["boende", "hus; gård"],
    )


@pytest.mark.parametrize(
    ("schema_class", "item_type"),
    [
        ("Report", "report"),
        ("Guide", "report"),
        ("CreativeWork", "report"),
        ("Book", "book"),
        ("Article", "document"),
    ],
)
def test_types(app: Flask, schema_class: str, item_type: str) -> None:
    assert zotero.embedded(head(app, entry(types=of_kind(schema_class)))).item_type == item_type


_names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(
    lambda name: any(character.isalnum() for character in name)
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_names, min_size=1, max_size=4))
def test_an_organisation_is_never_parted(names: list[str]) -> None:
    told = entry(creators=tuple(agency(name) for name in names))
    authors = values(told, "citation_author")
    assert all(
        author.endswith(",") and author.count(",") == 1 and ";" not in author for author in authors
    )
    html = "".join(f'<meta name="citation_author" content="{_escaped(a)}">' for a in authors)
    creators = zotero.embedded(html).creators
    assert all(given == "" for _, given in creators)
    assert len(creators) <= len(names)


@pytest.mark.parametrize(
    "name",
    [
        "Länsstyrelsen Stockholm",
        "IOM",
        "Institutet för hälsa, arbete och miljö",
        "Rådet för språk; svenska avdelningen",
        "Boverket.",
        "مكتب الهجرة",
    ],
)
@pytest.mark.parametrize("others", [(), ("IOM X",)])
def test_names_of_organisations(app: Flask, name: str, others: tuple[str, ...]) -> None:
    told = entry(creators=tuple(agency(n) for n in (name, *others)))
    family, given = zotero.embedded(head(app, told)).creators[0]
    assert given == ""
    assert [c for c in family if c.isalnum()] == [c for c in name if c.isalnum()]


def test_persons_are_parted_where_that_is_recorded(app: Flask) -> None:
    told = entry(
        creators=(
            Agent("p", {"": "Eva Ek"}, is_person=True, given="Eva", family="Ek"),
            Agent("q", {"": "Bo Al"}, is_person=True),
        )
    )
    assert zotero.embedded(head(app, told)).creators == [("Ek", "Eva"), ("Bo Al", "")]


@pytest.mark.parametrize(
    ("issued", "expected"),
    [("2018", ["2018"]), ("2018-03", ["2018/03"]), ("2018-03-05", ["2018/03/05"]), ("", [])],
)
def test_dates_as_google_scholar_wants_them(issued: str, expected: list[str]) -> None:
    assert values(entry(issued=issued), "citation_publication_date") == expected


def test_a_report_without_an_issuer_is_its_authors(app: Flask) -> None:
    told = zotero.embedded(head(app, entry()))
    assert told.fields["institution"] == "Länsstyrelsen Stockholm; IOM"
    book = entry(types=of_kind("Book"), publishers=(agency("Boverket"),))
    assert values(book, "citation_technical_report_institution") == []
    assert zotero.embedded(head(app, book)).fields["publisher"] == "Boverket"


def test_eight_languages() -> None:
    told = entry(languages=("ARA", "ENG", "SWE"))
    assert values(told, "citation_language") == ["sv", "ar", "en"]
    assert values(told, "DC.language") == ["ar", "en", "sv"]


def test_previews_speak_the_readers_language() -> None:
    assert values(FULL, "og:description", "en") == ["How to live."]
    assert values(FULL, "og:locale", "en") == ["en_GB"]
    assert values(FULL, "og:title", "en") == ["Bo tryggt: Handbok"]
    assert values(FULL, "og:type") == ["article"]
    assert values(replace(FULL, types=of_kind("Book")), "og:type") == ["book"]


def test_nothing_is_said_twice_or_empty() -> None:
    for told in (FULL, entry(), entry(creators=(), issued="", types=())):
        pairs = [*tags(told, "sv").named, *tags(told, "sv").properties]
        assert len(pairs) == len(set(pairs))
        assert all(content for _, content in pairs)


_NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x>',
    "a\nb\x00c",
    "الاتجار بالبشر",
    "{{ 7*7 }}",
    "a+b=c&d%e",
]


@pytest.mark.parametrize("title", _NASTY)
def test_titles_arrive_whole(app: Flask, title: str) -> None:
    told = entry(title={"sv": title}, abstract={"sv": title})
    html = head(app, told)
    assert "<script" not in html
    assert "<img" not in html
    assert "\x00" not in html
    item = zotero.embedded(html)
    assert (item.fields["title"], item.fields["abstract"]) == (one_line(title), one_line(title))


def test_the_page_has_them(client: FlaskClient) -> None:
    path = "/publication/prostitution-i-norra-sverige-2017"
    html = client.get(path, headers={"Accept": "text/html"}).text
    item = zotero.embedded(html)
    assert item.item_type == "report"
    assert item.creators == [
        (f"Länsstyrelsen {county}", "")
        for county in ("Norrbotten", "Västerbotten", "Jämtland", "Västernorrland")
    ]
    assert item.fields["date"] == "2017"
    assert item.fields["title"].startswith("Prostitution i norra Sverige: En kartläggning")


def test_other_records_have_none(client: FlaskClient, grow: Callable[[str], Flask]) -> None:
    html = client.get("/agent/iom", headers={"Accept": "text/html"}).text
    assert "citation_title" not in html
    little = grow(PREFIXES + '<publication/a#it> a pub:Publication ; dcterms:title "A"@sv .')
    page = little.test_client().get("/publication/a", headers={"Accept": "text/html"})
    assert zotero.embedded(page.text).fields["title"] == "A"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
