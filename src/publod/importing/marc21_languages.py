"""In which language a text of a MARC 21 record is, and what it has in its original script (880).

What is transcribed from the publication, such as its title, is in the language of its text, and in
Latin letters where the library romanises; what the cataloguer writes is in the language of
cataloguing (040 $b).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from pymarc import Field

from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.writing_systems import (
    FAMILY_NAME_FIRST,
    LATIN,
    language_in_script,
    script_of,
    tag_in_script,
)
from publod.importing.field_values import agent_of, plain, unpunctuated
from publod.importing.known_words import words
from publod.importing.languages import language_by_words, language_tag
from publod.importing.marc21_subfields import Subfields, codes_in
from publod.importing.source_record import SourceField, Text
from publod.messages import N_, Message

_NO_LANGUAGE = frozenset({"", "mul", "und", "zxx", "mis"})


class LanguagesOfRecord(Subfields):
    """The languages of a record, and the fields of other scripts."""

    @cached_property
    def cataloguing(self) -> str:
        """The tag of the language of cataloguing: 040 $b, else that of the catalogue."""
        codes = (code for _, field in self.fields("040") for code in self.look(field, "b"))
        return next(filter(None, map(language_tag, codes)), catalogue_languages().cataloguing)

    @cached_property
    def fixed_language(self) -> str:
        """The code of 008/35-37; '' for none or several."""
        field = self._record.get("008")
        fixed = ((field.data or "") if field is not None else "")[35:38].strip(" |")
        return "" if fixed in _NO_LANGUAGE else fixed

    @cached_property
    def main_language(self) -> str:
        """The tag of the language that the text is in; '' where there is none, or several."""
        codes = [self.fixed_language] if self.fixed_language else self.codes("a")
        return language_tag(codes[0]) if len({*codes}) == 1 else ""

    def codes(self, subfields: str) -> list[str]:
        """The codes of languages in some subfields of 041."""
        texts = (text for _, field in self.fields("041") for text in self.look(field, subfields))
        return [code for text in texts for code in codes_in(text)]

    @cached_property
    def all_languages(self) -> list[str]:
        """The tags of all languages that the record names, that of the text first."""
        codes = [*self.codes("a"), *self.codes("hjb")]
        return [*dict.fromkeys(filter(None, [self.main_language, *map(language_tag, codes)]))]

    def transcribed(self, text: str) -> Text:
        """A text as the publication has it, romanised where it is in Latin letters."""
        return Text(text, tag_in_script(self.main_language, text) if self.main_language else "")

    def by_cataloguer(self, text: str) -> Text:
        """A text of the cataloguer, unless its words are plainly of the publication's language."""
        if tag_in_script(self.cataloguing, text) != self.cataloguing:
            return self.original(text)
        among = [*dict.fromkeys((self.cataloguing, *self.all_languages))]
        return Text(text, language_by_words(text, among) or self.cataloguing)

    def uncontrolled(self, text: str) -> Text:
        """A keyword, which is in the language of the text if it is written in its script."""
        is_romanised = tag_in_script(self.main_language, text) != self.main_language
        return Text(text, self.cataloguing if is_romanised else self.main_language)

    def statement(self, text: str) -> Text:
        """A statement of edition, which may be either: "1st ed." of a book in Tibetan."""
        known = words()["editions"]
        own = {word.strip(".,:;[]()") for word in text.casefold().split()}
        own |= {"0" + word.lstrip("0123456789") for word in own if word[:1].isdigit()}
        counts = {
            tag: len(own & {*known.get(tag.partition("-")[0], ())})
            for tag in (self.cataloguing, self.main_language)
        }
        is_of_cataloguer = counts[self.cataloguing] > counts[self.main_language]
        return Text(text, self.cataloguing) if is_of_cataloguer else self.transcribed(text)

    def linked(self, field: Field) -> Iterator[tuple[int, Field]]:
        """The fields 880 that have a field in its original script."""
        occurrence = plain(field.get("6")).partition("-")[2][:2]
        for number, other in self.fields("880"):
            link = plain(other.get("6"))
            if occurrence and link[:3] == field.tag and link[4:6] == occurrence:
                yield number, other

    def names_in_original(self, field: Field) -> Iterator[Text]:
        """The name of an agent in its original script, in direct order as it is there."""
        is_person = field.tag[1:] == "00"
        for number, other in self.linked(field):
            parts = map(unpunctuated, self.take(number, other, "abcn"))
            name = (" " if is_person else ". ").join(filter(None, parts)).replace("\u060c", ",")
            agent = agent_of(name, is_person=is_person)
            if agent and name:
                # Where the family name comes first, it does so in direct order as well.
                is_family_first = script_of(name) in FAMILY_NAME_FIRST
                direct = name.replace(",", "") if is_family_first and is_person else agent.name
                self.take(number, other, "6de4")
                self.is_kept(other, direct, N_("it is another name of the agent"))
                yield self.original(direct)

    def is_kept(self, field: Field, text: str, reason: Message) -> None:
        """Report as what a field in original script is read."""
        name = f"880 ({plain(field.get('6'))[:3]})"
        self._read.remarks.append(SourceField(name, text, reason, is_read=True))

    def original(self, text: str) -> Text:
        """A text in original script, in the language of the record that is written so."""
        if script_of(text) == LATIN:
            return self.transcribed(text)
        return Text(text, language_in_script(self.all_languages, text))
