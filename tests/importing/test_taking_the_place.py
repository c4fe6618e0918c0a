"""A record of another source takes the place of one that is there, or adds to it, if a person says so."""

from __future__ import annotations

from pathlib import Path

from importing.folders import Imported, catalogue, import_table
from importing.marc import import_marc
from publod.importing.import_mapping import ADD, IGNORE, INSTEAD, mapping_of
from publod.importing.report import ImportReport

RECORD = """\
001 {number}
008 160407s2015    sw |||||||||||||||||swe||
020    $a9789175553009
100 1  $aBerg, Åsa
245 10 $aBo bra{rest}
264  1 $c2015
"""
OTHER = "001 {number}\n008 160407s2015    sw |||||||||||||||||swe||\n245 10 $aBok {number}\n"
BIBTEX = """\
@book{berg2015, title = {Bo bättre}, author = {Berg, Åsa}, year = 2015, isbn = {9789175553009},
  language = {sv}, abstract = {Om att bo.}}
@book{ek2016, title = {Annat}, author = {Ek, Per}, year = 2016, language = {sv}}
@book{ek2017, title = {Något}, author = {Ek, Per}, year = 2017, language = {sv}}
"""


def bibtex(folder: Path, decision: str = "") -> Imported:
    file = folder.parent / "mine.bib"
    file.write_text(BIBTEX, "utf-8")
    said = {"publications": {"berg2015": decision}} if decision else {}
    return import_table(folder, file, mapping_of(said, "mapping.toml"))


def test_the_new_record_takes_the_place_at_its_address(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    others = [OTHER.format(number=n) for n in (2, 3)]
    import_marc(folder, RECORD.format(number=1, rest=""), *others)
    first = bibtex(folder)
    [present] = [f for f in first.report.findings if f.kind.value == "already-present"]
    assert "“instead”" in present.reason.text("en")
    assert "abstract" not in first.triples("publication/bo-bra-2015")
    done = bibtex(folder, "instead")
    said = done.triples("publication/bo-bra-2015")
    assert (said["title"], said["abstract"]) == (['"Bo bättre"@sv'], ['"Om att bo."@sv'])
    assert done.report.counts["changed"] == 1
    assert len(done.paths("publication")) == 5
    # It is of that source from now on, whether or not it is said once more; the other reports it.
    assert bibtex(folder).report.counts["unchanged"] == 3
    other = import_marc(folder, RECORD.format(number=1, rest=" i stan"), *others)
    assert [f.path for f in other.report.findings if f.kind.value == "already-present"] == [
        "publication/bo-bra-2015"
    ]
    assert other.triples("publication/bo-bra-2015")["title"] == ['"Bo bättre"@sv']


def test_what_a_person_has_edited_is_left_alone(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    import_marc(folder, RECORD.format(number=1, rest=""))
    file = folder / "publications/bo-bra-2015.ttl"
    file.write_text(file.read_text("utf-8").replace("Bo bra", "Bo väl"), "utf-8")
    done = bibtex(folder, "instead")
    assert done.triples("publication/bo-bra-2015")["title"] == ['"Bo väl"@sv']
    assert [f.path for f in done.report.findings if f.kind.value == "left-alone"] == [
        "publication/bo-bra-2015"
    ]


def test_what_a_publication_lacks_is_added_and_what_it_has_stays(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    records = [RECORD.format(number=1, rest=""), *(OTHER.format(number=n) for n in (2, 3))]
    import_marc(folder, *records)
    before = Imported(folder, ImportReport()).triples("publication/bo-bra-2015")
    file = folder / "publications/bo-bra-2015.ttl"
    text = file.read_text("utf-8")
    done = bibtex(folder, "add")
    after = done.triples("publication/bo-bra-2015")
    assert after == before | {"abstract": ['"Om att bo."@sv']}
    assert file.read_text("utf-8").startswith(text.rstrip())
    [said] = [f.reason.text("en") for f in done.report.findings if f.path and f.kind == "read-as"]
    assert "there: dcterms:abstract; as they were stay: dcterms:title," in said
    assert [f for f in done.report.findings if f.kind == "already-present"] == []
    # Neither source undoes it, and nothing is added twice.
    text = file.read_text("utf-8")
    assert bibtex(folder, "add").report.counts["changed"] == 0
    assert import_marc(folder, *records).report.counts["edited"] == 1
    assert file.read_text("utf-8") == text


def test_a_file_of_a_person_is_added_to_with_the_new_agents_that_it_needs(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    file = folder / "own.ttl"
    own = """@prefix pub: <https://w3id.org/publod/ns#> . @prefix t: <http://purl.org/dc/terms/> .
<publication/x#it> a pub:Publication ; t:title "Bo väl"@sv ; pub:isbn "9789175553009" .
"""
    file.write_text(own, "utf-8")
    done = bibtex(folder, "add")
    said = done.triples("publication/x")
    assert said["title"] == ['"Bo väl"@sv']
    assert said["creator"] == ["<agent/asa-berg#it>"]
    assert "agent/asa-berg" in done.paths("agent")


def test_a_person_is_asked_what_to_do_with_it(tmp_path: Path) -> None:
    folder = catalogue(tmp_path / "catalogue")
    import_marc(folder, RECORD.format(number=1, rest=""))
    offered = []

    def answer(question: object, choices: tuple[str, ...]) -> str:
        offered.append(choices)
        return ADD

    file = folder.parent / "mine.bib"
    file.write_text(BIBTEX, "utf-8")
    done = import_table(folder, file, mapping_of({}, "mapping.toml"), ask=answer)
    assert offered == [(ADD, INSTEAD, IGNORE)]
    assert done.triples("publication/bo-bra-2015")["abstract"] == ['"Om att bo."@sv']
    assert bibtex(folder).report.counts["present"] == 1, "the answer is remembered"
