"""The styles that are offered, by which style sheet and locale each is written in a language.

And what style sheets are given of an item, and how what they return is marked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: The language of citations where a style is not offered in the one that was asked for.
FALLBACK = "en"
#: Marks around italics in what the processor returns; no item contains control characters.
START, END = "\x02", "\x03"
#: The variables that styles are given. Abstracts and notes are for reading, not for citing.
VARIABLES = (
    "title", "author", "issued", "publisher", "edition", "collection-title", "collection-number",
    "container-title", "number", "genre", "ISBN", "DOI", "URL", "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet of the CSL repository, with the locale that its terms are taken from.

    With ``names_issuer`` who issues a text is named even where that is its author. ``kinds`` are
    types of items that the sheet treats as others: some know no editions of pamphlets. ``series``
    pairs types for which the sheet forgets the series with the variable where it is told instead.
    """

    name: str
    locale: str
    names_issuer: bool = False
    kinds: tuple[tuple[str, str], ...] = ()
    series: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """A style as readers know it, with its sheet in each language."""

    name: str
    title: str
    sheets: Mapping[str, Sheet]

    def sheet(self, language: str) -> Sheet:
        """The sheet for citations in a language."""
        return self.sheets.get(language, self.sheets[FALLBACK])


_AS_REPORTS = (("pamphlet", "report"),)

#: In the order in which they are shown. Harvard is no one's: each country follows its own guides.
STYLES: tuple[Style, ...] = (
    Style("apa", "APA", {"sv": Sheet("apa", "sv-SE"), "en": Sheet("apa", "en-US")}),
    Style(
        "harvard",
        "Harvard",
        {
            "sv": Sheet(
                "uppsala-university-library-harvard",
                "sv-SE",
                kinds=_AS_REPORTS,
                series=(("report", "genre"), ("book", "container-title")),
            ),
            "en": Sheet(
                "harvard-cite-them-right",
                "en-GB",
                kinds=_AS_REPORTS,
                series=(("report", "genre"),),
            ),
        },
    ),
    Style(
        "vancouver",
        "Vancouver",
        {
            "sv": Sheet("nlm-citation-sequence", "sv-SE", names_issuer=True),
            "en": Sheet("nlm-citation-sequence", "en-US", names_issuer=True),
        },
    ),
    Style(
        "chicago",
        "Chicago",
        {
            "sv": Sheet("chicago-author-date", "sv-SE", names_issuer=True),
            "en": Sheet("chicago-author-date", "en-US", names_issuer=True),
        },
    ),
)
