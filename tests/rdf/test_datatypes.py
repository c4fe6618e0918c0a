"""Which texts a datatype has: by the specification's rules, and as another library sees it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from elementpath.datatypes import builtin_atomic_types, builtin_list_types
from hypothesis import given, settings
from hypothesis import strategies as st
from xmlschema import XMLSchema11

from publod.rdf import term_of_literal
from publod.rdf.datatypes import DATATYPES, is_well_typed
from publod.vocabulary import RDF, XSD

#: Datatype: texts that it has / texts that it has not, each after a space.
CASES = {
    "gYear": ["2019 99999 0000 -0001 2019Z 2019+01:00", "abc 019 02019 +2019 2019+15:00 ٢٠١٩ 19"],
    "gYearMonth": ["2019-04 2019-12Z", "2019-13 2019-00 2019-4 2019"],
    "gMonthDay": ["--02-29 --12-31Z", "--02-30 --04-31 -04-30 --13-01"],
    "gDay": ["---31", "---32 ---00 --01"],
    "gMonth": ["--12", "--13 --12-- 12"],
    "date": [
        "2020-02-29 2000-02-29 2019-04-30Z 12019-01-01 0000-01-01 -0004-02-29 10000-02-29",
        "2019-02-29 1900-02-29 2019-04-31 2019-1-1 99999-02-29 i-fjol 2019-04-30T00:00:00",
    ],
    "dateTime": [
        "2019-02-28T24:00:00 2019-02-28T23:59:59.999999999 2019-02-28T23:59:59+14:00",
        "2019-02-28T24:00:01 2019-02-28T23:59:60 2019-02-28T23:59:59+14:01 2019-02-28T23:59:59. "
        "2019-02-29T00:00:00 2019-02-28",
    ],
    "dateTimeStamp": ["2019-02-28T23:59:59Z", "2019-02-28T23:59:59"],
    "time": ["24:00:00 23:59:59.5-05:00", "24:00:01 1:00:00 23:59 25:00:00"],
    "duration": ["P1Y -P1Y2M3DT4H5M6.7S PT0S P99999999999999999999Y", "P PT P1YT P1M2Y PT1.S PT.5S P1.5Y P1Q 1Y"],
    "yearMonthDuration": ["P1Y P1M -P1Y2M", "P1D P P1YT1H"],
    "dayTimeDuration": ["P1D PT1M P1DT1.5S", "P1Y P1M P"],
    "decimal": ["1.0 1. .5 +1 -0", ". 1e5 NaN 1,5 1_000 INF ١"],
    "integer": ["1 +01 -0 " + "9" * 5000, "1.0 1_0 ١ x"],
    "long": ["9223372036854775807 -9223372036854775808", "9223372036854775808 -9223372036854775809"],
    "int": ["2147483647 -2147483648", "2147483648 -2147483649 " + "9" * 5000],
    "short": ["32767 -32768", "32768 -32769"],
    "byte": ["127 -128 +0000000000000000000000000127", "128 -129"],
    "unsignedLong": ["18446744073709551615 -0", "18446744073709551616 -1"],
    "unsignedInt": ["4294967295", "4294967296"],
    "unsignedShort": ["65535", "65536"],
    "unsignedByte": ["255 -0", "256 -1"],
    "positiveInteger": ["1 " + "9" * 5000, "0 -1"],
    "nonNegativeInteger": ["0 -0", "-1"],
    "negativeInteger": ["-1", "0 1"],
    "nonPositiveInteger": ["0 +0 -5", "1"],
    "float": ["1e5 INF +INF -INF NaN .5 1. 1E+5", "inf nan 1e Infinity 1_0 . 0x1"],
    "double": ["1e400 INF NaN", "infinity -nan -NaN"],
    "boolean": ["true false 1 0", "True yes maybe 2"],
    "hexBinary": ["0F 0f0F", "0 0g"],
    "base64Binary": ["YQ== YWI= YWJj", "YQ= YR== Y a==="],
    "anyURI": ["http://e.example/å ../a#b %41 urn:x", "a|b <a> %zz a\\b"],
    "language": ["sv sv-SE de-1901", "sv_SE abcdefghi -sv"],
    "NMTOKEN": ["a .x 1", "a/b"],
    "Name": ["a:b å", "1a .a"],
    "NCName": ["a å.1", "a:b"],
    "ID": ["a", "1"],
    "QName": ["a:b a", "a:b:c :a"],
    "NOTATION": ["a:b", "a:1"],
    "interger": ["", "1"],
}  # fmt: skip
SPACED: list[tuple[str, str, bool]] = [
    ("gYear", " 2019", False), ("boolean", "true\n", False), ("integer", "1 ", False),
    ("gYear", "", False), ("integer", "", False), ("anyURI", "", True), ("anyURI", "a b", False),
    ("hexBinary", "", True), ("base64Binary", "", True), ("base64Binary", "YW I=", True),
    ("string", "a\tb\n", True), ("normalizedString", "a  b", True),
    ("normalizedString", "a\tb", False), ("token", "a b", True), ("token", "a  b", False),
    ("token", " a", False), ("NMTOKENS", "a 1", True), ("NMTOKENS", "", False),
    ("IDREFS", "a b", True), ("IDREFS", "a 1", False), ("ENTITIES", "a  b", False),
]  # fmt: skip


def term(name: str, text: str) -> str:
    return term_of_literal(text, datatype=XSD.iri + name) if name != "string" else f'"{text}"'


@pytest.mark.parametrize("name", CASES)
def test_a_datatype_has_its_texts_and_no_others(name: str) -> None:
    good, bad = (texts.split() for texts in CASES[name])
    assert {text[:40]: is_well_typed(term(name, text)) for text in [*good, *bad]} == {
        **{text[:40]: True for text in good}, **{text[:40]: False for text in bad},
    }  # fmt: skip


@pytest.mark.parametrize(("name", "text", "expected"), SPACED)
def test_white_space_counts(name: str, text: str, expected: bool) -> None:
    assert is_well_typed(term(name, text)) is expected


@pytest.mark.parametrize("iri", DATATYPES)
def test_the_example_of_a_datatype_is_one_of_its_texts(iri: str) -> None:
    assert DATATYPES[iri].has(DATATYPES[iri].example)


def test_every_datatype_of_xml_schema_is_known() -> None:
    abstract = {"anyAtomicType", "error", "untypedAtomic"}
    known = {**builtin_atomic_types, **builtin_list_types}
    names = {name[3:] for name in known if name.startswith("xs:")} - abstract
    assert {iri.removeprefix(XSD.iri) for iri in DATATYPES if iri.startswith(XSD.iri)} == names


@pytest.mark.parametrize(
    ("datatype", "text", "expected"),
    [
        (f"{RDF.iri}JSON", '{"a": [1]}', True), (f"{RDF.iri}JSON", "{a}", False),
        (f"{RDF.iri}JSON", "NaN", False), (f"{RDF.iri}JSON", "[" * 100_000, False),
        (f"{RDF.iri}XMLLiteral", "a<b/>", True), (f"{RDF.iri}XMLLiteral", "<a>", False),
        (f"{RDF.iri}XMLLiteral", "&x;", False), (f"{RDF.iri}HTML", "<br>", True),
        (f"{RDF.iri}langstring", "a", False), ("http://id.loc.gov/datatypes/edtf", "19XX", True),
    ],
)  # fmt: skip
def test_datatypes_of_rdf_and_of_others(datatype: str, text: str, expected: bool) -> None:
    assert is_well_typed(term_of_literal(text, datatype=datatype)) is expected


@cache
def _builtin() -> dict[str, Any]:
    return dict(XMLSchema11.builtin_types())


#: What the other library takes by way of Python's own numbers, and does not compute.
_NOT_COMPARED = re.compile(r"_|[^\x21-\x7e]|[0-9]{5,}")
#: What it takes of one sort of duration where the other parts are 0 (XSD 1.1 part 2, §3.4.26).
_OTHER_PARTS = {"dayTimeDuration": re.compile("[YM]"), "yearMonthDuration": re.compile("[DT]")}
_COMPARED = sorted(set(CASES) - {"interger", "anyURI", "QName", "NOTATION", "ID"})


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_another_library_agrees(data: st.DataObject) -> None:
    """Texts that are slightly wrong, or right after all."""
    name = data.draw(st.sampled_from(_COMPARED))
    letters = list(data.draw(st.sampled_from(" ".join(CASES[name]).split())))[:40]
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(letters)))
        letters[place : place + data.draw(st.integers(0, 1))] = data.draw(
            st.sampled_from([[], *"0123456789-+:.TZPYMDHSEINFae="])
        )
    text = "".join(letters)
    if name in _OTHER_PARTS and _OTHER_PARTS[name].search(text.partition("T")[0]):
        assert not is_well_typed(term(name, text)), (name, text)
    elif text and not _NOT_COMPARED.search(text):
        assert is_well_typed(term(name, text)) == _builtin()[name].is_valid(text), (name, text)
