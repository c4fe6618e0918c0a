"""What things of other registers are called that have no record here: languages, licences, files.

Pages, and the graph of labels that the SPARQL store and the dumps have, say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.licence import name_of_licence
from publod.vocabulary import ADMS_STATUS, EU_FILE_TYPE, EU_LANGUAGE, RDA_CARRIER

#: The languages of all labels.
LANGUAGES = ("sv", "en")
_MEDIA_TYPE = re.compile(r"https?://www\.iana\.org/assignments/media-types/([^/]+/[^/]+)")
_FILE_TYPE = re.compile(re.escape(EU_FILE_TYPE) + "([A-Z0-9_]+)")
#: Swedish and English.
_NAMES: Mapping[str, tuple[str, str]] = {
    f"{ADMS_STATUS}Completed": ("Gällande", "In force"),
    f"{ADMS_STATUS}Deprecated": ("Ersatt", "Superseded"),
    f"{ADMS_STATUS}UnderDevelopment": ("Utkast", "Draft"),
    f"{ADMS_STATUS}Withdrawn": ("Upphävd", "Withdrawn by the issuer"),
    f"{RDA_CARRIER}1018": ("Onlineresurs", "Online resource"),
    f"{RDA_CARRIER}1049": ("Volym (tryckt)", "Volume (of paper)"),
}


@lru_cache(4096)
def external_label(iri: str) -> Mapping[str, str]:
    """What a thing of another register is called, by each of LANGUAGES; empty if not known."""
    if iri.startswith(EU_LANGUAGE):
        code = iri.removeprefix(EU_LANGUAGE)
        names = {language: language_name(code, language) for language in LANGUAGES}
        return {} if code in names.values() else names
    if iri in _NAMES:
        return dict(zip(LANGUAGES, _NAMES[iri], strict=True))
    match = _MEDIA_TYPE.fullmatch(iri) or _FILE_TYPE.fullmatch(iri)
    name = match[1] if match else name_of_licence(iri)
    return dict.fromkeys(LANGUAGES, name) if name else {}
