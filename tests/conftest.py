"""What all tests share."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from examples import THOROUGH

# A busy machine is no fault of an example. Where CI is set, hypothesis has a profile of its own.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(THOROUGH, settings.get_profile("busy"))
if "CI" not in os.environ:
    settings.load_profile("busy")
