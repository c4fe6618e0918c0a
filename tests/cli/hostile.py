"""Files that were made to do harm, each small to write down, with what is to become of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

#: What is to become of a file: it is valid, has violations, or is refused with a text like this.
VALID, INVALID = "valid: ", r"violations?(, \d+ warnings?)?; nothing was written"
NO_RECORD = "there is no record in"
BEYOND = "beyond measure"
ALIKE = "can hardly be told apart"
TRIPLE_TERMS = f"triple terms cannot be kept|{BEYOND}"
DEEP_XML = "XML may not be nested deeper than 256"
DEEP_JSON = "JSON-LD may not be nested deeper than 256"
FETCHED = "nothing is fetched"
LONG_IRI = "longer than 4096 characters"
MANY = "more than 50000 statements"

Content = Callable[[], str | bytes]


class Hostile(NamedTuple):
    """A file's name, what is in it, and what ``publod check`` is to print of it."""

    name: str
    content: Content
    told: str


FILES: list[Hostile] = []


def add(name: str, told: str, content: Content | str) -> None:
    FILES.append(Hostile(name, content if callable(content) else lambda: content, told))


def nested(opening: str, times: int, middle: str, closing: str) -> str:
    return opening * times + middle + closing * times
