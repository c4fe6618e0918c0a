"""What a page fetches is not sent twice, and what it may not fetch is noticed."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Page, Route

from browser import probes
from browser.pages import FRONT, LASTING, PageType
from browser.visited import Visited


@pytest.mark.parametrize("kind", LASTING, ids=str)
def test_a_page_that_has_not_changed_is_not_sent_again(kind: PageType, root: str) -> None:
    with httpx.Client(timeout=30, headers={"Accept": "text/html,*/*;q=0.8"}) as client:
        first = client.get(kind.address(root, "sv"))
        assert first.status_code == 200, f"{kind}: {first.status_code}"
        assert "ETag" in first.headers, f"{kind} has no ETag"
        again = client.get(first.url, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304, f"{kind} is sent again"
        assert again.content == b""


def test_style_sheets_and_modules_are_sent_once(root: str) -> None:
    with httpx.Client(timeout=30, headers={"Accept": "text/html,*/*;q=0.8"}) as client:
        front = client.get(root)
        found = set(re.findall(r'(?:href|src)="([^"]*static/[^"]*)"', front.text))
        assert found
        for reference in found:
            first = client.get(str(front.url.join(reference)))
            again = client.get(first.url, headers={"If-None-Match": first.headers["ETag"]})
            assert (reference, again.status_code) == (reference, 304)


def test_what_is_against_the_policy_is_noticed(inspected: Page, root: str) -> None:
    """`Visited` would tell: an inline script, a picture from elsewhere, a missing file."""
    faults = (
        "<script>document.title = 'x'</script>",
        '<img alt="" src="https://picture.example.org/">',
        '<script type="module" src="./static/missing.js"></script>',
    )
    address = FRONT.address(root, "sv")

    def spoilt(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</main>", f"{fault}</main>")
        route.fulfill(response=answer, body=body)

    inspected.route(address, spoilt)
    try:
        for fault in faults:
            visited = Visited(address)
            with visited.listening(inspected):
                inspected.goto(address)
                assert probes.shifts(inspected) == []
            assert visited.faults(FRONT, root), fault
    finally:
        inspected.unroute_all()
