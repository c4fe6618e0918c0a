"""Header fields that every answer has, and how long a request may be.

Responses that Flask makes get them in `publod.app`, others in `compression.complete`.
"""

from __future__ import annotations

from publod.errors import Overload, PublodError
from publod.messages import N_, Message, Numeral

#: What the body of a request may have, in bytes.
LONGEST_BODY = 2 << 20
#: How long the path of a request may be, in characters, and how deep: each level is repeated in
#: every link of a page.
LONGEST_PATH, DEEPEST_PATH = 8 << 10, 200
_NOTHING_FOREIGN = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
#: Who may read an answer (https://fetch.spec.whatwg.org/#http-responses), that its type holds, and
#: what a browser may do with it, whatever it is (https://www.w3.org/TR/CSP3/): a document of XML or
#: SVG can run scripts as a page can.
EVERYWHERE = (
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", _NOTHING_FOREIGN),
    ("Referrer-Policy", "same-origin"),
)
#: The policy of a preview, which is made to stand in the page of a client, whoever that is:
#: nothing in it can be done.
PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)
#: Which further fields scripts of other sites may read.
EXPOSED = (
    "Access-Control-Expose-Headers",
    "Content-Location, Content-Profile, ETag, Last-Modified, Link, Publod-Commit, Retry-After",
)


class RequestError(PublodError):
    """A request has a fault; ``status`` (RFC 9110 §15) and the message say which."""

    def __init__(self, status: int, message: Message) -> None:
        self.status = status
        super().__init__(message)


class OverBudget(Overload):
    """A client has used more of the processor than its share."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            N_(
                "so much has been computed for your address that others would have to wait: try "
                "again in %(again)s s, and ask for one thing at a time",
                again=retry_after,
            ),
            retry_after,
        )


class BodyTooLong(RequestError):
    """A request's body has more than ``most`` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(
            413,
            N_(
                "the body of a request may have %(most)s bytes, and this one has more: ask for "
                "less at a time",
                most=Numeral(most),
            ),
        )
