"""Statements of edition as people and cataloguers write them, and such as are none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publod.importing.edition_fields import read_edition_field
from publod.importing.edition_statements import EditionStatement, OtherEdition, read_statement

with Path(__file__).with_name("edition_statements.tsv").open(encoding="utf-8", newline="") as table:
    STATEMENTS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))


def as_row(statement: EditionStatement) -> dict[str, str]:
    """A statement as the columns of the table have it, without the statement."""
    aside = [f"p{statement.printing}"] if statement.printing else []
    aside += [f"{{{text}}}" for text in statement.description]
    return {
        "number": str(statement.number or ""),
        "revision": " ".join(statement.revision),
        "year": str(statement.year or ""),
        "others": " ; ".join(map(_written, statement.others)),
        "aside": " ".join(aside),
        "rest": " ; ".join(statement.rest),
    }


def _written(other: OtherEdition) -> str:
    names = (("? " if other.is_doubtful else ": ") + " / ".join(other.issuers)) * bool(
        other.issuers
    )
    return f"{other.relation} {other.number or '-'} {other.year or '-'}{names}".removesuffix(
        " -" * 2
    )


@pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["statement"][:60])
def test_statement(row: dict[str, str]) -> None:
    expected = {name: text for name, text in row.items() if name != "statement"}
    assert as_row(read_statement(row["statement"])) == expected


def test_there_are_two_hundred() -> None:
    assert len(STATEMENTS) >= 200


def test_an_edition_of_the_own_year_is_the_edition_itself() -> None:
    text = "Den första utgåvan togs fram 2014 av Boverket"
    assert read_statement(text, year=2014).number == 1
    assert read_statement(text, year=2019).others[0].number == 1


def test_a_known_name_is_not_divided() -> None:
    text = "The first edition was produced in 2014 by the Centre for Research and Development"
    (other,) = read_statement(text, names=["Centre for Research and Development"]).others
    assert other.issuers == ("Centre for Research and Development",)
    assert not other.is_doubtful


def test_what_only_begins_with_a_known_name_is_not_divided() -> None:
    text = "First published 2012 by the Department of Justice and Equality"
    (other,) = read_statement(text, names=["Department of Justice"]).others
    assert other.issuers == ("Department of Justice and Equality",)
    assert other.is_doubtful


@given(st.text(max_size=300) | st.lists(st.sampled_from(
    "3. tredje uppl. edition den the , ; ( ) 2014 av by och and X Y ersätter rev. 2nd of".split()
), max_size=30).map(" ".join))  # fmt: skip
def test_nothing_is_lost(text: str) -> None:
    """Every number is in the result or in what was not understood."""
    statement = read_statement(text)
    shown = " ".join((*as_row(statement).values(), *statement.description))
    for word in statement.text.split():
        if word == "2014":
            assert word in shown


@pytest.mark.parametrize(
    ("field", "number"),
    [
        ("2", 2), ("Second", 2), ("1st", 1), ("9. p.", 9), ("2. p. 2003.", 2),
        ("11. tark. p. - 14. p. 1998.", 11), ("Di 1 ban.", 1), ("Chu ban.", 1), ("Shohan.", 1),
        ("Chʻopʻan.", 1), ("Ch'op'an.", 1), ("Chāp-i 3.", 3), ("Chāp-i avval.", 1),
        ("al-Ṭabʻah 2.", 2), ("第1版.", 1), ("2e e\u0301d.", 2),
        # The first of a series, of a place or of a publisher may be a later one of the text.
        ("[Wyd. 1 w tej ed.].", None), ("Beijing di 1 ban.", None), ("Phim khrang thī 4.", None),
        ("1st Atria Books hardcover ed.", None), ("Large print ed.", None),
    ],
)  # fmt: skip
def test_a_field_of_editions_has_more_numbers_than_a_note(field: str, number: int | None) -> None:
    statement = read_edition_field(field)
    assert statement.number == number
    assert not statement.others


def test_pages_and_bans_in_notes_are_no_editions() -> None:
    for note in ("9. p.", "Di 1 ban.", "The first ban came in 2004"):
        assert read_statement(note).number is None
