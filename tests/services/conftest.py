"""Servers that tests of harvesting share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services import serving
from web.servers import Running


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """``publod serve`` of the catalogue of `serving.many_home`; nobody writes to it."""
    with serving.many(tmp_path_factory) as running:
        yield running
