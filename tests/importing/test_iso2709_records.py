"""Files of ISO 2709 as library systems have written them, with what is wrong in them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from importing.folders import catalogue, import_table
from importing.marc import marc_record
from publod.errors import SourceUnreadable
from publod.importing import marc21_reader
from publod.importing.source_record import SourceFault, SourceRecord

ENGLISH = "001 1\n245 10 $aPlain\n"
RUSSIAN = "001 2\n245 10 $aВойна и мир\n260    $aМосква :$bНаука,$c1968\n"
UNIMARC = "001 3\n100    $a20010516d1999    m  y0frey50      ba\n200 1  $aTitre\n"


def read(content: bytes) -> list[SourceRecord | SourceFault]:
    return [*marc21_reader.read_iso2709(io.BytesIO(content), "books.mrc")]


def titles(content: bytes) -> list[str]:
    """The titles of the records, and the reasons of what is none."""
    return [
        one.reason.text("en") if isinstance(one, SourceFault) else one.titles[0].text
        for one in read(content)
    ]


def counted_in_characters(lines: str) -> bytes:
    """A record whose lengths and offsets count characters, and that does not say it is UTF-8."""
    text = marc_record(lines).as_marc().decode()
    head, *fields = text.removesuffix("\x1d").removesuffix("\x1e").split("\x1e")
    directory, start = "", 0
    for place, content in enumerate(fields):
        tag = head[24 + 12 * place :][:3]
        directory += f"{tag}{len(content) + 1:04}{start:05}"
        start += len(content) + 1
    base = 24 + len(directory) + 1
    leader = f"{base + start + 1:05}nam  22{base:05} a 4500"
    return (leader + "\x1e".join((directory, *fields)) + "\x1e\x1d").encode()


def record(lines: str, leader: str = "") -> bytes:
    """A record in UTF-8; ``leader`` is its beginning."""
    content: bytes = marc_record(lines).as_marc()
    return leader.encode() + content[len(leader) :]


def in_other_bytes(lines: str, at_sign: bytes, scheme: bytes) -> bytes:
    """A record with some bytes in the place of its at signs; ``scheme`` is leader/09."""
    content = record(lines)
    assert len(at_sign) == 1
    return content[:9] + scheme + content[10:].replace(b"@", at_sign)


def test_lengths_in_characters_are_understood() -> None:
    # A field that has a terminator of fields within it makes their number no help.
    odd = counted_in_characters(RUSSIAN + "500    $aЧасть|первая\n").replace(b"|", b"\x1e")
    content = counted_in_characters(RUSSIAN) + odd + record(ENGLISH)
    assert titles(content) == ["Война и мир", "Война и мир", "Plain"]


@pytest.mark.parametrize("length", ["99999", "00000", "00012", "     "])
def test_the_terminator_and_not_the_length_ends_a_record(length: str) -> None:
    content = record(ENGLISH) + record(RUSSIAN, length) + b"\r\n" + record(ENGLISH)
    assert titles(content) == ["Plain", "Война и мир", "Plain"]


def test_fields_are_in_their_order_where_offsets_are_wrong() -> None:
    right = record(RUSSIAN)
    wrong = right[: 24 + 12 + 7] + b"77777" + right[24 + 12 + 12 :]
    assert titles(wrong) == ["Война и мир"]


def test_what_cannot_be_told_apart_is_refused_with_a_way_out() -> None:
    right = record(ENGLISH)
    one_more = right.replace(b"Plain", b"Pl\x1eain")
    longer_directory = right[:24] + b"0" + right[24:]
    assert titles(one_more + longer_directory + right[:30]) == [
        "it cannot be read: the lengths of its fields fit neither in bytes nor in characters, and "
        "there are more or fewer fields than its directory has; export it again, or as MARCXML",
        *["it cannot be read: its directory of fields is damaged; export it again, or as MARCXML"]
        * 2,
    ]


def test_characters_of_no_known_set_are_one_finding_of_each_field(
    capfd: pytest.CaptureFixture[str],
) -> None:
    latin1 = in_other_bytes("001 4\n245 10 $aM@nster$bg@r\n500    $aRight\n", b"\xfc", b"a")
    eacc = in_other_bytes("001 5\n245 10 $aZhong @%1!0\n", b"\x1b", b" ")
    eacc = eacc.replace(b"%1", b"$1")
    found = read(latin1 + eacc)
    assert [
        (one.identifier, f.name, f.value.strip())
        for one in found
        if isinstance(one, SourceRecord)
        for f in one.unmapped
        if f.is_doubtful
    ] == [("4", "245", "M\ufffdnster"), ("5", "245", "Zhong")]
    assert capfd.readouterr() == ("", "")


def test_unimarc_is_refused_by_its_name() -> None:
    content = record(UNIMARC)
    with pytest.raises(SourceUnreadable, match="UNIMARC, which is not read"):
        read(content)
    # One among others costs no more than itself; a field 200 of a library's own is no sign.
    own = "001 4\n200    $aOwn\n245 10 $aWith a title\n"
    plain, fault, last = titles(record(ENGLISH) + content + record(own))
    assert (plain, last) == ("Plain", "With a title")
    assert "have the library system export MARC 21" in fault


def test_unimarc_is_refused_in_marcxml_as_well() -> None:
    content = b"""<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
    <leader>01434nam0 2200313 i 450 </leader><controlfield tag="001">1</controlfield>
    <datafield tag="200" ind1="1" ind2=" "><subfield code="a">Titre</subfield></datafield>
    </record></collection>"""
    with pytest.raises(SourceUnreadable, match="UNIMARC"):
        list(marc21_reader.read_marcxml(io.BytesIO(content), "books.xml"))


def test_a_record_that_its_source_has_withdrawn_is_reported(tmp_path: Path) -> None:
    withdrawn = record(RUSSIAN)
    file = tmp_path / "books.mrc"
    file.write_bytes(record(ENGLISH) + withdrawn[:5] + b"d" + withdrawn[6:])
    done = import_table(catalogue(tmp_path / "catalogue"), file)
    assert done.paths("publication") == ["publication/plain"]
    assert done.findings("gone") == [(2, "", "Война и мир")]
