"""What MODS calls the relations of a publication: by types for programs, by labels for readers.

https://www.loc.gov/standards/mods/userguide/relateditem.html
"""

from __future__ import annotations

from collections.abc import Mapping

from publod.bibliography.catalogue_languages import word
from publod.bibliography.relations import Relation
from publod.messages import N_

# MODS has no type for a work; an expression of one is a relation of Dublin Core.
_VERSION_OF = {
    "otherType": "isVersionOf",
    "otherTypeAuth": "dcterms",
    "otherTypeURI": "http://purl.org/dc/terms/isVersionOf",
}
_TYPES = {
    "work": _VERSION_OF,
    "of edition": _VERSION_OF,
    "host": {"type": "host"},
    "part": {"type": "constituent"},
    "series": {"type": "series"},
    "replaces": {"type": "preceding"},
    "replaced by": {"type": "succeeding"},
    "based on": {"type": "original"},
    "basis of": {"otherType": "isBasisFor"},
    "amends": {"otherType": "amends"},
    "amended by": {"otherType": "amendedBy"},
    "corrects": {"otherType": "corrects"},
    "corrected by": {"otherType": "correctedBy"},
    "supplements": {"otherType": "supplementTo"},
    "supplemented by": {"otherType": "supplement"},
    "other format": {"type": "otherFormat"},
    "translation of": {"type": "otherVersion"},
    "translated as": {"type": "otherVersion"},
    "edition": {"type": "otherVersion"},
}
#: What kinds of relations are called for readers, where the type does not say it.
_LABELS = {
    "amends": N_("Amends"),
    "amended by": N_("Amended by"),
    "corrects": N_("Corrects"),
    "corrected by": N_("Corrected by"),
    "supplements": N_("Supplement to"),
    "supplemented by": N_("Supplement"),
    "translation of": N_("Original language"),
    "translated as": N_("Translation"),
    "edition": N_("Other edition"),
}


def kind_of(relation: Relation) -> Mapping[str, str]:
    """The attributes of a ``relatedItem``; its label is in the language of cataloguing."""
    types = _TYPES[relation.kind]
    label = _LABELS.get(relation.kind)
    if relation.is_same_edition:
        label = N_("Other language version")
    return {**types, "displayLabel": word(label)} if label else types
