"""The facets: by what publications can be narrowed, those of publod and those of a catalogue's own.

This is the one place that lists them. The index has the values of each by its name, whoever has
defined it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class FacetDefinition:
    """A facet by its name in addresses.

    Its values are paths of records, or codes where it ``has_codes``. With ``is_tree`` some lie
    above others, and have what these have; with ``is_open`` all of a small tree is shown at once. A
    publication has one value of what ``is_single``: any of those that are chosen will do, where
    otherwise each narrows.

    A facet of a catalogue's own has the IRI of a ``property`` of publications, and a ``label`` by
    language, or none where the property's own is to be shown. Its values are whatever that property
    has: paths of records, IRIs of other things, and texts as `text_value` writes them.
    """

    name: str
    property: str = ""
    label: Mapping[str, str] = field(default_factory=dict)
    has_codes: bool = False
    is_tree: bool = False
    is_open: bool = False
    is_single: bool = False

    def __str__(self) -> str:
        return self.name


#: Those of publod, in the order of pages, and their names.
FACETS = (
    FacetDefinition("subject", is_tree=True),
    FacetDefinition("type", is_tree=True, is_open=True, is_single=True),
    FacetDefinition("agent"),
    FacetDefinition("language", has_codes=True),
    FacetDefinition("audience", is_tree=True, is_open=True),
    FacetDefinition("place", is_tree=True, is_open=True),
    FacetDefinition("file", has_codes=True, is_tree=True),
)
FACET_NAMES = tuple(facet.name for facet in FACETS)
#: What a publication has of ``file`` if there is any file of it, in whatever format.
ANY_FILE = "yes"
#: Facets of its own that a catalogue may have: the engine counts so many values at once.
MOST_OWN = 12
#: The longest value that can be chosen, in characters.
LONGEST_VALUE = 200


def own_facet(name: str, property_: str, label: Mapping[str, str]) -> FacetDefinition:
    """A facet of a catalogue's own. Its values may be concepts, of which some are broader."""
    return FacetDefinition(name, property_, label, is_tree=True, is_open=True)


def in_order(defined: Iterable[FacetDefinition]) -> tuple[FacetDefinition, ...]:
    """All facets in the order of pages, with what a catalogue has defined.

    Its own come last. Where it names some of publod's, by definitions without a property, all that
    it names comes first, in its order.
    """
    theirs = {facet.name: facet for facet in FACETS}
    named = tuple(
        facet if facet.property else replace(theirs[facet.name], label=facet.label)
        for facet in defined
    )
    names = {facet.name for facet in named}
    rest = tuple(facet for facet in FACETS if facet.name not in names)
    return (*named, *rest) if len(rest) < len(FACETS) else (*rest, *named)


def clean(text: str) -> str:
    """A text without control characters and needless space, its letters composed (NFC)."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} else c for c in text)
    return unicodedata.normalize("NFC", " ".join(printable.split()))


def text_value(text: str) -> str:
    """The value that stands for a text: no path or IRI begins as it does. '' if it is too long."""
    plain = clean(text)
    return f'"{plain}' if 0 < len(plain) < LONGEST_VALUE else ""
