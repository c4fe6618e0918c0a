"""The report of a load: what breaks the rules, of shapes and of others, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from publod.ingest.load_plan import Plan
from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Draft
from publod.ingest.record_references import broken_references
from publod.ingest.statement_lines import Sought, patterns_of, placed
from publod.ingest.validation_scope import Scope
from publod.ledger import Ledger
from publod.rdf import BLANK, is_blank
from publod.validation import Report, Shapes, Violation, validate

#: Tells a person how far a step is: its name, its whole in the step's own unit, and a function to
#: call with each part that is done.
Steps = Callable[[str, int], Callable[[int], None]]


def report_of(
    plan: Plan,
    drafts: Mapping[str, Draft],
    findings: Sequence[Sought],
    ledger: Ledger | None,
    addresses: Addresses,
    shapes: Path,
    *,
    workers: int,
    steps: Steps,
) -> Report:
    """Every rule that a plan breaks; ``findings`` are those that statements of the files break."""

    def sought(found: Violation) -> Sought:
        draft = drafts.get(found.record.removeprefix(addresses.base))
        return found, draft.sources if draft else (), patterns_of(found)

    by_shapes: tuple[Violation, ...] = ()
    if plan.changes:
        batches = Scope(plan.changes, ledger, addresses, Shapes.of(shapes).joining).batches()
        total = sum(len(batch.judged) for batch in batches)
        by_shapes = validate(shapes, batches, workers, steps("validate", total)).results
    # What a shape says of a value says it better: it knows what the property is for.
    shaped = set(map(_subject, by_shapes))
    others = [*findings, *map(sought, broken_references(plan, ledger, addresses))]
    results = [*map(sought, by_shapes), *(one for one in others if _subject(one[0]) not in shaped)]
    return Report.of(placed(results, addresses.base))


def _subject(found: Violation) -> tuple[str, str, str, str]:
    """What a result is about; blank nodes have other names in each part of a load."""
    focus = BLANK if is_blank(found.focus) else found.focus
    return found.record, focus, found.path, found.value
