"""Names in MODS (https://www.loc.gov/standards/mods/userguide/name.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.names import Name

_ROLE = {"type": "code", "authority": "marcrelator"}
_RELATORS = "http://id.loc.gov/vocabulary/relators/"


def names(everyone: Iterable[Name]) -> Iterator[Xml]:
    """Each name with its authority, all its identifiers and its roles."""
    for name in everyone:
        authority = name.authority
        yield branch(
            "name",
            [
                *_parts(name),
                *(
                    leaf("nameIdentifier", other.identifier, {"type": other.code})
                    for other in name.authorities
                    if other.code != "local"
                ),
                *(leaf("nameIdentifier", number, {"type": "local"}) for number in name.numbers),
                *(
                    branch(
                        "role", [leaf("roleTerm", role, {**_ROLE, "valueURI": _RELATORS + role})]
                    )
                    for role in name.roles
                ),
            ],
            {
                "type": "personal" if name.is_person else "corporate",
                "authority": authority.code,
                "authorityURI": authority.scheme,
                "valueURI": authority.iri,
            },
        )


def _parts(name: Name) -> list[Xml]:
    if name.family:
        return [
            leaf("namePart", name.family, {"type": "family"}),
            leaf("namePart", name.given, {"type": "given"}),
        ]
    return [leaf("namePart", name.heading)]
