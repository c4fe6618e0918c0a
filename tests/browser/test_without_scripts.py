"""Without JavaScript everything still works; what only a script can do is not shown."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser.pages import FRONT, LANGUAGES, PAGES, RECORDS, PageType

_LINEAGE = RECORDS[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_narrow_sort_and_turn(look: Visit, language: str) -> None:
    page = look(FRONT, language, java_script_enabled=False)
    page.locator("main input[name=q]").fill("Havsisens utbredning")
    page.locator("main form[role=search] button").click()
    page.wait_for_url("**/publications?*")
    everything = page.locator(".records li").count()
    assert everything > 10
    page.locator("select[name=sort]").select_option("oldest")
    page.locator("form:has(select[name=sort]) button").click()
    page.wait_for_url("**sort=oldest**")
    expect(page.locator(".records .title").first).to_contain_text("1950")
    page.locator(".pages a[rel=next]").click()
    page.wait_for_url("**page=2**")
    assert page.locator(".records li").count() > 0
    page.locator(".facets details[open] > ul > li > a:has(.count)").first.click()
    expect(page.locator(".chosen li a").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["q"] == ["Havsisens utbredning"]


def test_facets_open_and_close(look: Visit) -> None:
    page = look(PageType("all", "publications"), java_script_enabled=False)
    group = page.locator(".facets > details").first
    expect(group.locator("li a").first).to_be_visible()
    group.locator("summary").first.click()
    expect(group.locator("li a").first).not_to_be_visible()


def test_the_language_can_be_changed(look: Visit) -> None:
    page = look(_LINEAGE, "sv", java_script_enabled=False)
    page.locator(".languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_lineage_is_told(look: Visit) -> None:
    page = look(_LINEAGE, "sv", java_script_enabled=False)
    lines = page.locator(".lineage > li")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("2014")
    expect(lines.nth(1)).to_have_text("Utgåva 2 är inte beskriven här.")
    expect(lines.nth(2)).to_have_attribute("aria-current", "true")
    lines.nth(0).locator("a").first.click()
    page.wait_for_url("**/edition/**")


def test_citations_can_be_read_and_selected(look: Visit) -> None:
    page = look(_LINEAGE, "sv", java_script_enabled=False)
    expect(page.locator(".cite blockquote")).to_have_count(1)
    page.locator(".cite a[data-style=chicago]").click()
    page.wait_for_url("**view=citations#cite-chicago")
    expect(page.locator(".cite blockquote")).to_have_count(4)
    for quote in page.locator(".cite blockquote").all():
        expect(quote).to_be_visible()
        expect(quote).to_contain_text("2019")


def test_a_query_is_answered(look: Visit) -> None:
    page = look(PageType("form", "sparql"), "sv", java_script_enabled=False)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main table td").first).to_be_visible()


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_no_button_does_nothing(look: Visit, kind: PageType) -> None:
    """A button sends a form or opens what it names; what needs a script, a script makes."""
    page = look(kind, java_script_enabled=False)
    for button in page.locator("button").all():
        submits = button.get_attribute("type") in {None, "submit"}
        in_form = button.locator("xpath=ancestor::form").count() > 0
        opens = button.get_attribute("popovertarget") is not None
        useful = (submits and in_form) or opens or not button.is_visible()
        assert useful, f"{kind}: {button.inner_text()!r} does nothing"
    assert page.locator("noscript").count() == 0
