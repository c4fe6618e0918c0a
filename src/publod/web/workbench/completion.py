"""The example queries of the SPARQL page: in groups, explained in each language of the pages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from publod.web.site import LANGUAGES

_FOLDER = files(__package__).joinpath("queries")
#: A filter on the language of a name. Titles are asked for as they are: most have one language.
_NAMED = re.compile(r'(LANG\(\?(?!title\b)\w+\) = )"sv"')


@dataclass(frozen=True, slots=True)
class Example:
    """A query with its title and explanation, by language."""

    name: str
    text: str
    title: Mapping[str, str]
    about: Mapping[str, str]

    def query(self, language: str) -> str:
        """The query, asking for names in a language of the interface."""
        return _NAMED.sub(rf'\1"{language}"', self.text)


@dataclass(frozen=True, slots=True)
class Group:
    """Examples of one matter; ``title`` is by language."""

    title: Mapping[str, str]
    examples: tuple[Example, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All examples, in the order of the page."""
    listed = tomllib.loads(_FOLDER.joinpath("examples.toml").read_text(encoding="utf-8"))
    return tuple(
        Group(
            {language: group[language] for language in LANGUAGES},
            tuple(_example(entry) for entry in group["example"]),
        )
        for group in listed["group"]
    )


def first(language: str) -> str:
    """The query that the page begins with."""
    return groups()[0].examples[0].query(language)


def _example(entry: Mapping[str, list[str]]) -> Example:
    name = str(entry["query"])
    return Example(
        name,
        _FOLDER.joinpath(f"{name}.rq").read_text(encoding="utf-8").rstrip(),
        {language: entry[language][0] for language in LANGUAGES},
        {language: entry[language][1] for language in LANGUAGES},
    )
