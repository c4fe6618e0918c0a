"""What has changed, as activities in the order in which they happened.

The lists are those of ActivityStreams 2.0 (https://www.w3.org/TR/activitystreams-core/, §5), with
what the Entity Metadata Management API 1.0 (https://emm-spec.org/1.0/) says of them: an entry
point (§3.1), change sets (§3.2) and activities (§3.3, §4). The paging is also that of the IIIF
Change Discovery API (https://iiif.io/api/discovery/1.0/), whose readers begin at the last page.

Time ascends, from the first page to the last and within each (EMM §3.2 leaves the choice, and IIIF
has this one). No document has a property for that, so the summaries say it.

A change set holds the revisions whose numbers lie in one hundred. A revision never changes, and
all that is told here of one is read from its own graph; so a change set that another follows is
the same for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from publod.bibliography.dates import timestamp
from publod.bibliography.record_summary import KINDS, Summary, summary_of, thing_of
from publod.formats import FORMATS
from publod.ledger.history import Event, History
from publod.rdf import Triple, iri_of, term_of_iri, triples_of
from publod.record_repository import Repository
from publod.vocabulary import RDF

#: Revisions to a change set.
SIZE = 100
PATH = "changes"
#: Extension contexts come first (EMM §2.2). The relation type is that of RFC 6596.
_CONTEXT: tuple[Any, ...] = (
    {"canonical": {"@id": "http://www.iana.org/assignments/relation/canonical", "@type": "@id"}},
    "https://www.w3.org/ns/activitystreams",
    "https://emm-spec.org/1.0/context.json",
)
_TYPE = term_of_iri(RDF.type)
_ORDER = "in ascending order of time: the oldest first, the newest at the end of the last page"
_WORDS = {"Create": "New", "Update": "Changed", "Delete": "Withdrawn"}


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """A page of changes. ``version`` names its content; ``time`` is that of its last change.

    One that is ``complete`` never changes any more.
    """

    number: int
    document: dict[str, Any]
    version: str
    time: int
    complete: bool


def entry_point(repository: Repository, summary: str, downloads: Iterable[str]) -> dict[str, Any]:
    """The list of everything that has happened, as far as its first and its last page.

    ``summary`` is what the list is called, ``downloads`` are URLs where the whole can be fetched.
    """
    base = repository.base_url
    with repository.history() as ask:
        first, last, count = ask.next_after(0), ask.last_before(None), ask.count()
    document: dict[str, Any] = {
        "@context": list(_CONTEXT),
        "id": base + PATH,
        "type": "OrderedCollection",
        "summary": f"{summary}, {_ORDER}",
        "totalItems": count,
    }
    if urls := list(downloads):
        document["url"] = urls
    if first is not None and last is not None:
        document["first"] = _page(base, _page_of(first))
        document["last"] = _page(base, _page_of(last))
    return document


def change_set(repository: Repository, number: int) -> ChangeSet | None:
    """The changes of a page, the first of which is number 1; None where there is none."""
    with repository.history() as ask:
        return _change_set(ask, repository.base_url, number)


def _change_set(ask: History, base: str, number: int) -> ChangeSet | None:
    if not 0 < number < 1 << 53:  # no database would count so far
        return None
    start = (number - 1) * SIZE + 1
    events = ask.between(start, start + SIZE - 1)
    if not events:
        return None
    after, before = ask.next_after(events[-1].number), ask.last_before(events[0].number)
    document: dict[str, Any] = {
        "@context": list(_CONTEXT),
        "id": f"{base}{PATH}/{number}",
        "type": "OrderedCollectionPage",
        "summary": f"Changes {events[0].number} to {events[-1].number}, the oldest first",
        "partOf": {"id": base + PATH, "type": "OrderedCollection"},
        "startIndex": (number - 1) * SIZE,
        "totalItems": len(events),
    }
    if before is not None:
        document["prev"] = _page(base, _page_of(before))
    if after is not None:
        document["next"] = _page(base, _page_of(after))
    document["orderedItems"] = [_activity(event, base, number) for event in events]
    last = events[-1]
    version = f"{last.number}.{last.commit.version}.{after or ''}"
    return ChangeSet(number, document, version, last.commit.time, after is not None)


def _activity(event: Event, base: str, page: int) -> dict[str, Any]:
    document = base + event.path
    triples = list(triples_of(event.graph))
    thing = thing_of(document, triples)
    summary = summary_of(thing, triples)
    kind = "Delete" if not event.is_there else "Update" if event.was_there else "Create"
    time = timestamp(event.commit.time)
    activity: dict[str, Any] = {"id": thing}
    if classes := _class(thing, triples):
        activity["type"] = classes
    activity |= _names(summary)
    activity["updated"] = time
    activity["canonical"] = document
    if event.is_there:
        activity["url"] = [
            {
                "type": "Link",
                "href": f"{document}.{chosen.suffix}",
                "mediaType": chosen.media_type,
                "rel": "alternate",
            }
            for chosen in FORMATS
        ]
    return {
        "id": f"{base}{PATH}/{page}#{event.number}",
        "type": kind,
        "summary": f"{_WORDS[kind]}: {_name(summary, event.path)}",
        "published": time,
        "endTime": time,
        "object": activity,
    }


def _class(thing: str, triples: Iterable[Triple]) -> str:
    """The class that says most of what a thing is: the one that tells its kind, else any."""
    subject = term_of_iri(thing)
    classes = sorted(o for s, p, o in triples if s == subject and p == _TYPE)
    known = [name for name in KINDS if name in classes]
    class_ = next(iter(known or classes), "")
    return iri_of(class_) if class_.startswith("<") else ""


def _names(summary: Summary) -> dict[str, Any]:
    """ActivityStreams vocabulary, ``name``: in each language, or without one."""
    names: dict[str, Any] = {}
    if plain := summary.label.get(""):
        names["name"] = plain
    if named := {tag: text for tag, text in sorted(summary.label.items()) if tag}:
        names["nameMap"] = named
    return names


def _name(summary: Summary, path: str) -> str:
    """The kind and the English name of a record, or whichever it has."""
    label = summary.label
    text = label.get("en") or label.get("") or next(iter(label.values()), path)
    return f"{summary.kind} {text}"


def _page(base: str, number: int) -> dict[str, str]:
    return {"id": f"{base}{PATH}/{number}", "type": "OrderedCollectionPage"}


def _page_of(revision: int) -> int:
    return (revision - 1) // SIZE + 1
