"""What a page fetches: only its own files, nothing that fails, little, and nothing twice."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, Route

from browser.conftest import fetch_as
from browser.pages import FRONT, LANGUAGES, LASTING, PAGES, PageType

#: As sent, with all that it needs: bytes.
MOST = 60_000
#: The page for queries brings an editor, a program of 120 kB that a browser then keeps.
MOST_WITH_EDITOR = 160_000


@dataclass
class Visited:
    """What went over the wire, and what the browser complained of."""

    answers: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page, address: str) -> None:
        """Take down what happens from now on, while the address is opened."""
        complain = self.complaints.append
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e =>"
            " console.error(`against the policy ${e.violatedDirective}: ${e.blockedURI}`))"
        )
        page.on("requestfailed", lambda request: complain(f"{request.url}: {request.failure}"))
        page.on("pageerror", lambda error: complain(str(error)))

        def hear(said: ConsoleMessage) -> None:
            # That the page itself is an error is what some are visited for.
            itself = said.location["url"] == address and "the server responded" in said.text
            if said.type in {"error", "warning"} and not itself:
                complain(f"{said.type}: {said.text}")

        def receive(answer: Response) -> None:
            self.answers.append(answer)

        page.on("console", hear)
        page.on("response", receive)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def visited(chromium: Browser, root: str, kind: PageType, language: str) -> Iterator[Visited]:
    """A first visit, with everything that the browser says of it."""
    context = chromium.new_context()
    page = context.new_page()
    if kind.accept:
        page.route("**/*", lambda route: fetch_as(route, kind.accept))
    visited = Visited()
    visited.listen(page, address := kind.address(root, language))
    page.goto(address)
    page.wait_for_timeout(50)  # for what a script might ask for by itself
    yield visited
    context.close()


@pytest.mark.parametrize("kind", PAGES, ids=str)
def test_a_page_fetches_little_from_its_own_host_alone(
    visited: Visited, kind: PageType, root: str
) -> None:
    assert not visited.complaints, f"{kind}: {visited.complaints}"
    assert visited.answers[0].status == kind.status, f"{kind}: {visited.answers[0].status}"
    assert "content-security-policy" in visited.answers[0].headers, f"{kind} has no policy"
    for answer in visited.answers[1:]:
        assert urlsplit(answer.url).netloc == urlsplit(root).netloc, f"{kind}: {answer.url}"
        assert answer.status == 200, f"{kind}: {answer.status} {answer.url}"
    weights = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in visited.answers}
    most = MOST_WITH_EDITOR if kind.path.partition("?")[0] == "sparql" else MOST
    assert sum(weights.values()) < most, f"{kind}: {weights}"


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


def test_what_is_against_the_policy_is_noticed(chromium: Browser, root: str) -> None:
    """The tests above would see it: an inline script, a picture from elsewhere, a missing file."""
    faults = (
        "<script>document.title = 'x'</script>",
        '<img alt="" src="https://picture.example.org/">',
        '<script type="module" src="./static/missing.js"></script>',
    )

    def spoilt(route: Route) -> None:
        answer = route.fetch()
        body = answer.text().replace("</main>", f"{fault}</main>")
        route.fulfill(response=answer, body=body)

    for fault in faults:
        context = chromium.new_context()
        page = context.new_page()
        page.route(address := FRONT.address(root, "sv"), spoilt)
        visited = Visited()
        visited.listen(page, address)
        page.goto(address)
        page.wait_for_timeout(50)
        assert visited.complaints, fault
        context.close()
