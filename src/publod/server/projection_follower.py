"""The process of ``publod serve`` that keeps the projections of the ledger up to date.

A load brings them up to date itself. This is for what a load could not do: it was killed between
its commit and the projections, the disk was full, or somebody has damaged or removed files.
"""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
import time

from publod import bootstrap, store_and_index_updates
from publod.config import Settings
from publod.errors import (
    BaseUrlMismatch,
    LedgerBusy,
    LedgerMoved,
    PublodError,
    SearchDamaged,
    SearchError,
    StoreDamaged,
    StoreError,
)
from publod.ledger import Ledger
from publod.messages import Message
from publod.search.index_state import Examination as IndexExamination
from publod.setting_sources import from_environment
from publod.store.oxigraph.writer import Examination as StoreExamination
from publod.store.process_lifetime import end_with
from publod.store_and_index_updates import FILES, INDEX, READ_MODEL, STORE

log = logging.getLogger(__name__)

#: How often it looks, in seconds.
_INTERVAL = 2.0
#: The first pause after a failure, which doubles each time, and the longest, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 60.0
#: How much longer it rests after it has mended something than that took.
_REST = 3.0
_NICE = 10
#: The exit status by which it says that the catalogue has another base URL now.
BASE_URL_CHANGED = 75
#: The argument by which it is started where another base URL is a fault: the operator has set one.
BASE_URL_IS_SET = "base-url-is-set"


def follow(parent: int, *, base_url_is_set: bool) -> None:
    """What the process does, until its parent ends or ends it: look, and mend.

    It ends with the status BASE_URL_CHANGED when that is so, unless ``base_url_is_set``.
    """
    end_with(parent)
    settings = from_environment(os.environ)
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    follower = Follower(settings)
    while True:
        try:
            follower.step()
        except (LedgerMoved, BaseUrlMismatch) as error:
            if not base_url_is_set:
                sys.exit(BASE_URL_CHANGED)
            follower.fail(f"{error}; PUBLOD_BASE_URL is set: change it, and restart the server")
        time.sleep(_INTERVAL)


class Follower:
    """Looks at the projections, and brings them up to date as the one writer.

    What it finds and does is told once in the log.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = StoreExamination(settings.store)
        self._index = bootstrap.search_index(settings)
        self._index_files = IndexExamination(settings.search, settings.own_facets)
        self._ledger: Ledger | None = None
        #: What has been found damaged, and is to be made anew.
        self._damaged: set[Message] = set()
        self._reported: set[str] = set()
        self._failures = 0
        self._not_before = 0.0

    def step(self) -> None:
        """Look once, and do what is to be done.

        Raises LedgerMoved or BaseUrlMismatch when the catalogue has another base URL than this
        process was started with, and nothing else.
        """
        try:
            if self._ledger is None:
                self._ledger = bootstrap.reading_ledger(self._settings)
            lagging = self._look(self._ledger)
            if not lagging:
                self._failures = 0
                self._reported.clear()
            elif time.monotonic() >= self._not_before:
                self._mend(lagging)
        except LedgerBusy:
            pass  # a load that is at work brings all up to date itself
        except (LedgerMoved, BaseUrlMismatch):
            raise
        except (PublodError, OSError) as error:
            self.fail(str(error))
        except Exception as error:  # noqa: BLE001 (the next look may find all well)
            self.fail(f"{type(error).__name__}: {error}")

    def _look(self, ledger: Ledger) -> dict[Message, str]:
        """What lags, each with the reason."""
        head = ledger.head()
        lagging = {name: f"the {name} is damaged" for name in self._damaged}
        if head.id == 0:
            return {}
        for name, look in ((STORE, self._look_at_store), (INDEX, self._look_at_index)):
            try:
                commit = look(ledger)
            except (StoreError, SearchError) as error:
                lagging[name] = str(error)
                if isinstance(error, StoreDamaged | SearchDamaged):
                    self._damaged.add(name)
            else:
                if commit == head.id:
                    lagging[name] = f"the published state of the {name} is lost"
                elif commit is not None:
                    lagging[name] = f"the {name} shows commit {commit}, and the last is {head.id}"
        if store_and_index_updates.read_model_is_behind(self._settings, ledger):
            lagging[READ_MODEL] = f"the {READ_MODEL} is damaged, or of another commit"
        if store_and_index_updates.files_are_behind(self._settings, ledger):
            lagging[FILES] = f"the {FILES} is of another commit"
        return lagging

    def _look_at_store(self, ledger: Ledger) -> int | None:
        """The commit that the store shows, or None when all is well with it."""
        if self._settings.sparql_url is None:
            self._store.look()
        elif self._settings.sparql_update_url is None:
            return None  # another machine looks after it
        commit, is_last = bootstrap.commit_of_store(self._settings, ledger)
        return None if is_last else commit

    def _look_at_index(self, ledger: Ledger) -> int | None:
        self._index_files.look()
        version = self._index.version
        return None if version == ledger.head().version else int(version.partition(".")[0] or 0)

    def _mend(self, lagging: dict[Message, str]) -> None:
        begun = time.monotonic()
        with bootstrap.writer(self._settings) as held:
            # Whoever was the writer until now may have done it.
            if held.ledger is None or not self._look(held.ledger):
                return
            self._report(": this is being mended", *lagging.values())
            store_and_index_updates.bring_up_to_date(
                self._settings, held.ledger, repair=True, damaged=frozenset(self._damaged)
            )
            commit = held.ledger.head().id
            self._damaged.clear()
            self._look(held.ledger)  # from here on it is seen when a file changes
        self._reported.clear()
        self._failures = 0
        # What comes back at once must not keep a processor busy.
        now = time.monotonic()
        self._not_before = now + _REST * (now - begun)
        log.warning("%s: up to date again, at commit %s", " and ".join(map(str, lagging)), commit)

    def fail(self, reason: str) -> None:
        """Write a reason to the log, and look again after a pause."""
        self._ledger = None  # it may have been exchanged
        pause = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._not_before = time.monotonic() + pause
        self._failures += 1
        self._report("; this is tried again after growing pauses", reason)

    def _report(self, what: str, *reasons: str) -> None:
        """Log reasons and what is done, unless all have been: but for numbers, as of files."""
        keys = {re.sub(r"\d+", "", reason + what) for reason in reasons}
        if not keys <= self._reported:
            log.warning("%s%s", "; ".join(reasons), what)
            self._reported |= keys


if __name__ == "__main__":
    follow(int(sys.argv[1]), base_url_is_set=BASE_URL_IS_SET in sys.argv[2:])
