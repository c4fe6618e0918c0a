"""Values as HTML: what templates would take many times as long to write."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from publod.bibliography.link_safety import may_be_link
from publod.web.record_names import Value
from publod.web.templating import direction, href


def text(value: Value) -> Markup:
    """A text, with its language and direction where these are not the page's."""
    if not value.language:
        return escape(value.text)
    return Markup('<span lang="{}" dir="{}">{}</span>').format(
        value.language, direction(value.language), value.text
    )


def link(value: Value) -> Markup:
    """A text that leads where its value does."""
    shown = text(value)
    if not value.target or not may_be_link(value.target):
        return shown
    address = href(value.target) + (f"?{value.query}" if value.query else "")
    tongue = Markup(' hreflang="{}"').format(value.hreflang) if value.hreflang else ""
    return Markup('<a href="{}"{}>{}</a>').format(address, tongue, shown)


def phrase(values: Iterable[Value]) -> Markup:
    """Words that stand together, some of them links."""
    return Markup("").join(map(link, values))


def joined(values: Iterable[Value]) -> Markup:
    """Values in a row, with commas between them."""
    return Markup(", ").join(map(link, values))
