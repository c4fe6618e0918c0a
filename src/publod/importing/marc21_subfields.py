"""Subfields of MARC 21, each taken at most once, and what stands in some of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pymarc import Field, Record

from publod.bibliography.registers import registers
from publod.importing.field_reading import FieldReading
from publod.importing.field_values import is_web_address, plain, unpunctuated
from publod.importing.source_record import SourceField

#: What describes the description or the carrier, and what other fields say as well.
_ADMINISTRATIVE = frozenset(
    "005 006 007 040 042 043 044 045 047 048 049 066 255 336 337 338 347 344 345 346 352 366 "
    "588 852 883 884 886 887".split()
)
#: The same of single subfields: the list that a genre is from; the edition of a classification.
_OF_DESCRIPTION = frozenset(
    "655$2 082$2 080$2 084$2 020$q 765$i 767$i 770$i 772$i 773$i 775$i 776$i 780$i 785$i 787$i "
    "856$q".split()
)
#: Fields in original script that are not read, and what links them with others.
_LINKED = "880"
#: Roles as words, in MARC's own terms.
_ROLES = {
    "author": "aut", "författare": "aut", "creator": "cre", "upphov": "cre", "editor": "edt",
    "redaktör": "edt", "ed": "edt", "red": "edt", "translator": "trl", "översättare": "trl",
    "illustrator": "ill", "illustratör": "ill", "publisher": "pbl", "utgivare": "pbl",
    "issuing body": "isb", "utgivande institution": "isb", "contributor": "ctb",
    "medarbetare": "ctb", "photographer": "pht", "fotograf": "pht",
}  # fmt: skip


class Subfields:
    """The subfields of a record. Those that were taken are part of a result; the rest is told."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._read = FieldReading()
        #: Subfields that are part of the result, each as the number of its field and its own.
        self._taken: set[tuple[int, int]] = set()

    def control(self, tag: str) -> str:
        """The text of a control field; '' if there is none."""
        field = self._record.get(tag)
        return plain(field.data) if field is not None and field.data else ""

    def fields(self, *tags: str) -> Iterator[tuple[int, Field]]:
        """The fields of some tags, each with its number in the record."""
        return ((n, f) for n, f in enumerate(self._record.fields) if f.tag in tags)

    def take(
        self, number: int, field: Field, codes: str, wanted: Callable[[str], object] = bool
    ) -> list[str]:
        """The texts of some subfields of a field, in their order; they are taken then.

        What is not ``wanted`` is left, and so reported.
        """
        texts = []
        for place, subfield in enumerate(field.subfields):
            text = plain(subfield.value)
            if subfield.code in codes and text and wanted(text):
                self._taken.add((number, place))
                texts.append(text)
        return texts

    @staticmethod
    def look(field: Field, codes: str) -> list[str]:
        """The texts of some subfields, which stay untaken."""
        return [text for s in field.subfields if s.code in codes and (text := plain(s.value))]

    def each(self, tag: str, codes: str) -> list[str]:
        """What each field of a tag has in some subfields, put together."""
        return [
            joined
            for number, field in self.fields(tag)
            if (joined := " ".join(self.take(number, field, codes)))
        ]

    def text(self, tag: str, codes: str) -> str:
        """What the first field that has some subfields has in them."""
        for number, field in self.fields(tag):
            if texts := self.take(number, field, codes):
                return " ".join(texts)
        return ""

    def first(self, tag: str, codes: str) -> str:
        """The same without the punctuation of ISBD."""
        return unpunctuated(self.text(tag, codes))

    def untaken(self) -> Iterator[SourceField]:
        """All that nothing has taken, by names such as ``300$b``."""
        for number, field in enumerate(self._record.fields):
            if field.tag == "008" and (country := (field.data or "")[15:18].strip(" |")):
                # A place has its country by its own record.
                yield SourceField("008/15-17", country, is_of_copy=True)
            if field.tag < "010":
                continue
            for place, subfield in enumerate(field.subfields):
                text = plain(subfield.value)
                if (number, place) not in self._taken and text:
                    is_link = field.tag == "880" or subfield.code == "6"
                    name = _LINKED if is_link else f"{field.tag}${subfield.code}"
                    is_of_copy = (
                        field.tag in _ADMINISTRATIVE
                        or field.tag[0] == "9"  # of the library itself
                        or name in _OF_DESCRIPTION
                        or is_link
                    )
                    yield SourceField(name, text, is_of_copy=is_of_copy)

    def licence(self) -> str:
        """540: the address of the licence; '' for none."""
        for number, field in self.fields("540"):
            for address in self.take(number, field, "u", is_web_address):
                return address
        return ""

    def extent(self) -> str:
        """300: how many pages, what else, and the size, with the punctuation of ISBD."""
        for number, field in self.fields("300"):
            texts = (" ".join(self.take(number, field, code)) for code in "abc")
            parts = [unpunctuated(text.removesuffix("+")) for text in texts]  # + is before $e
            signs = ("", " : ", " ; ")
            return "".join(sign + part for sign, part in zip(signs, parts, strict=True) if part)
        return ""

    def roles(self, number: int, field: Field) -> Iterator[str]:
        """The relator codes of the agent of a field: $4, else what $e or $j says."""
        code = "j" if field.tag[1:] == "11" else "e"
        codes = self.take(number, field, "4", is_relator)
        words = self.take(number, field, code, role)
        yield from dict.fromkeys(
            [text.rpartition("/")[2] for text in codes] or [role(word) for word in words]
        )

    def release(self, number: int, field: Field, codes: str) -> None:
        """Give back what was taken for nothing."""
        for place, subfield in enumerate(field.subfields):
            if subfield.code in codes:
                self._taken.discard((number, place))


#: Who revises, translates and so on, as a code or as its address.
_RELATOR = re.compile(r"(?:https?://id\.loc\.gov/vocabulary/relators/)?[a-z]{3}")
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_UNKNOWN = re.compile(
    r"[\[(]?(?:(?:s\.\s?[ln]|u\.\s?[of]|o\.\s?[ov])\.|sine (?:loco|nomine)|"
    r".* not identified)[\])]?",
    re.IGNORECASE,
)


def is_unknown(text: str) -> bool:
    """Whether an imprint says that its place or publisher is not known."""
    return bool(_UNKNOWN.fullmatch(unpunctuated(text))) or bool(_UNKNOWN.fullmatch(plain(text)))


#: Words that stand between names in a statement of responsibility.
_BETWEEN_NAMES = frozenset(
    "by av and och und et von par de of for the ed eds red edited editor editors redaktör "
    "redaktörer redaktion utgiven published translated översättning översatt illustrated al m fl "
    "author authors författare".split()
)


def repeats_names(names: Iterable[str], statement: str) -> bool:
    """Whether a statement of responsibility (245 $c) has nothing but some names."""
    known = {word for name in names for word in _words(name)}
    return known != set() and set(_words(statement)) <= known | _BETWEEN_NAMES


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def is_relator(text: str) -> bool:
    """Whether a text is a relator, as a code or as its address."""
    return bool(_RELATOR.fullmatch(text))


def role(word: str) -> str:
    """The relator code of a word such as "översättare"; '' for one that is not known."""
    return _ROLES.get(unpunctuated(word).rstrip(".").casefold(), "")


def is_media_type(text: str) -> bool:
    """Whether a text is a media type such as ``application/pdf``."""
    return bool(_MEDIA_TYPE.fullmatch(text))


def is_identifier(text: str) -> bool:
    """Whether a text is an address, a number, or one with its source before it: ``(DE-588)4``."""
    return is_web_address(text) or text.startswith("(") or text.replace("-", "").isalnum()


def address_of_term(text: str, code: str) -> str:
    """The address of a term, of its address or of the number that a vocabulary has for it.

    ``code`` is that of the vocabulary; '' for what is neither.
    """
    bare = plain(text).removeprefix("(uri)").strip()
    if is_web_address(bare):
        return bare
    vocabulary = registers().vocabulary(code)
    first = [vocabulary] if vocabulary else []
    return next(filter(None, (one.iri_of(bare) for one in (*first, *registers().subjects))), "")


def folded(text: str) -> str:
    """A text by which titles are compared: letters and digits without regard to case."""
    return "".join(filter(str.isalnum, text.casefold()))


def codes_in(text: str) -> Iterable[str]:
    """Codes of languages, also of three letters each in one text, as older records have them."""
    bare = "".join(text.split())
    if len(bare) > 3 and len(bare) % 3 == 0:
        return [bare[i : i + 3] for i in range(0, len(bare), 3)]
    return [bare] if bare else []


_VOLUME = re.compile(
    r"(?:vol(?:ume)?\.?|årg\.?|band|bd\.?)?\s*(?P<volume>\d+)\s*"
    r"(?:[(:,]\s*(?:\d{4}\)?[:,]\s*)?(?:no\.?|nr\.?|n\.?\s?[º°]|issue|h\.?|fasc\.?)?\s*(?P<issue>\d+(?:[-/]\d+)?)\)?)?",
    re.IGNORECASE,
)


def volume_and_issue(part: str) -> tuple[str, str]:
    """Volume and issue of "12(2018):3, s. 45-67", "Vol. 12, no. 3"."""
    match = _VOLUME.match(part)
    return (match["volume"], match["issue"] or "") if match else ("", "")


def after_volume(part: str) -> str:
    """What a part of a host has after "s." or "p."."""
    match = re.search(r"\b(?:pp?|s|sid)\.?\s*(\S.*)$", part, re.IGNORECASE)
    return match[1] if match else ""
