"""Serving a resource: choose a representation, and send it, or say that nothing has changed.

RFC 9110: negotiation (§12), validators and conditional requests (§8.8, §13), Content-Location
(§8.7). One function does this for everything that has representations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Response, g, request
from werkzeug.http import http_date, parse_date

from publod.errors import PublodError
from publod.representation.format import Format
from publod.web.choice import choose, choose_language
from publod.web.links import link_header, relative, with_query
from publod.web.site import LANGUAGES, site

#: The parameter and the cookie that choose a language, and how long the cookie is kept, in seconds.
_LANGUAGE = "lang"
_YEAR = 365 * 24 * 60 * 60
#: The fields of a request that the language of a page may depend on, for ``Vary``.
LANGUAGE_VARIES = "Accept-Language, Cookie"


class Outdated(PublodError):
    """A commit came while a representation was made: parts of it may be from before."""


@dataclass(frozen=True)
class Resource:
    """Something with an address and representations.

    ``path`` is its address below the base URL, without a suffix. ``version`` differs whenever any
    representation does; ``modified`` is the UTC epoch second of the last difference, if known.
    ``parameters`` are those of the query that choose among different resources at one path.
    ``latest`` tells the version anew.
    """

    path: str
    version: str
    formats: tuple[Format, ...]
    render: Callable[[Format], bytes]
    modified: int | None = None
    parameters: Mapping[str, str | int | None] = field(default_factory=dict)
    links: tuple[tuple[str, Mapping[str, str]], ...] = ()
    #: Where the representations with a suffix are, if not at ``path`` with the suffix.
    suffixed: str | None = None
    latest: Callable[[], str] | None = None
    #: Whether all representations have the one address, and no suffix.
    exact: bool = False

    def address(self, chosen: Format) -> str:
        """The path of one representation; the front page has no name to put a suffix to."""
        if self.exact or (not self.path and chosen.name == "html"):
            return self.path
        return f"{self.path if self.suffixed is None else self.suffixed}.{chosen.suffix}"

    def rendered(self, chosen: Format) -> bytes:
        """One representation, all of it as of ``version``. Raises Outdated."""
        body = self.render(chosen)
        if self.latest is not None and self.latest() != self.version:
            raise Outdated(self.path)
        return body


def serve(resource: Resource, chosen: Format | None) -> Response:
    """Answer the request with a resource; ``chosen`` is the format that a suffix asked for.

    Raises NotAcceptable when the client takes none of the formats, and Outdated.
    """
    if chosen is None:
        chosen = choose(request.headers.get("Accept"), resource.formats)
    language = language_of_request() if chosen.name == "html" else ""
    g.language = language or site().language
    tag = "-".join(filter(None, (resource.version, chosen.suffix, language, site().build)))
    modified = resource.modified
    if modified is not None and chosen.name == "html":
        modified = max(modified, site().built)  # a new look is a new page
    if _is_unchanged(tag, modified):
        response = Response(status=304)
    else:
        key = (resource.path, tuple(resource.parameters.items()), tag)
        body = site().cache.get(key, lambda: resource.rendered(chosen))
        response = Response(body, content_type=chosen.content_type)
        response.headers["Link"] = link_header(_links(resource, chosen))
    headers = response.headers
    headers["ETag"] = f'"{tag}"'
    if modified is not None:
        headers["Last-Modified"] = http_date(modified)
    # Always asked anew, which costs the answerer next to nothing: see docs/http.md.
    headers["Cache-Control"] = "no-cache"
    headers["Vary"] = f"Accept, {LANGUAGE_VARIES}"
    here = request.path.lstrip("/")
    location = with_query(
        relative(resource.address(chosen), here),
        {**resource.parameters, "lang": language or None},
    )
    headers["Content-Location"] = location
    return remember_language(response) if language else response


def language_of_request() -> str:
    """The language of pages: asked for by ``?lang=``, or once before, or as the browser prefers."""
    for asked in (request.args.get(_LANGUAGE), request.cookies.get(_LANGUAGE)):
        if asked in LANGUAGES:
            return asked
    return choose_language(request.headers.get("Accept-Language"), site().language)


def remember_language(page: Response) -> Response:
    """A page that was asked for in a language, so that the next one comes in it as well.

    The cookie holds the language and nothing else.
    """
    asked = request.args.get(_LANGUAGE, "")
    if asked in LANGUAGES:
        page.set_cookie(_LANGUAGE, asked, _YEAR, path="/", httponly=True, samesite="Lax")
    return page


def _is_unchanged(tag: str, modified: int | None) -> bool:
    """RFC 9110 §13.2.2: If-None-Match decides alone where it is present."""
    if "If-None-Match" in request.headers:
        return request.if_none_match.contains_weak(tag) or request.if_none_match.star_tag
    since = parse_date(request.headers.get("If-Modified-Since"))
    if modified is None or since is None:
        return False
    if datetime.fromtimestamp(modified, UTC) > since:
        return False
    # Two commits in one second have one date: whoever has the first must not be told to keep it.
    return not site().repository.is_crowded(modified)


def _links(resource: Resource, chosen: Format) -> Iterable[tuple[str, Mapping[str, str]]]:
    here = request.path.lstrip("/")
    for other in resource.formats:
        if other is not chosen and not resource.exact:
            address = with_query(relative(resource.address(other), here), resource.parameters)
            yield address, {"rel": "alternate", "type": other.media_type, "title": other.title}
    canonical = with_query(relative(resource.path, here), resource.parameters)
    yield canonical, {"rel": "canonical"}
    for target, parameters in resource.links:
        local = not target.startswith(("http://", "https://"))
        yield (relative(target, here) if local else target), parameters
