"""Negotiation by profile: a table of what is asked and what is sent, and hostile fields."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.errors import NotAcceptable
from publod.formats import Format
from publod.web.http.negotiation import (
    Profile,
    ProfileRequest,
    negotiate,
    negotiate_by_profile,
    preferences,
)

HTML = Format("html", "HTML", "text/html", "html")
TURTLE = Format("turtle", "Turtle", "text/turtle", "ttl")
JSON_LD = Format("json-ld", "JSON-LD", "application/ld+json", "jsonld", profile="urn:compacted")
SCHEMA = Format("schema", "schema.org", "application/ld+json", "schema", profile="urn:schema")
MODS = Format("mods", "MODS", "application/mods+xml", "mods", profile="urn:mods")
OFFERED = (HTML, TURTLE, JSON_LD, SCHEMA, MODS)
PROFILES = (
    Profile("record", "urn:record", (TURTLE, JSON_LD), also=("urn:dc",)),
    Profile("schema", "urn:schema", (SCHEMA,)),
    Profile("mods", "urn:mods", (MODS,)),
)
BROWSER = "text/html,application/xml;q=0.9,*/*;q=0.8"


def W(accept: str | None = None, by: str = "", profile: str = "", kind: str = "") -> ProfileRequest:  # noqa: N802
    return ProfileRequest(accept, by, profile, kind)


TABLE = [
    ("nothing asked", W(), "html"),
    ("Accept alone", W("application/ld+json"), "json-ld"),
    ("a browser", W(BROWSER), "html"),
    ("a profile", W(by="<urn:mods>"), "mods"),
    ("a token", W(by="mods"), "mods"),
    ("a quoted IRI, as in earlier drafts", W(by='"urn:mods"'), "mods"),
    ("a wider profile", W(by="<urn:dc>"), "turtle"),
    ("the form profile", W(by="<urn:compacted>"), "json-ld"),
    ("the profile goes before the media type", W(BROWSER, "<urn:mods>"), "mods"),
    ("Accept chooses within the profile", W("application/ld+json", "<urn:record>"), "json-ld"),
    ("profiles first, even if Accept likes another", W("text/turtle, */*;q=0.1", "<urn:mods>, record;q=0.5"), "mods"),
    ("what Accept refuses is not sent", W("application/ld+json", "<urn:mods>, record;q=0.5"), "json-ld"),
    ("q", W(by="<urn:mods>;q=0.4, <urn:schema>;q=0.5"), "schema"),
    ("q=0", W(by="record;q=0, *"), "html"),
    ("any", W("application/ld+json", "*"), "json-ld"),
    ("another, or any", W(BROWSER, "<urn:other>, *;q=0.1"), "html"),
    ("the unknown is passed over", W(by="<urn:other>, <urn:mods>;q=0.1"), "mods"),
    ("twice: the better", W(by="mods;q=0.1, schema;q=0.5, mods;q=0.9"), "mods"),
    ("commas in an IRI", W(by="<urn:a,<urn:b>, <urn:mods>"), "mods"),
    ("nothing well-formed asks for nothing", W("text/turtle", ";;, <, <a b>, =", ), "turtle"),
    ("in the address", W("text/html", profile="mods"), "mods"),
    ("in the address, in order", W(profile="none,<urn:schema>,mods"), "schema"),
    ("the address goes before the field", W(by="<urn:schema>", profile="mods"), "mods"),
    ("a media type in the address", W("text/html", kind="application/ld+json"), "json-ld"),
    ("with a plus that became a space", W("text/html", kind="application/ld json"), "json-ld"),
    ("media types in order", W(kind="a/b, text/turtle,text/html"), "turtle"),
    ("both", W("text/html", profile="record", kind="application/ld+json"), "json-ld"),
    ("Accept, within a profile of the address", W("application/ld+json", profile="record"), "json-ld"),
    ("a profile as a parameter", W('application/ld+json;profile="urn:schema"'), "schema"),
    ("a profile that the record has as a parameter", W('text/turtle;profile="urn:dc"'), "turtle"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "wish", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_rules(rule: str, wish: ProfileRequest, expected: str) -> None:
    assert negotiate_by_profile(wish, OFFERED, PROFILES).name == expected


IRIS = ("<urn:record>", "<urn:schema>", "<urn:mods>")
REFUSED = [
    (W(by="<urn:other>"), IRIS),
    (W(profile="other"), IRIS),
    (W(by="*;q=0"), IRIS),
    (W("text/html", "<urn:mods>"), ("application/mods+xml",)),
    (W(profile="mods", kind="text/turtle"), ("application/mods+xml",)),
    (W("image/png"), tuple(f.media_type for f in OFFERED)),
    (W(kind="image/png"), tuple(f.media_type for f in OFFERED)),
]


@pytest.mark.parametrize(("wish", "offered"), REFUSED)
def test_what_there_is_not_is_refused_with_what_there_is(
    wish: ProfileRequest, offered: tuple[str, ...]
) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate_by_profile(wish, OFFERED, PROFILES)
    assert caught.value.offered == offered


FIELDS = st.lists(
    st.sampled_from(["<urn:mods>", "mods", "record", "<urn:x>", "*", "<", '"', ";q=0", ";q=0.5", ",", "\\", "é"]),
    max_size=12,
).map("".join)  # fmt: skip
ACCEPTED = st.none() | st.sampled_from(
    ["", BROWSER, "*/*", "text/turtle", "application/*;q=0.3", "image/png"]
)


@given(ACCEPTED, FIELDS | st.text(max_size=40), FIELDS, st.text(max_size=20))
def test_any_wish_gets_a_format_or_is_refused(
    accept: str | None, by: str, profile: str, kind: str
) -> None:
    offered: tuple[str, ...] = ()
    try:
        offered = (
            negotiate_by_profile(ProfileRequest(accept, by, profile, kind), OFFERED, PROFILES).name,
        )
    except NotAcceptable as refused:
        offered = refused.offered
    assert offered


@given(ACCEPTED)
def test_who_asks_for_no_profile_gets_what_accept_says(accept: str | None) -> None:
    def sent(ask: object) -> str:
        try:
            return ask().name  # type: ignore[operator, no-any-return]
        except NotAcceptable:
            return "406"

    assert sent(lambda: negotiate_by_profile(ProfileRequest(accept), OFFERED, PROFILES)) == sent(
        lambda: negotiate(accept, OFFERED)
    )


@given(st.permutations(["<urn:mods>;q=0.9", "schema;q=0.8", "<urn:x>", "record;q=0.1"]))
def test_the_order_of_a_field_does_not_count(parts: list[str]) -> None:
    assert negotiate_by_profile(ProfileRequest("*/*", ", ".join(parts)), OFFERED, PROFILES) is MODS


@pytest.mark.parametrize(
    "part", ["<", '"', "<a>;", ",", ";q=", " ", "<urn:mods>,", "a;q=0.5,", '"<', "é", "-"]
)
def test_long_fields_take_no_time(part: str) -> None:
    start = time.process_time()
    preferences(part * 200_000)
    assert time.process_time() - start < 0.2
    assert len(preferences("".join(f"<urn:{n}>," for n in range(5000)))) <= 100
