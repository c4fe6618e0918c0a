"""What nobody can make the page of results do, whatever stands in its address."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from web import page

LIST = "/publications"


def get(client: FlaskClient, query: str) -> TestResponse:
    return client.get(LIST + query, headers={"Accept": "text/html", "Accept-Language": "en"})


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(text)s %s %",
     "عربي نص", "\u202eabc", "a" * 5000, "' OR 1=1 --", "\x00\x01\x02", "\r\nX-Evil: 1", "&amp;&lt;",
     "AND OR NOT ( : ^ ~ *", "\ud7ff\ufffe", "🏳️‍🌈" * 200],
)  # fmt: skip
def test_any_text_is_only_a_text(client: FlaskClient, text: str) -> None:
    query = "?" + urlencode({"q": text})
    response = get(client, query)
    shown = page.read("http://localhost" + LIST + query, response.text, "en")
    assert response.status_code == 200
    assert not [e for e in shown.elements if e.tag == "img"]
    scripts = [e.attributes.get("src", "") for e in shown.all("script")]
    assert all(source.startswith("./static/") for source in scripts)
    assert "X-Evil" not in response.headers
    assert "49" not in shown.one("h1").text
    assert all(len(value) < 8000 for value in response.headers.values())


_NAMES = ("q", "subject", "type", "agent", "language", "audience", "file", "year", "sort", "page", "from",
          "to", "lang", "other")  # fmt: skip
_VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["police", "begging", "manual", "2018", "2015-2018", "swe", "title", "1", "polis"]
    ),
)


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(_NAMES), _VALUES), max_size=6))
def test_no_address_breaks_it(client: FlaskClient, pairs: list[tuple[str, str]]) -> None:
    query = "?" + urlencode(pairs)
    response = get(client, query)
    assert response.status_code in {200, 303, 404}, query
    if response.status_code == 303:
        response = client.get(
            urljoin(LIST, response.headers["Location"]), headers={"Accept": "text/html"}
        )
        assert response.status_code in {200, 404}, query
    page.read("http://localhost" + LIST + query, response.text)


def test_so_much_at_once_is_refused(client: FlaskClient) -> None:
    assert get(client, "?" + "&".join(f"subject={n}" for n in range(60))).status_code == 414
