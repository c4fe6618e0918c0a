"""Files that records name and the folder does not have, or has otherwise: warnings of a load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from publod.bibliography.file_formats import media_name
from publod.files.folder import FileFolder, OpenFile, name_at
from publod.ingest.record_addresses import Addresses
from publod.ingest.record_drafts import Draft
from publod.messages import N_, Message, escaped
from publod.rdf import Triple, iri_of, is_iri, literal_of, term_of_iri, triples_of
from publod.validation import Violation, result
from publod.vocabulary import DCAT, SH

_DOWNLOAD, _SIZE, _TYPE = (
    term_of_iri(p) for p in (DCAT.downloadURL, DCAT.byteSize, DCAT.mediaType)
)
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def files_amiss(
    drafts: Iterable[Draft], folder: FileFolder, addresses: Addresses
) -> Iterator[Violation]:
    """A warning for each file that is not in the folder, or is not what is said of it."""
    for draft in drafts:
        if _DOWNLOAD not in draft.graph:
            continue
        triples = list(triples_of(draft.graph))
        for subject, predicate, value in triples:
            local = addresses.split(value) if predicate == _DOWNLOAD else None
            name = name_at(local[0]) if local else None
            if name is None:
                continue
            said = [one for one in triples if one[0] == subject]
            for violation in _amiss(folder, name, (subject, predicate, value), said):
                yield replace(violation, record=draft.document)


def _amiss(
    folder: FileFolder, name: str, naming: Triple, said: Iterable[Triple]
) -> Iterator[Violation]:
    try:
        file = folder.open(name)
    except FileNotFoundError:
        yield result(
            "File-exists", naming, str(SH.ClassConstraintComponent),
            N_(
                "There is no file %(name)s in the folder of files (PUBLOD_FILES): put it there, or "
                "correct the address.",
                name=escaped(name),
            ),
            warning=True,
        )  # fmt: skip
        return
    with file:
        for statement in said:
            message = _difference(file, statement)
            if message is not None:
                yield result(
                    "File-as-stated", statement, str(SH.NotConstraintComponent), message,
                    warning=True,
                )  # fmt: skip


def _difference(file: OpenFile, statement: Triple) -> Message | None:
    """How a file differs from a statement about it; None where it does not."""
    _, predicate, value = statement
    name = escaped(file.name)
    if predicate == _SIZE and value.startswith('"'):
        text = literal_of(value).text
        if text.isascii() and text.isdigit() and int(text[:20]) != file.size:
            return N_(
                "The file %(name)s has %(size)s bytes: write that, or leave the size out, which is "
                "then that of the file.",
                name=name, size=file.size,
            )  # fmt: skip
    if predicate == _TYPE and is_iri(value) and (actual := file.media_type):
        stated = iri_of(value).removeprefix(_MEDIA_TYPES)
        if stated != actual:
            return N_(
                "The file %(name)s is of the media type %(actual)s (%(format)s): correct the "
                "statement, or put the right file there.",
                name=name, actual=actual, format=media_name(actual),
            )  # fmt: skip
    return None
