"""From files to commits: the only writer. See `publod.ingest.load` for the steps in order."""

from publod.ingest.load import Outcome, check, load
from publod.ingest.load_plan import Plan
from publod.ingest.loaded_check import check_loaded
from publod.ingest.store_projection import catch_up, rebuild

__all__ = [
    "Outcome", "Plan", "catch_up", "check", "check_loaded", "load", "rebuild",
]  # fmt: skip
