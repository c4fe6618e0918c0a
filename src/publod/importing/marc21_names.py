"""Names of persons and bodies in a MARC 21 record (1XX, 7XX), and who published it (260, 264)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pymarc import Field

from publod.importing.field_values import agent_of, authority_iri, unpunctuated
from publod.importing.marc21_languages import LanguagesOfRecord
from publod.importing.marc21_subfields import is_identifier, is_unknown
from publod.importing.source_record import SourceAgent, SourceField
from publod.messages import N_


class NamesOfRecord(LanguagesOfRecord):
    """Who made a publication, and where it was published."""

    def _agents(self) -> Iterator[SourceAgent]:
        published: dict[str, SourceAgent] = {}
        for number, field in self.fields("100", "110", "111", "700", "710", "711", "720"):
            if field.get("t") is not None:  # a work of somebody, not somebody
                continue
            roles = [*self.roles(number, field)]
            identifiers = self.take(number, field, "01", is_identifier)
            identifiers = [*dict.fromkeys(authority_iri("", text) for text in identifiers)]
            is_person = {"00": True, "10": False, "11": False}.get(field.tag[1:])
            default = "aut" if field.tag[0] == "1" else "ctb"
            others = tuple(self.names_in_original(field))
            for one in roles or [default]:
                agent = self._agent(number, field, one, is_person, identifiers)
                agent = agent and replace(agent, other_names=others)
                if agent and one == "pbl":
                    published[agent.name.casefold()] = agent
                if agent:
                    yield agent
        for name in self._imprint("b"):
            agent = agent_of(name, "pbl", is_person=False)
            if agent and agent.name.casefold() not in published and not is_unknown(name):
                yield agent

    def _agent(
        self, number: int, field: Field, role: str, is_person: bool | None, identifiers: list[str]
    ) -> SourceAgent | None:
        """An agent with all that tells it from others of its name.

        Of bodies that is where and when they are or meet ($g, $n, $d, $c), in parentheses; of
        persons their titles ($c), and the dates of their lives, which have no place in the record.
        """
        if is_person is False:
            name = ". ".join(map(unpunctuated, self.take(number, field, "ab")))
            codes = "gndc" if field.tag[1:] == "11" or field.get("n") else "gn"
            beside = (text.strip("() :,;.") for text in self.take(number, field, codes))
            among = " : ".join(filter(None, beside))
            name = f"{name} ({among})" if name and among else name or among
            return agent_of(name, role, is_person=False, identifiers=identifiers)
        name = " ".join(map(unpunctuated, self.take(number, field, "abn")))
        titles = [unpunctuated(text).strip("() ") for text in self.take(number, field, "c")]
        name = name or ", ".join(titles)
        if field.tag[1:] == "00" and field.indicator1 == "0" and name:
            agent: SourceAgent | None = SourceAgent(
                name, role, True, identifiers=tuple(identifiers)
            )
        else:
            agent = agent_of(name, role, is_person=is_person, identifiers=identifiers)
        if not agent:
            return None
        dates = unpunctuated(" ".join(self.look(field, "d"))) if is_person else None
        titles = [one for one in titles if one and one not in name]
        given = ", ".join([agent.given, *titles]) if agent.given else ""
        return replace(agent, name=", ".join([agent.name, *titles]), given=given, dates=dates)

    def _imprint(self, code: str) -> Iterator[str]:
        """Places ($a) or publishers ($b) of the publication: 260, or 264 with indicator 1."""
        for number, field in self.fields("260", "264"):
            is_publication = field.tag == "260" or field.indicator2 in "1 "
            if is_publication:
                for text in self.take(number, field, code, lambda text: "--" not in text):
                    if not is_unknown(text):
                        yield from self._names_of_imprint(f"{field.tag}${code}", text)

    def _names_of_imprint(self, column: str, text: str) -> Iterator[str]:
        """The places or the publisher of a subfield, without a cataloguer's doubts about them.

        Several places may stand in one ("Paris ; New York"), and a bracket may end in another
        subfield than it begins in.
        """
        whole = unpunctuated(text)
        for part in whole.split(" ; ") if column.endswith("a") else [whole]:
            one = part if part.count("[") == part.count("]") else part.strip("[] ")
            if (bare := one.rstrip("? ")) != one:
                reason = N_("it is read as %(name)s", name=bare)
                self._read.remarks.append(SourceField(column, text, reason, is_read=True))
            if bare:
                yield bare
