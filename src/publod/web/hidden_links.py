"""Links to records that have no pages, since a part of the service is left out, become text."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import unquote, urljoin, urlsplit

from flask import Response, request

from publod.errors import LedgerError
from publod.web.site import site

#: A link of a page as templates write it, with what is in it; or an element that links.
_LINK = re.compile(
    r'<a\b[^>]*?\shref="(?P<target>[^"]*)"[^>]*>(?P<inner>.*?)</a>'
    r'|<link\b[^>]*?\shref="(?P<other>[^"]*)"[^>]*>\n?',
    re.DOTALL,
)


def without_hidden(response: Response) -> Response:
    """A page whose links all lead to pages, whichever template has written them."""
    hidden = site().customisation.hidden if response.mimetype == "text/html" else ()
    if not hidden or response.is_streamed:
        return response
    page = response.get_data(as_text=True)
    paths = {target: _path(target) for found in _LINK.finditer(page) for target in _target(found)}
    with suppress(LedgerError):
        records = site().repository.present_records({*paths.values()} - {""})
        closed = {path for path, record in records.items() if record.kind in hidden}
        if closed:
            response.set_data(
                _LINK.sub(
                    lambda found: (
                        found["inner"] or ""
                        if any(paths[target] in closed for target in _target(found))
                        else found[0]
                    ),
                    page,
                )
            )
    return response


def _target(found: re.Match[str]) -> list[str]:
    return [found["target"] or found["other"] or ""]


def _path(target: str) -> str:
    """The path of a record below the base that a link of this page may lead to; '' for none."""
    url = urlsplit(urljoin(request.base_url, target))
    if url.netloc != request.host:
        return ""
    path = unquote(url.path.removeprefix(request.script_root)).lstrip("/")
    return re.sub(r"\.(?:atom|json)$", "", path)
