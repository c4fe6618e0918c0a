"""Sitemaps after https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from publod.record_repository import Repository
from publod.services import sitemap
from services.copying import BASE, Source, publication, withdrawn

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def read(body: bytes | None, root: str) -> dict[str, str]:
    """Addresses with their times; what the protocol asks for has been looked at."""
    assert body is not None
    assert len(body) < 50 << 20
    text = body.decode("utf-8")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    tree = ET.fromstring(body)
    assert tree.tag == f"{NS}{root}"
    assert 0 < len(tree) <= 50_000
    found: dict[str, str] = {}
    for item in tree:
        assert item.tag == f"{NS}{'sitemap' if root == 'sitemapindex' else 'url'}"
        loc, stamp = item.findtext(f"{NS}loc", ""), item.findtext(f"{NS}lastmod", "")
        assert all(urlsplit(loc)[:2]), loc
        assert loc.isascii(), loc
        assert len(loc) < 2048
        assert " " not in loc
        assert STAMP.fullmatch(stamp), stamp
        assert loc not in found
        found[loc] = stamp
    return found


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path)


def index(source: Source) -> dict[str, str]:
    return read(sitemap.index(Repository(source.ledger)), "sitemapindex")


def part(source: Source, number: int) -> dict[str, str]:
    return read(sitemap.part(Repository(source.ledger), number), "urlset")


def test_one_record(source: Source) -> None:
    source.commit(publication("a"))
    assert list(index(source)) == [f"{BASE}sitemap-0.xml", f"{BASE}sitemap-1.xml"]
    assert part(source, 1) == {f"{BASE}publication/a": "2023-11-14T22:13:30Z"}
    pages = read(sitemap.pages(Repository(source.ledger), ["", "works"]), "urlset")
    assert list(pages) == [BASE, f"{BASE}works"]


def test_an_empty_catalogue_has_no_part_and_no_times(source: Source) -> None:
    body = sitemap.index(Repository(source.ledger))
    assert body.count(b"<loc>") == 1
    assert b"lastmod" not in body
    assert sitemap.part(Repository(source.ledger), 1) is None


def test_every_record_is_in_one_part_and_stays_there(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 100)
    source.commit(*(publication(f"p{n}") for n in range(1000)))
    parts = {number: part(source, number) for number in range(1, 11)}
    assert sorted(url for p in parts.values() for url in p) == sorted(
        f"{BASE}publication/p{n}" for n in range(1000)
    )
    assert len(index(source)) == 11
    before = index(source)
    source.commit(publication("p150", title="Ny"), withdrawn("publication/p420"))
    after = index(source)
    moved = {url.rpartition("-")[2] for url in after if after[url] != before[url]}
    assert moved == {"0.xml", "2.xml", "5.xml"}
    assert f"{BASE}publication/p420" not in part(source, 5)
    assert len(part(source, 5)) == 99
    assert list(part(source, 2)) == list(parts[2])
    assert part(source, 2)[f"{BASE}publication/p150"] == after[f"{BASE}sitemap-2.xml"]
    assert max(part(source, 2).values()) == after[f"{BASE}sitemap-2.xml"]


def test_a_part_without_records_is_left_out(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SIZE", 2)
    source.commit(*(publication(f"p{n}") for n in range(4)))
    source.commit(withdrawn("publication/p0"), withdrawn("publication/p1"))
    assert list(index(source)) == [f"{BASE}sitemap-0.xml", f"{BASE}sitemap-2.xml"]
    assert sitemap.part(Repository(source.ledger), 1) is None


def test_hostile_paths_are_escaped(source: Source) -> None:
    source.commit(publication("a&b'c"), publication("återvända"), publication("x%20y"))
    assert list(part(source, 1)) == [
        f"{BASE}publication/a&b'c",
        f"{BASE}publication/%C3%A5terv%C3%A4nda",
        f"{BASE}publication/x%20y",
    ]
    body = sitemap.part(Repository(source.ledger), 1)
    assert body is not None
    assert b"a&amp;b&apos;c" in body


def test_an_address_that_readers_refuse_is_left_out(source: Source) -> None:
    source.commit(publication("a" * 3000), publication("b"))
    assert list(part(source, 1)) == [f"{BASE}publication/b"]


def test_each_page_is_given_in_its_languages(source: Source) -> None:
    source.commit(publication("a&b"), publication("b" * 1000))
    whole = sitemap.part(Repository(source.ledger), 1, ("en", "sv"))
    assert list(read(whole, "urlset")) == list(part(source, 1))
    first, second = ET.fromstring(whole or b"")
    link = "{http://www.w3.org/1999/xhtml}link"
    assert [found.attrib for found in first.findall(link)] == [
        {"rel": "alternate", "hreflang": tag, "href": f"{BASE}publication/a&b{query}"}
        for tag, query in (("en", "?lang=en"), ("sv", "?lang=sv"), ("x-default", ""))
    ]
    assert second.find(link) is None
    # What a full part can have at most keeps below what the protocol allows.
    address = "b" * sitemap._LONGEST_WITH_LANGUAGES
    entry = len(sitemap._part("", [(address, 1)], ("en", "sv")))
    assert sitemap.SIZE * entry < 50_000_000


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_there_is_no_other_part(source: Source, number: int) -> None:
    source.commit(publication("a"))
    assert sitemap.part(Repository(source.ledger), number) is None
