"""Which language pages are in: by ``?lang=``, by cookie, or by Accept-Language (RFC 9110)."""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Response, request
from werkzeug.sansio.http import parse_cookie

from publod.web.http.negotiation import Preferences, elements
from publod.web.site import site

#: The parameter and the cookie that choose a language, and how long the cookie is kept, in seconds.
_LANGUAGE = "lang"
_YEAR = 365 * 24 * 60 * 60
_LANGUAGE_RANGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-(?:\*|[A-Za-z0-9]{1,8}))*")


def requested_language() -> str | None:
    """The language that the address itself asks for, if it is one that there is."""
    parameter = request.args.get(_LANGUAGE)
    return parameter if parameter in site().languages else None


def language_of_request() -> str:
    """The language of pages: asked for by ``?lang=``, or once before, or as the browser prefers."""
    return language_for(
        requested_language(), Preferences.of(request.environ), site().ranked_languages
    )


def language_for(requested: str | None, preferences: Preferences, offered: tuple[str, ...]) -> str:
    """The same for fields of a request and what its address asks for; the default comes first."""
    requested = requested or parse_cookie(preferences.cookie).get(_LANGUAGE)
    if requested in offered:
        return str(requested)
    return negotiate_language(preferences.accept_language, offered)


def remember_language(page: Response) -> Response:
    """A page that was asked for in a language, so that the next one comes in it as well.

    The cookie holds the language and nothing else.
    """
    language = requested_language()
    if language:
        page.set_cookie(_LANGUAGE, language, _YEAR, path="/", httponly=True, samesite="Lax")
    return page


@lru_cache(maxsize=512)
def negotiate_language(accept_language: str | None, offered: tuple[str, ...]) -> str:
    """The language that an Accept-Language field likes best, by lookup (RFC 4647, section 3.4).

    There is always an answer, as RFC 9110 advises: where nothing fits, the first language on offer
    that is not refused.
    """
    wishes = [
        (name.lower(), quality)
        for name, _, quality in elements(accept_language or "")
        if _LANGUAGE_RANGE.fullmatch(name)
    ]
    refused = {name for name, quality in wishes if quality == 0}
    allowed = [tag for tag in offered if tag.lower() not in refused]
    by_tag = {tag.lower(): tag for tag in allowed}
    fallback = next(iter(allowed), offered[0])
    for name, quality in sorted(wishes, key=lambda wish: -wish[1]):
        if quality == 0:
            continue
        if name == "*":
            # Whatever no other range names (RFC 4647, section 3.3.1).
            named = {_lookup(other, by_tag) for other, _ in wishes if other != "*"}
            free = [tag for tag in allowed if tag not in named]
            if free:
                return free[0]
        elif (language := _lookup(name, by_tag)) is not None:
            return language
    return fallback


def _lookup(language_range: str, by_tag: dict[str, str]) -> str | None:
    """Cut a range from its end until it is on offer: sv-fi is answered by sv."""
    subtags = language_range.split("-")
    while subtags:
        if (language := by_tag.get("-".join(subtags))) is not None:
            return language
        subtags.pop()
        # A single letter announces what follows it, so it goes with it.
        while subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return None
