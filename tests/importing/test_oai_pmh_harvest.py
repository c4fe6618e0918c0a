"""Harvesting from a real provider: publod's own, which holds what it is given."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import httpx2 as httpx
import pytest
from flask import Flask

from publod.errors import SourceUnreadable
from publod.importing.oai_pmh_harvest import Harvest, HarvestState
from publod.importing.source_record import SourceRecord
from publod.web.site import KEY
from web.growing import Growing

URL = "http://localhost/oai"


def publications(*numbers: int, word: str = "Nr") -> dict[str, str]:
    """Turtle of publications, by their names."""
    return {
        f"p{n}": f'<publication/p{n}#it> a pub:Publication ; dcterms:title "{word} {n}"@sv .'
        for n in numbers
    }


def client_of(app: Flask) -> httpx.Client:
    return httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://localhost")


def small_pages(app: Flask, size: int = 3) -> Flask:
    site = app.extensions[KEY]
    site.provider = replace(site.provider, page=size)
    return app


def titles(records: Iterable[SourceRecord]) -> set[str]:
    return {record.titles[0].text for record in records if not record.is_deleted}


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[Growing]:
    catalogue = Growing(tmp_path)
    yield catalogue
    catalogue.close()


@pytest.mark.parametrize("prefix", ["", "marc21", "mods", "oai_dc"])
def test_everything_page_by_page(growing: Growing, prefix: str) -> None:
    growing.load(publications(*range(8)))
    harvest = Harvest(HarvestState(URL, prefix), client_of(small_pages(growing.app)))
    pages = [*harvest.pages()]
    assert [len(page) for page in pages] == [3, 3, 2]
    assert titles(r for page in pages for r in page) == {f"Nr {n}" for n in range(8)}
    assert harvest.total == 8
    assert harvest.state.token == ""
    assert harvest.state.since


def test_broken_off_it_goes_on_with_the_page_that_was_not_taken(growing: Growing) -> None:
    growing.load(publications(*range(8)))
    client = client_of(small_pages(growing.app))
    first = Harvest(HarvestState(URL, "mods"), client)
    pages = first.pages()
    taken = titles(next(pages)) | titles(next(pages))
    # The second page was given, but not taken: the state is that of the first.
    state = HarvestState(**json.loads(json.dumps(asdict(first.state))))
    rest = [*Harvest(state, client).pages()]
    assert [len(page) for page in rest] == [3, 2]
    assert taken | titles(r for page in rest for r in page) == {f"Nr {n}" for n in range(8)}


def test_the_next_harvest_brings_what_changed_and_what_was_deleted(growing: Growing) -> None:
    client = client_of(growing.app)
    growing.load(publications(1, 2, 3))
    first = Harvest(HarvestState(URL, "mods"), client)
    [page] = first.pages()
    assert len(page) == 3
    # The provider's clock is the wall's, and its datestamps are those of the commits.
    since = replace(first.state, since="2025-06-17T00:00:00Z")
    growing.load(publications(1) | {"p2": publications(2, word="Ny")["p2"]})
    [records] = Harvest(since, client).pages()
    assert titles(records) == {"Ny 2"}
    [deleted] = [record for record in records if record.is_deleted]
    assert deleted.identifier.endswith("publication/p3")


def answers(*responses: httpx.Response) -> httpx.Client:
    waiting: Iterator[httpx.Response] = iter(responses)
    return httpx.Client(transport=httpx.MockTransport(lambda request: next(waiting)))


IDENTIFY = httpx.Response(200, text="""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<responseDate>2026-01-01T00:00:00Z</responseDate><Identify><granularity>YYYY-MM-DD</granularity>
</Identify></OAI-PMH>""")  # fmt: skip


def response(inner: str) -> httpx.Response:
    text = f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>'
    return httpx.Response(200, text=text)


DELETED = response("""<ListRecords><record><header status="deleted">
<identifier>oai:x:1</identifier><datestamp>2026-01-01</datestamp></header></record></ListRecords>""")


def test_a_busy_source_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    client = answers(IDENTIFY, httpx.Response(503, headers={"Retry-After": "7"}), DELETED)
    [[record]] = Harvest(HarvestState(URL, "oai_dc"), client, waits.append).pages()
    assert waits == [7.0]
    assert record.is_deleted
    assert record.identifier == "oai:x:1"


def test_nothing_new_is_no_error() -> None:
    nothing = response('<error code="noRecordsMatch"/>')
    state = HarvestState(URL, "oai_dc", since="2025-12-31T00:00:00Z")
    harvest = Harvest(state, answers(IDENTIFY, nothing))
    assert [*harvest.pages()] == []
    assert harvest.state.since == "2026-01-01T00:00:00Z"


def test_a_forgotten_list_begins_anew() -> None:
    state = HarvestState(URL, "oai_dc", token="old", begun="2025-12-31T00:00:00Z")
    client = answers(IDENTIFY, response('<error code="badResumptionToken"/>'), DELETED)
    harvest = Harvest(state, client)
    assert len([*harvest.pages()]) == 1
    assert harvest.state.since == "2025-12-31T00:00:00Z"


@pytest.mark.parametrize(
    ("responses", "reason"),
    [
        ([httpx.Response(404)], "404"),
        ([httpx.Response(200, text="<html></html>")], "no source of OAI-PMH"),
        ([httpx.Response(200, text="<html>")], "not well-formed"),
        ([IDENTIFY, response('<error code="badArgument">no such set</error>')], "no such set"),
        ([httpx.Response(500)] * 5, "500"),
    ],
)
def test_what_is_no_source_is_told(responses: list[httpx.Response], reason: str) -> None:
    harvest = Harvest(HarvestState(URL, "oai_dc"), answers(*responses), lambda _: None)
    with pytest.raises(SourceUnreadable, match=reason):
        list(harvest.pages())
