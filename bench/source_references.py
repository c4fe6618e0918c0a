"""Exports as reference managers and agencies make them: BibTeX, RIS, CSL-JSON, schema.org, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from bench.source_corpora import Book

_ACCENTS = {
    "å": r"{\aa}", "Å": r"{\AA}", "ä": r"{\"a}", "ö": r"{\"o}", "é": r"\'{e}", "ü": r'\"{u}',
    "Ø": r"{\O}", "ø": r"{\o}", "Ł": r"{\L}", "Ş": r"{\c{S}}", "ë": r"{\"e}", "â": r"\^{a}",
    "á": r"{\'a}", "è": r"\`{e}", "&": r"\&", "%": r"\%", "$": r"\$", "_": r"\_", "#": r"\#",
    "\u2019": "'",
}  # fmt: skip
_PLAIN = {"&": r"\&", "%": r"\%", "$": r"\$", "_": r"\_", "#": r"\#"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMES = {"swe": "swedish", "eng": "english", "fre": "french", "ger": "german", "rus": "russian"}
_TWO = {"swe": "sv", "eng": "en", "fre": "fr", "ger": "de", "rus": "ru"}
_TAGS = {"swe": "sv-SE", "eng": "en", "fre": "fr", "ger": "de-DE", "rus": "ru"}


def _latex(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


_ENTRIES = {
    "report": "techreport", "book": "book", "article": "article", "chapter": "incollection",
    "thesis": "phdthesis", "conference": "inproceedings", "booklet": "booklet", "other": "misc",
}  # fmt: skip
#: The series of proceedings.
_NOTES_IN = "Notes in computing"
_ISSUERS = {"report": "institution", "thesis": "school"}


def bibtex(books: Iterable[Book]) -> bytes:
    """By turns as JabRef (LaTeX, months as macros), Zotero (UTF-8, double braces) and EndNote.

    Some publishers are macros, and some chapters have what their collection says (``crossref``).
    """
    macros = '@string{ sos = "Socialstyrelsen" }\n@comment{jabref-meta: databaseType:bibtex;}\n'
    all_books = [*books]
    # BibTeX wants a collection to stand after its parts.
    collections = {b.host[0]: b for b in all_books if _is_crossed(b)}
    entries = [*map(_bibtex, all_books), *map(_collection, collections.values())]
    return (macros + "\n".join(entries)).encode()


def _is_crossed(book: Book) -> bool:
    return book.kind == "conference" and book.number % 3 != 1


def _collection(book: Book) -> str:
    return (
        f"@proceedings{{all{book.number // 5},\n  title = {{{book.host[0]}}},\n"
        f"  booktitle = {{{book.host[0]}}},\n  year = {{{book.year or 1999}}},\n}}\n"
    )


def _bibtex(book: Book) -> str:
    is_latex, is_zotero = book.number % 3 == 0, book.number % 3 == 1
    table = _ACCENTS if is_latex and book.language != "rus" else _PLAIN

    def whole(text: str) -> str:
        return _latex(text, table)

    def name(family: str, given: str) -> str:
        if is_latex or is_zotero:
            # One person of the name after his father.
            generation = "Jr., " if book.number % 31 == 0 else ""
            return f"{family}, {generation}{given}"
        return (
            f"{given} {{{family}}}"
            if family[0].isupper() and " " in family
            else f"{given} {family}"
        )

    def names(people: Iterable[tuple[str, str]]) -> str:
        return " and ".join(whole(name(family, given)) for family, given in people)

    title = whole(book.whole_title)
    if is_zotero:
        title = title.replace("Nordic", "{Nordic}").replace("Norrbotten", "{Norrbotten}")
    values = {
        "author": names(book.people) + (" and others" if book.number % 29 == 0 else "")
        if book.people
        else f"{{{whole(book.body)}}}",
        "editor": names(book.editors),
        "translator": names(book.translators),
        "title": f"{{{title}}}" if book.number % 4 == 0 else title,
        "journal": whole(book.host[0]) if book.kind == "article" else "",
        "crossref": f"all{book.number // 5}" if _is_crossed(book) else "",
        "booktitle": ""
        if _is_crossed(book) or not book.is_part or book.kind == "article"
        else whole(book.host[0]),
        "edition": whole(book.edition),
        _ISSUERS.get(book.kind, "publisher"): whole(book.body),
        "location" if is_zotero else "address": whole(book.place),
        "date" if is_zotero else "year": book.date if is_zotero else book.year,
        "volume": book.volume,
        "number": book.issue or book.series_number or book.report_number,
        "pages": f"{book.first}--{book.last}" if book.is_part else "",
        "pagetotal": "" if book.is_part else str(book.pages),
        "series": whole(book.series or (_NOTES_IN if _is_crossed(book) else "")),
        "eprint": f"2101.{book.number:05}" if book.number % 13 == 0 else "",
        "eprinttype": "arXiv" if book.number % 13 == 0 and is_zotero else "",
        "archiveprefix": "arXiv" if book.number % 13 == 0 and not is_zotero else "",
        "type": "Policy brief" if book.kind == "report" and book.number % 8 == 0 else "",
        "isbn": book.isbn,
        "issn": book.host[1],
        "doi": book.doi if is_zotero else whole(book.doi),
        "url": (book.url or book.page) if is_zotero else whole(book.url or book.page),
        "urldate": "2024-02-11" if is_zotero and (book.url or book.page) else "",
        "language": _TAGS[book.language] if is_zotero else "",
        "langid": _NAMES[book.language] if not is_zotero else "",
        "keywords": ", ".join(whole(one) for one in book.keywords if "," not in one),
        # As Scopus has it.
        "abstract": book.abstract.replace("$", r"\$") if book.number % 5 == 0
        else whole(book.abstract),
        "note": whole(book.notes[0]) if book.notes else "",
        "file": "Fulltext:files/12/x.pdf:application/pdf" if is_zotero else "",
        "shelfmark": "Hylla 3" if book.number % 17 == 0 else "",
    }  # fmt: skip
    fields = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    if book.body == "Socialstyrelsen" and is_latex:
        fields = [one.replace("= {Socialstyrelsen},", "= sos,") for one in fields]
    if not is_zotero and len(book.date) >= 7:
        fields.append(f"  month = {_MONTHS[int(book.date[5:7]) - 1]},")
    return f"@{_ENTRIES[book.kind]}{{key{book.number},\n" + "\n".join(fields) + "\n}\n"


#: A second publisher.
_BODY = "Forestry Commission"
_RIS = {
    "report": "RPRT", "book": "BOOK", "article": "JOUR", "chapter": "CHAP", "thesis": "THES",
    "conference": "CPAPER", "booklet": "PAMP", "other": "GEN",
}  # fmt: skip


def ris(books: Iterable[Book]) -> bytes:
    """By turns as Zotero (DA, T2, N1) and as Scopus and EndNote (PY, JO, KW) write it."""
    return "\r\n".join(map(_ris, books)).encode()


def _ris(book: Book) -> str:
    is_zotero = book.number % 2 == 0
    is_report = book.kind == "report"
    date = book.date.replace("-", "/") if is_zotero else ""
    lines = [
        ("TY", _RIS[book.kind]),
        ("ID", f"{'' if is_zotero else 'ref'}{book.number}"),
        *(("AU", f"{family}, {given}") for family, given in book.people),
        ("AU", "" if book.people else book.body),
        *(("A2" if is_zotero else "ED", f"{family}, {given}") for family, given in book.editors),
        *(("A4", f"{family}, {given}") for family, given in book.translators),
        ("TI", book.whole_title),
        ("T2" if is_zotero or book.kind != "article" else "JO", book.host[0]),
        ("T3" if book.number % 3 else "T2", book.series),
        ("ET", book.edition),
        ("PB", book.body),
        ("PB", _BODY if book.number % 11 == 0 and "," not in book.body else ""),
        ("CY", book.place),
        ("CY", "Bangor" if book.number % 11 == 0 else ""),
        ("AD", "First address" if book.number % 9 == 0 else ""),
        ("AD", "Second address" if book.number % 9 == 0 else ""),
        ("PY", book.year),
        ("DA", f"{date}///"[: len(date) + (3 - date.count("/") - 1)] if date else ""),
        ("VL", book.volume),
        ("IS", book.issue),
        ("SP", str(book.first) if book.is_part else "" if is_zotero else str(book.pages)),
        ("EP", str(book.last) if book.is_part else ""),
        ("SN", book.report_number if is_report and is_zotero else book.host[1] or book.isbn),
        ("SN", book.series_issn),
        ("M1", book.series_number or ("" if is_zotero else book.report_number)),
        ("M3", "Policy brief" if is_report and book.number % 8 == 0 else ""),
        ("DO", book.doi),
        ("DO", f"{book.doi}.second" if book.doi and book.number % 7 == 0 else ""),
        ("UR", book.page),
        ("L1" if is_zotero else "L2", book.url),
        ("LA", book.language if book.number % 5 == 0 else _TWO[book.language]),
        ("LA", _TWO.get(book.second_language, "")),
        *(("KW", word) for word in (*book.keywords, *book.subjects)),
        ("AB" if book.number % 3 else "N2", book.abstract),
        ("AB", f"Om {book.title}." if book.number % 10 == 0 else ""),
        *(("N1", note) for note in book.notes),
        ("Y2", "2024/02/11/" if is_zotero else ""),
        ("DB", "" if is_zotero else "Scopus"),
        ("CN", "Hylla 3" if book.number % 17 == 0 else ""),
    ]
    between = " - " if book.number % 4 == 1 else "  - "  # as EndNote may write it
    whole = "".join(f"{tag}{between}{text}\r\n" for tag, text in lines if text)
    return (
        f"{whole}ER{between}".rstrip() + "\r\n"
        if book.number % 8 == 1
        else f"{whole}ER{between}\r\n"
    )


_CSL = {
    "report": "report", "book": "book", "article": "article-journal", "chapter": "chapter",
    "thesis": "thesis", "conference": "paper-conference", "booklet": "pamphlet",
    "other": "document",
}  # fmt: skip


def csl_json(books: Iterable[Book]) -> bytes:
    """As Zotero gives it."""
    return json.dumps([_csl(book) for book in books], ensure_ascii=False).encode()


def _people(people: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"family": family.removeprefix("de "), "given": given,
         **({"non-dropping-particle": "de"} if family.startswith("de ") else {})}
        for family, given in people
    ]  # fmt: skip


def _csl(book: Book) -> dict[str, Any]:
    parts = [int(part) for part in book.date.split("-") if part]
    item: dict[str, Any] = {
        "id": f"http://zotero.org/users/1/items/{book.number:08}",
        "type": _CSL[book.kind],
        "title": book.whole_title,
        "title-short": book.title if book.subtitle and book.number % 3 == 0 else "",
        "author": _people(book.people) or [{"literal": book.body}],
        "editor": _people(book.editors),
        "translator": _people(book.translators),
        "container-title": book.host[0],
        "collection-title": book.series,
        "collection-number": book.series_number,
        "number": book.report_number,
        "edition": book.edition,
        "publisher": book.body,
        "publisher-place": book.place,
        "issued": {"date-parts": [parts if book.number % 2 else [*map(str, parts)]]}
        if parts
        else {"literal": "n.d."},
        "volume": book.volume,
        "issue": book.issue,
        "page": f"{book.first}-{book.last}" if book.is_part else "",
        "number-of-pages": "" if book.is_part else str(book.pages),
        "ISBN": book.isbn,
        "ISSN": book.host[1],
        "DOI": book.doi,
        "URL": book.url or book.page,
        "accessed": {"date-parts": [[2024, 2, 11]]},
        "language": _TAGS[book.language],
        "keyword": ", ".join(one for one in book.keywords if "," not in one),
        "abstract": book.abstract,
        "note": book.notes[0] if book.notes else "",
        "genre": "Policy brief" if book.kind == "report" and book.number % 8 == 0 else "",
        "call-number": "Hylla 3" if book.number % 17 == 0 else "",
        "source": "Libris",
    }
    return {name: value for name, value in item.items() if value}


_SCHEMA = {"article": "ScholarlyArticle", "chapter": "Chapter", "thesis": "Thesis",
           "report": "Report", "booklet": "CreativeWork", "other": "CreativeWork"}  # fmt: skip


def schema_org(books: Iterable[Book]) -> bytes:
    """As a repository puts it into its pages, all in one graph."""
    graph = [_schema(book) for book in books]
    document = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(document, ensure_ascii=False).encode()


def _schema(book: Book) -> dict[str, Any]:
    def persons(people: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
        return [
            {"@type": "Person", "name": f"{given} {family}", "familyName": family,
             "givenName": given}
            for family, given in people
        ]  # fmt: skip

    body = {"@type": "Organization", "name": book.body}
    part: dict[str, Any] = {}
    if book.host[0]:
        kind = "Periodical" if book.kind == "article" else "Book"
        part = {"@type": kind, "name": book.host[0], "issn": book.host[1]}
    elif book.series:
        part = {"@type": "BookSeries", "name": book.series, "issn": book.series_issn}
    language = _TWO[book.language]
    node: dict[str, Any] = {
        "@type": _SCHEMA.get(book.kind, "Book"),
        "@id": f"https://www.example.org/reports/{book.number}",
        "name": book.whole_title if book.number % 2 else {"@value": book.title,
                                                          "@language": language},
        "alternateName": book.parallel,
        "author": persons(book.people) or body,
        "editor": persons(book.editors),
        "translator": persons(book.translators),
        "publisher": body,
        "datePublished": book.date,
        "inLanguage": language,
        "isbn": book.isbn,
        "bookEdition": book.edition,
        "numberOfPages": "" if book.is_part else book.pages,
        "pageStart": str(book.first) if book.is_part else "",
        "pageEnd": str(book.last) if book.is_part else "",
        "volumeNumber": book.volume,
        "issueNumber": book.issue,
        "position": book.series_number,
        "reportNumber": book.report_number,
        "isPartOf": {name: value for name, value in part.items() if value},
        "identifier": {"@type": "PropertyValue", "propertyID": "DOI",
                       "value": f"https://doi.org/{book.doi}"} if book.doi else "",
        "about": [{"@type": "DefinedTerm", "name": one} for one in book.subjects],
        "keywords": [*book.keywords],
        "abstract": book.abstract,
        "audience": {"@type": "Audience", "audienceType": book.audience} if book.audience else "",
        "license": book.licence,
        "url": book.page,
        "encoding": {"@type": "MediaObject", "contentUrl": book.url,
                     "encodingFormat": "application/pdf"} if book.url else "",
        "isAccessibleForFree": True,
        "dateModified": "2024-02-11",
        "thumbnailUrl": "https://www.example.org/thumb.png" if book.number % 5 == 0 else "",
    }  # fmt: skip
    return {name: value for name, value in node.items() if value or value is True}


COLUMNS: dict[str, Any] = {
    "Nr": "identifier", "Typ": "type", "Titel": "title", "Undertitel": "subtitle",
    "Författare": {"field": "creator", "kind": "person", "between": ";", "inverted": True},
    "Redaktör": {"field": "editor", "kind": "person", "between": ";", "inverted": True},
    "Utgivare": {"field": "publisher", "kind": "organisation"}, "Ort": "place_of_publication",
    "Datum": "issued", "Upplaga": "edition", "Sidor": "page_count", "ISBN": "isbn", "DOI": "doi",
    "Serie": "series", "Nr i serien": "series_number", "Beteckning": "document_number",
    "Ingår i": "part_of", "Årgång": "volume", "Häfte": "issue", "Sid": "pages",
    "Ämnesord": {"field": "subject", "between": "|"},
    "Nyckelord": {"field": "keyword", "between": "|"},
    "Anmärkning": {"field": "note", "between": "|"}, "Sammanfattning": "abstract",
    "Målgrupp": "audience", "Fil": "file", "Webbsida": "web_page", "Licens": "licence",
    "Språk": {"field": "language", "between": ","}, "Hyllplats": "unmapped",
}  # fmt: skip


def table(books: Iterable[Book]) -> bytes:
    """As a spreadsheet saves it in Europe: semicolons, several values in a cell."""
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=";")
    writer.writerow(COLUMNS)
    for book in books:
        writer.writerow([
            book.number, book.kind, book.title, book.subtitle,
            "; ".join(f"{family}, {given}" for family, given in book.people),
            "; ".join(f"{family}, {given}" for family, given in book.editors), book.body,
            book.place, book.date, book.edition, "" if book.is_part else book.pages, book.isbn,
            book.doi, book.series, book.series_number, book.report_number, book.host[0],
            book.volume, book.issue,
            f"{book.first}\u2013{book.last}" if book.is_part else "", " | ".join(book.subjects),
            " | ".join(book.keywords), " | ".join(book.notes), book.abstract, book.audience,
            book.url, book.page, book.licence,
            ", ".join(filter(None, (book.language, book.second_language))), "Hylla 3",
        ])  # fmt: skip
    return rows.getvalue().encode("utf-8-sig")
