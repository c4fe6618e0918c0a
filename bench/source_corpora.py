"""Seeded corpora in the manner of real exports: MARC 21, BibTeX, RIS and a table.

Each has what such exports have: ISBD punctuation or none, editions in words and in numbers, names
in both orders, accents as LaTeX, fields that no other format has, and some rubbish.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pymarc

_TOPICS = {
    "swe": "Barn i asylprocessen|Vatten och avlopp|Vård i livets slutskede|"
    "Skolans elevhälsa|Våld i nära relationer|Skogsbruk och klimat|Arbetsmiljö i lantbruket|"
    "Trafiksäkerhet för äldre|"
    "Tillsyn av läkemedel|Offentlig upphandling|Högskolans ledning|Rent dricksvatten",
    "eng": "Water meters for hot water|Children and asylum|Road safety of older users|"
    "Electrical measuring instruments|Forestry and the climate|Procurement in practice|"
    "Health at work|Guidance on medicines|Noise in cities|Radiation protection",
    "fre": "Compteurs d\u2019eau|L\u2019école et la santé|Sécurité routière|Énergie et société",
    "ger": "Gewässerschutz im Überblick|Straßenverkehr und Umwelt|Schule für alle",
}
_SUBTITLES = {
    "swe": "en handbok för kommuner|slutrapport|en översikt|redovisning av ett regeringsuppdrag|",
    "eng": "a handbook|final report|metrological and technical requirements|an overview|",
    "fre": "rapport final|un guide|",
    "ger": "ein Handbuch|Abschlussbericht|",
}
_EDITIONS = {
    "swe": "2. uppl.|3., omarb. uppl.|[Ny, rev. uppl.]|Andra upplagan|4., utök. uppl.",
    "eng": "2nd ed.|Third edition|Rev. ed.|4th ed., rev. and enl.|Edition 2.0",
    "fre": "2e éd.|",
    "ger": "2. Aufl.|3., überarb. Aufl.",
}
_PEOPLE = (
    "Berg, Åsa|Ek, Per|af Ugglas, Märta|"
    "O\u2019Neill, Siân|García Márquez, José|Müller, Jörg|Li, Wei"
)
_BODIES = (
    "Socialstyrelsen|Naturvårdsverket|Statens vegvesen|Ministry of Health and Welfare|"
    "International Organization of Legal Metrology|Bundesamt für Umwelt|Université de Genève|"
    "Myndigheten för samhällsskydd och beredskap"
)
_PLACES = {
    "swe": "Stockholm|Östersund",
    "eng": "London|Dublin",
    "fre": "Genève",
    "ger": "Bern|Köln",
}
_SERIES = "Rapport|Working papers|Schriftenreihe Umwelt|Artikelnr|Statens offentliga utredningar"
_SUBJECTS = "Barnrätt|Drinking water|Trafiksäkerhet|Climatic changes|Upphandling|Noise pollution"
_NOTES = {
    "swe": "Innehåller bibliografiska referenser|1. uppl. utgavs {year} av Socialstyrelsen|"
    "Ersätter utgåva 1 ({year})",
    "eng": "Includes index|First published in {year}|Previous edition {year}",
    "fre": "Bibliogr.",
    "ger": "Literaturverz. S. 90-99",
}


@dataclass(frozen=True)
class Book:
    """A publication as a source knows it; texts are as a cataloguer would write them."""

    number: int
    language: str
    title: str
    subtitle: str
    people: tuple[str, ...]
    body: str
    place: str
    year: int
    edition: str
    pages: int
    isbn: str
    series: str
    series_number: str
    subjects: tuple[str, ...]
    note: str
    url: str
    abstract: str


def books(count: int, seed: int = 2026) -> Iterator[Book]:
    """As many publications. A title comes back with another edition, as it does in life."""
    rng = random.Random(seed)
    for number in range(count):
        language = rng.choices(("swe", "eng", "fre", "ger"), (6, 4, 1, 1))[0]
        year = rng.randrange(1960, 2026)

        def one(texts: str) -> str:
            return rng.choice(texts.split("|"))

        title = f"{one(_TOPICS[language])} {rng.choice(('', '', 'del 2', 'II'))}".strip()
        yield Book(
            number=number,
            language=language,
            title=f"{title} {number // 3}",
            subtitle=one(_SUBTITLES[language]),
            people=tuple(rng.sample(_PEOPLE.split("|"), rng.choice((0, 1, 1, 2, 3)))),
            body=one(_BODIES),
            place=one(_PLACES[language]),
            year=year,
            edition=one(_EDITIONS[language]) if rng.random() < 0.4 else "",
            pages=rng.randrange(8, 600),
            isbn=_isbn(rng) if rng.random() < 0.7 else "",
            series=one(_SERIES) if rng.random() < 0.5 else "",
            series_number=rng.choice(
                (f"{year}:{rng.randrange(1, 90)}", str(rng.randrange(1, 300)))
            ),
            subjects=tuple(rng.sample(_SUBJECTS.split("|"), rng.randrange(4))),
            note=one(_NOTES[language]).format(year=year - 5) if rng.random() < 0.4 else "",
            url=f"https://www.example.org/{number}.pdf" if rng.random() < 0.6 else "",
            abstract=f"Om {title.lower()} & <mer>." if rng.random() < 0.3 else "",
        )


def _isbn(rng: random.Random) -> str:
    digits = "97891" + "".join(rng.choices("0123456789", k=7))
    check = -sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:9]}-{digits[9:]}-{check}"


def marc(many: Iterator[Book]) -> bytes:
    """ISO 2709, as a library system exports it."""
    return b"".join(_marc_record(book).as_marc() for book in many)


def _marc_record(book: Book) -> pymarc.Record:
    record = pymarc.Record(force_utf8=True)
    add: Callable[[pymarc.Field], None] = record.add_field

    def data(tag: str, indicators: str, *subfields: tuple[str, str]) -> None:
        parts = [pymarc.Subfield(code, text) for code, text in subfields if text]
        if parts:
            add(pymarc.Field(tag, pymarc.Indicators(*indicators), parts))

    add(pymarc.Field("001", data=f"lib{book.number:08}"))
    fixed = f"200101s{book.year}    xx " + "|" * 17 + f"{book.language}||"
    add(pymarc.Field("008", data=fixed))
    data(
        "020", "  ", ("a", book.isbn), ("q", "(hft.)" if book.isbn and book.number % 5 == 0 else "")
    )
    for first, name in enumerate(book.people):
        data("700" if first else "100", "1 ", ("a", f"{name},"), ("e", "författare"))
    if not book.people:
        data("110", "2 ", ("a", f"{book.body}."))
    data(
        "245", "10", ("a", f"{book.title} :" if book.subtitle else book.title), ("b", book.subtitle)
    )
    data("250", "  ", ("a", book.edition))
    data("264", " 1", ("a", f"{book.place} :"), ("b", f"{book.body},"), ("c", f"[{book.year}]"))
    data("300", "  ", ("a", f"{book.pages} s. :"), ("b", "ill."), ("c", "25 cm"))
    data("490", "1 ", ("a", f"{book.series} ;" if book.series else ""),
         ("v", book.series_number if book.series else ""))  # fmt: skip
    data("500", "  ", ("a", book.note))
    data("520", "  ", ("a", book.abstract))
    for subject in book.subjects:
        data("650", " 7", ("a", subject), ("2", "sao"))
    data("856", "40", ("u", book.url))
    data("852", "  ", ("h", "Hylla 3"))
    return record


_LATEX = str.maketrans(
    {"å": r"{\aa}", "ä": r"{\"a}", "ö": r"{\"o}", "é": r"{\'e}", "&": r"\&", "ü": r"\"{u}"}
)


def bibtex(many: Iterator[Book]) -> bytes:
    """As a reference manager exports it: some in LaTeX, names of bodies in braces."""
    entries = []
    for book in many:
        escaped = book.number % 2 == 0

        def field(name: str, text: str, *, is_latex: bool = escaped) -> str:
            text = text.translate(_LATEX) if is_latex else text
            return f"  {name} = {{{text}}},\n" if text else ""

        authors = " and ".join(book.people) or f"{{{book.body}}}"
        entries.append(
            f"@{'book' if book.isbn else 'techreport'}{{key{book.number},\n"
            + field("author", authors)
            + field("title", f"{book.title}: {book.subtitle}" if book.subtitle else book.title)
            + field("edition", book.edition)
            + field("publisher" if book.isbn else "institution", book.body)
            + field("address", book.place)
            + f"  year = {book.year},\n"
            + field("isbn", book.isbn)
            + field("series", book.series)
            + field("number", book.series_number if book.series else "")
            + field("note", book.note)
            + field("abstract", book.abstract)
            + field("keywords", ", ".join(book.subjects))
            + field("url", book.url, is_latex=False)
            + field("shelfmark", "Hylla 3" if book.number % 7 == 0 else "")
            + "}\n"
        )
    return "\n".join(entries).encode()


def ris(many: Iterator[Book]) -> bytes:
    """As a reference manager exports it."""
    lines: list[tuple[str, str]] = []
    for book in many:
        lines.append(("TY", "BOOK" if book.isbn else "RPRT"))
        lines += [("AU", name) for name in book.people or (book.body,)]
        lines += [
            ("TI", f"{book.title}: {book.subtitle}" if book.subtitle else book.title),
            ("ET", book.edition), ("PB", book.body), ("CY", book.place), ("PY", str(book.year)),
            ("SN", book.isbn), ("T3", book.series),
            ("M1", book.series_number if book.series else ""), ("N1", book.note),
            ("AB", book.abstract), ("UR", book.url), ("SP", str(book.pages)),
            ("CN", "Hylla 3" if book.number % 7 == 0 else ""),
        ]  # fmt: skip
        lines += [("KW", subject) for subject in book.subjects]
        lines.append(("ER", ""))
    return "".join(f"{tag}  - {text}\r\n" for tag, text in lines if text or tag == "ER").encode()


def table(many: Iterator[Book]) -> bytes:
    """As a spreadsheet saves it in Europe: semicolons, in the code page of Windows."""
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=";")
    writer.writerow(
        "Nr;Titel;Undertitel;Författare;Utgivare;Ort;År;Upplaga;Sidor;ISBN;Serie;Nummer;Ämnesord;"
        "Anmärkning;Länk;Språk;Hyllplats".split(";")
    )
    for book in many:
        writer.writerow([
            book.number, book.title, book.subtitle, " | ".join(book.people), book.body, book.place,
            book.year, book.edition, book.pages, book.isbn, book.series,
            book.series_number if book.series else "", " | ".join(book.subjects), book.note,
            book.url, book.language, "Hylla 3",
        ])  # fmt: skip
    return rows.getvalue().encode("cp1252", "replace")
