"""Where settings come from: options, the environment, ``publod.toml``, or their defaults."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from publod.config import PREFIX, Settings, variable_of
from publod.config_file import Entry, config_file, entries_of
from publod.errors import SettingsError
from publod.messages import N_, Message, languages_brought
from publod.setting_values import written

_FIELDS: Mapping[str, Field[Any]] = {field.name: field for field in fields(Settings)}
_PASSWORD_IN_URL = re.compile(r"(://[^/@:]*:)[^/@]+@")
#: Settings that no list of them shows.
_SECRET = frozenset({"sparql_password"})


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting as it holds here: its variable, its value as text, and where that comes from."""

    variable: str
    value: str
    source: Message
    help: Message


def from_environment(environment: Mapping[str, str], **overrides: Any) -> Settings:
    """The settings of an environment and of its file; ``overrides`` that are not None win.

    Raises SettingsError for a value that cannot be, and for a variable or a key that is no setting.
    """
    values, _ = _gathered(environment)
    values.update({name: value for name, value in overrides.items() if value is not None})
    settings = Settings(**values)
    _require_languages(settings)
    return settings


def effective(environment: Mapping[str, str], **options: Any) -> list[Effective]:
    """Each setting as it holds in an environment and with options. Raises SettingsError."""
    _, sources = _gathered(environment)
    sources |= {
        name: N_("option --%(name)s", name=name) for name, value in options.items() if value
    }
    settings = from_environment(environment, **options)
    return [
        Effective(
            variable_of(name),
            _shown(name, getattr(settings, name)),
            sources.get(name, N_("default")),
            field.metadata["help"],
        )
        for name, field in _FIELDS.items()
    ]


def place_of(settings: Settings, name: str) -> str:
    """Where a setting is set that is at fault: its line and key in the file, or its variable."""
    variable = variable_of(name)
    if settings.config and not os.environ.get(variable):
        entry = entries_of(settings.config).get(name)
        if entry is not None:
            return f"{settings.config}:{entry.line}: {name}"
    return variable


def _gathered(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Message]]:
    """The values that are set, and where each comes from."""
    values: dict[str, Any] = {}
    sources: dict[str, Message] = {}
    if (file := config_file(environment)) is not None:
        values["config"] = file
        sources["config"] = N_("the current folder")
        for name, value, place in _of_file(file):
            values[name] = value
            sources[name] = Message("%(text)s", text=place)
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in _FIELDS or name != variable_of(key):
            raise SettingsError(
                N_("%(name)s is no setting of publod; `publod settings` lists them", name=name)
            )
        if not text:
            continue
        try:
            values[key] = _FIELDS[key].metadata["read"](_of_variable(text))
        except (ValueError, TypeError) as error:
            raise SettingsError(
                N_(
                    "%(name)s cannot be %(text)s: %(error)s",
                    name=name,
                    text=repr(text),
                    error=error,
                )
            ) from None
        sources[key] = N_("%(name)s in the environment", name=name)
    return values, sources


def _of_variable(text: str) -> object:
    """Tables are written as TOML has them, ``{fi = "…", en = "…"}``; all else is text."""
    if not text.startswith(("{", "[{")):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError as error:
        raise ValueError(str(error)) from None


def _of_file(file: Path) -> Iterator[tuple[str, Any, str]]:
    """The settings in a file, each with its place; paths are below the folder of the file."""
    for key, entry in entries_of(file).items():
        place = f"{file}:{entry.line}" if entry.line else str(file)
        if key not in _FIELDS or key == "config":
            raise SettingsError(_unknown(key, place))
        try:
            yield key, _read(key, entry, file.parent), place
        except (ValueError, TypeError, AttributeError) as error:
            if _is_of_tables(entry.value):
                raise SettingsError(
                    N_("%(place)s: %(key)s: %(error)s", place=place, key=key, error=error)
                ) from None
            raise SettingsError(
                N_(
                    "%(place)s: %(key)s cannot be %(value)s: %(error)s",
                    place=place,
                    key=key,
                    value=repr(entry.value),
                    error=error,
                )
            ) from None


def _read(key: str, entry: Entry, folder: Path) -> Any:
    reader = _FIELDS[key].metadata["read"]
    value = entry.value
    if isinstance(value, bool) or value == "":
        raise ValueError(N_("leave the line out where nothing is to be set"))
    if isinstance(value, (int, float)):
        value = str(value)
    if "Path" in str(_FIELDS[key].type):
        value = str(folder / str(value))
    if _is_of_tables(value):
        return reader(value)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if not isinstance(value, (str, list, dict)) or not all(isinstance(part, str) for part in parts):
        raise ValueError(N_("texts are needed, in quotes"))
    return reader(value)


def _is_of_tables(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(part, dict) for part in value)


def _unknown(key: str, place: str) -> Message:
    near = difflib.get_close_matches(key.lower().removeprefix(PREFIX.lower()), _FIELDS, 1)
    if near:
        return N_(
            "%(place)s: %(key)s is no setting of publod; is %(near)s meant? `publod settings` "
            "lists them",
            place=place,
            key=key,
            near=near[0],
        )
    return N_(
        "%(place)s: %(key)s is no setting of publod; `publod settings` lists them",
        place=place,
        key=key,
    )


def _require_languages(settings: Settings) -> None:
    """Raise SettingsError for languages of pages that there is no translation for."""
    known = languages_brought(settings.translations)
    for language in settings.languages:
        if language not in known:
            raise SettingsError(
                N_(
                    "no pages can be had in %(language)s: there are translations for %(known)s; "
                    "add %(language)s/LC_MESSAGES/messages.po to the folder that "
                    "PUBLOD_TRANSLATIONS names",
                    language=language,
                    known=", ".join(known),
                )
            )
    if settings.default_language not in settings.languages:
        raise SettingsError(
            N_(
                "%(place)s cannot be %(language)s: pages are offered in %(offered)s, as "
                "PUBLOD_LANGUAGES says",
                place=place_of(settings, "language"),
                language=settings.language,
                offered=", ".join(settings.languages),
            )
        )


def _shown(name: str, value: object) -> str:
    if name in _SECRET and value is not None:
        return "***"
    return _PASSWORD_IN_URL.sub(r"\1***@", written(value))
