"""What is wrong with what a catalogue has of its own, told before anything is served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from publod.errors import SettingsError
from publod.messages import N_, Message


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault with its place, a file or a setting; ``line`` is 0 for the whole of it.

    What ``blocks`` could not be shown, and is refused; anything else is a warning.
    """

    place: Path | str
    line: int
    reason: Message
    blocks: bool = True

    @property
    def message(self) -> Message:
        """Place and reason in one sentence."""
        place = f"{self.place}:{self.line}" if self.line else str(self.place)
        return N_("%(place)s: %(reason)s", place=place, reason=self.reason)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise SettingsError, with a line for each, if there are faults that block."""
    if blocking := dict.fromkeys(fault.message for fault in faults if fault.blocks):
        raise SettingsError(Message.joined(blocking, "\n"))
