"""Language codes: ISO 639-3 in capitals comes in, what each format speaks goes out.

The codes of the EU authority table are those of ISO 639-3. Libraries use ISO 639-2/B, where Czech
is ``cze``; the web uses BCP 47, where it is ``cs``. ISO 639-2 has a few hundred codes only: a
language without one keeps its code of ISO 639-3, and what is no code at all is "und"
(undetermined).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.core import UnknownLocaleError, get_global

from publod.bibliography.catalogue_languages import catalogue_languages

#: ISO 639-2/B, where it is another code than that of ISO 639-3.
_BIBLIOGRAPHIC = dict(
    pair.split(":")
    for pair in (
        "BOD:tib CES:cze CYM:wel DEU:ger ELL:gre EUS:baq FAS:per FRA:fre HYE:arm ISL:ice KAT:geo "
        "MKD:mac MRI:mao MSA:may MYA:bur NLD:dut RON:rum SLK:slo SQI:alb ZHO:chi "
    ).split()
)
#: The languages that have a code in ISO 639-2.
_IN_PART_2 = frozenset(
    (
        "aar abk ace ach ada ady afh afr ain aka akk ale alt amh ang anp ara arc arg arn arp arw "
        "asm ast ava ave awa aym aze bak bal bam ban bas bej bel bem ben bho bik bin bis bla bod "
        "bos bra bre bua bug bul byn cad car cat ceb ces cha chb che chg chk chm chn cho chp chr "
        "chu chv chy cnr cop cor cos cre crh csb cym dak dan dar del den deu dgr din div doi dsb "
        "dua dum dyu dzo efi egy eka ell elx eng enm epo est eus ewe ewo fan fao fas fat fij fil "
        "fin fon fra frm fro frr frs fry ful fur gaa gay gba gez gil gla gle glg glv gmh goh gon "
        "gor got grb grc grn gsw guj gwi hai hat hau haw heb her hil hin hit hmn hmo hrv hsb hun "
        "hup hye iba ibo ido iii iku ile ilo ina ind inh ipk isl ita jav jbo jpn jpr jrb kaa kab "
        "kac kal kam kan kas kat kau kaw kaz kbd kha khm kho kik kin kir kmb kok kom kon kor kos "
        "kpe krc krl kru kua kum kur kut lad lah lam lao lat lav lez lim lin lit lol loz ltz lua "
        "lub lug lui lun luo lus mad mag mah mai mak mal man mar mas mdf mdr men mga mic min mis "
        "mkd mlg mlt mnc mni moh mon mos mri msa mul mus mwl mwr mya myv nap nau nav nbl nde ndo "
        "nds nep new nia niu nld nno nob nog non nor nqo nso nwc nya nym nyn nyo nzi oci oji ori "
        "orm osa oss ota pag pal pam pan pap pau peo phn pli pol pon por pro pus que raj rap rar "
        "roh rom ron run rup rus sad sag sah sam san sas sat scn sco sel sga shn sid sin slk slv "
        "sma sme smj smn smo sms sna snd snk sog som sot spa sqi srd srn srp srr ssw suk sun sus "
        "sux swa swe syc syr tah tam tat tel tem ter tet tgk tgl tha tig tir tiv tkl tlh tli tmh "
        "tog ton tpi tsi tsn tso tuk tum tur tvl twi tyv udm uga uig ukr umb und urd uzb vai ven "
        "vie vol vot wal war was wln wol xal xho yao yap yid yor zap zbl zen zgh zha zho zul zun "
        "zxx zza "
    ).split()
)
#: The groups of languages that have a code in ISO 639-2, and so in the EU table.
_GROUPS = frozenset(
    (
        "afa alg apa art ath aus bad bai bat ber bih bnt btk cai cau cel cmc cpe cpf cpp crp cus "
        "day dra fiu gem him ijo inc ine ira iro kar khi kro map mkh mno mun myn nah nai nic nub "
        "oto paa phi pra roa sai sal sem sgn sio sit sla smi son ssa tai tup tut wak wen ypk znd"
    ).split()
)
#: ISO 639-1 by ISO 639-3; the web uses the shorter code (RFC 5646 §2.2.1). Babel has it from CLDR,
#: which replaces three languages by others.
TWO_LETTERS: Mapping[str, str] = {
    **{
        code.upper(): tag
        for code, tag in get_global("language_aliases").items()
        if code in _IN_PART_2 and len(tag) == 2
    },
    "HBS": "sh",
    "TGL": "tl",
    "TWI": "tw",
}
_THREE_LETTERS = {tag: code for code, tag in TWO_LETTERS.items()}
_CODE = re.compile("[A-Z]{3}")


class Language(NamedTuple):
    """A language of a publication.

    ``code`` is of the ``scheme`` "iso639-2b" or, where that has none, "iso639-3"; ``tag`` is its
    BCP 47 tag.
    """

    code: str
    scheme: str
    tag: str

    @property
    def marc(self) -> str:
        """The code as MARC 21 takes it, whose list is that of ISO 639-2/B."""
        return self.code if self.scheme == "iso639-2b" else "und"

    @property
    def name(self) -> str:
        """The name of the language in that of cataloguing, or its code where none is known."""
        return str(_names(catalogue_languages().cataloguing).get(self.tag, self.code))


UNDETERMINED = Language("und", "iso639-2b", "und")


def languages_of(codes: Iterable[str]) -> list[Language]:
    """The languages with codes of the EU table, in order; never none, but "und" at the least."""
    languages = dict.fromkeys(_language(code) for code in codes if _CODE.fullmatch(code))
    return list(languages) or [UNDETERMINED]


def cataloguing_code() -> str:
    """The ISO 639-2/B code of the language of cataloguing."""
    return code_of_tag(catalogue_languages().cataloguing) or "und"


@lru_cache(1024)
def code_of_tag(tag: str) -> str:
    """The ISO 639-2/B code of the language that a BCP 47 tag is of; '' if it has none."""
    primary = tag.partition("-")[0].lower()
    code = _THREE_LETTERS.get(primary, primary.upper())
    language = _language(code) if _CODE.fullmatch(code) else UNDETERMINED
    return "" if language.marc == "und" else language.code


@lru_cache(4096)
def is_language(code: str) -> bool:
    """Whether a code is one of ISO 639-3, or of a group of languages in ISO 639-2, in capitals.

    Those are the codes of the EU table, with "mul", "und", "mis" and "zxx". Codes that the
    registration authority has withdrawn stay in the table, and count.
    """
    lower = code.lower()
    if not _CODE.fullmatch(code):
        return False
    if lower in _IN_PART_2 or lower in _GROUPS or code == "MOL":
        return True
    # All 8,000 take a third of a second and 19 MB, which only who names a rare one need spend.
    import iso639

    return any(known.part3 == lower for known in iso639.ALL_LANGUAGES)


def code_meant(code: str) -> str:
    """The code of the EU table for one of ISO 639-1 or ISO 639-2/B; '' for any other."""
    by_library = {other.upper(): known for known, other in _BIBLIOGRAPHIC.items()}
    return _THREE_LETTERS.get(code.lower()) or by_library.get(code.upper(), "")


def tag_of(code: str) -> str:
    """The BCP 47 tag of a code of the EU table such as SWE."""
    return TWO_LETTERS.get(code, code.lower())


def language_name(code: str, language: str) -> str:
    """What the language with a code of the EU table is called in another; the code if unknown."""
    return str(_names(language).get(tag_of(code), code))


def tag_name(tag: str, language: str) -> str:
    """What the language of a BCP 47 tag is called in another; the tag if unknown."""
    return str(_names(language).get(tag.partition("-")[0].lower(), tag))


@lru_cache(512)
def own_name(code: str) -> tuple[str, str]:
    """What a language calls itself, with its tag; its code and no tag if unknown."""
    tag = tag_of(code)
    try:
        name = Locale.parse(tag).languages.get(tag, "")
    except (UnknownLocaleError, ValueError):
        name = ""
    return (name[:1].upper() + name[1:], tag) if name else (code, "")


@cache
def _names(language: str) -> Mapping[str, str]:
    try:
        names: Mapping[str, str] = Locale(language).languages
    except UnknownLocaleError:  # a language that Unicode's CLDR does not know
        names = Locale("en").languages
    return names


@lru_cache(4096)
def _language(code: str) -> Language:
    lower, tag = code.lower(), tag_of(code)
    if lower in _IN_PART_2 or lower in _GROUPS:
        return Language(_BIBLIOGRAPHIC.get(code, lower), "iso639-2b", tag)
    return Language(lower, "iso639-3", tag)
