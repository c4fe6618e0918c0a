"""What things of other registers are called that have no record here: languages, licences, files.

Pages, and the graph of labels that the SPARQL store and the dumps have, say the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from publod.bibliography.catalogue_languages import catalogue_languages, in_page_languages
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.licence import name_of_licence
from publod.messages import N_, Message
from publod.vocabulary import ADMS_STATUS, EU_FILE_TYPE, EU_LANGUAGE, RDA_CARRIER

_MEDIA_TYPE = re.compile(r"https?://www\.iana\.org/assignments/media-types/([^/]+/[^/]+)")
_FILE_TYPE = re.compile(re.escape(EU_FILE_TYPE) + "([A-Z0-9_]+)")
_NAMES: Mapping[str, Message] = {
    f"{ADMS_STATUS}Completed": N_("In force"),
    f"{ADMS_STATUS}Deprecated": N_("Superseded"),
    f"{ADMS_STATUS}UnderDevelopment": N_("Draft"),
    f"{ADMS_STATUS}Withdrawn": N_("Withdrawn by the issuer"),
    f"{RDA_CARRIER}1018": N_("Online resource"),
    f"{RDA_CARRIER}1049": N_("Volume (of paper)"),
}


def external_label(iri: str) -> Mapping[str, str]:
    """What a thing of another register is called, by the languages of pages; empty if unknown."""
    return _label(iri, catalogue_languages().pages)


@lru_cache(4096)
def _label(iri: str, languages: tuple[str, ...]) -> Mapping[str, str]:
    if iri.startswith(EU_LANGUAGE):
        code = iri.removeprefix(EU_LANGUAGE)
        names = {language: language_name(code, language) for language in languages}
        return {} if code in names.values() else names
    if iri in _NAMES:
        return in_page_languages(_NAMES[iri])
    match = _MEDIA_TYPE.fullmatch(iri) or _FILE_TYPE.fullmatch(iri)
    name = match[1] if match else name_of_licence(iri)
    return dict.fromkeys(languages, name) if name else {}
