"""The formats that publications are imported from, each listed once, and how a file tells its own.

A format has a reader: a function from a file to `SourceRecord`s. To add one, write the function and
add its format to `FORMATS`; the command, the recognition of files and the documentation follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from publod.errors import SourceUnreadable
from publod.importing.source_record import SourceRecord
from publod.messages import N_, Message

#: How much of a file is looked at to tell its format, in bytes.
BEGINNING = 1 << 16


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says of a source. ``language`` (BCP 47) is that of texts that do not say it."""

    language: str = ""


@dataclass(frozen=True, slots=True)
class SourceFault:
    """A record of a source that cannot be read: where it stands, why, and its text if it is short.

    A reader gives it in the place of the record, and goes on with the next.
    """

    source: str
    number: int
    reason: Message
    text: str = ""


#: Reads a file. Raises `SourceUnreadable` where nothing (more) of it can be read.
Reader: TypeAlias = Callable[[Path, ReadOptions], Iterator[SourceRecord | SourceFault]]


@dataclass(frozen=True, slots=True)
class ImportFormat:
    """A format. ``suffixes`` are without the dot; ``is_begun_by`` judges how a file begins.

    Readers import what they need inside themselves: the list of formats is cheap to have.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    reader: Reader
    is_begun_by: Callable[[bytes], bool] | None = None


#: The formats, in the order in which they are tried on files that two of them claim.
FORMATS: tuple[ImportFormat, ...] = ()


def format_named(name: str, formats: Sequence[ImportFormat] = FORMATS) -> ImportFormat:
    """The format of a name. Raises SourceUnreadable for a name that none has."""
    for one in formats:
        if one.name == name:
            return one
    raise SourceUnreadable(
        N_("there is no format %(name)s (known: %(known)s)", name=name, known=_known(formats))
    )


def format_of(path: Path, formats: Sequence[ImportFormat] = FORMATS) -> ImportFormat:
    """The format of a file, by its suffix and how it begins. Raises SourceUnreadable for none.

    How it begins decides: a file of a suffix that several formats share, or that is another
    format's, is what it says itself. A suffix alone is believed of formats that begin anyhow.
    """
    suffix = path.suffix.removeprefix(".").lower()
    named = [one for one in formats if suffix in one.suffixes]
    try:
        with path.open("rb") as file:
            head = file.read(BEGINNING)
    except OSError as error:
        raise SourceUnreadable(N_("it cannot be read: %(why)s", why=error.strerror), path) from None
    for one in (*named, *formats):
        if one.is_begun_by and one.is_begun_by(head):
            return one
    for one in named:
        if one.is_begun_by is None:
            return one
    raise SourceUnreadable(
        N_(
            "its format is not known: name it with --format (one of %(known)s)",
            known=_known(formats),
        ),
        path,
    )


def _known(formats: Sequence[ImportFormat]) -> str:
    return ", ".join(one.name for one in formats)
