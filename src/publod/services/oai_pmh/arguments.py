"""The arguments of a request, checked (OAI-PMH §3.1, §4): dates (§3.3), errors (§3.6), names.

Items are named as its guideline "oai-identifier" has it, sets by setSpecs (§2.6). A resumption
token (§3.5) has all that is needed to go on, and the client alone keeps it: nothing is remembered
here, so a token outlives restarts, and any process can take it. It is checked, so that what comes
back is what was given; it holds no secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, Self
from urllib.parse import quote, unquote, urlsplit

from publod.errors import PublodError
from publod.messages import English, Message

Code = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noMetadataFormats",
    "noRecordsMatch",
    "noSetHierarchy",
]


class Problem(PublodError):
    """A request that OAI-PMH has an error code for."""

    def __init__(self, code: Code, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(Message("%(code)s: %(sentence)s", code=code, sentence=English(sentence)))


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def between(start: str | None, end: str | None) -> tuple[int | None, int | None]:
    """``from`` and ``until`` as UTC epoch seconds, both inclusive: a day lasts to its last second.

    Raises Problem for what is no date, for two granularities and for an end before its start.
    """
    if start is not None and end is not None and len(start) != len(end):
        raise Problem("badArgument", "from and until must have the same granularity")
    first = None if start is None else _seconds("from", start, whole_day=False)
    last = None if end is None else _seconds("until", end, whole_day=True)
    if first is not None and last is not None and first > last:
        raise Problem("badArgument", "from is later than until")
    return first, last


def _seconds(name: str, text: str, *, whole_day: bool) -> int:
    is_day = bool(_DAY.fullmatch(text))
    if not is_day and not _SECOND.fullmatch(text):
        raise Problem(
            "badArgument", f"{name} must be like 2019-05-31 or 2019-05-31T12:30:00Z, in UTC"
        )
    try:
        moment = datetime.fromisoformat(f"{text}T00:00:00Z" if is_day else text)
    except ValueError:
        raise Problem("badArgument", f"{name} is no date that exists: {text}") from None
    if is_day and whole_day:
        moment += timedelta(seconds=86_399)
    return int(moment.timestamp())


@dataclass(frozen=True, slots=True)
class Signature:
    """What a verb takes. With a resumption token, nothing else may be said."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumes: bool = False


_LISTS = Signature(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumes=True)
VERBS: dict[str, Signature] = {
    "Identify": Signature(),
    "ListMetadataFormats": Signature(optional=frozenset({"identifier"})),
    "ListSets": Signature(resumes=True),
    "GetRecord": Signature(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LISTS,
    "ListRecords": _LISTS,
}
_RESUMPTION = "resumptionToken"
#: What the schema of answers lets stand in ``request``, where arguments are repeated. An empty set
#: is no set: some harvesters send one.
_SYNTAX = {
    "metadataPrefix": re.compile(r"[A-Za-z0-9\-_.!~*'()]+"),
    "set": re.compile(r"([A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*)?"),
}


def checked(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The arguments by name, the verb among them. Raises Problem."""
    pairs_given = list(pairs)
    counts = Counter(name for name, _ in pairs_given)
    arguments = dict(pairs_given)
    verb = arguments.get("verb")
    if counts["verb"] > 1:
        raise Problem("badVerb", "the verb is given more than once")
    if verb is None:
        raise Problem("badVerb", f"no verb is given; there are {', '.join(VERBS)}")
    if verb not in VERBS:
        raise Problem("badVerb", f"there is no such verb; there are {', '.join(VERBS)}")
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise Problem("badArgument", f"given more than once: {', '.join(repeated)}")
    _check(VERBS[verb], arguments.keys() - {"verb"}, verb)
    for name, syntax in _SYNTAX.items():
        if name in arguments and not syntax.fullmatch(arguments[name]):
            raise Problem("badArgument", f"this cannot be a {name}: {arguments[name]}")
    return arguments


def _check(signature: Signature, given: set[str], verb: str) -> None:
    if signature.resumes and _RESUMPTION in given:
        others = sorted(given - {_RESUMPTION})
        if others:
            raise Problem(
                "badArgument", f"a resumption token says it all; leave out {', '.join(others)}"
            )
        return
    unknown = sorted(given - signature.required - signature.optional)
    if unknown:
        raise Problem("badArgument", f"{verb} does not take {', '.join(unknown)}")
    missing = sorted(signature.required - given)
    if missing:
        raise Problem("badArgument", f"{verb} needs {', '.join(missing)}")


_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+")
#: Where the host has no domain name, as on one's own machine: a name that can be nobody's.
_NOWHERE = "publod.invalid"
_LOCAL = "-_.!~*'();/?:@&=+$,%"
#: The folder in which the records of a facet usually lie, which then goes without saying.
_FOLDERS = {"subject": "subject/", "type": "type/", "publisher": "agent/"}
_PLAIN = re.compile(r"[A-Za-z0-9\-_.!~*']")
_CODED = re.compile(r"\(([0-9a-f]+)\)")


def domain_of(base_url: str) -> str:
    """The repository's identifier: the domain name of its base URL."""
    host = urlsplit(base_url).hostname or ""
    return host if _DOMAIN.fullmatch(host) else _NOWHERE


def identifier_of(path: str, domain: str) -> str:
    """The identifier of the item for a record."""
    return f"oai:{domain}:{quote(path, safe=_LOCAL)}"


def paths_of(identifier: str, domain: str) -> list[str]:
    """The paths that an identifier may mean, the likelier first; none for a foreign one."""
    start = f"oai:{domain}:"
    if not identifier.startswith(start):
        return []
    local = identifier.removeprefix(start)
    return list(dict.fromkeys([local, unquote(local)]))


@lru_cache(maxsize=20_000)  # a page of records has some thousands of them, mostly the same
def spec_of(name: str) -> str:
    """The setSpec of a set of the ledger, such as ``subject:begging``."""
    facet, colon, value = name.partition(":")
    if not colon:
        return facet
    if facet == "language":
        return f"{facet}:{_coded(value.lower())}"
    folder = _FOLDERS.get(facet, "")
    inside = value.removeprefix(folder)
    # A slash at the start says that the whole path is given.
    is_inside = inside != value and inside and not inside.startswith("/")
    return f"{facet}:{_coded(inside if is_inside else '/' + value)}"


def name_of(spec: str) -> str:
    """The ledger's name of a set; any text has one, though not of a set that there is."""
    facet, colon, coded = spec.partition(":")
    if not colon:
        return facet
    value = _CODED.sub(lambda match: _character(match[1]), coded)
    if facet == "language":
        return f"{facet}:{value.upper()}"
    if value.startswith("/"):
        return f"{facet}:{value[1:]}"
    return f"{facet}:{_FOLDERS.get(facet, '')}{value}"


def _coded(value: str) -> str:
    return "".join(c if _PLAIN.fullmatch(c) else f"({ord(c):x})" for c in value)


def _character(digits: str) -> str:
    number = int(digits, 16) if len(digits) < 7 else 0
    return chr(number) if number < 0x110000 else ""


#: What a token may be used for, in seconds: a week.
LIFETIME = 7 * 86_400
#: Raised only if the meaning of a token changes: tokens must survive an upgrade.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on.

    ``since`` and ``until`` are commits, ``state`` the version of the commit ``until``. ``stamp``
    and ``last`` are of the last item that was sent, ``cursor`` counts those sent so far.
    ``expires`` is in UTC epoch seconds.
    """

    verb: str
    prefix: str
    set: str
    since: int
    until: int
    state: str
    stamp: int
    last: int
    cursor: int
    total: int
    expires: int

    def written(self, key: str) -> str:
        """The token in characters that no client will damage; ``key`` names the repository."""
        text = json.dumps([_FORM, *astuple(self)], separators=(",", ":"), ensure_ascii=True)
        checked_bytes = _digest(text, key) + text.encode()
        return base64.urlsafe_b64encode(checked_bytes).decode().rstrip("=")

    @classmethod
    def read(cls, written: str, key: str, now: int) -> Self:
        """A token that was written with this key. Raises Problem for any other, and if expired."""
        try:
            whole = base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
            check, text = whole[:8], whole[8:].decode("ascii")
        except (binascii.Error, ValueError):
            raise Problem("badResumptionToken", "this was never a resumption token here") from None
        if check != _digest(text, key):
            raise Problem("badResumptionToken", "this is not a resumption token of this repository")
        form, *values = json.loads(text)
        if form != _FORM:
            raise Problem("badResumptionToken", "this resumption token is too old; start anew")
        token = cls(*values)
        if token.expires < now:
            raise Problem("badResumptionToken", "this resumption token has expired; start anew")
        return token


def _digest(text: str, key: str) -> bytes:
    return hashlib.blake2b(text.encode(), key=key.encode()[:64], digest_size=8).digest()
