"""What is related to a publication, as its page tells it: each publication, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from publod.bibliography.entry import Entry
from publod.bibliography.record_summary import record_path_of
from publod.ledger import Record
from publod.ledger.related_queries import Related
from publod.web.record_names import Value, record_name
from publod.web.site import Site

#: Subjects that are told of a publication, the narrowest.
_MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """A publication: ``why`` says what it shares with the one that the page is of, ``shared``."""

    record: Record
    why: str
    shared: tuple[Value, ...]


def version_of(related: Sequence[Related]) -> str:
    """What changes when the list or anything in it does; '' where nothing is related."""
    if not related:
        return ""
    shown = [(one.record.path, one.record.version, one.whole, one.subjects) for one in related]
    return "r" + hashlib.blake2b(repr(shown).encode(), digest_size=5).hexdigest()


def related_lines(
    site: Site, entry: Entry, related: Iterable[Related], language: str
) -> list[RelatedLine]:
    """What is related to a publication, in a reader's language, in the order given."""
    related = list(related)
    names = site.repository.present_records(
        path for one in related for path in (one.whole, *one.subjects[:_MOST_NAMED]) if path
    )
    series = {record_path_of(one.iri, site.base_url) for one in entry.series}
    lines = []
    for one in related:
        paths = (one.whole,) if one.whole else one.subjects[:_MOST_NAMED]
        shared = tuple(
            record_name(names[path].summary, language, path) for path in paths if path in names
        )
        if one.whole in series:
            why = gettext("Same series:")
        elif one.whole:
            why = gettext("Also part of:")
        else:
            why = ngettext("Same subject:", "Same subjects:", len(shared))
        if shared:
            lines.append(RelatedLine(one.record, why, shared))
    return lines
