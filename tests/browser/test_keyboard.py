"""Everything can be done with the keyboard alone, and the focus can be seen at every step."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import NARROW, WIDE, Visit
from browser.pages import FRONT, LANGUAGES, RECORDS, RESULTS, PageType

_OUTLINE = """() => {
  const e = document.activeElement;
  const style = getComputedStyle(e);
  return e === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    ? '' : e.outerHTML.slice(0, 120);
}"""
_LINEAGE = RECORDS[0]


def press_tab(page: Page) -> None:
    page.keyboard.press("Tab")
    unseen = page.evaluate(_OUTLINE)
    assert not unseen, f"{page.url}: focus cannot be seen on {unseen}"


def tab_to(page: Page, selector: str, limit: int = 150) -> None:
    """Press Tab until something that fits the selector has the focus."""
    for _ in range(limit):
        press_tab(page)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{page.url}: Tab does not lead to {selector}")


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_first_stop_skips_to_the_content(look: Visit, width: int) -> None:
    page = look(_LINEAGE, width=width)
    press_tab(page)
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#page-content")
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    press_tab(page)
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_narrow_open_and_change_language(look: Visit, language: str) -> None:
    page = look(FRONT, language)
    tab_to(page, "main input[name=q]")
    page.keyboard.type("människohandel")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publications?*")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["människohandel"]
    tab_to(page, ".facets li a")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.chosen li').length > 0")
    narrowed = parse_qs(urlsplit(page.url).query)
    assert narrowed["q"] == ["människohandel"]
    assert set(narrowed) & {"subject", "type", "agent", "language", "audience", "year"}
    tab_to(page, ".records .title a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publication/*")
    record = urlsplit(page.url).path
    tab_to(page, ".languages a")
    page.keyboard.press("Enter")
    other = next(tag for tag in LANGUAGES if tag != language)
    expect(page.locator("html")).to_have_attribute("lang", other)
    assert urlsplit(page.url).path == record


def test_a_citation_is_copied(look: Visit) -> None:
    page = look(_LINEAGE, permissions=["clipboard-read", "clipboard-write"])
    tab_to(page, ".cite .copy")
    page.keyboard.press("Enter")
    said = page.locator(".cite [role=status]").filter(has_text="o")
    expect(said.first).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Återvändandeprogrammet" in copied
    assert "2019" in copied
    expect(page.locator(":focus")).to_have_class("copy")


def test_a_citation_in_another_style_comes_into_the_page(look: Visit) -> None:
    page = look(_LINEAGE)
    address = page.url
    tab_to(page, ".cite a[data-style=harvard]")
    page.keyboard.press("Enter")
    expect(page.locator(".cite blockquote")).to_have_count(2)
    expect(page.locator(":focus")).to_have_text("Harvard")
    expect(page.locator(".cite a[data-style]")).to_have_text(["Vancouver", "Chicago"])
    press_tab(page)
    expect(page.locator(":focus")).to_have_class("copy")
    assert page.url == address


@pytest.mark.parametrize("kind", [FRONT, RESULTS[3], _LINEAGE], ids=str)
def test_tab_goes_through_the_page_and_out_of_it(look: Visit, kind: PageType) -> None:
    """No part of a page keeps the focus, and none is left out or reached against the order."""
    page = look(kind)
    page.evaluate("window.stops = []")
    for _ in range(300):
        press_tab(page)
        if page.evaluate("""() => {
          const e = document.activeElement;
          return e === document.body || stops.includes(e) || !stops.push(e);
        }"""):
            break
    else:
        raise AssertionError(f"{kind}: Tab goes on for ever")
    assert not page.evaluate("""() => {
      const reached = new Set(stops);
      return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
        .filter(e => e.tabIndex >= 0 && e.type !== 'hidden' && e.checkVisibility() && !reached.has(e))
        .map(e => e.outerHTML.slice(0, 120));
    }"""), kind
    assert page.evaluate("""stops.every((e, i) => !i
      || stops[i - 1].compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)"""), kind
