"""The SPARQL store follows the ledger, however it has been treated."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.catalogue import BASE, PREFIXES, Home, edited, small
from publod.errors import StoreError
from publod.ingest import catch_up, rebuild
from publod.ledger import Ledger
from publod.rdf import SourceFormat, canonical, literal_of, triples_of, write_dataset
from publod.record_repository import Repository
from publod.store.oxigraph.generations import current_generation, shows
from publod.store.oxigraph.writer import EmbeddedStore


def shown(folder: Path) -> dict[str, str]:
    """What readers see, graph by graph, as canonical N-Triples."""
    found: dict[str, str] = {}
    for quad in ox.Store.read_only(f"{current_generation(folder).path}/db"):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found[quad.graph_name.value] = found.get(quad.graph_name.value, "") + f"{quad.triple} .\n"
    return {name: canonical(triples_of(text)) for name, text in found.items()}


def expected(home: Home) -> dict[str, str]:
    return dict(Repository(home.truth).documents(derived=True))


@contextmanager
def store(home: Home, *, fresh: bool = False) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(home.folder / "store", fresh=fresh) as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    made.put(small())
    return made


@pytest.mark.parametrize("seed", range(3))
def test_following_shows_what_projecting_anew_would(home: Home, seed: int) -> None:
    chance, records = random.Random(seed), small()
    for _ in range(5):
        for _ in range(chance.choice((0, 1, 2))):  # the store may have missed some commits
            records = edited(chance, records, 3)
            home.put(records)
        with store(home) as following:
            catch_up(home.truth, following)
            assert following.commit == home.truth.head().id
        assert shown(home.folder / "store") == expected(home)


def test_another_licence_of_the_metadata_is_projected_for_every_record(home: Home) -> None:
    with store(home) as following:
        for terms in ("https://terms.example/1", "https://terms.example/2", ""):
            said = {"dcterms:license": [f"<{terms}>"]} if terms else {}
            home.put({**small(), "catalog": {"a": ["dcat:Catalog"], **said}})
            catch_up(home.truth, following)
            found = shown(home.folder / "store")
            derived = [text for name, text in found.items() if name.endswith("#derived")]
            assert len(derived) == len(small()) + 1
            assert all((f"/license> <{terms}> ." in text) == bool(terms) for text in derived)
            assert found == expected(home)


def test_nothing_is_done_when_there_is_nothing_to_do(home: Home) -> None:
    with store(home) as following:
        assert catch_up(home.truth, following) == len(small())
        before = current_generation(home.folder / "store")
        assert catch_up(home.truth, following) == 0
        assert current_generation(home.folder / "store") == before


def test_a_commit_that_was_applied_and_not_published_is_published(home: Home) -> None:
    with store(home) as following:
        catch_up(home.truth, following)
        home.put({})
        following.apply(2, [])
    with store(home) as following:
        assert (following.commit, following.is_published) == (2, False)
        catch_up(home.truth, following)
        assert following.is_published
    assert current_generation(home.folder / "store").commit == 2


def test_a_fault_in_the_middle_is_mended_by_the_next_try(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store(home) as following:
        catch_up(home.truth, following)
        before = shown(home.folder / "store")
        home.put(edited(random.Random(1), small(), 8))
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "graphs", _fault)
            with pytest.raises(ZeroDivisionError):
                catch_up(home.truth, following)
        assert shown(home.folder / "store") == before
        with pytest.raises(StoreError, match="half applied"):
            following.publish()
        catch_up(home.truth, following)
    assert shown(home.folder / "store") == expected(home)


def _fault(*_: object) -> object:
    raise ZeroDivisionError


def test_a_store_of_a_longer_ledger_is_made_anew(tmp_path: Path) -> None:
    """As when the ledger was lost, and loaded again."""
    first, second = Home(tmp_path), Home(tmp_path / "second")
    second.folder.mkdir()
    first.put(small())
    first.put({})
    with store(first) as following:
        catch_up(first.truth, following)
    second.put(small())
    with store(first) as following:
        catch_up(second.truth, following)
        assert following.commit == 1
    assert shown(first.folder / "store") == expected(second)


def test_rebuilding_a_store_that_cannot_even_be_opened(home: Home) -> None:
    with store(home) as following:
        catch_up(home.truth, following)
    (home.folder / "store" / "live" / "state.json").write_text("{")
    with pytest.raises(StoreError, match="publod rebuild"), store(home):
        pass
    with store(home, fresh=True) as following:
        assert rebuild(home.truth, following) == len(small())
    assert shown(home.folder / "store") == expected(home)


def test_derived_triples_follow_what_they_follow_from(home: Home) -> None:
    """A type's class changes; the publications of that type are told so, though unchanged."""
    records = small()
    records["type/t0"]["pub:instanceClass"] = ["schema:Article"]
    with store(home) as following:
        catch_up(home.truth, following)
        home.put(records)
        catch_up(home.truth, following)
    derived = shown(home.folder / "store")["https://data.example.se/publication/p0#derived"]
    assert "<https://schema.org/Article>" in derived
    assert "<https://schema.org/Report>" not in derived


def test_a_ledger_that_was_restored_and_went_another_way_is_noticed(home: Home) -> None:
    """The store shows commit 2 of a history that is no more; the ledger's commit 2 is another."""
    records = small()
    with store(home) as following:
        catch_up(home.truth, following)
    home.truth.close()
    copy = (home.folder / "ledger.db").read_bytes()
    records["agent/a1"]["foaf:name"] = ['"Försvinner"@sv']
    home.put(records)
    with store(home) as following:
        catch_up(home.truth, following)
    home.truth.close()
    for file in home.folder.glob("ledger.db*"):
        file.unlink()
    (home.folder / "ledger.db").write_bytes(copy)
    records["agent/a1"]["foaf:name"] = ['"Stannar"@sv']
    home.put(records)
    head = home.truth.head()
    assert head.id == 2
    assert not shows(home.folder / "store", head.id, head.version)
    with store(home) as following:
        catch_up(home.truth, following)
    assert shows(home.folder / "store", head.id, head.version)
    assert shown(home.folder / "store") == expected(home)


LABELS = BASE + "catalog#labels"
NAMING = """
<place/here#it> a dcterms:Location ; skos:prefLabel "Här"@sv , "Here"@en ;
    <http://www.w3.org/2002/07/owl#sameAs> <https://sws.geonames.org/1/> .
<publication/p#it> a pub:Publication ; dcterms:title "P"@sv ;
    dcterms:language lang:SWE ; dcterms:spatial <https://sws.geonames.org/1/> ,
        <https://sws.geonames.org/2/> ;
    dcterms:medium <http://rdaregistry.info/termList/RDACarrierType/1018> ;
    <http://www.w3.org/ns/adms#status> <http://purl.org/adms/status/Withdrawn> ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcat:distribution [
        dcterms:format <http://publications.europa.eu/resource/authority/file-type/PDF> ;
        dcat:mediaType <https://www.iana.org/assignments/media-types/application/pdf> ] .
"""
NAMED = {
    "http://publications.europa.eu/resource/authority/language/SWE": "Swedish",
    "https://sws.geonames.org/1/": "Here",
    "http://rdaregistry.info/termList/RDACarrierType/1018": "Online resource",
    "http://purl.org/adms/status/Withdrawn": "Withdrawn by the issuer",
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "http://publications.europa.eu/resource/authority/file-type/PDF": "PDF",
    "https://www.iana.org/assignments/media-types/application/pdf": "application/pdf",
}


def put(home: Home, text: str) -> None:
    """Make a file the whole catalogue."""
    home.commit(home.plan_of(home.file(text)))


def labels(home: Home) -> dict[str, str]:
    """The English labels in the store of things that have no record."""
    found = triples_of(shown(home.folder / "store").get(LABELS, ""))
    return {s[1:-1]: literal_of(o).text for s, _, o in found if literal_of(o).language == "en"}


def test_things_without_a_record_have_labels_for_as_long_as_records_name_them(
    tmp_path: Path,
) -> None:
    home = Home(tmp_path)
    place = PREFIXES + NAMING.partition("<publication")[0]
    put(home, PREFIXES + NAMING)
    with store(home) as following:
        catch_up(home.truth, following)
    assert labels(home) == NAMED
    assert '"svenska"@sv' in shown(home.folder / "store")[LABELS]
    put(home, (PREFIXES + NAMING).replace("lang:SWE", "lang:FIN").replace("Here", "There"))
    with store(home) as following:
        catch_up(home.truth, following)
    found = labels(home)
    assert (found["https://sws.geonames.org/1/"], len(found)) == ("There", len(NAMED))
    assert "Finnish" in found.values()
    assert "Swedish" not in found.values()
    put(home, place)
    with store(home) as following:
        catch_up(home.truth, following)
    assert labels(home) == {"https://sws.geonames.org/1/": "Here"}
    assert shown(home.folder / "store") == expected(home)


def test_labels_that_are_loaded_back_are_no_record(tmp_path: Path) -> None:
    home = Home(tmp_path)
    put(home, PREFIXES + NAMING)
    file = tmp_path / "dump.nq"
    with file.open("wb") as output:
        documents = Repository(home.truth).documents(derived=True)
        write_dataset(documents, SourceFormat.N_QUADS, output, {})
    assert LABELS in file.read_text()
    plan = home.check(file).plan
    assert (plan.changes, plan.unchanged) == ([], 2)
