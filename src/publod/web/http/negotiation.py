"""Proactive negotiation of formats (RFC 9110 §12.4.2, §12.5.1) and of profiles.

Content negotiation by profile: https://www.w3.org/TR/dx-prof-conneg/.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, Self

from flask import request

from publod.errors import NotAcceptable
from publod.formats import Format

#: What is read of a header; the longest that clients are known to send have some 600 characters.
MAX_LENGTH = 8192
MAX_RANGES = 100

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_NAME})/({_NAME})")
_PARAMETER = re.compile(rf'({_NAME})=(?:({_NAME})|"((?:[^"\\]|\\.)*)")', re.DOTALL)
_QVALUE = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")
# Atomic (not ``*+``: see `query_lexer`), and a quote that is never closed takes the rest with it:
# both keep this linear.
_QUOTED = r'"(?>(?:[^"\\]++|\\.)*)(?:"|\\?\Z)'
_ELEMENT = re.compile(rf'(?>(?:[^,"]++|{_QUOTED})+)', re.DOTALL)
_PART = re.compile(rf'(?>(?:[^;"]++|{_QUOTED})+)', re.DOTALL)


class Preferences(NamedTuple):
    """The fields of a request by which a representation is chosen; None where one is missing."""

    accept: str | None = None
    accept_profile: str | None = None
    accept_language: str | None = None
    cookie: str | None = None
    accept_encoding: str | None = None

    @classmethod
    def of(cls, environ: Mapping[str, Any]) -> Self:
        """Those of a request as PEP 3333 has it."""
        return cls(
            environ.get("HTTP_ACCEPT"),
            environ.get("HTTP_ACCEPT_PROFILE"),
            environ.get("HTTP_ACCEPT_LANGUAGE"),
            environ.get("HTTP_COOKIE"),
            environ.get("HTTP_ACCEPT_ENCODING"),
        )


@dataclass(frozen=True)
class MediaRange:
    """A media range, lower-cased, with its quality in thousandths."""

    type: str
    subtype: str
    parameters: dict[str, str] = field(default_factory=dict)
    quality: int = 1000

    def without_profile(self, known: Collection[str]) -> MediaRange:
        """The range as if it named no profile, if it names none of those that are known."""
        others = {name: value for name, value in self.parameters.items() if name != "profile"}
        is_known = set(known).intersection(self.parameters.get("profile", "").split())
        return self if is_known else replace(self, parameters=others)

    def specificity(self, media_type: str, profiles: Collection[str]) -> int:
        """How precisely this range names a media type.

        0 not at all, 1 by ``*/*``, 2 by ``type/*``, 3 by name, 4 by name and profile. A profile is
        a list of URIs (RFC 6906), of which one is enough. Other parameters are passed over: no
        format here has any, and who asks for ``text/turtle;version=1.2`` or ``text/html;level=1``
        can read what there is.
        """
        wanted = self.parameters.get("profile")
        if wanted is not None and not any(iri in profiles for iri in wanted.split()):
            return 0
        if self.type == "*":
            return 1
        kind, _, subtype = media_type.partition("/")
        if self.type != kind or self.subtype not in ("*", subtype):
            return 0
        return 2 if self.subtype == "*" else 3 + (wanted is not None)


def own_profiles(offer: Format) -> Collection[str]:
    """The profile that a format has wherever it is offered, as a list."""
    return () if offer.profile is None else (offer.profile,)


def negotiate(
    accept: str | None,
    offered: Sequence[Format],
    profiles_of: Callable[[Format], Collection[str]] = own_profiles,
) -> Format:
    """The format that an Accept field likes best; raises NotAcceptable if it takes none.

    Among formats liked equally well, one that the client names wins over one that only a wildcard
    allows (``text/turtle, */*`` is no wish for HTML), and then the server's order decides.
    ``profiles_of`` gives the IRIs that the parameter ``profile`` of a media range can name.
    """
    ranges = media_ranges(accept or "") or [MediaRange("*", "*")]
    return _by_media_type(offered, ranges, profiles_of)


def _by_media_type(
    offered: Sequence[Format],
    ranges: Sequence[MediaRange],
    profiles_of: Callable[[Format], Collection[str]],
) -> Format:
    """The format that media ranges choose; JSON-LD profiles that there are not are passed over."""
    known = {iri for offer in offered for iri in profiles_of(offer)}
    read = [one.without_profile(known) if one.subtype == "ld+json" else one for one in ranges]
    try:
        return _best(offered, [preference(f, read, profiles_of(f)) for f in offered])
    except NotAcceptable:
        names = ((offer, name) for offer in offered for name in offer.otherwise)
        if instead := next((f for f, name in names if _quality(name, (), read) >= (1, 3)), None):
            return instead
        raise


def preference(
    offer: Format, ranges: Sequence[MediaRange], profiles: Collection[str]
) -> tuple[int, int]:
    """The quality of a format to a client, and how precisely the client named it.

    A further media type counts where the client names it, not where a wildcard covers it.
    """
    quality, specificity = _quality(offer.media_type, profiles, ranges)
    if quality == 0 and specificity >= 3:
        return (0, specificity)
    others = (_quality(alias, profiles, ranges) for alias in offer.accepts)
    return max([(quality, specificity), *(other for other in others if other[1] >= 3)])


def _quality(
    media_type: str, profiles: Collection[str], ranges: Sequence[MediaRange]
) -> tuple[int, int]:
    """The quality that the most specific range gives a media type, and how specific it is."""
    matching: dict[int, list[int]] = {}
    for media_range in ranges:
        matching.setdefault(media_range.specificity(media_type, profiles), []).append(
            media_range.quality
        )
    specificity = max(matching, default=0)
    if specificity == 0:
        return (0, 0)
    # Of a range that is given twice the better one counts, unless the client says never.
    qualities = matching[specificity]
    return (0 if 0 in qualities else max(qualities), specificity)


def media_ranges(accept: str) -> list[MediaRange]:
    """The well-formed media ranges of an Accept field."""
    ranges = []
    for name, parameters, quality in elements(accept):
        match = _RANGE.fullmatch(name)
        if match is None:
            continue
        kind, subtype = match[1].lower(), match[2].lower()
        if kind != "*" or subtype == "*":
            ranges.append(MediaRange(kind, subtype, parameters, quality))
    return ranges


def elements(header: str) -> Iterator[tuple[str, dict[str, str], int]]:
    """Each well-formed element of a list field: its name, its parameters, its quality."""
    if len(header) > MAX_LENGTH:
        header = header[:MAX_LENGTH].rpartition(",")[0]
    for element in islice(_ELEMENT.finditer(header), MAX_RANGES):
        name, _, rest = element.group().partition(";")
        parameters = _parameters(rest)
        quality = None if parameters is None else thousandths(parameters.pop("q", "1"))
        if parameters is not None and quality is not None:
            yield name.strip(" \t"), parameters, quality


def _parameters(text: str) -> dict[str, str] | None:
    """Parameters by their lower-cased names, without charset; None if one is malformed.

    All our text is in UTF-8. What stands after the weight, once an extension, is a parameter as
    well (RFC 9110, section 12.5.1).
    """
    parameters: dict[str, str] = {}
    for part in _PART.finditer(text):
        stripped = part.group().strip(" \t")
        if not stripped:
            continue
        match = _PARAMETER.fullmatch(stripped)
        if match is None:
            return None
        name, plain, in_quotes = match.groups()
        parameters[name.lower()] = plain or re.sub(r"\\(.)", r"\1", in_quotes)
    parameters.pop("charset", None)
    return parameters


def thousandths(weight: str) -> int | None:
    """A qvalue (RFC 9110, section 12.4.2) in thousandths; None if it is none."""
    if not _QVALUE.fullmatch(weight):
        return None
    whole, _, fraction = weight.partition(".")
    return int(whole) * 1000 + int(fraction.ljust(3, "0"))


@lru_cache(maxsize=512)
def choose(accept: str | None, offered: tuple[Format, ...]) -> Format:
    """The format that an Accept field likes best. Raises NotAcceptable."""
    return negotiate(accept, offered)


#: Stands for every profile in an Accept-Profile field.
ANY = "*"

# Possessive, and what is never closed takes the rest with it: both keep this linear.
_PROFILE_ELEMENT = re.compile(r'(?:[^,"<]++|"[^"]*+(?:"|\Z)|<[^>]*+(?:>|\Z))++')


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


@dataclass(frozen=True, slots=True, eq=False)
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
class ProfileRequest:
    """What a client asks for. ``accept`` and ``accept_profile`` are the fields of that name.

    ``profile`` and ``media_type`` are the parameters ``_profile`` and ``_mediatype`` of the
    address (section 7.2): lists, the most wanted first. They go before the fields.
    """

    accept: str | None = None
    accept_profile: str = ""
    profile: str = ""
    media_type: str = ""


def negotiate_by_profile(
    wish: ProfileRequest, offered: Sequence[Format], profiles: Sequence[Profile]
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
        return _by_media_type(offered, ranges, iris)
    names = [
        {*iris(offer), *(p.token for p in profiles if offer in p.formats)} for offer in offered
    ]
    pairs = zip(offered, (_profile_quality(supported, wanted) for supported in names), strict=True)
    conforming = [(offer, quality) for offer, quality in pairs if quality]
    if not conforming:
        raise NotAcceptable([f"<{profile.iri}>" for profile in profiles])
    liked = [(quality, preference(f, ranges, iris(f))) for f, quality in conforming]
    taken = [quality if rank[0] else 0 for quality, rank in liked]
    formats = [offer for offer, _ in conforming]
    if named and not in_address and not any(taken):
        return _best(formats, [(quality, 0) for quality, _ in liked])
    best = max(taken)
    of_best = [
        rank if quality == best else (0, 0) for quality, (_, rank) in zip(taken, liked, strict=True)
    ]
    return _best(formats, of_best)


def _best(offered: Sequence[Format], liked: Sequence[tuple[int, int]]) -> Format:
    """The first of those that are liked best."""
    best = max(liked, default=(0, 0))
    if best[0] == 0:
        raise NotAcceptable([offer.media_type for offer in offered])
    return offered[liked.index(best)]


def _profile_quality(names: Collection[str], wanted: Mapping[str, int]) -> int:
    """The quality to a client of what conforms to profiles of these names, in thousandths."""
    qualities = [wanted[name] for name in names if name in wanted]
    if not qualities:
        return wanted.get(ANY, 0)
    return 0 if 0 in qualities else max(qualities)


def preferences(field: str, *, ordered: bool = False) -> dict[str, int]:
    """The profiles that a field names, by IRI or token, with their quality in thousandths.

    ``ordered`` is for parameters of an address: there the order tells which is wanted most, and
    an IRI needs no brackets.
    """
    if len(field) > MAX_LENGTH:
        field = field[:MAX_LENGTH].rpartition(",")[0]
    qualities: dict[str, int] = {}
    for number, element in enumerate(islice(_PROFILE_ELEMENT.finditer(field), MAX_RANGES)):
        match = (_IN_ADDRESS if ordered else _IN_FIELD).fullmatch(element.group())
        quality = match and thousandths(match[4] or "1")
        if match is None or quality is None:
            continue
        name = match[1] or match[2] or match[3]
        # Given twice, the better one counts, unless the client says never.
        quality = min(quality, 1000 - number) if ordered else quality
        known = qualities.get(name, quality)
        qualities[name] = 0 if 0 in (known, quality) else max(known, quality)
    return qualities


def _by_order(media_types: str) -> list[MediaRange]:
    """The media types of a parameter, the first the most wanted.

    A plus sign that nobody encoded arrives as a space.
    """
    ranges = media_ranges(re.sub(r"(?<=[^\s,]) (?=[^\s,])", "+", media_types))
    return [
        replace(one, quality=min(one.quality, 1000 - number)) for number, one in enumerate(ranges)
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
    wish = ProfileRequest(preferences.accept, preferences.accept_profile or "", profile, media_type)
    return _choose(wish, offered, profiles)


def asks_for_list() -> bool:
    """Whether the request wants to know which profiles there are."""
    return request.args.get(PROFILE) == LIST


@lru_cache(maxsize=512)
def _choose(
    wish: ProfileRequest, offered: tuple[Format, ...], profiles: tuple[Profile, ...]
) -> Format:
    return negotiate_by_profile(wish, offered, profiles)
