"""Feeds as JSON Feed, against its specification."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bibliography.test_atom import BASE, ENTRY, FEED, NASTY
from publod.bibliography.entry import Agent, Concept, File
from publod.bibliography.export import json_feed
from publod.bibliography.export.feed import Item, item_of
from publod.bibliography.titles_and_labels import Text
from web import json_feed_rules


def test_a_whole_feed() -> None:
    picture = File("f", f"{BASE}cover.png", "image/png")
    entry = replace(ENTRY, files=(*ENTRY.files, picture))
    feed = replace(FEED, next=f"{BASE}new.jsonfeed?page=2", description="Allt nytt", author="Vi")
    expected = """{"version": "https://jsonfeed.org/version/1.1", "title": "Nytt", \
"home_page_url": "https://data.example.se/new", "feed_url": "https://data.example.se/new.atom", \
"description": "Allt nytt", "next_url": "https://data.example.se/new.jsonfeed?page=2", \
"authors": [{"name": "Vi"}], "language": "sv", \
"_license": {"about": "https://www.rfc-editor.org/rfc/rfc4946", \
"url": "https://creativecommons.org/publicdomain/zero/1.0/"}, "items": [
{"id": "https://data.example.se/publication/x", "url": "https://data.example.se/publication/x", \
"title": "Vatten & land: En <rapport> (2019)", "content_text": "About water.", \
"image": "https://data.example.se/cover.png", "date_published": "2023-11-14T22:13:20Z", \
"date_modified": "2023-11-14T22:13:20Z", \
"authors": [{"name": "Byrån"}, {"name": "https://data.example.se/agent/b#it"}], \
"tags": ["vatten"], "language": "en", "attachments": [\
{"url": "https://example.org/x%20y.pdf", "mime_type": "application/pdf", "size_in_bytes": 12}, \
{"url": "https://data.example.se/cover.png", "mime_type": "image/png"}]}
]}
"""
    body = b"".join(json_feed.write(feed, [entry], "sv"))
    assert body.decode() == expected
    json_feed_rules.check(body)


def test_what_has_gone_is_left_out() -> None:
    gone = Item(f"{BASE}a", Text("x"), 1, f"{BASE}a", is_gone=True)
    there = replace(gone, id=f"{BASE}b", is_gone=False)
    feed = json_feed_rules.check(b"".join(json_feed.write_items(FEED, [gone, there, gone])))
    assert [item["id"] for item in feed["items"]] == [f"{BASE}b"]
    assert json_feed_rules.check(b"".join(json_feed.write_items(FEED, [])))["items"] == []


@pytest.mark.parametrize("language", ['x" onload="y', "", "toolongalanguage", "sv SE", "en-GB"])
def test_a_language_is_a_tag_or_that_of_the_feed(language: str) -> None:
    item = Item("a:b", Text("t", language), 0, "a:b")
    (found,) = json_feed_rules.check(b"".join(json_feed.write_items(FEED, [item])))["items"]
    assert found["language"] == ("en-GB" if language == "en-GB" else "sv")


_SECONDS = st.integers(0, 4_000_000_000)


@settings(max_examples=200)
@given(
    texts=st.lists(NASTY, min_size=6, max_size=6), updated=_SECONDS, published=_SECONDS | st.none()
)
def test_any_text_and_any_time_make_a_feed_that_keeps_the_rules(
    texts: list[str], updated: int, published: int | None
) -> None:
    title, subtitle, name, label, abstract, url = texts
    entry = replace(
        ENTRY,
        title={"sv": title},
        subtitle={"sv": subtitle},
        creators=(Agent(f"{BASE}a", {"": name}),),
        subjects=(Concept(f"{BASE}s", {"en": label}),),
        abstract={"ar": abstract},
        files=(File("f", url, url), File("g", f"https://example.org/{url}", url)),
    )
    item = replace(item_of(entry, "sv"), updated=updated, published=published)
    feed = replace(FEED, title=title, author=name, description=subtitle)
    (found,) = json_feed_rules.check(b"".join(json_feed.write_items(feed, [item])))["items"]
    came, changed = (
        datetime.fromisoformat(found[f"date_{what}"]).timestamp()
        for what in ("published", "modified")
    )
    assert came == (updated if published is None else published)
    assert changed == max(updated, came)
    assert json.dumps(found).encode()
    assert found["title"].strip()
