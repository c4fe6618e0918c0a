"""Values in batches, as ``itertools.batched`` of Python 3.12 gives them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

_Value = TypeVar("_Value")


def batches(values: Iterable[_Value], size: int = 500) -> Iterator[list[_Value]]:
    """Values in lists of ``size``, the last of which may be shorter; no list is empty.

    The usual size is as many values as a statement may carry in every database.
    """
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch
