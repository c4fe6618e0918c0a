"""Another agency, in another country and a language that publod has never seen: begun by ``publod init``, and no file
of publod touched. Its pages are as sound as those of the seed, and say nothing of the seed's country.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner
from playwright.sync_api import Page

from browser import axe
from browser.conftest import NARROW, WIDE, leave
from publod.cli import main
from web import servers

#: What a translator has done so far.
DUTCH = {
    "Publications": "Publicaties", "Subjects": "Onderwerpen", "Organisations and people": "Organisaties en personen", "Works": "Werken", "New": "Nieuw",
    "Search": "Zoeken", "Menu": "Menu", "About the data": "Over de gegevens", "Language": "Taal",
    "Skip to the content": "Naar de inhoud", "[Edition %(number)s]": "[Editie %(number)s]", "%(count)s p.": "%(count)s blz.",
}  # fmt: skip
PATHS = (
    "", "publications", "publications?q=rapport", "publication/voorbeeld-2024", "work/voorbeeld", "agent/voorbeelddienst",
    "subjects", "subject/accessibility", "types", "type/report", "agents", "works", "years", "new", "about",
    "about/accessibility", "page/contact", "page/hulp", "sparql", "ontology", "shapes", "profiles", "catalog", "dumps", "nergens",
)  # fmt: skip
RECORDS = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix bibo: <http://purl.org/ontology/bibo/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<work/voorbeeld#it> a pub:Work ; dcterms:title "Voorbeeldrapport"@nl .
<publication/voorbeeld-2024#it> a pub:Publication ;
    dcterms:title "Voorbeeldrapport"@nl , "Example report"@en ; dcterms:issued "2024"^^xsd:gYear ; dcterms:language lang:NLD ;
    dcterms:creator <agent/voorbeelddienst#it> ; dcterms:type <type/report#it> ; dcterms:subject <subject/accessibility#it> ;
    pub:editionNumber 2 ; bibo:numPages 12 ; dcterms:isVersionOf <work/voorbeeld#it> .
"""
STATEMENT = """
<catalog#accessibility> dcterms:date "2026-01-31"^^xsd:date ; dcterms:creator <agent/voorbeelddienst#it> ;
    dcterms:description "Alles voldoet aan WCAG 2.2 AA, behalve:\\n\\n- de kaart (1.1.1)\\n- rapporten van voor 2019\\n\\n## Planning\\n\\nIn 2027."@nl ;
    dcterms:conformsTo <https://wet.example/toegankelijkheid> ;
    foaf:page <https://voorbeeld.example/melden> ; rdfs:seeAlso <https://toezicht.example/> .
<https://wet.example/toegankelijkheid> rdfs:label "Besluit digitale toegankelijkheid"@nl .
<https://toezicht.example/> rdfs:label "Toezichthouder"@nl .
"""


def make(home: Path) -> None:
    """A catalogue as its operator would make it, with the state where tests have theirs."""
    folder = home / "own"
    flags = (
        "--name", "Publicaties van de Voorbeelddienst", "--publisher", "Voorbeelddienst", "--licence", "CC-BY-4.0",
        "--contact", "metadata@voorbeeld.example", "--languages", "nl en", "--base-url", "https://voorbeeld.example/",
        "--short-name", "Publicaties",
    )  # fmt: skip
    done = CliRunner().invoke(main, ["init", str(folder), *flags])
    assert done.exit_code == 0, done.output
    (folder / "data/publications/voorbeeld.ttl").write_text(RECORDS, "utf-8")
    (folder / "data/publications/example-report.ttl").unlink()
    with (folder / "data/catalog.ttl").open("a", encoding="utf-8") as catalog:
        catalog.write(STATEMENT)
    with (folder / "publod.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            'band_colour = ["#4a1942"]\nlink_colour = ["#7a1f5c"]\nfont = "Arial, sans-serif"\nheading_font = "Georgia"\n'
            'footer = "Een dienst van de [Voorbeelddienst](https://voorbeeld.example/over)"\n'
            'organization_code = "NL-Voorbeeld"\nwithout = ["audiences"]\n'
        )
    (folder / "theme/logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="5" fill="#fff"/></svg>',
        "utf-8",
    )
    (folder / "pages/hulp.nl.md").write_text(
        "# Hulp\n\nZoek op *woorden* of [blader](../subjects).\n\n# Velden\n\n| Veld | Wat | Aantal |\n|---|:-:|--:|\n"
        f"| Titel | {'heellangwoord' * 9} | 12 |\n\n> Een citaat.\n\n- een\n  1. twee\n\n#### Code\n\n```\n{'publod load ' * 20}\n```\n\n"
        "![Het logo](../theme/logo.svg)\n",
        "utf-8",
    )
    (folder / "templates/base.html").write_text(
        '{% extends "publod:base.html" %}{% block slot_banner %}<aside aria-label="Bericht"><p>Wij zijn vandaag gesloten.</p>'
        "</aside>{% endblock %}", "utf-8",
    )  # fmt: skip
    translate(folder / "translations/nl/LC_MESSAGES/messages.po")
    loaded = servers.publod(home, "load", PUBLOD_CONFIG=str(folder / "publod.toml"))
    assert (loaded.returncode, loaded.stderr) == (0, ""), loaded.stderr


def translate(file: Path) -> None:
    with file.open("rb") as text:
        catalogue = read_po(text)
    for english, dutch in DUTCH.items():
        message = catalogue.get(english)
        assert message is not None, english
        message.string = dutch
    with file.open("wb") as binary:
        write_po(binary, catalogue, width=0)


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the other agency's server."""
    home = servers.made_once(tmp_path_factory, "agency", make)
    with servers.granian(
        home, settings={"PUBLOD_CONFIG": str(home / "own/publod.toml")}
    ) as running:
        yield running.url


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_wrong_with_a_page_of_another_agency(
    inspected: Page, agency: str, path: str
) -> None:
    page, separator = inspected, "&" if "?" in path else "?"
    page.set_viewport_size({"width": WIDE, "height": 800})
    try:
        answer = page.goto(f"{agency}/{path}{separator}lang=nl")
        assert answer is not None
        assert answer.status == (404 if path == "nergens" else 200)
        assert page.locator("html").get_attribute("lang") == "nl"
        found = axe.findings(page)
        page.set_viewport_size({"width": NARROW, "height": 800})
        page.emulate_media(color_scheme="dark")
        found += axe.findings(page, *axe.OF_COLOURS)
        text = page.content()
    finally:
        leave(page)
    assert not found, "\n".join(found)
    assert "Naar de inhoud" in text
    assert "Wij zijn vandaag gesloten." in text
    assert 'Een dienst van de <a href="https://voorbeeld.example/over">Voorbeelddienst</a>' in text
    assert "CC BY 4.0" in text
    visible = re.sub(r"<script.*?</script>|<[^>]*>", " ", text, flags=re.DOTALL)
    assert re.findall(r"Swed\w+|svensk\w*|Sverige|CC0|människohandel", visible) == []


def test_what_it_says_of_accessibility_is_its_own(agency: str) -> None:
    text = httpx.get(f"{agency}/about/accessibility?lang=nl", headers={"Accept": "text/html"}).text
    assert "31 januari 2026" in text
    assert '<a href="../agent/voorbeelddienst">Voorbeelddienst</a>' in text
    assert "<li>de kaart (1.1.1)</li>" in text
    assert "<h3>Planning</h3>" in text
    assert (
        '<a href="https://wet.example/toegankelijkheid">Besluit digitale toegankelijkheid</a>'
        in text
    )
    assert '<a href="https://toezicht.example/">Toezichthouder</a>' in text
    assert "mailto:metadata@voorbeeld.example" in text
    assert '<a href="https://voorbeeld.example/melden">' in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("publication/voorbeeld-2024.mods", "<languageTerm type=\"code\" authority=\"iso639-2b\">dut</languageTerm>"),
        ("publication/voorbeeld-2024.marcxml", '<subfield code="b">dut</subfield>'),
        ("publication/voorbeeld-2024.marcxml", "NL-Voorbeeld"), ("publication/voorbeeld-2024.marcxml", "[Editie 2]"),
        ("publication/voorbeeld-2024.marcxml", "12 blz."), ("publication/voorbeeld-2024.ttl", "licenses/by/4.0/"),
        ("oai?verb=ListSets", "Publisher or author"), ("datasets/dcat", "authority/language/NLD"),
        ("datasets/dcat", "licenses/by/4.0/"), ("opensearch.xml", "<Language>nl</Language>"),
    ],
)  # fmt: skip
def test_what_libraries_and_portals_get_is_in_its_language_and_on_its_terms(
    agency: str, path: str, said: str
) -> None:
    answer = httpx.get(f"{agency}/{path}")
    assert answer.status_code == 200
    assert said in re.sub(r"\s*xmlns(:\w+)?=\"[^\"]*\"", "", answer.text)
    assert not re.search(r"publicdomain/zero|>swe<|language/SWE|Utgåva", answer.text)


def test_a_page_in_markdown_has_room_for_all_that_is_in_it(inspected: Page, agency: str) -> None:
    page = inspected
    page.set_viewport_size({"width": NARROW, "height": 800})
    try:
        page.goto(f"{agency}/page/hulp?lang=nl")
        assert page.evaluate("document.documentElement.scrollWidth") == NARROW
        fonts = page.evaluate(
            "[...document.querySelectorAll('h1, h2, h3')].map(h => getComputedStyle(h).fontFamily)"
        )
        assert {*fonts} == {"Georgia"}
        assert page.locator("td").nth(2).evaluate("e => getComputedStyle(e).textAlign") == "end"
        assert page.locator("img[alt='Het logo']").evaluate("e => e.naturalWidth > 0")
    finally:
        leave(page)


def test_no_file_of_publod_was_needed(agency: str) -> None:
    """All that was written lies in the folder of the agency."""
    assert agency
    assert "PUBLOD_CONFIG" not in os.environ
