"""All formats of the crosswalk, listed once, in the order in which they are offered."""

from __future__ import annotations

from publod.bibliography.export import (
    bibframe,
    datacite,
    dublin_core,
    marc21,
    mods,
    openaire,
    qualified_dublin_core,
    swepub,
)
from publod.bibliography.export.metadata_format import MetadataFormat

#: By their metadataPrefix.
FORMATS: dict[str, MetadataFormat] = {
    module.FORMAT.prefix: module.FORMAT
    for module in (
        dublin_core,
        qualified_dublin_core,
        mods,
        swepub,
        marc21,
        openaire,
        datacite,
        bibframe,
    )
}
