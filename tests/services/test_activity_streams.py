"""What has changed, page by page: a reader of the list ends with what the catalogue has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef

from publod.record_repository import Repository
from publod.services.activity_streams import SIZE, change_set, entry_point
from publod.vocabulary import PUB
from services.copying import BASE, Source, concept, publication, withdrawn


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def entry(source: Source) -> dict[str, Any]:
    return entry_point(Repository(source.ledger), "Changes", [])


def page(source: Source, number: int) -> dict[str, Any]:
    found = change_set(Repository(source.ledger), number)
    assert found is not None, number
    return found.document


def read_forward(source: Source) -> list[dict[str, Any]]:
    """All activities, as a client reads them: by links from page to page."""
    told: list[dict[str, Any]] = []
    link = entry(source).get("first")
    while link:
        document = page(source, int(link["id"].rpartition("/")[2]))
        assert document["id"] == link["id"]
        assert 0 < len(document["orderedItems"]) == document["totalItems"] <= SIZE
        told += document["orderedItems"]
        link = document.get("next")
    return told


def test_an_empty_catalogue_has_an_entry_point_without_pages(source: Source) -> None:
    told = entry(source)
    assert (told["totalItems"], told.get("first"), told.get("last")) == (0, None, None)
    assert change_set(Repository(source.ledger), 1) is None


def test_one_record_is_one_activity(source: Source) -> None:
    source.commit(publication("a", title="Bok"))
    [activity] = read_forward(source)
    assert activity["type"] == "Create"
    assert activity["published"] == activity["endTime"] == activity["object"]["updated"]
    assert activity["published"] == "2023-11-14T22:13:30Z"
    assert activity["object"]["id"] == f"{BASE}publication/a#it"
    assert activity["object"]["canonical"] == f"{BASE}publication/a"
    assert activity["object"]["type"] == str(PUB.Publication)
    assert activity["object"]["nameMap"] == {"sv": "Bok"}
    formats = {link["mediaType"]: link["href"] for link in activity["object"]["url"]}
    assert formats["text/turtle"] == f"{BASE}publication/a.ttl"


def test_coming_changing_leaving_and_coming_again(source: Source) -> None:
    source.commit(publication("a", title="Ett"))
    source.commit(publication("a", title="Två"))
    source.commit(withdrawn("publication/a"))
    source.commit(publication("a", title="Tre"))
    told = read_forward(source)
    assert [a["type"] for a in told] == ["Create", "Update", "Delete", "Create"]
    assert [a["object"]["nameMap"]["sv"] for a in told] == ["Ett", "Två", "Två", "Tre"]
    assert "url" not in told[2]["object"], "nothing is there to fetch"
    assert len({a["id"] for a in told}) == 4


def test_a_concept_is_told_by_its_own_class_and_all_languages(source: Source) -> None:
    source.commit(concept("x", label="Ämne"))
    assert read_forward(source)[0]["object"]["type"].endswith("skos/core#Concept")


@pytest.mark.parametrize("count", [SIZE - 1, SIZE, SIZE + 1, 10 * SIZE])
def test_pages_hold_each_activity_once_in_order(source: Source, count: int) -> None:
    source.commit(*(publication(f"p{n}") for n in range(count)))
    told = read_forward(source)
    assert [a["object"]["canonical"] for a in told] == [
        f"{BASE}publication/p{n}" for n in range(count)
    ]
    assert entry(source)["totalItems"] == count
    last = entry(source)["last"]["id"]
    assert last == f"{BASE}changes/{(count - 1) // SIZE + 1}"
    assert "next" not in page(source, int(last.rpartition("/")[2]))
    assert "prev" not in page(source, 1)


def test_backwards_is_the_same_list(source: Source) -> None:
    source.commit(*(publication(f"p{n}") for n in range(2 * SIZE + 5)))
    told: list[str] = []
    link = entry(source)["last"]
    while link:
        document = page(source, int(link["id"].rpartition("/")[2]))
        told += [a["id"] for a in reversed(document["orderedItems"])]
        link = document.get("prev")
    assert told[::-1] == [a["id"] for a in read_forward(source)]


def test_commits_between_pages_lose_and_repeat_nothing(source: Source) -> None:
    source.commit(*(publication(f"p{n}") for n in range(SIZE + SIZE // 2)))
    first = page(source, 1)
    source.commit(*(publication(f"q{n}") for n in range(SIZE)), withdrawn("publication/p0"))
    second, third = page(source, 2), page(source, 3)
    told = [a["id"] for p in (first, second, third) for a in p["orderedItems"]]
    assert told == [a["id"] for a in read_forward(source)]
    assert len(set(told)) == 2 * SIZE + SIZE // 2 + 1


def test_a_page_that_is_followed_never_changes(source: Source) -> None:
    source.commit(*(publication(f"p{n}") for n in range(SIZE)))
    repository = Repository(source.ledger)
    full = change_set(repository, 1)
    assert full is not None
    assert not full.complete, "the link to the next page is yet to come"
    source.commit(publication("one-more"))
    done = change_set(repository, 1)
    assert done is not None
    assert done.complete
    assert done.version != full.version
    # What could show in it: another name, another class, no record at all.
    source.commit(publication("p0", title="Nytt namn"), concept("p1"), withdrawn("publication/p2"))
    source.commit(*(publication(f"r{n}") for n in range(2 * SIZE)))
    again = change_set(repository, 1)
    assert again is not None
    assert json.dumps(again.document) == json.dumps(done.document)
    assert again.version == done.version


@pytest.mark.parametrize("number", [0, -1, 2, 1 << 60, 10**30])
def test_there_is_no_other_page(source: Source, number: int) -> None:
    source.commit(publication("a"))
    assert change_set(Repository(source.ledger), number) is None


def test_replaying_gives_the_catalogue(source: Source) -> None:
    source.commit(*(publication(f"p{n}") for n in range(7)), concept("x"))
    source.commit(withdrawn("publication/p1"), withdrawn("publication/p2"), publication("p9"))
    source.commit(publication("p1", title="Igen"))
    present: set[str] = set()
    for activity in read_forward(source):
        path = activity["object"]["canonical"].removeprefix(BASE)
        (present.discard if activity["type"] == "Delete" else present.add)(path)
    assert sorted(present) == source.ledger.paths()


def test_contexts_are_in_the_order_that_the_specification_has(source: Source) -> None:
    source.commit(publication("a"))
    for document in (entry(source), page(source, 1)):
        assert document["@context"][-2:] == [
            "https://www.w3.org/ns/activitystreams",
            "https://emm-spec.org/1.0/context.json",
        ]
    own = page(source, 1)["@context"][0]
    node = {
        "@context": [own, {"id": "@id"}],
        "id": "http://e.example/x",
        "canonical": "http://e.example/y",
    }
    graph = Graph().parse(data=json.dumps(node), format="json-ld")
    assert list(graph.objects()) == [URIRef("http://e.example/y")]
