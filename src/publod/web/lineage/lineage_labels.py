"""How the editions of a work are called beside each other, and beside those of other works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext

from publod.bibliography.collation import sort_key
from publod.bibliography.edition import Edition
from publod.bibliography.entry import Agent
from publod.bibliography.lineage import Gap, Lineage
from publod.bibliography.summary import Summary
from publod.web.names import Value, nearest, placed, plain, told_apart
from publod.web.tongues import language_name

#: An abbreviation is no longer than this.
_SHORT = 8


@dataclass(frozen=True)
class Naming:
    """Names the editions of a lineage, in one language, for links from below ``base_url``."""

    lineage: Lineage
    base_url: str
    language: str

    @cached_property
    def summaries(self) -> dict[str, Summary]:
        """What the lineage knows of other records, as `Repository.names` would tell it."""
        editions = {
            iri: Summary(
                kind="edition" if edition.is_stated_only else "publication",
                label=dict(edition.title),
                subtitle=dict(edition.subtitle),
                year=edition.year,
                edition=edition.number,
            )
            for iri, edition in self.lineage.known.items()
        }
        agents = {
            iri: Summary("agent", dict(agent.name)) for iri, agent in self.lineage.agents.items()
        }
        works = {
            iri: Summary("work", dict(work.title), dict(work.subtitle))
            for iri, work in self.lineage.works.items()
        }
        return {**editions, **agents, **works}

    def places(self) -> dict[str, Value]:
        """The work's editions by their place in it; those of one place also by their language.

        An edition whose number and year are unknown has its title.
        """
        editions = [step.edition for step in self.lineage.editions]
        texts = {edition.iri: _place(edition) for edition in editions}
        shared = Counter(text for text in texts.values() if text)
        found = {}
        for edition in editions:
            text, target = texts[edition.iri], self.target(edition.iri)
            if shared[text] > 1 and (languages := self.languages(edition.languages)):
                text = f"{text} ({languages})"
            found[edition.iri] = Value(text, "", target) if text else self.titled(edition)
        return found

    def titled(self, edition: Edition) -> Value:
        """An edition by its title, with its subtitle and year; a stated one by its place."""
        target = self.target(edition.iri)
        if edition.title:
            return told_apart(self.summaries[edition.iri], self.language, target)
        return Value(placed(edition.number, edition.issued), "", target)

    def other(self, iri: str) -> list[Value]:
        """An edition of another work in words: the link, then who issued it and of which work."""
        edition = self.lineage.others.get(iri)
        if edition is None:
            return [Value(plain(iri), "", self.target(iri))]
        told = [self.titled(edition)]
        if edition.title:
            return told
        if issuers := self.issuers(edition):
            told.append(Value(gettext(" by %(issuers)s", issuers=issuers)))
        told += [
            part
            for work in edition.works
            if work in self.lineage.works
            for part in (Value(", "), self.work(work))
        ]
        return told

    def work(self, iri: str) -> Value:
        """Another work by its title."""
        return replace(
            nearest(self.lineage.works[iri].title, self.language), target=self.target(iri)
        )

    def issuers(self, edition: Edition, *, short: bool = False) -> str:
        """Who issued an edition, in printed order."""
        agents = [self.lineage.agents.get(iri) for iri in edition.creators]
        names = [self._agent(agent, short=short) for agent in agents if agent is not None]
        if short or len(names) < 2:
            return ", ".join(names)
        return f"{', '.join(names[:-1])} {gettext('and')} {names[-1]}"

    def _agent(self, agent: Agent, *, short: bool) -> str:
        if short:
            for _, name in agent.alternative:
                if name.isupper() and len(name) <= _SHORT:
                    return name
        return nearest(agent.name, self.language).text or plain(agent.iri)

    def languages(self, codes: Iterable[str]) -> str:
        """Languages by name."""
        names = [language_name(code, self.language) for code in codes]
        return ", ".join(sorted(names, key=lambda name: sort_key(name, self.language)))

    def target(self, iri: str) -> str:
        """Where an edition, an agent or a work has its page."""
        return iri.removeprefix(self.base_url)


def gap_text(gap: Gap) -> str:
    """A gap in a sentence."""
    if gap.first == gap.last:
        return gettext("Edition %(number)s is not described here.", number=gap.first)
    return gettext(
        "Editions %(first)s to %(last)s are not described here.", first=gap.first, last=gap.last
    )


def titles_differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two things have no title in common."""
    return not set(one.values()) & set(other.values())


def _place(edition: Edition) -> str:
    if edition.number is None and not edition.issued:
        return ""
    return placed(edition.number, edition.issued)
