"""The other editions of a hit's work, which stand under it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import ngettext

from publod.bibliography.language_codes_and_names import language_name
from publod.ledger import Record
from publod.search.search_interface import Hit
from publod.vocabulary import DCTERMS
from publod.web.lists.result_list import ListedPublication
from publod.web.record_names import Value, edition_name, record_name
from publod.web.site import Site

#: Editions that are listed under a hit. Of more it is said how many they are.
MOST = 50
#: Editions of the works of a page that are looked at for stated ones.
_MOST_LINKS = 1000
_EDITION_OF = str(DCTERMS.isVersionOf)


@dataclass(frozen=True, slots=True)
class FoldedEdition:
    """An edition under a hit; ``is_stated`` tells that it is known only from a statement."""

    name: Value
    is_stated: bool = False


@dataclass(frozen=True, slots=True)
class FoldedEditions:
    """The editions under a hit, the newest first. ``more`` are not listed; ``work`` has them all.

    ``label`` counts them and tells where they stand: before the hit, after it, or neither.
    """

    label: str
    editions: tuple[FoldedEdition, ...]
    more: int
    work: str


def paths_under(hits: Iterable[Hit]) -> list[str]:
    """The publications that stand under hits."""
    return [path for hit in hits for path in hit.editions[:MOST]]


def editions_under(
    site: Site,
    hits: Sequence[Hit],
    publications: Mapping[str, ListedPublication],
    language: str,
    *,
    stated: bool,
) -> dict[str, FoldedEditions]:
    """What stands under each hit that stands for other editions; ``stated`` ones too if wanted.

    ``publications`` has the hits and those of `paths_under`.
    """
    heads = [publications[hit.path] for hit in hits if hit.path in publications]
    works = dict.fromkeys(head.work for head in heads if head.work)
    of_work = _stated(site, works, publications) if stated else {}
    under = {}
    for hit in hits:
        work = publications[hit.path].work if hit.path in publications else ""
        described = [publications[p] for p in hit.editions[:MOST] if p in publications]
        others = of_work.get(work, ())
        head = publications.get(hit.path)
        if head is not None and (described or others):
            under[hit.path] = _folded(
                head.record, described, others, len(hit.editions) - len(described), language
            )
            under[hit.path] = replace(under[hit.path], work=work)
    return under


def _stated(site: Site, works: Iterable[str], described: Container[str]) -> dict[str, list[Record]]:
    """The editions of each work that are known only from statements; none that is ``described``."""
    links = site.repository.links_to(works, [_EDITION_OF], _MOST_LINKS)
    records = site.repository.present_records(
        link.source for link in links if link.source not in described
    )
    stated = [path for path, record in records.items() if record.kind == "edition"]
    headings = site.repository.described_levels(stated)
    by_work: dict[str, list[Record]] = {}
    for link in links:
        if link.source in stated and link.source not in headings:
            by_work.setdefault(link.target, []).append(records[link.source])
    return by_work


def _folded(
    head: Record,
    described: Sequence[ListedPublication],
    stated: Sequence[Record],
    more: int,
    language: str,
) -> FoldedEditions:
    lines = [(one.record, _named(one, head, language)) for one in described]
    lines += [(record, record_name(record.summary, language, record.path)) for record in stated]
    lines.sort(key=lambda line: (-(line[0].summary.year or 0), line[0].path))
    seen: set[str] = set()
    editions = []
    for record, name in lines:
        # What is alike in all this is told by the end of its address.
        text = name.text if name.text not in seen else f"{name.text} ({record.path})"
        seen.add(text)
        editions.append(FoldedEdition(replace(name, text=text), record.kind == "edition"))
    number = len(editions) + more
    sides = {_side(record, head) for record, _ in lines}
    return FoldedEditions(_label(number, sides), tuple(editions), more, "")


def _named(publication: ListedPublication, head: Record, language: str) -> Value:
    """An edition by what it has of its own: number and year, languages, and another title."""
    record = publication.record
    summary = record.summary
    parts = [edition_name(summary.edition, summary.year)]
    if summary.label != head.summary.label or summary.subtitle != head.summary.subtitle:
        shown = record_name(summary, language, record.path)
        beside = summary.subtitle.get(shown.language or language, "")
        parts.append(f"{shown.text}: {beside}" if beside else shown.text)
    if publication.languages:
        parts.append(", ".join(language_name(code, language) for code in publication.languages))
    if summary.number:
        parts.append(summary.number)
    return Value(" · ".join(parts), "", record.path)


def _side(record: Record, head: Record) -> int:
    """-1 for what came before the hit, 1 for what came after, 0 where that is not known."""
    own, other = record.summary, head.summary
    for mine, its in ((own.edition, other.edition), (own.year, other.year)):
        if mine is not None and its is not None and mine != its:
            return -1 if mine < its else 1
    return 0


def _label(number: int, sides: set[int]) -> str:
    if sides == {-1}:
        return ngettext("%(num)s earlier edition", "%(num)s earlier editions", number)
    if sides == {1}:
        return ngettext("%(num)s later edition", "%(num)s later editions", number)
    return ngettext("%(num)s other edition", "%(num)s other editions", number)
