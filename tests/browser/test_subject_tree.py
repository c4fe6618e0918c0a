"""The tree of subjects is folded, and a field finds in it, with a script or without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import NARROW, Visit
from browser.pages import LANGUAGES, PageType

_SUBJECTS = PageType("subjects", "subjects")
_COUNTS = {"sv": "1 träff.", "en": "1 fits."}
_NONE = {"sv": "Inga träffar.", "en": "Nothing fits."}


def seen(page: Page) -> int:
    return sum(item.is_visible() for item in page.locator(".tree li").all())


def test_it_is_folded_until_somebody_opens_it(look: Visit) -> None:
    page = look(_SUBJECTS, width=NARROW)
    folded = seen(page)
    assert 0 < folded < page.locator(".tree li").count()
    page.locator(".tree summary").first.press("Enter")
    assert seen(page) > folded


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_finds_names_and_other_names_and_says_how_many(look: Visit, language: str) -> None:
    """Also names in the other language, and without the marks on letters."""
    page = look(_SUBJECTS, language)
    folded = seen(page)
    said = page.locator(".filter [role=status]")
    field = page.locator("#page-filter")
    field.fill("koppleri" if language == "en" else "PROCURING")
    expect(said).to_have_text(_COUNTS[language])
    hit = page.locator(".tree li:not(:has(li:not([hidden]))):not([hidden])")
    expect(hit).to_have_count(1)
    expect(hit).to_be_visible()
    assert re.search("(?i)koppleri", hit.inner_text())
    field.fill("xyzzyplugh")
    expect(said).to_have_text(_NONE[language])
    assert seen(page) == 0
    field.fill("")
    expect(said).to_have_text("")
    assert seen(page) == folded


def test_without_a_script_the_server_finds(look: Visit) -> None:
    page = look(_SUBJECTS, "sv", java_script_enabled=False)
    page.locator("#page-filter").fill("Barn Manniskohandel")
    page.locator("form.filter button").click()
    page.wait_for_url("**q=Barn*")
    expect(page.locator("#page-filter")).to_have_value("Barn Manniskohandel")
    assert "träff" in page.locator(".filter [role=status]").inner_text()
    found = [item.inner_text() for item in page.locator(".tree li").all() if item.is_visible()]
    assert any("handel med barn" in text.lower() for text in found), found
    assert len(found) < 6
