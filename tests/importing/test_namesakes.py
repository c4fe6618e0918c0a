"""Different persons and bodies of one name: what tells them apart, and what comes back of it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from importing.folders import Imported, catalogue, import_table, mapping
from importing.marc import import_marc, loaded_as_marc, marc_file

BOOK = "001 {number}\n008 180101s2018    sw            000 0 swe\n245 00 $aBok {number}\n655  7 $areport\n"


def books(*fields: str) -> list[str]:
    return [f"{BOOK.format(number=n)}{field}\n" for n, field in enumerate(fields, 1)]


def creators(done: Imported, property_name: str = "creator") -> list[str]:
    """The agent of each book in their order; '' where there is none."""
    paths = [path for path in done.paths("publication") if "bok-" in path]
    found = (done.triples(path).get(property_name, [""]) for path in paths)
    return [" ".join(values) for values in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "catalogue")


SMITHS = books(
    "100 1  $aSmith, John,$d1890-1960$0(DE-588)111111111",
    "100 1  $aSmith, John,$d1950-$0(DE-588)222222222",
    "100 1  $aSmith, John,$d1950-2019.",
    "100 1  $aSmith, John,$d1850-",
)


@pytest.mark.parametrize("order", [1, -1])
def test_dates_and_numbers_divide(folder: Path, order: int) -> None:
    for _ in range(2):
        done = import_marc(folder, *SMITHS[::order])
        one, two, three, four = creators(done)
        assert two == three
        assert len({one, two, four}) == 3
        gnd = {done.triples(each[1:-4])["sameAs"][0] for each in (one, two)}
        assert gnd == {f"<https://d-nb.info/gnd/{digit * 9}>" for digit in "12"}
        assert done.findings("doubtful") == []
    assert done.report.counts["unchanged"] == 4


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("$aBerg, Bo,$d1900-", "$aBerg, Bo,$dca. 1900-1980", True),
        ("$aBerg, Bo,$d-1980", "$aBerg, Bo,$dd. 1980", True),
        ("$aBerg, Bo,$d-1980", "$aBerg, Bo,$d1900-1981", False),
        ("$aBerg, Bo,$d13th cent.", "$aBerg, Bo,$d17th cent.", False),
        ("$aBerg, Bo$0(VIAF)123", "$aBerg, Bo$1https://viaf.org/viaf/124", False),
        ("$aBerg, Bo$0(DE-588)118540238$d1900-", "$aBerg, Bo$0(DE-588)118540238$d1901-", True),
        ("$aBerg, Bo$0(DE-588)118540238", "$aBerg, Bo$1(isni)0000 0001 2103 2683", True),
        ("$aBerg, Bo,$cDr.", "$aBerg, Bo,$cbishop", False),
    ],
)  # fmt: skip
def test_what_contradicts_divides_and_nothing_else(
    folder: Path, one: str, other: str, are_one: bool
) -> None:
    first, second = creators(import_marc(folder, *books(f"100 1  {one}", f"100 1  {other}")))
    assert (first == second) is are_one
    assert "" not in {first, second}


@pytest.mark.parametrize("order", [1, -1])
def test_a_name_with_and_one_without_dates_are_doubtful(folder: Path, order: int) -> None:
    records = books("100 1  $aSmith, John,$d1950-", "100 1  $aSmith, John")[::order]
    for _ in range(2):
        done = import_marc(folder, *records)
        assert sorted(creators(done)) == ["", "<agent/john-smith#it>"]
        assert len(done.findings("doubtful")) == 1
    doubtful = "John Smith" if order == 1 else "John Smith, 1950-"
    decided = mapping(columns={}, agents={doubtful: "new"})
    done = import_table(folder, marc_file(folder.parent / "books.mrc", records), decided)
    assert sorted(creators(done)) == ["<agent/john-smith#it>", "<agent/john-smith-2#it>"]


def test_a_person_of_the_catalogue_and_of_a_table_has_no_dates_that_could_contradict(
    folder: Path,
) -> None:
    done = import_marc(folder, *books("100 1  $aBerg, Åsa,$d1970-"))
    assert creators(done) == ["<agent/asa-berg#it>"]
    # But from then on it has these.
    done = import_marc(folder, *books("100 1  $aBerg, Åsa,$d1970-", "100 1  $aBerg, Åsa,$d1870-"))
    assert creators(done) == ["<agent/asa-berg#it>", "<agent/asa-berg-2#it>"]


def test_bodies_are_told_apart_by_places_and_numbers(folder: Path) -> None:
    records = books(
        "110 2  $aOsteuropa-Institut$gBerlin, West",
        "110 2  $aOsteuropa-Institut$gBerlin",
        "110 2  $aOsteuropa-Institut (Berlin)",
        "111 2  $aKonferenz$n(2nd :$d2008 :$cParis)",
        "111 2  $aKonferenz$n(3rd :$d2010 :$cParis)",
    )
    done = import_marc(folder, *records)
    found = creators(done)
    assert Counter(found).most_common(1)[0][1] == 2
    assert found[1] == found[2]
    names = {done.triples(each[1:-4])["name"][0].partition("@")[0] for each in found}
    assert names == {
        '"Osteuropa-Institut (Berlin, West)"', '"Osteuropa-Institut (Berlin)"',
        '"Konferenz (2nd : 2008 : Paris)"', '"Konferenz (3rd : 2010 : Paris)"',
    }  # fmt: skip
    # As well where the folder has one of them from before.
    munich = books("110 2  $aOsteuropa-Institut$gMünchen")[0].replace("Bok 1", "Annan")
    other = import_table(folder, marc_file(folder.parent / "others.mrc", [munich]))
    assert other.findings("doubtful") == []


def test_identifiers_come_back(folder: Path) -> None:
    numbers = "$0(DE-588)118540238$0(DE-101)004788508$1http://viaf.org/viaf/24602065"
    numbers += "$1(isni)0000 0001 2103 2683$1(orcid)0000-0001-5109-3700"
    import_marc(folder, *books(f"100 1  $aGoethe, Johann,$d1749-1832{numbers}"))
    [lines] = loaded_as_marc(folder).values()
    [author] = [line for line in lines if line.startswith("100")]
    for each in (
        "$0https://d-nb.info/gnd/118540238", "$0(DE-101)004788508",
        "$1http://viaf.org/viaf/24602065", "$1https://isni.org/isni/0000000121032683",
        "$1https://orcid.org/0000-0001-5109-3700",
    ):  # fmt: skip
        assert each in author


def test_titles_of_persons_stand_behind_their_names(folder: Path) -> None:
    fields = (
        "100 0  $aJohn$bXXIII,$cPope,$d1881-1963", "100 1  $aKing, Martin Luther,$cJr.,$d1929-1968",
    )  # fmt: skip
    done = import_marc(folder, *books(*fields))
    names = [done.triples(each[1:-4])["name"][0].partition("@")[0] for each in creators(done)]
    assert names == ['"John XXIII, Pope"', '"Martin Luther King, Jr."']
