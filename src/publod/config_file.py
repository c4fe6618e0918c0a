"""The file of settings, ``publod.toml`` (TOML 1.0): which one it is, and what it says where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from publod.errors import SettingsError
from publod.messages import N_, English

#: The variable that names the file, and the name it has where none is named.
VARIABLE = "PUBLOD_CONFIG"
NAME = "publod.toml"
_PLACE = re.compile(r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of the file as TOML has it, with the line that it stands on; 0 if unknown."""

    value: object
    line: int


def config_file(environment: Mapping[str, str]) -> Path | None:
    """The file that the environment names, or the one in the current folder, if there is one.

    Raises SettingsError where the file that is named is none.
    """
    if named := environment.get(VARIABLE):
        path = Path(named)
        if not path.is_file():
            raise SettingsError(N_("%(name)s: there is no file %(file)s", name=VARIABLE, file=path))
        return path
    path = Path(NAME)
    return path if path.is_file() else None


def entries_of(path: Path) -> dict[str, Entry]:
    """What a file says, by key. Raises SettingsError for what is no TOML, with line and column."""
    try:
        text = path.read_text("utf-8")
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = _PLACE.match(str(error))
        reason, line, column = match.groups() if match else (str(error), None, None)
        place = f"{path}:{line}:{column}" if line else str(path)
        raise SettingsError(
            N_("%(place)s: this is no TOML: %(reason)s", place=place, reason=English(reason))
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(N_("%(place)s: this is no text in UTF-8", place=path)) from None
    except OSError as error:
        raise SettingsError(
            N_("%(place)s: %(reason)s", place=path, reason=English(error.strerror or error))
        ) from None
    lines = text.splitlines()
    return {key: Entry(value, _line_of(key, lines)) for key, value in values.items()}


def _line_of(key: str, lines: list[str]) -> int:
    pattern = re.compile(rf"\s*\[*\s*([\"']?){re.escape(key)}\1\s*[.=\]]")
    return next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 0)
