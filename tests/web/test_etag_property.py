"""Equal ETags are equal bytes: whatever a page shows of other records moves its ETag.

A small catalogue is edited at random. After each edit every representation of every record, list
and front page is asked for, in both languages; an ETag that was seen before at that address must
come with the bytes that it came with. Edits follow the seed, so a failure can be run again.
"""

from __future__ import annotations

import random
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from examples import is_thorough, up_to
from web.growing import Edits, Growing, forget_responses

SUFFIXES = (
    "ttl",
    "nt",
    "jsonld",
    "rdf",
    "trig",
    "nq",
    "atom?lang=sv",
    "html?lang=sv",
    "html?lang=en",
)
#: What shows differences best; the others are looked at now and then, since they cost time.
TELLING = ("nt", "html?lang=sv")
LISTS = ("publications", "works", "agents", "subjects", "types", "audiences", "years", "new")


@pytest.fixture
def grow(tmp_path: Path) -> Iterator[Callable[[], Growing]]:
    made: list[Growing] = []

    def make() -> Growing:
        made.append(Growing(tmp_path / str(len(made))))
        return made[-1]

    yield make
    for growing in made:
        growing.close()


class Witness:
    """Remembers every ETag with what came with it."""

    def __init__(self, growing: Growing) -> None:
        self.client: FlaskClient = growing.app.test_client()
        self._growing = growing
        self._seen: dict[tuple[str, str], bytes] = {}
        self._modified: dict[str, datetime] = {}
        self._paths: set[str] = set(LISTS)

    def look(self, after: str, suffixes: Sequence[str] = SUFFIXES) -> None:
        # What is kept of an earlier state must not hide a difference.
        forget_responses(self._growing.app)
        addresses = {
            f"/{path}.{suffix}" for path in (*self._growing.paths(), *LISTS) for suffix in suffixes
        }
        for address in sorted(addresses | {"/?lang=sv", "/?lang=en"}):
            response = self.client.get(address, headers={"Accept": "text/html"})
            assert response.status_code in {200, 404, 406, 410}, f"{address} after {after}"
            if response.status_code == 200:
                self._compare(address, response.headers["ETag"], response.data, after)
                modified = parsedate_to_datetime(response.headers["Last-Modified"])
                before = self._modified.get(address, modified)
                assert before <= modified, f"{address} went back in time after {after}"
                self._modified[address] = modified

    def _compare(self, address: str, tag: str, body: bytes, after: str) -> None:
        before = self._seen.setdefault((address, tag), body)
        if before != body:
            raise AssertionError(
                f"{address} differs under one ETag after: {after}\n{difference(before, body)}"
            )


def difference(before: bytes, after: bytes) -> str:
    lines = [body.decode().replace("><", ">\n<").splitlines() for body in (before, after)]
    gone = [line for line in lines[0] if line not in lines[1]]
    new = [line for line in lines[1] if line not in lines[0]]
    return "\n".join(
        [f"- {line[:300]}" for line in gone[:5]] + [f"+ {line[:300]}" for line in new[:5]]
    )


@pytest.mark.parametrize("seed", range(4 if is_thorough() else 2))
def test_equal_tags_are_equal_bytes_under_random_edits(
    grow: Callable[[], Growing], seed: int
) -> None:
    growing = grow()
    edits = Edits(random.Random(seed))
    edits.begin()
    growing.load(edits.records())
    witness = Witness(growing)
    witness.look("the beginning")
    story: list[str] = []
    for number in range(1, 7):
        story.append(edits.step())
        growing.load(edits.records())
        witness.look("; ".join(story), TELLING if number % 3 else SUFFIXES)


BASIC = {
    "agent/a": '<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .',
    "agent/b": '<agent/b#it> a foaf:Organization ; foaf:name "B"@sv .',
    "scheme/s": '<scheme/s#it> a skos:ConceptScheme ; skos:prefLabel "S"@sv .',
    "subject/x": '<subject/x#it> a skos:Concept ; skos:prefLabel "X"@sv ; skos:inScheme <scheme/s#it> .',
    "subject/y": '<subject/y#it> a skos:Concept ; skos:prefLabel "Y"@sv ; skos:inScheme <scheme/s#it> .',
    "type/t": '<type/t#it> a skos:Concept ; skos:prefLabel "T"@sv ; pub:instanceClass schema:Report .',
    "work/w": '<work/w#it> a pub:Work ; dcterms:title "W"@sv .',
    "publication/1": (
        '<publication/1#it> a pub:Publication ; dcterms:title "Ett"@sv ; dcterms:isVersionOf <work/w#it> ;'
        ' pub:editionNumber 1 ; dcterms:issued "2001"^^xsd:gYear ; dcterms:creator <agent/a#it> ;'
        " dcterms:subject <subject/x#it> ; dcterms:type <type/t#it> ."
    ),
    "publication/3": (
        '<publication/3#it> a pub:Publication ; dcterms:title "Tre"@sv ; dcterms:isVersionOf <work/w#it> ;'
        ' pub:editionNumber 3 ; dcterms:issued "2003"^^xsd:gYear ; dcterms:creator <agent/b#it> ;'
        " dcterms:subject <subject/x#it> ."
    ),
}
SECOND = (
    '<publication/2#it> a pub:Publication ; dcterms:title "Två"@sv ; dcterms:isVersionOf <work/w#it> ; '
    "pub:editionNumber 2 ; dcterms:creator <agent/a#it> ."
)
#: One edit, and the pages that show it: those must move. Others that must not are named as well.
CASES: dict[str, tuple[dict[str, str | None], set[str], set[str]]] = {
    "an agency is renamed": (
        {"agent/b": '<agent/b#it> a foaf:Organization ; foaf:name "Byrån"@sv .'},
        {"agent/b", "publication/3", "publication/1", "work/w", "agents"},
        {"agent/a", "subject/y", "type/t"},
    ),
    "a subject is relabelled": (
        {"subject/x": BASIC["subject/x"].replace('"X"', '"Exempel"')},
        {"subject/x", "publication/1", "publication/3", "scheme/s"},
        {"subject/y", "agent/a"},
    ),
    "a sibling edition is added": (
        {"publication/2": SECOND},
        {"publication/1", "publication/3", "work/w", "agent/a"},
        {"subject/y", "scheme/s"},
    ),
    "an edition is withdrawn": (
        {"publication/3": None},
        {"publication/1", "work/w", "subject/x", "agent/b"},
        {"subject/y", "scheme/s", "type/t"},
    ),
    "a work is retitled": (
        {"work/w": '<work/w#it> a pub:Work ; dcterms:title "Verket"@sv .'},
        {"work/w", "publication/1", "publication/3"},
        {"subject/x", "scheme/s"},
    ),
    "a concept gets a narrower one": (
        {"subject/z": '<subject/z#it> a skos:Concept ; skos:prefLabel "Z"@sv ; skos:broader <subject/y#it> .'},
        {"subject/y"},
        {"subject/x", "publication/1", "agent/a"},
    ),
    "a type means another class": (
        {"type/t": BASIC["type/t"].replace("Report", "Book")},
        {"type/t", "publication/1"},
        {"subject/y", "agent/b"},
    ),
    "what an edition replaces gets a title": (
        {"publication/3": BASIC["publication/3"].replace(" .", "") + " ; dcterms:replaces <publication/1#it> ."},
        {"publication/3", "publication/1", "work/w"},
        {"subject/y", "scheme/s"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("edit", CASES)
def test_an_edit_moves_the_pages_that_show_it_and_no_others(
    grow: Callable[[], Growing], edit: str
) -> None:
    changes, shown, hidden = CASES[edit]
    growing = grow()
    growing.load(BASIC, indexed=False)
    client = growing.app.test_client()

    def tags(paths: set[str]) -> dict[str, str]:
        return {path: client.get(f"/{path}.ttl").headers["ETag"] for path in paths}

    before, still = (
        tags(shown & set(BASIC) - {p for p, t in changes.items() if t is None}),
        tags(hidden),
    )
    growing.load(
        {path: text for path, text in {**BASIC, **changes}.items() if text is not None},
        indexed=False,
    )
    after = tags(set(before))
    assert [path for path in before if before[path] == after[path]] == []
    assert tags(hidden) == still
    for path in before:
        stale = client.get(f"/{path}.ttl", headers={"If-None-Match": before[path]})
        assert stale.status_code == 200


def test_a_path_with_a_suffix_shares_its_cache_entry_with_no_other_page(
    grow: Callable[[], Growing],
) -> None:
    """One body is kept for an ETag, so it must not depend on how the page was asked for.

    Unless by a language: a page that has one in its address says so.
    """
    growing = grow()
    growing.load(BASIC, indexed=False)
    client = growing.app.test_client()
    addresses = (
        "",
        ".html",
        "?page=3",
        "?lang=sv",
        ".html?lang=sv&page=2",
        "?view=bogus",
        "?x=%22",
    )
    bodies: dict[bool, set[tuple[str, bytes]]] = {True: set(), False: set()}
    for query in addresses:
        forget_responses(growing.app)
        headers = {"Accept": "text/html", "Accept-Language": "sv"}
        response = client.get(f"/agent/a{query}", headers=headers)
        bodies["lang=" in query].add((response.headers["ETag"], response.data))
    assert [len(found) for found in bodies.values()] == [1, 1]
    assert {tag for tag, _ in bodies[True]}.isdisjoint(tag for tag, _ in bodies[False])


def test_no_answer_mixes_two_commits(grow: Callable[[], Growing]) -> None:
    """Pages are read while the catalogue changes: each is as of one commit, and says which."""
    growing = grow()
    growing.load(BASIC, indexed=False)
    stop = threading.Event()
    rounds = threading.Semaphore(0)
    seen: dict[tuple[str, str], set[bytes]] = defaultdict(set)

    def read() -> None:
        client = growing.app.test_client()
        while not stop.is_set():
            forget_responses(growing.app)
            for address in ("/publication/1.html?lang=sv", "/work/w.nt", "/agents.html?lang=sv"):
                response = client.get(address)
                if response.status_code == 200:
                    seen[address, response.headers["ETag"]].add(response.data)
                else:
                    assert response.status_code == 503
            rounds.release()

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(up_to(60)):
        name = f"Namn {number}"
        growing.load(
            {path: text.replace('"A"', f'"{name}"').replace('"W"', f'"{name}"').replace('"B"', f'"{name}"')
             for path, text in BASIC.items()},
            indexed=False,
        )  # fmt: skip
        # However busy the machine is, all that is committed is also read.
        assert rounds.acquire(timeout=60)
    stop.set()
    for thread in threads:
        thread.join()
    assert len(seen) > 20
    assert {key: len(bodies) for key, bodies in seen.items() if len(bodies) > 1} == {}
    for bodies in seen.values():
        names = set(re.findall(r"Namn \d+", next(iter(bodies)).decode()))
        assert len(names) <= 1, names
