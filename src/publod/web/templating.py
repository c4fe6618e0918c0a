"""What templates may call."""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask, g, request
from jinja2 import pass_context
from jinja2.runtime import Context

from publod.model.address import may_be_link
from publod.model.licence import name_of_licence
from publod.representation.format import Format
from publod.web.labels import KINDS, LISTS, PLURALS
from publod.web.links import relative, with_query
from publod.web.names import Value, nearest, titled
from publod.web.site import LANGUAGES, Title, site

#: Languages whose script runs from right to left (RFC 5646 primary subtags).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def href(target: str) -> str:
    """A link from the page that is asked for to a local path, or to a foreign URL as it is."""
    if target.startswith(("http://", "https://", "mailto:", "tel:")):
        return target
    return relative(target, request.path.lstrip("/"))


@pass_context
def alternate(context: Context, chosen: Format) -> str:
    """Where the page's other representation is."""
    path = context["path"] or "catalog"
    return with_query(href(f"{path}.{chosen.suffix}"), _page_of(context))


@pass_context
def in_language(context: Context, language: str) -> str:
    """The page in another language of the interface."""
    return with_query(
        href(context["path"]), {**_page_of(context), **context.get("asked", {}), "lang": language}
    )


def _page_of(context: Context) -> dict[str, int | None]:
    """The page of a list: as it was rendered, since what is asked for is not in a cache's key."""
    page = context.get("page", 1)
    return {"page": page if page > 1 else None, "before": context.get("before")}


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a text."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def site_title() -> Value | None:
    """What the catalogue calls itself, the same all through an answer; None if it says nothing."""
    title: Title = g.title if "title" in g else site().title()
    found = nearest(title.label, getattr(g, "language", site().language))
    return found if found.text else None


def metadata_licence() -> Value | None:
    """The licence of the metadata by its name, or else its IRI; None where none is stated."""
    title: Title = g.title if "title" in g else site().title()
    iri = title.licence
    return Value(name_of_licence(iri) or iri, "", iri) if iri else None


def _context() -> dict[str, Any]:
    language = getattr(g, "language", site().language)
    return {
        "href": href,
        "alternate": alternate,
        "in_language": in_language,
        "direction": direction,
        "is_safe": may_be_link,
        "language": language,
        "site_title": site_title(),
        "metadata_licence": metadata_licence(),
        "site_url": site().base_url,
        "languages": [
            (tag, (Locale(tag).get_display_name(tag) or tag).capitalize()) for tag in LANGUAGES
        ],
        "LISTS": LISTS,
        "KINDS": KINDS,
        "PLURALS": PLURALS,
        "titled": lambda record: titled(record.summary, language, record.path),
        "nearest": lambda texts: nearest(texts, language),
        "Value": Value,
    }


def register(app: Flask) -> None:
    """Give the templates of an application these names."""
    app.context_processor(_context)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
