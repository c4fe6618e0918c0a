"""What a pool tells of its work, for whoever watches over a service."""

from __future__ import annotations

from typing import Literal

from publod import errors

Lane = Literal["fast", "slow"]

#: What became of a query, by the error that it ended in.
OUTCOMES: dict[type[BaseException], str] = {
    errors.QueryTimeout: "deadline",
    errors.QueryTooLarge: "memory",
    errors.AnswerTooLarge: "length",
    errors.QueryOverload: "overload",
    errors.QueryAbandoned: "abandoned",
    errors.QueryRefused: "refused",
    errors.QuerySyntaxError: "syntax",
}
ANSWERED = "answered"


class Meter:
    """Hears what happens in a pool. This one does nothing; any thread may call it."""

    def waiting(self, change: int) -> None:
        """So many queries more wait for a place."""

    def running(self, lane: Lane, change: int) -> None:
        """So many queries more run in a lane."""

    def ended(self, outcome: str, seconds: float) -> None:
        """A query was answered, or not; after how long, from its coming."""


def outcome_of(error: BaseException) -> str:
    """What became of a query that ended in an error."""
    return OUTCOMES.get(type(error), "failed")
