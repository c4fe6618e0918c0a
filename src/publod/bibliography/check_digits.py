"""Numbers that end in a check digit: ISBN, ISSN, ORCID and ISNI.

What they have in common is that a single wrong digit, and most that are interchanged, give another
check digit than the one that is written.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from publod.rdf import iri_of, is_blank, is_iri, literal_of, term_of_iri, term_of_literal
from publod.vocabulary import BIBO, DCTERMS, PUB, SCHEMA

_ISBN = "(?:97[89][- ]?)?(?:[0-9][- ]?){9}[0-9Xx]"
_ISSN = "[0-9]{4}-?[0-9]{3}[0-9Xx]"
#: https://support.orcid.org/hc/en-us/articles/360006897674: an ORCID iD is an ISNI by its form.
_ISNI = "(?:[0-9]{4}[- ]?){3}[0-9]{3}[0-9Xx]"
_SEPARATORS = re.compile("[- ]")
#: Texts that are the number and nothing else.
_BY_PROPERTY = {
    term_of_iri(iri): (scheme, re.compile(pattern))
    for iri, scheme, pattern in (
        (PUB.isbn, "ISBN", _ISBN), (SCHEMA.isbn, "ISBN", _ISBN),
        (PUB.issn, "ISSN", _ISSN), (SCHEMA.issn, "ISSN", _ISSN),
        *((BIBO[name], "ISBN", _ISBN) for name in ("isbn", "isbn10", "isbn13")),
        *((BIBO[name], "ISSN", _ISSN) for name in ("issn", "eissn")),
    )
}  # fmt: skip
#: The properties, as terms, whose values are ISBNs.
ISBN_PROPERTIES = frozenset(
    predicate for predicate, (scheme, _) in _BY_PROPERTY.items() if scheme == "ISBN"
)
#: Texts that say themselves what they are.
_IDENTIFIERS = frozenset(map(term_of_iri, (DCTERMS.identifier, SCHEMA.identifier)))
_REGISTERS = re.compile("https?://(?:orcid[.]org|(?:www[.])?isni[.]org)/")
#: How IRIs begin that are worth a closer look; most are none of these.
_BEGINNINGS = (
    "<http://orcid.", "<https://orcid.", "<http://isni.", "<https://isni.", "<http://www.isni.",
    "<https://www.isni.", "<http://portal.issn.", "<https://portal.issn.", "<urn:is", "<urn:IS",
    "<URN:IS",
)  # fmt: skip
_NAMED = tuple(
    (scheme, re.compile(rf"(?:{prefix})({number})/?", re.IGNORECASE))
    for scheme, prefix, number in (
        ("ORCID", r"https?://orcid\.org/|orcid:? ?", _ISNI),
        ("ISNI", r"https?://(?:www\.)?isni\.org/(?:isni/)?|isni:? ?", _ISNI),
        ("ISBN", r"urn:isbn:|isbn(?:-1[03])?:? ?", _ISBN),
        ("ISSN", r"urn:issn:|https?://portal\.issn\.org/resource/issn/|issn:? ?", _ISSN),
    )
)


class Numbered(NamedTuple):
    """A number as it is written, of the scheme ISBN, ISSN, ORCID or ISNI.

    ``check_digit`` is what its last character should be. ``is_address`` tells whether it stands in
    an address of the register that gives these numbers out.
    """

    scheme: str
    number: str
    check_digit: str
    is_address: bool

    @property
    def is_right(self) -> bool:
        """Whether the check digit is the one that follows from the digits before it."""
        return self.number[-1].upper() == self.check_digit


def numbered(predicate: str, value: str) -> Numbered | None:
    """The number that the value of a statement is; None for any other value.

    Both are terms. A text that is no number of its scheme at all, such as one with a digit too
    few, is for the shapes to judge.
    """
    if predicate not in _BY_PROPERTY and predicate not in _IDENTIFIERS:
        if not value.startswith(_BEGINNINGS):
            return None
    elif is_blank(value):
        return None
    text = iri_of(value) if is_iri(value) else literal_of(value).text
    if predicate in _BY_PROPERTY:
        scheme, pattern = _BY_PROPERTY[predicate]
        if pattern.fullmatch(text):
            return Numbered(scheme, text, _check_digit(scheme, text), is_address=False)
    elif is_iri(value) or predicate in _IDENTIFIERS:
        for scheme, pattern in _NAMED:
            if match := pattern.fullmatch(text):
                is_address = is_iri(value) and bool(_REGISTERS.match(text))
                return Numbered(scheme, match[1], _check_digit(scheme, match[1]), is_address)
    return None


def is_invalid_isbn(text: str) -> bool:
    """Whether a text is an ISBN by its form, and its check digit is not the one that follows."""
    number = numbered(term_of_iri(PUB.isbn), term_of_literal(text))
    return number is not None and not number.is_right


def isbn_core(text: str) -> str:
    """What an ISBN has in common in all its forms: twelve digits; '' for what is none.

    ISBNs of ten digits are those of thirteen that begin with 978 (ISBN Users' Manual, §4).
    """
    number = _SEPARATORS.sub("", text)
    if not re.fullmatch(_ISBN, number):
        return ""
    return f"978{number[:9]}" if len(number) == 10 else number[:12]


def _check_digit(scheme: str, number: str) -> str:
    digits = [int(digit) for digit in _SEPARATORS.sub("", number)[:-1]]
    if scheme == "ISBN" and len(digits) == 12:  # as EAN-13
        return str(-sum(d * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10)
    if scheme in {"ISBN", "ISSN"}:  # weights that fall to 2 before the check digit, modulo 11
        return _of_eleven(-sum(d * (len(digits) + 1 - n) for n, d in enumerate(digits)))
    total = 0  # ISO 7064, MOD 11-2
    for digit in digits:
        total = (total + digit) * 2
    return _of_eleven(1 - total)


def _of_eleven(number: int) -> str:
    return "0123456789X"[number % 11]
