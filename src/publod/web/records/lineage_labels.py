"""What the editions of a work are called beside each other, in lists and in drawings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _

from publod.bibliography.collation import sort_key
from publod.bibliography.entry import Agent, BibliographicResource, Edition
from publod.bibliography.external_labels import external_label
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.lineage import Gap, Lineage, Step
from publod.bibliography.record_summary import Summary
from publod.vocabulary import ADMS_STATUS
from publod.web.record_names import (
    Value,
    edition_name,
    full_name,
    nearest,
    short_url,
)
from publod.web.records.timeline_layout import Label, Words, timeline
from publod.web.records.timeline_shapes import Drawing
from publod.web.templating import direction

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
                kind="edition" if edition.is_level else "publication",
                label=dict(edition.title),
                subtitle=dict(edition.subtitle),
                year=edition.year,
                edition=edition.edition_number,
                number=next(iter(edition.document_numbers), ""),
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
        steps = self.lineage.editions
        editions = [step.edition for step in steps]
        texts = {edition.iri: _place(edition) for edition in editions}
        shared = Counter(text for text in texts.values() if text)
        names = {}
        for edition in editions:
            text, target = texts[edition.iri], self.target(edition.iri)
            if shared[text] > 1 and (languages := self.languages(edition.languages)):
                text = f"{text} ({languages})"
            names[edition.iri] = Value(text, "", target) if text else self.titled(edition)
        for step in steps:
            place = names[step.edition.iri].text
            for other in step.formats:
                text = gettext("%(edition)s, %(form)s", edition=place, form=form_of(other))
                names[other.iri] = Value(text, "", self.target(other.iri))
            if step.level:
                names[step.level.iri] = self.level(step.level)
        return names

    def level(self, edition: Edition) -> Value:
        """An edition between work and publications by its number, or by its place."""
        target = self.target(edition.iri)
        if edition.document_numbers and not edition.title:
            return Value(edition.document_numbers[0], "", target)
        return replace(self.titled(edition), target=target)

    def titled(self, edition: Edition) -> Value:
        """An edition by its title, with its subtitle and year; a stated one by its place."""
        target = self.target(edition.iri)
        if edition.title:
            return full_name(self.summaries[edition.iri], self.language, target)
        return Value(edition_name(edition.edition_number, edition.issued), "", target)

    def other(self, iri: str) -> list[Value]:
        """An edition of another work in words: a link, its issuers, its work, its state."""
        edition = self.lineage.others.get(iri)
        if edition is None:
            return [Value(short_url(iri), "", self.target(iri))]
        parts = [self.titled(edition)]
        if issuers := self.issuers(edition):
            parts.append(Value(gettext(" by %(issuers)s", issuers=issuers)))
        if not edition.title:
            parts += [
                part
                for work in edition.works
                if work in self.lineage.works
                for part in (Value(", "), self.work(work))
            ]
        if remarks := self.remarks(edition):
            parts.append(Value(f" ({', '.join(remarks)})"))
        return parts

    def remarks(self, edition: Edition) -> list[str]:
        """What else there is to say of an edition: that its year is unknown, or its status."""
        status = "" if edition.is_in_force else status_text(edition.status)
        unknown = gettext("year unknown") if edition.year is None else ""
        return [text for text in (unknown, status) if text]

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
        return nearest(agent.name, self.language).text or short_url(agent.iri)

    def languages(self, codes: Iterable[str]) -> str:
        """Languages by name."""
        names = [language_name(code, self.language) for code in codes]
        return ", ".join(sorted(names, key=lambda name: sort_key(name, self.language)))

    def target(self, iri: str) -> str:
        """Where an edition, an agent or a work has its page."""
        return iri.removeprefix(self.base_url)


#: What the carriers of RDA are called, by the ends of their IRIs.
_FORMS = {"1018": _("online"), "1049": _("in print")}


def form_of(edition: BibliographicResource) -> str:
    """In what form a publication is had: in print, online, or in another one."""
    media = (iri.rpartition("/")[2] for iri in edition.media)
    return str(next((_FORMS[code] for code in media if code in _FORMS), _("in another form")))


def status_text(status: str) -> str:
    """A status of ADMS in a word; '' for none."""
    label = external_label(ADMS_STATUS + status)
    return label.get(str(get_locale()), label.get("en", ""))


def gap_text(gap: Gap) -> str:
    """A gap in a sentence."""
    if gap.first == gap.last:
        return gettext("Edition %(number)s is not described here.", number=gap.first)
    if gap.first + 1 == gap.last:
        return gettext(
            "Editions %(first)s and %(last)s are not described here.",
            first=gap.first,
            last=gap.last,
        )
    return gettext(
        "Editions %(first)s to %(last)s are not described here.", first=gap.first, last=gap.last
    )


def titles_differ(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two things have no title in common."""
    return not set(one.values()) & set(other.values())


def _number_or_date(edition: Edition) -> str:
    return edition_name(edition.edition_number, None if edition.edition_number else edition.issued)


def _place(edition: Edition) -> str:
    if edition.edition_number is None and not edition.issued:
        return ""
    return edition_name(edition.edition_number, edition.issued)


def lineage_drawing(naming: Naming, here: str, heading: Value) -> Drawing:
    """The lineage with the mark of ``here``, on a page with this heading."""
    lineage = naming.lineage
    here = next((s.edition.iri for s in lineage.editions if here in s.forms), here)
    several = len(lineage.editions) > 1
    first = next((s.edition.languages for s in lineage.editions if s.edition.languages), ())
    labels = {}
    for step in lineage.editions:
        words = [
            _place_words(naming, step, main=first),
            *_title(naming, step.edition, heading),
            *_issuers(naming, step.edition, current=several and step.current),
        ]
        labels[step.edition.iri] = Label(tuple(words), naming.target(step.edition.iri))
    for iri, edition in lineage.others.items():
        words = [*_other(naming, edition), *_issuers(naming, edition)]
        labels[iri] = Label(tuple(words), naming.target(iri))
    gaps = {
        step: Label((Words(_gap(step), "gap"),)) for step in lineage.steps if isinstance(step, Gap)
    }
    return timeline(lineage, here, labels, gaps, gettext("Without a known year"))


def _place_words(naming: Naming, step: Step, *, main: tuple[str, ...]) -> Words:
    edition = step.edition
    if edition.edition_number is None and edition.title:
        called = nearest(edition.title, naming.language)
    else:
        called = Value(_number_or_date(edition))
    parts = [called.text]
    if edition.languages and not set(edition.languages) & set(main[:1]):
        parts.append(naming.languages(edition.languages))
    return _words(replace(called, text=" · ".join(parts)), "name")


def _title(naming: Naming, edition: Edition, heading: Value) -> list[Words]:
    """The title, where it is another than the page's."""
    if not edition.title or edition.edition_number is None:
        return []
    if not titles_differ(edition.title, {"": heading.text}):
        return []
    return [_words(nearest(edition.title, naming.language), "title")]


def _other(naming: Naming, edition: Edition) -> list[Words]:
    """An edition of another work is called by its title, or else by its work's."""
    if edition.title:
        return [_words(nearest(edition.title, naming.language), "name")]
    works = [naming.work(work) for work in edition.works if work in naming.lineage.works]
    return [Words(_number_or_date(edition)), *(_words(work, "title") for work in works[:1])]


def _issuers(naming: Naming, edition: Edition, *, current: bool = False) -> list[Words]:
    """Who issued it, on a line of its own, and below that what else there is to say."""
    remarks = naming.remarks(edition)
    if current:
        remarks.append(gettext("latest known"))
    texts = (naming.issuers(edition, short=True), " · ".join(remarks))
    return [Words(text, look) for text, look in zip(texts, ("by", "remark"), strict=True) if text]


def _words(value: Value, look: str) -> Words:
    return Words(value.text, look, value.language, direction(value.language) == "rtl")


def _gap(gap: Gap) -> str:
    if gap.first == gap.last:
        return gettext("Edition %(number)s: not described", number=gap.first)
    if gap.first + 1 == gap.last:
        return gettext(
            "Editions %(first)s and %(last)s: not described", first=gap.first, last=gap.last
        )
    return gettext("Editions %(first)s to %(last)s: not described", first=gap.first, last=gap.last)
