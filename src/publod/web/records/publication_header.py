"""Files of a publication as a visitor wants them told: what to click, of what kind, how large."""

from __future__ import annotations

from babel.numbers import format_decimal
from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from publod.vocabulary import DCAT, DCTERMS, EU_LANGUAGE
from publod.web.names import Value, nearest, plain
from publod.web.tongues import language_name

#: What a file's line tells, so that it need not be told again below it.
TOLD = frozenset(
    {
        DCAT.mediaType, DCAT.byteSize, DCAT.downloadURL, DCAT.accessURL, DCTERMS.language,
        DCTERMS["format"], DCTERMS.title,
    }
)  # fmt: skip
#: Media types (https://www.iana.org/assignments/media-types/) by the names that people know.
_NAMES = {
    "application/pdf": "PDF",
    "application/epub+zip": "EPUB",
    "application/zip": "ZIP",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
    "audio/mpeg": "MP3",
    "video/mp4": "MP4",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "text/html": "HTML",
    "text/csv": "CSV",
    "text/plain": "TXT",
}
_UNITS = ("kB", "MB", "GB", "TB")
_STEP = 1000


def file_value(graph: Graph, file: Node, language: str, base: str) -> Value:
    """A file as a link, with its kind, size and languages told after it.

    ``base`` is the catalogue's base URL.
    """

    def said(*predicates: URIRef) -> list[str]:
        return sorted(str(o) for p in predicates for o in graph.objects(file, p))

    kind = next((n for t in said(DCAT.mediaType, DCTERMS["format"]) if (n := media_name(t))), "")
    urls = said(DCAT.downloadURL) or said(DCAT.accessURL)
    url = urls[0] if urls else ""
    titles = {
        o.language or "": str(o)
        for o in graph.objects(file, DCTERMS.title)
        if isinstance(o, Literal)
    }
    named = nearest(titles, language)
    text = named.text or kind or plain(url)
    size = next((s for s in said(DCAT.byteSize) if s.isascii() and s.isdigit()), "")
    languages = [
        language_name(iri.removeprefix(EU_LANGUAGE), language)
        for iri in said(DCTERMS.language)
        if iri.startswith(EU_LANGUAGE)
    ]
    note = (
        kind if kind != text else "",
        size_text(int(size), language) if size else "",
        *languages,
    )
    target = url.removeprefix(base)
    return Value(text, named.language, target, note=", ".join(filter(None, note)))


def size_text(size: int, language: str) -> str:
    """A number of bytes in the unit that suits it (multiples of 1000, as IEC 80000-13 has it)."""
    if size < _STEP:
        return f"{size} B"
    amount = float(size)
    unit = ""
    for unit in _UNITS:  # noqa: B007 (the last is kept)
        amount /= _STEP
        if amount < _STEP:
            break
    digits = "#,##0.0" if amount < 10 else "#,##0"
    return f"{format_decimal(amount, format=digits, locale=language)} {unit}"


def media_name(media_type: str) -> str:
    """A media type, given as such or by an IRI, by the name that people know."""
    short = "/".join(media_type.rsplit("/", 2)[-2:]).lower()
    if short in _NAMES:
        return _NAMES[short]
    if short.startswith("file-type/"):
        return media_type.rpartition("/")[2].upper()
    return short
