"""BibTeX as people who use LaTeX get it, and as other people's parsers read it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bibtexparser.entrypoint import parse_string as parse_entries
from bibtexparser.middlewares import SeparateCoAuthors
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import parse_string
from pylatexenc.latex2text import LatexNodes2Text
from rdflib import Graph

from bibliography.cited import ARTICLE, DOCUMENT, FULL, agency, entry, kind, nasty, person
from examples import up_to
from publod.bibliography.entry import Entry
from publod.bibliography.export import bibtex
from publod.bibliography.export.bibtex import latex, verbatim
from publod.bibliography.reference import citation_key, one_line
from publod.formats import BIBTEX
from publod.rdf.document import NotRepresentable
from rdf.graphs import document

EXPECTED = """\
@techreport{bo-tryggt-2018,
  author = {{Boverket} and Ek, Eva},
  editora = {{Polisen}},
  editoratype = {collaborator},
  title = {{Bo tryggt: Handbok}},
  institution = {Norstedts},
  type = {rapport},
  edition = {3},
  series = {{Bygg \\& bo}},
  number = {2018:7},
  date = {2018-03-05},
  year = {2018},
  month = mar,
  isbn = {978-91-0-012345-6},
  doi = {10.1234/ab_c},
  url = {https://data.example.se/publication/bo-tryggt-2018},
  langid = {swedish},
  language = {sv},
  keywords = {boende, {hus, gård}},
  abstract = {Hur man bor.},
  annote = {Den första kom 2014.},
  file = {:https\\://files.example.se/en.pdf:PDF;:https\\://files.example.se/sv.pdf:PDF},
}

"""
#: What the decoder of the tests has no sign for.
_UNKNOWN = {r"{\textbraceleft}": r"\{", r"{\textbraceright}": r"\}"}


def written(*entries: Entry) -> str:
    return b"".join(bibtex.write_many(entries)).decode()


def printed(text: str) -> str:
    """What LaTeX prints."""
    for command, known in _UNKNOWN.items():
        text = text.replace(command, known)
    return spaced(LatexNodes2Text(keep_braced_groups=False).latex_to_text(text))


def spaced(text: str) -> str:
    """The text with plain single spaces, as BibTeX makes them, and the decoder's circumflex."""
    return " ".join(text.replace("^", "\N{MODIFIER LETTER CIRCUMFLEX ACCENT}").split())


def test_all_that_is_known() -> None:
    assert written(FULL) == EXPECTED


def test_little_is_known() -> None:
    assert written(entry(types=(kind("CreativeWork"),))).startswith(
        "@booklet{bo-tryggt-2018,\n  title = {{Bo tryggt}},\n  url ="
    )


@pytest.mark.parametrize(
    ("schema_class", "type_", "field"),
    [
        ("Report", "techreport", "institution"),
        ("Guide", "techreport", "institution"),
        ("Book", "book", "publisher"),
        ("CreativeWork", "booklet", "howpublished"),
        ("Article", "misc", "howpublished"),
    ],
)
def test_types(schema_class: str, type_: str, field: str) -> None:
    text = written(entry(types=(kind(schema_class),), publishers=(agency("Boverket"),)))
    assert text.startswith(f"@{type_}{{")
    assert f"  {field} = {{Boverket}},\n" in text


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        ("2018", "date = {2018},\n  year = {2018},\n"),
        ("2018-11", "date = {2018-11},\n  year = {2018},\n  month = nov,\n"),
        ("2018Z", "date = {2018},\n  year = {2018},\n"),
        ("våren 2018", "date = {våren 2018},\n"),
        ("", ""),
    ],
)
def test_dates_are_as_exact_as_they_are_known(issued: str, expected: str) -> None:
    text = written(entry(issued=issued))
    assert re.findall(r"(?:date|year|month) = .*\n", text) == re.findall(r"\S.*\n", expected)


@settings(max_examples=up_to(60), deadline=None)
@given(nasty)
def test_titles_are_printed_as_they_are(title: str) -> None:
    text = written(entry(title, series=()))
    expected = spaced(one_line(title))
    library = parse_entries(text)
    assert not library.failed_blocks
    assert [e.key for e in library.entries] == ["bo-tryggt-2018"]
    fields = parse_string(text, "bibtex").entries["bo-tryggt-2018"].fields
    values = [str(f.value) for f in library.entries[0].fields if f.key == "title"]
    for value in (*values, fields.get("title", "")):
        assert printed(value[1:-1]) == expected


@settings(max_examples=up_to(40), deadline=None)
@given(st.lists(nasty.filter(one_line), min_size=1, max_size=4))
def test_organisations_are_never_parted(names: list[str]) -> None:
    text = written(entry(creators=tuple(agency(name) for name in names)))
    people = parse_string(text, "bibtex").entries["bo-tryggt-2018"].persons["author"]
    assert [[printed(part[1:-1]) for part in p.last_names] for p in people] == [
        [spaced(one_line(name))] for name in names
    ]
    assert not any(p.first_names or p.prelast_names for p in people)
    library = parse_entries(text, append_middleware=[SeparateCoAuthors()])
    [separate] = [field.value for field in library.entries[0].fields if field.key == "author"]
    assert len(separate) == len(names)


def test_an_article_has_its_journal_and_whoever_made_it() -> None:
    text = written(ARTICLE)
    found = parse_string(text, "bibtex").entries["bo-tryggt-2018"]
    assert found.type == "article"
    wanted = {
        "journal": "{Mätbladet}", "volume": "12", "number": "3", "pages": "4--9",
        "address": "Paris", "issn": "1234-5679",
    }  # fmt: skip
    assert {name: found.fields[name] for name in wanted} == wanted
    assert "  editor = {{Bygg, och Co}},\n" in text
    assert [str(p) for p in found.persons["editor"]] == ["{Bygg, och Co}"]
    assert "  translator = {Ek, Eva},\n" in text
    assert "  editora = {{Bo Ritare}},\n  editoratype = {collaborator},\n" in text


def test_a_document_number_goes_before_the_number_in_the_series() -> None:
    text = written(replace(FULL, document_numbers=("R 49-1",), page_count=124))
    assert "  number = {R 49-1},\n" in text
    assert "  series = {{Bygg \\& bo, 2018:7}},\n" in text
    assert "  pagetotal = {124},\n" in text


def test_persons() -> None:
    people = [
        person("Eva Ek", "Ek", "Eva"),
        person("Bo, And Co", "Bo and Co", "A, B"),
        person("Eva Ek"),
    ]
    text = written(entry(creators=tuple(people)))
    assert "  author = {Ek, Eva and {Bo and Co}, {A, B} and {Eva Ek}},\n" in text


@given(nasty)
def test_latex_is_one_line_of_balanced_braces(text: str) -> None:
    found = latex(one_line(text))
    assert "\n" not in found
    depth = 0
    for character in found:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


def test_addresses_cannot_end_their_field() -> None:
    assert verbatim("https://x.se/a_b%20c~d#e&f") == "https://x.se/a_b%20c~d#e&f"
    assert verbatim("https://x.se/}{\\\u00a0") == "https://x.se/%7D%7B%5C%C2%A0"


@pytest.mark.parametrize(
    ("document", "key"),
    [
        (DOCUMENT, "bo-tryggt-2018"),
        ("https://data.example.se/cat/publication/a", "a"),
        ("https://data.example.se/reports/2019", "reports-2019-3b2f5d"),
        ("https://data.example.se/publication/%C3%85terv%C3%A4nd", "atervand-9f9d5c"),
        ("https://data.example.se/publication/\u062a\u0642\u0631\u064a\u0631", "publication-"),
    ],
)
def test_keys_are_names_of_records(document: str, key: str) -> None:
    found = citation_key(document)
    assert re.sub("-[0-9a-f]{6}$", "", found) == re.sub("-([0-9a-f]{6})?$", "", key)


@given(st.lists(st.text(min_size=1), min_size=2, max_size=5, unique=True))
def test_keys_are_ascii_and_their_own(names: list[str]) -> None:
    keys = [citation_key(f"https://data.example.se/publication/{name}") for name in names]
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_names_that_look_alike_have_keys_of_their_own() -> None:
    base = "https://data.example.se/publication/"
    names = ["ar", "år", "är", "AR", "a/r", "a-r", "%61r"]
    assert len({citation_key(base + name) for name in names}) == len(names) - 1  # %61 is a


def test_a_list_is_entry_after_entry() -> None:
    entries = [replace(FULL, iri=f"{DOCUMENT}-{n}") for n in range(3)]
    pieces = list(bibtex.write_many(iter(entries)))
    assert len(pieces) == 3
    assert list(parse_string(b"".join(pieces).decode(), "bibtex").entries) == [
        f"bo-tryggt-2018-{n}" for n in range(3)
    ]
    assert written() == ""


def test_only_publications_are_cited() -> None:
    with pytest.raises(NotRepresentable):
        BIBTEX.write(document(Graph()))
    assert BIBTEX.write(document(Graph()), FULL).decode() == EXPECTED
