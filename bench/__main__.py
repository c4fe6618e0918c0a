"""``python -m bench [part…]``: runs the benchmarks, tells them, and exits with 1 on a miss."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import (
    cold,
    generate,
    harvest,
    loading,
    pages,
    queries,
    rdflib_endpoint,
    remote,
    round_trips,
    rows,
    search,
    slow,
    startup,
)
from bench.report import Result

#: Where the catalogue that is measured says that it is.
BASE = "http://127.0.0.1:8000/"
#: Parts that ask a catalogue which is there already.
_LOADED = {"cold", "pages", "sparql", "rows", "rdflib", "remote", "slow"}


def main(wanted: list[str]) -> int:
    """Run the parts in their order; the later ones use what the first has loaded."""
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        home = work / "home"
        parts: dict[str, Callable[[], Iterator[Result]]] = {
            "load": lambda: loading.measure(work),
            "cold": lambda: cold.measure(home, loading.PUBLICATIONS),
            "pages": lambda: pages.measure(home),
            "sparql": lambda: queries.measure(work, home, BASE),
            "rows": lambda: rows.measure(work, home, BASE),
            "rdflib": lambda: rdflib_endpoint.measure(work, home, BASE),
            "remote": lambda: remote.measure(work, home, BASE),
            "slow": lambda: slow.measure(home),
            "search": lambda: search.measure(work),
            "harvest": lambda: harvest.measure(work),
            "round-trips": lambda: round_trips.measure(work),
            "startup": lambda: startup.measure(work),
        }
        if wanted and "load" not in wanted and _LOADED & set(wanted):
            generate.write(loading.PUBLICATIONS, work / "publications")
            loading.load(work / "publications", home)
        for name, measure in parts.items():
            if not wanted or name in wanted:
                for result in measure():
                    print(result, flush=True)
                    missed += not result.reached
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
