"""A record of another source takes the place of one that is there, if a person says so."""

from __future__ import annotations

from pathlib import Path

from importing.folders import Imported, catalogue, import_table
from importing.marc import import_marc
from publod.importing.import_mapping import mapping_of

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
