"""References between records that lead nowhere, or back to where they began.

The shapes ask for the class of what a property leads to, where they know the property. Here every
reference below the base URL is followed, and the properties that lead from part to whole, from
version to work and from translation to original are followed to their end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from publod.ingest.load_plan import Plan
from publod.ingest.record_addresses import Addresses
from publod.ledger import Ledger, Link
from publod.messages import N_, Message
from publod.rdf import BLANK, term_of_iri
from publod.validation import Violation, result
from publod.vocabulary import DCAT, DCTERMS, FOAF, ORG, PUB, RDFS, SCHEMA, SH

#: A path and a fragment.
Thing = tuple[str, str]

#: Their values are pages and files: a site may have some below the base URL that are no records.
_PAGES = frozenset(
    str(iri)
    for iri in (
        FOAF.page, FOAF.homepage, FOAF.isPrimaryTopicOf, RDFS.seeAlso, DCAT.downloadURL,
        DCAT.accessURL, DCAT.landingPage, DCAT.endpointURL, DCAT.endpointDescription,
        DCTERMS.license, DCTERMS.rights, DCTERMS.conformsTo, SCHEMA.url, SCHEMA.contentUrl,
        SCHEMA.usageInfo, SCHEMA.license, SCHEMA.mainEntityOfPage,
    )
)  # fmt: skip
#: What ends somewhere. The shapes see to dcterms:replaces and skos:broader themselves.
_ENDING = frozenset(
    str(iri)
    for iri in (
        DCTERMS.isPartOf, DCTERMS.isVersionOf, SCHEMA.translationOfWork, SCHEMA.isBasedOn,
        PUB.amends, PUB.corrects, PUB.supplements, ORG.subOrganizationOf,
    )
)  # fmt: skip


def broken_references(
    plan: Plan, ledger: Ledger | None, addresses: Addresses
) -> Iterator[Violation]:
    """Every reference of changed records to no record, to withdrawn ones, and round in circles."""
    links = [link for change in (*plan.added, *plan.changed) for link in change.links]
    if ledger and plan.withdrawn:
        gone = {change.path for change in plan.withdrawn}
        rewritten = {change.path for change in plan.changes}
        links += [link for link in ledger.links_to(gone) if link.source not in rewritten]
    yield from _leading_nowhere(links, plan, ledger, addresses)
    yield from _circles(links, plan, ledger, addresses)


def _leading_nowhere(
    links: list[Link], plan: Plan, ledger: Ledger | None, addresses: Addresses
) -> Iterator[Violation]:
    written = {change.path for change in (*plan.added, *plan.changed)}
    subjects = [
        link
        for link in links
        if link.target not in written
        and link.predicate not in _PAGES
        and "://" not in link.target  # a place of another register
        and not addresses.is_answered(link.target)
    ]
    there = ledger.digests({link.target for link in subjects}) if ledger and subjects else {}
    gone = {change.path for change in plan.withdrawn}
    for link in subjects:
        if link.target in gone or not there.get(link.target):
            yield _violation(
                "Reference-exists", link, addresses, str(SH.ClassConstraintComponent),
                N_(
                    "There is no such record: add it, correct the address, or remove the "
                    "statement."
                ),
            )  # fmt: skip


def _circles(
    links: list[Link], plan: Plan, ledger: Ledger | None, addresses: Addresses
) -> Iterator[Violation]:
    """Each reference of a changed record from whose end its beginning is reached again."""
    rewritten = {change.path for change in plan.changes}
    starts = [link for link in links if link.predicate in _ENDING and link.subject != BLANK]
    for predicate in sorted({link.predicate for link in starts}):
        above: dict[Thing, set[Thing]] = defaultdict(set)
        own = [link for link in starts if link.predicate == predicate]
        for link in own:
            above[link.source, link.subject].add((link.target, link.object))
        if ledger:
            _continue(above, predicate, rewritten, ledger)
        circular = _circular(above)
        for link in own:
            if {(link.source, link.subject), (link.target, link.object)} <= circular:
                yield _violation(
                    "Reference-ends", link, addresses, str(SH.NotConstraintComponent),
                    N_(
                        "From here the statement leads back here in a circle: remove the link that "
                        "is the wrong way round."
                    ),
                )  # fmt: skip


def _continue(
    above: dict[Thing, set[Thing]], predicate: str, rewritten: set[str], ledger: Ledger
) -> None:
    """Add what the ledger has above these things, to the top."""
    read = set(rewritten)
    frontier = {path for targets in above.values() for path, _ in targets} - read
    while frontier:
        read |= frontier
        links = [link for link in ledger.links_from(frontier) if link.predicate == predicate]
        for link in links:
            above[link.source, link.subject].add((link.target, link.object))
        frontier = {link.target for link in links} - read


def _circular(above: dict[Thing, set[Thing]]) -> set[Thing]:
    """The things in circles, and between circles: what is left when all ends are taken away."""
    below: dict[Thing, set[Thing]] = defaultdict(set)
    for thing, targets in above.items():
        for target in targets:
            below[target].add(thing)
    left = above.keys() | below.keys()
    for outward, inward in ((above, below), (below, above)):
        degree = {thing: len(outward.get(thing, set()) & left) for thing in left}
        ends = [thing for thing, count in degree.items() if not count]
        while ends:
            end = ends.pop()
            left.discard(end)
            for thing in inward.get(end, set()) & left:
                degree[thing] -= 1
                if not degree[thing]:
                    ends.append(thing)
    return left


def _violation(
    rule: str, link: Link, addresses: Addresses, component: str, message: Message
) -> Violation:
    record, target = addresses.document(link.source), addresses.document(link.target)
    subject = f"{record}#{link.subject}" if link.subject else record
    value = f"{target}#{link.object}" if link.object else target
    focus = BLANK if link.subject == BLANK else term_of_iri(subject)
    triple = (focus, term_of_iri(link.predicate), term_of_iri(value))
    violation = result(rule, triple, component, message)
    return replace(violation, record=record)
