"""The way to the text: the files of a publication at the head of its page, or who may have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from publod.bibliography.collation import sort_key
from publod.bibliography.entry import Entry, File
from publod.bibliography.file_formats import media_name
from publod.bibliography.language_codes_and_names import language_name, tag_of
from publod.bibliography.licence import name_of_licence
from publod.bibliography.lineage import Lineage
from publod.bibliography.link_safety import may_be_link
from publod.bibliography.record_summary import record_path_of
from publod.files.facts import WIDTHS, Cover, FileFacts
from publod.files.folder import name_at
from publod.ledger import Record
from publod.web.record_names import Value, edition_name, nearest, short_url
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
    ``cover`` is that of the first file that has one.
    """

    links: tuple[FileLink, ...]
    pages: tuple[Value, ...]
    provider: Value
    edition: Value
    cover: Cover | None = None


def ways_to_text(
    site: Site, record: Record, entry: Entry | None, lineage: Lineage, language: str
) -> list[Access]:
    """The ways to the text for a record's page.

    An edition without publications has some only where it has files itself.
    """
    if record.kind == "work":
        return access_of_work(site, record, lineage, language)
    if entry and (entry.is_publication or entry.files):
        return [access_of(site, entry, language)]
    return []


def cover_url(site: Site, ways: Iterable[Access]) -> str:
    """The URL of the larger image of the first cover; '' where there is none."""
    images = (way.cover.images[max(WIDTHS)] for way in ways if way.cover)
    return next((f"{site.base_url}covers/{image}" for image in images), "")


def access_of(site: Site, entry: Entry, language: str, edition: Value | None = None) -> Access:
    """The ways to the text of a publication, for a reader of a language, whose files go first."""
    base = site.base_url
    ordered = sorted(entry.files, key=lambda file: _order(entry, file, language))
    known = {file.url: _facts(site, file) for file in ordered}
    there = [file for file in ordered if file.url and not _is_missing(site, file, known[file.url])]
    links = tuple(_link(entry, file, known[file.url], language, base) for file in there)
    pages = tuple(Value(short_url(p), "", p) for p in entry.pages if may_be_link(p))
    provider = Value("")
    if not links:
        provider = pages[0] if pages else _provider(entry, language, base)
    covers = (facts.cover for file in there if (facts := known[file.url]) and facts.cover)
    return Access(
        links, pages if links else pages[1:], provider, edition or Value(""), next(covers, None)
    )


def access_of_work(site: Site, record: Record, lineage: Lineage, language: str) -> list[Access]:
    """The same for each language version of a work's latest edition, the reader's first."""
    current = [step.edition for step in lineage.editions if step.current]
    paths = [record_path_of(edition.iri, site.base_url) for edition in current]
    records = site.repository.present_records(path for path in paths if path != record.path)
    entries = dict(site.repository.entries(path for path in paths if path in records))
    with_files = {path: entry for path, entry in entries.items() if entry.files}

    def place(path: str) -> tuple[bool, str]:
        return not _is_in(with_files[path].languages, language), path

    return [
        access_of(
            site, with_files[path], language,
            _edition(with_files[path], path, language, is_alone=len(with_files) == 1),
        )
        for path in sorted(with_files, key=place)
    ]  # fmt: skip


def _edition(entry: Entry, path: str, language: str, *, is_alone: bool) -> Value:
    """An edition by its number and year; one of several by its language too."""
    name = edition_name(entry.edition_number, entry.year)
    if not is_alone:
        names = ", ".join(language_name(code, language) for code in entry.languages)
        name = f"{name} ({names})" if names else name
    return Value(name, "", path)


def _facts(site: Site, file: File) -> FileFacts | None:
    """What is known of a file that this service has itself."""
    path = file.url.removeprefix(site.base_url)
    return site.files.at(path) if site.files and path != file.url else None


def _is_missing(site: Site, file: File, facts: FileFacts | None) -> bool:
    """Whether a file should be in the folder and is not: a link would lead nowhere."""
    is_here = name_at(file.url.removeprefix(site.base_url)) is not None
    return site.files is not None and is_here and facts is None


def _link(entry: Entry, file: File, facts: FileFacts | None, language: str, base: str) -> FileLink:
    codes = _languages(entry, file)
    size = facts.size if facts and file.size is None else file.size
    about = (
        file.format_name
        or (facts and media_name(facts.media_type))
        or ("" if file.is_page else gettext("File")),
        "" if size is None else size_text(size, language),
        _pages(entry, file, facts, language),
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


def _pages(entry: Entry, file: File, facts: FileFacts | None, language: str) -> str:
    """How many pages it has: what is said of the publication, if no other file is in its language.

    That is of the printed pages, so a page on the web has none. Else those of the file are counted.
    """
    alike = [other for other in entry.files if not other.is_page]
    same = [other for other in alike if _languages(entry, other) == _languages(entry, file)]
    pages = facts.pages if facts else None
    if not file.is_page and len(same) == 1:
        if entry.page_count is None and entry.extent:
            return nearest(entry.extent, language).text
        pages = pages if entry.page_count is None else entry.page_count
    return "" if pages is None else ngettext("%(num)s page", "%(num)s pages", pages)


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
