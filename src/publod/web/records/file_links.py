"""The way to the text: the files of a publication at the head of its page, or who may have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import ngettext

from publod.bibliography.collation import sort_key
from publod.bibliography.entry import Entry, File
from publod.bibliography.language_codes_and_names import language_name, tag_of
from publod.bibliography.licence import name_of_licence
from publod.bibliography.lineage import Lineage
from publod.bibliography.link_safety import may_be_link
from publod.bibliography.record_summary import record_path_of
from publod.ledger import Record
from publod.web.record_names import Value, full_name, nearest, short_url
from publod.web.records.publication_header import size_text
from publod.web.site import Site


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file, or with ``is_page`` a page where the publication can be read.

    ``title`` is what the file itself is called, if anything. ``about`` are its format, size, pages
    and languages in words; ``licence`` what it may be used for, where that is stated of the file.
    """

    target: str
    about: tuple[str, ...]
    title: Value
    licence: Value
    is_page: bool
    media_type: str
    hreflang: str


@dataclass(frozen=True, slots=True)
class Access:
    """All ways to the text. ``edition`` names the edition where the page is of its work.

    ``pages`` present the publication; where there is no link, ``provider`` is who may have it.
    """

    links: tuple[FileLink, ...]
    pages: tuple[Value, ...]
    provider: Value
    edition: Value


def access_of(site: Site, entry: Entry, language: str, edition: Value | None = None) -> Access:
    """The ways to the text of a publication, for a reader of a language, whose files go first."""
    base = site.base_url
    ordered = sorted(entry.files, key=lambda file: _order(entry, file, language))
    links = tuple(_link(entry, file, language, base) for file in ordered if file.url)
    pages = tuple(Value(short_url(p), "", p) for p in entry.pages if may_be_link(p))
    provider = Value("")
    if not links:
        provider = pages[0] if pages else _provider(entry, language, base)
    return Access(links, pages if links else pages[1:], provider, edition or Value(""))


def access_of_work(site: Site, record: Record, lineage: Lineage, language: str) -> list[Access]:
    """The same for each language version of a work's latest edition, the reader's first."""
    current = [step.edition for step in lineage.editions if step.current]
    paths = [record_path_of(edition.iri, site.base_url) for edition in current]
    records = site.repository.present_records(path for path in paths if path != record.path)
    found = []
    for path, entry in site.repository.entries(path for path in paths if path in records):
        if entry.files:
            edition = full_name(records[path].summary, language, path)
            place = not _is_in(entry.languages, language), path
            found.append((place, access_of(site, entry, language, edition)))
    return [access for _, access in sorted(found, key=lambda pair: pair[0])]


def _link(entry: Entry, file: File, language: str, base: str) -> FileLink:
    codes = _languages(entry, file)
    about = (
        file.format_name,
        "" if file.size is None else size_text(file.size, language),
        _pages(entry, file, language),
        *(language_name(code, language) for code in codes),
    )
    name = name_of_licence(file.licence) or short_url(file.licence)
    return FileLink(
        target=file.url.removeprefix(base),
        about=tuple(filter(None, about)),
        title=nearest(file.title, language) if file.title else Value(""),
        licence=Value(name, "", file.licence),
        is_page=file.is_page,
        media_type="" if file.is_page else file.media_type,
        hreflang=tag_of(codes[0]) if len(codes) == 1 else "",
    )


def _languages(entry: Entry, file: File) -> tuple[str, ...]:
    """The languages of a file: those of the publication, where it does not say."""
    return file.languages or entry.languages


def _pages(entry: Entry, file: File, language: str) -> str:
    """How many pages it has: what is said of the publication, if no other file is in its language.

    That is of the printed pages, so a page on the web has none.
    """
    alike = [other for other in entry.files if not other.is_page]
    same = [other for other in alike if _languages(entry, other) == _languages(entry, file)]
    if file.is_page or len(same) != 1:
        return ""
    if entry.page_count is not None:
        return ngettext("%(num)s page", "%(num)s pages", entry.page_count)
    return nearest(entry.extent, language).text if entry.extent else ""


def _order(entry: Entry, file: File, language: str) -> tuple[bool, bool, str, bool, str, str]:
    """Files before pages, the reader's language first, PDF first of its formats."""
    codes = _languages(entry, file)
    names = ", ".join(language_name(code, language) for code in codes)
    return (
        file.is_page,
        not _is_in(codes, language),
        sort_key(names, language),
        file.format_name != "PDF",
        file.format_name,
        file.url,
    )


def _is_in(codes: Iterable[str], language: str) -> bool:
    return any(tag_of(code) == language for code in codes)


def _provider(entry: Entry, language: str, base: str) -> Value:
    """Who may have it: whoever has published it, by way of its homepage where that is known."""
    for agent in (*entry.publishers, *entry.creators):
        named = nearest(agent.name, language)
        homepage = agent.homepage if may_be_link(agent.homepage) else ""
        if named.text and (homepage or not agent.is_person):
            target = homepage or agent.iri.removeprefix(base)
            return Value(named.text, named.language, target)
    return Value("")
