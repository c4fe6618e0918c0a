"""A visitor searches: with suggestions, facets, orders, pages and the browser's way back."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from browser.catalogue import COUNT, SERIES
from browser.conftest import NARROW, WIDE, Visit
from browser.pages import FRONT, LANGUAGES, PageType

#: The large field of the page; that of its head is hidden where this one is.
FIELD = "main form[role=search] input[name=q]"
_ALL = PageType("all", "publications")
_SERIES = PageType("series", "publications", {"q": SERIES, "sort": "oldest"})
_TRAFFICKING = PageType("trafficking", "publications", {"q": "människohandel"})


def total(page: Page) -> int:
    return number(page.locator(".total strong"))


def number(of: Locator) -> int:
    return int(re.sub(r"\D", "", of.inner_text()))


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for where that leads to."""
    with page.expect_navigation():
        link.click()


def titles(page: Page) -> list[str]:
    return page.locator(".records .title").all_inner_texts()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", [FRONT, _ALL], ids=str)
def test_suggestions_come_while_typing(look: Visit, kind: PageType, width: int) -> None:
    page = look(kind, width=width)
    field = page.locator(FIELD)
    field.press_sequentially("Polis")
    options = page.locator("[role=option]")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert all("polis" in text.lower() for text in options.all_inner_texts())
    field.press("ArrowDown")
    chosen = options.first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
    assert options.evaluate_all("all => all.filter(e => e.ariaSelected === 'true').length") == 1
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == "Polis"


def test_a_suggestion_that_is_chosen_is_opened(look: Visit) -> None:
    page = look(FRONT)
    field = page.locator(FIELD)
    field.press_sequentially("männ")
    options = page.locator("[role=option]")
    expect(options.first).to_be_visible()
    name = options.first.locator("span").first.inner_text()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url(re.compile("/(subject|agent|publication)/"))
    assert name in page.locator("main").inner_text()


def test_enter_without_a_choice_searches_for_what_was_typed(look: Visit) -> None:
    page = look(FRONT)
    field = page.locator(FIELD)
    field.press_sequentially("manual")
    expect(page.locator("[role=option]").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/publications?*")
    assert asked(page)["q"] == ["manual"]
    expect(page.locator(FIELD)).to_have_value("manual")
    assert total(page) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_facet_goes_on_and_off_and_counts_right(look: Visit, language: str) -> None:
    page = look(_TRAFFICKING, language)
    before = total(page)
    values = page.locator(".facets details[open] > ul > li > a:has(.count)")
    promises = {
        (link.get_attribute("href") or "", number(link.locator(".count")))
        for link in values.all()
        if link.is_visible()
    }
    assert len(promises) > 3
    for href, promised in sorted(promises)[:6]:
        follow(page, page.locator(f'.facets a[href="{href}"]').first)
        assert (href, total(page)) == (href, promised)
        assert 0 < len(titles(page)) <= promised
        chips = page.locator(".chosen li a")
        expect(chips).to_have_count(1)
        follow(page, chips.first)
        expect(page.locator(".chosen li")).to_have_count(0)
        assert total(page) == before
        assert asked(page)["q"] == ["människohandel"]


def test_two_facets_narrow_and_all_are_removed_at_once(look: Visit) -> None:
    page = look(_ALL)
    counts = [total(page)]
    for _ in range(2):
        value = page.locator(".facets details[open] > ul > li > a:not([aria-current]):has(.count)")
        follow(page, value.last)
        counts.append(total(page))
    expect(page.locator(".chosen li a:not(.all)")).to_have_count(2)
    assert counts[0] > counts[1] >= counts[2] > 0
    follow(page, page.locator(".chosen a.all"))
    assert total(page) == counts[0]


def test_the_order_can_be_chosen(look: Visit) -> None:
    page = look(_SERIES)
    order = page.locator("select[name=sort]")
    expect(order).to_have_value("oldest")
    years = [int(title[-4:]) for title in titles(page)]
    assert years == sorted(years)
    assert years[0] == 1950
    order.select_option("newest")
    follow(page, page.locator("form:has(select[name=sort]) button"))
    assert asked(page)["sort"] == ["newest"]
    assert asked(page)["q"] == [SERIES]
    years = [int(title[-4:]) for title in titles(page)]
    assert years == sorted(years, reverse=True)
    assert years[0] == 1950 + COUNT - 1


def test_pages_follow_each_other_and_the_way_back_is_there(look: Visit) -> None:
    page = look(_SERIES)
    assert total(page) == COUNT
    first = titles(page)
    follow(page, page.locator(".pages a[rel=next]"))
    page.wait_for_url("**page=2**")
    second = titles(page)
    assert 0 < len(first) < COUNT
    shown = len(first) + len(second)
    assert first + second == [f"{SERIES} {1950 + n}" for n in range(shown)]
    follow(page, page.locator(".records .title a").first)
    page.wait_for_url("**/publication/**")
    page.go_back()
    assert titles(page) == second
    page.go_back()
    assert titles(page) == first
    expect(page.locator(FIELD)).to_have_value(SERIES)


def test_the_language_changes_and_the_question_stays(look: Visit) -> None:
    page = look(_SERIES)
    follow(page, page.locator(".facets details[open] > ul > li > a:has(.count)").first)
    before = (asked(page) | {"lang": [""]}, total(page))
    follow(page, page.locator(".languages a"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert (asked(page) | {"lang": [""]}, total(page)) == before


def test_what_is_not_there_is_said_and_helped(look: Visit) -> None:
    page = look(PageType("none", "publications", {"q": "xyzzyplugh"}), "en")
    assert total(page) == 0
    links = page.locator("main .empty a")
    assert links.count() > 0
    follow(page, links.last)
    assert total(page) > COUNT


@pytest.mark.parametrize("text", ['"', "<script>alert(1)</script>", "a AND (b", "-", "☃" * 400])
def test_any_text_may_be_searched_for(look: Visit, text: str) -> None:
    page = look(FRONT)
    dialogs: list[str] = []

    def hear(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    page.locator(FIELD).fill(text)
    follow(page, page.locator("main form[role=search] button"))
    page.wait_for_url("**/publications?*")
    page.remove_listener("dialog", hear)
    assert not dialogs
    expect(page.locator(FIELD)).to_have_value(text)
    assert total(page) >= 0
