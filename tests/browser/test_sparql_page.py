"""The page for queries with its editor: by keyboard and mouse, and with nothing against its policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, expect

import publod.web
from browser import axe, probes
from browser.conftest import NARROW, WIDE, Visit
from browser.pages import LANGUAGES, PageType
from examples import is_thorough
from publod.web.sparql.code_snippets import programs

FORM = PageType("SPARQL form", "sparql")
_BUILT = Path(publod.web.__file__).parent / "static" / "built" / "editor.js"
_ROWS = "SELECT ?type (COUNT(*) AS ?n) { ?s a ?type } GROUP BY ?type ORDER BY DESC(?n) LIMIT 5"
_PLACES = 'SELECT ?name ?lat ?long { VALUES (?name ?lat ?long) { ("Uppsala" 59.86 17.64) ("Umeå" 63.83 20.26) } }'
CHART = PageType("SPARQL chart", "sparql", {"query": _ROWS, "format": "html"})
MAP = PageType("SPARQL map", "sparql", {"query": _PLACES, "format": "html"})
FAULT = PageType(
    "SPARQL fault", "sparql", {"query": "SELECT * {\n  ?s nope:x ?o\n}", "format": "html"}, 400
)


@pytest.fixture(autouse=True)
def _is_built() -> None:
    assert _BUILT.exists(), "the editor was not built: install the package again"


@pytest.fixture
def watched(look: Visit, tabs: Callable[..., Page]) -> Iterator[Visit]:
    """`look`, where a page that complains about anything but a refused query has failed."""
    said: list[str] = []
    heard: list[Page] = []

    def hear(message: ConsoleMessage) -> None:
        said.append(message.text)

    def fail(error: Error) -> None:
        said.append(str(error))

    def opened(kind: PageType, language: str = "sv", width: int = WIDE, **options: object) -> Page:
        page = tabs(**options)
        page.on("console", hear)
        page.on("pageerror", fail)
        heard.append(page)
        return look(kind, language, width, **options)

    yield opened
    for page in heard:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)
    assert [text for text in said if "400 (Bad Request)" not in text] == []


def editor(page: Page) -> Locator:
    return page.locator(".editor .cm-content")


def write(page: Page, query: str) -> None:
    """Replace the query, as one who pastes."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


def sent(page: Page) -> str:
    return str(page.locator("textarea").evaluate("field => field.value"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_editor_has_the_query_a_name_and_colours(watched: Visit, language: str) -> None:
    page = watched(FORM, language)
    expect(editor(page)).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()
    name = {"sv": "Fråga", "en": "Query"}[language]
    expect(page.get_by_role("textbox", name=name, exact=True)).to_be_visible()
    colours = editor(page).evaluate(
        "e => new Set([...e.querySelectorAll('span')].map(s => getComputedStyle(s).color)).size"
    )
    assert colours >= 3
    assert page.evaluate("document.querySelectorAll('style').length") == 0


def test_a_query_is_run_in_place_and_its_address_carries_it(watched: Visit) -> None:
    page = watched(FORM)
    page.evaluate("window.stays = true")
    write(page, _ROWS)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer tbody tr").first).to_be_visible()
    assert page.locator("#page-table tbody tr").count() == 5
    assert page.evaluate("window.stays")
    assert parse_qs(urlsplit(page.url).query)["query"] == [_ROWS]
    expect(page.locator(".run [role=status]")).to_contain_text("5 rader")
    expect(page.locator(".code pre").first).to_contain_text("ORDER BY DESC(?n) LIMIT 5")
    write(page, "ASK {}")
    page.locator(".run button[type=submit]").click()
    expect(page.locator(".answer .lead")).to_have_text("Ja")
    page.go_back()
    expect(page.locator("#page-table tbody tr")).to_have_count(5)
    assert sent(page) == _ROWS
    expect(editor(page)).to_contain_text("LIMIT 5")


def test_another_format_is_a_file_as_ever(watched: Visit) -> None:
    page = watched(FORM)
    write(page, _ROWS)
    page.locator("#format").select_option("csv")
    with page.expect_download() as download:
        page.locator(".run button[type=submit]").click()
    assert Path(download.value.path()).read_text().startswith("type,n")


def test_terms_of_the_catalogue_are_completed(watched: Visit) -> None:
    page = watched(FORM)
    write(page, "SELECT * { ?s ")
    page.keyboard.type("dcterms:isV")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options.first).to_contain_text("dcterms:isVersionOf")
    expect(options.first).to_contain_text("gånger")
    page.wait_for_timeout(150)  # CodeMirror takes no choice that comes at once
    page.keyboard.press("Enter")
    page.keyboard.type(" ?w . ?w dcterms:subject <subj")
    expect(options.first).to_contain_text("<subject/")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    assert "dcterms:isVersionOf ?w" in sent(page)


def test_what_is_suggested_fits_its_place(watched: Visit) -> None:
    """Classes after ``a``, properties after a subject; by their names in the page's language."""
    page = watched(FORM)
    options = page.locator(".cm-tooltip-autocomplete li")
    write(page, "SELECT * { ?s a ")
    page.keyboard.type("pub:ed")
    expect(options.filter(has_text="pub:StatedEdition")).to_have_count(1)
    expect(options.filter(has_text="pub:editionNumber")).to_have_count(0)
    page.keyboard.press("Escape")
    write(page, "SELECT * { ?s a pub:Work ; ")
    page.keyboard.type("pub:ed")
    expect(options.filter(has_text="pub:editionNumber")).to_have_count(1)
    expect(options.filter(has_text="pub:StatedEdition")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.type("ition ?i ; ersä")
    expect(options.first).to_contain_text("dcterms:replaces")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    assert sent(page).endswith("?i ; dcterms:replaces")


def test_a_thing_is_found_by_its_name(watched: Visit) -> None:
    page = watched(FORM)
    write(page, "SELECT * { ?s dcterms:subject ")
    page.keyboard.type("männi")
    options = page.locator(".cm-tooltip-autocomplete li")
    expect(options.first).to_contain_text("människohandel")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    assert sent(page).endswith("dcterms:subject <subject/human-trafficking#it>")


def test_a_prefix_from_elsewhere_declares_itself(watched: Visit) -> None:
    page = watched(FORM)
    write(page, "SELECT * { ?s ")
    page.keyboard.type("wdt")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_contain_text("wdt:")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    assert sent(page) == "PREFIX wdt: <http://www.wikidata.org/prop/direct/>\nSELECT * { ?s wdt:"


def test_faults_are_marked_where_they_are(watched: Visit) -> None:
    page = watched(FAULT)
    expect(page.locator(".alert")).to_contain_text("Rad 2")
    expect(page.locator(".editor .cm-line:has(.cm-lintRange-error)")).to_have_text("  ?s nope:x ?o")
    expect(page.locator(".editor .cm-lint-marker-error")).to_have_count(1)
    write(page, "SELECT * {\n  ?s ?p ?o\n} LIMIT x")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".alert")).to_contain_text("Rad 3")
    expect(page.locator(".editor .cm-lintRange-error").last).to_have_text("x")
    write(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer .lead")).to_have_text("Ja")
    expect(page.locator(".alert")).to_have_count(0)
    expect(page.locator(".editor .cm-lintRange-error")).to_have_count(0)


def test_a_bracket_that_is_never_closed_is_told_while_typing(watched: Visit) -> None:
    # No other test has this option, and so none shares the context, whose clock is replaced.
    page = watched(FORM, service_workers="block")
    page.clock.install()
    page.reload()
    for query, marks in (
        ('SELECT * { ?s ?p "}" . # }', 1), ("SELECT * { ?s ?p ?o ) }", 1), ("ASK { <a)> ?p '''\n(''' }", 0),
        ("ASK { ?s unknown:p 1 }", 1), ("PREFIX unknown: <u:> ASK { ?s unknown:p 1 . ?s _:b [] }", 0),
    ):  # fmt: skip
        write(page, query)
        page.clock.run_for(2_000)  # the editor waits until nobody types
        expect(page.locator(".editor .cm-lint-marker-error"), query).to_have_count(marks)


def test_the_keyboard_gets_in_and_out(watched: Visit) -> None:
    page = watched(FORM)
    expect(editor(page)).to_be_visible()
    focused = "() => { let e = document.activeElement; while (e?.shadowRoot) e = e.shadowRoot.activeElement; return e?.className ?? '' }"
    for _ in range(30):
        page.keyboard.press("Tab")
        if "cm-content" in page.evaluate(focused):
            break
    else:
        pytest.fail("Tab never comes to the editor")
    outline = page.locator(".ask .field").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    before = sent(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit"
    assert sent(page) == before
    page.keyboard.press("Shift+Tab")
    assert "cm-content" in page.evaluate(focused)


def test_ways_to_see_the_answer(watched: Visit) -> None:
    for options in ({}, {"java_script_enabled": False}):
        page = watched(CHART, **options)
        table, chart = page.locator("#page-table"), page.locator("#page-chart")
        expect(table).to_be_visible()
        expect(chart).to_be_hidden()
        page.locator(".views a", has_text="Diagram").click()
        expect(chart).to_be_visible()
        expect(table).to_be_hidden()
        page.reload()
        expect(chart).to_be_visible()
        if not options:
            expect(page.locator(".views a[aria-current]")).to_have_text("Diagram")


def test_a_query_can_be_stopped(watched: Visit) -> None:
    page = watched(FORM)
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }")
    page.keyboard.press("Control+Enter")
    stop = page.locator(".run button.quiet")
    expect(stop).to_be_visible()
    stop.click()
    expect(page.locator(".run [role=status]")).to_have_text("Avbrutet")
    expect(stop).to_be_hidden()


def test_code_follows_the_query_as_it_is_typed(watched: Visit) -> None:
    page = watched(FORM)
    code = page.locator(".code pre")
    first = str(code.first.text_content())
    endpoint = first.split()[1]
    assert endpoint.endswith("/sparql")
    for query in (
        """SELECT ("it's" AS ?x) {}""",
        r'''ASK { ?s ?p """a\"""" , "\\" , "`${x}` $& $1" }''',
    ):
        write(page, query)
        expect(code.first).not_to_have_text(first)
        assert code.all_text_contents() == [p.text for p in programs(query, endpoint)]


def test_code_and_link_are_copied(watched: Visit) -> None:
    page = watched(CHART, permissions=["clipboard-read", "clipboard-write"])
    link = page.locator(".permalink + .copy")
    link.click()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".permalink").evaluate(
        "a => a.href"
    )
    page.locator(".code summary", has_text="curl").click()
    write(page, "ASK { ?s ?p 'it' }")
    page.locator(".code .copy").first.click()
    assert "'query=ASK { ?s ?p '\\''it'\\'' }'" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [FORM, CHART, MAP, FAULT], ids=str)
def test_axe_finds_nothing_in_any_view(watched: Visit, kind: PageType, language: str) -> None:
    page = watched(kind, language)
    expect(editor(page)).to_be_visible()
    for details in page.locator("main details").all():
        details.evaluate("e => e.open = true")
    found = []
    views = [link.get_attribute("href") for link in page.locator(".views a").all()] or [""]
    for view in views:
        if view:
            page.locator(f".views a[href='{view}']").click()
        # All rules, and so in one palette and width for each language, unless a run is thorough.
        ways: list[tuple[Literal["light", "dark"], int]] = [("light", WIDE), ("dark", NARROW)]
        for scheme, width in ways if is_thorough() else [ways[LANGUAGES.index(language)]]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{view} {scheme} {width}: {fault}" for fault in axe.findings(page)]
            found += [f"{view} {scheme} {width}: {fault}" for fault in probes.too_wide(page)]
    assert not found, "\n".join(found)


def test_completions_are_accessible(watched: Visit) -> None:
    page = watched(FORM)
    write(page, "SELECT * { ?s ")
    page.keyboard.type("dcterms:t")
    expect(page.locator(".cm-tooltip-autocomplete li").first).to_be_visible()
    assert axe.findings(page) == []
    assert editor(page).get_attribute("aria-activedescendant")


def test_nothing_moves_when_the_editor_comes(visit: Visit) -> None:
    for kind in (FORM, CHART):
        for width in (WIDE, NARROW):
            page = visit(kind, width=width)
            expect(editor(page)).to_be_visible()
            assert probes.shifts(page) == []
