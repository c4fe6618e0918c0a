"""What the columns of a table seem to be: by their headings, and by all of their values.

Headings are known in several languages (`headings.toml`). Values decide between fields that share a
heading, such as the number of pages and the pages of an article, and contradict one that misleads.
What is not clear is ``unmapped``, with the reason: nothing is guessed in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from publod.bibliography.check_digits import isbn_core, numbered
from publod.importing.dates import form_of, read_date
from publod.importing.edition_statements import read_statement
from publod.importing.field_values import (
    DOI,
    ISSN,
    WEB,
    file_at,
    page_count,
    page_range,
)
from publod.importing.fields import FIELDS, TWO_NAMES
from publod.importing.import_mapping import IGNORE, UNMAPPED
from publod.importing.known_words import is_organisation
from publod.importing.languages import language_code
from publod.importing.names import folded
from publod.messages import _
from publod.rdf import term_of_iri, term_of_literal
from publod.vocabulary import PUB

_LANGUAGE_BEHIND = re.compile(r"^(.*?)([\s(\[_.:/-]+)([A-Za-z]{2,3}|[^\W\d_]{4,12})[)\]]?$")
_LANGUAGE_BEFORE = re.compile(r"^([^\W\d_]{4,12})\s+(.+)$")
#: Codes of languages that are words of headings as well: "Series no", "Post id".
_NO_LANGUAGES = frozenset(("no", "id", "is", "in", "it"))
_WORDS = re.compile(r"[^\W_]+")
#: A number with a unit, or pages in Roman and other numerals: "48 p.", "iv, 120".
_EXTENT = re.compile(r"\d\s?[^\W\d_]|^[ivxlc]+, ?\d")
#: The fields whose cells have several values, between which something may stand.
_DIVIDED = frozenset(
    "creator contributor publisher editor translator subject keyword audience language isbn type "
    "place file".split()
)
#: The fields of texts, which are in a language.
_IN_LANGUAGE = frozenset(
    "title subtitle alternative_title abstract note keyword subject edition series extent rights "
    "file edition_history part_of type audience".split()
)
#: Characters of a value that are shown, and values that are looked at before all others.
_LONGEST, _FIRST = 40, 500


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be: a field with its options, and what there is to say of it.

    ``exactness`` tells which of two columns for one value has it.
    """

    field_name: str
    options: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    comment: str = ""
    exactness: float = 0.0


def guesses(headings: Sequence[str], columns: Sequence[Sequence[str]]) -> list[Guess]:
    """What each column seems to be, by its heading and its values that are not empty."""
    found = [_guess(*pair) for pair in zip(headings, columns, strict=True)]
    best: dict[str, int] = {}
    for place, one in enumerate(found):
        if one.field_name in FIELDS and not FIELDS[one.field_name].is_many:
            other = best.setdefault(_key(one), place)
            if one.exactness > found[other].exactness:
                best[_key(one)] = place
    for place, one in enumerate(found):
        if best.get(_key(one), place) != place:
            reason = _("it may be %(field)s, as another column is", field=one.field_name)
            found[place] = Guess(UNMAPPED, comment=reason)
    return found


def _key(one: Guess) -> str:
    return f"{one.field_name} {one.options.get('language', '')}"


def _guess(heading: str, values: Sequence[str]) -> Guess:
    if not values:
        return Guess(IGNORE, comment=_("it is empty in the rows that were looked at"))
    named, language, is_exact = _by_heading(heading)
    telling = _by_values(values)
    if not named:
        return Guess(telling or UNMAPPED, comment=_("by its values alone") if telling else "")
    if named == UNMAPPED:
        return Guess(UNMAPPED)
    named = _settled(named, values)
    if telling and named not in (telling, *_COMPATIBLE[telling]):
        reason = _(
            "it may be %(field)s, but its values look like %(other)s", field=named, other=telling
        )
        return Guess(UNMAPPED, comment=reason)
    options = {"language": language} if language and named in _IN_LANGUAGE else {}
    guess = Guess(named, options, exactness=100.0 * is_exact)
    return _with_options(guess, values)


def _settled(named: str, values: Sequence[str]) -> str:
    """Which of the fields that a heading may mean the values are."""
    if named in _BY_VALUES:
        for other, looks_so in _BY_VALUES[named]:
            # An extent is a text: "ca. 50" and "CD-ROM" are some as well.
            if _are_mostly(looks_so, values, 0.5 if other == "extent" else 0.8):
                return other
    return named


def _share(looks_so: Callable[[str], object], values: Sequence[str]) -> float:
    return sum(bool(looks_so(value)) for value in values) / len(values)


def _are_mostly(looks_so: Callable[[str], object], values: Sequence[str], least: float) -> bool:
    """Whether more than a share of all values look so; of the first ones half as many must."""
    first = values[:_FIRST]
    return _share(looks_so, first) > least / 2 and _share(looks_so, values) > least


def _with_options(guess: Guess, values: Sequence[str]) -> Guess:
    """A field with the options that its values ask for; ``unmapped`` if they are none of it."""
    named, options, comment = guess.field_name, dict(guess.options), guess.comment
    exactness = guess.exactness
    if named == "issued":
        found = form_of(values)
        if found.doubt:
            return Guess(UNMAPPED, comment=found.doubt)
        if found.form:
            options["date"] = found.form
        read = [one for value in values if (one := read_date(value, found.form))]
        exactness += sum(len(one.iso) for one in read) / len(values)
        fits: Callable[[str], object] = lambda text: read_date(text, found.form)  # noqa: E731
    else:
        fits = _FITTING.get(named, bool)
    others = [value for value in values if not fits(value)]
    if len(others) * 2 > len(values):
        reason = _("it may be %(field)s, but few of its values are", field=named)
        return Guess(UNMAPPED, comment=reason)
    if others:
        comment = _(
                "%(some)s of %(all)s are not: %(first)s",
                some=len(others), all=len(values), first=others[0][:_LONGEST],
            )  # fmt: skip
    if named in _DIVIDED and (between := _between(values)):
        options["between"] = between
    if named in {"creator", "editor", "translator"}:
        more, remark = _of_names(values, str(options.get("between", "")))
        options |= more
        comment = comment or remark
    if named == "publisher":
        options["kind"] = "organisation"
    return replace(guess, field_name=named, options=options, comment=comment, exactness=exactness)


def _by_heading(heading: str) -> tuple[str, str, bool]:
    """The field of a heading, the language behind or before it, and whether that is all of it."""
    for text, language in ((heading, ""), *_with_language(heading)):
        if named := _headings().get(_bare(text)):
            return named, language, True
    words = set(_bare(heading).split())
    found = {
        named: len(key)
        for key, named in _headings().items()
        if len(key) > 2 and set(key.split()) <= words
    }
    return max(found, key=lambda named: found[named], default=""), "", False


def _bare(heading: str) -> str:
    return " ".join(_WORDS.findall(folded(heading)))


def _with_language(heading: str) -> list[tuple[str, str]]:
    from publod.bibliography.language_codes_and_names import tag_of

    found = []
    if match := _LANGUAGE_BEHIND.match(heading):
        is_word = match[2].isspace() and match[3].casefold() in _NO_LANGUAGES
        found.append((match[1], "" if is_word else language_code(match[3])))
    if match := _LANGUAGE_BEFORE.match(heading):  # "Engelsk titel": "engelska" is the language
        found.append((match[2], language_code(match[1]) or language_code(f"{match[1]}a")))
    return [(text, tag_of(code)) for text, code in found if code]


@cache
def _headings() -> Mapping[str, str]:
    content = tomllib.loads(
        files("publod.importing.tables").joinpath("headings.toml").read_text("utf-8")
    )
    return {_bare(word): named for named, words in content.items() for word in words}


def _each(judge: Callable[[str], object]) -> Callable[[str], bool]:
    """Judges a cell by any of the values that may stand in it."""
    return lambda text: any(map(judge, _parts(text)))


def _parts(text: str) -> list[str]:
    return re.split(r"\s*[;|,/]\s*", text)


def _has_right_digit(iri: str) -> Callable[[str], bool]:
    term = term_of_iri(iri)

    def judge(text: str) -> bool:
        number = numbered(term, term_of_literal(text))
        return bool(number and number.is_right)

    return judge


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def _is_extent(text: str) -> bool:
    return not _is_number(text) and bool(page_count(text) or _EXTENT.search(text))


def _is_range(text: str) -> bool:
    return bool(page_range(text)[1])


def _is_web(text: str) -> bool:
    return bool(WEB.match(text))


def _is_file(text: str) -> bool:
    return _is_web(text) and file_at(text.split(maxsplit=1)[0]) is not None


def _is_page(text: str) -> bool:
    return _is_web(text) and not _is_file(text)


def _is_history(text: str) -> bool:
    return bool(read_statement(text).others)


def _has_letters(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]{2}", text)) and not read_date(text)


def _has_code(text: str) -> bool:
    return bool(re.search(r"[^\W\d_]", text)) and bool(re.search(r"\d", text))


_NUMBER_OF_PAGES = (
    ("page_count", _is_number),
    ("pages", _is_range),
    ("extent", lambda text: _is_number(text) or _is_extent(text)),
)
#: Fields that may have the same heading, by the one that `headings.toml` names; the values decide.
_BY_VALUES: Mapping[str, Sequence[tuple[str, Callable[[str], object]]]] = {
    "pages": _NUMBER_OF_PAGES,
    "page_count": _NUMBER_OF_PAGES,
    "extent": (("page_count", _is_number), ("pages", _is_range)),
    "web_page": (("file", _is_file),),
    "file": (("web_page", _is_page),),
    "edition": (
        ("edition_number", lambda text: _is_number(text) and len(text) < 4),
        ("edition_history", _is_history),
    ),
    "edition_number": (("edition", _has_letters),),
    "issued": (("publisher", _has_letters),),
    "publisher": (("issued", read_date),),
    "identifier": (("document_number", _has_code),),
    "document_number": (("identifier", lambda text: text.isdigit()),),
    "series": (("series_number", lambda text: re.fullmatch(r"[\d:/.-]+", text)),),
    "series_number": (("series", lambda text: not re.search(r"\d", text)),),
}
#: What values of a field look like.
_FITTING: Mapping[str, Callable[[str], object]] = {
    "isbn": _each(isbn_core),
    "issn": _each(ISSN.fullmatch),
    "series_issn": _each(ISSN.fullmatch),
    "doi": DOI.fullmatch,
    "language": _each(language_code),
    "file": _is_web,
    "web_page": _is_web,
    "edition_number": _is_number,
    "page_count": _is_number,
    "pages": lambda text: page_range(text)[0],
    "title": lambda text: re.search(r"[^\W\d_]", text),
    "creator": lambda text: re.search(r"[^\W\d_]", text),
    "publisher": lambda text: re.search(r"[^\W\d_]", text),
}
#: What values tell by themselves, the surest first.
_TELLING: Mapping[str, Callable[[str], object]] = {
    "isbn": _each(_has_right_digit(PUB.isbn)),
    "issn": _has_right_digit(PUB.issn),
    "doi": DOI.fullmatch,
    "file": _is_file,
    "web_page": _is_web,
    "language": lambda text: len(text) > 3 and all(map(language_code, _parts(text))),
}
_ADDRESSED = (
    "file web_page address licence other_identifier doi replaces replaced_by work type subject "
    "creator publisher"
).split()
#: What else a column may be that looks like something.
_COMPATIBLE: Mapping[str, Sequence[str]] = {
    "file": _ADDRESSED,
    "web_page": _ADDRESSED,
    "doi": ("other_identifier", "web_page", "identifier"),
    "isbn": ("other_identifier", "identifier", "replaces", "replaced_by", "translation_of"),
    "issn": ("series_issn", "other_identifier"),
    "language": ("title_language", "keyword", "subject", "audience", "note", "translation_of"),
}


def _by_values(values: Sequence[str]) -> str:
    """The field that nearly all values look like; '' for none."""
    for named, looks_so in _TELLING.items():
        if _are_mostly(looks_so, values, 0.9):
            return named
    return ""


def _between(values: Sequence[str]) -> str:
    """What stands between several values in a cell."""
    return next((sign for sign in "|;" if any(sign in value for value in values)), "")


def _of_names(values: Sequence[str], between: str) -> tuple[Mapping[str, str | Sequence[str]], str]:
    """The options of a column of names, and what there is to say of them.

    A word for "and" between names of persons divides them as well, with the spaces around it.
    """
    persons = [value for value in values if not is_organisation(value)]
    found = (match[1] for text in persons for match in TWO_NAMES.finditer(text))
    and_words = [f" {word} " for word in dict.fromkeys(found)]
    signs = [*filter(None, [between]), *and_words]
    divider = "|".join(map(re.escape, signs)) or "\n"
    names = [part for value in values for part in re.split(divider, value)]
    options: dict[str, str | Sequence[str]] = {"between": signs} if and_words else {}
    inverted = _share(lambda name: re.fullmatch(r"[^,]+, [^,]+", name.strip()), names)
    if inverted > 0.5:
        return options | {"kind": "person", "inverted": "true"}, _("Family, Given")
    says = _('kind = "person" or "organisation" says which they are')
    if inverted > 0.1:
        says += ", " + _('inverted = true that some are "Family, Given"')
    return options, says
