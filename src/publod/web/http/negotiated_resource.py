"""Serving a resource: choose a representation, and send it, or say that nothing has changed.

RFC 9110: negotiation (§12), validators and conditional requests (§8.8, §13), Content-Location
(§8.7). One function does this for everything that has representations. Most are rendered whole
and kept; those that may be as long as the catalogue are sent while they are made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, request

from publod.formats import Format
from publod.record_repository import Repository
from publod.web.http.client_connection import client_of
from publod.web.http.etag_and_cache_control import LANGUAGE, REVALIDATE, Caching, conditional
from publod.web.http.interface_language import language_for, remember_language, requested_language
from publod.web.http.links import absolute, link, link_parameters, relative
from publod.web.http.negotiation import (
    MEDIA_TYPE,
    PROFILE,
    Preferences,
    Profile,
    asks_for_list,
    format_for,
)
from publod.web.http.response_cache import Storable
from publod.web.http.streaming import Gathered
from publod.web.site import Site, site, take_snapshot

#: Formats whose text is in one language, by name; the others have all there are.
_SPOKEN = frozenset({"html", "atom", "json-feed", "csv"})
#: Of these, those that show covers of files.
_WITH_COVERS = _SPOKEN - {"csv"}
#: The source of most responses: the ledger, and the search index that follows it.
CATALOGUE = "catalogue"
#: A longer query of an address, in bytes, is not repeated in header fields: servers and proxies
#: refuse header sections of some kilobytes.
LONGEST_QUERY = 1024


@dataclass(frozen=True)
class Resource:
    """Something with an address and representations.

    ``path`` is its address below the base URL, without a suffix. ``version`` differs whenever any
    representation does; ``modified`` is the UTC epoch second of the last difference, if known.
    ``parameters`` are those of the query that choose among different resources at one path, and
    ``repeated`` more of them, for parameters that may occur several times.

    The formats in ``streamed`` come from ``stream`` piece by piece, as files called ``file``.
    ``headers`` are further fields of every answer.
    """

    path: str
    version: str
    formats: tuple[Format, ...]
    render: Callable[[Format], bytes]
    modified: int | None = None
    parameters: Mapping[str, str | int | None] = field(default_factory=dict)
    links: Iterable[tuple[str, Mapping[str, str]]] = ()
    #: Where the representations with a suffix are, if not at ``path`` with the suffix.
    suffixed: str | None = None
    #: Whether all representations have the one address, and no suffix.
    exact: bool = False
    repeated: tuple[tuple[str, str], ...] = ()
    streamed: tuple[Format, ...] = ()
    stream: Callable[[Format], Iterator[bytes]] | None = None
    file: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    #: Makes the resource for formats that are read by people, where they show more than the data.
    spoken: Callable[[], Resource] | None = None
    profiles: tuple[Profile, ...] = ()
    #: What lists the profiles; and links by format, in place of ``links``.
    alternates: Callable[[], Resource] | None = None
    links_of: Callable[[Format], Iterable[tuple[str, Mapping[str, str]]]] | None = None
    #: Cache-Control, and the fields that the language depends on, for Vary.
    control: str = REVALIDATE
    languages: tuple[str, ...] = LANGUAGE
    #: Whether it depends on the ledger, the search index and the request alone, so that the
    #: response cache may have it.
    is_storable: bool = True

    def address(self, chosen: Format) -> str:
        """The path of one representation; the front page has no name to put a suffix to."""
        if self.exact or (not self.path and chosen.name == "html"):
            return self.path
        return f"{self.path if self.suffixed is None else self.suffixed}.{chosen.suffix}"

    def query(self, **more: str | None) -> str:
        """The query of its address, with its question mark; '' if there is none."""
        plain = {**self.parameters, **more}
        pairs = [(name, value) for name, value in plain.items() if value is not None]
        encoded = urlencode([*self.repeated, *pairs])
        return f"?{encoded}" if encoded else ""

    def canonical(self, language: str | None = None) -> str:
        """Its whole URL below the catalogue's base; of its pages in a language, with that."""
        return absolute(site().base_url, self.path) + self.query(lang=language)

    def conforms_to(self, chosen: Format) -> tuple[str, ...]:
        """The IRIs of the profiles that a representation conforms to."""
        return tuple(iri for p in self.profiles if chosen in p.formats for iri in p.iris)

    def begun(self, chosen: Format) -> Gathered:
        """A representation of which the first piece is made. Raises Overload.

        It is made from the request's snapshot of the catalogue, which it closes at its end.
        """
        assert self.stream is not None  # noqa: S101 (what is streamed has a stream)
        client = client_of(request.environ, site().proxies)
        pieces = site().workload.sliced(self.stream(chosen), client)
        return Gathered(_closing(take_snapshot(), pieces))


def catalogue_resource(
    site: Site,
    path: str,
    formats: tuple[Format, ...],
    render: Callable[[Format], bytes],
    **more: Any,
) -> Resource:
    """What depends on the whole catalogue, and so is of its last commit. ``more`` are fields."""
    head = site.repository.head()
    return Resource(path, head.version, formats, render, head.time or None, **more)


def _closing(snapshot: Repository, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with closing(snapshot):
        yield from pieces


@dataclass(frozen=True, slots=True)
class Selection:
    """How the representation of a resource is chosen for a request at one address.

    ``chosen`` is the format that a suffix asks for; ``profile``, ``media_type`` and ``language``
    are what parameters of the address ask for, and ``offered`` are the languages of pages, that of
    whoever has no preference first.
    """

    formats: tuple[Format, ...]
    profiles: tuple[Profile, ...]
    chosen: Format | None
    profile: str
    media_type: str
    language: str | None
    offered: tuple[str, ...]

    def choose(self, preferences: Preferences) -> tuple[Format, str]:
        """A format, and the language of its text ('' for all). Raises NotAcceptable."""
        chosen = self.chosen or format_for(
            self.formats, self.profiles, preferences, self.profile, self.media_type
        )
        if chosen.name not in _SPOKEN:
            return chosen, ""
        return chosen, language_for(self.language, preferences, self.offered)


def serve(resource: Resource, chosen: Format | None) -> Response:
    """Answer the request with a resource; ``chosen`` is the format that a suffix asked for.

    Raises NotAcceptable when the client takes none of the formats.
    """
    if chosen is None and resource.alternates is not None and asks_for_list():
        resource = resource.alternates()
    selection = Selection(
        resource.formats,
        resource.profiles,
        chosen,
        request.args.get(PROFILE, ""),
        request.args.get(MEDIA_TYPE, ""),
        requested_language(),
        site().ranked_languages,
    )
    chosen, language = selection.choose(Preferences.of(request.environ))
    if resource.spoken is not None and chosen.name in _SPOKEN:
        resource = resource.spoken()
    g.language, g.resource = language or site().language, resource
    if resource.is_storable:
        g.storable = Storable(selection, CATALOGUE, g.get("state"))
    parts = [resource.version, chosen.suffix, language, site().build]
    modified = resource.modified
    if chosen.name == "html":
        g.title = site().title()
        # A page names its own address, which has the language in it where one was asked for.
        parts.append(f"{g.title.version}{'-own' if requested_language() else ''}")
        modified = modified and max(modified, g.title.time)
    if chosen.name in _WITH_COVERS and (files := site().files):
        parts.append(files.table.version)
        modified = modified and max(modified, files.modified)
    tag = "-".join(filter(None, parts))
    if modified is not None and language:
        modified = max(modified, site().built)  # a new look is a new page
    profiles = ("Accept-Profile",) if resource.profiles else ()
    # By default always asked anew, which costs the answerer next to nothing: see docs/http.md.
    caching = Caching(tag, modified, ("Accept", *profiles, *resource.languages), resource.control)
    response = conditional(
        caching, lambda: _whole(resource, chosen, tag), site().repository.is_crowded
    )
    headers = response.headers
    headers.update(resource.headers)
    if iris := resource.conforms_to(chosen):
        headers["Content-Profile"] = ", ".join(f"<{iri}>" for iri in iris)
    # A page in a language that nobody asked for by its address is another than one that was.
    named = requested_language() if chosen.name == "html" else language
    query = resource.query(lang=named or None)
    if len(query) <= LONGEST_QUERY:
        location = relative(resource.address(chosen), request.path.lstrip("/")) + query
        headers["Content-Location"] = location
    return remember_language(response) if chosen.name == "html" else response


def _whole(resource: Resource, chosen: Format, tag: str) -> Response:
    """The answer with its body, which is not made where nobody reads it."""
    if chosen not in resource.streamed:
        key = (resource.path, resource.query(), tag)
        body = site().cache.get(key, lambda: resource.render(chosen))
        response = Response(body, content_type=chosen.content_type)
        disposition = chosen.disposition
    else:
        pieces = iter(()) if request.method == "HEAD" else resource.begun(chosen)
        response = Response(pieces, content_type=chosen.content_type)
        disposition = "attachment"
    if disposition:
        name = f"{resource.file or resource.path.rpartition('/')[2]}.{chosen.suffix}"
        response.headers.set("Content-Disposition", disposition, filename=name)
    response.headers["Link"] = ", ".join(_links(resource, chosen))
    return response


def _links(resource: Resource, chosen: Format) -> Iterator[str]:
    here = request.path.lstrip("/")
    query = resource.query()
    # Each format's link repeats the query; a page has them all in its head as well.
    is_short = len(query) * len(resource.formats) <= 2 * LONGEST_QUERY
    if not resource.exact and is_short:
        stem = relative(resource.path if resource.suffixed is None else resource.suffixed, here)
        for other, described in _alternates(resource.formats, resource.profiles, chosen):
            is_front = not resource.path and other.name == "html"
            address = relative("", here) if is_front else f"{stem}.{other.suffix}"
            yield f"<{address}{query}>{described}"
    if len(query) <= LONGEST_QUERY:
        requested = requested_language() if chosen.name in _SPOKEN else None
        yield f'<{resource.canonical(requested)}>; rel="canonical"'
    for profile in resource.profiles:
        if chosen in profile.formats:
            yield f'<{profile.iri}>; rel="profile"'
    for target, parameters in resource.links_of(chosen) if resource.links_of else resource.links:
        anchor = {"anchor": _from(parameters["anchor"], here)} if "anchor" in parameters else {}
        yield link(_from(target, here), {**parameters, **anchor})


def _from(target: str, here: str) -> str:
    """A link to a local path, or to a foreign URL as it is."""
    return target if target.startswith(("http://", "https://")) else relative(target, here)


@lru_cache(maxsize=1024)
def _alternates(
    formats: tuple[Format, ...], profiles: tuple[Profile, ...], chosen: Format
) -> tuple[tuple[Format, str], ...]:
    """The other formats, each with the parameters of the link to it.

    Of two in one media type only that which was sent is told of: rdflib takes an alternate in
    JSON-LD for a better form of the same.
    """
    is_page = chosen.name == "html"
    return tuple(
        (other, link_parameters(_described(profiles, other, is_page=is_page)))
        for other in formats
        if other.media_type != chosen.media_type
    )


def _described(profiles: tuple[Profile, ...], other: Format, *, is_page: bool) -> Mapping[str, str]:
    """What a link says of another format; of one that a profile is all about, which one that is.

    Such a view describes what the page is about (https://signposting.org/FAIR/).
    """
    views = [p for p in profiles if p.formats == (other,)]
    relation = "alternate describedby" if views and is_page else "alternate"
    attributes = {"rel": relation, "type": other.media_type, "title": other.title}
    return attributes | {"profile": views[0].iri} if views else attributes
