"""Words of sources that are known: `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from publod.importing.names import folded

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """What formats and agencies call types, licences and statuses, and words of organisations."""
    content = tomllib.loads(files("publod.importing").joinpath("words.toml").read_text("utf-8"))
    return {
        kind: {folded(word): meaning for word, meaning in table.items()}
        for kind, table in content.items()
    }


def names_page(label: str) -> bool:
    """Whether the label of a link says no more than that it leads to a page."""
    return folded(label) in words()["pages"]["labels"]


def names_part(label: str) -> bool:
    """Whether the label of a link says that it leads to a part, or to what others say of it."""
    return any(word in folded(label) for word in words()["pages"]["parts"])


def is_organisation(name: str, more: str = "") -> bool:
    """Whether a name has a word that only organisations have; ``more`` has further such words."""
    known = words()["organisations"]
    own = _WORD.findall(folded(name))
    listed = {*known["words"], *folded(more).split()}
    return any(word in listed or word.endswith(tuple(known["endings"])) for word in own)
