"""Pages fit the window, however text is set, and keep still while they load."""

from __future__ import annotations

import pytest

from browser import probes
from browser.conftest import NARROW, WIDE, Visit
from browser.pages import LANGUAGES, PAGES, PageType


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_pages_fit_the_window(look: Visit, kind: PageType, language: str) -> None:
    """At 320 px, also with spaced text; and with text of 200 % in a window that is no wider.

    320 px are a small telephone, or a window of 1280 px at 400 % (WCAG 2.2: 1.4.10, 1.4.12, 1.4.4).
    """
    page = look(kind, language, viewport={"width": NARROW, "height": 256}, device_scale_factor=4)
    found = [f"{NARROW} px: {f}" for f in probes.shifts(page) + probes.too_wide(page)]
    probes.set_apart(page)
    found += [f"{NARROW} px, spaced: {f}" for f in probes.too_wide(page)]
    page = look(kind, language)
    found += [f"{WIDE} px: {f}" for f in probes.shifts(page) + probes.too_wide(page)]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"{WIDE} px, text of 200 %: {f}" for f in probes.too_wide(page)]
    assert not found, f"{kind}, {language}:\n" + "\n".join(found)
