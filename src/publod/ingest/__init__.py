"""From files to commits: the only writer. See `publod.ingest.load` for the steps in order."""

from publod.ingest.load import Outcome, check, load
from publod.ingest.plan import Plan
from publod.ingest.projection import catch_up, rebuild
from publod.ingest.reporting import Steps

__all__ = [
    "Outcome", "Plan", "Steps", "catch_up", "check", "load", "rebuild",
]  # fmt: skip
