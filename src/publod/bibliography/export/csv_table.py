"""Publications as a table, comma-separated: https://www.rfc-editor.org/rfc/rfc4180.

For those who go on in a spreadsheet. So the table begins with a byte order mark, without which
Excel takes å for Ã¥, and no cell can be taken for a formula: one that begins like a formula gets
an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from publod.bibliography.entry import Agent, BibliographicResource, Concept, Entry, Place
from publod.bibliography.reference import of_issue
from publod.bibliography.triple_index import pick

#: What stands between several values in a cell.
BETWEEN = " | "
#: https://owasp.org/www-community/attacks/CSV_Injection: what spreadsheets read as a formula. The
#: wide forms are what Excel makes of the narrow ones in some locales.
_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
#: Control characters that no text needs.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f]")
_MARK = "\ufeff"

Texts = Mapping[str, str]


def _named(agents: Iterable[Agent], language: str) -> str:
    return BETWEEN.join(pick(agent.name, language)[0] or agent.iri for agent in agents)


def _labelled(concepts: Iterable[Concept], language: str) -> str:
    return BETWEEN.join(pick(concept.label, language)[0] or concept.iri for concept in concepts)


def _titled(others: Iterable[BibliographicResource], language: str) -> str:
    return BETWEEN.join(pick(other.title, language)[0] or other.iri for other in others)


def _with_role(entry: Entry, role: str) -> list[Agent]:
    return [agent for code, agent in entry.roles if code == role]


def _placed(places: Iterable[Place], language: str) -> str:
    return BETWEEN.join(pick(place.name, language)[0] or place.iri for place in places)


def _subtitle(entry: Entry, language: str) -> str:
    spoken = pick(entry.title, language)[1]
    return entry.subtitle.get(spoken) or pick(entry.subtitle, language)[0]


#: The columns: a name, and what is in it for a reader of a language. Names are never changed, and
#: new columns come last, so that what reads the table by name or by place goes on working.
COLUMNS: tuple[tuple[str, Callable[[Entry, str], str]], ...] = (
    ("uri", lambda e, _: e.iri),
    ("title", lambda e, reader: pick(e.title, reader)[0]),
    ("title_language", lambda e, reader: pick(e.title, reader)[1]),
    ("subtitle", _subtitle),
    ("creators", lambda e, reader: _named(e.creators, reader)),
    ("contributors", lambda e, reader: _named(e.contributors, reader)),
    ("publishers", lambda e, reader: _named(e.publishers, reader)),
    ("issued", lambda e, _: e.issued),
    ("type", lambda e, reader: _labelled(e.types, reader)),
    ("languages", lambda e, _: BETWEEN.join(code.lower() for code in e.languages)),
    ("edition", lambda e, reader: pick(e.edition, reader)[0]),
    ("edition_number", lambda e, _: "" if e.edition_number is None else str(e.edition_number)),
    ("replaced_by", lambda e, _: BETWEEN.join(other.iri for other in e.replaced_by)),
    ("work", lambda e, _: BETWEEN.join(work.iri for work in e.works)),
    ("series", lambda e, reader: _titled(e.series, reader)),
    ("number_in_series", lambda e, _: e.number_in_series),
    ("subjects", lambda e, reader: _labelled(e.subjects, reader)),
    ("audiences", lambda e, reader: _labelled(e.audiences, reader)),
    ("abstract", lambda e, reader: pick(e.abstract, reader)[0]),
    ("isbn", lambda e, _: BETWEEN.join(e.isbn)),
    ("issn", lambda e, _: BETWEEN.join(e.issn)),
    ("doi", lambda e, _: e.doi),
    ("identifiers", lambda e, _: BETWEEN.join(e.identifiers)),
    ("files", lambda e, _: BETWEEN.join(file.url for file in e.files if file.url)),
    ("licence", lambda e, _: e.licence),
    ("editors", lambda e, reader: _named(_with_role(e, "edt"), reader)),
    ("translators", lambda e, reader: _named(_with_role(e, "trl"), reader)),
    ("place_of_publication", lambda e, reader: _placed(e.places_of_publication, reader)),
    ("document_numbers", lambda e, _: BETWEEN.join(e.document_numbers)),
    ("part_of", lambda e, reader: _titled(e.hosts, reader)),
    ("volume", lambda e, _: of_issue(e, "volume")),
    ("issue", lambda e, _: of_issue(e, "issue")),
    ("first_page", lambda e, _: e.page_start),
    ("last_page", lambda e, _: e.page_end),
    ("extent", lambda e, reader: pick(e.extent, reader)[0]),
    ("number_of_pages", lambda e, _: str(e.page_count or "")),
    ("keywords", lambda e, _: BETWEEN.join(text for _, text in e.keywords)),
    ("notes", lambda e, _: BETWEEN.join(text for _, text in e.notes)),
    ("pages", lambda e, _: BETWEEN.join(e.pages)),
)


def write_many(entries: Iterable[Entry], language: str) -> Iterator[bytes]:
    """The table, row by row, its texts in the language nearest to the reader's."""
    yield (_MARK + _row(name for name, _ in COLUMNS)).encode()
    for entry in entries:
        yield _row(read(entry, language) for _, read in COLUMNS).encode()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, on lines that all readers can put together.

    Line breaks of any kind become LF; control characters that no text needs are left out. What
    begins with apostrophes before a formula gets one more, so that `unescaped` is the inverse.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if _is_formula(text.lstrip("'")) else text


def unescaped(cell: str) -> str:
    """The text of a cell that `harmless` has written."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def _is_formula(text: str) -> bool:
    return text.lstrip(" \u00a0")[:1] in _FORMULA and bool(text.strip())


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return line.getvalue()
