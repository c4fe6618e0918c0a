"""An example query for each own term, with a sentence on what it asks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FOLDER = files(__package__).joinpath("queries")
_PLACE = "<term>"


@dataclass(frozen=True, slots=True)
class Example:
    """A query as people can run and change it; ``about`` is by language of the interface."""

    text: str
    about: Mapping[str, str]


@cache
def examples() -> Mapping[str, Example]:
    """The examples by the local names of their terms."""
    listed = tomllib.loads(_FOLDER.joinpath("examples.toml").read_text(encoding="utf-8"))
    return {name: Example(_text(name), about) for name, about in listed.items()}


def uses_query(term: str, *, is_class: bool) -> str:
    """The query that lists where a term is used; ``term`` as SPARQL spells it."""
    return _text("uses-of-a-class" if is_class else "uses-of-a-property").replace(_PLACE, term)


@cache
def _text(name: str) -> str:
    return _FOLDER.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip()
