"""The way to the text at the head of a page: a button for each file, or who may have one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from web import page
from web.page import Page

LANG = "http://publications.europa.eu/resource/authority/language/"
PDF = "dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf>"
EPUB = "dcat:mediaType <https://www.iana.org/assignments/media-types/application/epub+zip>"


def file(address: str, *statements: str) -> str:
    said = " ; ".join(("a dcat:Distribution", address, *statements))
    return f"dcat:distribution [ {said} ]"


def at(name: str) -> str:
    return f"dcat:downloadURL <https://example.se/{name}>"


def publication(*statements: str, name: str = "a", languages: str = "SWE") -> str:
    said = " ; ".join(
        (
            'a pub:Publication ; dcterms:title "Titel"@sv ; dcterms:isVersionOf <work/w#it>',
            *(f"dcterms:language <{LANG}{code}>" for code in languages.split()),
            *statements,
        )
    )
    return f'<work/w#it> a pub:Work ; dcterms:title "Verk"@sv .\n<publication/{name}#it> {said} .'


def head(app: Flask, language: str, path: str = "/publication/a") -> Page:
    response = app.test_client().get(
        path, headers={"Accept": "text/html", "Accept-Language": language}
    )
    return page.read(f"http://localhost{path}", response.text, language)


def ways(shown: Page) -> list[str]:
    return [
        " ".join(item.text.split())
        for block in shown.all("div")
        if block.attributes.get("class") == "ways-to-text"
        for item in (*shown.all("li"), *shown.all("p"))
        if block in item.around()
    ]


@pytest.mark.parametrize(
    ("turtle", "swedish", "english"),
    [
        (
            publication(
                file(at("a.pdf"), PDF, "dcat:byteSize 2345678", f"dcterms:language <{LANG}SWE>"),
                "bibo:numPages 48",
            ),
            ["Läs PDF, 2,3 MB, 48 sidor, svenska"],
            ["Read PDF, 2.3 MB, 48 pages, Swedish"],
        ),
        # What neither file nor publication says is left out.
        (publication(file(at("get?id=3")), languages=""), ["Läs Fil"], ["Read File"]),
        # The printed extent, where no number is given; the language is the publication's.
        (
            publication(file(at("a.pdf"), PDF), 'dcterms:extent "48, [2] s."@sv'),
            ["Läs PDF, 48, [2] s., svenska"],
            ["Read PDF, 48, [2] s., Swedish"],
        ),
        # The reader's language first; the pages are those of the only file in its language.
        (
            publication(
                file(at("sv.epub"), EPUB, f"dcterms:language <{LANG}SWE>"),
                file(at("sv.pdf"), PDF, f"dcterms:language <{LANG}SWE>"),
                file(at("en.pdf"), PDF, f"dcterms:language <{LANG}ENG>"),
                "bibo:numPages 1",
                languages="SWE ENG",
            ),
            ["Läs PDF, svenska", "Läs EPUB, svenska", "Läs PDF, 1 sida, engelska"],
            ["Read PDF, 1 page, English", "Read PDF, Swedish", "Read EPUB, Swedish"],
        ),
        # A page is read at, and is no file; a licence and a title of the file stand beside it.
        (
            publication(
                file("dcat:accessURL <https://www.example.se/read/>"),
                file(
                    at("short.pdf"), PDF, 'dcterms:title "Kortversion"@sv , "Summary"@en',
                    "dcterms:license <https://creativecommons.org/licenses/by/4.0/>",
                ),
                "foaf:page <https://example.se/about>",
            ),
            ["Kortversion: Läs PDF, svenska CC BY 4.0", "Läs på example.se/read (svenska)",
             "Presenteras på example.se/about"],
            ["Summary: Read PDF, Swedish CC BY 4.0", "Read at example.se/read (Swedish)",
             "Presented at example.se/about"],
        ),
        # Without any: the page that presents it, whoever published it, whoever made it, nobody.
        (
            publication("foaf:page <https://example.se/p>", "dcterms:publisher <agent/p#it>")
            + '<agent/p#it> foaf:name "Förlag"@sv .',
            ["Ingen fil är känd; publikationen kan fås via example.se/p."],
            ["No file is known; it may be had from example.se/p."],
        ),
        (
            publication("dcterms:publisher <agent/p#it>", "dcterms:creator <agent/c#it>")
            + '<agent/p#it> a foaf:Organization ; foaf:name "Förlag"@sv .',
            ["Ingen fil är känd; publikationen kan fås via Förlag."],
            ["No file is known; it may be had from Förlag."],
        ),
        (
            publication("dcterms:creator <agent/c#it>")
            + '<agent/c#it> a foaf:Person ; foaf:name "Eva Ek" .',
            ["Ingen fil är känd."],
            ["No file is known."],
        ),
    ],
)  # fmt: skip
def test_the_head_tells_the_way_to_the_text(
    grow: Callable[[str], Flask], turtle: str, swedish: list[str], english: list[str]
) -> None:
    app = grow(turtle)
    assert ways(head(app, "sv")) == swedish
    assert ways(head(app, "en")) == english


def test_a_button_says_its_type_and_language(grow: Callable[[str], Flask]) -> None:
    shown = head(grow(publication(file(at("a.pdf"), PDF))), "en")
    (link,) = (e for e in shown.all("a") if e.attributes.get("class") == "button")
    assert link.attributes == {
        "class": "button", "href": "https://example.se/a.pdf", "type": "application/pdf",
        "hreflang": "sv",
    }  # fmt: skip


def test_an_agency_is_had_by_its_homepage(grow: Callable[[str], Flask]) -> None:
    app = grow(
        publication("dcterms:creator <agent/c#it>")
        + '<agent/c#it> a foaf:Organization ; foaf:name "Verket"@sv ; foaf:homepage <https://verket.example/> .'
    )
    shown = head(app, "sv")
    assert "https://verket.example/" in {target for _, target in shown.links}


def test_a_work_has_the_files_of_its_latest_edition(grow: Callable[[str], Flask]) -> None:
    work = (
        publication(file(at("1.pdf"), PDF), "pub:editionNumber 1", name="one")
        + publication(file(at("2sv.pdf"), PDF), "pub:editionNumber 2", name="two")
        + publication(
            file(at("2en.pdf"), PDF), "pub:editionNumber 2", name="two-en", languages="ENG"
        )
    )
    app = grow(work)
    assert ways(head(app, "en", "/work/w")) == [
        "Read PDF, English", "The latest edition: Edition 2 (English)",
        "Read PDF, Swedish", "The latest edition: Edition 2 (Swedish)",
    ]  # fmt: skip
    assert ways(head(app, "sv", "/work/w"))[0] == "Läs PDF, svenska"


def test_a_stated_edition_is_not_asked_for_its_file(grow: Callable[[str], Flask]) -> None:
    app = grow(
        publication() + "<edition/e#it> a pub:StatedEdition ; dcterms:isVersionOf <work/w#it> ."
    )
    assert ways(head(app, "sv", "/edition/e")) == []
    assert ways(head(app, "sv", "/work/w")) == []
