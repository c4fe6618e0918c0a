"""Searching 100,000 generated publications through the index, beside going through all by hand.

The generator's few words are in nearly every publication, so that each word finds most of them:
what is measured is the worst that visitors can ask for. Every question is asked once; nothing that
is kept from one page to the next helps it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import search_pages
from bench.many import database
from bench.report import Result
from publod.ingest import search_projection
from publod.ledger import Ledger
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.search_interface import SearchRequest

_PAGE = 20
#: Questions of each sort.
_ASKED = 25
#: Some of the generator's words.
_WORDS = (
    "arbete barn framtid förvaltning försörjning hälsa integration klimat kommun kunskap miljö "
    "myndighet rapport region rättighet samverkan skola skydd stöd trygghet uppdrag vatten vård"
).split()


def measure(work: Path) -> Iterator[Result]:
    """Building an index, pages of results with all facets, deep pages, suggestions."""
    home = work / "searched"
    folder = home / "search"
    home.mkdir(exist_ok=True)
    file = database(work)
    ledger = Ledger.open(f"sqlite:///{file}")
    started = time.perf_counter()
    records = search_projection.catch_up(ledger, TantivyWriter(folder))
    seconds = time.perf_counter() - started
    started = time.perf_counter()
    texts = ledger.graphs(ledger.paths())
    reading = time.perf_counter() - started
    yield Result(
        "index 100,000 publications and what they refer to", seconds, "s",
        reading, "reading them from the ledger", goal=100, less_is_better=True,
    )  # fmt: skip
    size = sum(file.stat().st_size for file in folder.iterdir())
    yield Result(
        "size of the index", size / records, "bytes/record",
        sum(len(text.encode()) for text in texts.values()) / records, "N-Triples",
        less_is_better=True,
    )  # fmt: skip
    started = time.perf_counter()
    assert not any("xyzzy" in text for text in texts.values())
    by_hand = (time.perf_counter() - started) * 1000
    index = TantivyIndex(folder)
    yield from _questions(index, by_hand)
    mixed = _mixed(random.Random(2027))
    yield from search_pages.measure(home, file, mixed, _pages(index, mixed))


def _questions(index: TantivyIndex, by_hand: float) -> Iterator[Result]:
    chance = random.Random(2026)
    index.search(SearchRequest(), 0, _PAGE)
    yield _result(
        "a page of results with all facets", _pages(index, _mixed(chance)), by_hand, goal=20
    )
    pasted = [SearchRequest(_words(chance, 12)) for _ in range(_ASKED)]
    yield _result("the same of running text", _pages(index, pasted), by_hand)
    slips = [SearchRequest(word[:-2] + "q" + word[-2:]) for word in _WORDS if len(word) > 5]
    yield _result("the same of a word with a slip", _pages(index, slips), by_hand)
    first = _pages(index, [SearchRequest(sort="newest")] * _ASKED, facets=False)
    deep = _pages(index, [SearchRequest(sort="newest")] * _ASKED, 2000 * _PAGE, facets=False)
    yield Result(
        "page 2,000 of all, the newest first", deep, "ms", first, "page 1",
        goal=20, less_is_better=True,
    )  # fmt: skip
    typed = [word[:n] for word in _WORDS for n in (1, 3, 5)]
    asking = [partial(index.suggest, text, "sv") for text in typed]
    yield _result("suggestions", _milliseconds(asking), by_hand, goal=20)


def _mixed(chance: random.Random) -> list[SearchRequest]:
    """Questions of the sorts that visitors ask."""
    words = partial(_words, chance)
    return [
        *(SearchRequest(words(1 + n % 3)) for n in range(_ASKED)),
        *(SearchRequest(words(1), (("subject", f"subject/s{n}"),)) for n in range(_ASKED)),
        *(
            SearchRequest(words(2), (("type", f"type/t{n % 6}"),), ((1995, 2010),))
            for n in range(_ASKED)
        ),
        *(SearchRequest(chosen=(("agent", f"agent/a{n}"),), sort="title") for n in range(_ASKED)),
        *(SearchRequest(f'"{words(2)}"') for _ in range(_ASKED)),
    ]


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.sample(_WORDS, count))


def _pages(
    index: TantivyIndex, asked: Sequence[SearchRequest], offset: int = 0, *, facets: bool = True
) -> float:
    return _milliseconds(
        [partial(index.search, one, offset, _PAGE, facets=facets) for one in asked]
    )


def _result(name: str, value: float, by_hand: float, goal: float | None = None) -> Result:
    return Result(
        name, value, "ms", by_hand, "looking for one word in all texts in memory",
        goal=goal, less_is_better=True,
    )  # fmt: skip


def _milliseconds(calls: Sequence[Callable[[], object]]) -> float:
    """The median of what each call takes."""
    taken = []
    for call in calls:
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
