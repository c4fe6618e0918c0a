"""How results are told: a line a measurement, with its reference and what it must reach."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """A measurement: ``value`` in ``unit``, ``reference`` in the same unit from the same run.

    ``goal`` is what ``value`` must reach at least (or at most, where less is better), if the goal
    is absolute; ``ratio_goal`` is what value / reference must reach (or not exceed).
    """

    name: str
    value: float
    unit: str
    reference: float
    reference_name: str
    goal: float | None = None
    ratio_goal: float | None = None
    less_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Ours in proportion to the reference."""
        return self.value / self.reference

    @property
    def reached(self) -> bool:
        """Whether both goals are met."""
        absolute = self.goal is None or (
            self.value <= self.goal if self.less_is_better else self.value >= self.goal
        )
        relative = self.ratio_goal is None or (
            self.ratio <= self.ratio_goal if self.less_is_better else self.ratio >= self.ratio_goal
        )
        return absolute and relative

    def __str__(self) -> str:
        goals = []
        bound = "at most" if self.less_is_better else "at least"
        if self.goal is not None:
            goals.append(f"{bound} {self.goal:g}")
        if self.ratio_goal is not None:
            goals.append(f"ratio {bound} {self.ratio_goal:g}")
        return (
            f"{'ok  ' if self.reached else 'MISS'} {self.name}: {self.value:,.4g} {self.unit}"
            f" | {self.reference_name}: {self.reference:,.4g} | ratio {self.ratio:.3g}"
            + (f" | goal: {', '.join(goals)}" if goals else "")
        )
