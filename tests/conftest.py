"""What all tests share."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from examples import THOROUGH
from publod.bibliography.catalogue_languages import use_languages
from seed_settings import LANGUAGES

# What commands say is in the language of the terminal.
for _name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"


@pytest.fixture(autouse=True, scope="module")
def seed_languages() -> None:
    """What is tested without an application is of the seed catalogue, whatever ran before."""
    use_languages(LANGUAGES)


use_languages(LANGUAGES)  # for what is asked while tests are collected

# A busy machine is no fault of an example. Where CI is set, hypothesis has a profile of its own.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(THOROUGH, settings.get_profile("busy"))
if "CI" not in os.environ:
    settings.load_profile("busy")


class _CompiledTemplates(BytecodeCache):
    """Templates by their source: compiled once for all applications that tests make."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get(bucket.key + bucket.checksum):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": _CompiledTemplates()}


def pytest_collection_finish(session: pytest.Session) -> None:
    """Collect garbage seldom, and never look at what was imported: graphs are many small objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


#: Files that take longest. Whoever begins with them has the short ones left to share at the end.
_LONGEST = (
    "browser/test_every_page.py", "web/test_crawl.py", "store/test_remote_outage.py",
    "cli/test_hostile_files.py", "web/test_etag_property.py", "web/test_streaming.py",
    "web/test_slow_readers.py", "store/test_runaway.py", "web/test_hostile_data.py",
    "store/test_remote_reading.py", "ingest/test_crash.py", "browser/test_sparql_page.py",
    "web/test_server.py", "web/test_fairness.py", "services/test_schemas.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; each goes to one process whole (``--dist loadfile``)."""
    folder = Path(__file__).parent
    places = {str(folder / name): place for place, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))
