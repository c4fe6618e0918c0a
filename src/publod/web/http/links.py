"""Links that work wherever the catalogue is served: relative to the page that they stand on.

A catalogue made for one base URL can be browsed at another, behind any proxy and below any
prefix, because no link in a page or a header names a host or starts at the root. The exception is
what says which address a page has, to those who compare addresses: that is the catalogue's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote, urlencode

from flask import request

from publod.formats import Format, by_name

#: What RFC 3986 lets stand in a path besides letters and digits. What an IRI has percent-encoded
#: stays as it is; what else an IRI may have is encoded.
_SAFE = "/-._~!$&'()*+,;=:@%"
_LONGEST_REMEMBERED = 512


def relative(target: str, current: str) -> str:
    """The reference from a page to another: both are paths below the base, without a slash first.

    ``target`` is spelled as in an IRI. It may have a fragment; that is kept.
    """
    path, hash_, fragment = target.partition("#")
    up = "../" * current.count("/")
    # A first segment with a colon would be taken for a scheme (RFC 3986 §4.2).
    start = up or "./"
    return start + _quoted(path) + (f"#{_quoted(fragment)}" if hash_ else "")


def absolute(base_url: str, target: str) -> str:
    """The whole URL of a path below the catalogue's base: for what names a page to strangers."""
    return base_url + _quoted(target)


def _quoted(text: str) -> str:
    # Long ones come from requests, not from pages: they must not fill the memory.
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else quote(text, safe=_SAFE)


@lru_cache(maxsize=8192)
def _remembered(text: str) -> str:
    return quote(text, safe=_SAFE)


def with_query(reference: str, values: Mapping[str, str | int | None]) -> str:
    """A reference with a query; None leaves a parameter out."""
    query = urlencode({name: value for name, value in values.items() if value is not None})
    return f"{reference}?{query}" if query else reference


def link(target: str, parameters: Mapping[str, str]) -> str:
    """A link in a Link header field (RFC 8288 §3), where commas stand between links."""
    return f"<{target}>{link_parameters(parameters)}"


def link_parameters(parameters: Mapping[str, str]) -> str:
    """What stands behind the target of a link."""
    return "".join(f'; {name}="{value}"' for name, value in parameters.items())


def format_in_address() -> Format | None:
    """The format that the request names as other servers have it, ``?format=ttl``."""
    return by_name(request.args.get("format", ""))
