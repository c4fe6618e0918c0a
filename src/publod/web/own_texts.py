"""Links and languages of the pages and texts of a catalogue's own: where they lead nobody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin

from publod.formats import by_suffix
from publod.messages import N_, Message
from publod.web.customisation import Customisation
from publod.web.own_faults import Fault
from publod.web.own_pages import Link, OwnPage, is_address, links_of_line
from publod.web.routes import LISTS, RESERVED
from publod.web.theme_files import TYPES

#: Which of some paths are those of records.
Records = Callable[[Iterable[str]], Collection[str]]
#: What there is below an address of the service that has few others below it.
_BELOW: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(LISTS, frozenset({""})),
    "about": frozenset({"", "accessibility"}),
    "new": frozenset({""}),
    "years": frozenset({""}),
}


def language_faults(
    own: Customisation, offered: Collection[str], texts: Mapping[str, Mapping[str, str]]
) -> Iterator[Fault]:
    """Pages, and texts by the names of their settings, in a language that pages are not had in."""
    known = ", ".join(offered)
    pages = (page for by_language in own.pages.values() for page in by_language.values())
    places: list[tuple[Path | str, str]] = [(page.source, page.language) for page in pages]
    places += [(name, tag) for name, by_language in texts.items() for tag in by_language]
    for place, tag in places:
        if tag and tag not in offered:
            reason = N_(
                "pages are not offered in %(language)s: add it to PUBLOD_LANGUAGES (%(known)s), or "
                "take this text away",
                language=tag, known=known,
            )  # fmt: skip
            yield Fault(place, 0, reason, blocks=False)


def name_faults(name: Mapping[str, str], offered: Collection[str]) -> Iterator[Fault]:
    """A name of the catalogue that is in no language of pages."""
    tags = {tag.partition("-")[0].lower() for tag in name}
    if tags and not tags & {"", *offered}:
        reason = N_(
            "the title of the catalogue is in %(tags)s, and pages are offered in %(known)s: state "
            "it in these languages as well (dcterms:title of <catalog#it>)",
            tags=", ".join(sorted(tags)), known=", ".join(offered),
        )  # fmt: skip
        yield Fault("catalog", 0, reason, blocks=False)


def link_faults(
    own: Customisation, base_url: str, records: Records, footer: str
) -> Iterator[Fault]:
    """Links of pages and of the footer that lead to nothing below the base URL.

    ``footer`` says where the footer is set.
    """
    judged: list[tuple[Fault, str]] = []
    for page in (page for some in own.pages.values() for page in some.values()):
        for link in page.links:
            if fault := _fault_within(page, link):
                yield fault
            elif not link.target.startswith("#"):
                path = _path(link, f"{base_url}page/{page.name}", base_url)
                if path is not None:
                    fault = _dead(page.source, link, f"../{link.target}")
                    judged.append((fault, path))
    for text in own.footer.values():
        for link in links_of_line(text):
            target = link.target if is_address(link.target) else link.target.lstrip("./")
            path = _path(Link(link.line, target), base_url, base_url)
            if path is not None:
                judged.append((_dead(footer, Link(0, link.target), ""), path))
    doubtful = [path for _, path in judged if not _is_of_service(own, path)]
    stems = {path: _stem(path) for path in doubtful}
    there = set(records({*stems, *stems.values()}))
    for fault, path in judged:
        if path in stems and not {path, stems[path]} & there:
            yield fault


def _fault_within(page: OwnPage, link: Link) -> Fault | None:
    """What is wrong with a link that one sees without looking elsewhere."""
    reason: Message | None = None
    if link.target.startswith("#") and unquote(link.target[1:]) not in page.ids:
        reason = N_(
            "no heading of this page is %(target)s; there are: %(known)s",
            target=link.target,
            known=", ".join(f"#{name}" for name in sorted(page.ids)) or "\N{EN DASH}",
        )
    elif link.is_image and is_address(link.target):
        reason = N_(
            "the image %(target)s is not shown, since pages fetch nothing from elsewhere: put it "
            "into the folder that PUBLOD_THEME names, and write ../theme/NAME",
            target=link.target,
        )
    return Fault(page.source, link.line, reason, blocks=False) if reason else None


def _dead(place: Path | str, link: Link, meant: str) -> Fault:
    reason = N_("there is nothing at %(target)s", target=link.target)
    if meant and not link.target.startswith(".") and not is_address(link.target):
        reason = N_(
            "there is nothing at %(target)s, which is looked for below /page/; is %(meant)s meant?",
            target=link.target,
            meant=link.target.removesuffix(".md") if link.target.endswith(".md") else meant,
        )
    return Fault(place, link.line, reason, blocks=False)


def _path(link: Link, page: str, base_url: str) -> str | None:
    """The path below the base URL that a link leads to; None where it leads elsewhere."""
    url = urljoin(page, link.target)
    path = url.partition("#")[0].partition("?")[0]
    return unquote(path.removeprefix(base_url)) if url.startswith(base_url) else None


def _is_of_service(own: Customisation, path: str) -> bool:
    """Whether the service itself answers at an address; records are not its own."""
    first, _, rest = path.partition("/")
    if own.is_closed(path):
        return False
    if first == "page":
        return rest in own.pages
    if first == "theme":
        file = own.file(rest)
        return file is not None and file.suffix in TYPES
    stem = _stem(first)
    if stem in _BELOW:
        return _stem(rest) in _BELOW[stem]
    return not path or first in RESERVED or stem in RESERVED


def _stem(path: str) -> str:
    """A path without the suffix of a format."""
    stem, dot, suffix = path.rpartition(".")
    return stem if dot and by_suffix(suffix) else path
