"""What search engines are told: which page this is, in which languages it is, and what it is of."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web import page
from web.crawler import links
from web.growing import BASE, Growing
from web.page import Page
from web.servers import EXAMPLE

#: Pages that no sitemap has, but that crawlers may come to.
OTHERS = (
    "about/accessibility", "profiles", "sparql", "new?kind=other", "new?kind=publication",
    "new?kind=work", "publications?q=manual", "publications?agent=iom", "publications?year=2018",
    "publications?q=manual&agent=iom&sort=title", "publications?type=manual&page=1",
)  # fmt: skip
LANGUAGES = ("sv", "en")


def read(client: FlaskClient, path: str, base: str, language: str = "") -> Page:
    """A page; that it names itself, and its languages, as it should, has been looked at."""
    mark = "&" if "?" in path else "?"
    address = f"/{path}{mark}lang={language}" if language else f"/{path}"
    client.delete_cookie("lang")
    response = client.get(address, headers={"Accept": "text/html", "Accept-Language": "sv"})
    assert response.status_code == 200, address
    found = page.read(f"http://localhost{address}", response.text, language or "sv")
    heads = [e.attributes for e in found.all("link")]
    [canonical] = [a["href"] for a in heads if a.get("rel") == "canonical"]
    versions = {
        a["hreflang"]: a["href"] for a in heads if a.get("rel") == "alternate" and "hreflang" in a
    }
    told = [target for target, p in links(response) if p["rel"] == "canonical"]  # type: ignore[arg-type]
    assert told in ([], [canonical]), address
    plain = versions.pop("x-default")
    assert set(versions) == set(LANGUAGES)
    assert canonical == (versions[language] if language else plain), address
    for tag, version in versions.items():
        assert version == f"{plain}{'&' if '?' in plain else '?'}lang={tag}"
    assert plain.startswith(base)
    return found


def told(found: Page) -> tuple[str, str]:
    """The title and the summary."""
    [summary] = [
        e.attributes["content"]
        for e in found.all("meta")
        if e.attributes.get("name") == "description"
    ]
    return " ".join(found.one("title").text.split()), html.unescape(summary)


def of_sitemaps(client: FlaskClient, base: str) -> Iterable[str]:
    for number in (0, 1):
        text = client.get(f"/sitemap-{number}.xml").text
        yield from (
            html.unescape(url).removeprefix(base) for url in re.findall("<loc>(.*?)</loc>", text)
        )


def no_two_are_alike(pages: dict[str, Page]) -> None:
    for number, what in enumerate(("title", "summary")):
        by_text = defaultdict(list)
        for address, found in pages.items():
            text = told(found)[number]
            assert text.strip()
            by_text[text].append(address)
        assert {t: a for t, a in by_text.items() if len(a) > 1} == {}, what
    assert all(len(told(found)[1]) <= 600 for found in pages.values())


def test_every_page_of_the_seed_has_its_own_title_summary_and_address(client: FlaskClient) -> None:
    paths = [*of_sitemaps(client, EXAMPLE), *OTHERS[:-2]]
    assert len(paths) > 100
    no_two_are_alike(
        {
            f"{path} {language}": read(client, path, EXAMPLE, language)
            for path in paths
            for language in LANGUAGES
        }
    )


@pytest.mark.parametrize("path", ["", "works", "publication/regionkoordinatorer-2018", *OTHERS])
def test_a_page_without_a_language_in_its_address_is_for_all(
    client: FlaskClient, path: str
) -> None:
    """Also after the same page was asked for in the reader's own language, and the other way."""
    before = read(client, path, EXAMPLE)
    for language in ("sv", "en", ""):
        read(client, path, EXAMPLE, language)
    assert told(before) == told(read(client, path, EXAMPLE, "sv"))


def test_what_is_no_page_of_the_catalogue_names_no_address(client: FlaskClient) -> None:
    for path in ("nothing", "publication/nothing", "works?page=99"):
        text = client.get(f"/{path}", headers={"Accept": "text/html"}).text
        assert "canonical" not in text
        assert 'rel="alternate" hreflang' not in text


def test_a_page_has_one_address_however_it_is_asked_for(client: FlaskClient) -> None:
    for path in ("works.html?page=1&x=y", "works?lang=xx", "works"):
        text = client.get(f"/{path}", headers={"Accept": "text/html"}).text
        assert f'<link rel="canonical" href="{EXAMPLE}works">' in text
    text = client.get(
        "/publications?sort=newest&page=1&year=2018&q=a", headers={"Accept": "text/html"}
    ).text
    assert (
        f'<link rel="canonical" href="{EXAMPLE}publications?q=a&amp;year=2018&amp;sort=newest">'
        in text
    )


_OF = "pub:Publication ; dcterms:title 'T'@sv ; dcterms:issued '2018'^^xsd:gYear ; dcterms:isVersionOf"


def test_records_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Works of one title, their editions of one year, and whatever else is called so."""
    growing = Growing(tmp_path)
    language = "<http://publications.europa.eu/resource/authority/language/{}>"
    records = {
        **{f"work/{n}": f"<work/{n}#it> a pub:Work ; dcterms:title 'T'@sv ." for n in range(3)},
        "publication/a": f"<publication/a#it> a {_OF} <work/0#it> ; dcterms:creator <agent/0#it> .",
        "publication/b": f"<publication/b#it> a {_OF} <work/1#it> ; pub:editionNumber 1 .",
        "publication/c": f"<publication/c#it> a {_OF} <work/1#it> ; pub:editionNumber 2 .",
        "publication/d": f"<publication/d#it> a {_OF} <work/2#it> ; pub:documentNumber 'D1' ; dcterms:language {language.format('SWE')} .",
        "publication/e": f"<publication/e#it> a {_OF} <work/2#it> ; pub:documentNumber 'D1' ; dcterms:language {language.format('ENG')} .",
        "publication/f": f"<publication/f#it> a {_OF} <work/2#it> ; pub:documentNumber 'D1' ; dcterms:language {language.format('ENG')} .",
        "publication/g": "<publication/g#it> a pub:Publication ; dcterms:title 'T'@sv .",
        **{f"edition/{n}": f"<edition/{n}#it> a pub:StatedEdition ; dcterms:isVersionOf <work/{n // 2}#it> ." for n in range(4)},
        "edition/x": "<edition/x#it> a pub:StatedEdition ; dcterms:isVersionOf <work/1#it> ; pub:editionNumber 1 ; dcterms:issued '2018'^^xsd:gYear .",
        **{f"agent/{n}": f"<agent/{n}#it> a foaf:Organization ; foaf:name 'T'@sv ." for n in range(2)},
        **{
            f"{kind}/{n}": f"<{kind}/{n}#it> a skos:Concept ; skos:prefLabel '{name}'@sv ."
            for kind in ("subject", "type", "audience")
            for n, name in enumerate(("T", "t", f"bara {kind}"))
        },
        "place/0": "<place/0#it> a dcterms:Location ; skos:prefLabel 'T'@sv .",
        "scheme/0": "<scheme/0#it> a skos:ConceptScheme ; skos:prefLabel 'T'@sv .",
    }  # fmt: skip
    growing.load(records)
    client = growing.app.test_client()
    pages = {path: read(client, path, BASE) for path in of_sitemaps(client, BASE)}
    assert set(records) <= set(pages)
    no_two_are_alike(pages)
    titles = {path: told(found)[0] for path, found in pages.items()}
    assert titles["subject/2"] == "Bara subject – publod", "nothing is added that is not needed"
    assert titles["place/0"] == "T – plats – publod"


def test_pages_of_a_list_are_told_apart(tmp_path: Path) -> None:
    growing = Growing(tmp_path)
    growing.load(
        {f"agent/{n}": f"<agent/{n}#it> a foaf:Agent ; foaf:name 'N{n}'@sv ." for n in range(450)}
    )
    growing.load(
        {f"agent/{n}": f"<agent/{n}#it> a foaf:Agent ; foaf:name 'N{n}'@sv ." for n in range(451)}
    )
    client = growing.app.test_client()
    agents = [f"agents{query}" for query in ("", "?page=2", "?page=3")]
    news = [f"new?kind=agent{query}" for query in ("", "&before=300", "&before=200")]
    no_two_are_alike({path: read(client, path, BASE) for path in (*agents, *news)})
