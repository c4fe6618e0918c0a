"""Chains of a thousand records are loaded, changed at their ends, and shown."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from cli.hostile_data import chain
from cli.running import BASE, publod
from publod.app import create_app
from seed_settings import seed_settings

COUNT = 1_000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A catalogue with a chain of subjects, each below the next one."""
    home = tmp_path_factory.mktemp("chain") / "home"
    file = home.with_name("chain.ttl")
    file.write_text(chain(COUNT), encoding="utf-8")
    assert f"added {COUNT + 1}," in publod(home, "load", file).stdout
    for end in (0, COUNT - 1):
        file.write_text(chain(COUNT).replace(f'"S {end}"@sv', '"Nytt"@sv'), encoding="utf-8")
        changed = 1 if end == 0 else 2
        assert f"added 0, changed {changed}," in publod(home, "load", file).stdout
    return create_app(seed_settings(home=home, base_url=BASE)).test_client()


@pytest.mark.parametrize("number", [0, COUNT // 2, COUNT - 1])
@pytest.mark.parametrize("form", ["", ".jsonld", ".ttl", ".rdf"])
def test_every_record_of_a_chain_has_its_page(client: FlaskClient, number: int, form: str) -> None:
    answer = client.get(
        f"/subject/s{number}{form}", headers={} if form else {"Accept": "text/html"}
    )
    assert answer.status_code == 200
    assert f"s{number + 1}" in answer.text or number == COUNT - 1


@pytest.mark.parametrize(
    "address", ["/subjects", "/publications?subject=subject/s1", "/oai?verb=ListSets"]
)
def test_lists_of_a_chain_are_answered(client: FlaskClient, address: str) -> None:
    assert client.get(address, headers={"Accept": "text/html"}).status_code == 200
