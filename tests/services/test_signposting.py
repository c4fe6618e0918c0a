"""Signposts of a publication, from entries that are as awkward as they can be."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, File
from publod.services.signposting import (
    MOST,
    ROOM,
    Sign,
    as_json,
    as_text,
    level_1,
    linkset,
    signs_of,
    uri_of,
)

BASE = "https://data.example.se/"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
PLAIN = Entry(BASE + "publication/a#it")
FULL = replace(
    PLAIN,
    doi="10.1234/x",
    creators=(Agent(BASE + "agent/a#it"), Agent("https://orcid.org/0000-0002-1825-0097")),
    types=(Concept(BASE + "type/r#it", classes=("https://schema.org/Report",)),),
    series=(BibliographicResource(BASE + "work/s#it"),),
    licence="https://creativecommons.org/licenses/by/4.0/",
    files=(File("", "https://example.org/a.pdf", "application/pdf; version=1.7"),),
)
METADATA = [Sign("describedby", BASE + "publication/a.mods", "application/mods+xml", "urn:x")]


def told(entry: Entry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for sign in signs_of(entry, BASE, METADATA):
        found.setdefault(sign.relation, []).append(sign.target)
    return found


def test_everything_that_there_is_to_tell() -> None:
    assert told(FULL) == {
        "cite-as": ["https://doi.org/10.1234/x"],
        "type": ["https://schema.org/AboutPage", "https://schema.org/Report"],
        "license": ["https://creativecommons.org/licenses/by/4.0/"],
        "collection": [BASE + "work/s#it", BASE],
        "describedby": [BASE + "publication/a.mods"],
        "author": [BASE + "agent/a#it", "https://orcid.org/0000-0002-1825-0097"],
        "item": ["https://example.org/a.pdf"],
    }
    [item] = [s for s in signs_of(FULL, BASE, ()) if s.relation == "item"]
    assert item.media_type == "application/pdf"


def test_what_is_not_known_is_not_told() -> None:
    assert told(PLAIN) == {
        "cite-as": [BASE + "publication/a"],
        "type": ["https://schema.org/AboutPage", "https://schema.org/CreativeWork"],
        "collection": [BASE],
        "describedby": [BASE + "publication/a.mods"],
    }


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "urn:isbn:1", "/x", "", "http://", "http://[x", "mailto:a@b"]
)
def test_nobody_is_sent_where_nobody_can_go(address: str) -> None:
    entry = replace(PLAIN, licence=address, files=(File("", address),), creators=(Agent(address),))
    assert not {"license", "item", "author"} & told(entry).keys()


@pytest.mark.parametrize("doi", ["10.1/x", "https://doi.org/10.1/x"])
def test_a_doi_is_cited_by_its_address(doi: str) -> None:
    assert told(replace(PLAIN, doi=doi))["cite-as"] == ["https://doi.org/10.1/x"]


def test_targets_are_uris() -> None:
    assert (
        uri_of('https://å.se/ö%20 <"\r\nX: 1>')
        == "https://%C3%A5.se/%C3%B6%20%20%3C%22%0D%0AX:%201%3E"
    )


def many(count: int) -> Entry:
    return replace(
        PLAIN,
        creators=tuple(Agent(f"{BASE}agent/{n}#it") for n in range(count)),
        files=tuple(File("", f"https://example.org/{n}") for n in range(count)),
    )


def test_level_1_stays_short_and_files_are_not_crowded_out() -> None:
    kept = level_1(signs_of(many(500), BASE, METADATA))
    relations = [sign.relation for sign in kept]
    assert len(kept) == MOST
    assert {"cite-as", "type", "collection", "describedby"} <= set(relations)
    assert abs(relations.count("author") - relations.count("item")) <= 1


def test_a_long_address_is_left_to_the_set_of_links() -> None:
    entry = replace(
        PLAIN, files=(File("", "https://example.org/" + "x" * 9000), File("", "https://e.org/2"))
    )
    kept = [sign.target for sign in level_1(signs_of(entry, BASE, ())) if sign.relation == "item"]
    assert kept == ["https://e.org/2"]


def test_links_lead_back() -> None:
    signs = signs_of(FULL, BASE, METADATA)
    links = linkset(FULL, signs, METADATA, CC0)
    assert list(links) == [FULL.document, "https://example.org/a.pdf", METADATA[0].target]
    assert links[FULL.document] == signs
    back = links[METADATA[0].target]
    assert back == [Sign("describes", FULL.document, "text/html"), Sign("license", CC0)]
    assert linkset(FULL, signs, METADATA)[METADATA[0].target] == back[:1], "none is stated"
    assert links["https://example.org/a.pdf"][0].relation == "collection"


def test_the_json_has_a_context_for_each_anchor() -> None:
    links = {"https://a": [Sign("item", "https://b", "text/csv"), Sign("item", "https://c")]}
    assert json.loads(as_json(links)) == {
        "linkset": [
            {
                "anchor": "https://a",
                "item": [{"href": "https://b", "type": "text/csv"}, {"href": "https://c"}],
            }
        ]
    }


TEXTS = st.text(max_size=30)
ADDRESSES = st.builds("https://example.org/{}".format, TEXTS) | TEXTS
ENTRIES = st.builds(
    lambda creators, files, licence, doi, types, series: replace(
        PLAIN,
        creators=tuple(map(Agent, creators)),
        files=tuple(File("", url, kind) for url, kind in files),
        licence=licence,
        doi=doi,
        types=tuple(Concept("", classes=(c,)) for c in types),
        series=tuple(map(BibliographicResource, series)),
    ),
    st.lists(ADDRESSES, max_size=30), st.lists(st.tuples(ADDRESSES, TEXTS), max_size=30),
    ADDRESSES, TEXTS, st.lists(ADDRESSES, max_size=3), st.lists(ADDRESSES, max_size=3),
)  # fmt: skip
LINE = re.compile(
    r'<https?://[!-~]+>; rel="[a-z-]+"(; [a-z]+="[!-~]+")*; anchor="https://[!-~]+",?'
)


@given(ENTRIES)
def test_any_entry_gives_links_that_can_be_read(entry: Entry) -> None:
    signs = signs_of(entry, BASE, METADATA)
    assert len(set(signs)) == len(signs)
    kept = level_1(signs)
    assert len(kept) <= MOST
    assert sum(len(sign.target) for sign in kept) <= ROOM
    links = linkset(entry, signs, METADATA)
    lines = as_text(links).decode("ascii").splitlines()
    assert len(lines) == sum(map(len, links.values()))
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    anchors = [context["anchor"] for context in json.loads(as_json(links))["linkset"]]
    assert anchors == list(links)
