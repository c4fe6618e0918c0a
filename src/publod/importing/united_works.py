"""Works that a changed source makes one: editions that a first import would have brought together.

Two rows with the same title and year get a work each. When the year of one is corrected, they are
editions of one work, and an import makes them that, unless a person has edited one of their files.
"""

from __future__ import annotations

from publod.importing.addresses import keys_of
from publod.importing.imported_files import Files
from publod.importing.publication import Publication
from publod.importing.report import Kind
from publod.importing.works import Works
from publod.messages import N_


def unite(publications: list[Publication], works: Works, files: Files) -> None:
    """Bring editions together that have works of their own from earlier imports.

    As in a first import, a work joins the one work that fits of those before it, but only where the
    source says something else of an edition of one of them than it did.
    """
    groups: dict[str, list[Publication]] = {}
    for one in publications:
        if one.work:
            groups.setdefault(one.work, []).append(one)
    changed = {
        one.work for one in publications if one.entry and one.entry.keys != keys_of(one.record)
    }
    later = set(groups)
    for path, group in groups.items():
        later.discard(path)
        if not all(one.entry and not one.record.work for one in group):
            continue
        others = [other for other in works.fitting(path, group) if other not in later]
        if len(others) != 1 or changed.isdisjoint({path, *others}):
            continue
        edited = [one for one in group if one.entry and files.is_edited(one.entry)]
        for one in edited:
            if one.entry and one.entry.keys != keys_of(one.record):
                reason = N_(
                    "by its title and its date it is an edition of %(work)s now, but its file was "
                    "edited by hand: say so there (dcterms:isVersionOf)",
                    work=others[0],
                )
                works.report.add(Kind.LEFT_ALONE, reason, one.record, path=one.path)
        if not edited:
            works.move(path, others[0], group)
