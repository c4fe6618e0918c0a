"""Exports as library systems make them: MARC 21 (ISO 2709 and MARCXML) and MODS.

With ISBD punctuation or without, by AACR2 (260) or RDA (264), with fields of the local system, and
with 880 for what is in other letters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

import pymarc

from bench.source_corpora import Book

_to_xml: Callable[[pymarc.Record], bytes] = pymarc.record_to_xml
_WORDS = {
    "swe": ("s.", "ill.", "författare", "redaktör", "översättare", "av"),
    "eng": ("pages", "illustrations", "author", "editor", "translator", "by"),
}
_COUNTRIES = {"swe": "sw ", "eng": "enk", "fre": "sz ", "ger": "gw ", "rus": "ru "}
_GENRES = {"report": "Rapporter", "thesis": "Doctoral thesis", "booklet": "Broschyrer"}
_KSSB = "Oh:dd"
_LOC = "http://id.loc.gov/authorities"
#: From which list a subject is, and its address or number there, as different libraries have it.
_HEADINGS = {
    "Barnrätt": ("sao", "https://id.kb.se/term/sao/Barnr%C3%A4tt"),
    "Drinking water": ("lcsh", f"{_LOC}/subjects/sh85039663"),
    "Trafiksäkerhet": ("sao", ""),
    "Climatic changes": ("lcsh", ""),
    "Upphandling": ("barn", ""),
    "Noise pollution": ("fast", "(OCoLC)fst01038459"),
    "Public health--Sweden": ("lcsh", ""),
    "Skogsbruk": ("eurovoc", "http://eurovoc.europa.eu/2495"),
    "Äldreomsorg": ("yso/swe", "http://www.yso.fi/onto/yso/p3516"),
}


def marc(books: Iterable[Book]) -> bytes:
    """ISO 2709."""
    return b"".join(record.as_marc() for record in _records(books))


def marcxml(books: Iterable[Book]) -> bytes:
    """A collection of MARCXML."""
    records = b"".join(map(_to_xml, _records(books)))
    return b'<collection xmlns="http://www.loc.gov/MARC21/slim">' + records + b"</collection>"


def _lives(family: str, given: str) -> str:
    """When a person lived, where the authority file has that: then each heading has it."""
    return "1961-" if len(family + given) % 4 == 0 else ""


def _records(books: Iterable[Book]) -> Iterator[pymarc.Record]:
    """Each with the book before it that has an ISBN, to which it may lead."""
    before = None
    for book in books:
        yield _record(book, before)
        before = book if book.isbn else before


def _record(book: Book, before: Book | None) -> pymarc.Record:
    record = _Record(book, before)
    for write in (
        record.control_fields, record.numbers, record.names, record.description,
        record.series_and_notes, record.subjects, record.links,
    ):  # fmt: skip
        write()
    return record.record


class _Record:
    """A record of a book, field by field."""

    def __init__(self, book: Book, before: Book | None) -> None:
        self.book = book
        self.before = before
        self.record = pymarc.Record(force_utf8=True)
        self.words = _WORDS.get(book.language, _WORDS["eng"])
        self.is_rda = book.number % 3 > 0

    @property
    def has_summary(self) -> bool:
        """Whether it has an abstract in English as well."""
        return bool(self.book.abstract) and self.book.language != "eng" and self.book.number % 2 > 0

    def add(self, field: pymarc.Field) -> None:
        """One more field."""
        self.record.add_field(field)  # type: ignore[no-untyped-call]

    def data(self, tag: str, indicators: str, *subfields: tuple[str, str]) -> None:
        """A field with those of its subfields that have something in them."""
        parts = [pymarc.Subfield(code, text) for code, text in subfields if text]
        if parts:
            self.add(pymarc.Field(tag, pymarc.Indicators(*indicators), parts))

    def control_fields(self) -> None:
        """001 to 008."""
        book = self.book
        self.add(pymarc.Field("001", data=f"lib{book.number:08}"))
        self.add(pymarc.Field("003", data="SE-LIBR"))
        self.add(pymarc.Field("005", data="20230112093012.0"))
        dates = f"s{book.year}    " if book.year else "nuuuuuuuu"
        fixed = f"200101{dates}{_COUNTRIES[book.language]}" + "|" * 17 + f"{book.language}||"
        self.add(pymarc.Field("008", data=fixed))

    def numbers(self) -> None:
        """020 to 088."""
        book = self.book
        qualifier = "(hft.)" if book.isbn and book.number % 5 == 0 else ""
        self.data(
            "020",
            "  ",
            ("a", book.isbn.replace("-", "") if self.is_rda else book.isbn),
            ("q", qualifier),
        )
        self.data("024", "7 ", ("a", book.doi), ("2", "doi" if book.doi else ""))
        self.data("035", "  ", ("a", f"(OCoLC){900000 + book.number}"))
        self.data(
            "040", "  ", ("a", "S"), ("b", "swe"), ("e", "rda" if self.is_rda else ""), ("c", "S")
        )
        # Codes of abstracts are in the order of the alphabet, whatever comes first.
        summaries = [*sorted(("eng", book.language))] if self.has_summary else []
        self.data("041", "1 " if book.original else "0 ",
             ("a", book.language if book.second_language or book.original or summaries else ""),
             ("a", book.second_language), *(("b", code) for code in summaries),
             ("h", book.original))  # fmt: skip
        self.data("042", "  ", ("a", "pcc" if book.number % 9 == 0 else ""))
        if book.number % 2:
            self.data("082", "04", ("a", f"{300 + book.number % 90}.1"), ("2", "23/swe"))
        else:
            self.data("084", "  ", ("a", _KSSB), ("2", "kssb/8"))
        self.data("088", "  ", ("a", book.report_number))

    def names(self) -> None:
        """100, 110 and further 700."""
        book = self.book
        for first, (family, given) in enumerate(book.people):
            self.data(
                "700" if first else "100",
                "1 ",
                ("a", f"{family}, {given},"),
                ("d", _lives(family, given)),
                ("e", self.words[2] if self.is_rda else ""),
                ("4", "aut" if book.number % 2 else ""),
            )
        if not book.people:
            self.data("110", "2 ", ("a", f"{book.body}."))

    def description(self) -> None:
        """245 to 338."""
        book = self.book
        names = ", ".join(f"{given} {family}" for family, given in book.people) or book.body
        editors = " och ".join(f"{given} {family}" for family, given in book.editors)
        statement = f"{self.words[5]} {names}" if book.number % 4 == 0 else names
        statement += f" ; red.: {editors}" if editors else ""
        title = book.romanised or book.title
        self.data(
            "245",
            "10",
            ("6", "880-01" if book.romanised else ""),
            ("a", f"{title} :" if book.subtitle and not book.romanised else f"{title} /"),
            ("b", "" if book.romanised or not book.subtitle else f"{book.subtitle} /"),
            ("c", f"{statement}."),
        )
        self.data("246", "31", ("a", book.parallel))
        self.data("250", "  ", ("a", f"[{book.edition}]" if book.number % 11 == 0 and book.edition
                           else book.edition))  # fmt: skip
        shown = f"[{book.date}]" if book.number % 7 == 0 and book.date else book.date or "[n.d.]"
        if book.year and book.number % 12 == 0:
            shown = (f"c{book.year}", f"[{book.year}?]", f"{book.year}-")[book.number // 12 % 3]
        self.data(
            "264" if self.is_rda else "260",
            " 1" if self.is_rda else "  ",
            ("a", f"{book.place} :"),
            ("b", f"{book.body},"),
            ("c", f"{shown}."),
        )
        if self.is_rda and book.number % 5 == 0 and book.year:
            self.data("264", " 4", ("c", f"©{book.year}"))
        if not book.is_part:
            self.data(
                "300",
                "  ",
                ("a", f"{book.pages} {self.words[0]} :"),
                ("b", f"{self.words[1]} ;"),
                ("c", "25 cm"),
            )
        if self.is_rda:
            self.data("336", "  ", ("a", "text"), ("b", "txt"), ("2", "rdacontent"))
            self.data("338", "  ", ("a", "volym"), ("b", "nc"), ("2", "rdacarrier"))

    def series_and_notes(self) -> None:
        """490 to 546."""
        book = self.book
        self.data(
            "490",
            "1 ",
            ("a", f"{book.series}," if book.series else ""),
            ("x", f"{book.series_issn} ;" if book.series else ""),
            ("v", book.series_number),
        )
        for note in book.notes:
            self.data("504" if note.startswith(("Bibl", "Lit")) else "500", "  ", ("a", f"{note}."))
        if book.kind == "thesis":
            self.data("502", "  ", ("a", f"Diss. Uppsala : Univ., {book.year}"))
        if book.number % 13 == 0:
            self.data("505", "0 ", ("a", "1. Bakgrund -- 2. Metod -- 3. Resultat"))
        self.data("520", "3 ", ("a", book.abstract))
        if self.has_summary:
            self.data(
                "520", "3 ", ("a", f"This is a summary of what the book has on {book.title}.")
            )
        self.data("521", "  ", ("a", book.audience))
        self.data("540", "  ", ("a", "CC BY 4.0" if book.licence else ""), ("u", book.licence))
        if book.second_language:
            self.data("546", "  ", ("a", "Text även på annat språk."))

    def subjects(self) -> None:
        """650 to 655."""
        book = self.book
        for subject in book.subjects:
            head, _, part = subject.partition("--")
            source, address = _HEADINGS[subject]
            indicator = {"lcsh": "0", "mesh": "2"}.get(source, "7")
            self.data("650", f" {indicator}", ("a", head), ("z", part),
                 ("2", source if indicator == "7" else ""), ("0", address))  # fmt: skip
        if book.number % 6 == 0:
            self.data("651", " 7", ("a", "Norrbotten"), ("2", "sao"))
        if book.number % 7 == 0:
            self.data("651", " 0", ("a", "Sweden"), ("0", f"{_LOC}/names/n79063053"))
        if book.number % 10 == 0:
            self.data("610", "27", ("a", "Sverige."), ("b", "Riksdagen"), ("2", "sao"))
        if book.number % 12 == 0:
            self.data("600", "10", ("a", "Wägner, Elin,"), ("d", "1882-1949."))
        for keyword in book.keywords:
            self.data("653", "  ", ("a", keyword))
        genre = _GENRES.get(book.kind, "")
        self.data("655", " 7", ("a", genre), ("2", "saogf" if genre else ""))
        for family, given in book.editors:
            self.data(
                "700", "1 ", ("a", f"{family}, {given},"), ("d", _lives(family, given)),
                ("e", self.words[3]), ("4", "edt"),
            )  # fmt: skip
        for family, given in book.translators:
            self.data(
                "700", "1 ", ("a", f"{family}, {given},"), ("d", _lives(family, given)),
                ("e", self.words[4]),
            )  # fmt: skip
        self.data(
            "710",
            "2 ",
            ("a", f"{book.body}," if book.people else ""),
            ("4", "pbl" if book.people else ""),
        )

    def links(self) -> None:
        """700 to 976."""
        book = self.book
        if book.original:
            self.data("765", "0 ", ("t", f"Alkuteos {book.number}"))
        if book.is_part:
            part = f"{book.volume}({book.year}):{book.issue}, " if book.issue and book.year else ""
            is_here = self.before is not None and not book.host[1] and book.number % 2
            whole = self.before.title if self.before and is_here else book.host[0]
            number = f"(SE-LIBR)lib{self.before.number:08}" if self.before and is_here else ""
            self.data("773", "0 ", ("t", whole), ("g", f"{part}s. {book.first}-{book.last}"),
                 ("x", book.host[1]), ("w", number))  # fmt: skip
        if self.before and book.number % 16 == 4:
            self.data("776", "08", ("i", "Tryckt:"), ("t", self.before.title),
                 ("z", self.before.isbn.replace("-", "")))  # fmt: skip
        if book.number % 8 == 0 and book.isbn:
            self.data("776", "08", ("i", "Online:"), ("t", book.title), ("z", "9789100123456"))
        if book.number % 2 and book.edition:
            self.data("780", "00", ("t", book.title), ("w", f"(SE-LIBR)lib{book.number - 1:08}"))
        self.data(
            "830", " 0", ("a", f"{book.series} ;" if book.series else ""), ("v", book.series_number)
        )
        self.data("856", "40", ("u", book.url), ("q", "application/pdf" if book.url else ""),
             ("z", "Fulltext" if book.url else ""))  # fmt: skip
        self.data("856", "42", ("u", book.page), ("3", "Webbsida" if book.page else ""))
        self.data("880", "10", ("6", "245-01" if book.romanised else ""),
             ("a", book.title if book.romanised else ""))  # fmt: skip
        self.data("852", "  ", ("b", "Hcc"), ("h", f"Hylla {book.number}"))
        self.data("900", "1s", ("a", f"{book.people[0][0]}, X." if book.people else ""))
        self.data("976", " 2", ("a", _KSSB), ("b", "Samhällsvetenskap"))


_ROLES = {"aut": "author", "edt": "editor", "trl": "translator"}


def mods(books: Iterable[Book]) -> bytes:
    """A collection of MODS, as repositories such as DiVA make them."""
    records = "".join(map(_mods, books))
    namespaces = (
        'xmlns="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink" '
        'version="3.7"'
    )
    return f"<modsCollection {namespaces}>{records}</modsCollection>".encode()


def _tag(name: str, text: str, **attributes: str) -> str:
    if not text:
        return ""
    own = "".join(
        f" {n.rstrip('_').replace('__', ':')}={quoteattr(v)}" for n, v in attributes.items() if v
    )
    inner = text if text.startswith("<") and text.endswith(">") else escape(text)
    return f"<{name}{own}>{inner}</{name}>"


def _mods(book: Book) -> str:
    genre = {"article": "article", "chapter": "chapter", "thesis": "doctoral thesis",
             "conference": "conference paper", "book": "book", "report": "report"}  # fmt: skip
    article = "The " if book.number % 9 == 0 and book.language == "eng" else ""
    parts = [
        _tag("titleInfo", _tag("nonSort", article.strip()) + _tag("title", book.title)
             + _tag("subTitle", book.subtitle), lang=book.language),
        _tag("titleInfo", _tag("title", book.parallel), type="translated", lang="eng"),
    ]  # fmt: skip
    for code, people in (
        ("aut", book.people), ("edt", book.editors), ("trl", book.translators),
    ):  # fmt: skip
        for family, given in people:
            term = {"type": "code", "authority": "marcrelator"} if book.number % 2 else {}
            role = _tag("roleTerm", code if term else _ROLES[code], **(term or {"type": "text"}))
            name = _tag("namePart", family, type="family") + _tag("namePart", given, type="given")
            own = _tag("affiliation", book.body) if book.number % 10 == 0 else ""
            parts.append(_tag("name", name + _tag("role", role) + own, type="personal"))
    if not book.people:
        role = _tag("role", _tag("roleTerm", "aut", type="code", authority="marcrelator"))
        parts.append(_tag("name", _tag("namePart", book.body) + role, type="corporate"))
    parts += [
        "<typeOfResource>text</typeOfResource>",
        _tag("genre", genre.get(book.kind, "report"), authority="marcgt"),
        _tag(
            "originInfo",
            _tag("place", _tag("placeTerm", book.place, type="text"))
            + _tag("publisher", book.body)
            + _tag("dateIssued", book.date, encoding="w3cdtf")
            + _tag("edition", book.edition)
            + _tag("issuance", "monographic"),
        ),
        *(
            _tag("language", _tag("languageTerm", code, type="code", authority="iso639-2b"))
            for code in (book.language, book.second_language)
            if code
        ),
        _tag(
            "physicalDescription",
            _tag("form", "electronic" if book.url else "print", authority="marcform")
            + _tag("extent", "" if book.is_part else f"{book.pages} s.")
            + _tag("internetMediaType", "application/pdf" if book.url else ""),
        ),
        _tag("abstract", book.abstract, lang=book.language),
        _tag("targetAudience", book.audience),
        *(_tag("note", note, type="" if book.number % 2 else "general") for note in book.notes),
        *(_tag("subject", _tag("topic", subject), lang="swe", authority="sao")
          for subject in book.subjects),
        *(_tag("subject", _tag("topic", keyword)) for keyword in book.keywords),
        _tag("subject", _tag("geographic", "Norrbotten" if book.number % 6 == 0 else "")),
        _tag("subject", _tag("temporal", "1900-talet" if book.number % 15 == 0 else "")),
        _tag("classification", f"{book.number}.4", authority="ddc", edition="23"),
    ]  # fmt: skip
    if book.series:
        parts.append(
            _tag("relatedItem", _tag("titleInfo", _tag("title", book.series)
                 + _tag("partNumber", book.series_number))
                 + _tag("identifier", book.series_issn, type="issn"), type="series")
        )  # fmt: skip
    if book.is_part:
        details = "".join(
            _tag("detail", _tag("number", text), type=kind)
            for kind, text in (("volume", book.volume), ("issue", book.issue))
        )
        extent = _tag("start", str(book.first)) + _tag("end", str(book.last))
        parts.append(
            _tag("relatedItem", _tag("titleInfo", _tag("title", book.host[0]))
                 + _tag("identifier", book.host[1], type="issn")
                 + _tag("part", details + _tag("extent", extent, unit="page")), type="host")
        )  # fmt: skip
    if book.original:
        title = _tag("titleInfo", _tag("title", f"Alkuteos {book.number}"))
        parts.append(_tag("relatedItem", title, type="original"))
    parts += [
        _tag("identifier", book.isbn, type="isbn"),
        _tag("identifier", book.doi, type="doi"),
        _tag("identifier", book.report_number, type="report number"),
        _tag("identifier", f"urn:nbn:se:lib:diva-{book.number}", type="uri"),
        _tag("location", _tag("url", book.url, displayLabel="fulltext", access="raw object")
             + _tag("url", book.page)),
        _tag("location", _tag("physicalLocation", "Huvudbiblioteket" * (book.number % 7 == 0))),
        _tag("accessCondition", "CC BY" if book.licence else "", type="use and reproduction",
             xlink__href=book.licence),
        _tag("recordInfo", _tag("recordContentSource", "lib")
             + _tag("recordIdentifier", f"diva2:{book.number}")),
    ]  # fmt: skip
    return _tag("mods", "".join(parts))
