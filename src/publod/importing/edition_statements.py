"""What a statement of edition says: number, revision, and the other editions that it tells of.

Such statements stand in MARC 250 and 500, in BibTeX's ``edition`` and ``note``, and in prose on the
pages that publications are announced on: "3., omarb. uppl.", "2nd rev. ed.", "This is the third
edition; the first was produced in 2014 by two other bodies". What is not understood stays text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publod.importing.edition_words import (
    abbreviations,
    classes,
    ordinals,
    other_things,
    revisions,
)
from publod.importing.issuers_in_statements import Issuers, divided

#: Characters that are read.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class OtherEdition:
    """Another edition that a statement tells of.

    ``relation`` is ``edition`` for one of the same text, ``original`` for what the text first came
    out as, ``replaced`` for what the edition replaces. ``issuers`` are names as they are written;
    ``is_doubtful`` says that they may be one name or several.
    """

    relation: str = "edition"
    number: int | None = None
    year: int | None = None
    issuers: tuple[str, ...] = ()
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class EditionStatement:
    """A statement as it was understood.

    ``revision`` has what the edition is in relation to the one before: ``revised``, ``enlarged``,
    ``corrected``, ``updated``, ``abridged``, ``unchanged``, ``new``. ``description`` has forms and
    languages by which an edition goes ("pocketutgåva", "Swedish edition"), ``printing`` the number
    of a printing, which is no edition. ``rest`` has what was not understood, in pieces.
    """

    text: str
    number: int | None = None
    revision: tuple[str, ...] = ()
    year: int | None = None
    others: tuple[OtherEdition, ...] = ()
    description: tuple[str, ...] = ()
    printing: int | None = None
    rest: tuple[str, ...] = ()

    @property
    def is_of_itself(self) -> bool:
        """Whether it tells anything of the edition that it stands in."""
        return bool(self.number or self.revision or self.description or self.printing)


def read_statement(
    text: str, *, year: int | None = None, names: Iterable[str] = ()
) -> EditionStatement:
    """Understand a statement.

    ``year`` is when the edition itself came out: an edition of that year is itself. ``names`` are
    names of bodies and people that are known; they are not divided at an "and" in them.
    """
    text = " ".join(unicodedata.normalize("NFC", text[:LONGEST]).split())
    return _Reader(text, [*_tokens(text)], year, tuple(names), EditionStatement(text)).read()


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a statement: the letter of its class, and a number where it is one."""

    letter: str
    start: int
    end: int
    text: str
    number: int | None = None


_PIECES = re.compile(
    r"""(?P<serial>\d+[:/\u2013-]\d[\w:/\u2013-]*)  # 2019:2, 2018-03: numbers of other things
      | (?P<ordinal>\d+(?:\.(?:[ªº]|[ao]\b)|(?::?(?:a|e|dje|de|te|nde|st|nd|rd|th|re|ère|ème|er
                     |[oª°º]|(?-i:d))|-?(?:e|oe|ye|\u0435|\u043e\u0435|\u0439|\u044f))\b))
      | (?P<number>\d+(?:\.\d+)*)
      | (?P<word>[^\W\d_]+(?:[-\u2019'][^\W\d_]+)*)
      | (?P<sign>[^\w\s])""",
    re.VERBOSE | re.IGNORECASE,
)
_SIGNS = {",": ",", "(": "(", "[": "(", ")": ")", "]": ")", ".": ".", ";": ".", ":": ":", "&": "a"}
#: Words that are names when they are written in capitals.
_PRONOUNS = frozenset({"who"})
_FIRST_YEAR, _LAST_YEAR = 1400, 2199


def _tokens(text: str) -> Iterator[_Token]:
    matches = list(_PIECES.finditer(text))
    known, shortened = classes(), abbreviations()
    skip = 0
    for place, match in enumerate(matches):
        if skip:
            skip -= 1
            continue
        piece, start, end = match[0], match.start(), match.end()
        if match.lastgroup in {"ordinal", "number"}:
            yield _number(match)
        elif match.lastgroup == "word":
            # WHO and UPPL. alike are written in capitals; the first is a name.
            word = piece if piece.isupper() and len(piece) > 1 else piece.casefold()
            word = word if word.casefold() in _PRONOUNS else word.casefold()
            following = matches[place + 1] if place + 1 < len(matches) else None
            both = f"{word}_{following[0].casefold()}" if following else ""
            if both in known and following:
                skip, end, word = 1, following.end(), both
            elif word in shortened and following and following[0] == ".":
                skip, end = 1, following.end()
            yield _Token(known.get(word, "w"), start, end, piece, ordinals().get(word))
        else:
            letter = "w" if match.lastgroup == "serial" else _SIGNS.get(piece, "-")
            yield _Token(letter, start, end, piece)


def _number(match: re.Match[str]) -> _Token:
    """A year, an ordinal or a number; "3.0" is 3, and "2.1" counts as a word."""
    piece = match[0]
    whole, _, fraction = piece.partition(".")
    digits = re.match(r"\d+", whole)
    number = int(digits[0][:9]) if digits else 0
    letter = "n"
    if match.lastgroup == "ordinal":
        letter = "o"
    elif fraction.strip("0."):
        letter = "w"
    elif not fraction and len(whole) == 4 and _FIRST_YEAR <= number <= _LAST_YEAR:
        letter = "y"
    elif not 0 < number < 1000:
        letter = "w"
    return _Token(letter, match.start(), match.end(), piece, number)


_NUMBER, _REVISED = r"[on]\.?", r"(?:m*r(?:[,ami]{0,3}r)*)"
#: Where names end, since another edition begins: "och den andra utgåvan 2016", ", second edition".
_ANOTHER = r"[a,]+d*o(?:x?e|,?d*[vyb])"
#: "2014 av X", "by X in 2014", "(2014)", ": 2014".
_WHEN_AND_BY = rf"(?:[,:(]?d*i*(?P<when>y))?(?:,?(?P<names>b(?:(?!{_ANOTHER})[^.;()k])+))?\)?"
_PATTERNS = {
    "replaced": rf"d*sd*(?:(?P<number>{_NUMBER})?{_REVISED}?,?e(?P<after>n)?|(?P<year>y)i?e)"
    r"(?:,?d*v)?" + _WHEN_AND_BY,
    # "ursprungligen framtagen 2016 av X", "first published in 2001"
    "original": r"(?:d*f,?d*v|d*vf|(?P<number>o),?v)(?:id*w{1,4}(?=,?[iby]))?"
    + _WHEN_AND_BY,
    # "the first was produced in 2014 by others"
    "elided": r"d+(?P<number>o),?d*(?:(?P<made>v)|(?=i*yb))" + _WHEN_AND_BY,
    # "tidigare utgåva: 2014", "previous edition 2010 by X"
    "earlier": r"d*t(?:x?e|v)(?:,?d*v)?" + _WHEN_AND_BY,
    # "3., omarb. uppl.", "den första utgåvan av manualen togs fram 2014 av X", "Utgåva 2 (2015)"
    "edition": rf"(?P<lead>[dh]*)(?P<number>{_NUMBER})?,?\(?(?P<revised>{_REVISED})?\)?,?"
    r"(?P<kind>x+)?\(?e\)?(?::(?=[no]\.?$))?(?P<after>n(?!q|\.?,?m?r*e)|o$)?"
    rf"(?:[,(](?P<later>{_REVISED})\)?(?!,?e))?(?:bd*w{{1,5}}(?=d*v))?(?P<made>d*v)?"
    + _WHEN_AND_BY,
    # "2019 års utgåva", "the 2010 edition"
    "edition_of_year": rf"(?P<of>b)?[dh]*(?P<year>y)i?(?P<revised>{_REVISED})?e",
    # "tredje tryckningen", "reprint 2010"
    "printing": rf"d*(?P<number>{_NUMBER})?,?(?P<revised>{_REVISED})?,?p(?P<after>n)?(?!w)",
    # "pocketutgåva", "Swedish edition"
    "description": r"d*(?:x+e|z+e?)",
    # "reviderad 2018": the text was revised, which makes no edition of that year
    "revision": rf"[dh]*(?P<revised>{_REVISED})(?!,?[el])",
}  # fmt: skip
_COMPILED = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}


@dataclass(frozen=True, slots=True)
class _Part:
    """What a pattern matched. ``is_credit`` says that names are of those who wrote or revised.

    ``is_foreign`` says that it is the edition of something else.
    """

    number: int | None
    year: int | None
    revision: tuple[str, ...]
    issuers: Issuers
    is_made: bool
    is_this: bool
    is_of_other: bool
    is_credit: bool
    is_foreign: bool
    description: str
    written: str


_EMPTY = frozenset("dha,.:()-")


@dataclass(slots=True)
class _Reader:
    """Reads the tokens of one statement from the first to the last."""

    text: str
    tokens: list[_Token]
    year: int | None
    names: tuple[str, ...]
    result: EditionStatement

    def read(self) -> EditionStatement:
        letters = "".join(token.letter for token in self.tokens)
        place = left = 0
        rest: list[str] = []
        while place < len(letters):
            end = self._understood(letters, place)
            if end == place:
                place += 1
            else:
                rest.append(self._rest(left, place))
                left = place = end
        rest.append(self._rest(left, place))
        return replace(self.result, rest=tuple(filter(None, rest)))

    def _understood(self, letters: str, place: int) -> int:
        """Where that ends which begins at a place and became part of the result."""
        for name, pattern in _COMPILED.items():
            match = pattern.match(letters, place)
            if match:
                part, others = self._part(match), self.result.others
                if is_credit := part.is_credit:  # else it goes on telling who issued what
                    goes_on = bool(part.number) and any(one.issuers for one in others)
                    part = replace(part, is_credit=not goes_on)
                if getattr(self, f"_{name}")(part):
                    is_credit &= part.is_credit or self.result.others == others
                    return match.start("names") if is_credit else match.end()
        return place

    def _part(self, match: re.Match[str]) -> _Part:
        groups = {name: text for name, text in match.groupdict().items() if text}

        def number_of(*names: str) -> int | None:
            return next((self.tokens[match.start(g)].number for g in names if g in groups), None)

        revision = tuple(
            revisions()[token.text.casefold()]
            for name in ("revised", "later")
            if name in groups
            for token in self.tokens[match.start(name) : match.end(name)]
            if token.letter == "r"
        )
        issuers = self._issuers(match) if "names" in groups else Issuers()
        is_credit = "names" in groups and "lead" in match.re.groupindex and "made" not in groups
        return _Part(
            number=number_of("number", "after"),
            year=number_of("year", "when") or (None if is_credit else issuers.year),
            revision=revision,
            issuers=issuers,
            is_made="made" in groups,
            is_this="h" in groups.get("lead", ""),
            is_of_other="of" in groups,
            is_credit=is_credit,
            is_foreign=self._is_foreign(
                match.start(), match.start("names") if is_credit else match.end()
            ),
            description=self._written(match.start("kind"), match.end("kind"))
            if "kind" in groups
            else "",
            written=self._written(match.start(), match.end()),
        )

    def _written(self, start: int, end: int) -> str:
        """What was written, without an article before it."""
        while self.tokens[start].letter == "d" and start < end - 1:
            start += 1
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def _replaced(self, part: _Part) -> bool:
        return self._other("replaced", part)

    def _original(self, part: _Part) -> bool:
        return part.number in {None, 1} and self._other("original", part)

    def _earlier(self, part: _Part) -> bool:
        return self._other("edition", part)

    def _elided(self, part: _Part) -> bool:
        return self._other("edition", part)

    def _edition(self, part: _Part) -> bool:
        if part.number is None and part.year is None and not part.revision:
            return False
        if part.is_foreign and not part.is_made:
            return False
        if self._is_other(part):
            return self._other("edition", part)
        if part.description:
            self._description(replace(part, written=part.description))
        return self._itself(part)

    def _edition_of_year(self, part: _Part) -> bool:
        return self._other("edition", part) if self._is_other(part) else self._itself(part)

    def _printing(self, part: _Part) -> bool:
        if part.number is None:
            return self._description(part)
        self.result = replace(self.result, printing=part.number)
        return self._itself(replace(part, number=None, year=None))

    def _description(self, part: _Part) -> bool:
        if part.is_foreign:
            return False
        description = (*self.result.description, part.written)
        self.result = replace(self.result, description=description)
        return True

    def _revision(self, part: _Part) -> bool:
        return self._itself(replace(part, year=None))

    def _is_other(self, part: _Part) -> bool:
        """Whether an edition is not the one that the statement stands in."""
        if part.is_this or part.is_of_other:
            return part.is_of_other
        if part.year is not None and self.year is not None:
            return abs(part.year - self.year) > 1
        if self.result.number is not None or self.result.year is not None:
            return part.number != self.result.number
        is_one_of_several = part.is_made or any(o.relation == "edition" for o in self.result.others)
        return is_one_of_several and bool(part.year or part.issuers.names)

    def _itself(self, part: _Part) -> bool:
        so_far = self.result
        self.result = replace(
            so_far,
            number=so_far.number if so_far.number is not None else part.number,
            revision=tuple(dict.fromkeys((*so_far.revision, *part.revision))),
            year=so_far.year if so_far.year is not None else part.year,
        )
        return True

    def _other(self, relation: str, part: _Part) -> bool:
        issuers = Issuers() if part.is_credit else part.issuers
        if not issuers.is_name:
            return False
        if part.number is None and part.year is None and not issuers.names:
            return False
        other = OtherEdition(
            relation, part.number, part.year, issuers.names, is_doubtful=issuers.is_doubtful
        )
        self.result = replace(self.result, others=(*self.result.others, other))
        return True

    def _is_foreign(self, start: int, end: int) -> bool:
        """Whether words around an edition say that it is another thing's.

        "Supplement to the 4th edition", "translated from the 3rd German edition", "12th edition of
        the annual conference", "the first edition to cover all counties".
        """
        before = start
        while before and self.tokens[before - 1].letter in "don":
            before -= 1
        first = self.tokens[before - 1].text.casefold() if before else ""
        behind = [token.text.casefold() for token in self.tokens[end : end + 6]]
        return (
            first in other_things()["before"]
            or behind[:1] == ["to"]
            or (
                behind[:1] in [[word] for word in ("of", "av", "for", "för")]
                and not other_things()["events"].isdisjoint(behind)
            )
        )

    def _issuers(self, match: re.Match[str]) -> Issuers:
        tokens = self.tokens[match.start("names") + 1 : match.end("names")]
        year = None
        while tokens and tokens[-1].letter in "yida,:-":
            last = tokens.pop()
            year = last.number if last.letter == "y" else year
        if not tokens:
            return Issuers(year=year)
        issuers = divided(self.text[tokens[0].start : tokens[-1].end], self.names)
        return replace(issuers, year=year, is_name=not {t.letter for t in tokens} & set("eoyv"))

    def _rest(self, start: int, end: int) -> str:
        tokens = self.tokens[start:end]
        if all(token.letter in _EMPTY for token in tokens):
            return ""
        return self.text[tokens[0].start : tokens[-1].end].strip(" ,.:;-\u2013\u2014")
