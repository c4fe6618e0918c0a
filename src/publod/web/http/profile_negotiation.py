"""Content negotiation by profile: https://www.w3.org/TR/dx-prof-conneg/."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from flask import request

from publod.errors import NotAcceptable
from publod.formats import Format
from publod.web.http.negotiation import (
    MAX_LENGTH,
    MAX_RANGES,
    MediaRange,
    Preferences,
    choose,
    media_ranges,
    own_profiles,
    preference,
    thousandths,
)

#: Stands for every profile in an Accept-Profile field.
ANY = "*"

# Possessive, and what is never closed takes the rest with it: both keep this linear.
_ELEMENT = re.compile(r'(?:[^,"<]++|"[^"]*+(?:"|\Z)|<[^>]*+(?:>|\Z))++')


def _preference(word: str) -> re.Pattern[str]:
    """An IRI in angle brackets (section 7.1.3), also in the quotes of earlier drafts, or a word."""
    return re.compile(
        rf"""\s*+(?:<([^<>"\s]++)>|"<?([^<>"\s]++)>?"|({word}))"""
        r"""\s*+(?:;\s*+[qQ]\s*+=\s*+"?([0-9.]++)"?\s*+)?"""
    )


_TOKEN = r"[A-Za-z0-9*][A-Za-z0-9._-]*+"  # noqa: S105 (a name that is short for an IRI)
_IN_FIELD = _preference(_TOKEN)
# In an address people write an IRI without the brackets too.
_IN_ADDRESS = _preference(rf"""[A-Za-z][A-Za-z0-9+.-]*+:[^<>"\s;]++|{_TOKEN}""")


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile and the formats in which it is offered, the preferred one first.

    ``iri`` names it, ``token`` is short for that here, and ``also`` are the IRIs of wider
    profiles: what conforms to this one conforms to them too.
    """

    token: str
    iri: str
    formats: tuple[Format, ...]
    also: tuple[str, ...] = ()

    @property
    def iris(self) -> tuple[str, ...]:
        """All that a representation in this profile conforms to."""
        return (self.iri, *self.also)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for. ``accept`` and ``accept_profile`` are the fields of that name.

    ``profile`` and ``media_type`` are the parameters ``_profile`` and ``_mediatype`` of the
    address (section 7.2): lists, the most wanted first. They go before the fields.
    """

    accept: str | None = None
    accept_profile: str = ""
    profile: str = ""
    media_type: str = ""


def negotiate_by_profile(
    wish: Wish, offered: Sequence[Format], profiles: Sequence[Profile]
) -> Format:
    """The format that a client likes best; raises NotAcceptable if there is none that it takes.

    The profile goes before the media type (section 7.1), and of what is liked equally well the
    server's order decides. Who asks for no profile gets what Accept alone says. Where the profile
    is what cannot be had, the error lists the profiles that there are.

    A profile in the address is sent even if Accept does not take it: whoever follows a link has
    little say in that field.
    """

    def iris(offer: Format) -> tuple[str, ...]:
        return (*own_profiles(offer), *(i for p in profiles if offer in p.formats for i in p.iris))

    in_address = _by_order(wish.media_type)
    named = preferences(wish.profile, ordered=True)
    wanted = named or preferences(wish.accept_profile)
    ranges = in_address or media_ranges(wish.accept or "") or [MediaRange("*", "*")]
    if not wanted:
        return _best(offered, [preference(f, ranges, iris(f)) for f in offered])
    names = [
        {*iris(offer), *(p.token for p in profiles if offer in p.formats)} for offer in offered
    ]
    pairs = zip(offered, (_quality(found, wanted) for found in names), strict=True)
    conforming = [(offer, quality) for offer, quality in pairs if quality]
    if not conforming:
        raise NotAcceptable([f"<{profile.iri}>" for profile in profiles])
    liked = [(quality, preference(f, ranges, iris(f))) for f, quality in conforming]
    taken = [quality if told[0] else 0 for quality, told in liked]
    formats = [offer for offer, _ in conforming]
    if named and not in_address and not any(taken):
        return _best(formats, [(quality, 0) for quality, _ in liked])
    best = max(taken)
    of_best = [
        told if found == best else (0, 0) for found, (_, told) in zip(taken, liked, strict=True)
    ]
    return _best(formats, of_best)


def _best(offered: Sequence[Format], liked: Sequence[tuple[int, int]]) -> Format:
    """The first of those that are liked best."""
    best = max(liked, default=(0, 0))
    if best[0] == 0:
        raise NotAcceptable([offer.media_type for offer in offered])
    return offered[liked.index(best)]


def _quality(names: Collection[str], wanted: Mapping[str, int]) -> int:
    """The quality to a client of what conforms to profiles of these names, in thousandths."""
    found = [wanted[name] for name in names if name in wanted]
    if not found:
        return wanted.get(ANY, 0)
    return 0 if 0 in found else max(found)


def preferences(field: str, *, ordered: bool = False) -> dict[str, int]:
    """The profiles that a field names, by IRI or token, with their quality in thousandths.

    ``ordered`` is for parameters of an address: there the order tells which is wanted most, and
    an IRI needs no brackets.
    """
    if len(field) > MAX_LENGTH:
        field = field[:MAX_LENGTH].rpartition(",")[0]
    found: dict[str, int] = {}
    for number, element in enumerate(islice(_ELEMENT.finditer(field), MAX_RANGES)):
        match = (_IN_ADDRESS if ordered else _IN_FIELD).fullmatch(element.group())
        quality = match and thousandths(match[4] or "1")
        if match is None or quality is None:
            continue
        name = match[1] or match[2] or match[3]
        # Given twice, the better one counts, unless the client says never.
        quality = min(quality, 1000 - number) if ordered else quality
        known = found.get(name, quality)
        found[name] = 0 if 0 in (known, quality) else max(known, quality)
    return found


def _by_order(media_types: str) -> list[MediaRange]:
    """The media types of a parameter, the first the most wanted.

    A plus sign that nobody encoded arrives as a space.
    """
    found = media_ranges(re.sub(r"(?<=[^\s,]) (?=[^\s,])", "+", media_types))
    return [
        replace(one, quality=min(one.quality, 1000 - number)) for number, one in enumerate(found)
    ]


#: Parameters of an address (https://www.w3.org/TR/dx-prof-conneg/#qsa).
PROFILE, MEDIA_TYPE = "_profile", "_mediatype"
#: Asks which profiles there are.
LIST = "all"


def format_for(
    offered: tuple[Format, ...],
    profiles: tuple[Profile, ...],
    preferences: Preferences,
    profile: str,
    media_type: str,
) -> Format:
    """The format that a request likes best, by its fields and its address. Raises NotAcceptable."""
    if not profiles:
        return choose(preferences.accept, offered)
    wish = Wish(preferences.accept, preferences.accept_profile or "", profile, media_type)
    return _choose(wish, offered, profiles)


def asked_format(offered: tuple[Format, ...], profiles: tuple[Profile, ...]) -> Format:
    """The format that the present request likes best. Raises NotAcceptable."""
    asked = request.args.get(PROFILE, ""), request.args.get(MEDIA_TYPE, "")
    return format_for(offered, profiles, Preferences.of(request.environ), *asked)


def asks_for_list() -> bool:
    """Whether the request wants to know which profiles there are."""
    return request.args.get(PROFILE) == LIST


@lru_cache(maxsize=512)
def _choose(wish: Wish, offered: tuple[Format, ...], profiles: tuple[Profile, ...]) -> Format:
    return negotiate_by_profile(wish, offered, profiles)
