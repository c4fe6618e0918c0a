"""What a list of references says of a publication: one reading of an `Entry` for all formats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from publod.bibliography.agent_names_and_roles import GENERATION
from publod.bibliography.catalogue_languages import catalogue_languages
from publod.bibliography.dates import NO_DATE, Issued, issued_of
from publod.bibliography.entry import Agent, BibliographicResource, Entry
from publod.bibliography.identifiers import doi_of
from publod.bibliography.language_codes_and_names import tag_of
from publod.bibliography.record_summary import with_subtitle
from publod.bibliography.triple_index import pick
from publod.vocabulary import SCHEMA

#: Control characters, and what else is not one space. A single space is left alone: most are.
_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]{2,}|[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Kind(StrEnum):
    """What kind of text it is, by the class of its type; an agency's guide is cited as a report."""

    REPORT = "report"
    BOOK = "book"
    PAMPHLET = "pamphlet"
    DOCUMENT = "document"
    THESIS = "thesis"
    PAPER = "paper-conference"
    ARTICLE = "article-journal"
    CHAPTER = "chapter"


_KINDS: Mapping[str, Kind] = {
    str(SCHEMA.Report): Kind.REPORT,
    str(SCHEMA.Guide): Kind.REPORT,
    str(SCHEMA.Book): Kind.BOOK,
    str(SCHEMA.CreativeWork): Kind.PAMPHLET,
    SCHEMA.iri + "Thesis": Kind.THESIS,
    SCHEMA.iri + "Chapter": Kind.CHAPTER,
}
#: Of COAR's resource types, which tell more than the classes of schema.org.
_CONFERENCE_PAPER = "http://purl.org/coar/resource_type/c_5794"
_PROCEEDINGS = "http://purl.org/coar/resource_type/c_f744"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is printed, or a person's in its two parts where these are recorded.

    Nothing is concluded from a name: one that is not recorded in parts stays whole. ``suffix`` is
    what tells a generation behind the given name: "Martin Luther, Jr.".
    """

    literal: str
    family: str = ""
    given: str = ""
    suffix: str = ""
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """One publication as it is cited.

    ``title`` is the whole, with the subtitle; ``main_title`` is without; ``short_title`` is ''
    where it has none but the whole. ``edition`` is its number, or a statement that says more.
    ``number`` is that in ``series``, if there is one; ``document_number`` the one by which it is
    cited. ``container`` is what it is a part of, such as a journal, and ``volume``, ``issue`` and
    ``pages``, first and last, are its place there.
    ``issn`` is that of the journal or the series, ``isbn`` of a chapter its book's; ``identifiers``
    are others.
    ``keywords`` are subjects and keywords, ``notes`` the edition history and all others.
    ``files`` and ``pages_about`` are addresses. ``contributors`` are those who are no editors,
    translators or illustrators. ``places`` are those of publication. ``extent`` is the number of
    pages, or the extent as printed.
    ``language`` is the title's, ``languages`` are all that the publication is in (BCP 47). ``url``
    is the record's. ``pdf`` is a file's URL.
    """

    key: str
    kind: Kind
    title: str
    main_title: str
    url: str
    short_title: str = ""
    authors: tuple[Name, ...] = ()
    contributors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    illustrators: tuple[Name, ...] = ()
    places: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    issued: Issued = NO_DATE
    edition: str = ""
    series: str = ""
    number: str = ""
    document_number: str = ""
    container: str = ""
    volume: str = ""
    issue: str = ""
    pages: tuple[str, ...] = ()
    extent: str = ""
    issn: tuple[str, ...] = ()
    genre: str = ""
    is_proceedings: bool = False
    isbn: tuple[str, ...] = ()
    doi: str = ""
    identifiers: tuple[str, ...] = ()
    language: str = ""
    languages: tuple[str, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    pdf: str = ""
    files: tuple[str, ...] = ()
    pages_about: tuple[str, ...] = ()


def reference_of(entry: Entry, reader: str = "") -> Reference:
    """The reference to a publication.

    ``reader`` is a reader's language: it decides among titles in the publication's own languages,
    and what is described rather than copied, the genre, is in it.
    """
    languages = tuple(filter(None, map(language_tag, entry.languages)))
    language = _language(entry.title, languages, reader)
    main = one_line(entry.title.get(language, ""))
    subtitle = one_line(_text(entry.subtitle, language))
    series = [one_line(pick(related.title, language)[0]) for related in entry.series]
    return Reference(
        key=citation_key(entry.document),
        kind=_kind(entry),
        is_proceedings=_is_matched(entry, _PROCEEDINGS),
        title=with_subtitle(main, subtitle),
        main_title=main,
        short_title=_short(entry, main, bool(subtitle)),
        url=one_line(entry.document),
        authors=_names(entry.creators, language),
        contributors=_names(_other_contributors(entry), language),
        editors=_names(_with_role(entry, "edt"), language),
        translators=_names(_with_role(entry, "trl"), language),
        illustrators=_names(_with_role(entry, "ill"), language),
        places=_distinct(one_line(pick(p.name, language)[0]) for p in entry.places_of_publication),
        publishers=tuple(name.literal for name in _names(entry.publishers, language)),
        issued=issued_of(one_line(entry.issued)),
        edition=_edition(entry, language),
        series=next(filter(None, series), ""),
        number=one_line(entry.number_in_series),
        document_number=next((one_line(n) for n in _numbered(entry).document_numbers), ""),
        container=one_line(pick(entry.hosts[-1].title, language)[0]) if entry.hosts else "",
        volume=of_issue(entry, "volume"),
        issue=of_issue(entry, "issue"),
        pages=_distinct(map(one_line, (entry.page_start, entry.page_end))),
        extent=str(entry.page_count or one_line(pick(entry.extent, language)[0])),
        issn=tuple(map(one_line, _issn(entry))),
        genre=next((one_line(pick(t.label, reader or language)[0]) for t in entry.types), ""),
        isbn=tuple(map(one_line, entry.isbn or _isbn_of_book(entry))),
        doi=doi_of(one_line(entry.doi)),
        identifiers=_distinct(map(one_line, entry.identifiers)),
        language=language.replace("_", "-"),
        languages=languages or ((language,) if language else ()),
        abstract=one_line(pick(entry.abstract, language)[0]),
        keywords=_distinct(
            [one_line(pick(s.label, language)[0]) for s in entry.subjects]
            + [one_line(text) for _, text in entry.keywords]
        ),
        notes=_distinct(
            [one_line(pick(entry.edition_history, language)[0])]
            + [one_line(text) for _, text in entry.notes]
        ),
        pdf=_pdf(entry, language),
        files=_distinct(one_line(file.url) for file in entry.files),
        pages_about=_distinct(map(one_line, entry.pages)),
    )


#: The roles that formats of references tell from others: editor, translator, illustrator.
_ROLES = frozenset({"edt", "trl", "ill"})


def _with_role(entry: Entry, role: str) -> list[Agent]:
    return [agent for code, agent in entry.roles if code == role]


def _other_contributors(entry: Entry) -> list[Agent]:
    """Those whose role is not told, or is none that formats of references have; each once."""
    with_role = {agent.iri for role, agent in entry.roles if role in _ROLES}
    others = (*entry.contributors, *(agent for _, agent in entry.roles))
    return list({a.iri: a for a in others if a.iri not in with_role}.values())


def _kind(entry: Entry) -> Kind:
    """By what its types are matched with, what it is a part of, and the classes of its types."""
    if _is_matched(entry, _CONFERENCE_PAPER):
        return Kind.PAPER
    kinds = (_KINDS[c] for t in entry.types for c in t.classes if c in _KINDS)
    own = next(kinds, Kind.DOCUMENT)
    return own if own is Kind.CHAPTER else _part_kind(entry) or own


def _is_matched(entry: Entry, iri: str) -> bool:
    return any(iri in (t.iri, *(match for _, match in t.matches)) for t in entry.types)


def _part_kind(entry: Entry) -> Kind | None:
    """What a part is: by what its whole is, else an article if that is an issue or a journal."""
    if not entry.hosts:
        return None
    if kind := _PARTS.get(entry.hosts[-1].host_kind):
        return kind
    is_journal = not entry.hosts[-1].is_edition or any(h.volume or h.issue for h in entry.hosts)
    return Kind.ARTICLE if is_journal or entry.volume or entry.issue else Kind.CHAPTER


_PARTS = {"journal": Kind.ARTICLE, "proceedings": Kind.PAPER, "book": Kind.CHAPTER}


def _issn(entry: Entry) -> tuple[str, ...]:
    """The ISSN of the journal; of what is in none its own, else that of its series."""
    if entry.hosts:
        return entry.hosts[-1].issn
    return entry.issn or next((one.issn for one in entry.series if one.issn), ())


def _isbn_of_book(entry: Entry) -> tuple[str, ...]:
    """The ISBN of what a chapter is in, which references to chapters have."""
    return next((host.isbn for host in entry.hosts if host.isbn), ())


def of_issue(entry: Entry, name: str) -> str:
    """The volume or the issue, as the article says it or else its issue."""
    values = (one_line(getattr(one, name)) for one in (entry, *entry.hosts))
    return next(filter(None, values), "")


def _numbered(entry: Entry) -> BibliographicResource:
    """What has the number that a publication is cited by: itself, or else its edition."""
    levels = (edition for edition in entry.of_edition if edition.document_numbers)
    return entry if entry.document_numbers else next(levels, entry)


def one_line(text: str) -> str:
    """A text without line breaks and control characters; what they part stays apart."""
    return _CONTROLS.sub(" ", text).strip()


def language_tag(code: str) -> str:
    """A code of the EU authority table (``SWE``) as BCP 47; '' for those that name no language."""
    return tag_of(code.upper()) if len(code) == 3 and code.isascii() and code.isalpha() else ""


def _language(titles: Mapping[str, str], languages: tuple[str, ...], reader: str) -> str:
    """Which of the titles is the one to cite, by its language; '' where there is none."""
    own = {tag.partition("-")[0] for tag in languages}
    fitting = [tag for tag in titles if tag.lower().partition("-")[0] in own] or list(titles)
    ranked = [tag for tag in (reader, *catalogue_languages().headings) if tag in fitting]
    return next(iter([*ranked, *sorted(fitting)]), "")


def _text(texts: Mapping[str, str], language: str) -> str:
    """A text that stands beside the title: in its language, or in one that is not told."""
    return texts.get(language) or texts.get("", "")


def _names(agents: Iterable[Agent], language: str) -> tuple[Name, ...]:
    """The names of those agents that have one, in their order."""
    names = []
    for agent in agents:
        family, given = one_line(agent.family), one_line(agent.given)
        literal = one_line(pick(agent.name, language)[0]) or f"{given} {family}".strip()
        suffix = given.rpartition(", ")[2]
        suffix = suffix if GENERATION.fullmatch(suffix) and suffix != given else ""
        given = given.removesuffix(f", {suffix}") if suffix else given
        parts = (family, given, suffix) if agent.is_person and family and given else ("", "", "")
        if literal:
            names.append(Name(literal, *parts, is_person=bool(agent.is_person)))
    return tuple(names)


#: A statement that says no more than the number: "2nd ed.", "Third edition", "2. uppl.".
_NUMBER_ALONE = re.compile(r"\W*\w+\W*(?:\s\w+\W*)?")


def _edition(entry: Entry, language: str) -> str:
    """The number, which styles print in their language; a statement that says more, as it is."""
    printed = one_line(pick(entry.edition, language)[0])
    if entry.edition_number and (not printed or _NUMBER_ALONE.fullmatch(printed)):
        return str(entry.edition_number)
    return printed


def _short(entry: Entry, main: str, has_subtitle: bool) -> str:
    """The title without the subtitle, else a shorter one that it has; '' for none."""
    others = (one_line(text) for _, text in entry.alternative)
    return main if has_subtitle else next((one for one in others if len(one) < len(main)), "")


def _pdf(entry: Entry, language: str) -> str:
    """Where the PDF is: of several, one in the language of the title."""
    files = [file for file in entry.files if file.media_type == "application/pdf" and file.url]
    files.sort(key=lambda file: language not in map(language_tag, file.languages))
    return one_line(files[0].url) if files else ""


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OTHERS = re.compile(r"[^a-z0-9]+")
#: Letters that Unicode does not take apart.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d",
                          "þ": "th", "ł": "l"})  # fmt: skip
_COLLECTION = "/publication/"


def citation_key(document: str) -> str:
    """The key of the publication that a document describes, in ASCII.

    A name that cannot be kept as it is gets a digest, for another may look the same without it.
    """
    path = unquote(urlsplit(document).path)
    name = path.rpartition(_COLLECTION)[2]
    if _PLAIN.fullmatch(name):
        return name
    digest = blake2b(document.encode(), digest_size=3).hexdigest()
    letters = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = _OTHERS.sub("-", "".join(c for c in letters if not unicodedata.combining(c)))
    return f"{plain.strip('-') or 'publication'}-{digest}"
