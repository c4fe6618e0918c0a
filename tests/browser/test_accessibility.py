"""No page has anything that axe-core finds wrong: in either language, light or dark, on any width."""

from __future__ import annotations

from typing import Literal

import pytest

from browser import axe, probes
from browser.conftest import NARROW, WIDE, Visit
from browser.pages import LANGUAGES, PAGES, PageType
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
def test_axe_finds_nothing(look: Visit, kind: PageType, language: str) -> None:
    page = look(kind, language)
    found = []
    for scheme, width in ways_to_look(language):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        place = f"{kind}, {language}, {scheme}, {width} px"
        rules = () if scheme == "light" else axe.OF_COLOURS
        found += [f"{place}: {fault}" for fault in axe.findings(page, *rules)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_reader_has_colours_and_stillness_as_asked(look: Visit, kind: PageType) -> None:
    page = look(kind)
    page.emulate_media(reduced_motion="reduce")
    found = [f"{kind}, reduced motion: {f}" for f in probes.moving(page)]
    for scheme in SCHEMES:
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        found += [f"{kind}, forced, {scheme}: {f}" for f in probes.faint_when_forced(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_focus_is_always_visible(look: Visit, kind: PageType) -> None:
    page = look(kind)
    found = []
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 800})
        page.keyboard.press("Tab")
        found += [f"{kind}, {width} px: {f}" for f in probes.without_focus(page)]
    assert not found, "\n".join(found)
