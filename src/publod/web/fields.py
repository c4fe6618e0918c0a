"""Header fields that every answer has, and how long a request may be."""

from __future__ import annotations

#: What the body of a request may have, in bytes.
LONGEST_BODY = 2 << 20
#: Who may read an answer (https://fetch.spec.whatwg.org/#http-responses), and that its type holds.
EVERYWHERE = (
    ("Access-Control-Allow-Origin", "*"),
    ("X-Content-Type-Options", "nosniff"),
)
#: Which further fields scripts of other sites may read.
EXPOSED = (
    "Access-Control-Expose-Headers",
    "Content-Location, Content-Profile, ETag, Last-Modified, Link, Publod-Commit, Retry-After",
)


def too_long(most: int) -> str:
    """What is said of a request whose body has more than ``most`` bytes, by whoever notices."""
    return (
        f"the body of a request may have {most:,} bytes, and this one has more: ask for less at a "
        "time"
    )
