"""What a result can be narrowed by, with counts and links: facets, and years as bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from rdflib import URIRef

from publod.bibliography.file_formats import BY_CODE
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.record_summary import Summary
from publod.ledger.concept_hierarchy import reached_from, tops_and_children
from publod.search.facet_definitions import ANY_FILE, FACET_NAMES, FacetDefinition
from publod.search.search_interface import Results
from publod.web.lists.search_request import CODED, Query, Question, value_of, years_of
from publod.web.record_names import (
    CONCEPTS,
    Value,
    broader_concepts,
    capitalized,
    name_of,
    nearest,
    numeral,
    place_of,
    short_url,
    summaries,
)
from publod.web.records.property_labels import PROPERTIES
from publod.web.site import Site
from publod.web.term_labels import label_of, name_of_iri

#: Concepts that are shown below one, and how deep.
_MOST_BELOW, _DEEPEST = 30, 8


@dataclass(frozen=True, slots=True)
class Node:
    """A value with those shown below it. ``chosen_below`` are the chosen ones narrower than it."""

    path: str
    inner: tuple[Node, ...] = ()
    chosen_below: frozenset[str] = frozenset()

    @property
    def leads_to_chosen(self) -> bool:
        """Whether it is on the way to something that has been chosen."""
        return bool(self.chosen_below)


def tree_of(
    tally: Mapping[str, int],
    broader: Mapping[str, tuple[str, ...]],
    chosen: Set[str],
    most: int,
    *,
    is_open: bool = False,
) -> list[Node]:
    """The values at the top, the most frequent first, ``most`` at most and all that lead down.

    ``tally`` counts values by path; ``broader`` tells which lie above which. What lies below is
    shown where the tree ``is_open``, where there is one top alone, and below what is chosen.
    """
    ordered = sorted(tally, key=lambda path: (-tally[path], path))
    if not broader:
        return [Node(p) for n, p in enumerate(ordered) if n < most or p in chosen]
    tops, children = tops_and_children(ordered, broader)
    needed = {path: _chosen_below(path, children, chosen) for path in tops}
    roots = [*tops[:most], *(p for p in tops[most:] if p in chosen or needed[p])]
    is_open = is_open or len(tops) == 1
    return [_node(path, children, chosen, (), is_open=is_open) for path in roots]


def _node(
    path: str,
    children: Mapping[str, list[str]],
    chosen: Set[str],
    above: tuple[str, ...],
    *,
    is_open: bool = False,
) -> Node:
    below = _chosen_below(path, children, chosen)
    inner: tuple[Node, ...] = ()
    if (is_open or below or path in chosen) and len(above) < _DEEPEST:
        way = (*above, path)
        free = [child for child in children.get(path, ()) if child not in way]
        led = [c for c in free[_MOST_BELOW:] if c in chosen or _chosen_below(c, children, chosen)]
        inner = tuple(_node(c, children, chosen, way) for c in (*free[:_MOST_BELOW], *led))
    return Node(path, inner, below)


def _chosen_below(path: str, children: Mapping[str, list[str]], chosen: Set[str]) -> frozenset[str]:
    """What has been chosen of all that is narrower."""
    return frozenset(reached_from([path], children) & chosen - {path}) if chosen else frozenset()


HEADINGS: dict[str, LazyString] = {
    "subject": _("Subject"),
    "type": _("Type"),
    "agent": _("Creator or publisher"),
    "year": _("Year"),
    "language": _("Language"),
    "audience": _("Audience"),
    "place": _("Place"),
    "file": _("File"),
}
#: Values that are shown at once, and as many more as one has to ask for.
_SHOWN, _MORE = 8, 22


@dataclass(frozen=True, slots=True)
class Choice:
    """A value: ``link`` is the query of the address where it is chosen, or no longer is.

    ``number`` is how many publications are there, as it is written; '' for what has been chosen,
    and for what lies above it, where the link leads to more than is counted here.
    """

    label: Value
    number: str
    link: str
    is_chosen: bool = False
    inner: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one property. ``unlisted`` is how many there are besides those listed."""

    name: str
    heading: Value
    shown: tuple[Choice, ...]
    more: tuple[Choice, ...]
    unlisted: int


def facets_of(
    site: Site, version: str, query: Query, question: Question, results: Results, language: str
) -> list[Facet]:
    """The facets that have any values, in the order of a page."""
    chosen = {one.name: set(question.chosen(one.name)) for one in site.facets}
    tallies = {
        name: dict.fromkeys(chosen[name], 0) | dict(results.facets.get(name, {})) for name in chosen
    }
    parents = {one.name: _broader(site, version, one, tallies[one.name]) for one in site.facets}
    nodes = {
        one.name: tree_of(
            tallies[one.name],
            parents[one.name],
            chosen[one.name],
            _SHOWN + _MORE,
            is_open=one.is_open and len(tallies[one.name]) <= _SHOWN + _MORE,
        )
        for one in site.facets
    }
    paths = {path for one in site.facets if not one.has_codes for path in _paths(nodes[one.name])}
    known = summaries(site, version, paths)
    shown = []
    for one in site.facets:
        tally = tallies[one.name]
        if tally and (one.name != "audience" or site.customisation.has("audiences")):
            writer = _Writer(site, query, one, tally, chosen[one.name], known, language)
            choices = writer.choices(nodes[one.name])
            unlisted = 0 if parents[one.name] else max(0, len(tally) - _SHOWN - _MORE)
            heading = heading_of(site, one.name, language)
            shown.append(Facet(one.name, heading, choices[:_SHOWN], choices[_SHOWN:], unlisted))
    return shown


def heading_of(site: Site, name: str, language: str) -> Value:
    """What a facet is called: as the catalogue has it, or as its property is called elsewhere."""
    own = next((one for one in site.facets if one.name == name), None)
    if own and own.label:
        return nearest(own.label, language)
    if own is None or not own.property:
        return Value(str(HEADINGS[name]))
    label = label_of(site.vocabularies["ontology"].graph, own.property, language)
    return capitalized(label if label.text else Value(str(PROPERTIES[URIRef(own.property)])))


def _broader(
    site: Site, version: str, facet: FacetDefinition, tally: Mapping[str, int]
) -> Mapping[str, tuple[str, ...]]:
    """Which values of a facet lie above which.

    These are broader concepts, the places in which others lie, and any file above its format.
    """
    if facet.name == "file":
        return {code: (ANY_FILE,) for code in tally if code != ANY_FILE}
    if not facet.is_tree or not tally:
        return {}
    if facet.name == "place":
        return site.repository.places_around(tally)
    if not facet.property:
        return broader_concepts(site, version, facet.name)
    broader = site.repository.concept_hierarchy().broader(tally)
    return {path: above for path, above in broader.items() if above}


def name_of_code(facet: str, code: str, language: str) -> str:
    """What a code stands for in a facet of `CODED`."""
    if facet == "language":
        return language_name(code, language)
    return gettext("With a file") if code == ANY_FILE else BY_CODE.get(code, code)


def label_of_value(
    site: Site, known: dict[str, Summary], facet: str, value: str, language: str
) -> Value:
    """A value of a facet as a line begins with it; ``known`` has the records among values."""
    if facet in CODED:
        return capitalized(Value(name_of_code(facet, value, language)))
    if value[:1] == '"':
        return Value(value[1:])
    if facet not in FACET_NAMES and value not in known and ":" in value:
        name = name_of_iri(site.vocabularies["ontology"].graph, value, language)
        return name if name.text == short_url(value) else capitalized(name)
    name = name_of(known, value, language)
    kind = known[value].kind if value in known else facet
    return capitalized(name) if kind in CONCEPTS else name


@dataclass(frozen=True)
class _Writer:
    """Puts the values of one facet in words and links."""

    site: Site
    query: Query
    facet: FacetDefinition
    tally: Mapping[str, int]
    chosen: set[str]
    known: dict[str, Summary]
    language: str

    @property
    def name(self) -> str:
        """The name of the facet."""
        return self.facet.name

    def choices(self, nodes: Sequence[Node]) -> tuple[Choice, ...]:
        """What is chosen first, then the most frequent."""
        pairs = [(self._label(node.path), node) for node in nodes]
        pairs.sort(key=lambda pair: self._place(*pair))
        return tuple(self._choice(label, node) for label, node in pairs)

    def _place(self, label: Value, node: Node) -> tuple[bool, int, str, str]:
        chosen = node.path in self.chosen or node.leads_to_chosen
        order = place_of(label.text, self.language)
        return not chosen, -self.tally.get(node.path, 0), order, node.path

    def _choice(self, label: Value, node: Node) -> Choice:
        value = value_of(self.name, node.path)
        inner = self.choices(node.inner)
        if node.path in self.chosen:
            return Choice(label, "", str(self.query.minus(self.name, value)), True, inner)
        if node.leads_to_chosen:
            # Upwards: this one in place of what has been chosen below it.
            below = {value_of(self.name, path) for path in node.chosen_below}
            others = (v for v in self.query.values(self.name) if v not in below)
            return Choice(label, "", str(self.query.only(self.name, *others, value)), False, inner)
        query = self.query.only if self.facet.is_single else self.query.plus
        number = numeral(self.tally.get(node.path, 0), self.language)
        return Choice(label, number, str(query(self.name, value)), False, inner)

    def _label(self, path: str) -> Value:
        return label_of_value(self.site, self.known, self.name, path, self.language)


def _paths(nodes: Sequence[Node]) -> list[str]:
    return [path for node in nodes for path in (node.path, *_paths(node.inner))]


#: More years than this are counted by decades, more decades by centuries.
_MOST_BARS = 60
#: Labels below bars, and how near to an edge one may be that is centred, in per cent.
_MOST_LABELS, _MARGIN = 7, 6
#: Of a bar's share of the width the part that it fills; the height of the tallest, in pixels.
_FILLED, _TALLEST = 0.78, 64
_BASE = 72


@dataclass(frozen=True, slots=True)
class Bar:
    """A year, a decade or a century. ``link`` is the query of the address with just these years.

    ``x`` and ``width`` are in per cent, ``y`` and ``height`` in pixels.
    """

    years: str
    count: int
    number: str
    link: str
    is_chosen: bool
    is_only: bool
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars from the first year on; ``start`` and ``end`` are what the form has in it.

    ``labels`` stand below the bars: where, how they are anchored there, and the years.
    """

    bars: tuple[Bar, ...]
    first: str
    last: str
    start: str
    end: str
    labels: tuple[tuple[str, str, str], ...] = ()


def histogram_of(query: Query, years: Mapping[int, int], language: str = "en") -> Histogram | None:
    """The years that there are; None where no publication has one."""
    ranges, _ = years_of(query)
    start, end = _in_form(ranges)
    if not years:
        return Histogram((), "", "", start, end) if query.values("year") else None
    first, last = min(years), max(years)
    step = next(s for s in (1, 10, 100, 1000) if last // s - first // s < _MOST_BARS or s == 1000)
    counts: dict[int, int] = {}
    for year, count in years.items():
        counts[year // step] = counts.get(year // step, 0) + count
    slots = last // step - first // step + 1
    top, share = max(counts.values()), 100 / slots
    bars = []
    for slot, count in sorted(counts.items()):
        low, high = slot * step, slot * step + step - 1
        value = str(low) if step == 1 else f"{low}-{high}"
        height = max(3, round(_TALLEST * count / top))
        chosen = any(low <= to and from_ <= high for from_, to in ranges)
        only = query.values("year") == (value,)
        bars.append(
            Bar(
                years=value.replace("-", "\u2013"),
                count=count,
                number=numeral(count, language),
                link=str(query.only("year") if only else query.only("year", value)),
                is_chosen=chosen,
                is_only=only,
                x=_per_cent((slot - first // step) * share + share * (1 - _FILLED) / 2),
                width=_per_cent(share * _FILLED),
                y=_BASE - height,
                height=height,
            )
        )
    labels = tuple(_labels(first // step, slots, step))
    return Histogram(tuple(bars), str(first), str(last), start, end, labels)


def _labels(first: int, slots: int, step: int) -> Iterator[tuple[str, str, str]]:
    """As many years as the narrowest plot has room for: each below the middle of its bar."""
    for slot in range(0, slots, -(-slots // _MOST_LABELS)):
        middle = 100 * (slot + 0.5) / slots
        text = str((first + slot) * step)
        if middle < _MARGIN:
            yield "0", "start", text
        elif middle > 100 - _MARGIN:
            yield "100%", "end", text
        else:
            yield _per_cent(middle), "middle", text


def _in_form(ranges: list[tuple[int, int]]) -> tuple[str, str]:
    if not ranges:
        return "", ""
    start, end = min(low for low, _ in ranges), max(high for _, high in ranges)
    return str(start) if start > 0 else "", str(end) if end < 9999 else ""


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"
