"""Names in OAI-PMH: item identifiers (its guideline "oai-identifier") and setSpecs (§2.6)."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

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
