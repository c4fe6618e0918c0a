"""What a catalogue has of its own, read as the settings say, and judged before it is served."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from functools import partial

from publod.bootstrap import reading_ledger, use_own_terms
from publod.config import Settings
from publod.config_file import entries_of
from publod.errors import LedgerError
from publod.messages import N_, Message, faults_of
from publod.setting_sources import place_of
from publod.validation.own_prefixes import use_own_prefixes
from publod.web.customisation import Customisation
from publod.web.own_faults import Fault, refuse
from publod.web.own_pages import read_pages
from publod.web.own_templates import template_faults
from publod.web.own_texts import language_faults, link_faults, name_faults
from publod.web.sparql.own_queries import query_faults
from publod.web.theme import theme_of
from publod.web.theme_files import theme_faults


def customisation_of(settings: Settings) -> Customisation:
    """What an agency has made its own. Raises SettingsError for what cannot be shown."""
    place = partial(place_of, settings)
    pages = read_pages(settings.pages)
    refuse(_faults_of_files(settings, warn=False))
    refuse(
        Fault(
            place("menu"), 0,
            N_("there is no page %(name)s in the folder that PUBLOD_PAGES names", name=name),
        )
        for name in settings.menu if name not in pages
    )  # fmt: skip
    return Customisation(
        theme_of(
            band=settings.band_colour, links=settings.link_colour,
            font=settings.font or "", heading_font=settings.heading_font or "", place=place,
        ),
        settings.theme, pages, settings.menu, settings.footer or {},
        settings.short_name or {}, settings.queries, frozenset(settings.without),
    )  # fmt: skip


def own_warnings(settings: Settings) -> list[Message]:
    """What of an agency's own is probably not as it was meant, and can be served all the same.

    Raises SettingsError for what cannot be shown.
    """
    use_own_prefixes(settings.own_ontology, settings.own_shapes)
    own = customisation_of(settings)
    use_own_terms(settings)
    place = partial(place_of, settings)
    texts = {
        place("short_name"): own.short_name, place("footer"): own.footer,
        **{f"{place('facets')} {facet.name}": facet.label for facet in settings.facets},
    }  # fmt: skip
    faults = [
        *_faults_of_files(settings, warn=True),
        *language_faults(own, settings.languages, texts),
    ]
    with suppress(LedgerError), closing(reading_ledger(settings)) as ledger:

        def present(paths: Iterable[str]) -> set[str]:
            return {path for path, one in ledger.records(paths).items() if not one.withdrawn}

        faults += link_faults(own, ledger.base_url, present, place("footer"))
        for record in ledger.records(["catalog"]).values():
            faults += name_faults(record.summary.label, settings.languages)
    return list(dict.fromkeys(fault.message for fault in faults))


def _faults_of_files(settings: Settings, *, warn: bool) -> Iterator[Fault]:
    yield from template_faults(settings.templates, warn=warn)
    yield from theme_faults(settings.theme)
    folder = settings.translations
    for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")) if folder else ():
        for line, reason in faults_of(file):
            yield Fault(file, line, reason)
    if settings.queries:
        file = settings.queries / "examples.toml"
        listed = {key: entry.value for key, entry in entries_of(file).items()}
        yield from query_faults(file, listed, warn=warn)
