"""Feeds as they are written, against RFC 4287 and by other people's parser."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import feedparser  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publod.bibliography.entry import Agent, Concept, Entry, File
from publod.bibliography.export import atom
from publod.bibliography.export.feed import Feed, Item, item_of
from publod.bibliography.reference import reference_of
from publod.bibliography.titles_and_labels import Text

BASE = "https://data.example.se/"
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = Feed(
    id=f"{BASE}new",
    title="Nytt",
    updated=1_750_000_000,
    own=f"{BASE}new.atom",
    page=f"{BASE}new",
    language="sv",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
)
ENTRY = Entry(
    iri=f"{BASE}publication/x#it",
    title={"sv": "Vatten & land", "en": "Water & land"},
    subtitle={"sv": "En <rapport>"},
    issued="2019-03",
    creators=(
        Agent(f"{BASE}agent/a#it", {"sv": "Byrån", "en": "The Bureau"}),
        Agent(f"{BASE}agent/b#it"),
    ),
    subjects=(Concept(f"{BASE}subject/s#it", {"sv": "vatten", "en": "water"}),),
    abstract={"en": "About water."},
    files=(File(f"{BASE}publication/x#f", "https://example.org/x y.pdf", "application/pdf", 12),),
    modified=1_700_000_000,
)


def written(feed: Feed = FEED, *items: Item) -> str:
    return b"".join(atom.write_items(feed, items)).decode()


def test_a_whole_feed() -> None:
    expected = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="sv">
<id>https://data.example.se/new</id>
<title>Nytt</title>
<updated>2025-06-15T15:06:40Z</updated>
<author><name>Nytt</name></author>
<link rel="alternate" href="https://data.example.se/new" type="text/html"/>
<link rel="self" href="https://data.example.se/new.atom" type="application/atom+xml"/>
<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"/>
<entry>
<id>https://data.example.se/publication/x</id>
<title xml:lang="sv">Vatten &amp; land: En &lt;rapport&gt; (2019)</title>
<updated>2023-11-14T22:13:20Z</updated>
<author><name>Byrån</name></author>
<author><name>https://data.example.se/agent/b#it</name></author>
<link rel="alternate" href="https://data.example.se/publication/x" type="text/html"/>
<link rel="enclosure" href="https://example.org/x%20y.pdf" type="application/pdf" length="12"/>
<summary xml:lang="en">About water.</summary>
<category term="https://data.example.se/subject/s#it" label="vatten"/>
</entry>
</feed>
"""
    assert b"".join(atom.write(FEED, [ENTRY], "sv")).decode() == expected


def test_a_reader_gets_the_texts_of_another_language() -> None:
    text = b"".join(atom.write(replace(FEED, language="en"), [ENTRY], "en")).decode()
    for part in ("Water &amp; land (2019)", "The Bureau", 'label="water"', 'xml:lang="en"'):
        assert part in text
    assert "rapport" not in text


def test_pages_of_a_feed_lead_to_each_other() -> None:
    root = ET.fromstring(written(replace(FEED, next=f"{BASE}a?page=3", prev=f"{BASE}a")))
    links = {e.get("rel"): e.get("href") for e in root.iter(f"{ATOM}link")}
    assert (links["next"], links["previous"]) == (f"{BASE}a?page=3", f"{BASE}a")


def test_a_feed_without_entries_is_a_feed() -> None:
    found = feedparser.parse(written())
    assert (found.bozo, found.version, found.entries) == (0, "atom10", [])


def test_what_has_gone_is_told_as_gone() -> None:
    gone = Item(f"{BASE}agent/a", Text("x"), 1_700_000_000, f"{BASE}agent/a", is_gone=True)
    root = ET.fromstring(written(FEED, gone))
    found = root.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert found is not None
    assert found.attrib == {"ref": f"{BASE}agent/a", "when": "2023-11-14T22:13:20Z"}
    assert not list(root.iter(f"{ATOM}entry"))


def test_a_publication_of_which_nothing_is_known_is_an_entry() -> None:
    bare = Entry(iri=f"{BASE}p#it")
    (entry,) = feedparser.parse(b"".join(atom.write(FEED, [bare], "en"))).entries
    assert (entry.id, entry.title, entry.link) == (f"{BASE}p", f"{BASE}p", f"{BASE}p")


def test_a_long_feed_comes_in_pieces() -> None:
    pieces = list(atom.write(FEED, (ENTRY for _ in range(1000)), "sv"))
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 200_000
    assert len(feedparser.parse(b"".join(pieces)).entries) == 1000


def test_a_feed_takes_no_more_than_it_writes() -> None:
    taken = 0

    def entries() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield ENTRY

    pieces = atom.write(FEED, entries(), "sv")  # type: ignore[arg-type]
    next(pieces)
    assert taken == 0
    next(pieces)
    assert taken <= 200


@pytest.mark.parametrize(
    ("iri", "written_as"),
    [
        ("https://example.org/å", "https://example.org/å"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ('https://example.org/"<>', "https://example.org/%22%3C%3E"),
        ("https://example.org/%41?a&b", "https://example.org/%41?a&amp;b"),
        ("https://example.org/\u0001\ufffe", "https://example.org/"),
    ],
)
def test_iris_hold_nothing_that_an_iri_may_not(iri: str, written_as: str) -> None:
    text = written(FEED, Item(iri, Text("t"), 0, iri))
    assert f"<id>{written_as}</id>" in text


@pytest.mark.parametrize("language", ['x" onload="y', "", "toolongalanguage", "sv SE", "en-GB"])
def test_a_language_is_a_tag_or_is_not_told(language: str) -> None:
    root = ET.fromstring(written(FEED, Item("a:b", Text("t", language), 0, "a:b")))
    title = root.find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    found = title.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert found == ("en-GB" if language == "en-GB" else None)


NASTY = st.text(st.characters(codec=None, exclude_categories=())) | st.sampled_from(
    [
        "]]>",
        "<![CDATA[",
        "&lt;",
        "\x00\x0b\ufffe\uffff",
        "\ud800",
        "\u202eعربي",
        "\U0001f4a3",
        "'\"",
        "--",
    ]
)


@settings(max_examples=200)
@given(texts=st.lists(NASTY, min_size=6, max_size=6), seconds=st.integers(0, 4_000_000_000))
def test_any_text_makes_a_feed_that_can_be_read(texts: list[str], seconds: int) -> None:
    title, subtitle, name, label, abstract, url = texts
    entry = replace(
        ENTRY,
        title={"sv": title},
        subtitle={"sv": subtitle},
        creators=(Agent(f"{BASE}a", {"": name}),),
        subjects=(Concept(f"{BASE}s", {"en": label}),),
        abstract={"ar": abstract},
        files=(File("f", url, url),),
        modified=seconds,
    )
    body = b"".join(atom.write(replace(FEED, title=title, author=name), [entry], "sv"))
    root = ET.fromstring(body)
    (found,) = root.iter(f"{ATOM}entry")
    for parent in (root, found):
        for required in ("id", "title", "updated"):
            (element,) = parent.findall(f"{ATOM}{required}")
            assert (element.text or "").strip() or required == "title"
    (alternate,) = [e for e in found.iter(f"{ATOM}link") if e.get("rel") == "alternate"]
    assert alternate.get("href") == ENTRY.document
    assert feedparser.parse(body).version == "atom10"


@pytest.mark.parametrize("title", ["Vad är A?", "”Hjälp!”", "A"])
def test_title_and_subtitle_are_joined_as_in_citations(title: str) -> None:
    entry = replace(ENTRY, title={"sv": title}, subtitle={"sv": "En bok"}, issued="")
    assert item_of(entry, "sv").title.text == reference_of(entry).title
