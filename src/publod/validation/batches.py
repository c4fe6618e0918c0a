"""Validating many works: in this process when they are few, in several when they are many."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from publod.errors import IngestError
from publod.messages import N_
from publod.process_pool import in_processes
from publod.rdf import Triple, iri_of, is_blank, literal_of, term_of_iri, triples_of
from publod.validation.report import Report
from publod.validation.results import Violation
from publod.validation.shapes import Folders, Shapes
from publod.vocabulary import DCTERMS, PUB

log = logging.getLogger(__name__)

#: From about this many records on, another process earns back the second that it takes to start.
_WORTH_A_PROCESS = 400
#: Records of a batch that are worth a first look by a faster engine; and how many it can look at,
#: since it follows a chain of so many in some seconds, and of ten times as many in minutes.
_WORTH_A_LOOK, _MOST_LOOKED_AT = 50, 4000
#: The shapes compare each edition of a work with all that have its number, as language versions
#: have: so many take some seconds, and ten times as many some minutes.
_MOST_ALIKE = 120
_NUMBER, _EDITION_OF = term_of_iri(PUB.editionNumber), term_of_iri(DCTERMS.isVersionOf)


@dataclass(frozen=True, slots=True)
class Batch:
    """What is validated together.

    ``graphs`` maps documents to canonical N-Triples; results are kept for the documents in
    ``judged`` (the others are there because they are referred to).
    """

    graphs: dict[str, str]
    judged: frozenset[str]


def validate(
    folder: Folders,
    batches: Sequence[Batch],
    workers: int,
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Validate batches against the shapes of folders, telling how many records are done."""
    judged = sum(len(batch.judged) for batch in batches)

    def found() -> Iterator[Violation]:
        processes = processes_for(judged, len(batches), workers)
        for batch, results in judged_batches(folder, batches, processes):
            progress(len(batch.judged))
            yield from results

    return Report.of(found())


def processes_for(records: int, batches: int, workers: int) -> int:
    """How many processes to validate in, of so many at most: one where few records are judged."""
    return min(workers, batches) if records >= _WORTH_A_PROCESS else 1


def judged_batches(
    folder: Folders, batches: Iterable[Batch], processes: int
) -> Iterator[tuple[Batch, list[Violation]]]:
    """What is wrong in each batch, in order; batches are asked for as they are needed."""
    yield from in_processes(partial(_judge, folder), batches, processes)


def _judge(folder: Folders, batch: Batch) -> list[Violation]:
    # pySHACL takes a third of a second to import, and most processes validate nothing.
    from publod.validation.shacl_engine import violations

    triples, homes = _merged(batch.graphs)
    _require_comparable(triples)
    shapes = Shapes.of(folder)
    judged = {node for node, document in homes.items() if document in batch.judged}
    if _WORTH_A_LOOK <= len(batch.judged) <= _MOST_LOOKED_AT:
        suspects = _suspects(shapes, triples)
        if suspects is not None:
            documents = {homes[node] for node in suspects & judged}
            judged = {node for node in judged if homes[node] in documents}
    if not judged:
        return []
    return [
        replace(violation, record=homes[violation.focus])
        for violation in violations(shapes, triples, judged)
        if violation.focus in judged
    ]


def _suspects(shapes: Shapes, triples: Sequence[Triple]) -> set[str] | None:
    """The things in which there is something for pySHACL to find; None if that is not known."""
    from publod.validation.conformance import breaking

    try:
        return breaking(shapes, triples)
    except Exception as error:  # noqa: BLE001 (whatever another engine meets, pySHACL judges)
        log.warning("validating without a first look: %s", error)
        return None


def _require_comparable(triples: Sequence[Triple]) -> None:
    """Raise IngestError where so many editions have one number that comparing them has no end."""
    numbers = {s: o for s, p, o in triples if p == _NUMBER}
    alike = Counter((o, numbers[s]) for s, p, o in triples if p == _EDITION_OF and s in numbers)
    for (work, number), count in alike.items():
        if count > _MOST_ALIKE:
            raise IngestError(
                N_(
                    "%(work)s has %(count)s editions with the number %(number)s, and at most "
                    "%(most)s can be compared with each other: give them numbers of their own",
                    work=work,
                    count=count,
                    number=literal_of(number)[0],
                    most=_MOST_ALIKE,
                )
            )


def _merged(graphs: dict[str, str]) -> tuple[list[Triple], dict[str, str]]:
    """All graphs as one, and in which of them each subject is described."""
    triples: list[Triple] = []
    homes: dict[str, str] = {}
    for number, (document, text) in enumerate(graphs.items()):
        for subject, predicate, value in triples_of(text):
            # Canonical labels repeat from record to record; a batch must keep them apart.
            s = f"{subject}x{number}" if is_blank(subject) else subject
            o = f"{value}x{number}" if is_blank(value) else value
            triples.append((s, predicate, o))
            homes.setdefault(s if is_blank(s) else iri_of(s), document)
    return triples, homes
