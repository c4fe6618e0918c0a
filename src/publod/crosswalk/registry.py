"""All formats of the crosswalk, listed once, in the order in which they are offered."""

from __future__ import annotations

from publod.crosswalk import (
    bibframe,
    datacite,
    marc21,
    mods,
    oai_dc,
    oai_openaire,
    oai_qdc,
    swepub_mods,
)
from publod.crosswalk.format import MetadataFormat

#: By their metadataPrefix.
FORMATS: dict[str, MetadataFormat] = {
    module.FORMAT.prefix: module.FORMAT
    for module in (
        oai_dc,
        oai_qdc,
        mods,
        swepub_mods,
        marc21,
        oai_openaire,
        datacite,
        bibframe,
    )
}
