"""The search index follows the ledger, however it has been treated."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from ingest.catalogue import Home, Records, edited, ref, small
from publod.ingest import search_projection
from publod.ingest.search_projection import catch_up
from publod.ledger import Ledger
from publod.search.facet_definitions import own_facet
from publod.search.index import TantivyIndex, TantivyWriter
from publod.search.index_state import state_of
from publod.search.schema import STATE
from publod.search.search_interface import IndexedRecord, SearchRequest
from publod.vocabulary import BIBO, DCTERMS


class Kept:
    """A writer that keeps what it is given, to look at.

    It wants two facets of its own: the subjects again, and the numbers of pages.
    """

    facets = (
        own_facet("topic", str(DCTERMS.subject), {}),
        own_facet("pages", str(BIBO.numPages), {}),
    )

    def __init__(self) -> None:
        self.commit, self.version = 0, ""
        self.records: dict[str, IndexedRecord] = {}

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc]

    def apply(self, commit: int, version: str, changes: Any) -> None:
        for path, record in changes:
            self.records.pop(path, None)
            if record is not None:
                self.records[path] = record
        self.commit, self.version = commit, version


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.put(small())
    return made


def followed(home: Home, records: Records, kept: Kept) -> dict[str, IndexedRecord]:
    home.put(records)
    catch_up(home.truth, kept)
    return kept.records


def anew(home: Home) -> dict[str, IndexedRecord]:
    kept = Kept()
    catch_up(home.truth, kept)
    return kept.records


@pytest.mark.parametrize("seed", range(12))
def test_following_holds_what_indexing_anew_would(home: Home, seed: int) -> None:
    chance, records, kept = random.Random(seed), small(), Kept()
    catch_up(home.truth, kept)
    for _ in range(6):
        for _ in range(chance.choice((0, 1, 2))):  # the index may have missed some commits
            records = edited(chance, records, 4)
            home.put(records)
        catch_up(home.truth, kept)
        assert kept.version == home.truth.head().version
        assert kept.records == anew(home)
        for record in kept.records.values():
            topic, subject = (set(record.facets.get(name, ())) for name in ("topic", "subject"))
            assert topic & kept.records.keys() == subject  # which leaves out what has no page


def stored(folder: Path) -> list[Any]:
    """All that the index holds, whatever order it came in."""
    state = state_of(folder)
    from tantivy import Query

    hits = state.searcher.search(Query.all_query(), 1000).hits
    found = [state.stored(address) for _, address in hits]
    return sorted(json.dumps(d, sort_keys=True) for d in found if "path" in d)


@pytest.mark.parametrize("seed", range(2))
def test_the_real_index_follows_too(home: Home, seed: int) -> None:
    chance, records = random.Random(seed), small()
    following, fresh = home.folder / "search", home.folder / "fresh"
    for _ in range(4):
        catch_up(home.truth, TantivyWriter(following))
        catch_up(home.truth, TantivyWriter(fresh, fresh=True))
        assert stored(following) == stored(fresh)
        one, other = TantivyIndex(following), TantivyIndex(fresh)
        assert one.version == other.version == home.truth.head().version
        for asked in (
            SearchRequest(),
            SearchRequest("bok"),
            SearchRequest("ämne", sort="title"),
            SearchRequest(sort="type"),
        ):
            assert one.search(asked, 0, 50) == other.search(asked, 0, 50)
        records = edited(chance, records, 5)
        home.put(records)
    assert STATE not in "".join(stored(following))


def test_a_publication_is_found_by_all_that_it_says(home: Home) -> None:
    records = small()
    records["publication/p1"] |= {
        "pub:subtitle": ['"Undertitel"@sv'],
        "dcterms:abstract": ['"Handlar om allt"@sv', '"About everything"@en'],
        "dcterms:identifier": ['"REG-7"'],
        "pub:isbn": ['"978-91-88455-01-2"'],
        "pub:doi": ['"10.1234/abc"'],
        "pub:numberInSeries": ['"2018:19"'],
        "dcterms:publisher": [ref("agent/a4")],
        "dcterms:audience": ["<http://elsewhere.example/all>"],
    }
    records["agent/a1"]["skos:altLabel"] = ['"A-ett"']
    records["subject/s2"]["skos:altLabel"] = ['"Tvåan"@sv']
    found = followed(home, records, Kept())["publication/p1"]
    assert found.title == {"sv": "Bok 1", "en": "Book 1"}
    assert found.subtitle == {"sv": "Undertitel"}
    assert found.abstract == {"sv": "Handlar om allt", "en": "About everything"}
    assert found.facets["subject"] == ("subject/s1", "subject/s0", "subject/s2")
    assert found.facets["agent"] == ("agent/a1", "agent/a3", "agent/a4")
    assert (found.facets["type"], found.facets["language"], found.facets["audience"]) == (
        ("type/t1",),
        ("SWE",),
        (),
    )
    assert found.year == 2002
    assert found.title_order == {"sv": "bok 1", "en": "book 1"}
    assert found.type_order == {"sv": "typ 1", "en": "type 1"}
    assert set(found.names) - {""} == {
        "Agent 1", "A-ett", "Agent 3", "Agent 4", "Ämne 1", "Ämne 2", "Tvåan", "REG-7", "REG7",
        "978-91-88455-01-2", "9789188455012", "10.1234/abc", "2018:19",
        "Typ 1", "Type 1", "svenska", "Swedish", "Svenska", "Verk 0",
    }  # fmt: skip
    assert dict.fromkeys(found.related) == {("sv", "Ämne 0"): None}


def test_other_kinds_are_there_by_their_names(home: Home) -> None:
    records = small()
    records["agent/a1"]["skos:altLabel"] = ['"A-ett"']
    found = followed(home, records, Kept())
    assert {path.partition("/")[0] for path in found} == {
        "publication", "work", "edition", "agent", "subject", "type",
    }  # fmt: skip
    assert found["agent/a1"].alternative == (("", "A-ett"),)
    assert found["work/w2"].title == {"sv": "Verk 2"}
    assert found["edition/e0"].title == {"sv": "Verk 2 (1999)"}
    assert found["subject/s2"].facets == {}


def test_a_new_place_in_the_hierarchy_reaches_all_below_it(home: Home) -> None:
    """s2 is below s1, which is below s0: p2 is about s2, and no link of p2 changes."""
    records, kept = small(), Kept()
    catch_up(home.truth, kept)
    assert kept.records["publication/p2"].facets["subject"] == (
        "subject/s2", "subject/s1", "subject/s0", "subject/s3",
    )  # fmt: skip
    records["subject/s0"]["skos:broader"] = [ref("subject/s4")]
    above = followed(home, records, kept)["publication/p2"].facets["subject"]
    assert above == (
        "subject/s2", "subject/s1", "subject/s0", "subject/s4", "subject/s3",
    )  # fmt: skip
    del records["subject/s1"]
    above = followed(home, records, kept)["publication/p2"].facets["subject"]
    assert above == ("subject/s2", "subject/s3")


def neighbours() -> Records:
    """A publication with a type below another, an audience, a place, a mentioned body, a series."""
    records = small()
    records["type/t1"]["skos:broader"] = [ref("type/t2")]
    records["audience/x"] = {"a": ["skos:Concept"], "skos:prefLabel": ['"lärare"@sv']}
    records["place/inner"] = {
        "a": ["dcterms:Location"],
        "skos:prefLabel": ['"Byn"@sv'],
        "dcterms:isPartOf": [ref("place/outer")],
    }
    records["place/outer"] = {"a": ["dcterms:Location"], "skos:prefLabel": ['"Landet"@sv']}
    records["agent/named"] = {"a": ["foaf:Organization"], "foaf:name": ['"Nämnd"@sv']}
    records["work/series"] = {"a": ["pub:Work"], "dcterms:title": ['"Serien"@sv']}
    records["publication/p4"] |= {
        "dcterms:audience": [ref("audience/x")],
        "dcterms:spatial": [ref("place/inner")],
        "schema:mentions": [ref("agent/named")],
        "dcterms:isPartOf": [ref("work/series")],
        "schema:keywords": ['"skuggsamhället"@sv'],
        "pub:edition": ['"andra upplagan"@sv'],
        "dcterms:temporal": ['"2016"'],
        "<http://id.loc.gov/vocabulary/relators/ill>": [ref("agent/a3")],
        "schema:isBasedOn": [ref("edition/e1")],
    }
    return records


def test_a_publication_is_found_by_what_the_catalogue_knows_of_its_neighbours(home: Home) -> None:
    records = neighbours()
    for path, hidden in (("type/t1", "rapp"), ("agent/named", "NMT"), ("place/inner", "Bya")):
        records[path]["skos:hiddenLabel"] = [f'"{hidden}"@sv']
    records["type/t2"]["skos:altLabel"] = ['"skrift"@sv']
    records["subject/s4"]["skos:definition"] = ['"Det fjärde."@sv']
    records["agent/a1"]["dcterms:identifier"] = ['"202100-1111"']
    records["agent/a4"]["dcterms:identifier"] = ['"202100-4444"']
    found = followed(home, records, Kept())["publication/p4"]
    assert {
        "Typ 1", "Type 1", "rapp", "lärare", "Byn", "Bya", "Nämnd", "NMT", "Serien", "Verk 1",
        "skuggsamhället", "svenska", "Swedish", "andra upplagan", "2016", "illustratör",
        "illustrator",
    } <= set(found.names)  # fmt: skip
    assert {text for _, text in found.related} == {
        "Typ 2", "Type 2", "skrift", "Ämne 3", "Landet", "1999", "Agent 1", "Verk 4",
        "Det fjärde.", "202100-4444", "202100-1111",
    }  # fmt: skip
    assert (found.facets["type"], found.facets["place"]) == (
        ("type/t1", "type/t2"),
        ("place/inner", "place/outer"),
    )


@pytest.mark.parametrize(
    ("path", "said", "word"),
    [
        ("type/t1", {"skos:prefLabel": ['"Broschyr"@sv']}, "Broschyr"),
        ("type/t2", {"skos:altLabel": ['"Trycksak"@sv']}, "Trycksak"),
        ("audience/x", {"skos:hiddenLabel": ['"rektorer"@sv']}, "rektorer"),
        ("place/outer", {"skos:prefLabel": ['"Riket"@sv']}, "Riket"),
        ("agent/a4", {"skos:altLabel": ['"AF"@sv']}, "AF"),
        ("agent/named", {"skos:altLabel": ['"NMT"@sv']}, "NMT"),
        ("work/series", {"dcterms:alternative": ['"Raden"@sv']}, "Raden"),
        ("subject/s3", {"skos:hiddenLabel": ['"sexköp"@sv']}, "sexköp"),
        ("agent/a1", {"skos:altLabel": ['"Ettan"@sv']}, "Ettan"),  # issued the stated edition
        ("edition/e1", {"dcterms:issued": ['"1987"^^xsd:gYear']}, "1987"),
        (
            "edition/new",
            {
                "a": ["pub:StatedEdition"],
                "dcterms:isVersionOf": [ref("work/w1")],
                "dcterms:issued": ['"1955"^^xsd:gYear'],
            },
            "1955",
        ),
    ],
)
def test_what_is_said_of_a_neighbour_later_reaches_the_publication(
    home: Home, path: str, said: dict[str, list[str]], word: str
) -> None:
    records, kept = neighbours(), Kept()
    home.put(records)
    catch_up(home.truth, kept)

    def words() -> set[str]:
        one = kept.records["publication/p4"]
        return {*one.names, *(text for _, text in one.related)}

    assert word not in words()
    records[path] = records.get(path, {}) | said
    home.put(records)
    catch_up(home.truth, kept)
    assert word in words()
    assert kept.records == anew(home)


def test_circles_do_no_harm(home: Home) -> None:
    records = small()
    records["subject/s0"]["skos:broader"] = [ref("subject/s2"), ref("subject/s0")]
    found = followed(home, records, Kept())["publication/p0"].facets["subject"]
    assert found == ("subject/s0", "subject/s2", "subject/s1")


def test_little_is_done_for_a_little_change(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    records, kept = small(), Kept()
    assert catch_up(home.truth, kept) == len(small())
    assert catch_up(home.truth, kept) == 0
    records["publication/p8"]["dcterms:title"] = ['"Ny"@sv']
    home.put(records)
    told: list[int] = []
    assert catch_up(home.truth, kept, lambda *_: told.append) == sum(told) < len(small()) / 2


def test_a_withdrawn_record_is_found_no_more(home: Home) -> None:
    records, kept = small(), Kept()
    catch_up(home.truth, kept)
    del records["publication/p8"], records["agent/a3"]
    found = followed(home, records, kept)
    assert "publication/p8" not in found
    assert "agent/a3" not in found
    assert "agent/a3" not in found["publication/p1"].facets["agent"]


def test_an_index_of_another_ledger_is_made_anew(tmp_path: Path) -> None:
    first, second, kept = Home(tmp_path), Home(tmp_path / "second"), Kept()
    second.folder.mkdir()
    first.put(small())
    first.put({})
    second.put({path: record for path, record in small().items() if not path.endswith("0")})
    second.put(small())
    catch_up(first.truth, kept)
    assert kept.records == {}
    assert kept.commit == second.truth.head().id
    catch_up(second.truth, kept)
    assert kept.records == anew(second) != {}


def test_a_fault_in_the_middle_is_mended_by_the_next_try(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home.folder / "search"
    catch_up(home.truth, TantivyWriter(folder))
    before = stored(folder)
    home.put(edited(random.Random(1), small(), 8))
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "graphs", _fault)
        with pytest.raises(ZeroDivisionError):
            catch_up(home.truth, TantivyWriter(folder))
    assert stored(folder) == before
    catch_up(home.truth, TantivyWriter(folder))
    assert TantivyIndex(folder).version == home.truth.head().version
    assert search_projection.catch_up(home.truth, TantivyWriter(folder)) == 0


def _fault(*_: object) -> object:
    raise ZeroDivisionError


def test_a_publication_is_indexed_with_what_tells_it_from_others_of_its_title(home: Home) -> None:
    second = anew(home)["publication/p1"]
    assert (second.work, second.edition, second.year) == ("work/w0", 2, 2002)
    assert second.creators == ({"sv": "Agent 1"}, {"sv": "Agent 3"})
