"""Nothing is wrong with any page, in either language: one visit of each, looked at from all sides.

To open a page costs more than most looks at it do, and axe-core is loaded into each anew.
"""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page

from browser import axe, probes
from browser.conftest import NARROW, WIDE, Visit, go, leave
from browser.pages import LANGUAGES, PAGES, PageType
from browser.visited import Visited
from examples import is_thorough

#: The palettes that a reader may have chosen.
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def ways_to_look(language: str) -> list[tuple[Scheme, int]]:
    """Palettes and widths to see a page of a language in.

    All that there are when a run is thorough. Otherwise half of them, such that every two of a
    language, a palette and a width meet on each page: a fault that takes all three is not seen.
    """
    every = [(scheme, width) for scheme in SCHEMES for width in (WIDE, NARROW)]
    if is_thorough():
        return every
    return [every[0], every[3]] if language == LANGUAGES[0] else [every[1], every[2]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_nothing_is_wrong_with_a_page(
    inspected: Page, root: str, kind: PageType, language: str
) -> None:
    """It fetches little, fits the window, and has nothing that axe-core finds wrong.

    What is the same in each language is looked at in the first: that it shows where the focus is,
    and has the colours and the stillness that a reader asks for.
    """
    page = inspected
    page.set_viewport_size({"width": WIDE, "height": 800})
    visited = Visited(kind.address(root, language))
    try:
        with visited.listening(page):
            go(page, kind, root, language)
            # This takes some frames, in which a script might ask for something by itself.
            found = [f"moves: {f}" for f in probes.shifts(page)]
        found += [f"fetches: {f}" for f in visited.faults(kind, root)]
        found += too_wide(page)
        found += what_axe_finds(page, language)
        if language == LANGUAGES[0]:
            found += not_as_a_reader_asks(page)
            found += without_focus(page)
    finally:
        leave(page)
    assert not found, f"{kind}, {language}:\n" + "\n".join(found)


def too_wide(page: Page) -> list[str]:
    """What does not fit the window, also with text of 200 % (WCAG 2.2: 1.4.4)."""
    found = [f"{WIDE} px: {f}" for f in probes.too_wide(page)]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"{WIDE} px, text of 200 %: {f}" for f in probes.too_wide(page)]
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def what_axe_finds(page: Page, language: str) -> list[str]:
    """In the palettes and widths of a language; in a dark palette only what depends on colours."""
    found = []
    for scheme, width in ways_to_look(language):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        rules = () if scheme == "light" else axe.OF_COLOURS
        found += [f"{scheme}, {width} px: {fault}" for fault in axe.findings(page, *rules)]
    return found


def not_as_a_reader_asks(page: Page) -> list[str]:
    """What moves though the reader wants stillness, and what is faint in colours of the reader's."""
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.emulate_media(color_scheme="null", reduced_motion="reduce")
    found = [f"reduced motion: {f}" for f in probes.moving(page)]
    for scheme in SCHEMES:
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        found += [f"forced, {scheme}: {f}" for f in probes.faint_when_forced(page)]
    page.emulate_media(color_scheme="null", reduced_motion="null", forced_colors="null")
    return found


def without_focus(page: Page) -> list[str]:
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        page.keyboard.press("Tab")
        found += [f"{width} px: {f}" for f in probes.without_focus(page)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_page_fits_a_narrow_window(look: Visit, kind: PageType, language: str) -> None:
    """It is whole at 320 px, also with spaced text, and keeps still while it loads.

    320 px are a small telephone, or a window of 1280 px at 400 % (WCAG 2.2: 1.4.10, 1.4.12).
    """
    page = look(kind, language, viewport={"width": NARROW, "height": 256}, device_scale_factor=4)
    found = probes.shifts(page) + probes.too_wide(page)
    probes.set_apart(page)
    found += [f"spaced: {f}" for f in probes.too_wide(page)]
    assert not found, f"{kind}, {language}:\n" + "\n".join(found)
