"""Settings: each with its name, its default and what it is for.

They come from the environment and from ``publod.toml``, by the same names: the key ``base_url`` of
the file is the variable ``PUBLOD_BASE_URL``. The environment wins.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from importlib.resources import files
from pathlib import Path
from typing import Any

from publod import setting_values as read
from publod.messages import N_, Message, languages_brought
from publod.search.facet_definitions import FacetDefinition
from publod.setting_facets import facets
from publod.store.limits import Limits

PREFIX = "PUBLOD_"
_LIMITS = Limits()


def _setting(default: Any, reader: Callable[[Any], Any], help_: Message) -> Any:
    metadata = {"read": reader, "help": help_}
    if callable(default):
        return dataclass_field(default_factory=default, metadata=metadata)
    return dataclass_field(default=default, metadata=metadata)


def resource(name: str) -> Path:
    """A file or folder that belongs to publod: packed into the wheel, or in a checkout."""
    packed = Path(str(files("publod"))) / "resources" / name
    return packed if packed.exists() else Path(__file__).parents[2] / name


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `publod.setting_sources` reads them; tests make them directly."""

    config: Path | None = _setting(
        None, Path,
        N_("The file of settings. Unset: publod.toml in the current folder, if there is one."),
    )  # fmt: skip
    home: Path = _setting(
        lambda: Path("publod-home"), Path, N_("The one folder in which all state lives.")
    )
    base_url: str | None = _setting(
        None, read.base_url_of,
        N_("The URL below which the catalogue's IRIs lie. Once something has been loaded it is "
           "fixed, and may be left unset. A new catalogue without it gets http://127.0.0.1:PORT/."),
    )  # fmt: skip
    host: str = _setting("127.0.0.1", str, N_("The address that `publod serve` listens on."))
    port: int = _setting(8000, read.port, N_("The port that `publod serve` listens on."))
    workers: int = _setting(
        lambda: min(os.cpu_count() or 1, 4), read.count,
        N_("How many web processes `publod serve` runs."),
    )  # fmt: skip
    threads: int = _setting(
        4, read.count, N_("How many requests each web process answers at once.")
    )
    proxies: int = _setting(
        0, read.few,
        N_("How many proxies of yours are in front and add the address of who asks to "
           "X-Forwarded-For; it tells clients apart at /sparql."),
    )  # fmt: skip
    client_seconds: float = _setting(
        120.0, read.seconds,
        N_("Seconds of computing one client may be ahead of the clock; 0: any number."),
    )  # fmt: skip
    unlimited_clients: tuple[str, ...] = _setting(
        ("127.0.0.0/8", "::1/128"), read.networks,
        N_("Addresses and networks of clients that have no such limit."),
    )  # fmt: skip
    language: str | None = _setting(
        None,
        read.language,
        N_(
            "The language of pages for visitors who prefer none of those that there are. Unset: "
            "the first of PUBLOD_LANGUAGES."
        ),
    )
    languages: tuple[str, ...] = _setting(
        languages_brought,
        read.languages,
        N_("The languages that pages are offered in, in the order in which pages name them."),
    )
    translations: Path | None = _setting(
        None,
        read.folder,
        N_(
            "A folder of translations as gettext has them, such as fi/LC_MESSAGES/messages.po: "
            "further languages, or other words. Unset: those that publod brings."
        ),
    )
    cataloguing_language: str = _setting(
        "en",
        read.language,
        N_(
            "The language in which records are written; MARC 21 and MODS name it, and what "
            "publod supplies in records of libraries, such as p. for pages, is in it."
        ),
    )
    text_languages: tuple[str, ...] | None = _setting(
        None,
        read.languages,
        N_(
            "The languages in which titles, names and other texts are chosen where a reader's "
            "own is not there, best first. Unset: PUBLOD_LANGUAGES."
        ),
    )
    registers: Path | None = _setting(
        None, Path,
        N_("A file of further registers of agents and subjects. Unset: those that publod knows."),
    )  # fmt: skip
    short_name: Mapping[str, str] | None = _setting(
        None, read.texts, N_("What the head of each page calls the catalogue. Unset: its title.")
    )
    theme: Path | None = _setting(
        None,
        read.folder,
        N_(
            "The folder of files for the look, served below /theme/; logo.svg, icon.svg and "
            "theme.css in it are used on each page."
        ),
    )
    band_colour: tuple[str, ...] = _setting(
        (),
        read.colours,
        N_("The colour of the head of pages, such as #0b3a45, and another for the dark scheme."),
    )
    link_colour: tuple[str, ...] = _setting(
        (),
        read.colours,
        N_(
            "The colour of links and buttons, and another for the dark scheme. With one, the dark "
            "scheme has it lighter."
        ),
    )
    font: str | None = _setting(None, read.fonts, N_("The fonts of texts, as CSS lists them."))
    heading_font: str | None = _setting(
        None, read.fonts, N_("The fonts of headings, as CSS lists them.")
    )
    footer: Mapping[str, str] | None = _setting(
        None, read.texts, N_("A line for the foot of each page, in Markdown, with links.")
    )
    pages: Path | None = _setting(
        None,
        read.folder,
        N_("The folder of pages of one's own in Markdown, served below /page/."),
    )
    menu: tuple[str, ...] = _setting(
        (),
        read.names,
        N_("Which of these pages the main menu names; the foot of each page names all."),
    )
    templates: Path | None = _setting(
        None,
        read.folder,
        N_("The folder of templates that extend or replace those of pages."),
    )
    queries: Path | None = _setting(
        None,
        read.folder,
        N_("The folder of example queries for /sparql that stand there after those of publod."),
    )
    without: tuple[str, ...] = _setting(
        (),
        read.parts,
        N_("Parts that are left out: any of audiences, sparql, works."),
    )
    facets: tuple[FacetDefinition, ...] = _setting(
        (),
        facets,
        N_("Facets of the catalogue's own: tables with property, and perhaps name and label."),
    )
    ledger_url: str | None = _setting(
        None, str,
        N_("The ledger's database, as an SQLAlchemy URL. Unset: SQLite in the home folder."),
    )  # fmt: skip
    data: Path | None = _setting(
        None, Path,
        N_("The folder that `publod load` and `publod check` read where no path is given."),
    )  # fmt: skip
    files: Path | None = _setting(
        None, read.existing_folder,
        N_("The folder of publications' files that are served below /files. Unset: none are."),
    )  # fmt: skip
    shapes: Path = _setting(
        lambda: resource("shapes"), Path, N_("The folder of the shapes that every load must meet.")
    )
    ontology: Path = _setting(
        lambda: resource("ontology"),
        Path,
        N_("The folder of the ontology that is served at /ontology."),
    )
    own_shapes: Path | None = _setting(
        None,
        Path,
        N_("A folder of shapes of your own, which every load must meet as well. Unset: none."),
    )
    own_ontology: Path | None = _setting(
        None,
        Path,
        N_("A folder of terms of your own, served with the ontology. Unset: none."),
    )
    validators: int = _setting(
        lambda: min(os.cpu_count() or 1, 8),
        read.count,
        N_("How many processes validate a large load."),
    )
    cache_mb: int = _setting(
        64,
        read.count,
        N_(
            "How much each web process keeps of rendered documents, in MiB; of whole responses "
            "half."
        ),
    )
    email: str | None = _setting(
        None,
        read.email,
        N_(
            "The administrator's address, which harvesters are told. Unset: postmaster at the "
            "host of the base URL."
        ),
    )
    organization_code: str | None = _setting(
        None,
        read.organization,
        N_(
            "The ISIL or MARC organisation code of the body that describes, which records in "
            "MARC 21 and MODS name as their source. Unset: they name none."
        ),
    )
    swepub_code: str | None = _setting(
        None,
        read.organization,
        N_(
            "The code by which Swepub knows whoever delivers to it, which records in Swepub's MODS "
            "name as their source. Unset: the host of the base URL."
        ),
    )
    rows_mb: int = _setting(
        4096, read.count, N_("How much of rendered records is kept on disk for harvesters, in MiB.")
    )
    sparql_url: str | None = _setting(
        None,
        read.endpoint,
        N_(
            "The SPARQL 1.1 server that answers queries. Unset: publod's own store in the home "
            "folder."
        ),
    )
    sparql_update_url: str | None = _setting(
        None,
        read.endpoint,
        N_(
            "Where that server takes updates. Unset: another machine writes, and this one only "
            "reads."
        ),
    )
    sparql_user: str | None = _setting(
        None, str, N_("The name under which updates are sent to it.")
    )
    sparql_password: str | None = _setting(None, str, N_("The password to that name."))
    query_deadline: float = _setting(
        _LIMITS.deadline_seconds,
        read.positive,
        N_("After how many seconds a SPARQL query is stopped."),
    )
    query_fast: float = _setting(
        _LIMITS.fast_seconds,
        read.positive,
        N_("After how many seconds a SPARQL query is a long one, and needs a long query's place."),
    )
    query_fast_slots: int = _setting(
        _LIMITS.fast_slots,
        read.count,
        N_("How many SPARQL queries each web process starts at once."),
    )
    query_slow_slots: int = _setting(
        _LIMITS.slow_slots,
        read.count,
        N_("How many long SPARQL queries each web process lets run beside those."),
    )
    query_queue: float = _setting(
        _LIMITS.queue_seconds,
        read.positive,
        N_("How many seconds a SPARQL query waits for its turn before it is refused."),
    )
    query_waiting: int = _setting(
        _LIMITS.waiting,
        read.count,
        N_("How many SPARQL queries of one client wait in each web process at most."),
    )
    query_answer_mb: int = _setting(
        1024,
        read.count,
        N_(
            "The longest answer to a SPARQL query, in MiB; it lies in the folder for temporary "
            "files while it is sent."
        ),
    )
    query_memory_mb: int = _setting(
        _LIMITS.memory >> 20,
        read.memory,
        N_("The address space of one SPARQL query's process, in MiB; 2048 at least."),
    )

    query_total_mb: int = _setting(
        _LIMITS.total_memory >> 20,
        read.few,
        N_(
            "The memory that all SPARQL queries of all web processes may have together, in "
            "MiB. 0: half of the machine's."
        ),
    )

    @property
    def all_shapes(self) -> tuple[Path, ...]:
        """The folders of all shapes, publod's first."""
        return (self.shapes, self.own_shapes) if self.own_shapes else (self.shapes,)

    @property
    def all_ontology(self) -> tuple[Path, ...]:
        """The folders of all terms, publod's first."""
        return (self.ontology, self.own_ontology) if self.own_ontology else (self.ontology,)

    @property
    def own_facets(self) -> tuple[FacetDefinition, ...]:
        """The facets of the catalogue's own, without those of publod that it only arranges."""
        return tuple(facet for facet in self.facets if facet.property)

    @property
    def store(self) -> Path:
        """The folder of the SPARQL store."""
        return self.home / "store"

    @property
    def search(self) -> Path:
        """The folder of the search index."""
        return self.home / "search"

    @property
    def rows(self) -> Path:
        """The file of rendered records, which may be deleted at any time."""
        return self.home / "rows.db"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.ledger_url or f"sqlite:///{self.home / 'ledger.db'}"

    @property
    def new_base_url(self) -> str:
        """The base URL that a catalogue gets when it is made."""
        return self.base_url or f"http://127.0.0.1:{self.port}/"

    @property
    def default_language(self) -> str:
        """The language of pages for visitors who prefer none of those that there are."""
        return self.language or self.languages[0]

    @property
    def text_order(self) -> tuple[str, ...]:
        """The languages in which texts are chosen, best first."""
        return self.text_languages or self.languages


#: Defaults that depend on the machine, or on what publod brings.
_DEFAULTS = {
    "workers": N_("one for each core, 4 at most"),
    "validators": N_("one for each core, 8 at most"),
    "shapes": N_("the one that publod brings"),
    "ontology": N_("the one that publod brings"),
}


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def described(language: str = "en") -> list[tuple[str, str, str]]:
    """Each setting's variable, its default as text, and its help."""
    settings = Settings()

    def default(name: str) -> str:
        value = getattr(settings, name)
        return _DEFAULTS[name].text(language) if name in _DEFAULTS else read.written(value)

    return [
        (variable_of(f.name), default(f.name), f.metadata["help"].text(language))
        for f in fields(Settings)
    ]
