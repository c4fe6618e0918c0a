"""How many examples a test of a property tries.

``pytest --hypothesis-profile=thorough`` tries as many as each test names; a run on every submission
tries `QUICK` at most, of tests whose examples cost much.
"""

from __future__ import annotations

from hypothesis import settings

THOROUGH = "thorough"
QUICK = 25


def is_thorough() -> bool:
    """Whether this run tries as much as each test names."""
    return settings.get_current_profile_name() == THOROUGH


def up_to(count: int) -> int:
    """``max_examples`` of a test that tries so many when it is thorough."""
    return count if is_thorough() else min(count, QUICK)
