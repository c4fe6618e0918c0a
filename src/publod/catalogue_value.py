"""Values of a catalogue that are not handed through to every function that needs them."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")


class CatalogueValue(Generic[T]):
    """A value of the catalogue that is being read, written or served.

    A process has one catalogue as a rule, and all its threads have the value that was set last. Of
    several applications in a process, each sets its own for every request, in the context of that.
    """

    def __init__(self, value: T) -> None:
        self._of_process = value
        self._of_context: ContextVar[T] = ContextVar("CatalogueValue")

    def get(self) -> T:
        """What was set in this context, else what was set last in the process."""
        return self._of_context.get(self._of_process)

    def set(self, value: T) -> None:
        """Set it for this context, and for all that have none of their own."""
        self._of_process = value
        self._of_context.set(value)
