"""The latest edition: the notice, the citation and the link name the same one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from publod.bibliography.entry import Edition, Entry
from publod.bibliography.lineage import Lineage, lineage_of
from publod.web.records.citing import citing
from publod.web.records.edition_versions import relations, versions_around
from publod.web.records.lineage_labels import Naming
from publod.web.site import Site

BASE = "https://data.example.se/"
NAMES = [f"{BASE}publication/{letter}" for letter in "abcdef"]
IRIS = st.sampled_from(NAMES)
EDITIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "edition_number": st.none() | st.integers(1, 5),
        "issued": st.sampled_from(["", "2001", "2005", "2009"]),
        "is_stated_only": st.booleans(),
        "languages": st.sampled_from([(), ("SWE",), ("ENG",), ("SWE", "ENG")]),
        "replaces": st.lists(IRIS, max_size=2).map(tuple),
        "translation_of": st.lists(IRIS, max_size=1).map(tuple),
    }
)


@st.composite
def lineages(draw: st.DrawFn) -> Lineage:
    """A work with some editions, with editions of other works that may replace them."""
    names = draw(st.lists(IRIS, min_size=1, unique=True))
    editions = [Edition(iri, **draw(EDITIONS)) for iri in names]
    newer: dict[str, list[str]] = {}
    for edition in editions:
        for older in edition.replaces:
            if older != edition.iri:
                newer.setdefault(older, []).append(edition.iri)
    told = [edition.with_more(replaced_by=newer.get(edition.iri, ())) for edition in editions]
    own = draw(st.integers(1, len(told)))
    lineage = lineage_of(f"{BASE}work/w", told[:own])
    return Lineage(lineage.work, lineage.steps, {other.iri: other for other in told[own:]})


def site_of(lineage: Lineage) -> Site:
    """A site whose catalogue describes what the lineage says that it does."""

    def entries(paths: Iterable[str]) -> Iterator[tuple[str, Entry]]:
        for path in paths:
            assert lineage.is_described(BASE + path)
            yield path, Entry(iri=BASE + path)

    return cast(Site, SimpleNamespace(base_url=BASE, repository=SimpleNamespace(entries=entries)))


@settings(max_examples=150, deadline=None)
@given(lineages())
def test_the_notice_the_citation_and_the_link_name_one_edition(lineage: Lineage) -> None:
    site: Any = site_of(lineage)
    for step in lineage.editions:
        edition = step.edition
        notice = versions_around(lineage, edition.iri)
        entry = Entry(iri=edition.iri, languages=edition.languages)
        cited = citing(site, entry, Naming(lineage, BASE, "sv"), ())
        link = [target for relation, target in relations(notice, edition.iri)
                if relation == "latest-version"]  # fmt: skip
        described = [iri for iri in notice.latest if lineage.is_described(iri)]
        assert [BASE + other.target for other in cited.latest] == described
        if cited.is_latest:
            assert notice.latest == ()
        if link:
            assert link in ([edition.iri], list(notice.latest))
            assert bool(cited.is_latest) == (link == [edition.iri])
