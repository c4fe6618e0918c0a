"""The drawing of a lineage for a page: what the labels say, in the page's language."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext

from publod.bibliography.edition import Edition
from publod.bibliography.lineage import Gap, Step
from publod.web.lineage import Drawing, Label, Words, timeline
from publod.web.lineage.lineage_labels import Naming, titles_differ
from publod.web.names import Value, nearest, placed
from publod.web.templating import direction


def drawn(naming: Naming, here: str, heading: Value) -> Drawing:
    """The lineage with the mark of ``here``, on a page with this heading."""
    lineage = naming.lineage
    several = len(lineage.editions) > 1
    first = next((s.edition.languages for s in lineage.editions if s.edition.languages), ())
    labels = {}
    for step in lineage.editions:
        words = [
            _place(naming, step, main=first),
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


def _place(naming: Naming, step: Step, *, main: tuple[str, ...]) -> Words:
    edition = step.edition
    if edition.number is None and edition.title:
        called = nearest(edition.title, naming.language)
    else:
        called = Value(placed(edition.number, None if edition.number else edition.issued))
    parts = [called.text]
    if edition.languages and not set(edition.languages) & set(main[:1]):
        parts.append(naming.languages(edition.languages))
    return _words(replace(called, text=" · ".join(parts)), "name")


def _title(naming: Naming, edition: Edition, heading: Value) -> list[Words]:
    """The title, where it is another than the page's."""
    if not edition.title or edition.number is None:
        return []
    if not titles_differ(edition.title, {"": heading.text}):
        return []
    return [_words(nearest(edition.title, naming.language), "title")]


def _other(naming: Naming, edition: Edition) -> list[Words]:
    """An edition of another work is called by its title, or else by its work's."""
    if edition.title:
        return [_words(nearest(edition.title, naming.language), "name")]
    works = [naming.work(work) for work in edition.works if work in naming.lineage.works]
    place = placed(edition.number, None if edition.number else edition.issued)
    return [Words(place), *(_words(work, "title") for work in works[:1])]


def _issuers(naming: Naming, edition: Edition, *, current: bool = False) -> list[Words]:
    """Who issued it, on a line of its own, and below that what else there is to say."""
    remarks = []
    if edition.year is None:
        remarks.append(gettext("year unknown"))
    if current:
        remarks.append(gettext("latest known"))
    texts = (naming.issuers(edition, short=True), " · ".join(remarks))
    return [Words(text, look) for text, look in zip(texts, ("by", "remark"), strict=True) if text]


def _words(value: Value, look: str) -> Words:
    return Words(value.text, look, value.language, direction(value.language) == "rtl")


def _gap(gap: Gap) -> str:
    if gap.first == gap.last:
        return gettext("Edition %(number)s: not described", number=gap.first)
    return gettext(
        "Editions %(first)s to %(last)s: not described",
        first=gap.first,
        last=gap.last,
    )
