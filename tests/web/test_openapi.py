"""``/openapi.json`` has every route and every parameter, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

import publod
from publod.app import create_app
from publod.web.routes import LISTS
from publod.web.services.openapi import NOT_DESCRIBED, OPERATIONS, PARAMETERS
from seed_settings import seed_settings
from web.servers import EXAMPLE


@pytest.fixture(scope="module")
def app(example_home: Path) -> Flask:
    return create_app(seed_settings(home=example_home, base_url=EXAMPLE))


def test_every_route_is_described_or_is_for_nobody_who_reads_it(app: Flask) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert rules == OPERATIONS.keys() | NOT_DESCRIBED
    assert not OPERATIONS.keys() & NOT_DESCRIBED
    document = app.test_client().get("/openapi.json").get_json()
    assert len(document["paths"]) == len(OPERATIONS) + len(LISTS)
    for path, item in document["paths"].items():
        named = {parameter["name"] for parameter in item.get("parameters", [])}
        assert named == set(re.findall(r"{(\w+)}", path)), path
        assert not named - set(re.findall(r"\w+", path))


def test_every_parameter_that_a_view_reads_is_described() -> None:
    views = Path(publod.__file__).parent / "web"
    found = {
        name
        for file in views.rglob("*.py")
        for name in re.findall(r'request\.args\.get(?:list)?\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert found, "the expression finds none"
    assert found <= PARAMETERS.keys()
    used = {name for operation in OPERATIONS.values() for name in operation.parameters}
    assert used == PARAMETERS.keys()


def test_pages_lead_to_it(app: Flask) -> None:
    page = app.test_client().get("/", headers={"Accept": "text/html"}).text
    assert 'rel="service-desc"' in page
