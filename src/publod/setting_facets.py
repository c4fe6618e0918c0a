"""The setting that defines facets: tables as TOML has them."""

from __future__ import annotations

import re
from difflib import get_close_matches

from publod.messages import N_, Message
from publod.search.facet_definitions import FACET_NAMES, MOST_OWN, FacetDefinition, own_facet
from publod.setting_values import texts

_KEYS = ("property", "name", "label")
#: What else stands in the address of a list.
_TAKEN = frozenset({"q", "year", "from", "to", "sort", "page", "lang", "view"})
_IRI = re.compile(r"(?:https?://|urn:)[^\s<>\"{}|\\^`]+")
_PREFIXED = re.compile(r"([A-Za-z][\w-]*):([\w-]+)")
#: Where a word begins inside of a name, as in ``issuingRegion``.
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def facets(value: object) -> tuple[FacetDefinition, ...]:
    """Facets of a catalogue's own, and those of publod that it names, in its order.

    Raises ValueError or TypeError, which says which of them is wrong.
    """
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TypeError(
            N_(
                "tables are needed: [[facets]] with a property in each, or as a variable "
                '[{property = "https://agency.example/terms#region"}]'
            )
        )
    found: list[FacetDefinition] = []
    for number, table in enumerate(value, 1):
        try:
            found.append(_facet(table, found))
        except (ValueError, TypeError) as error:
            reason = error.args[0] if error.args else ""
            message = N_("facet %(number)s: %(reason)s", number=number, reason=reason)
            raise ValueError(message) from None
    if sum(bool(one.property) for one in found) > MOST_OWN:
        raise ValueError(N_("there are %(most)s at most", most=MOST_OWN))
    return tuple(found)


def _facet(table: dict[str, object], before: list[FacetDefinition]) -> FacetDefinition:
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1, 0.7)
            raise ValueError(
                N_("%(key)s is no part of a facet; is %(near)s meant?", key=key, near=near[0])
                if near
                else N_(
                    "%(key)s is no part of a facet, which has %(all)s; all other settings stand "
                    "before the first [[facets]]",
                    key=key,
                    all=", ".join(_KEYS),
                )
            )
    label = table.get("label", {})
    if not isinstance(label, str | dict) or not all(
        isinstance(text, str) and text.strip() for text in texts(label).values()
    ):
        raise ValueError(N_("its label is a text, or a table of texts by language"))
    of = _property(table["property"]) if "property" in table else ""
    called = table.get("name", _name_of(of))
    if not isinstance(called, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", called):
        raise ValueError(N_("give it a name, in small letters, digits and hyphens"))
    if not of and called not in FACET_NAMES:
        known = ", ".join(FACET_NAMES)
        raise ValueError(
            N_("give it a property; without one it is one of publod's: %(known)s", known=known)
        )
    if of and called in (*FACET_NAMES, *_TAKEN):
        raise ValueError(N_("%(name)s is taken by publod: give it another name", name=called))
    for other in before:
        if called == other.name:
            raise ValueError(N_("there is another one called %(name)s", name=called))
        if of and of == other.property:
            raise ValueError(
                N_("%(property)s is that of %(name)s already", property=of, name=other.name)
            )
    return own_facet(called, of, texts(label) if label else {})


def _property(value: object) -> str:
    """The IRI of a property, or its prefixed name as publod's documents have it."""
    text = value if isinstance(value, str) else ""
    if _IRI.fullmatch(text):
        return text
    prefixed = _PREFIXED.fullmatch(text)
    from publod.vocabulary import PREFIXES  # imports rdflib, which help and settings do without

    if prefixed and prefixed[1] in PREFIXES:
        return PREFIXES[prefixed[1]] + prefixed[2]
    example = "https://agency.example/terms#" + (re.split("[:/#]", text)[-1] or "region")
    message: Message = N_(
        "%(text)s is no property: its whole IRI is needed, such as %(example)s, or its name with "
        "one of publod's prefixes (%(prefixes)s)",
        text=repr(value),
        example=example,
        prefixes=", ".join(sorted(PREFIXES)),
    )
    if text in FACET_NAMES:
        message = N_(
            "%(text)s is a facet of publod, which is named without a property: name = %(text)s",
            text=repr(text),
        )
    raise ValueError(message)


def _name_of(iri: str) -> str:
    """A name made of the end of an IRI: ``issuing-region`` of ``…#issuingRegion``."""
    return _HUMP.sub("-", re.split("[#/:]", iri)[-1]).lower()
