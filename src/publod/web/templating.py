"""What templates may call, and values as HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from babel import Locale
from flask import Flask, g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from publod.bibliography.licence import name_of_licence
from publod.bibliography.link_safety import may_be_link
from publod.formats import FEEDS, Format
from publod.messages import Untranslated
from publod.services.catalogue_record import Responsible
from publod.web.file_badges import file_formats
from publod.web.http.interface_language import requested_language
from publod.web.http.links import absolute, relative, with_query
from publod.web.http.negotiated_resource import LONGEST_QUERY, Resource
from publod.web.own_pages import OwnPage, inline, nearest_page
from publod.web.page_translations import texts_of_page
from publod.web.record_names import Value, line_name, nearest, numeral, short_url
from publod.web.records.property_labels import KINDS, LISTS, PLURALS
from publod.web.site import Title, site
from publod.web.untranslated_texts import TemplateOfTexts, between_marks, marked

#: Languages whose script runs from right to left (RFC 5646 primary subtags).
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_SCRIPTS_RIGHT_TO_LEFT = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def href(target: str) -> str:
    """A link from the page that is asked for to a local path, or to a foreign URL as it is."""
    if target.startswith(("http://", "https://", "mailto:", "tel:")):
        return target
    return relative(target, request.path.lstrip("/"))


def alternate(chosen: Format) -> str:
    """Where the page's other representation is."""
    resource: Resource = g.resource
    return href(resource.address(chosen)) + resource.query()


@pass_context
def in_language(context: Context, language: str) -> str:
    """The page in another language of the interface."""
    path, query = _address(context, language)
    return href(path) + query


@pass_context
def versions(context: Context) -> list[tuple[str, str]]:
    """The page's whole URLs in each language, and in the reader's own; none if they are long."""
    if len(_address(context, None)[1]) > LONGEST_QUERY:
        return []
    links = []
    for tag, language in (*((tag, tag) for tag in site().languages), ("x-default", None)):
        path, query = _address(context, language)
        links.append((tag, absolute(site().base_url, path) + query))
    return links


@pass_context
def canonical(context: Context) -> str:
    """The whole URL of the page in the language that its address asks for; '' if it is long.

    It is that of the header field. Without a language in it, it is the address that search engines
    give to whoever prefers neither.
    """
    language = requested_language()
    if len(_address(context, None)[1]) > LONGEST_QUERY:
        return ""
    path, query = _address(context, language)
    return absolute(site().base_url, path) + query


def _address(context: Context, language: str | None) -> tuple[str, str]:
    """The path and the query of the page in a language; in the reader's own without one."""
    resource: Resource | None = g.get("resource")
    if resource is not None:
        return resource.path, resource.query(lang=language)
    return context["path"], with_query(
        "", {**context.get("query_parameters", {}), "lang": language}
    )


def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` of a text: by its script, where the tag has one."""
    primary, *others = language.lower().split("-")
    script = next((part for part in others if len(part) == 4 and part.isalpha()), "")
    is_rtl = script in _SCRIPTS_RIGHT_TO_LEFT if script else primary in _RIGHT_TO_LEFT
    return "rtl" if is_rtl else "ltr"


def site_title() -> Value | None:
    """What the catalogue calls itself, the same all through an answer; None if it says nothing."""
    title: Title = g.title if "title" in g else site().title()
    name = nearest(title.label, getattr(g, "language", site().language))
    return name if name.text else None


def short_name() -> Value | None:
    """What the head of pages calls the catalogue: its short name, or else its title."""
    named = _set_text(site().customisation.short_name)
    return named if named.text else site_title()


def _set_text(texts: Mapping[str, str]) -> Value:
    """A text that is set, in the reader's language or the one for all, or else in another."""
    language = getattr(g, "language", site().language)
    for tag in (language, "", *site().ranked_languages, *texts):
        if tag in texts:
            return Value(texts[tag], "" if tag == language else tag)
    return Value("")


def footer_line() -> Markup:
    """The line for the foot of each page that is set, with its language where it is another."""
    line = _set_text(site().customisation.footer)
    return text(replace(line, text=inline(line.text, href)))


def metadata_licence() -> Value | None:
    """The licence of the metadata by its name, or else its IRI; None where none is stated."""
    title: Title = g.title if "title" in g else site().title()
    iri = title.licence
    return Value(name_of_licence(iri) or iri, "", iri) if iri else None


def responsible(named: Responsible, language: str) -> Value:
    """Whoever publishes the catalogue, or is to be asked, by name; linked where that leads."""
    name = nearest(named.names, language)
    text = name.text or short_url(named.address or named.iri).removeprefix("mailto:")
    return Value(text, name.language, named.path or named.address)


def _context() -> dict[str, Any]:
    language = getattr(g, "language", site().language)
    own = site().customisation
    title: Title = g.title if "title" in g else site().title()
    return {
        "href": href,
        "alternate": alternate,
        "in_language": in_language,
        "versions": versions,
        "canonical": canonical,
        "direction": direction,
        "is_safe": may_be_link,
        "language": language,
        "site_title": site_title(),
        "short_name": short_name(),
        "own": own,
        "own_pages": [_own_page(name, language) for name in own.pages],
        "menu_pages": [_own_page(name, language) for name in own.menu],
        "footer_line": footer_line(),
        "kinds": title.kinds,
        "metadata_licence": metadata_licence(),
        "publishers": [responsible(one, language) for one in title.publishers],
        "contacts": [responsible(one, language) for one in title.contacts],
        "site_url": site().base_url,
        "feed_formats": FEEDS,
        "languages": [
            (tag, (Locale(tag).get_display_name(tag) or tag).capitalize())
            for tag in site().languages
        ],
        "LISTS": LISTS,
        "KINDS": KINDS,
        "PLURALS": PLURALS,
        "titled": lambda record: line_name(record.summary, language, record.path),
        "nearest": lambda texts: nearest(texts, language),
        "Value": Value,
        "file_formats": lambda records: file_formats(site(), records),
    }


def _own_page(name: str, language: str) -> tuple[str, OwnPage, str]:
    """A page of the catalogue's own by its name, with its title, in a language or the nearest."""
    pages = site().customisation.pages[name]
    page = nearest_page(pages, language, *site().ranked_languages)
    return name, page, page.title


def register(app: Flask) -> None:
    """Give the templates of an application these names."""
    app.context_processor(_context)
    app.jinja_env.filters["numeral"] = _numeral
    app.jinja_env.globals["gettext"] = _marked
    app.jinja_env.globals["ngettext"] = _counted(
        cast("Callable[..., str]", app.jinja_env.globals["ngettext"])
    )
    app.jinja_env.finalize = marked
    app.jinja_env.template_class = TemplateOfTexts
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _numeral(number: int) -> str:
    return numeral(number, str(getattr(g, "language", "en")))


def _counted(ngettext: Callable[..., str]) -> Callable[..., str]:
    """The ``ngettext`` of templates, with its number as the page's language writes it."""

    @pass_context
    def counted(context: Context, singular: str, plural: str, num: int, **more: Any) -> str:
        told = ngettext(context, singular, plural, num, **{"num": _numeral(num), **more})
        known = texts_of_page().ngettext(singular, plural, num)
        return between_marks(told) if isinstance(known, Untranslated) else told

    return counted


@pass_context
def _marked(context: Context, template: str, **variables: Any) -> str:
    """The ``gettext`` of templates, which tells what is in English for want of a translation."""
    known = texts_of_page().gettext(template)
    told = Markup(known) if context.eval_ctx.autoescape else known  # noqa: S704 (of publod's own)
    if "%" in known:
        told = told % variables
    return between_marks(told) if isinstance(known, Untranslated) else told


def text(value: Value) -> Markup:
    """A text, with its language and direction where these are not the page's."""
    if not value.language and isinstance(value.text, Untranslated):
        value = replace(value, language="en")
    if not value.language:
        return escape(value.text)
    tag, way = escape(value.language), direction(value.language)
    return Markup(f'<span lang="{tag}" dir="{way}">{escape(value.text)}</span>')  # noqa: S704


def link(value: Value) -> Markup:
    """A text that leads where its value does."""
    shown = text(value)
    if not value.target or not may_be_link(value.target):
        return shown
    address = href(value.target) + (f"?{value.query}" if value.query else "")
    tongue = f' hreflang="{escape(value.hreflang)}"' if value.hreflang else ""
    return Markup(f'<a href="{escape(address)}"{tongue}>{shown}</a>')  # noqa: S704 (escaped)


def phrase(values: Iterable[Value]) -> Markup:
    """Words that stand together, some of them links."""
    return Markup("").join(map(link, values))


def joined(values: Iterable[Value]) -> Markup:
    """Values in a row, with commas between them."""
    return Markup(", ").join(map(link, values))
