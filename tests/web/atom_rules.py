"""What RFC 4287 (https://www.rfc-editor.org/rfc/rfc4287) asks of a feed, rule by rule."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]

ATOM = "{http://www.w3.org/2005/Atom}"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
#: The elements that a feed and an entry must have exactly once (4.1.1, 4.1.2).
_ONCE = ("id", "title", "updated")


def check(body: bytes, page: str, own: str, id_: str = "") -> ET.Element:
    """A feed that has been inspected. ``page`` and ``own`` are where it should say that it is.

    Its id is ``id_``, or else the address of its page.
    """
    root = ET.fromstring(body)
    assert root.tag == f"{ATOM}feed"
    assert root.get(LANGUAGE) in {"sv", "en"}
    entries = root.findall(f"{ATOM}entry")
    for parent in (root, *entries):
        _check_required(parent)
        _check_links(parent)
    # 4.1.1: each entry has an author, or the feed has one for all.
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == own
    assert links["alternate"] == page
    assert root.findtext(f"{ATOM}id") == (id_ or page)
    ids = Counter(entry.findtext(f"{ATOM}id") for entry in entries)
    assert [iri for iri, count in ids.items() if count > 1] == []
    # 4.2.15: the feed is no older than what is in it.
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert (root.findtext(f"{ATOM}updated") or "") >= max(updated, default="")
    for name in root.iter(f"{ATOM}name"):
        assert (name.text or "").strip()
    found = feedparser.parse(body)
    assert (found.bozo, found.version, len(found.entries)) == (0, "atom10", len(entries))
    return root


def _check_required(parent: ET.Element) -> None:
    for name in _ONCE:
        found = parent.findall(f"{ATOM}{name}")
        assert len(found) == 1, f"{parent.tag} has {len(found)} {name}"
        assert (found[0].text or "").strip(), f"{parent.tag} has an empty {name}"
    assert _DATE.fullmatch(parent.findtext(f"{ATOM}updated") or "")
    assert urlsplit(parent.findtext(f"{ATOM}id") or "").scheme
    for category in parent.findall(f"{ATOM}category"):
        assert category.get("term")  # 4.2.2.1
        assert category.get("label") != ""
    assert len(parent.findall(f"{ATOM}summary")) <= 1


def _check_links(parent: ET.Element) -> None:
    links = parent.findall(f"{ATOM}link")
    for link in links:
        target = link.get("href") or ""
        assert urlsplit(target).netloc, f"{target} depends on where the feed was found"
        assert not set(target) & set(' <>"{}|\\^`')
    # 4.1.1: no two alternates of one type and language.
    alternates = [link.get("type") for link in links if link.get("rel") == "alternate"]
    assert len(alternates) == 1
