"""The titles of a MARC 21 record: 130, 24X, 740, and 245 and 246 in original script (880)."""

from __future__ import annotations

import re
from collections.abc import Callable

from pymarc import Field, Record

from publod.bibliography.writing_systems import script_of, tag_in_script
from publod.importing.field_values import plain, unpunctuated
from publod.importing.known_words import words
from publod.importing.languages import language_by_words, language_tag
from publod.importing.marc21_languages import LanguagesOfRecord
from publod.importing.source_record import SourceField, Text
from publod.messages import N_

_EQUALS = re.compile(r"\s+=\s+|^=\s*|\s*=$")


class TitlesOfRecord(LanguagesOfRecord):
    """What a record is called."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self._titles: list[Text] = []
        self._subtitles: list[Text] = []
        self._others: list[Text] = []

    def titles(self, repeats_names: Callable[[str], bool]) -> dict[str, tuple[Text, ...]]:
        """Titles, subtitles and alternative titles, as `SourceRecord` has them.

        A parallel title is a title in its language where that can be told, else an alternative.
        ``repeats_names`` judges statements of responsibility, which are left if they say more.
        """
        for number, field in self.fields("245"):
            self._statement(number, field, self.transcribed)
            self.take(number, field, "c", repeats_names)
            for place, other in self.linked(field):
                self.take(number, field, "6")
                self.take(place, other, "6")
                self._statement(place, other, self.original)
                self.take(place, other, "c")
            break
        for tag in ("130", "242", "246", "247", "740"):
            for number, field in self.fields(tag):
                parts = [*map(unpunctuated, self.take(number, field, "anp"))]
                rest = unpunctuated(" ".join(self.take(number, field, "b")))
                if tag == "246" and field.indicator2 == "1":
                    self._parallel(" ".join(parts), rest, f"{tag}$a")
                elif title := " : ".join(filter(None, (*parts, rest))):
                    self._others.append(self.transcribed(title))
        others = [one for one in self._others if one not in self._titles]
        return {
            "titles": tuple(self._titles),
            "subtitles": tuple(self._subtitles),
            "alternative_titles": tuple(dict.fromkeys(others)),
        }

    def _statement(self, number: int, field: Field, in_language: Callable[[str], Text]) -> None:
        """A title statement: the title proper, its subtitle, and what stands behind "="."""
        written = self.take(number, field, "anp")
        title = ". ".join(map(unpunctuated, written))
        behind = " ".join(self.take(number, field, "b"))
        if written and plain(written[-1]).endswith("="):
            behind = f"= {behind}"
        subtitle, *parallel = (unpunctuated(part) for part in _EQUALS.split(behind))
        if title:
            self._titles.append(in_language(title))
        if subtitle:
            self._subtitles.append(Text(subtitle, in_language(title or subtitle).language))
        for one in filter(None, parallel):
            main, _, sub = one.partition(" : ")
            self._parallel(main, sub, f"{field.tag}$b")

    def _parallel(self, title: str, subtitle: str, name: str) -> None:
        """A parallel title: in its language, if that is another one than those that have one."""
        if not title:
            title, subtitle = subtitle, ""
        tag = self._language_of_parallel(title, subtitle)
        known = {one.language: one.text for one in self._titles}
        if tag and known.get(tag, title) == title and title:
            if tag not in known:
                self._titles.append(Text(title, tag))
            if subtitle and subtitle not in {one.text for one in self._subtitles}:
                self._subtitles.append(Text(subtitle, tag))
        elif title:
            whole = " : ".join(filter(None, (title, subtitle)))
            if whole not in {one.text for one in (*self._titles, *self._others)}:
                self._others.append(Text(whole))
                reason = N_("it is read as another title, since its language cannot be told")
                self._read.remarks.append(SourceField(name, whole, reason, is_read=True))

    def _language_of_parallel(self, title: str, subtitle: str) -> str:
        """The language of a parallel title: by its script, by its words, else the one other."""
        others = [tag for tag in self.all_languages if tag != self.main_language]
        text = f"{title} {subtitle}"
        if script_of(text) != script_of(self._titles[0].text if self._titles else title):
            others = [tag for tag in others if tag_in_script(tag, text) == tag]
        elif by_words := language_by_words(text, words()["languages"]):
            return by_words if by_words != self.main_language else ""
        own = [tag for tag in map(language_tag, self.codes("ahj")) if tag in others]
        return own[0] if len({*own}) == 1 else ""

    def work_title(self) -> str:
        """The uniform title, or the title of the work that 758 leads to."""
        uniform = self.first("240", "a")
        others = self.each("758", "a")
        self.each("758", "i4")
        return uniform or next(iter(others), "")
