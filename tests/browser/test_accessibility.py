"""No page has anything that axe-core finds wrong: in either language, light or dark, on any width."""

from __future__ import annotations

from typing import Literal, cast

import pytest

from browser import axe, probes
from browser.conftest import NARROW, WIDE, Visit
from browser.pages import LANGUAGES, PAGES, PageType

#: The palettes that a reader may have chosen.
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_axe_finds_nothing(visit: Visit, kind: PageType, language: str) -> None:
    page = visit(kind, language)
    found = []
    for scheme, rules in (("light", ()), ("dark", axe.OF_COLOURS)):
        page.emulate_media(color_scheme=cast(Scheme, scheme))
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 800})
            place = f"{kind}, {language}, {scheme}, {width} px"
            found += [f"{place}: {fault}" for fault in axe.findings(page, *rules)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_reader_has_colours_and_stillness_as_asked(visit: Visit, kind: PageType) -> None:
    page = visit(kind)
    page.emulate_media(reduced_motion="reduce")
    found = [f"{kind}, reduced motion: {f}" for f in probes.moving(page)]
    for scheme in SCHEMES:
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        found += [f"{kind}, forced, {scheme}: {f}" for f in probes.faint_when_forced(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_focus_is_always_visible(visit: Visit, kind: PageType) -> None:
    found = []
    for width in (WIDE, NARROW):
        page = visit(kind, width=width)
        page.keyboard.press("Tab")
        found += [f"{kind}, {width} px: {f}" for f in probes.without_focus(page)]
    assert not found, "\n".join(found)
