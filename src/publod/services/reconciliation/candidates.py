"""Candidates for queries (§4.2): found in the search index, weighed, and described."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import nullcontext
from functools import cache
from typing import Any

from publod.bibliography.record_summary import record_path_of
from publod.bibliography.triple_index import pick
from publod.ledger import Record
from publod.record_repository import Repository
from publod.search.facet_definitions import FACET_NAMES
from publod.search.name_search import Likeness
from publod.search.search_interface import SearchIndex, SearchRequest
from publod.services.reconciliation.manifest_and_queries import Given, Query
from publod.services.reconciliation.scoring import EXACT, NameScore, Rated, agreement
from publod.services.reconciliation.types_and_properties import (
    DEFAULT_TYPES,
    TYPES,
    Facts,
    Labels,
    Property,
    facts_of,
    linked,
    property_of,
    typed,
)

_LONGEST = 200
_MOST_NAMES = 4


def candidate(
    rated: Rated,
    facts: Facts,
    match: bool,
    names: Mapping[str, Record],
    labels: Labels,
    text: str,
    language: str,
) -> dict[str, Any]:
    """A candidate for a query with a text, with all that speaks for it."""
    name = likest_name(facts.record, text, language)
    features: list[dict[str, Any]] = [{"id": "identifier", "value": rated.is_identified}]
    if rated.name is not None:
        features.append({"id": "name", "value": round(100 * rated.name, 1)})
    features += [
        {"id": f"property:{id_}", "value": round(100 * value, 1)}
        for id_, value in rated.agreement.items()
        if value is not None
    ]
    return {
        "id": rated.path,
        "name": name,
        "type": typed([facts.record.kind], labels),
        "score": rated.score,
        "match": match,
        "description": description(facts, names, name, language),
        "features": features,
    }


def likest_name(record: Record, text: str, language: str) -> str:
    """A record's name: that which is likest to a text, else that in a language."""
    own = pick(record.summary.label, language)[0]
    names = [own, *record.summary.label.values()]
    like = Likeness(text)
    return max(names, key=like.of) or record.path if text else own or record.path


def description(facts: Facts, names: Mapping[str, Record], shown: str, language: str) -> str:
    """What tells a record from its namesakes: year, edition, authors, subtitle, other names."""
    summary = facts.record.summary
    parts: list[str] = []
    if summary.year is not None:
        parts.append(str(summary.year))
    creator, other = property_of("creator"), property_of("otherName")
    if creator is not None:
        people = [names[fact.path] for fact in facts.of(creator) if fact.path in names]
        parts += [pick(one.summary.label, language)[0] for one in people[:_MOST_NAMES]]
    if summary.subtitle:
        parts.append(pick(summary.subtitle, language)[0])
    also = list(summary.label.values())
    if other is not None:
        also += [fact.text for fact in facts.of(other)]
    parts += [text for text in dict.fromkeys(also) if text != shown][:_MOST_NAMES]
    text = " · ".join(part for part in parts if part)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


#: Records that are weighed for a query: of those with its name, of those with a name that is
#: like it, and then by what they say.
_BY_NAME, _BY_LIKENESS, _BY_FACTS = 60, 20, 20
#: An identifier that is written as a name is has this many characters at least.
_SHORTEST = 4
#: What a record of a kind that was not preferred is worth.
_NOT_PREFERRED = 0.9
_FACETS = {"creator": "agent", "publisher": "agent", "contributor": "agent"}


class Reconciler:
    """Answers the queries of one batch, all from one state of the catalogue.

    ``labels`` are in the language of the reader, which is that of the names too.
    """

    def __init__(
        self,
        repository: Repository,
        search: SearchIndex,
        labels: Labels,
        language: str,
        hidden: Collection[str] = (),
    ) -> None:
        """``hidden`` are the kinds whose records have no pages: none of them is a candidate."""
        self._repository = repository
        self._search = search
        self._labels = labels
        self._language = language
        self._hidden = hidden
        self._meant = cache(self._find_meant)

    def answer(
        self,
        batch: Mapping[str, Query],
        turn: Callable[[], Any] = nullcontext,
    ) -> dict[str, Any]:
        """The results of a batch by their keys; each query is worked on within a ``turn()``.

        Raises SearchError, and what ``turn`` raises.
        """
        rated: dict[str, list[Rated]] = {}
        for key, query in batch.items():
            with turn():
                rated[key] = self._rated(query)
        with turn():
            return self._results(batch, rated)

    def _results(
        self, batch: Mapping[str, Query], rated: Mapping[str, list[Rated]]
    ) -> dict[str, Any]:
        shown = {key: ranked[: batch[key].limit] for key, ranked in rated.items()}
        paths = {one.path for ranked in shown.values() for one in ranked}
        facts = facts_of(self._repository, self._repository.present_records(paths))
        names = self._repository.present_records(linked(facts.values()))
        return {
            key: {
                "result": [
                    candidate(
                        one, facts[one.path], _is_match(one, rated[key]), names, self._labels,
                        batch[key].text, self._language,
                    )
                    for one in ranked
                    if one.path in facts
                ]
            }
            for key, ranked in shown.items()
        }  # fmt: skip

    def _rated(self, query: Query) -> list[Rated]:
        """All candidates of a query, the best first."""
        kinds = self._kinds(query)
        if not kinds:
            return []
        identified = self._identified(query, kinds)
        if identified:
            scores: dict[str, dict[str, float]] = {path: {} for path in identified}
        elif query.text:
            scores = self._by_name(query, kinds)
        else:
            scores = {path: {} for path in self._by_conditions(query)}
        records = self._repository.present_records(scores)
        likeness = NameScore(query.text)
        ranked = [
            Rated(
                path,
                record.summary,
                likeness.of(record.summary, scores[path]) if query.text else None,
                path in identified,
                _NOT_PREFERRED if query.kinds and record.kind not in query.kinds else 1.0,
            )
            for path, record in records.items()
        ]
        ranked.sort(key=_order)
        if not query.conditions:
            return ranked
        weighed = ranked[:_BY_FACTS]
        self._weigh(query, weighed, records)
        return sorted(weighed, key=_order)

    def _kinds(self, query: Query) -> tuple[str, ...]:
        usual = tuple(TYPES[name] for name in DEFAULT_TYPES)
        if query.kinds is None:
            return usual
        own = tuple(kind for kind in query.kinds if kind and kind not in self._hidden)
        return tuple(dict.fromkeys(own + usual)) if query.is_preference else own

    def _identified(self, query: Query, kinds: tuple[str, ...]) -> set[str]:
        """Records that are named by an IRI or an identifier, in the text or as a value."""
        given = [
            want.id or want.text
            for one, values in query.conditions
            if one.identifies
            for want in values
        ]
        identified = {path for text in given for path in self._of_identifier(text, kinds)}
        if identified or not query.text:
            return identified
        return set(self._of_identifier(query.text, kinds)) if _may_identify(query.text) else set()

    def _of_identifier(self, text: str, kinds: tuple[str, ...]) -> list[str]:
        path = path_of(text, self._repository.base_url)
        if "/" in path:
            own = self._repository.present_records([path])
            if path in own and own[path].kind in kinds:
                return [path]
        return self._search.identified(text, kinds, _BY_NAME)

    def _by_name(self, query: Query, kinds: tuple[str, ...]) -> dict[str, dict[str, float]]:
        """Records by their names: path, text that was looked for, how alike the index finds it."""
        likeness = NameScore(query.text)
        read = likeness.readings
        scores: dict[str, dict[str, float]] = defaultdict(dict)
        year = _year(query)

        def look(text: str, year: int | None, *, alike: bool) -> None:
            most = _BY_LIKENESS if alike else _BY_NAME
            hits = self._search.match(text, kinds, most, year=year, alike=alike)
            for path, score in hits:
                scores[path][text] = score

        for one in read:
            for text in dict.fromkeys((one.text, *(head for head, _ in one.heads))):
                # Of many that are called the same, those of the year have to be among them.
                for year_wanted in dict.fromkeys((one.year, year, None)):
                    if year_wanted is not None:
                        look(text, year_wanted, alike=False)
                look(text, None, alike=False)
        if not self._has_exact(likeness, scores):
            look(read[-1].text, None, alike=True)
            if read[-1].heads:
                look(read[-1].heads[0][0], None, alike=True)
        return scores

    def _has_exact(self, likeness: NameScore, scores: Mapping[str, Mapping[str, float]]) -> bool:
        records = self._repository.present_records(scores)
        return any(likeness.of(r.summary, scores[p]) >= EXACT for p, r in records.items())

    def _by_conditions(self, query: Query) -> list[str]:
        """Publications that have the values, where nothing was said of a name."""
        chosen: list[tuple[str, str]] = []
        for one, values in query.conditions:
            facet = _FACETS.get(one.id, one.id)
            if one.values == "entity" and facet in FACET_NAMES:
                paths = sorted({path for want in values for path in self._meant(want, one)})
                # Values of a facet narrow, while any of those that were given will do.
                chosen += [(facet, path) for path in paths[:1]]
                if not paths:
                    return []
        year = _year(query)
        if year is None and not chosen:
            return []
        request = SearchRequest(
            chosen=tuple(chosen), years=((year, year),) if year is not None else ()
        )
        hits = self._search.search(request, 0, _BY_FACTS, facets=False).hits
        return [hit.path for hit in hits]

    def _weigh(self, query: Query, ranked: list[Rated], records: Mapping[str, Record]) -> None:
        """Add what the records say of the values that were given."""
        facts = facts_of(self._repository, {one.path: records[one.path] for one in ranked})
        properties = [one for one, _ in query.conditions]
        there = self._repository.present_records(linked(facts.values(), properties))
        names = {path: record.summary for path, record in there.items()}
        for one in ranked:
            record_facts: Facts | None = facts.get(one.path)
            for condition, given in query.conditions:
                weight = (
                    agreement(condition, given, record_facts, self._meant, names)
                    if record_facts
                    else None
                )
                one.agreement[condition.id] = weight
                one.is_identified |= condition.identifies and weight == 1

    def _find_meant(self, want: Given, one: Property) -> frozenset[str]:
        """The records that a value names, by their path, IRI or any of their names."""
        if want.id:
            path = path_of(want.id, self._repository.base_url)
            return frozenset([path, *self._search.identified(want.id, one.targets, _BY_NAME)])
        hits = self._search.match(want.text, one.targets, _BY_NAME, alike=False)
        identified = self._search.identified(want.text, one.targets, _BY_NAME)
        path = path_of(want.text, self._repository.base_url)
        return frozenset([*(hit for hit, _ in hits), *identified, *([path] if "/" in path else [])])


def path_of(identifier: str, base: str) -> str:
    """The path of a record that is named by its path, by its IRI or by that of its thing."""
    carried = identifier.replace("\0", "").encode("utf-8", "ignore").decode()
    return record_path_of(carried.strip(), base)


def _may_identify(text: str) -> bool:
    return len(text) >= _SHORTEST and any(c.isdigit() or c in "/:" for c in text)


def _year(query: Query) -> int | None:
    for one, values in query.conditions:
        if one.values == "year":
            for want in values:
                if want.text[:4].isascii() and want.text[:4].isdigit():
                    return int(want.text[:4])
    return None


def _order(one: Rated) -> tuple[float, str]:
    return -one.score, one.path


def _is_match(one: Rated, ranked: Iterable[Rated]) -> bool:
    """Whether a candidate is the one that is meant: certain, and no other is as good."""
    others = [other for other in ranked if other is not one]
    if one.is_identified:
        return one.is_certain and not any(other.is_identified for other in others)
    return one.is_certain and not any(other.score >= one.score for other in others)
