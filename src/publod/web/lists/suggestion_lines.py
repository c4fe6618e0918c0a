"""Suggestions as people read them: no two lines are alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from flask_babel.speaklater import LazyString

from publod.bibliography.record_summary import with_subtitle
from publod.bibliography.triple_index import pick
from publod.search.search_interface import Suggestion
from publod.web.record_names import Value, edition_name, summaries
from publod.web.records.property_labels import KINDS
from publod.web.site import Site


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A record that is suggested. ``name`` is its own, and leads to it.

    ``typed`` is the name by which it was found, where that is another; ``detail`` is its subtitle,
    or what else tells it from others of its name.
    """

    kind: str
    label: LazyString | str
    name: Value
    typed: Value
    detail: Value

    @property
    def text(self) -> str:
        """The line in one text, without the kind."""
        if self.detail.text and self.kind in {"publication", "work"}:
            return with_subtitle(self.name.text, self.detail.text)
        return self.name.text


def suggestion_lines(
    site: Site, suggestions: Iterable[Suggestion], language: str
) -> list[SuggestionLine]:
    """The lines of suggestions, in their order."""
    hidden = site.customisation.hidden
    found = [one for one in suggestions if one.kind not in hidden]
    works = {one.work for one in found if one.work and "work" not in hidden}
    known = summaries(site, site.repository.head().version, works) if works else {}
    pairs = []
    for one in found:
        line = _line(one, language)
        if one.work in known:
            subtitle = pick(known[one.work].subtitle, language)
            name = replace(line.name, target=one.work)
            detail = _value(*subtitle, language) if subtitle[0] else line.detail
            line = replace(line, kind="work", label=KINDS["work"], name=name, detail=detail)
        pairs.append((one, line))
    return _distinct(pairs)


def _line(one: Suggestion, language: str) -> SuggestionLine:
    own = _value(one.preferred or one.name, one.preferred_language or one.language, language)
    typed = _value(one.name, one.language, language)
    if not one.preferred or one.is_hidden:
        typed = Value("")
    detail = _value(one.subtitle, one.subtitle_language, language)
    label = KINDS.get(one.kind, one.kind)
    return SuggestionLine(one.kind, label, replace(own, target=one.path), typed, detail)


def _distinct(pairs: list[tuple[Suggestion, SuggestionLine]]) -> list[SuggestionLine]:
    """The lines, with as much of what tells records apart as is needed; then each once."""

    def key(line: SuggestionLine) -> tuple[str, ...]:
        return line.kind, *(v.text.casefold() for v in (line.name, line.typed, line.detail))

    for further in (_maker_and_year, _edition):
        count = Counter(key(line) for _, line in pairs)
        pairs = [
            (one, _with(line, further(one)) if count[key(line)] > 1 else line)
            for one, line in pairs
        ]
    return list({key(line): line for _, line in reversed(pairs)}.values())[::-1]


def _maker_and_year(one: Suggestion) -> str:
    return ", ".join(filter(None, (one.creators, str(one.year or ""))))


def _edition(one: Suggestion) -> str:
    return edition_name(one.edition, None) if one.edition else ""


def _with(line: SuggestionLine, text: str) -> SuggestionLine:
    joined = ", ".join(filter(None, (line.detail.text, text)))
    return replace(line, detail=replace(line.detail, text=joined))


def _value(text: str, tag: str, language: str) -> Value:
    return Value(text, "" if tag == language else tag)
