"""schema.org in web pages, as microdata and RDFa Lite: https://html.spec.whatwg.org/multipage/microdata.html."""

from __future__ import annotations

import io

import pytest

from publod.errors import SourceUnreadable
from publod.importing import schema_org_reader
from publod.importing.items_in_pages import items_of, page_of
from publod.importing.source_record import SourceRecord

MICRODATA = """<!doctype html><html lang="en"><head><base href="https://www.example.ie/p/"></head><body>
<div itemscope itemtype="https://schema.org/WebPage"><main itemprop="mainEntity" itemscope
 itemtype="https://schema.org/Report" itemid="https://www.example.ie/r/1" itemref="more">
<h1 itemprop="name">Children
 and asylum</h1><h2 lang="ga" itemprop="name">Leanaí agus tearmann</h2>
<p itemprop="author" itemscope itemtype="https://schema.org/Person"><a itemprop="sameAs"
 href="https://orcid.org/0000-0002-1825-0097"><span itemprop="name">Per Ek</span></a>
<p itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><b itemprop="name">The Bureau</b>
<p>Out on <time itemprop="datePublished" datetime="2018-03-14">14 March</time>,
 <data itemprop="numberOfPages" value="64">sixty-four</data> pages, <i itemprop="isbn">978-91-7000-123-9</i>
<ul><li itemprop="about">asylum<li itemprop="about">children</ul>
<p itemprop="encoding" itemscope itemtype="https://schema.org/MediaObject"><a itemprop="contentUrl" href="1.pdf">PDF</a></p>
<meta itemprop="inLanguage" content="en"><span itemprop="funder">The Fund</span></main></div>
<p id="more"><a itemprop="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY</a>
</body></html>"""
RDFA = """<html lang="sv"><body vocab="https://schema.org/"><div typeof="Book" resource="https://www.example.se/b/1">
<h1 property="name">Bo bra</h1> av <span property="author" typeof="Person"><span property="name">Åsa Berg</span></span>,
<span property="datePublished" content="2018-05">i maj</span>, <a property="license"
href="https://creativecommons.org/licenses/by/4.0/">CC</a> <span property="schema:inLanguage">sv</span></div></body></html>"""


def publications(page: str | bytes) -> list[SourceRecord]:
    content = page.encode() if isinstance(page, str) else page
    return [*schema_org_reader.read(io.BytesIO(content), "page.html")]


def test_microdata() -> None:
    [record] = publications(MICRODATA)
    assert record.identifier == "https://www.example.ie/r/1"
    assert [(one.text, one.language) for one in record.titles] == [
        ("Children and asylum", "en"), ("Leanaí agus tearmann", "ga"),
    ]  # fmt: skip
    assert [(a.name, a.role, a.is_person, a.identifiers) for a in record.agents] == [
        ("Per Ek", "aut", True, ("https://orcid.org/0000-0002-1825-0097",)),
        ("The Bureau", "pbl", False, ()),
    ]
    assert (record.issued, record.page_count, record.languages) == ("2018-03-14", 64, ("en",))
    assert [subject.label for subject in record.subjects] == ["asylum", "children"]
    assert [file.url for file in record.files] == ["https://www.example.ie/p/1.pdf"]
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert [kind.label for kind in record.types] == ["Report"]
    assert [(one.name, one.value) for one in record.unmapped] == [("funder", '["The Fund"]')]


def test_rdfa_lite() -> None:
    [record] = publications(RDFA)
    assert record.identifier == "https://www.example.se/b/1"
    assert [(one.text, one.language) for one in record.titles] == [("Bo bra", "sv")]
    assert [(a.name, a.is_person) for a in record.agents] == [("Åsa Berg", True)]
    assert (record.issued, record.languages) == ("2018-05", ("sv",))
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_what_several_syntaxes_describe_is_one_publication() -> None:
    script = """<script type="application/ld+json">{"@type": "Report", "name": "Children and asylum",
      "datePublished": "2019"}</script>"""
    [record] = publications(MICRODATA.replace("</head>", script + "</head>"))
    assert record.issued == "2019"
    assert record.isbn == ("978-91-7000-123-9",)
    assert ("datePublished (microdata)", '["2018-03-14"]') in [
        (one.name, one.value) for one in record.unmapped
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_a_page_is_read_in_the_encoding_that_it_says(encoding: str) -> None:
    page = RDFA.replace("<body", f'<head><meta charset="{encoding}"></head><body', 1)
    [record] = publications(page.encode(encoding))
    assert record.agents[0].name == "Åsa Berg"


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ('<meta itemprop="x" content=" a  b ">', "a b"),
        ('<a itemprop="x" href="/b">c</a>', "https://a.example/b"),
        ('<img itemprop="x" src="b.png" alt="c">', "https://a.example/b.png"),
        ('<object itemprop="x" data="b.swf">c</object>', "https://a.example/b.swf"),
        ('<meter itemprop="x" value="4">four</meter>', "4"),
        ('<time itemprop="x">2018</time>', "2018"),
        ('<span itemprop="x" content="b">a <b>c</b></span>', "a c"),
        ('<span itemprop="https://schema.org/x">a &amp; b</span>', "a & b"),
    ],
)
def test_values_of_properties(element: str, value: str) -> None:
    page = f'<head><base href="https://a.example/"></head><div itemscope>{element}</div>'
    [(syntax, item)] = items_of(page_of(page.encode()))
    assert (syntax, item) == ("microdata", {"@type": [], "x": [value]})


def test_an_item_that_is_part_of_itself_ends() -> None:
    page = '<div itemscope itemref="a"></div><div id="a" itemprop="b" itemscope itemref="a"></div>'
    assert [item for _, item in items_of(page_of(page.encode()))] == [
        {"@type": [], "b": [{"@type": []}]}
    ]


def test_a_page_that_is_nested_without_end_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="page.html: .*nested more than 1000 deep"):
        publications("<div itemprop=a itemscope>" * 200_000)
