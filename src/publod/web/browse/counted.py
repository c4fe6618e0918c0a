"""How many publications there are of each subject, type, agent and so on.

The search index counts all of them in a few milliseconds, however many publications there are. It
is asked as long as it shows the ledger's last commit; until it has followed, the ledger counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from publod.errors import PublodError
from publod.ledger import Record
from publod.search.protocol import Asked, Results
from publod.web.site import Site

#: The index tells at least as many values of a facet, where there are as many.
_TOLD = 500


def counts_of(site: Site, kind: str, paths: Iterable[str]) -> Mapping[str, int]:
    """Publications of concepts of a kind, or of agents, by path; those without any may be missing.

    Those of a subject's narrower ones count for it as well.
    """
    wanted = list(paths)
    holdings = site.repository.holdings
    found = results(site, Asked())
    known = found.facets.get(kind, {}) if found else {}
    # The index tells the values with the most publications, and no word of the others.
    left = wanted if found is None else [p for p in wanted if p not in known]
    if not left or (found and len(known) < _TOLD):
        return known
    rest = holdings.by_agent(left) if kind == "agent" else holdings.by_concept(kind, left)
    return {**known, **rest}


def years_of(site: Site) -> Mapping[int, int]:
    """Publications of each year, the first year first."""
    found = results(site, Asked())
    if found is None:
        return site.repository.holdings.years()
    return dict(sorted(found.years.items()))


def beside(site: Site, agent: Record) -> Mapping[str, int]:
    """With whom an agent has issued publications, and how many, by path."""
    found = results(site, Asked(agent=(agent.path,)))
    if found is None:
        return site.repository.holdings.beside(agent.path)
    return {
        path: count
        for path, count in found.facets.get("agent", {}).items()
        if path != agent.path and count
    }


def newest(
    site: Site, asked: Asked, limit: int, language: str
) -> tuple[Sequence[Record], int] | None:
    """The newest publications that fit, and how many do; None while the index has not followed."""
    found = results(site, replace(asked, sort="newest", reader=language), limit)
    if found is None:
        return None
    there = site.repository.records(hit.path for hit in found.hits)
    return [there[hit.path] for hit in found.hits if hit.path in there], found.total


def results(site: Site, asked: Asked, limit: int = 0) -> Results | None:
    """What the search index has, if it shows the ledger's last commit."""
    index = getattr(site, "search", None)
    if index is None:
        return None
    with suppress(PublodError):
        found: Results = index.search(asked, 0, limit, facets=not limit)
        if found.version == site.repository.head().version:
            return found
    return None
