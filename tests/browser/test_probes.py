"""The probes see what they are there to see: each is shown a page with one fault, and one without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from browser import axe, probes

_LINK = '<p><a href="#x">A link</a></p>'
_LARGE = '<div style="width: 900px">much</div>'


@pytest.fixture
def shown(chromium: Browser) -> Iterator[Callable[..., Page]]:
    context = chromium.new_context(viewport={"width": 320, "height": 400})

    def show(body: str, css: str = "") -> Page:
        page = context.new_page()
        page.set_content(
            f'<!doctype html><html lang="en"><title>A page</title><style>{css}</style>'
            f"<body><main><h1>A page</h1>{body}</main>"
        )
        return page

    yield show
    context.close()


def test_what_is_too_wide(shown: Callable[..., Page]) -> None:
    assert probes.too_wide(shown(_LARGE)) == [
        '<div style="width: 900px"></div> ends at 908 of 320 px'
    ]
    assert len(probes.too_wide(shown(_LARGE, "main { overflow: hidden }"))) == 1
    assert probes.too_wide(shown(f'<div style="overflow-x: auto">{_LARGE}</div>')) == []
    assert probes.too_wide(shown(_LINK)) == []
    page = shown(
        '<div style="white-space: nowrap; display: inline-block; font-size: 12px">'
        + "a a " * 13
        + "</div>"
    )
    assert probes.too_wide(page) == []
    probes.set_apart(page)
    assert len(probes.too_wide(page)) == 1


def test_what_moves(shown: Callable[..., Page]) -> None:
    assert len(probes.moving(shown(_LINK, "a { transition: color 0s, opacity 0.1s }"))) == 1
    assert len(probes.moving(shown(_LINK, "a::after { content: 'x'; animation: 1s x }"))) == 1
    assert probes.moving(shown(_LINK, "a { transition: none; animation: none }")) == []


def test_what_shows_no_focus(shown: Callable[..., Page]) -> None:
    def found(body: str, css: str) -> list[str]:
        page = shown(body, css)
        page.keyboard.press("Tab")
        return probes.without_focus(page)

    assert found(_LINK, ":focus-visible { outline: 3px solid blue }") == []
    assert found(_LINK, ":focus { outline: none }") == [
        '<a href="#x"></a> has no outline when focused'
    ]
    cover = '<div style="position: fixed; inset: 0">over</div>'
    assert "is focused under <div" in found(_LINK + cover, "")[0]


def test_what_shifts(shown: Callable[..., Page]) -> None:
    page = shown(_LINK * 3)
    assert probes.shifts(page) == []
    page.evaluate("requestAnimationFrame(() => { document.body.style.paddingTop = '200px' })")
    page.wait_for_timeout(100)
    assert "layout shift" in probes.shifts(page)[0]


def test_which_text_is_faint_when_colours_are_forced(shown: Callable[..., Page]) -> None:
    css = "p { color: #fff } .own { forced-color-adjust: none; color: #eee; background: #fff }"
    drawn = '<svg role="img" aria-label="x"><text y="20" fill="{}">words</text></svg>'
    page = shown(f"<p>forced</p>{drawn.format('black')}", css)
    page.emulate_media(forced_colors="active", color_scheme="light")
    assert probes.faint_when_forced(page) == []
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert "words has contrast 1" in probes.faint_when_forced(page)[0]
    page = shown('<p class="own">own</p>', css)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    assert '<p class="own"></p> own' in probes.faint_when_forced(page)[0]


def test_what_axe_finds(shown: Callable[..., Page]) -> None:
    assert axe.findings(shown(_LINK)) == []
    assert axe.findings(shown('<input name="q">'))[0].startswith("label ")
    near = "<p>" + '<button style="font-size: 8px; padding: 0">x</button>' * 3 + "</p>"
    assert {text.partition(" ")[0] for text in axe.findings(shown(near))} == {"target-size"}
    pale = '<p style="color: #bbb; background: #fff">pale</p>'
    assert axe.findings(shown(pale), "color-contrast")[0].startswith("color-contrast")
