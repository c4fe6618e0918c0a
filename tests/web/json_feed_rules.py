"""What JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) asks of a feed, member by member."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

#: RFC 3339, as the specification asks of dates.
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
#: RFC 5646, as far as its form goes.
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_STRING: type[Any] = str
_LIST: type[Any] = list
_TOP: dict[str, type[Any]] = {
    "version": _STRING, "title": _STRING, "home_page_url": _STRING, "feed_url": _STRING,
    "description": _STRING, "user_comment": _STRING, "next_url": _STRING, "icon": _STRING,
    "favicon": _STRING, "authors": _LIST, "language": _STRING, "expired": bool, "hubs": _LIST,
    "items": _LIST,
}  # fmt: skip
_ITEM: dict[str, type[Any]] = {
    "id": _STRING, "url": _STRING, "external_url": _STRING, "title": _STRING,
    "content_html": _STRING, "content_text": _STRING, "summary": _STRING, "image": _STRING,
    "banner_image": _STRING, "date_published": _STRING, "date_modified": _STRING,
    "authors": _LIST, "tags": _LIST, "language": _STRING, "attachments": _LIST,
}  # fmt: skip
_AUTHOR: dict[str, type[Any]] = {"name": _STRING, "url": _STRING, "avatar": _STRING}
_ATTACHMENT: dict[str, type[Any]] = {
    "url": _STRING, "mime_type": _STRING, "title": _STRING, "size_in_bytes": int,
    "duration_in_seconds": int,
}  # fmt: skip


def check(body: bytes) -> dict[str, Any]:
    """A feed that has been inspected."""
    feed: dict[str, Any] = json.loads(body.decode("utf-8"))
    _check_members(feed, _TOP, ("version", "title", "items"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    for item in feed["items"]:
        _check_members(item, _ITEM, ("id",))
        # "One of content_html and content_text must be present."
        assert item.get("content_text") or item.get("content_html")
        for author in item.get("authors", ()):
            _check_members(author, _AUTHOR, ())
            assert author  # "at least one of which must be present"
        for attachment in item.get("attachments", ()):
            _check_members(attachment, _ATTACHMENT, ("url", "mime_type"))
        assert all(isinstance(tag, str) and tag for tag in item.get("tags", ()))
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    for author in feed.get("authors", ()):
        _check_members(author, _AUTHOR, ())
    return feed


def _check_members(
    members: dict[str, Any], known: Mapping[str, type[Any]], required: tuple[str, ...]
) -> None:
    for name, value in members.items():
        if name.startswith("_"):  # an extension is an object
            assert isinstance(value, dict)
            continue
        assert isinstance(value, known[name]), f"{name}: {value!r}"
        assert value != "", name
        if name == "url" or name.endswith("_url") or name in {"image", "icon"}:
            assert urlsplit(value).scheme, f"{name}: {value!r} is no absolute URL"
            assert not set(value) & set(' <>"{}|\\^`')
        if name.startswith("date_"):
            assert _DATE.fullmatch(value), value
        if name == "language":
            assert _LANGUAGE.fullmatch(value), value
    assert all(name in members for name in required)
