"""The band at the top leaves room for the page on a telephone, and its menu needs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import WIDE, Visit
from browser.pages import FRONT, LANGUAGES, RECORDS, RESULTS, PageType

#: The most that the band may take of a narrow window, in CSS pixels.
MOST = 110
_RECORD = RECORDS[1]
_LONG_NAME = "Myndigheternas gemensamma publikationskatalog om samhällets skydd och stöd i " * 3
#: Small telephones, of which the first is a window of 1280 px at 400 % as well, and a usual one.
_PHONES = ((320, 640), (390, 844), (480, 800))


def height(page: Page) -> float:
    return float(page.evaluate("document.querySelector('header').getBoundingClientRect().height"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [FRONT, RESULTS[0], _RECORD], ids=str)
def test_the_band_is_low_where_the_window_is_narrow(
    look: Visit, kind: PageType, language: str
) -> None:
    page = look(kind, language, width=320)
    for size in _PHONES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert height(page) <= MOST, size


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_name_makes_it_no_higher(look: Visit, language: str) -> None:
    page = look(_RECORD, language, width=320)
    page.evaluate("name => document.querySelector('.home > span').textContent = name", _LONG_NAME)
    for size in _PHONES:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        assert height(page) <= MOST, size
    assert page.locator(".home").inner_text().strip() == _LONG_NAME.strip()
    expect(page.get_by_role("searchbox").or_(page.get_by_role("combobox"))).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_wide_sign_breaks_no_word_of_the_name(look: Visit, width: int) -> None:
    page = look(_RECORD, "en", width=width)
    broken = page.evaluate(
        """() => {
            const [sign, name] = document.querySelectorAll(".home > *");
            const wide = document.createElement("img");
            wide.width = 400; wide.height = 60;
            sign.replaceWith(wide);
            name.textContent = "Väljaannete rakendusuuringud";
            const text = name.firstChild, range = document.createRange();
            return [[0, 11], [12, 28]].filter(([from, to]) => {
                range.setStart(text, from); range.setEnd(text, to);
                return range.getClientRects().length > 1;
            });
        }"""
    )
    assert broken == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_opens_and_leads_on(look: Visit, scripts: bool) -> None:
    page = look(_RECORD, "en", width=320, java_script_enabled=scripts)
    before = height(page)
    subjects = page.get_by_role("navigation", name="Main menu").get_by_role("link", name="Subjects")
    expect(subjects).not_to_be_visible()
    page.locator(".site-menu > summary").press("Enter")
    expect(subjects).to_be_in_viewport()
    expect(page.get_by_role("link", name="Svenska")).to_be_in_viewport()
    assert height(page) == before  # it opens over the page, which stays where it is
    subjects.click()
    page.wait_for_url("**/subjects*")


def test_escape_closes_it_where_it_was_opened(look: Visit) -> None:
    page = look(_RECORD, "en", width=320)
    page.locator(".site-menu > summary").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".site-menu .menu")).not_to_be_visible()
    assert page.evaluate("document.activeElement.matches('.site-menu > summary')")


def test_where_there_is_room_the_menu_stands_open(look: Visit) -> None:
    page = look(_RECORD, "en", width=WIDE)
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
    expect(page.locator(".site-menu > summary")).not_to_be_visible()
    assert height(page) < 140
