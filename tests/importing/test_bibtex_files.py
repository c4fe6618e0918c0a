"""BibTeX as programs really write it: keys and fields twice or not at all, names, inheritance."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from importing.folders import BASE, catalogue, import_table, statements
from publod.bibliography.entry_reader import Reader
from publod.bibliography.reference import Kind, reference_of
from publod.bibliography.triple_index import Statements
from publod.importing import bibtex_reader
from publod.importing.source_record import SourceFault, SourceRecord


def entries(text: str) -> list[SourceRecord]:
    found = [*bibtex_reader.read(io.BytesIO(text.encode()), "x.bib")]
    assert not [one for one in found if isinstance(one, SourceFault)]
    return [one for one in found if isinstance(one, SourceRecord)]


def entry(text: str) -> SourceRecord:
    [one] = entries(text)
    return one


WITHOUT_KEYS = """\
@Book{,
  author = {Evans, Mair}, title = {River quality}, editor = {Price, Huw}, year = 2009,
  publisher = {Water Agency}, address = {Bangor}, isbn = {978-0-7540-1977-0}, series = {Peat},
}
@inproceedings{x2, author = {Jones, Dai}, title = {Talk about bogs}, crossref = {}}
@article{ , author = {Hughes, Ann}, title = {Moors}, journal = {Peat}, xdata = {}}
@misc{x2, title = {The same key}} @misc{X2, title = "The same " # {but for case}}
"""


def test_nothing_is_inherited_without_a_reference() -> None:
    book, talk, moors, *others = entries(WITHOUT_KEYS)
    assert book.isbn == ("978-0-7540-1977-0",)
    assert [one.identifier for one in (book, talk, moors, *others)] == ["", "x2", "", "x2", "X2"]
    assert [one.titles[0].text for one in others] == ["The same key", "The same but for case"]
    for one in (talk, moors, *others):
        said = (one.isbn, one.host_identifiers, one.issued, one.place_of_publication, one.series)
        assert said == ((), (), "", (), None)
    assert [agent.name for agent in (*talk.agents, *moors.agents)] == ["Dai Jones", "Ann Hughes"]


REPEATED = """\
@techreport{a1, title = {River quality}, title = {Of rivers}, author = {Evans, Mair},
  author = {Jones, Dai}, year = 2009, year = 2010, note = {One}, Note = {Two},
  keywords = {asyl, {buller, trafik}}, keywords = {vatten}, number = {12}, number = {13},
  doi = {10.1000/a}, doi = {10.1000/b}, url = {https://a.example/1}, url = {https://a.example/2},
  address = {Bangor}, address = {Cardiff}, institution = {Water Agency},
  institution = {Forest Council}, isbn = {978-0-7540-1977-0}, isbn = {0-471-90952-1},
  language = {en}, language = {cy}, language = {sv}, shelf = {A}, shelf = {B}}
"""


def test_each_value_of_a_repeated_field_is_in_the_files_or_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text(REPEATED)
    done = import_table(catalogue(tmp_path / "data"), tmp_path / "x.bib", default_type="report")
    [path] = done.paths("publication")
    own = done.triples(path)
    assert len(own["creator"]) == len(own["publisher"]) == 2
    assert len(own["language"]) == 3
    assert len(own["placeOfPublication"]) == 2
    assert sorted(word.partition("@")[0].strip('"') for word in own["keywords"]) == [
        "asyl", "buller, trafik", "vatten",
    ]  # fmt: skip
    reported = {(column, value) for _, column, value in done.findings("unmapped")}
    assert reported >= {
        ("title", "Of rivers"), ("year", "2010"), ("number", "13"), ("doi", "10.1000/b"),
        ("isbn", "0-471-90952-1"), ("shelf", "A"), ("shelf", "B"),
    }  # fmt: skip
    for text in ("One", "Two", "https://a.example/1", "https://a.example/2"):
        assert text in done.contents


def test_a_repeated_key_is_reported_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text("@book{k, title={A}}\n@book{k, title={B}}\n")
    done = import_table(catalogue(tmp_path / "data"), tmp_path / "x.bib", default_type="report")
    assert len(done.paths("publication")) == 2
    [doubt] = [one for one in done.report.findings if one.kind == "doubtful"]
    assert (doubt.number, doubt.identifier, doubt.value) == (2, "k", "B")


def test_what_is_no_entry_is_reported_whole_with_its_line() -> None:
    lines = (
        "@book{a, title={A}}|@book{b,|  title={B},|  year 2009,|  note={C}|}|@book{c, title={D}}"
    )
    text = "|".join(("", lines, "% a comment", "A line")).replace("|", "\r\n")
    first, broken, last, outside = bibtex_reader.read(io.BytesIO(text.encode()), "x.bib")
    assert isinstance(first, SourceRecord)
    assert isinstance(last, SourceRecord)
    assert isinstance(broken, SourceFault)
    assert broken.reason.parameters["line"] == 3
    assert broken.text == "@book{b, title={B}, year 2009, note={C} }"
    assert isinstance(outside, SourceFault)
    assert (outside.text, outside.is_remark) == ("A line", True)


def test_macros_are_put_in_and_joined() -> None:
    text = '@string{wa = "Water " # ag}\n@book{a, title = wa # {: 3 \\# 4}, month = feb, year=2001}\n@string(ag = {Agency})\n'
    one = entry(text)
    assert (one.titles[0].text, one.subtitles[0].text) == ("Water Agency", "3 # 4")
    assert one.issued == "2001-02"


def test_a_comma_that_is_missing_makes_no_field_of_two() -> None:
    one = entry('@book{a, title = {A, b = c} year = 2009 month = "5" isbn={978-0-7540-1977-0}}')
    assert (one.titles[0].text, one.issued, len(one.isbn)) == ("A, b = c", "2009-05", 1)


COLLECTION = """\
@inproceedings{p1, crossref = {ALL}, title = {Own title}, author = {Jones, Dai}, pages = {1--9}}
@inproceedings{p2, crossref = {all}, title = {Other}, year = {2012}, publisher = {Its own}}
@incollection{p3, xdata = {shared, more}, title = {Third}, booktitle = {Book}}
@inproceedings{p4, crossref = {nobody}, title = {Fourth}}
@proceedings{all, title = {Proceedings of X}, subtitle = {bogs}, editor = {Hughes, Ann},
  date = {2013-05}, isbn = {978-0-7540-1977-0}, doi = {10.1000/all}, note = {Of the whole}, publisher = {Water Agency},
  series = {Peat}, volume = 7}
@xdata{shared, publisher = {Press}, location = {Bangor}, xdata = {more}}
@xdata{more, year = 1999}
@xdata{unused, note = {Not lost}}
"""


def test_inheritance_by_crossref_and_xdata() -> None:
    p1, p2, p3, p4, whole, unused = entries(COLLECTION)
    assert p1.host is not None
    assert p1.host.text == "Proceedings of X: bogs"
    assert (p1.host_kind, p1.host_control_numbers) == ("proceedings", ("all",))
    assert (p1.issued, p1.host_identifiers, p1.isbn) == ("2013-05", ("978-0-7540-1977-0",), ())
    assert (p1.series_number, p1.doi, p1.notes) == ("7", "", ())
    assert [(one.name, one.role) for one in p1.agents] == [
        ("Dai Jones", "aut"), ("Ann Hughes", "edt"), ("Water Agency", "pbl"),
    ]  # fmt: skip
    assert (p2.issued, [one.name for one in p2.agents if one.role == "pbl"]) == (
        "2012",
        ["Its own"],
    )
    assert (p3.issued, p3.place_of_publication, p3.agents[0].name) == ("1999", ("Bangor",), "Press")
    assert [(one.name, one.value) for one in p4.unmapped] == [("crossref", "nobody")]
    assert (whole.titles[0].text, whole.doi) == ("Proceedings of X", "10.1000/all")
    assert (unused.identifier, unused.notes[0].text) == ("unused", "Not lost")


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ("Mair Evans", "Evans", "Mair"),
        ("Evans, Mair", "Evans", "Mair"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("de la Vall{\\'e}e Poussin, Charles Louis", "de la Vallée Poussin", "Charles Louis"),
        ("Brinch Hansen, Per", "Brinch Hansen", "Per"),
        ("Per {Brinch Hansen}", "Brinch Hansen", "Per"),
        ("King, Jr., Martin Luther", "King", "Martin Luther, Jr."),
        ("Dai Jones, Jr.", "Jones", "Dai, Jr."),
        ("Ford, III, Henry", "Ford", "Henry, III"),
        ("{\\O}yvind {\\AA}s", "Ås", "Øyvind"),
        ("J.~R.~R. Tolkien", "Tolkien", "J. R. R."),
        ("family=Heuvel, given=Charles, prefix=van den, useprefix=false", "van den Heuvel", "Charles"),
        ("José Ortega y Gasset", "Ortega y Gasset", "José"),
    ],
)  # fmt: skip
def test_a_person_of_bibtex_has_two_names(name: str, family: str, given: str) -> None:
    [agent] = entry(f"@book{{a, title={{A}}, author={{{name}}}}}").agents
    assert (agent.family, agent.given, agent.is_person) == (family, given, True)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("{World Health Organization}", [("World Health Organization", False)]),
        ("World Health Organization", [("World Health Organization", False)]),
        ("{Barnes and Noble} and {Save the Children, Ltd}", [("Barnes and Noble", False), ("Save the Children, Ltd", False)]),
        ("{{Water Agency}} and Dai Jones", [("Water Agency", False), ("Dai Jones", True)]),
        ("{Dai} {Jones}", [("Dai Jones", True)]),
        ("UNESCO and others", [("UNESCO", None)]),
        ("Statens vegvesen", [("Statens vegvesen", None)]),
        ("Friends of the Earth", [("Friends of the Earth", None)]),
        ("Evans, M., Jones, D., Price, H.", [("Evans, M., Jones, D., Price, H.", None)]),
        ("Evans, Mair; Jones, Dai", [("Mair Evans", True), ("Dai Jones", True)]),
    ],
)  # fmt: skip
def test_what_is_no_person_by_its_name_is_not_made_one(
    names: str, expected: list[tuple[str, bool | None]]
) -> None:
    one = entry(f"@book{{a, title={{A}}, author={{{names}}}}}")
    assert [(agent.name, agent.is_person) for agent in one.agents] == expected


def test_eprints_have_their_archive_or_are_reported() -> None:
    arxiv = entry(
        "@misc{a, title={A}, eprint={2101.00001}, archiveprefix={arXiv}, primaryclass={cs}}"
    )
    assert arxiv.identifiers == ("arXiv:2101.00001",)
    assert [(one.name, one.is_read) for one in arxiv.unmapped] == [("primaryclass", False)]
    bare = entry("@misc{a, title={A}, eprint={hal-0001_2}}")
    assert bare.identifiers == ("hal-0001_2",)
    assert [(one.name, one.value, one.is_read) for one in bare.unmapped] == [
        ("eprint", "hal-0001_2", True)
    ]


PARTS = """\
@inproceedings{p, title={Talk}, booktitle={Proceedings of X}, series={Notes}, number=12,
  isbn={978-0-7540-1977-0}, author={King, Jr., Martin Luther}}
@incollection{c, title={Chapter}, booktitle={The Book}, pages={1--9}, volume=2}
@article{a, title={Bogs}, journal={Peat}}
"""


def test_what_a_part_is_in_is_no_series_with_pages_and_without(tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text(PARTS)
    done = import_table(catalogue(tmp_path / "data"), tmp_path / "x.bib", default_type="report")
    graph: dict[str, list[tuple[str, str, str]]] = {}
    for ((s, p, o), _), _ in statements(done.folder):
        graph.setdefault(s, []).append((s, p, o))

    def neighbour(iri: str) -> Statements | None:
        own = graph.get(f"<{iri}>")
        return Statements(own) if own else None

    found = {}
    for path in done.paths("publication"):
        iri = f"{BASE}{path}#it"
        one = reference_of(Reader(neighbour).entry(iri, Statements(graph[f"<{iri}>"])))
        found[one.title] = (one.kind, one.container, one.series, one.isbn)
        if one.title == "Talk":
            author = one.authors[0]
            assert (author.family, author.given, author.suffix) == ("King", "Martin Luther", "Jr.")
    assert found == {
        "Talk": (Kind.PAPER, "Proceedings of X", "Notes", ("978-0-7540-1977-0",)),
        "Chapter": (Kind.CHAPTER, "The Book", "", ()),
        "Bogs": (Kind.ARTICLE, "Peat", "", ()),
    }
