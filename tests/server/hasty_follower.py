"""The follower of ``publod serve`` without long pauses, for tests that wait for what it mends."""

from __future__ import annotations

import sys

from publod.server import projection_follower
from publod.server.projection_follower import BASE_URL_IS_SET, follow

if __name__ == "__main__":
    projection_follower._INTERVAL = projection_follower._FIRST_PAUSE = 0.2
    projection_follower._REST = 0.0
    follow(int(sys.argv[1]), base_url_is_set=BASE_URL_IS_SET in sys.argv[2:])
