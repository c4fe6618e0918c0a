"""From the paths that a person names to the statements in their files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from publod.errors import IngestError, PublodError, RdfSyntaxError
from publod.ledger.database import LOCK
from publod.messages import N_, Message, escaped
from publod.rdf import IsolatedReader, Statement, format_of, is_rdf

#: Suffixes of files that lie beside records and hold none, or none that a load could read. What
#: has no suffix (README, LICENSE, Makefile) is one of them.
_NEVER_RDF = frozenset(
    " bib css csv cfg csl db gif htm html ico ini jpeg jpg js lock log md odt pdf png po py pyc rq"
    " rst sh sparql svg tex toml tsv txt webp xls xlsx yaml yml".split(" ")
)
_PACKED = frozenset(("bz2", "gz", "xz", "zip", "zst"))
#: What a file says near its beginning if it is RDF.
_RDF_SAYS = re.compile(
    rb"""^\s*@?(?:prefix|base)\s[^<\n]{0,99}<                # Turtle, TriG
    |^<[^<>\s]{1,999}>\s+<[^<>\s]{1,999}>\s+[<"_]            # N-Triples, N-Quads
    |"@(?:context|id|graph|type)"\s*:                        # JSON-LD
    |http://www\.w3\.org/1999/02/22-rdf-syntax-ns\#          # RDF/XML""",
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
_BEGINNING = 1 << 16
_MOST_NAMED = 5
#: Statements after which it is told how much of a file has been read.
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Unread:
    """Something in a folder that a load does not read, and why.

    ``may_hold_records``: to withdraw whatever is not in the files that are read could be wrong.
    """

    path: Path
    reason: Message
    may_hold_records: bool

    @property
    def message(self) -> Message:
        """Its name and why."""
        return Message("%(path)s (%(reason)s)", path=escaped(str(self.path)), reason=self.reason)


@dataclass(frozen=True, slots=True)
class Sources:
    """The files to read, and what is not read in the folders that they were looked for in."""

    files: list[Path]
    unread: list[Unread]


def _raise(error: PublodError) -> None:
    raise error


def sources_of(paths: Iterable[Path], refused: Callable[[IngestError], None] = _raise) -> Sources:
    """The RDF files that paths name: files as they are, folders with all that is below them.

    Links to folders are followed. Hidden files and folders are passed over, and so is a folder in
    which publod has a catalogue; a file that is named twice is read once. Raises IngestError for
    a path that is not there and for a folder without RDF. ``refused`` is called for a folder that
    cannot be read, and raises if that is the end: with ``--prune``, to pass it over would be to
    withdraw what is in it.
    """
    files: dict[Path, Path] = {}
    unread: list[Unread] = []
    for path in paths:
        inside = [path]
        if path.is_dir():
            closed: list[IngestError] = []
            inside, others = _sorted_out(_below(path, closed.append))
            for error in closed:
                refused(error)
            if not (inside or closed):
                shown = escaped(str(path))
                raise IngestError(
                    N_(
                        "there is no RDF file in %(path)s; not read: %(unread)s",
                        path=shown,
                        unread=listed(others),
                    )
                    if others
                    else N_("there is no RDF file in %(path)s", path=shown)
                )
            unread += others
        elif not path.exists():
            raise IngestError(N_("there is no file or folder %(path)s", path=escaped(str(path))))
        elif not path.is_file():
            raise IngestError(
                N_(
                    "%(path)s is a pipe or a device: save what it gives in a file",
                    path=escaped(str(path)),
                )
            )
        for file in inside:
            files.setdefault(file.resolve(), file)
    # Not resolve(), which raises for links in circles.
    others_by_place = {Path(os.path.realpath(one.path)): one for one in unread}
    rest = [one for place, one in others_by_place.items() if place not in files]
    return Sources(list(files.values()), rest)


def _below(folder: Path, refused: Callable[[IngestError], None]) -> Iterator[Path]:
    """Every file below a folder; each folder once, by whatever links it is reached."""
    seen: set[str] = set()
    walk = os.walk(folder, onerror=lambda error: refused(_unreadable(error)), followlinks=True)
    for here, folders, files in walk:
        real = os.path.realpath(here)
        if real in seen or LOCK in files:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(here, name) for name in files if not name.startswith("."))


def _unreadable(error: OSError) -> IngestError:
    reason = N_("the folder cannot be read: %(strerror)s", strerror=error.strerror)
    return IngestError(reason, error.filename)


def _sorted_out(candidates: Iterable[Path]) -> tuple[list[Path], list[Unread]]:
    """The files to read, in order, and the others that are worth a word."""
    files: list[Path] = []
    others: list[Unread] = []
    for file in sorted(candidates):
        if is_rdf(file) and file.is_file():
            files.append(file)
        elif one := _unread(file):
            others.append(one)
    return files, others


def _unread(file: Path) -> Unread | None:
    suffix = file.suffix.removeprefix(".").lower()
    if not file.is_file():
        reason = N_("a pipe or a device") if file.exists() else N_("a link that leads nowhere")
        return Unread(file, reason, is_rdf(file) or suffix in {"json", "xml"})
    if suffix in _NEVER_RDF or suffix.endswith("~"):
        return None
    if suffix in _PACKED:
        return Unread(file, N_("packed"), is_rdf(file.with_suffix("")))
    try:
        with file.open("rb") as opened:
            if _RDF_SAYS.search(opened.read(_BEGINNING)):
                return Unread(file, N_("it looks like RDF"), may_hold_records=True)
    except OSError as error:
        return Unread(file, Message.of(error.strerror or error), may_hold_records=True)
    reason = N_("files in folders are not read as .%(suffix)s", suffix=suffix)
    return Unread(file, reason, may_hold_records=False)


def listed(unread: Collection[Unread]) -> Message:
    """What is not read: the first by name, the others by their number."""
    named = Message.joined(one.message for one in islice(unread, _MOST_NAMED))
    more = len(unread) - _MOST_NAMED
    return N_("%(named)s and %(more)s more", named=named, more=more) if more > 0 else named


def statements_of(
    files: Iterable[Path],
    base: str,
    progress: Callable[[int], None] = lambda _: None,
    refused: Callable[[RdfSyntaxError], None] = _raise,
) -> Iterator[tuple[Statement, str]]:
    """Each statement with the name of its file, telling the bytes that have been read.

    ``refused`` is called for a file that cannot be read to its end, and raises if that is the end.
    """
    with IsolatedReader(base) as reader:
        for file in files:
            name, given = str(file), 0
            try:
                for number, statement in enumerate(reader.read(file, format_of(file))):
                    if number % _AT_ONCE == _AT_ONCE - 1:
                        before, given = given, reader.given
                        progress(given - before)
                    yield statement, name
            except RdfSyntaxError as error:
                refused(error)
            with suppress(OSError):
                progress(file.stat().st_size - given)
