"""Settings: each with its name, its default and what it is for. All come from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from publod.errors import SettingsError
from publod.messages import N_, Message
from publod.store.limits import Limits

PREFIX = "PUBLOD_"
#: ISO 15511 §4, whose identifiers take in the MARC organisation codes.
_ORGANIZATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9/:-]{0,15}")
#: What RFC 3987 lets no IRI contain.
_NOT_IN_IRI = frozenset('<>"{}|\\^`') | frozenset(map(chr, range(33))) | {"\x7f"}


def base_url_of(text: str) -> str:
    """A base URL as the catalogue has it, with a slash at its end. Raises ValueError."""
    parts = urlsplit(text)
    if not text.startswith(("http://", "https://")) or not parts.hostname or set(text) & set("?#"):
        raise ValueError(N_("an http(s) URL without query or fragment is needed"))
    if parts.port == 0 or set(text) & _NOT_IN_IRI or {".", ".."} & set(parts.path.split("/")):
        raise ValueError(N_("no IRI could begin with it"))
    return text if text.endswith("/") else text + "/"


def _endpoint(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "#" in text:
        raise ValueError(N_("an http(s) URL is needed"))
    if parts.port == 0 or set(text) & _NOT_IN_IRI:
        raise ValueError(N_("it is no URL"))
    return text


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(N_("a number above 0 is needed"))
    return number


def _whole(lacking: Message, least: int, most: float = float("inf")) -> Callable[[str], int]:
    """Reads whole numbers in a range."""

    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(lacking)
        return number

    return read


_count = _whole(N_("a whole number above 0 is needed"), 1)
_few = _whole(N_("a whole number is needed, 0 or above"), 0)
_memory = _whole(N_("2048 at least is needed"), 2048)
_port = _whole(N_("a port from 1 to 65535 is needed"), 1, 65535)


def _language(text: str) -> str:
    if text not in {"sv", "en"}:
        raise ValueError(N_("sv or en is needed"))
    return text


def _email(text: str) -> str:
    name, at, host = text.rpartition("@")
    if not at or len(name) < 2 or "." not in host or any(c.isspace() for c in text):
        raise ValueError(N_("an address like metadata@agency.example is needed"))
    return text


def _organization(text: str) -> str:
    if not _ORGANIZATION.fullmatch(text):
        raise ValueError(N_("a code of 16 letters, digits and -/: at most is needed, such as SE-S"))
    return text


_LIMITS = Limits()


def _setting(default: Any, read: Callable[[str], Any], help_: Message) -> Any:
    if callable(default):
        return dataclass_field(default_factory=default, metadata={"read": read, "help": help_})
    return dataclass_field(default=default, metadata={"read": read, "help": help_})


def resource(name: str) -> Path:
    """A folder that belongs to publod: packed into the wheel, or at the top of a checkout."""
    packed = Path(str(files("publod"))) / "resources" / name
    return packed if packed.is_dir() else Path(__file__).parents[2] / name


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `from_environment` reads them; tests make them directly."""

    home: Path = _setting(
        lambda: Path("publod-home"), Path, N_("The one folder in which all state lives.")
    )
    base_url: str | None = _setting(
        None,
        base_url_of,
        N_(
            "The URL below which the catalogue's IRIs lie. Once something has been loaded it is "
            "fixed, and may be left unset. A new catalogue without it gets http://127.0.0.1:PORT/."
        ),
    )
    host: str = _setting("127.0.0.1", str, N_("The address that `publod serve` listens on."))
    port: int = _setting(8000, _port, N_("The port that `publod serve` listens on."))
    workers: int = _setting(
        lambda: min(os.cpu_count() or 1, 4),
        _count,
        N_("How many web processes `publod serve` runs."),
    )
    threads: int = _setting(4, _count, N_("How many requests each web process answers at once."))
    proxies: int = _setting(
        0,
        _few,
        N_(
            "How many proxies of yours are in front and add the address of who asks to "
            "X-Forwarded-For; it tells clients apart at /sparql."
        ),
    )
    language: str = _setting(
        "sv", _language, N_("The language of pages for visitors who prefer neither: sv or en.")
    )
    ledger_url: str | None = _setting(
        None,
        str,
        N_("The ledger's database, as an SQLAlchemy URL. Unset: SQLite in the home folder."),
    )
    shapes: Path = _setting(
        lambda: resource("shapes"),
        Path,
        N_("The folder of the shapes that every load must meet."),
    )
    ontology: Path = _setting(
        lambda: resource("ontology"),
        Path,
        N_("The folder of the ontology that is served at /ontology."),
    )
    validators: int = _setting(
        lambda: min(os.cpu_count() or 1, 8), _count, N_("How many processes validate a large load.")
    )
    cache_mb: int = _setting(
        64,
        _count,
        N_(
            "How much each web process keeps of rendered documents, in MiB; of whole responses "
            "half."
        ),
    )
    email: str | None = _setting(
        None,
        _email,
        N_(
            "The administrator's address, which harvesters are told. Unset: postmaster at the "
            "host of the base URL."
        ),
    )
    organization_code: str | None = _setting(
        None,
        _organization,
        N_(
            "The ISIL or MARC organisation code of the body that describes, which records in "
            "MARC 21 and MODS name as their source. Unset: they name none."
        ),
    )
    swepub_code: str | None = _setting(
        None,
        _organization,
        N_(
            "The code by which Swepub knows whoever delivers to it, which records in Swepub's MODS "
            "name as their source. Unset: the host of the base URL."
        ),
    )
    rows_mb: int = _setting(
        4096, _count, N_("How much of rendered records is kept on disk for harvesters, in MiB.")
    )
    sparql_url: str | None = _setting(
        None,
        _endpoint,
        N_(
            "The SPARQL 1.1 server that answers queries. Unset: publod's own store in the home "
            "folder."
        ),
    )
    sparql_update_url: str | None = _setting(
        None,
        _endpoint,
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
        _LIMITS.deadline_seconds, _positive, N_("After how many seconds a SPARQL query is stopped.")
    )
    query_fast: float = _setting(
        _LIMITS.fast_seconds,
        _positive,
        N_("After how many seconds a SPARQL query is a long one, and needs a long query's place."),
    )
    query_fast_slots: int = _setting(
        _LIMITS.fast_slots, _count, N_("How many SPARQL queries each web process starts at once.")
    )
    query_slow_slots: int = _setting(
        _LIMITS.slow_slots,
        _count,
        N_("How many long SPARQL queries each web process lets run beside those."),
    )
    query_queue: float = _setting(
        _LIMITS.queue_seconds,
        _positive,
        N_("How many seconds a SPARQL query waits for its turn before it is refused."),
    )
    query_waiting: int = _setting(
        _LIMITS.waiting,
        _count,
        N_("How many SPARQL queries of one client wait in each web process at most."),
    )
    query_answer_mb: int = _setting(
        1024,
        _count,
        N_(
            "The longest answer to a SPARQL query, in MiB; it lies in the folder for temporary "
            "files while it is sent."
        ),
    )
    query_memory_mb: int = _setting(
        _LIMITS.memory >> 20,
        _memory,
        N_("The address space of one SPARQL query's process, in MiB; 2048 at least."),
    )

    query_total_mb: int = _setting(
        _LIMITS.total_memory >> 20,
        _few,
        N_(
            "The memory that all SPARQL queries of all web processes may have together, in "
            "MiB. 0: half of the machine's."
        ),
    )

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


def from_environment(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """Settings from variables such as ``PUBLOD_HOME``; ``overrides`` that are not None win.

    Raises SettingsError for a value that cannot be, and for a variable that is no setting.
    """
    values: dict[str, Any] = {}
    readers = {PREFIX + f.name.upper(): f for f in fields(Settings)}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        if name not in readers:
            raise SettingsError(
                N_("%(name)s is no setting of publod; `publod settings` lists them", name=name)
            )
        if not text:
            continue
        setting = readers[name]
        try:
            values[setting.name] = setting.metadata["read"](text)
        except ValueError as error:
            raise SettingsError(
                N_(
                    "%(name)s cannot be %(text)s: %(error)s",
                    name=name,
                    text=repr(text),
                    error=error,
                )
            ) from None
    values.update({name: value for name, value in overrides.items() if value is not None})
    return Settings(**values)


#: Defaults that depend on the machine, or on where publod lies.
_DEFAULTS = {
    "workers": N_("one for each core, 4 at most"),
    "validators": N_("one for each core, 8 at most"),
    "shapes": N_("the one that publod brings"),
    "ontology": N_("the one that publod brings"),
}


def described(language: str = "en") -> list[tuple[str, str, str]]:
    """Each setting's variable, its default as text, and its help."""
    settings = Settings()

    def default(name: str) -> str:
        value = getattr(settings, name)
        if name in _DEFAULTS:
            return _DEFAULTS[name].text(language)
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    return [
        (PREFIX + f.name.upper(), default(f.name), f.metadata["help"].text(language))
        for f in fields(Settings)
    ]
