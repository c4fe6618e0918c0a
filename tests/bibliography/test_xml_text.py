"""XML that is written as text is XML."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bibliography.entries import texts
from publod.bibliography.export.xml_writer import NOTHING, Xml, branch, element, leaf, legible, twig

_NAMES = st.sampled_from(["a", "b-c", "d.e", "_f"])
_ATTRIBUTES = st.dictionaries(st.sampled_from(["x", "y", "xml:lang"]), texts, max_size=3)
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_trees = st.recursive(
    st.builds(leaf, _NAMES, texts, _ATTRIBUTES) | st.builds(twig, _NAMES, _ATTRIBUTES),
    lambda inner: st.builds(branch, _NAMES, st.lists(inner, max_size=4), _ATTRIBUTES),
    max_leaves=12,
)


@given(_NAMES, st.lists(_trees, max_size=4), _ATTRIBUTES)
def test_whatever_is_put_together_is_well_formed(
    name: str, children: list[Xml], attributes: dict[str, str]
) -> None:
    written = element(name, children, attributes)
    assert not _ILLEGAL.search(written.decode())
    ET.fromstring(written)


@given(texts)
@example("\r")  # which is no white space any more once it is a reference
@example("\0\r")
def test_a_text_comes_back_as_it_was(text: str) -> None:
    read = ET.fromstring(element("r", [leaf("a", text, {"x": text})], {}))
    kept = _ILLEGAL.sub("", text)
    if kept and not kept.isspace():
        assert read[0].text == kept
        assert read[0].get("x") == kept
    else:
        assert len(read) == 0


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=20))
def test_legible_takes_what_xml_cannot_hold_and_nothing_else(text: str) -> None:
    assert legible(text) == _ILLEGAL.sub("", text)


def test_nothing_empty_is_written() -> None:
    assert leaf("a", "") == leaf("a", " \n\x00") == branch("a", []) == twig("a", {}) == NOTHING
    assert branch("a", [leaf("b", ""), branch("c", [])], {"x": "y"}) == NOTHING
    assert leaf("a", "b", {"x": ""}) == "<a>b</a>"
    assert element("a", [], {}) == b"<a></a>"


@pytest.mark.parametrize("name", ["", "a b", "a>", "1a", "a:b:c", "å", "a\n", ":a", "a/"])
def test_a_name_that_is_none_is_a_fault_of_the_writer(name: str) -> None:
    with pytest.raises(ValueError, match="not a qualified name"):
        leaf(name, "x")
    with pytest.raises(ValueError, match="not a qualified name"):
        leaf("a", "x", {name: "y"})
