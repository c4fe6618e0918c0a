"""How long work says how far it is, to whoever shows that."""

from __future__ import annotations

from collections.abc import Callable

#: Begins a step: its name, its whole in the step's own unit (0: not known beforehand), and the
#: result is called with each part that is done.
Steps = Callable[[str, int], Callable[[int], None]]


def silent(_step: str, _total: int) -> Callable[[int], None]:
    """Steps that nobody watches."""
    return lambda _: None
