"""What one client may have computed, and what others notice when it asks for more."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from publod.server.client_budgets import Budgets, shared_file
from web import servers

CLIENT, OTHER = "198.51.100.7", "203.0.113.9"
LIST = "/publications"
#: A query that takes more time than passes until the next request, another one for each number.
COSTLY = (
    "SELECT (COUNT(*) AS ?n%s) { { SELECT ?b { ?a ?p ?b } LIMIT 500 } "
    "{ SELECT ?d { ?c ?q ?d } LIMIT 500 } FILTER(STRLEN(CONCAT(STR(?b), STR(?d))) > 100) }"
)


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_processes_count_together_and_the_clock_pays_back(clock: Clock) -> None:
    file = shared_file()
    assert file is not None
    try:
        one, two = Budgets(10, (), file, clock), Budgets(10, (), file, clock)
        one.charge("a", 8)
        two.charge("a", 6.5)
        assert one.wait("a", "192.0.2.1", LIST) == 5
        assert two.wait("a", "192.0.2.1", LIST) == 5
        assert one.wait("b", "192.0.2.2", LIST) == 0
        assert one.wait("a", "192.0.2.1", "/readyz") == 0
        clock.now += 5
        assert one.wait("a", "192.0.2.1", LIST) == 0
    finally:
        file.unlink()


def test_who_asks_for_one_thing_at_a_time_is_never_refused(clock: Clock) -> None:
    budgets = Budgets(4, (), None, clock)
    for _ in range(1000):
        assert budgets.wait("a", "192.0.2.1", LIST) == 0
        clock.now += 3.0  # the answer takes so long, all of it computing
        budgets.charge("a", 3.0)


def test_networks_without_a_limit_and_no_budgets_at_all(clock: Clock) -> None:
    budgets = Budgets(1, ("192.0.2.0/24", "2001:db8::/32"), None, clock)
    for key in ("192.0.2.1", "2001:db8:1::1", "192.0.3.1"):
        budgets.charge(key, 100)
    waits = {
        key: budgets.wait(key, key, LIST) for key in ("192.0.2.1", "2001:db8:1::1", "192.0.3.1")
    }
    assert waits == {"192.0.2.1": 0, "2001:db8:1::1": 0, "192.0.3.1": 99}
    unbounded = Budgets(0)
    unbounded.charge("a", 1e9)
    assert unbounded.wait("a", "192.0.2.1", LIST) == 0


def test_many_new_clients_do_not_free_one_who_has_used_much(clock: Clock) -> None:
    budgets = Budgets(10, (), None, clock)
    budgets.charge("a", 100)
    for number in range(100_000):
        budgets.charge(f"10.0.{number}", 0.01)
    assert budgets.wait("a", "192.0.2.1", LIST) == 90


def test_a_client_over_its_budget_is_told_so_and_others_are_served(example_home: Path) -> None:
    settings = {"PUBLOD_CLIENT_SECONDS": "0.001", "PUBLOD_PROXIES": "1", "PUBLOD_WORKERS": "2"}
    with (
        servers.granian(example_home, settings=settings) as running,
        httpx.Client(base_url=running.url, timeout=20) as http,
    ):

        def ask(path: str, client: str, **fields: str) -> httpx.Response:
            return http.get(path, headers={"X-Forwarded-For": f"192.0.2.66, {client}", **fields})

        def refused(path: str, **fields: str) -> httpx.Response:
            """What a client is answered that has just used more than its budget."""
            for number in range(10):  # a machine that stands still would refill it
                ask(f"/sparql?query={quote(COSTLY % number)}", CLIENT)
                answer = ask(path, CLIENT, **fields)
                if answer.status_code == 429:
                    return answer
            pytest.fail(f"{path} is never refused")

        told = refused("/compare?a=1", Accept="application/json")
        assert int(told.headers["Retry-After"]) >= 1
        assert told.headers["Cache-Control"] == "no-store"
        assert told.headers["Content-Type"] == "application/problem+json"
        assert told.json()["status"] == 429
        page = refused("/oai?verb=Identify", Accept="text/html", **{"Accept-Language": "sv"})
        assert "För mycket för en klient" in page.text
        refused("/sparql?query=ASK+%7B%3Fs+%3Fp+%3Fo%7D")
        assert ask("/readyz", CLIENT).status_code == 200
        assert ask("/publications?q=manual+x", OTHER).status_code == 200
