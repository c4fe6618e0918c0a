"""SPARQL servers of other people, for the tests: skipped, or demanded, where they are missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from bench import engines
from bench.engines import Missing, Server

__all__ = ["Server", "oxigraph", "virtuoso"]


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """`oxigraph serve`, which comes from PyPI with the tests' other tools."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(engines.oxigraph(folder))
        except Missing as error:
            _miss(error)
        yield server


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Debian's Virtuoso, with a configuration and a database of its own."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(engines.virtuoso(folder))
        except Missing as error:
            _miss(error)
        yield server


def _miss(error: Missing) -> None:
    """Skip where a person works without it, and fail where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"{error} is not installed")
    pytest.skip(f"NOT TESTED: {error} is not installed")
