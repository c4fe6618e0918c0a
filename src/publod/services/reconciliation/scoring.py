"""How well a record fits a query (§4.4): by its name as lists have it, then by other values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from publod.bibliography.language_codes_and_names import code_of_tag
from publod.bibliography.record_summary import Summary
from publod.search.name_search import Likeness
from publod.search.schema import identifier_key, identifier_keys
from publod.services.reconciliation.manifest_and_queries import Given
from publod.services.reconciliation.types_and_properties import Fact, Facts, Property

#: From here on a name is the one that was written, but for marks on letters and punctuation.
EXACT = 0.98
#: What a name is worth where the year or the edition is another one, or is not known.
_OTHER, _UNKNOWN = 0.8, 0.95
#: What the name of a title alone is worth, where a subtitle was written that is not known here.
_TITLE_ALONE = 0.9
#: How much a value counts beside the name, and what one that is not known counts for.
_WEIGHT, _NOT_TOLD = 0.35, 0.5
#: Names that are less alike than this are different names.
_ALIKE = 0.8


@dataclass
class Rated:
    """A record as a candidate, with what speaks for it; all from 0 to 1.

    ``name`` is None where no name was asked for.
    ``agreement`` has what each property says for it, None where its record does not tell.
    """

    path: str
    summary: Summary
    name: float | None = None
    is_identified: bool = False
    factor: float = 1.0
    agreement: dict[str, float | None] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """From 0 to 100. What is identified is certain, whatever it is called."""
        if self.is_identified:
            return 100.0
        parts = [(_WEIGHT, _NOT_TOLD if v is None else v) for v in self.agreement.values()]
        if self.name is not None:
            parts.append((1.0, self.name))
        weight = sum(weight for weight, _ in parts) or 1.0
        return round(100 * self.factor * sum(w * value for w, value in parts) / weight, 1)

    @property
    def is_certain(self) -> bool:
        """Whether it would be a match, were it the only one."""
        denied = any(one is not None and one < EXACT for one in self.agreement.values())
        named = self.name is not None and self.name >= EXACT
        return self.is_identified or (named and self.factor == 1 and not denied)


class NameScore:
    """How much records' names are a text, each in the reading of it that is best for the name."""

    def __init__(self, text: str) -> None:
        self.readings: tuple[Reading, ...] = readings(text) if text else ()
        self._likeness: dict[str, Likeness] = {}

    def of(self, summary: Summary, scores: Mapping[str, float]) -> float:
        """The likeness from 0 to 1.

        ``found`` has what the index says of names that a summary does not have, by text.
        """
        return max((self._in(one, summary, scores) for one in self.readings), default=0.0)

    def _in(self, reading: Reading, summary: Summary, scores: Mapping[str, float]) -> float:
        like = self._like(reading.text)
        best = scores.get(reading.text, 0.0)
        for tag, title in summary.label.items():
            if reading.text not in scores:  # else this is told by the index
                best = max(best, like.of(title))
            if best >= EXACT:
                break
            subtitle = summary.subtitle.get(tag, "")
            if subtitle:
                best = max(best, like.of(f"{title}: {subtitle}"))
            for head, tail in reading.heads:
                if self._like(head).of(title) >= EXACT:
                    also = 0.7 + 0.25 * self._like(tail).of(subtitle) if subtitle else _TITLE_ALONE
                    best = max(best, also)
        for wanted, recorded in ((reading.year, summary.year), (reading.edition, summary.edition)):
            if wanted is not None and wanted != recorded:
                best *= _UNKNOWN if recorded is None else _OTHER
        return best

    def _like(self, text: str) -> Likeness:
        if text not in self._likeness:
            self._likeness[text] = Likeness(text)
        return self._likeness[text]


def agreement(
    one: Property,
    given: Sequence[Given],
    facts: Facts,
    meant: Callable[[Given, Property], frozenset[str]],
    names: Mapping[str, Summary],
) -> float | None:
    """How well a record has one of some values; None where it tells none.

    ``meant`` finds the records that a value is the name of, and ``names`` has those of records.
    """
    recorded = facts.of(one)
    if not recorded:
        return None
    return max(_equality(one, want, fact, meant, names) for want in given for fact in recorded)


def _equality(
    one: Property,
    want: Given,
    fact: Fact,
    meant: Callable[[Given, Property], frozenset[str]],
    names: Mapping[str, Summary],
) -> float:
    match one.values:
        case "entity":
            if fact.path and fact.path in meant(want, one):
                return 1.0
            summary_record = names.get(fact.path)
            labels = summary_record.label.values() if summary_record else ()
            return _alike(want.text, labels) if want.text and not want.id else 0.0
        case "identifier" | "iri":
            key = identifier_key(want.id or want.text)
            return float(bool(key) and key in identifier_keys(fact.text))
        case "year" | "number":
            digits = want.text[:4] if one.values == "year" else want.text
            return float(digits.lstrip("0") == fact.text.lstrip("0"))
        case "language":
            key = code_of_tag((want.id or want.text).rpartition("/")[2])
            return float(bool(key) and key == code_of_tag(fact.text))
        case _:
            return _alike(want.text, (fact.text,))


def _alike(text: str, names: Iterable[str]) -> float:
    """How much the likest of some names is a text; 0 where all are other names."""
    like = Likeness(text)
    best = max(map(like.of, names), default=0.0)
    return best if best >= _ALIKE else 0.0


_LONGEST = 300
#: Where a subtitle may begin. A hyphen parts only where there is room around it.
_PARTING = re.compile(r"\s*[:;]\s+|\s+[\u2013\u2014/|-]\s+|(?<=\w\w)\.\s+")
_MOST_HEADS = 3
_YEAR = re.compile(r"[\s,;:.([\u2013\u2014-]+(?:©\s*)?(1[5-9]\d\d|20\d\d)[\])]?\.?$")
_ORDINALS = (
    ("första", "first"), ("andra", "second"), ("tredje", "third"), ("fjärde", "fourth"),
    ("femte", "fifth"), ("sjätte", "sixth"), ("sjunde", "seventh"), ("åttonde", "eighth"),
    ("nionde", "ninth"), ("tionde", "tenth"),
)  # fmt: skip
_NUMBERS = {word: place for place, pair in enumerate(_ORDINALS, 1) for word in pair}
_EDITION = re.compile(
    r"[\s,;:.([\u2013\u2014-]+(?:"
    rf"(?P<before>\d{{1,3}}|{'|'.join(_NUMBERS)})(?::?[ae]|st|nd|rd|th)?\.?,?\s*"
    r"(?:(?:rev|omarb|utök|uppdat|updat|enl)\w*\.?,?\s*(?:och|and|&)?\s*){0,3}"
    r"(?:uppl(?:agan?)?|utg(?:åvan?)?|edition|edn?)\b"
    r"|(?:upplaga|uppl|utgåva|utg|edition|ed)\b\.?\s*(?P<after>\d{1,3})\b"
    r")\.?[\])]?\.?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text without what was read in it.

    ``heads`` pairs its beginning, perhaps the title alone, with the rest; the shortest first.
    """

    text: str
    year: int | None = None
    edition: int | None = None
    heads: tuple[tuple[str, str], ...] = ()


@lru_cache(1024)
def readings(text: str) -> tuple[Reading, ...]:
    """The ways to read a text: as it is, then without the year and the edition at its end."""
    text = " ".join(text[:_LONGEST].split())
    results = [Reading(text, heads=_heads(text))]
    rest, year, edition = text, None, None
    for _ in range(2):  # they come in either order
        if year is None and (at := _YEAR.search(rest)) and at.start():
            rest, year = rest[: at.start()], int(at[1])
        if edition is None and (at := _EDITION.search(rest)) and at.start():
            qualifier = (at["before"] or at["after"]).casefold()
            rest, edition = rest[: at.start()], _NUMBERS.get(qualifier) or int(qualifier)
    if rest != text:
        results.append(Reading(rest, year, edition, _heads(rest)))
    return tuple(results)


def _heads(text: str) -> tuple[tuple[str, str], ...]:
    parted = list(_PARTING.finditer(text))[:_MOST_HEADS]
    pairs = [(text[: at.start()].strip(), text[at.end() :].strip()) for at in parted]
    return tuple((head, tail) for head, tail in pairs if head and tail)
