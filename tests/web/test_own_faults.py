"""What is wrong with files and texts of a catalogue's own is told with its place before anything is served."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from publod.config_file import entries_of
from publod.search.facet_definitions import own_facet
from publod.web.customisation import Customisation
from publod.web.own_faults import Fault
from publod.web.own_pages import read_pages
from publod.web.own_templates import template_faults
from publod.web.own_texts import language_faults, link_faults, name_faults
from publod.web.sparql.own_queries import query_faults
from publod.web.theme_files import theme_faults

BASE = "https://data.example/list/"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
FRONT = '{% extends "publod:front.html" %}\n'


def told(faults: Iterable[Fault], folder: Path) -> list[str]:
    """Faults as they are told, below a folder, with a mark for those that block."""
    texts = [("! " if one.blocks else "") + one.message.text() for one in faults]
    return [text.replace(f"{folder}/", "") for text in texts]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", SVG.format("\n<script>alert(1)</script>"), "! logo.svg:2: a drawing on a page can have no script"),
        ("logo.svg", SVG.format('<g onload="x()"/>'), "! logo.svg:1: a drawing on a page can have no onload"),
        ("logo.svg", SVG.format('<image xlink:href="https://x.example/a.png"/>'),
         "! logo.svg:1: a drawing on a page fetches nothing: take what https://x.example/a.png leads to"),
        ("logo.svg", SVG.format("\n<style>@import 'x.css'; a { fill: red }</style>"), "! logo.svg:2: a drawing on a page fetches"),
        ("logo.svg", SVG.format('<rect style="fill: url(http://x.example/#a)"/>'), "! logo.svg:1: a drawing on a page fetches"),
        ("logo.svg", SVG.format('<a href="javascript:x()"/>'), "! logo.svg:1: a drawing on a page fetches"),
        ("logo.svg", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + SVG.format("&x;"), "! logo.svg:1: a drawing on a page fetches"),
        ("logo.svg", "<html/>", "! logo.svg:1: this is no SVG: its root is to be an svg of http://www.w3.org/2000/svg"),
        ("logo.svg", "\n<svg", "! logo.svg:2: this is no SVG: unclosed token"),
        ("logo.svg", "\x89PNG\r\n\x1a\n", "! logo.svg:1: this is no SVG: not well-formed"),
        ("a.png", "GIF89a", "! a.png: this is no PNG file"),
        ("logo.png", "\x89PNG\r\n\x1a\n", "logo.png: pages look for logo.svg, not for this"),
        ("Logo.svg", SVG.format(""), "Logo.svg: pages look for logo.svg, not for this"),
        ("a.ttf", "x", "a.ttf: this is not served: names of files end with .css, .svg"),
        ("theme.css", "/* url(x) */\np { background: url(gone.png) }", "theme.css:2: there is no file gone.png that is served"),
        ("theme.css", "@import 'https://x.example/a.css';", "theme.css:1: https://x.example/a.css is not fetched"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_is_called_is_told(
    tmp_path: Path, name: str, content: str, said: str
) -> None:
    (tmp_path / name).write_text(content, "latin-1", newline="")
    assert [one[: len(said)] for one in told(theme_faults(tmp_path), tmp_path)] == [said]


def test_drawings_as_programs_write_them_are_taken(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text(
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" ['
        '<!ENTITY ns_svg "http://www.w3.org/2000/svg">]>\n'
        '<svg xmlns="&ns_svg;" xmlns:x="http://www.w3.org/1999/xlink" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<metadata><r:RDF r:resource="http://x.example/"/></metadata><style>.a { fill: url(#g) }</style>'
        '<use x:href="#g"/><image href="data:image/png;base64,AA"/><a href="https://x.example/"/></svg>'
    )
    (tmp_path / "theme.css").write_text("p { background: url('logo.svg#g') }")
    (tmp_path / "notes.txt").write_text("")
    assert told(theme_faults(tmp_path), tmp_path) == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"base.html": '{% extends "publod:base.html" %}\n\n{% block slot_front %}{% endblock %}'},
         ["! base.html:3: base.html has no slot slot_front, so it is never shown; write it in a front.html that extends publod:front.html"]),
        ({"front.html": FRONT + "{% block slot_banner %}{{ titel }}{% endblock %}"},
         ["front.html:2: pages have no variable titel: nothing is shown for it; is title meant?"]),
        ({"front.html": FRONT + "{% set mine = 1 %}{% block slot_front %}{{ site_title.text }}{% include 'x.html' %}{% endblock %}",
          "x.html": "{{ mine }}{% for a in own_pages %}{{ loop.index }}{{ href(a[0]) }}{% endfor %}{{ request.path }}"}, []),
        ({"mine.html": '{% extends "publod:base.html" %}{% block slot_record %}{% endblock %}',
          "record.html": '{% extends "mine.html" %}'}, ["! mine.html:1: mine.html has no slot slot_record"]),
        ({"front.html": "{% extends layout if path else 'publod:front.html' %}{% block slot_record %}{% endblock %}"}, ["front.html:1: pages have no variable layout"]),
        ({"mine.html": '{% extends "publod:record.html" %}',
          "record.html": '{% extends "mine.html" %}{% block slot_record %}{% block slot_head %}{% endblock %}{% endblock %}'}, []),
        ({"base.html": "{% if x %}{{ 1|shout }}\n{{ 1|cry }}{% endif %}", "front.html": FRONT + "{% block slot_x %}{% endblock %}"},
         ["! base.html:1: No filter named 'shout'.", "! base.html:2: No filter named 'cry'.",
          "! front.html:2: publod has no slot slot_x", "base.html:1: pages have no variable x"]),
    ],
)  # fmt: skip
def test_what_a_template_has_in_vain_is_told(
    tmp_path: Path, files: dict[str, str], said: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    found = told(template_faults(tmp_path), tmp_path)
    assert [one[: len(start)] for one, start in zip(found, said, strict=True)] == said


def dead_links(folder: Path, footer: str = "", **settings: object) -> list[str]:
    own = Customisation(pages=read_pages(folder), footer={"": footer}, **settings)  # type: ignore[arg-type]
    return told(
        link_faults(own, BASE, lambda paths: {*paths} & {"agent/board"}, "PUBLOD_FOOTER"), folder
    )


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("../subjects", ""), ("..", ""), ("../agent/board.ttl", ""), ("../publications?q=x", ""), ("../about/accessibility", ""),
        ("help", ""), ("../page/help#a-part", ""), ("#a-part", ""), ("https://x.example/", ""), ("mailto:a@x.example", ""),
        (f"{BASE}agents.atom", ""), ("/elsewhere", ""), ("../theme/a.png", ""),
        ("../agent/bord", "there is nothing at ../agent/bord"),
        ("../theme/b.png", "there is nothing at ../theme/b.png"),
        ("../subjects/x", "there is nothing at ../subjects/x"),
        ("../audiences", "there is nothing at ../audiences"),
        (f"{BASE}nowhere", f"there is nothing at {BASE}nowhere"),
        ("subjects", "there is nothing at subjects, which is looked for below /page/; is ../subjects meant?"),
        ("help.md", "there is nothing at help.md, which is looked for below /page/; is help meant?"),
        ("#part", "no heading of this page is #part; there are: #a-part, #a-part-2"),
    ],
)  # fmt: skip
def test_a_link_of_a_page_that_leads_nowhere_is_told_with_its_line(
    tmp_path: Path, link: str, said: str
) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    text = f"# Help\n\n## A part\n\nOne\n[two]({link}).\n\n## A part\n"
    (tmp_path / "help.md").write_text(text, "utf-8")
    found = dead_links(tmp_path, files=tmp_path, without=frozenset({"audiences"}))
    assert found == ([f"help.md:6: {said}"] if said else [])


def test_links_of_the_footer_are_below_the_base_and_images_are_of_the_theme(tmp_path: Path) -> None:
    (tmp_path / "help.md").write_text("# Help\n\n![x](https://x.example/a.png)\n", "utf-8")
    assert dead_links(tmp_path, "[a](page/help) [b](/page/gone) [c](agent/board)") == [
        "help.md:3: the image https://x.example/a.png is not shown, since pages fetch nothing from elsewhere: "
        "put it into the folder that PUBLOD_THEME names, and write ../theme/NAME",
        "PUBLOD_FOOTER: there is nothing at /page/gone",
    ]


def test_texts_in_a_language_that_is_not_offered_are_told(tmp_path: Path) -> None:
    (tmp_path / "help.fi.md").write_text("# Ohje\n", "utf-8")
    (tmp_path / "help.md").write_text("# Help\n", "utf-8")
    facet = own_facet("x", "dcterms:creator", {"de": "Von", "en": "By"})
    own = Customisation(pages=read_pages(tmp_path))
    texts = {"PUBLOD_FOOTER": {"": "x", "nl": "x"}, "PUBLOD_FACETS x": facet.label}
    assert [one.partition(":")[0] for one in told(language_faults(own, ("sv", "en"), texts), tmp_path)] == [
        "help.fi.md", "PUBLOD_FOOTER", "PUBLOD_FACETS x",
    ]  # fmt: skip
    assert told(name_faults({"et": "Nimi", "ru": "x"}, ("sv", "en")), tmp_path)[0].startswith(
        "catalog: the title of the catalogue is in et, ru, and pages are offered in sv, en"
    )
    assert told(name_faults({"en-GB": "Name", "ru": "x"}, ("sv", "en")), tmp_path) == []
    assert told(name_faults({"": "Name"}, ("sv", "en")), tmp_path) == []


EXAMPLES = """\
[[group]]
en = "Ours"
[[group.example]]
query = "ours"
en = ["Ours", "All of ours."]
"""


@pytest.mark.parametrize(
    ("listed", "query", "said"),
    [
        (EXAMPLES, "SELECT ?s WHERE {\n  ?s a pub:Publication ; dcterms:title ?t\n} LIMIT 10\n", []),
        (EXAMPLES, None, ["! examples.toml:4: there is no file ours.rq"]),
        (EXAMPLES, "SELECT ?s WHERE {\n  ?s a nobodys:Publication }", ["! ours.rq:2: the prefix nobodys: is not declared (PREFIX nobodys: <\u2026>)"]),
        (EXAMPLES, "SELECT ?s WHERE {\n  ?s a pub:Publication\n", ["! ours.rq:3: the query ends too early"]),
        (EXAMPLES, "DELETE WHERE { ?s ?p ?o }", ["! ours.rq: "]),
        (EXAMPLES, "SELECT * WHERE { SERVICE <https://x.example/> { ?s ?p ?o } }", ["! ours.rq: "]),
        (EXAMPLES, "SELECT * WHERE {\n  ?s dcterms:titel ?o ; a pub:Publikation }",
         ["ours.rq:2: no vocabulary has the term pub:Publikation; is pub:Publication meant?",
          "ours.rq:2: no vocabulary has the term dcterms:titel; is dcterms:title meant?"]),
        (EXAMPLES.replace(', "All of ours."', ""), "ASK {}", ["! examples.toml:4: the example ours needs a title and an explanation"]),
        (EXAMPLES.replace('query = "ours"', ""), "ASK {}", ["! examples.toml: each example names a file"]),
        ('group = "x"', "ASK {}", ["! examples.toml: examples are listed in [[group]]"]),
        ("", "ASK {}", ["! examples.toml: examples are listed in [[group]]"]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_example_query_is_told_with_its_line(
    tmp_path: Path, listed: str, query: str | None, said: list[str]
) -> None:
    file = tmp_path / "examples.toml"
    file.write_text(listed, "utf-8")
    if query is not None:
        (tmp_path / "ours.rq").write_text(query, "utf-8")
    values = {key: entry.value for key, entry in entries_of(file).items()}
    found = told(query_faults(file, values, warn=True), tmp_path)
    assert [one[: len(start)] for one, start in zip(found, said, strict=True)] == said
