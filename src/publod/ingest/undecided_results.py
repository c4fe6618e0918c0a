"""Results that cannot be told while files are refused: the record that is missing may be in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from publod.ingest.file_faults import FileFaults
from publod.ingest.load_plan import Plan
from publod.ingest.record_addresses import Addresses
from publod.ledger import Ledger, Link
from publod.messages import N_, Message
from publod.rdf import term_of_iri
from publod.validation import Violation
from publod.vocabulary import SH

_SPARQL = SH.iri + "SPARQLConstraintComponent"
#: Components that may look at other records, or at several values, whatever the property.
_OF_SETS = frozenset(
    f"{SH.iri}{name}ConstraintComponent"
    for name in ("SPARQL", "Node", "Or", "Xone", "Not", "And", "QualifiedMinCount")
)


def undecided(
    faults: FileFaults,
    results: Iterable[Violation],
    plan: Plan,
    ledger: Ledger | None,
    addresses: Addresses,
) -> set[Violation]:
    """Those of the results that depend on records which refused files may have."""
    if not faults.has_gaps:
        return set()
    found = list(results)
    paths = {one.record.removeprefix(addresses.base) for one in found}
    missing = _missing_links(paths, plan, ledger, addresses)
    doubtful: set[Violation] = set()
    for one in found:
        links = missing[one.record.removeprefix(addresses.base)]
        predicates = {link.predicate for link in links}
        targets = {term_of_iri(_thing(link, addresses)) for link in links}
        # Of a text, only a query asks what other records say.
        is_of_text = one.value.startswith('"') and one.component != _SPARQL
        by_sets = (one.component in _OF_SETS and not is_of_text) or not one.path
        if one.path in predicates or one.value in targets or (by_sets and links):
            doubtful.add(one)
    return doubtful


def unchecked(faults: FileFaults, count: int, *, validated: bool) -> list[Message]:
    """What could not be checked on account of refused files; ``count`` results are undecided."""
    if not faults.faults:
        return []
    if not validated:
        return [
            N_("Not checked: the shapes, since files are refused. `publod check` applies them.")
        ]
    said = [
        N_(
            "Not checked: records that could not be read whole (files: %(files)s; records of other "
            "files: %(records)s).",
            files=len(faults.files),
            records=len(faults.records),
        )
    ]
    if count:
        said.append(
            N_(
                "Not decided: %(count)s results that depend on records which may be in what could "
                "not be read.",
                count=count,
            )
        )
    return said


def _missing_links(
    paths: set[str], plan: Plan, ledger: Ledger | None, addresses: Addresses
) -> Mapping[str, list[Link]]:
    """The links of records to what is neither in the files nor in the catalogue."""
    changes = {change.path: change for change in plan.changes if change.graph is not None}
    links = [link for path in paths if path in changes for link in changes[path].links]
    rest = [path for path in paths if path not in changes]
    if ledger and rest:
        links += ledger.links_from(rest)
    targets = {link.target for link in links} - changes.keys()
    there = ledger.digests(targets) if ledger else {}
    missing: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        is_local = "://" not in link.target and not addresses.is_answered(link.target)
        if is_local and link.target in targets and not there.get(link.target):
            missing[link.source].append(link)
    return missing


def _thing(link: Link, addresses: Addresses) -> str:
    document = addresses.document(link.target)
    return f"{document}#{link.object}" if link.object else document
