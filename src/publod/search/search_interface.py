"""The search port: what can be asked of an index, and what comes back.

Paths are those of records (``subject/begging``), never IRIs: an index knows no base URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from publod.search.facet_definitions import FacetDefinition

Sort = Literal["relevance", "newest", "oldest", "title", "type", "arrival"]


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What somebody looks for among the publications.

    ``text`` is words or running text, with ``"phrases"``. ``chosen`` pairs names of facets with
    values: paths of records, but of ``language`` codes of the EU authority table (``SWE``), of
    ``file`` formats (``pdf``) or ``yes``, and of a catalogue's own facets what
    `publod.search.facet_definitions` tells. ``years`` holds inclusive ranges. ``reader`` is the
    language of the interface: of snippets, and of the alphabet.
    """

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    years: tuple[tuple[int, int], ...] = ()
    sort: Sort = "relevance"
    reader: str = "en"

    def values(self, facet: str) -> tuple[str, ...]:
        """The values that are chosen of a facet."""
        return tuple(value for name, value in self.chosen if name == facet)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a text in which words were found: pieces, each with whether it is a find.

    ``language`` is that of the text; ``field`` is ``title``, ``subtitle`` or ``abstract``.
    """

    field: str
    language: str
    pieces: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A publication that was found, by its path, with where the words are in it.

    ``editions`` are the other editions of its work that were found, in the order of the list, where
    these have been folded.
    ``missing`` are words of the text, as they were typed, that it lacks though other hits have
    them; those that no hit has are in `Results.missing`.
    """

    path: str
    snippets: tuple[Snippet, ...] = ()
    editions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found.

    ``facets`` counts, for each facet, the publications that would be left (or, of type, that there
    would be) were a value chosen as well: the thousand values with the most, the most first.
    ``years`` counts by year, whatever years are chosen.
    ``corrected`` is the text that was searched for instead, where nothing had the text as written:
    with slips corrected, compounds split into their parts, and "…" where a word goes on;
    ``instead`` pairs each such word as it was typed with what stands in for it. ``is_partial``
    says that no publication has all the words: the hits have the most of them, and the rarest.
    ``missing`` are the words, as they were typed, that none of the hits has.
    ``version`` names the state that answered, as `SearchIndex.version` does.
    ``works`` is how many works the publications are editions of, None where that was not counted.
    ``heads`` are the hits of other pages under which publications of this page stand.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    corrected: str = ""
    version: str = ""
    works: int | None = None
    heads: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()
    is_partial: bool = False
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A record whose name begins with, or has a word that begins with, what was typed.

    ``name`` is the name that matches, in ``language``. Where it is not the preferred one in the
    reader's language, or is not to be shown, ``preferred`` is that, in ``preferred_language``.

    Of a publication, ``subtitle``, ``year``, ``edition`` and ``creators`` tell it from others of
    its title, as far as they are known. ``work`` is the path of its work where other editions of
    that have the same title: then it stands for all of these.
    """

    kind: str
    path: str
    name: str
    language: str
    preferred: str = ""
    preferred_language: str = ""
    is_hidden: bool = False
    subtitle: str = ""
    subtitle_language: str = ""
    year: int | None = None
    edition: int | None = None
    creators: str = ""
    work: str = ""


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record that has a name. ``title`` is by language, ``alternative`` pairs one with a name.

    ``name`` is the one that was typed, '' where that is hidden, and ``is_preferred`` says whether
    it is a preferred one.
    """

    kind: str
    path: str
    title: Mapping[str, str]
    alternative: tuple[tuple[str, str], ...]
    name: str
    is_preferred: bool


@dataclass(frozen=True, slots=True)
class Name:
    """Words of a text that are the name of records; ``total`` is how many have this name.

    ``start`` and ``end`` are the places of the first word and after the last, among all words.
    """

    start: int
    end: int
    records: tuple[NamedRecord, ...]
    total: int


@dataclass(frozen=True, slots=True)
class IndexedRecord:
    """What an index holds of a record. Texts are by language tag ('' for none).

    ``names`` holds further texts to find it by: alternative names, names of its agents, subjects,
    types, languages and the like with their other forms, identifiers. ``hidden`` are names to find
    it by that are never shown (``skos:hiddenLabel``). ``identifiers`` are those by which it alone
    is called, numbers and IRIs elsewhere, for `SearchIndex.identified`. ``more`` are texts in which
    words are found though no list shows them, ``related`` the names of what is further away, such
    as broader subjects, which rank last; each after its language. ``facets`` has the
    values by the names of the facets; of trees what is broader than these too, or what they lie in.
    ``work`` is the path of the work that a publication is an edition of, ``edition`` its number and
    ``creators`` the names of those that made it, to tell it from others of the same title.
    ``title_order`` and ``type_order`` are sort keys by language of the interface; ``arrival``
    grows from each record that comes into the catalogue to the next.
    """

    path: str
    kind: str
    title: Mapping[str, str] = field(default_factory=dict)
    subtitle: Mapping[str, str] = field(default_factory=dict)
    abstract: Mapping[str, str] = field(default_factory=dict)
    alternative: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    related: tuple[tuple[str, str], ...] = ()
    identifiers: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    year: int | None = None
    work: str = ""
    edition: int | None = None
    creators: tuple[Mapping[str, str], ...] = ()
    title_order: Mapping[str, str] = field(default_factory=dict)
    type_order: Mapping[str, str] = field(default_factory=dict)
    arrival: int = 0


class SearchIndex(Protocol):
    """What readers ask. Safe to share between threads; sees what the writer has committed."""

    @property
    def version(self) -> str:
        """Names the state that answers show: equal versions, equal answers.

        It is the ledger's name of the commit, or '' where nothing has been indexed. Raises
        SearchError when the index cannot be read.
        """

    def snapshot(self) -> SearchIndex:
        """The index in its present state, whatever is committed meanwhile. Raises SearchError."""

    @property
    def stamp(self) -> object:
        """Differs whenever ``version`` does; cheap enough for every request, and opens nothing."""

    @property
    def damage_is_reported(self) -> bool:
        """Whether an answer failed for a fault that nobody has looked into yet."""

    def search(
        self,
        request: SearchRequest,
        offset: int,
        limit: int,
        *,
        facets: bool = True,
        fold: bool = False,
    ) -> Results:
        """The publications that fit, from ``offset`` on, ``limit`` at most. Raises SearchError.

        ``fold`` leaves out of a page by relevance whatever has an edition of the same work before
        it, and counts the works: each publication then stands on one page, as a hit or under one.
        """

    def years_by_type(self, request: SearchRequest) -> Mapping[str, Mapping[int, int]]:
        """How many publications of each type, narrower ones included, came out in each year.

        Of what fits the facets of a request; its text does not count. Raises SearchError.
        """

    def paths(self, request: SearchRequest) -> Iterator[str]:
        """All publications that fit, in order, by path: the whole result list, of one state."""

    def matches(self, text: str, limit: int) -> tuple[int, list[tuple[str, float]]]:
        """How many publications fit a text as it is written, and the best of them by path.

        Each has a score from 0 to 1, which is that of the publications that fit alike. Raises
        SearchError.
        """

    def suggest(self, typed: str, reader: str, limit: int = 8) -> list[Suggestion]:
        """Publications, subjects and agents whose names go on from what was typed."""

    def named(self, text: str, limit: int) -> list[Name]:
        """The names of records that a text is made of: all of it, or words that stand together.

        Longer names come first, and none has words of another. Each has ``limit`` records at most.
        """

    def match(
        self,
        text: str,
        kinds: Iterable[str],
        limit: int,
        *,
        year: int | None = None,
        alike: bool = True,
    ) -> list[tuple[str, float]]:
        """Records of some kinds by their names, the best first, with scores from 0 to 1.

        1 is a name that is the text but for case. For reconciliation. ``year`` leaves only what
        came out in it; without ``alike`` only names with the same folded words are found, fast.
        """

    def identified(self, identifier: str, kinds: Iterable[str], limit: int) -> list[str]:
        """Records of some kinds that have an identifier, however it is written; by path."""


class IndexedFields(NamedTuple):
    """What an index has of a record: texts and numbers by field, and paths by facet."""

    texts: list[tuple[str, str]]
    numbers: list[tuple[str, int]]
    facets: dict[str, list[str]]


#: A path, and what is indexed of it: a record, or what an index has of it; None takes it out.
Change = tuple[str, IndexedRecord | IndexedFields | None]


class SearchWriter(Protocol):
    """What the one writer does. A commit that fails or is killed leaves the state before it."""

    @property
    def facets(self) -> tuple[FacetDefinition, ...]:
        """The facets of a catalogue's own, whose values records are to have."""

    @property
    def version(self) -> str:
        """The ledger's name of the commit that has been indexed; '' for none."""

    @property
    def commit(self) -> int:
        """The number of that commit; 0 for none."""

    def reset(self) -> None:
        """Forget everything."""

    def apply(self, commit: int, version: str, changes: Iterable[Change]) -> None:
        """Put records in place of what was indexed of their paths; None takes a record out.

        Everything becomes visible at once, as of ``commit``, or nothing does. Raises SearchError.
        """
