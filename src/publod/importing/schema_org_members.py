"""What schema.org says of things that a publication is related to, and that nothing reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from publod.importing.field_values import plain
from publod.importing.source_record import SourceField

_OF_AGENTS = frozenset({"name", "familyName", "givenName", "sameAs"})
_OF_CONCEPTS = frozenset({"name", "sameAs", "audienceType"})
#: The members that are read, by the property that leads to a thing.
_READ: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("author", "creator", "editor", "translator", "illustrator", "contributor", "publisher",
         "sourceOrganization"),
        _OF_AGENTS,
    ),
    **dict.fromkeys(("about", "audience", "spatialCoverage", "genre"), _OF_CONCEPTS),
    "encoding": frozenset({"contentUrl", "url", "encodingFormat", "contentSize"}),
    "associatedMedia": frozenset({"contentUrl", "url", "encodingFormat", "contentSize"}),
    "isPartOf": frozenset({"name", "issn", "isbn"}),
    "identifier": frozenset({"value", "propertyID", "name"}),
}  # fmt: skip
#: Of these it is told once for a source: it is about agents and concepts, not about publications.
_OF_OTHERS = frozenset(
    name for name, read in _READ.items() if read in (_OF_AGENTS, _OF_CONCEPTS)
) | {"identifier"}  # fmt: skip


def unread_members(node: Mapping[str, Any]) -> Iterator[SourceField]:
    """The members of things that a publication leads to, as far as no reader takes them."""
    for name, read in _READ.items():
        values = node.get(name)
        for one in values if isinstance(values, list) else [values]:
            one, _ = without_role(one, name)  # noqa: PLW2901 (who has the role)
            if not isinstance(one, dict) or "@value" in one:
                continue
            for member, value in one.items():
                is_read = member in read or member.startswith("@") or len(member) == 2
                if not is_read and value not in ("", None, [], {}):
                    text = (
                        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
                    )
                    yield SourceField(
                        f"{name}.{member}", plain(text), is_of_copy=name in _OF_OTHERS
                    )


def without_role(one: object, name: str) -> tuple[object, str]:
    """What a Role (https://schema.org/Role) leads to by a property, and the name of the role."""
    if isinstance(one, dict) and str(one.get("@type")).rpartition("/")[2] == "Role":
        return one.get(name), plain(one.get("roleName"))
    return one, ""
