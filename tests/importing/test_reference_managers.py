"""What BibTeX, RIS and CSL-JSON say that has no place is reported by its field, and their types are known."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing.folders import Imported, import_table
from importing.test_own_exports import texts
from publod.importing import bibtex_reader, csl_json_reader, ris_reader
from publod.importing.formats_of_sources import ReadOptions, format_of
from publod.importing.import_mapping import mapping_of
from publod.importing.source_record import SourceRecord
from publod.new_catalogue import Answers, write


def bibtex(fields: dict[str, str], kind: str = "techreport") -> SourceRecord:
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    [record] = bibtex_reader.read(io.BytesIO(f"@{kind}{{a,\n{lines}}}\n".encode()), "x.bib")
    assert isinstance(record, SourceRecord)
    return record


def ris(fields: dict[str, str], kind: str = "RPRT") -> SourceRecord:
    lines = "".join(f"{tag}  - {value}\r\n" for tag, value in fields.items())
    [record] = ris_reader.read(io.BytesIO(f"TY  - {kind}\r\n{lines}ER  - \r\n".encode()), "x.ris")
    assert isinstance(record, SourceRecord)
    return record


def csl(fields: dict[str, object], kind: str = "report") -> SourceRecord:
    [record] = csl_json_reader.read(io.BytesIO(json.dumps({"type": kind} | fields).encode()), "x")
    assert isinstance(record, SourceRecord)
    return record


def remarks(record: SourceRecord) -> list[tuple[str, str, bool]]:
    return [(one.name, one.value, one.is_read) for one in record.unmapped]


@pytest.mark.parametrize(
    ("record", "issued", "expected"),
    [
        (bibtex({"year": "n.d."}), "", [("year", "n.d.", True)]),
        (bibtex({"year": "c2021"}), "2021", [("year", "c2021", True)]),
        (bibtex({"year": "2021", "month": "mars"}), "2021-03", []),
        (bibtex({"year": "2021", "month": "vinter"}), "2021", [("month", "vinter", False)]),
        (bibtex({"date": "2019-05", "year": "2018"}), "2019-05", [("year", "2018", False)]),
        (bibtex({"date": "2018-02-31"}), "", [("date", "2018-02-31", False)]),
        (ris({"PY": "n.d."}), "", [("PY", "n.d.", True)]),
        (ris({"PY": "c2021"}), "2021", [("PY", "c2021", True)]),
        (ris({"PY": "2018/03//Spring"}), "2018-03", [("PY", "Spring", False)]),
        (ris({"PY": "2018", "DA": "2018/03/14/"}), "2018-03-14", []),
        (ris({"PY": "2018", "DA": "2024/03/14/"}), "2018", [("DA", "2024-03-14", False)]),
        (csl({"issued": {"raw": "n.d."}}), "", [("issued", "n.d.", True)]),
        (csl({"issued": {"literal": "c2021"}}), "2021", [("issued", "c2021", True)]),
        (csl({"issued": {"date-parts": [[2018, 13]]}}), "", [("issued", "2018-13", False)]),
        (csl({"issued": {"date-parts": [["2018", 3]]}}), "2018-03", []),
    ],
)
def test_dates(record: SourceRecord, issued: str, expected: list[tuple[str, str, bool]]) -> None:
    assert (record.issued, remarks(record)) == (issued, expected)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (bibtex({"pages": "64"}), (64, "", "", [])),
        (bibtex({"pagetotal": "xii, 64 p."}), (64, "", "", [])),
        (bibtex({"pages": "12--34"}), (None, "12", "34", [])),
        (bibtex({"pages": "64", "journal": "Vatten"}, "article"), (None, "64", "", [])),
        (bibtex({"pages": "i rött"}), (None, "", "", [("pages", "i rött", False)])),
        (ris({"SP": "64"}), (64, "", "", [])),
        (ris({"SP": "64", "JO": "Vatten"}, "JOUR"), (None, "64", "", [])),
        (csl({"number-of-pages": "64"}), (64, "", "", [])),
        (csl({"page": "64", "container-title": "Vatten"}, "article-journal"), (None, "64", "", [])),
    ],
)  # fmt: skip
def test_a_number_of_pages_is_where_something_begins_only_in_what_is_part_of_another(
    record: SourceRecord, expected: tuple[int | None, str, str, list[tuple[str, str, bool]]]
) -> None:
    found = record.page_count, record.page_start, record.page_end, remarks(record)
    assert found == expected


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Exit: a summary", ("Exit", "a summary")),
        ("2001: A Space Odyssey", None),
        ("SOU 2010: 49", None),
        ("Water: a handbook: volume 2", None),
        ("Exit:a summary", None),
    ],
)
def test_a_title_is_divided_by_rule_and_never_in_silence(
    title: str, parts: tuple[str, str] | None
) -> None:
    for record, name in ((bibtex({"title": title}), "title"), (ris({"TI": title}), "TI"), (csl({"title": title}), "title")):  # fmt: skip
        found = (record.titles[0].text, *(one.text for one in record.subtitles))
        assert found == (parts or (title,))
        assert remarks(record) == ([(name, title, True)] if parts else [])


WORDS = st.lists(
    st.sampled_from("n.d. 2018 c2021 64 12--34 978-91-7555-312-6 (hft.) 1100-2808 10.1234/abc rev. "
                    "Boverket 3 https://a.example/x vinter mars uppl. Ek 2018-13".split()),
    min_size=1, max_size=3,
).map(" ".join)  # fmt: skip


def is_present(value: str, record: SourceRecord) -> bool:
    told = " ".join(texts(record)).casefold()
    return all(part in told for part in re.findall(r"\d+|[^\W\d_]+", value.casefold()))


@given(
    st.dictionaries(
        st.sampled_from(
            "title author year month pages pagetotal isbn issn doi url number volume series edition "
            "note institution journal langid type date".split()
        ),
        WORDS, min_size=1, max_size=6,
    ),
    st.sampled_from(("techreport", "book", "article")),
)  # fmt: skip
def test_no_field_of_bibtex_is_lost(fields: dict[str, str], kind: str) -> None:
    record = bibtex(fields, kind)
    for name, value in fields.items():
        if name in {"langid", "month", "year"} or (name == "url" and value.count(" ")):
            continue  # the language says it again, the month is a number then, the year is judged above
        assert is_present(value, record) or (name == "date" and record.issued), (name, value)


@given(
    st.dictionaries(st.sampled_from("TI AU ET SN DO VL IS SP T2 T3 N1 M3 PB CY ZZ".split()), WORDS, min_size=1),
    st.sampled_from(("RPRT", "BOOK", "JOUR")),
)  # fmt: skip
def test_no_field_of_ris_is_lost(fields: dict[str, str], kind: str) -> None:
    record = ris(fields, kind)
    for name, value in fields.items():
        assert is_present(value, record), (name, value)


# --- Types, with what `publod init` writes ---

ENTRIES = {
    "techreport": "report", "book": "book", "article": "article", "phdthesis": "thesis",
    "inproceedings": "conference-paper", "incollection": "chapter", "manual": "manual",
    "booklet": "brochure", "misc": "document", "proceedings": "proceedings", "online": "document",
    "mastersthesis": "thesis", "standard": "standard", "legislation": "legislation",
}  # fmt: skip


@pytest.fixture
def started(tmp_path: Path) -> Path:
    folder = tmp_path / "started"
    write(folder, Answers(name="Publications", publisher="The Agency"))
    return folder / "data"


def imported(folder: Path, name: str, text: str) -> Imported:
    source = folder.parent / name
    source.write_text(text, "utf-8")
    return import_table(folder, source, default_type="")


@pytest.mark.parametrize(
    ("name", "of", "types"),
    [
        ("x.bib", "@{0}{{a{1}, title = {{Bo bra {1}}}}}\n".format, ENTRIES),
        ("x.ris", "TY  - {0}\nTI  - Bo bra {1}\nER  - \n".format, {
            "RPRT": "report", "BOOK": "book", "JOUR": "article", "THES": "thesis", "CHAP": "chapter",
            "CPAPER": "conference-paper", "CONF": "proceedings", "STAND": "standard", "GEN": "document",
            "ELEC": "document", "EBOOK": "book", "GOVDOC": "report", "PAMP": "brochure", "STAT": "legislation",
        }),
    ],
)  # fmt: skip
def test_types_of_entries_are_those_of_a_new_catalogue(
    started: Path, name: str, of: object, types: dict[str, str]
) -> None:
    assert callable(of)
    text = "".join(of(kind, number) for number, kind in enumerate(types))
    done = imported(started, name, text)
    assert done.findings("missing")[0][1] in {"LA", "language"}
    found = {
        done.triples(path)["title"][0]: done.triples(path)["type"]
        for path in done.paths("publication")
    }
    for number, expected in enumerate(types.values()):
        own = next(kinds for title, kinds in found.items() if f'bra {number}"' in title)
        assert f"<type/{expected}#it>" in own


def test_a_type_that_is_not_known_is_reported_with_the_line_to_write(started: Path) -> None:
    done = imported(started, "y.ris", "TY  - MUSIC\nAU  - Bo\nTI  - Vatten\nER  - \n")
    [reason] = [one.text("en") for one in done.report.findings if "type" in str(one.reason)]
    assert reason.startswith("y.ris, record 1, field TY: “MUSIC”: the catalogue has no such type")
    assert '"MUSIC" = "article"' in reason
    assert "column" not in done.report.text("en")


def test_constants_hold_for_any_source(started: Path) -> None:
    source = started.parent / "z.ris"
    source.write_text(
        "TY  - RPRT\nTI  - Vatten\nER  - \nTY  - RPRT\nTI  - Luft\nLA  - ga\nER  - \n"
    )
    said = mapping_of({"constants": {"language": "en", "publisher": "The Agency"}}, "m.toml")
    first, second = format_of(source).reader(source, ReadOptions(said))
    assert isinstance(first, SourceRecord)
    assert isinstance(second, SourceRecord)
    assert (first.languages, second.languages) == (("en",), ("ga",))
    assert [agent.name for agent in second.agents] == ["The Agency"]
