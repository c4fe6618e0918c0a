"""Following the ledger and the folder of files: facts about files, and covers, made again at will.

A file is looked into when it is new or has changed, by its size and time; the content decides
whether it has. So a load after which nothing has changed costs a look at each file's size.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from publod.files.facts import (
    WIDTHS,
    Cover,
    FactsTable,
    FileFacts,
    cover_folder,
    read_table,
    write_table,
)
from publod.files.folder import SEGMENT, FileFolder, OpenFile, name_at
from publod.files.pdf_rendering import PdfProblem, rendered
from publod.ledger import Ledger
from publod.messages import N_, Message, escaped
from publod.steps import Steps, silent
from publod.vocabulary import DCAT

#: The property that names the files that are served.
DOWNLOAD = str(DCAT.downloadURL)
_PDF = "application/pdf"
#: How long readers wait for what is known so far, in seconds, while many covers are drawn.
_INTERVAL = 5.0
_PIECE = 1 << 20


def catch_up(
    ledger: Ledger,
    folder: FileFolder,
    home: Path,
    steps: Steps = silent,
    *,
    fresh: bool = False,
) -> list[Message]:
    """Bring facts and covers to what ledger and folder are now; ``fresh`` looks into every file.

    Returns why files have no cover, for those that were looked into. Raises OSError.
    """
    head = ledger.head().version
    before = FactsTable() if fresh else read_table(home)
    covers = cover_folder(home)
    covers.mkdir(parents=True, exist_ok=True)
    problems: list[Message] = []
    files: dict[str, FileFacts] = {}
    written = time.monotonic()
    named = named_files(ledger)
    progress = steps("files", len(named))
    for name, paths in sorted(named.items()):
        with suppress(FileNotFoundError), folder.open(name) as file:
            facts, problem = _facts(file, before.files.get(name), covers)
            files[name] = replace(facts, paths=tuple(paths))
            problems += [problem] if problem is not None else []
        progress(1)
        if time.monotonic() - written > _INTERVAL:
            # The commit is named at the end: whoever is killed before has not followed it.
            write_table(home, {**before.files, **files}, before.commit)
            written = time.monotonic()
    if fresh or files != before.files or before.commit != head:
        write_table(home, files, head)
    _prune(covers, (*before.files.values(), *files.values()) if not fresh else files.values())
    return problems


def named_files(ledger: Ledger) -> dict[str, list[str]]:
    """The names of the files that records say can be fetched here, with the paths that they use."""
    named: dict[str, list[str]] = defaultdict(list)
    for path in ledger.targets_below(f"{SEGMENT}/", DOWNLOAD):
        if name := name_at(path):
            named[name].append(path)
    return named


def _facts(
    file: OpenFile, before: FileFacts | None, covers: Path
) -> tuple[FileFacts, Message | None]:
    """What is known of a file, and why it has no cover if that has just been found out."""
    if before is not None and _is_there(before, covers):
        if (before.size, before.modified) == (file.size, file.modified):
            return before, None
        digest = _digest(file)
        if digest == before.digest:
            known = before.media_type, before.pages, before.cover
            return FileFacts(file.size, file.modified, digest, *known), None
    else:
        digest = _digest(file)
    media_type = file.media_type
    pages, cover, problem = _drawn(file, digest, covers) if media_type == _PDF else (None,) * 3
    return FileFacts(file.size, file.modified, digest, media_type, pages, cover), problem


def _drawn(
    file: OpenFile, digest: str, covers: Path
) -> tuple[int | None, Cover | None, Message | None]:
    """The pages of a PDF and its cover, whose images are written."""
    try:
        rendering = rendered(file.stream, WIDTHS)
    except PdfProblem as problem:
        name = escaped(file.name)
        reason = N_("%(name)s has no cover: %(reason)s", name=name, reason=problem.message)
        return problem.pages, None, reason
    if not rendering.images:
        return rendering.pages, None, None
    cover = Cover(digest[:32], rendering.height)
    for width, name in cover.images.items():
        draft = covers / f"{name}.draft"
        draft.write_bytes(rendering.images[width])
        draft.replace(covers / name)
    return rendering.pages, cover, None


def _digest(file: OpenFile) -> str:
    digest = hashlib.sha256()
    file.stream.seek(0)
    while piece := file.stream.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _is_there(facts: FileFacts, covers: Path) -> bool:
    """Whether the images of the cover are still there, if there is one."""
    names = facts.cover.images.values() if facts.cover else ()
    return all((covers / name).is_file() for name in names)


def _prune(covers: Path, known: Iterable[FileFacts]) -> None:
    """Remove covers that no file has, now or just before: a page may still name those."""
    names = {name for facts in known if facts.cover for name in facts.cover.images.values()}
    for image in covers.iterdir():
        if image.name not in names:
            image.unlink(missing_ok=True)


def is_behind(ledger: Ledger, home: Path) -> bool:
    """Whether the facts are of another commit than the ledger's last."""
    return read_table(home).commit != ledger.head().version
