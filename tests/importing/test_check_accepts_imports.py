"""Whatever a source says, `publod check` accepts the files that an import makes of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.running import publod
from examples import up_to
from importing.folders import catalogue, import_table
from importing.marc import marc_file

TEXT = st.sampled_from(
    ("Bo bra", "Bo bra.", " ", "", "2018", "1", "2. uppl.", "Berg, Åsa", "Boverket", "9789170001239",
     "1234-5679", "http://x.example/a.pdf", "[s.l.]", "/", "(DE-588)118540238", "sv", "swe", "R 1:2018")
)  # fmt: skip
TITLE = st.sampled_from(("Bo bra", "Bygg bra", "Riv bra", ""))
TAGS = (
    "020a 022a 024a 041a 082a 100acd 110ag 111anc 240a 245abnp 246ab 250ab 260abc 264abc 300a 440av "
    "490axv 500a 505a 520a 534ac 540au 600a 650ax 651a 653a 655a 700at 710a 740a 765tw 770t 772tw "
    "773twgx 775tw 776twdx 780tw 785tw 787t 830av 856u3"
).split()


def check(source: Path) -> None:
    folder = catalogue(source.parent / "catalogue")
    import_table(folder, source)
    publod(source.parent / "home", "check", folder)


def field(tag: str) -> st.SearchStrategy[str]:
    parts = st.lists(st.tuples(st.sampled_from(tag[3:]), TEXT | TITLE), min_size=1, max_size=4)
    return parts.map(lambda all_: f"{tag[:3]} 10 " + "".join(f"${c}{text}" for c, text in all_))


MARC = st.lists(
    st.tuples(TITLE, st.lists(st.sampled_from(TAGS).flatmap(field), max_size=6)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=up_to(200), deadline=None)
@given(MARC)
def test_of_marc(records: list[tuple[str, list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        lines = (
            "\n".join([f"001 {n}", f"008 180101s2018{' ' * 20}swe", f"245 00 $a{title}", *fields])
            for n, (title, fields) in enumerate(records, 1)
        )
        check(marc_file(Path(name) / "books.mrc", lines))


ELEMENTS = (
    "titleInfo/title", "titleInfo/subTitle", "name/namePart", "originInfo/publisher",
    "originInfo/dateIssued", "originInfo/edition", "abstract", "note", "subject/topic",
    "subject/geographic", "location/url", "identifier", "part/detail/number", "genre",
    "language/languageTerm", "physicalDescription/extent",
)  # fmt: skip
KINDS = ("host", "series", "preceding", "succeeding", "otherFormat", "original", "otherVersion")


def element(path: str, text: str) -> str:
    names = path.split("/")
    start = "".join(f"<{name}>" for name in names)
    return start + escape(text) + "".join(f"</{name}>" for name in reversed(names))


PARTS = st.lists(st.builds(element, st.sampled_from(ELEMENTS), TEXT | TITLE), max_size=4)
RELATED = st.builds(
    lambda kind, parts: f'<relatedItem type="{kind}">{"".join(parts)}</relatedItem>',
    st.sampled_from(KINDS), PARTS,
)  # fmt: skip


@settings(max_examples=up_to(200), deadline=None)
@given(st.lists(st.tuples(TITLE, PARTS, st.lists(RELATED, max_size=3)), max_size=4))
def test_of_mods(records: list[tuple[str, list[str], list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "books.xml"
        all_ = "".join(
            f"<mods>{element('titleInfo/title', title)}{''.join((*parts, *related))}</mods>"
            for title, parts, related in records
        )
        namespace = 'xmlns="http://www.loc.gov/mods/v3"'
        file.write_text(f"<modsCollection {namespace}>{all_}</modsCollection>", "utf-8")
        check(file)


COLUMNS = ("Id", "Titel", "Undertitel", "Utgivare", "År", "Upplaga", "Historik", "Serie", "Nr",
           "Ersätter", "Verk", "Översättning av", "Anm", "ISBN", "Beteckning")  # fmt: skip


@settings(max_examples=up_to(200), deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), TEXT | TITLE), min_size=1, max_size=5))
def test_of_tables(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = catalogue(Path(name) / "catalogue")
        import_table(folder, [{"Titel": "Bo bra", "Språk": "sv"} | row for row in rows])
        publod(Path(name) / "home", "check", folder)


@settings(max_examples=up_to(200), deadline=None)
@given(st.lists(st.lists(st.tuples(st.sampled_from(("TI", "T2", "AU", "PY", "SN", "VL", "IS", "SP",
       "ET", "PB", "KW", "N1", "UR", "DO", "CY")), TEXT | TITLE), max_size=7), min_size=1, max_size=4))  # fmt: skip
def test_of_ris(records: list[list[tuple[str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "books.ris"
        lines = (f"{tag}  - {text}" for one in records for tag, text in (
            ("TY", "RPRT"), *one, ("ER", "")))  # fmt: skip
        file.write_text("\n".join(lines) + "\n", "utf-8")
        check(file)


@pytest.mark.parametrize("kind", ["host", "series"])
def test_of_what_is_in_something_without_a_title(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "mods.xml"
    file.write_text(
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>Broward now</title></titleInfo>'
        f'<relatedItem type="{kind}"><location><url>http://x.example/y</url></location>'
        "</relatedItem></mods>",
        "utf-8",
    )
    check(file)
    assert not (tmp_path / "catalogue" / "series-imported.ttl").exists()
