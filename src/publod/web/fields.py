"""Header fields that every answer has."""

from __future__ import annotations

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
