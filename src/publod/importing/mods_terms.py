"""Terms of MODS that `mods_reader` knows: roles, relations, and what is about no publication."""

from __future__ import annotations

#: What is said of the description, and what the type of resource says of what is always text.
ADMINISTRATIVE = frozenset(
    "typeOfResource issuance digitalOrigin internetMediaType extension form physicalLocation "
    "shelfLocator reformattingQuality".split()
)
RELATIONS = {
    "preceding": "replaces", "succeeding": "replaced_by", "original": "based_on",
    "otherVersion": "edition_of_same", "otherFormat": "format_of",
}  # fmt: skip
ROLES = {
    "author": "aut", "creator": "cre", "editor": "edt", "translator": "trl", "publisher": "pbl",
    "contributor": "ctb", "illustrator": "ill",
}  # fmt: skip
#: How a publication is related to its work.
OF_WORK = frozenset({"isVersionOf", "expressionOf"})
#: Relations that MODS has no type for, by the name that ``otherType`` has.
OTHER_RELATIONS = {
    "amends": "amends", "amendedBy": "amended_by", "corrects": "corrects",
    "correctedBy": "corrected_by", "supplementTo": "supplements", "supplement": "supplemented_by",
    "isBasedOn": "based_on",
}  # fmt: skip
