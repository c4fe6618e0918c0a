"""Seeded publications as sources know them, which the writers of formats make exports of.

They are made up, in the manner of what libraries, agencies and reference managers have: several
languages and scripts, editions in words and in numbers, persons, bodies and neither, series,
articles, theses, translations, and some rubbish.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_SUBJECTS_OF = {
    "swe": "Barn i asylprocessen|Vatten och avlopp|Vård i livets slutskede|Skolans elevhälsa|"
    "Våld i nära relationer|Skogsbruk & klimat|Arbetsmiljö i lantbruket|Högskolans ledning",
    "eng": "Water meters for hot water|Children seeking asylum|Road safety of older users|"
    "Forestry and the climate|Public procurement in practice|R&D in small firms|Noise in cities",
    "fre": "Compteurs d\u2019eau|L\u2019école et la santé|Sécurité routière|Énergie et société",
    "ger": "Gewässerschutz im Überblick|Straßenverkehr und Umwelt|Schule für alle",
    "rus": "Охрана воды|Безопасность дорог",
}
_WHERE = {
    "swe": "i Norrbotten|i Skåne|i små kommuner|på landsbygden|under 1990-talet",
    "eng": "in the Nordic countries|in rural areas|after 2008|at sea",
    "fre": "en Suisse|en milieu rural",
    "ger": "in den Alpen|auf dem Land",
    "rus": "в Арктике|в городах",
}
_SUBTITLES = {
    "swe": "en handbok för kommuner|slutrapport|en översikt|redovisning av ett regeringsuppdrag||",
    "eng": "a handbook|final report|metrological and technical requirements|an overview||",
    "fre": "rapport final|un guide||",
    "ger": "ein Handbuch|Abschlussbericht||",
    "rus": "справочник||",
}
_EDITIONS = {
    "swe": "2. uppl.|3., omarb. uppl.|Ny, rev. uppl.|Andra upplagan|4., utök. uppl.|2",
    "eng": "2nd ed.|Third edition|Rev. ed.|4th ed., rev. and enl.|Edition 2.0|3",
    "fre": "2e éd.|3e éd. revue|2",
    "ger": "2. Aufl.|3., überarb. Aufl.|4",
    "rus": "2-\u0435 изд.",
}
_FAMILIES = (
    "Berg|Ek|af Ugglas|O\u2019Neill|García Márquez|Müller|Li|Sjöström|Nguyen|de la Cruz|Łukasik|"
    "Øverland|Van der Berg|Bengtsdotter Åkesson|Şahin|Kowalczyk|Rautiainen|Þórsdóttir"
).split("|")
_GIVEN = "Åsa|Per|Märta Elisabet|Siân|José|Jörg|Wei|A. B.|Jean-Luc|Zoë|M.|Eva-Lena".split("|")
_BODIES = (
    "Socialstyrelsen|Naturvårdsverket|Statens vegvesen|Ministry of Health and Welfare|"
    "International Organization of Legal Metrology|Bundesamt für Umwelt|Université de Genève|"
    "Myndigheten för samhällsskydd och beredskap|Office of Water, Air and Soil|Norges geologiske"
    " undersøkelse|World Health Organization|Länsstyrelsen i Jönköpings län"
).split("|")
_PLACES = {
    "swe": "Stockholm|Östersund", "eng": "London|Dublin|Cambridge, Mass.", "fre": "Genève",
    "ger": "Bern|Köln", "rus": "Москва",
}  # fmt: skip
#: Series with their ISSN.
_SERIES = (
    ("Rapport från Vattenrådet", "0283-1929"), ("Working papers in public health", "1651-2057"),
    ("Schriftenreihe Umwelt", "0378-5955"), ("Statens offentliga utredningar", "0375-250X"),
    ("Lecture notes on noise", "2041-1723"),
)  # fmt: skip
_JOURNALS = (
    ("Socialvetenskaplig tidskrift", "1104-1420"), ("Journal of Quiet Cities", "2049-3630"),
    ("Vatten : tidskrift för vattenvård", "0042-2886"), ("Revue des eaux", "0035-2934"),
)  # fmt: skip
_SUBJECTS = (
    "Barnrätt|Drinking water|Trafiksäkerhet|Climatic changes|Upphandling|Noise pollution|"
    "Public health--Sweden|Skogsbruk|Äldreomsorg"
)
_KEYWORDS = "asyl|vattenmätare|remiss|policy brief|GIS|buller, trafik|öppna data|C++"
_NOTES = {
    "swe": "Innehåller bibliografiska referenser|1. uppl. utgavs {year} av Socialstyrelsen|"
    "Ersätter utgåva 1 ({year})|Omslagstitel|Även tillgänglig på punktskrift",
    "eng": "Includes index|First published in {year}|Previous edition {year}|Title from cover",
    "fre": "Bibliogr.", "ger": "Literaturverz. S. 90-99", "rus": "Библиогр.",
}  # fmt: skip
_ABSTRACTS = {
    "swe": "Rapporten redovisar hur {about} har förändrats: 40 % fler ärenden, och <500 anställda.",
    "eng": "What has changed in {about} since 2010; costs rose by $3 million (5 % a year).",
    "fre": "Une étude sur {about}.", "ger": "Ein Überblick über {about}.", "rus": "\u041e книге.",
}  # fmt: skip
_AUDIENCES = "Socialtjänsten|Teachers|Beslutsfattare"
_KINDS = ("report", "book", "article", "chapter", "thesis", "conference", "booklet", "other")


@dataclass(frozen=True)
class Book:
    """A publication. Names are pairs of family and given name; texts are as one would print them.

    ``kind`` is one of report, book, article, chapter, thesis, conference, booklet and other;
    ``date`` is of ISO 8601, as exact as it is known, '' for none. ``host`` pairs the title of what
    it is in with an ISSN or an ISBN. ``romanised`` is the title in Latin letters where it is in
    others.
    """

    number: int
    kind: str
    language: str
    title: str
    subtitle: str
    parallel: str
    romanised: str
    people: tuple[tuple[str, str], ...]
    editors: tuple[tuple[str, str], ...]
    translators: tuple[tuple[str, str], ...]
    body: str
    place: str
    date: str
    edition: str
    pages: int
    isbn: str
    doi: str
    series: str
    series_issn: str
    series_number: str
    report_number: str
    host: tuple[str, str]
    volume: str
    issue: str
    first: int
    subjects: tuple[str, ...]
    keywords: tuple[str, ...]
    notes: tuple[str, ...]
    abstract: str
    audience: str
    url: str
    page: str
    licence: str
    second_language: str
    original: str

    @property
    def year(self) -> str:
        """The year; '' if the date is not known."""
        return self.date[:4]

    @property
    def whole_title(self) -> str:
        """Title and subtitle as reference managers have them."""
        return f"{self.title}: {self.subtitle}" if self.subtitle else self.title

    @property
    def last(self) -> int:
        """The last page of what is in something else."""
        return self.first + self.pages % 40 + 1

    @property
    def is_part(self) -> bool:
        """Whether it is an article or another part of something."""
        return bool(self.host[0])


def books(count: int, seed: int = 2026) -> Iterator[Book]:
    """As many publications. A title comes back with another edition, as it does in life."""
    rng = random.Random(seed)
    for number in range(1, count + 1):
        yield _book(number, rng)


def _book(number: int, rng: random.Random) -> Book:
    def one(texts: str) -> str:
        return rng.choice(texts.split("|"))

    def maybe(chance: float, text: str) -> str:
        return text if rng.random() < chance else ""

    def people(*weights: int) -> tuple[tuple[str, str], ...]:
        many = rng.choices(range(len(weights)), weights)[0]
        families = rng.sample(_FAMILIES, many)
        return tuple((family, rng.choice(_GIVEN)) for family in families)

    language = rng.choices((*_SUBJECTS_OF,), (8, 7, 2, 2, 1))[0]
    kind = rng.choices(_KINDS, (40, 26, 14, 5, 4, 4, 4, 3))[0]
    year = rng.randrange(1962, 2026)
    day = rng.choice(("", "", "", f"-{rng.randrange(1, 13):02}"))
    day += f"-{rng.randrange(1, 29):02}" if day and rng.random() < 0.5 else ""
    about = one(_SUBJECTS_OF[language])
    title = f"{about} {one(_WHERE[language])} {number // 2}"
    is_part = kind in {"article", "chapter", "conference"}
    series, issn = rng.choice(_SERIES) if not is_part and rng.random() < 0.4 else ("", "")
    host = ("", "")
    if kind == "article":
        host = rng.choice(_JOURNALS)
    elif is_part:
        host = (f"Handbook of {one(_KEYWORDS)} {number // 5}", "")
    return Book(
        number=number,
        kind=kind,
        language=language,
        title=title,
        subtitle=one(_SUBTITLES[language]),
        parallel=maybe(0.08, f"{one(_SUBJECTS_OF['eng'])} {number}") if language == "swe" else "",
        romanised=f"Okhrana {number}" if language == "rus" else "",
        people=people(3, 8, 4, 2, 1),
        editors=people(9, 2, 1) if kind in {"book", "chapter", "conference"} else (),
        translators=people(12, 1),
        body=rng.choice(_BODIES),
        place=one(_PLACES[language]),
        date=f"{year}{day}" if number % 37 else "",
        edition=maybe(0.35, one(_EDITIONS[language])) if not is_part else "",
        pages=rng.randrange(8, 600),
        isbn=_isbn(rng) if kind in {"book", "report", "thesis"} and rng.random() < 0.6 else "",
        doi=maybe(0.3, f"10.{rng.randrange(1000, 9999)}/ab_c.{number}(x)"),
        series=series,
        series_issn=issn,
        series_number=rng.choice((f"{year}:{rng.randrange(1, 90)}", str(rng.randrange(1, 300))))
        if series
        else "",
        report_number=maybe(0.5, f"R {rng.randrange(1, 200)}-{number}:{year}")
        if kind == "report"
        else "",
        host=host,
        volume=str(rng.randrange(1, 60)) if kind == "article" else "",
        issue=maybe(0.8, rng.choice(("1", "2", "3-4", "11"))) if kind == "article" else "",
        first=rng.randrange(1, 400),
        subjects=tuple(rng.sample(_SUBJECTS.split("|"), rng.randrange(4))),
        keywords=tuple(rng.sample(_KEYWORDS.split("|"), rng.choice((0, 0, 1, 2, 4)))),
        notes=tuple(
            text.format(year=year - 5)
            for text in rng.sample(_NOTES[language].split("|"), rng.choice((0, 0, 1)))
        ),
        abstract=maybe(0.35, _ABSTRACTS[language].format(about=about)),
        audience=maybe(0.1, one(_AUDIENCES)),
        url=maybe(0.5, f"https://www.example.org/~rep/{number}_v1.pdf"),
        page=maybe(0.3, f"https://www.example.org/reports?id={number}&lang=sv"),
        licence=maybe(0.15, "https://creativecommons.org/licenses/by/4.0/"),
        second_language=maybe(0.08, "eng" if language != "eng" else "fre"),
        original=maybe(0.06, "fin"),
    )


def _isbn(rng: random.Random) -> str:
    digits = "97891" + "".join(rng.choices("0123456789", k=7))
    check = -sum(int(d) * (1, 3)[n % 2] for n, d in enumerate(digits)) % 10
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:9]}-{digits[9:]}-{check}"
