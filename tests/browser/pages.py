"""Every type of page that there is: what one of its kind looks like, all of its kind do."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from browser.catalogue import SERIES

LANGUAGES = ("sv", "en")


@dataclass(frozen=True)
class PageType:
    """An example of a type of page: where it is, what it is asked for with, and how it answers."""

    name: str
    path: str
    query: dict[str, str] = field(default_factory=dict)
    status: int = 200
    accept: str = ""

    def address(self, root: str, language: str) -> str:
        return f"{root}{self.path}?{urlencode({**self.query, 'lang': language})}"

    def __str__(self) -> str:
        return self.name


_ASKED = "SELECT ?s ?title { ?s a pub:Publication ; dcterms:title ?title } LIMIT 5"

RECORDS = (
    PageType("publication with a lineage", "publication/atervandandeprogrammet-manual-2019"),
    PageType("publication with one edition", "publication/de-kan-alltid-hitta-mig-2018"),
    PageType("publication that is replaced", "publication/provfall-2019"),
    PageType("publication with long texts", "publication/langt-2020"),
    PageType("publication with files", "publication/fil-2022"),
    PageType("work", "work/atervandandeprogrammet-manual"),
    PageType("work with files", "work/fil"),
    PageType("stated edition", "edition/atervandandeprogrammet-manual-2014"),
    PageType("agent", "agent/jamstalldhetsmyndigheten"),
    PageType("subject", "subject/human-trafficking"),
    PageType("type", "type/manual"),
    PageType("audience", "audience/professionals"),
    PageType("scheme", "scheme/subjects"),
    PageType("catalogue", "catalog"),
)
RESULTS = (
    PageType("publications", "publications"),
    PageType("publications, page 2", "publications", {"page": "2"}),
    PageType("publications for words", "publications", {"q": "människohandel"}),
    PageType(
        "publications for words and facets",
        "publications",
        {"q": "manual", "type": "type/manual", "subject": "subject/human-trafficking"},
    ),
    PageType("publications, corrected", "publications", {"q": "mäniskohandel"}),
    PageType("publications with files", "publications", {"file": "yes"}),
    PageType("publications, none", "publications", {"q": "xyzzyplugh"}),
    PageType("publications of a series", "publications", {"q": SERIES, "sort": "oldest"}),
)
LISTS = (
    PageType("subjects", "subjects"),
    PageType("agents", "agents"),
    PageType("works", "works"),
    PageType("types", "types"),
    PageType("years", "years"),
    PageType("new", "new"),
    PageType(
        "comparison",
        "compare",
        {
            "one": "publication/atervandandeprogrammet-manual-2019",
            "other": "edition/atervandandeprogrammet-manual-2014",
        },
    ),
)
TEXTS = (
    PageType("about", "about"),
    PageType("accessibility", "about/accessibility"),
    PageType("ontology", "ontology"),
    PageType("shapes", "shapes"),
    PageType("context", "context.jsonld"),
)
QUERIES = (
    PageType("SPARQL form", "sparql"),
    PageType("SPARQL answer", "sparql", {"query": _ASKED, "format": "html"}),
    PageType("SPARQL error", "sparql", {"query": "SELECT { nothing"}, status=400),
)
ERRORS = (
    PageType("not found", "publication/finns-inte", status=404),
    PageType("no such page", "publications", {"page": "999"}, status=404),
    PageType("withdrawn", "publication/indraget-2018", status=410),
    # A browser takes anything; a client that takes pages only cannot have an answer as data.
    PageType("not acceptable", "sparql", {"query": "ASK {}"}, status=406, accept="text/html"),
)
FRONT = PageType("front page", "")
PAGES = (FRONT, *RESULTS, *RECORDS, *LISTS, *TEXTS, *QUERIES, *ERRORS)
#: Pages that stay as they are until the catalogue changes, so that a copy of them can be kept.
LASTING = tuple(page for page in PAGES if page.status == 200 and page.path != "sparql")
