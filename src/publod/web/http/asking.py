"""Which format a request asks for, by its fields and by the parameters that stand for them.

Remembered, as `choice` remembers: clients send the same few headers again and again.
"""

from __future__ import annotations

from functools import lru_cache

from flask import request

from publod.formats import Format
from publod.web.http.choice import choose
from publod.web.http.profile_negotiation import Profile, Wish, negotiate_by_profile

#: Parameters of an address (https://www.w3.org/TR/dx-prof-conneg/#qsa).
PROFILE, MEDIA_TYPE = "_profile", "_mediatype"
#: Asks which profiles there are.
LIST = "all"


def asked_format(offered: tuple[Format, ...], profiles: tuple[Profile, ...]) -> Format:
    """The format that the request likes best. Raises NotAcceptable."""
    accept = request.headers.get("Accept")
    if not profiles:
        return choose(accept, offered)
    fields = ", ".join(request.headers.getlist("Accept-Profile"))
    wish = Wish(accept, fields, request.args.get(PROFILE, ""), request.args.get(MEDIA_TYPE, ""))
    return _choose(wish, offered, profiles)


def asks_for_list() -> bool:
    """Whether the request wants to know which profiles there are."""
    return request.args.get(PROFILE) == LIST


@lru_cache(maxsize=512)
def _choose(wish: Wish, offered: tuple[Format, ...], profiles: tuple[Profile, ...]) -> Format:
    return negotiate_by_profile(wish, offered, profiles)
