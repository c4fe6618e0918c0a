"""A browser and a server for each test process, and a context of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from browser import catalogue, required
from browser.pages import PageType
from web import servers

#: Opens a page of a type: ``visit(FRONT, "sv", width=320)``. What else it is given, such as
#: ``color_scheme``, goes to the browser's context.
Visit = Callable[..., Page]

WIDE, NARROW = 1280, 320
#: Every page has its scripts, and axe-core, compiled anew. To optimize what runs for a second costs more
#: than it gains, and changes nothing of what a script does.
_PLAIN_COMPILER = "--js-flags=--no-opt --no-maglev"


# A test package, not the session: while Playwright runs, no other event loop can in its thread.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    program = required.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[_PLAIN_COMPILER])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``publod serve`` with the catalogue of `browser.catalogue`."""
    home = servers.made_once(tmp_path_factory, "browser", catalogue.make)
    settings = {"PUBLOD_FILES": str(catalogue.folder_of(home))}
    with servers.granian(home, settings=settings) as running:
        yield running.url


@pytest.fixture
def visit(chromium: Browser, root: str) -> Iterator[Visit]:
    """Opens each page in a context of its own, with nothing in its cache."""
    contexts = []

    def opened(kind: PageType, language: str = "sv", width: int = WIDE, **options: Any) -> Page:
        options.setdefault("viewport", {"width": width, "height": 800})
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        return go(context.new_page(), kind, root, language)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="package")
def tabs(chromium: Browser) -> Callable[..., Page]:
    """A page for each kind of context, for tests that open one address after the other in it.

    A context of its own costs a process of the browser, and has every file fetched and compiled anew.
    """
    opened: dict[str, Page] = {}

    def tab(**options: Any) -> Page:
        key = repr(sorted(options.items()))
        if key not in opened:
            context = chromium.new_context(**options)
            context.set_default_timeout(10_000)
            opened[key] = context.new_page()
        return opened[key]

    return tab


@pytest.fixture
def look(tabs: Callable[..., Page], root: str) -> Iterator[Visit]:
    """As `visit`, but one page after the other in a context that tests share, and its cache."""
    used: list[Page] = []

    def opened(kind: PageType, language: str = "sv", width: int = WIDE, **options: Any) -> Page:
        size = options.pop("viewport", {"width": width, "height": 800})
        page = tabs(**options)
        used.append(page)
        page.set_viewport_size(size)
        return go(page, kind, root, language)

    yield opened
    for page in used:
        leave(page)


@pytest.fixture(scope="package")
def inspected(chromium: Browser) -> Iterator[Page]:
    """A page whose browser has no cache, for tests that look at it from all sides in one visit.

    It tells the console what its policy forbids.
    """
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e =>"
        " console.error(`against the policy ${e.violatedDirective}: ${e.blockedURI}`))"
    )
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


def go(page: Page, kind: PageType, root: str, language: str) -> Page:
    """Open a page of a type."""
    if kind.accept:
        page.route("**/*", lambda route: fetch_as(route, kind.accept))
    answer = page.goto(kind.address(root, language))
    assert answer is not None
    assert answer.status == kind.status, f"{kind}: {answer.status} at {page.url}"
    return page


def leave(page: Page) -> None:
    """Make a shared page what it was before a test."""
    page.unroute_all()
    page.emulate_media(
        media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
    )
    page.mouse.move(0, 0)
    page.context.clear_cookies()


def fetch_as(route: Route, accept: str) -> None:
    """Let a request through as that of a client which takes this alone."""
    route.continue_(headers={**route.request.headers, "accept": accept})
