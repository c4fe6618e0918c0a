"""What a result says beside the rule: the values at fault, the other records, and their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Draft
from publod.ingest.statement_lines import Sought, patterns_of, placed
from publod.ledger import Ledger
from publod.rdf import is_blank, is_iri, term_of_iri, triples_of
from publod.validation import OtherRecord, Violation
from publod.vocabulary import DCTERMS, SH

#: What leads to the whole within which a rule compares records.
_JOINING = frozenset(map(term_of_iri, (DCTERMS.isVersionOf, DCTERMS.isPartOf)))
_BETWEEN_RECORDS = SH.iri + "SPARQLConstraintComponent"


def detailed(
    results: Sequence[Sought],
    drafts: Mapping[str, Draft],
    ledger: Ledger | None,
    addresses: Addresses,
) -> list[Violation]:
    """Results with their files and lines, the values at fault, and the records beside their own.

    What several components of a shape say of one value is one result.
    """
    results = _each_once(results)
    peers = _peers([violation for violation, _, _ in results], drafts, ledger, addresses)
    whole: list[Sought] = []
    beside: list[Sought] = []
    for violation, sources, patterns in results:
        others = _others(violation, peers, drafts, ledger, addresses)
        values = violation.values or _values(violation, drafts, addresses)
        whole.append((replace(violation, values=values, others=others), sources, patterns))
        for other in others:
            sought = replace(violation, focus=other.record + "#it", record=other.record)
            draft = drafts.get(other.record.removeprefix(addresses.base))
            beside.append((sought, draft.sources if draft else (), patterns_of(sought)))
    # In one go: each file is read again once, however many results it has.
    found = placed([*whole, *beside], addresses.base)
    of_others = iter(found[len(whole) :])
    return [
        replace(violation, others=tuple(map(_place, violation.others, of_others)))
        for violation in found[: len(whole)]
    ]


def _each_once(results: Sequence[Sought]) -> list[Sought]:
    by_value: dict[tuple[object, ...], Sought] = {}
    for one in sorted(results, key=lambda sought: sought[0]):
        found = one[0]
        about = (found.record, found.focus, found.path, found.value, found.shape, found.constraint)
        by_value.setdefault(about if found.value else (found,), one)
    return list(by_value.values())


def _place(other: OtherRecord, found: Violation) -> OtherRecord:
    return OtherRecord(other.record, found.source, found.line)


def _values(
    violation: Violation, drafts: Mapping[str, Draft], addresses: Addresses
) -> tuple[str, ...]:
    """The values of the property, where the result names none: they are too many, or too alike."""
    draft = drafts.get(violation.record.removeprefix(addresses.base))
    if violation.value or not violation.path or draft is None or is_blank(violation.focus):
        return ()
    subject, path = term_of_iri(violation.focus), term_of_iri(violation.path)
    return tuple(o for s, p, o in triples_of(draft.graph) if s == subject and p == path)


def _peers(
    results: Sequence[Violation],
    drafts: Mapping[str, Draft],
    ledger: Ledger | None,
    addresses: Addresses,
) -> Mapping[tuple[str, str, str], list[str]]:
    """By rule, value and record: all records of its whole of which the rule says the same."""
    groups: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for violation in results:
        if violation.component == _BETWEEN_RECORDS and not is_iri(violation.value):
            path = violation.record.removeprefix(addresses.base)
            for whole in _joined(path, drafts, ledger):
                groups[violation.rule, violation.value, whole].add(violation.record)
    peers: dict[tuple[str, str, str], list[str]] = {}
    for (rule, value, _), records in groups.items():
        same = sorted(records)
        peers |= {(rule, value, record): same for record in same if len(same) > 1}
    return peers


def _others(
    violation: Violation,
    peers: Mapping[tuple[str, str, str], list[str]],
    drafts: Mapping[str, Draft],
    ledger: Ledger | None,
    addresses: Addresses,
) -> tuple[OtherRecord, ...]:
    """Records that exist, beside the one in which the fault is."""
    if violation.others:
        return violation.others
    own = violation.record.removeprefix(addresses.base)
    if is_iri(violation.value):
        target = addresses.split(violation.value)
        if target is None or target[0] == own:
            return ()
        is_there = target[0] in drafts or bool(ledger and ledger.digests([target[0]]))
        return (OtherRecord(addresses.document(target[0])),) if is_there else ()
    same = peers.get((violation.rule, violation.value, violation.record), [])
    # As of ISBNs: the first names all, the others the first.
    named = same[1:] if same[:1] == [violation.record] else same[:1]
    return tuple(map(OtherRecord, named))


def _joined(path: str, drafts: Mapping[str, Draft], ledger: Ledger | None) -> set[str]:
    """The work that a record is a version of, or a part of."""
    graph = drafts[path].graph if path in drafts else ""
    if not graph and ledger:
        graph = ledger.graphs([path]).get(path, "")
    return {o for _, p, o in triples_of(graph) if p in _JOINING}
