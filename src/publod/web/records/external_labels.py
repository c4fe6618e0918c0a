"""What well-known things elsewhere are called: places, licences, media types."""

from __future__ import annotations

import re

from publod.bibliography.licence import name_of_licence

#: GeoNames (https://www.geonames.org/): the number, and the name in Swedish and in English.
_PLACES = {
    "2661886": ("Sverige", "Sweden"),
    "2673722": ("Stockholms län", "Stockholm County"),
    "604010": ("Norrbottens län", "Norrbotten County"),
    "2664415": ("Västerbottens län", "Västerbotten County"),
    "2703330": ("Jämtlands län", "Jämtland County"),
    "2664292": ("Västernorrlands län", "Västernorrland County"),
}
_PLACE = re.compile(r"https?://sws\.geonames\.org/(\d+)/?")
_MEDIA_TYPE = re.compile(r"https?://www\.iana\.org/assignments/media-types/([^/]+/[^/]+)")
_FILE_TYPE = re.compile(
    r"http://publications\.europa\.eu/resource/authority/file-type/([A-Z0-9_]+)"
)


def name_of(iri: str, language: str) -> str:
    """The name of a thing elsewhere, in Swedish or else in English; '' if it is not known."""
    if found := _PLACE.fullmatch(iri):
        swedish, english = _PLACES.get(found[1], ("", ""))
        return swedish if language == "sv" else english
    if name := name_of_licence(iri):
        return name
    found = _MEDIA_TYPE.fullmatch(iri) or _FILE_TYPE.fullmatch(iri)
    return found[1] if found else ""
