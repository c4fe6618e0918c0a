"""Swepub's minimum level for a record in MODS, as the National Library of Sweden states it.

https://www.kb.se/samverkan-och-utveckling/swepub/datamodell/bibliografisk-miniminiva.html
"""

from __future__ import annotations

from xml.etree import ElementTree as ET

MODS = {"m": "http://www.loc.gov/mods/v3"}
_MARKS = str.maketrans(dict.fromkeys('?-:;.,()[]!#€&/=+$@"', " "))
OUTPUT_TYPES = frozenset(
    "publication publication/book publication/edited-book publication/report "
    "publication/book-chapter publication/report-chapter publication/journal-article "
    "publication/review-article publication/doctoral-thesis publication/licentiate-thesis "
    "publication/translation publication/working-paper publication/magazine-article "
    "publication/newspaper-article publication/preprint publication/other other".split()
)
PUBLICATION_TYPES = frozenset("art bok kfu for kap rap rec kon sam dok pat ovr lic pro".split())
_NEED_A_HOST = frozenset("art for kap rec".split())
_HAVE_NO_HOST = frozenset("bok dok lic pat pro rap".split())
_ROLES = {"personal": {"aut", "edt", "cre"}, "corporate": {"aut", "edt", "cre", "pbl", "org"}}


def violations(document: bytes) -> list[str]:
    """The rules that a record breaks, by what they are called there."""
    mods = ET.fromstring(document)
    broken = []

    def told(path: str) -> list[str]:
        texts = [(node.text or "") for node in mods.findall(path, MODS)]
        return [text for text in texts if text.translate(_MARKS).strip()]

    def genres(authority: str, kind: str) -> set[str]:
        nodes = mods.findall(f"m:genre[@authority='{authority}'][@type='{kind}']", MODS)
        return {node.text or "" for node in nodes}

    if not told("m:recordInfo/m:recordContentSource"):
        broken.append("recordContentSource")
    if not any(map(_is_maker, mods.findall("m:name", MODS))):
        broken.append("name")
    if not told("m:titleInfo/m:title"):
        broken.append("title")
    svep, output = genres("svep", "publicationType"), genres("kb.se", "outputType")
    if not (svep & PUBLICATION_TYPES or output & OUTPUT_TYPES):
        broken.append("publicationOrOutputType")
    if not genres("svep", "contentType") & {"ref", "vet", "pop"}:
        broken.append("contentType")
    if not told("m:originInfo/m:dateIssued"):
        broken.append("publicationDate")
    if not any(node.text for node in mods.findall("m:identifier[@type='uri']", MODS)):
        broken.append("uri")
    codes = mods.findall("m:language/m:languageTerm[@type='code']", MODS)
    if not any(c.get("authority") in {"iso639-2b", "iso639-3"} and c.text for c in codes):
        broken.append("language")
    hosts = told("m:relatedItem[@type='host']/m:titleInfo/m:title")
    if svep & _NEED_A_HOST and not hosts:
        broken.append("relatedItemTypeMissing")
    if svep & _HAVE_NO_HOST and hosts:
        broken.append("relatedItemType")
    if any(
        n.attrib and n.get("eventType") != "publication" for n in mods.findall("m:originInfo", MODS)
    ):
        broken.append("publication is not read")
    return broken


def _is_maker(name: ET.Element) -> bool:
    kind = name.get("type", "")
    roles = {
        term.text
        for term in name.findall("m:role/m:roleTerm[@type='code'][@authority='marcrelator']", MODS)
    }
    parts = [
        (part.text or "").translate(_MARKS).strip() for part in name.findall("m:namePart", MODS)
    ]
    is_known = kind == "personal" or bool(name.get("authority"))
    return is_known and bool(roles & _ROLES.get(kind, set())) and any(parts)
