"""A catalogue's own look, words, pages, templates, languages and parts: each hook, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from publod import web
from publod.app import create_app
from publod.errors import SettingsError
from publod.web.own_templates import FILTERS
from publod.web.theme import contrast, theme_of, tokens
from seed_settings import seed_settings
from web.servers import EXAMPLE

Make = Callable[..., FlaskClient]

#: Addresses that no page may link when everything that can be is left out.
CLOSED = {"sparql", "graphs", "audiences", "works", "audience", "work"}
PAGES = (
    "", "publications", "subjects", "agents", "types", "about", "ontology", "new", "years", "profiles",
    "publication/manual-misstanke-manniskohandel-2019", "work/regionkoordinatorer", "agent/iom",
    "audience/professionals", "subject/human-trafficking", "about/accessibility", "nowhere",
)  # fmt: skip


@pytest.fixture
def make(example_home: Path) -> Make:
    """A client of the seed catalogue with settings of a test."""

    def client(**settings: Any) -> FlaskClient:
        own = seed_settings(home=example_home, base_url=EXAMPLE, **settings)
        return create_app(own).test_client()

    return client


def text(client: FlaskClient, path: str, language: str = "en") -> str:
    answer = client.get(f"/{path}", headers={"Accept": "text/html", "Accept-Language": language})
    return answer.text


def closed(client: FlaskClient, path: str) -> set[str]:
    """What a page links of what can be left out."""
    links = re.findall(r'(?:href|action)="([^"]*)"', text(client, path))
    urls = [urlsplit(urljoin(f"{EXAMPLE}{path}", link)) for link in links]
    firsts = {re.split(r"[/.]", url.path[1:])[0] for url in urls if url.netloc in EXAMPLE}
    return firsts & CLOSED


def test_without_anything_of_its_own_nothing_is_added(client: FlaskClient) -> None:
    page = text(client, "")
    assert "theme/" not in page.replace("theme-color", "")
    assert "page/" not in page
    assert client.get("/theme/tokens.css").status_code == 404
    assert client.get("/page/contact").status_code == 404


# --- Colours and fonts ----------------------------------------------------------------------------


def test_colours_and_fonts_are_tokens_of_a_sheet_before_the_one_for_print(make: Make) -> None:
    client = make(band_colour=("#5a1846",), link_colour=("#7a1f5c",), font="Arial, sans-serif")
    page = text(client, "publication/manual-misstanke-manniskohandel-2019")
    assert '<meta name="theme-color" content="#5a1846">' in page
    assert page.index("theme/tokens.css") < page.index("static/print.css")
    sheet = client.get("/theme/tokens.css")
    assert sheet.content_type.startswith("text/css")
    assert "--band: #5a1846;" in sheet.text
    assert "--link: #7a1f5c;" in sheet.text
    assert "--sans: Arial, sans-serif;" in sheet.text


def test_fonts_of_headings_are_those_of_all_headings() -> None:
    assert theme_of(heading_font="Georgia").light == {"title": "Georgia", "heading": "Georgia"}
    assert theme_of(font="Arial").light == {"sans": "Arial", "serif": "Arial"}
    sheet = "".join(
        (Path(web.__file__).parent / "static" / f"{name}.css").read_text("utf-8")
        for name in ("style", "site", "components", "record", "browse", "results")
    )
    rules = re.findall(r"([^{}]*)\{([^{}]*var\(--(?:serif|sans)\)[^{}]*)\}", sheet)
    assert [rule for rule, _ in rules if re.search(r"\bh[1-6]\b|\.title|\.home", rule)] == []


def test_a_link_colour_is_lightened_for_the_dark_scheme_until_it_can_be_read() -> None:
    theme = theme_of(links=("#7a1f5c",))
    dark = tokens()["dark"] | dict(theme.dark)
    assert theme.dark["link"] != "#7a1f5c"
    for ground in ("ground", "surface", "warn-ground"):
        assert contrast(dark["link"], dark[ground]) >= 4.5
    assert contrast(dark["action-ink"], dark["action"]) >= 4.5
    assert theme_of(links=("#7a1f5c", "#f0a6d8")).dark["link"] == "#f0a6d8"


@pytest.mark.parametrize("link", ["#7a1f5c", "#0a5c36", "#00566b", "#6b6b00"])
def test_bars_of_charts_are_a_fainter_shade_of_links_that_is_plain_to_see(link: str) -> None:
    theme = theme_of(links=(link,))
    for scheme, own in (("light", theme.light), ("dark", theme.dark)):
        bar, ground = dict(own)["bar"], tokens()[scheme]["ground"]
        assert 3 <= contrast(bar, ground) < contrast(dict(own)["link"], ground)


def test_what_stands_in_the_slot_of_the_front_page_is_below_the_search(
    make: Make, tmp_path: Path
) -> None:
    (tmp_path / "front.html").write_text(
        '{% extends "publod:front.html" %}{% block slot_front %}<p id="own">x</p>{% endblock %}',
        "utf-8",
    )
    page = text(make(templates=tmp_path), "")
    assert page.index("</form>") < page.index('id="own"') < page.index('<section class="editions"')
    assert (
        page.count("</div>", page.index('id="own"'), page.index('<section class="editions"')) == 1
    )
    assert '<div class="banner"></div>' in page


@pytest.mark.parametrize(
    ("colours", "said"),
    [
        (
            {"band": ("#5d909b",)},
            r"PUBLOD_BAND_COLOUR: #5d909b has too little contrast in the light scheme \(.*\); #37555b is the nearest that has enough\n"
            r"    beside the text in the head of pages \(#ffffff\) it has 3\.54 to 1, and 4\.5 is needed\n"
            r"    beside the faint text [^\n]*\n[^\n]*\nPUBLOD_BAND_COLOUR: #5d909b has .* in the dark scheme .*; #37555b is",
        ),
        ({"band": ("#0b3a45", "#dddddd")}, r"^PUBLOD_BAND_COLOUR: #dddddd has too little contrast in the dark scheme"),
        ({"links": ("#66aadd",)}, r"^PUBLOD_LINK_COLOUR: #66aadd .* in the light scheme .*\n    beside the background of pages \(#ffffff\) it has 2\.51"),
        ({"links": ("#00566b", "#00566b")}, r"^PUBLOD_LINK_COLOUR: #00566b has .* in the dark scheme .*; #59919f is"),
    ],
)  # fmt: skip
def test_colours_that_cannot_be_told_apart_are_refused_with_the_pair_and_its_ratio(
    colours: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        theme_of(**colours)  # type: ignore[arg-type]
    lines = str(refused.value).splitlines()
    assert len(lines) == len({*lines}) or "dark" in said


def test_the_colour_that_a_refusal_names_is_taken() -> None:
    for link in ("#66aadd", "#ffff00", "#ffffff"):
        with pytest.raises(SettingsError) as refused:
            theme_of(links=(link,))
        theme_of(links=(re.findall(r"#\w{6}", str(refused.value))[1],))


def test_files_of_the_theme_are_served_and_nothing_else(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "theme"
    folder.mkdir()
    (folder / "theme.css").write_text("body { margin: 0 }", "utf-8")
    (folder / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (folder / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (folder / "notes.txt").write_text("secret", "utf-8")
    (tmp_path / "outside.css").write_text("secret", "utf-8")
    (folder / "link.css").symlink_to(tmp_path / "outside.css")
    client = make(theme=folder)
    page = text(client, "about")
    for name in ("theme.css", "logo.svg"):
        assert f"theme/{name}" in page
        assert client.get(f"/theme/{name}").status_code == 200
    # Harvesters and clients have been told this address.
    assert "static/icon.svg" in page
    assert client.get("/static/icon.svg").data == (folder / "icon.svg").read_bytes()
    assert b"<svg" in make().get("/static/icon.svg").data != (folder / "icon.svg").read_bytes()
    assert 'alt=""' in page
    for name in ("notes.txt", "../outside.css", "..%2foutside.css", "link.css", "", "gone.css"):
        assert client.get(f"/theme/{name}").status_code in {404, 308}, name
    tag = client.get("/theme/theme.css").headers["ETag"]
    assert client.get("/theme/theme.css", headers={"If-None-Match": tag}).status_code == 304


# --- Words and pages ------------------------------------------------------------------------------


def test_the_short_name_is_at_the_head_and_in_titles(make: Make) -> None:
    client = make(short_name={"sv": "Skrifterna", "en": "The publications"})
    assert "<span>The publications</span>" in text(client, "agents")
    assert re.search(r"<title>.* – The publications</title>", text(client, "agents"))
    assert re.search(r"<title>.* – Skrifterna</title>", text(client, "agents", "sv"))


def test_pages_are_written_in_markdown_for_all_or_one_language(make: Make, tmp_path: Path) -> None:
    (tmp_path / "contact.md").write_text("# Contact\n\nWrite to <who@agency.example>.\n", "utf-8")
    (tmp_path / "help.en.md").write_text(
        "# Help\n\n# More\n\n#### Deep\n\n#### Too\n\n<b>not bold</b> [x](javascript:alert(1))\n",
        "utf-8",
    )
    (tmp_path / "help.sv.md").write_text("# Hjälp\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n", "utf-8")
    client = make(
        pages=tmp_path,
        menu=("contact",),
        footer={"": "By [the agency](https://agency.example/) *only*"},
    )
    page = text(client, "page/contact", "sv")
    assert "<h1>Contact</h1>" in page
    assert '<a href="mailto:who@agency.example">' in page
    assert page.count("page/contact") + page.count('href="contact"') >= 2
    english = text(client, "page/help")
    assert english.count("<h1>") == 1
    assert '<h2 id="more">More</h2>' in english
    assert '<h3 id="deep">Deep</h3>\n<h3 id="too">Too</h3>' in english
    assert "&lt;b&gt;not bold&lt;/b&gt;" in english
    assert '<a href="javascript' not in english
    assert '<td>1</td>\n<td class="number">2</td>' in text(client, "page/help", "sv")
    front = text(client, "")
    menu = front[front.index('<nav class="menu"') : front.index('<nav class="languages"')]
    assert "page/contact" in menu
    assert "page/help" not in menu
    assert 'href="./page/help"' in front[front.index("<footer") :]
    assert 'By <a href="https://agency.example/">the agency</a> <em>only</em>' in front
    assert f"{EXAMPLE}page/contact" in client.get("/sitemap-0.xml").text


def test_links_of_the_footer_lead_there_from_each_page(make: Make) -> None:
    client = make(footer={"sv": "[Ämnen](subjects) [till](/page/x)"}, short_name={"sv": "Skrifter"})
    page = text(client, "agent/iom")
    assert '<p><span lang="sv" dir="ltr"><a href="../subjects">Ämnen</a>' in page
    assert '<a href="../page/x">till</a>' in page
    assert '<span><span lang="sv" dir="ltr">Skrifter</span></span>' in page
    assert 'lang="sv" dir="ltr"><a href="./subjects"' not in text(client, "", "sv")


def test_a_page_in_another_language_only_says_so(make: Make, tmp_path: Path) -> None:
    (tmp_path / "help.fi.md").write_text("# Ohje\n\nTeksti\n", "utf-8")
    page = text(make(pages=tmp_path), "page/help")
    assert '<article class="text" lang="fi" dir="ltr">' in page


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("About Us.md", "# A\n", r"About Us\.md: a page is called like contact\.md"),
        ("about.md", "About\n", r"about\.md: a page begins with its title"),
        ("about.md", "", r"about\.md: a page begins with its title"),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_name(
    make: Make, tmp_path: Path, name: str, written: str, said: str
) -> None:
    (tmp_path / name).write_text(written, "utf-8")
    with pytest.raises(SettingsError, match=said):
        make(pages=tmp_path)


def test_the_menu_names_pages_that_there_are(make: Make, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PUBLOD_MENU: there is no page gone"):
        make(pages=tmp_path, menu=("gone",))


def test_the_menu_has_pages_in_the_order_of_the_setting(make: Make, tmp_path: Path) -> None:
    for name in ("contact", "about-us", "help"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n", "utf-8")
    page = text(make(pages=tmp_path, menu=("help", "contact", "about-us")), "agents")
    menu = page[page.index('<nav class="menu"') : page.index("<main")]
    assert re.findall(r"/page/([a-z-]+)", menu) == ["help", "contact", "about-us"]


# --- Templates ------------------------------------------------------------------------------------


def test_each_slot_is_filled_by_a_template_that_extends_publods(make: Make, tmp_path: Path) -> None:
    slots = {
        "base.html": ("slot_head", "slot_banner", "slot_logo", "slot_footer"),
        "front.html": ("slot_front",),
        "record.html": ("slot_record",),
    }
    for name, blocks in slots.items():
        filled = "".join(f"{{% block {slot} %}}<!-- {slot} -->{{% endblock %}}" for slot in blocks)
        (tmp_path / name).write_text(f'{{% extends "publod:{name}" %}}{filled}', "utf-8")
    client = make(templates=tmp_path)
    places = {
        "": slots["base.html"] + slots["front.html"],
        "agent/iom": slots["base.html"] + slots["record.html"],
    }
    for path, expected in places.items():
        assert re.findall(r"<!-- (slot_\w+) -->", text(client, path)) == sorted(
            expected,
            key=[
                "slot_head",
                "slot_banner",
                "slot_logo",
                "slot_front",
                "slot_record",
                "slot_footer",
            ].index,
        )


def test_what_is_ones_own_is_part_of_what_pages_are_known_by(make: Make, tmp_path: Path) -> None:
    before = make(templates=tmp_path).get("/agent/iom?lang=sv").headers["ETag"]
    (tmp_path / "base.html").write_text('{% extends "publod:base.html" %}', "utf-8")
    assert make(templates=tmp_path).get("/agent/iom?lang=sv").headers["ETag"] != before


def test_own_templates_may_use_what_pages_have(make: Make, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(
        '{% extends "publod:base.html" %}{% block slot_banner %}{% include "mine.html" %}'
        "{% trans %}Hello{% endtrans %}{{ 1|numeral }}{% endblock %}"
    )
    (tmp_path / "mine.html").write_text("{% if 0 %}{{ 1|percentformat }}{% endif %}<p>mine</p>")
    client = make(templates=tmp_path)
    assert set(FILTERS) <= client.application.jinja_env.filters.keys()
    assert "<p>mine</p>" in text(client, "")


# --- Parts ----------------------------------------------------------------------------------------


def test_parts_that_are_left_out_are_nowhere(make: Make) -> None:
    client = make(without=("audiences", "sparql", "works"))
    for path in (
        "audiences",
        "audiences.ttl",
        "works",
        "works.atom",
        "sparql",
        "sparql/terms.json",
        "sparql?query=ASK%20%7B%7D",
        "graphs?default",
    ):
        assert client.get(f"/{path}").status_code == 404, path
    assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 404
    for path in PAGES:
        assert closed(client, path) == set(), path
    sitemap = client.get("/sitemap-0.xml").text
    assert f"{EXAMPLE}subjects" in sitemap
    assert f"{EXAMPLE}works<" not in sitemap
    assert f"{EXAMPLE}audiences<" not in sitemap
    assert "sparql" not in client.get(
        "/datasets/dcat", headers={"Accept": "text/turtle"}
    ).text.replace("catalog#sparql", "")
    assert "sparqlEndpoint" not in client.get("/.well-known/void").text


def test_the_pages_that_are_looked_at_link_all_parts_otherwise(client: FlaskClient) -> None:
    assert set().union(*(closed(client, path) for path in PAGES)) == {
        "sparql",
        "audiences",
        "works",
        "audience",
        "work",
    }


def test_one_language_leaves_no_choice(make: Make) -> None:
    client = make(languages=("en",), language="en")
    page = text(client, "", "sv")
    assert '<html lang="en">' in page
    assert 'class="languages"' not in page
    assert '<html lang="en">' in text(client, "agents?lang=sv")


def test_own_examples_stand_behind_publods(make: Make, tmp_path: Path) -> None:
    (tmp_path / "examples.toml").write_text(
        '[[group]]\nen = "Ours"\n[[group.example]]\nquery = "all"\nen = ["Everything", "All there is."]\n',
        "utf-8",
    )
    with pytest.raises(SettingsError, match=r"examples\.toml:4: there is no file all\.rq"):
        make(queries=tmp_path)
    (tmp_path / "all.rq").write_text("SELECT * WHERE { ?s ?p ?o } LIMIT 10", "utf-8")
    page = text(make(queries=tmp_path), "sparql")
    assert "<summary>Ours</summary>" in page
    assert page.index("Works with missing editions") < page.index("Everything")


def test_publods_examples_are_translated_with_its_other_texts(make: Make, tmp_path: Path) -> None:
    file = tmp_path / "fi/LC_MESSAGES/messages.po"
    file.parent.mkdir(parents=True)
    question = "Which works have come out in the most editions?"
    words = {"Works with missing editions": "Puuttuvia painoksia", question: "Mitkä teokset?"}
    file.write_text("".join(f'msgid "{a}"\nmsgstr "{b}"\n\n' for a, b in words.items()), "utf-8")
    client = make(languages=("fi",), language="fi", translations=tmp_path)
    page = text(client, "sparql", "fi")
    assert ">Puuttuvia painoksia</a>" in page
    assert '<span lang="en" dir="ltr">The editions of one work</span></a>' in page
    assert "Mitkä teokset?" in text(client, "ontology", "fi")


@pytest.mark.parametrize(
    ("part", "list_", "record", "name"),
    [("audiences", "audiences", "audience/professionals", "yrkesverksamma"), ("works", "works", "work/regionkoordinatorer", "regionkoord")],
)  # fmt: skip
def test_records_of_a_part_that_is_left_out_have_data_and_no_pages(
    make: Make, part: str, list_: str, record: str, name: str
) -> None:
    client, kind = make(without=(part,)), record.partition("/")[0]
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for path in (list_, record, f"{record}.atom", f"{list_}.ttl"):
        assert client.get(f"/{path}", headers=browser).status_code == 404, path
    assert client.head(f"/{record}", headers=browser).status_code == 404
    assert f"<{EXAMPLE}{record}#it>" in client.get(f"/{record}.ttl").text
    assert client.get(f"/{record}", headers={"Accept": "text/turtle"}).status_code == 200
    assert f"<{EXAMPLE}{record}" not in client.get("/sitemap-1.xml").text
    assert f">{EXAMPLE}subject/" in client.get("/sitemap-1.xml").text
    assert f"/{kind}/" not in client.get("/.well-known/void").text
    for path in (*PAGES, "publications?q=" + name, "publications?language=SWE", "search?q=" + name):
        page = text(client, path)
        assert not re.search(rf'href="[^"]*\b{kind}/[^"]*"', page), path
        assert f'name="{kind}"' not in page, path
    queries = json.dumps({"q": {"query": name, "type": kind.capitalize()}})
    for path in (
        f"reconcile?queries={queries}",
        f"reconcile/suggest/entity?prefix={name[:6]}&type={kind.capitalize()}",
        f"reconcile/suggest/entity?prefix={record}",
        f"reconcile/suggest/type?prefix={kind}",
    ):
        assert '"result":[]' in client.get(f"/{path}").text, path
    assert client.get(f"/reconcile/preview?id={record}").status_code == 404
    about = text(client, "about")
    assert (kind == "audience") == ("audience" not in about[about.index('id="page-formats"') :])
    assert f"{kind}/" not in client.get(f"/suggest?q={name[:6]}").text


def test_sparql_that_is_left_out_is_named_nowhere(make: Make) -> None:
    client = make(without=("sparql",))
    for path in ("sparql", "sparql/examples", "graphs?default", "sparql.html"):
        assert client.get(f"/{path}").status_code == 404, path
    for path in set(PAGES) - {"ontology"}:  # which explains terms of SHACL that are called so
        assert "sparql" not in text(client, path).lower(), path
    assert "sparql" not in client.get("/.well-known/void").text.lower()
    assert "sparql" not in client.get("/robots.txt").text.lower()
    assert "sparql" not in client.get("/sitemap-0.xml").text.lower()
