"""What goes over the wire while a page is opened, and what the browser complains of."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response

from browser.pages import PageType

#: As sent, with all that it needs: bytes.
MOST = 60_000
#: The page for queries brings an editor, a program of 120 kB that a browser then keeps.
MOST_WITH_EDITOR = 160_000


@dataclass
class Visited:
    """Answers that came, and complaints."""

    address: str
    answers: list[Response] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def listening(self, page: Page) -> Iterator[None]:
        """Take down what happens from now on, while the address is opened."""
        heard = {
            "console": self._hear,
            "pageerror": self._fail,
            "requestfailed": self._miss,
            "response": self._receive,
        }
        for event, listener in heard.items():
            page.on(event, listener)  # type: ignore[call-overload]
        try:
            yield
        finally:
            for event, listener in heard.items():
                page.remove_listener(event, listener)

    def _receive(self, answer: Response) -> None:
        self.answers.append(answer)

    def _hear(self, said: ConsoleMessage) -> None:
        # That the page itself is an error is what some are visited for.
        itself = said.location["url"] == self.address and "the server responded" in said.text
        if said.type in {"error", "warning"} and not itself:
            self.complaints.append(f"{said.type}: {said.text}")

    def _fail(self, error: Error) -> None:
        self.complaints.append(str(error))

    def _miss(self, request: Request) -> None:
        self.complaints.append(f"{request.url}: {request.failure}")

    def faults(self, kind: PageType, root: str) -> list[str]:
        """What is not as it ought to be: a page fetches little, and from its own host alone."""
        first, *others = self.answers
        found = list(self.complaints)
        if first.status != kind.status:
            found.append(f"status {first.status}")
        if "content-security-policy" not in first.headers:
            found.append("no policy")
        found += [
            f"{answer.status} {answer.url}"
            for answer in others
            if urlsplit(answer.url).netloc != urlsplit(root).netloc or answer.status != 200
        ]
        weights = {answer.url: len(gzip.compress(answer.body(), 6)) for answer in self.answers}
        most = MOST_WITH_EDITOR if kind.path == "sparql" else MOST
        if sum(weights.values()) >= most:
            found.append(f"too much: {weights}")
        return found
