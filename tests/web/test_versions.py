"""What replaces what: notices on pages, and links between versions (RFC 5829)."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from publod.web.site import KEY
from web.growing import forget_responses
from web.test_record_page import STATED, WORK, publication, read, told


def links(client: FlaskClient, path: str) -> dict[str, list[str]]:
    """The links between versions in the header, by relation."""
    response = client.get(path)
    assert response.status_code == 200
    found: dict[str, list[str]] = {}
    for target, relation in re.findall(r'<([^>]*)>; rel="(\w+-version)"', response.headers["Link"]):
        found.setdefault(relation, []).append(target)
    return found


def test_a_replaced_edition_names_the_newer_and_the_latest(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK
        + publication("a", 1)
        + publication("b", 2, "dcterms:replaces <publication/a#it>")
        + publication("c", 3, "dcterms:replaces <publication/b#it>")
    ).test_client()
    (first,) = told(read(client, "/publication/a"), "notice")[:1]
    assert first == (
        "This edition has been replaced. Replaced by Edition 2, 2002. "
        "The latest known is Edition 3, 2003."
    )
    (second,) = told(read(client, "/publication/b"), "notice")[:1]
    assert second == "This edition has been replaced. Replaced by Edition 3, 2003."
    assert told(read(client, "/publication/c"), "notice") == []
    assert links(client, "/publication/a") == {
        "successor-version": ["../publication/b"], "latest-version": ["../publication/c"],
    }  # fmt: skip
    assert links(client, "/publication/b") == {
        "predecessor-version": ["../publication/a"], "successor-version": ["../publication/c"],
        "latest-version": ["../publication/c"],
    }  # fmt: skip
    assert links(client, "/publication/c.ttl")["latest-version"] == ["../publication/c"]


def test_no_link_between_versions_leads_across_a_gap(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK + publication("a", 1) + publication("c", 3)
        + publication("d", 4, "dcterms:replaces <publication/c#it>")
    ).test_client()  # fmt: skip
    notice = told(read(client, "/publication/a"), "notice")[0]
    assert notice == "There are later editions. The latest known is Edition 4, 2004."
    assert links(client, "/publication/a") == {}
    assert "predecessor-version" in links(client, "/publication/d")
    # … nor is what a row of replacements ends in called the latest when a later one is known.
    client = grow(
        WORK + publication("a", 1) + publication("b", 2, "dcterms:replaces <publication/a#it>")
        + publication("e", 5)
    ).test_client()  # fmt: skip
    assert links(client, "/publication/a") == {"successor-version": ["../publication/b"]}
    notice = told(read(client, "/publication/a"), "notice")[0]
    assert notice.endswith("Replaced by Edition 2, 2002. The latest known is Edition 5, 2005.")


def test_editions_that_replace_each_other_have_no_latest(grow: Callable[[str], Flask]) -> None:
    client = grow(
        WORK + publication("a", 1, "dcterms:replaces <publication/b#it> , <publication/a#it>")
        + publication("b", 2, "dcterms:replaces <publication/a#it>")
    ).test_client()  # fmt: skip
    for path in ("/publication/a", "/publication/b"):
        assert "latest-version" not in links(client, path)
        assert told(read(client, path), "notice")[0].startswith("This edition has been replaced.")


def test_the_head_has_the_links_of_the_header(replacing: FlaskClient) -> None:
    shown = read(replacing, STATED)
    relations = {
        e.attributes["rel"]: e.attributes["href"]
        for e in shown.all("link")
        if e.attributes["rel"].endswith("-version")
    }
    assert {rel: [href] for rel, href in relations.items()} == links(replacing, STATED)
    assert set(relations) == {"successor-version", "latest-version"}


def test_what_has_not_changed_needs_no_links(client: FlaskClient) -> None:
    tag = client.get(STATED, headers={"Accept": "text/turtle"}).headers["ETag"]
    site = client.application.extensions[KEY]
    forget_responses(client.application)
    again = client.get(STATED, headers={"Accept": "text/turtle", "If-None-Match": tag})
    assert again.status_code == 304
    assert not [key for key in site.cache._bodies if "links" in key]
