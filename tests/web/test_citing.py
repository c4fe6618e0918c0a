"""How pages say that a publication is cited: this edition, and the latest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from publod.bibliography.citations import STYLES
from publod.bibliography.lineage import Lineage
from publod.formats import CITING
from publod.web.records.citing import Citing, citing
from publod.web.records.lineage_labels import Naming
from publod.web.site import KEY, Site
from web import page
from web.growing import PREFIXES
from web.page import Page

JM, IOM = "Jämställdhetsmyndigheten", "Internationella migrationsorganisationen"
COUNTIES = ("Norrbotten", "Västerbotten", "Jämtland", "Västernorrland")


@dataclass(frozen=True)
class Seed:
    """What is printed on the title page of a publication of the seed catalogue."""

    name: str
    authors: tuple[str, ...]
    year: int
    title: str
    edition: int = 0
    genre: tuple[str, str] | None = None

    @property
    def url(self) -> str:
        return f"https://data.example.se/publication/{self.name}"


SEEDS = [
    Seed("atervandandeprogrammet-att-atervanda-hem-2018", (JM, IOM), 2018,
         "Återvändandeprogrammet: Att återvända hem", 4, ("Broschyr", "Brochure")),
    Seed("atervandandeprogrammet-information-2018", (JM, IOM), 2018,
         "Återvändandeprogrammet: Information för myndigheter och frivilligorganisationer", 5,
         ("Broschyr", "Brochure")),
    Seed("atervandandeprogrammet-manual-2019", (JM, IOM), 2019,
         "Återvändandeprogrammet: Manual för frivilligt återvändande och återintegration för "
         "personer utsatta för människohandel och prostitution i Sverige", 3),
    Seed("barn-i-internationell-manniskohandel-2018", ("Socialstyrelsen",), 2018,
         "Barn i internationell människohandel och exploatering: Vägledning för socialtjänsten"),
    Seed("de-kan-alltid-hitta-mig-2018", ("Länsstyrelsen Stockholm",), 2018,
         "”De kan alltid hitta mig”: Studie om människohandel och utsatta barngruppers livsvillkor"),
    # The series and its number are in the subtitle, and are not told twice.
    Seed("manniskohandel-lagesrapport-19-2018", ("Polismyndigheten",), 2018,
         "Människohandel för sexuella och andra ändamål: Polismyndigheten lägesrapport 19"),
    Seed("manual-misstanke-manniskohandel-2019", (JM,), 2019,
         "Manual vid misstanke om människohandel: En stöd och skyddsprocess för offer för "
         "människohandel i Sverige"),
    Seed("prostitution-i-norra-sverige-2017", tuple(f"Länsstyrelsen {c}" for c in COUNTIES), 2017,
         "Prostitution i norra Sverige: En kartläggning av omfattningen i Norrbotten, "
         "Västerbotten, Jämtland och Västernorrland"),
    Seed("regionkoordinatorer-2018", (JM,), 2018,
         "Regionkoordinatorer mot prostitution och människohandel: Stödprocess vid misstänkt "
         "människohandel", 0, ("Informationsmaterial", "Information material")),
]  # fmt: skip
ENGLISH = {3: "3rd", 4: "4th", 5: "5th"}


def listed(names: tuple[str, ...], last: str) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + last + names[-1]


def expected(seed: Seed, language: str) -> dict[str, str]:
    """The citations of a report without an issuer, as the guides of each style have them.

    Publication Manual of the APA (7th ed.), 10.4; Uppsala University Library's guide to Harvard
    and Cite Them Right; Citing Medicine, 2nd ed.; The Chicago Manual of Style, 18th ed., 14.
    """
    swedish = language == "sv"
    names, year, title, url = seed.authors, seed.year, seed.title, seed.url
    sv_edition = f"{seed.edition}:e uppl."
    edition = sv_edition if swedish else f"{ENGLISH.get(seed.edition)} ed."
    genre = seed.genre[0 if swedish else 1] if seed.genre else ""

    def sentence(text: str, *, given: object) -> str:
        return f" {text}" if given else ""

    apa_edition = f" ({edition})" if seed.edition else ""
    apa_genre = f" [{genre}]" if genre else ""
    nlm_genre = f" [{genre[0].lower()}{genre[1:]}]" if genre else ""
    apa = f"{listed(names, ', & ')}. ({year}). *{title}*{apa_edition}{apa_genre}. {url}"
    nlm = (
        f"{', '.join(names)}. {title}{nlm_genre} [Internet]."
        f"{sentence(edition, given=seed.edition)} {year}. "
        f"{'Tillgänglig från' if swedish else 'Available from'}: {url}"
    )
    serial = ", and " if not swedish else " och "
    chicago = (
        f"{listed(names, serial)}. {year}. *{title}*.{sentence(f'{genre}.', given=genre)}"
        f"{sentence(edition, given=seed.edition)} {url}."
    )
    if swedish:
        harvard = (
            f"{listed(names, ' och ')} ({year}). *{title}*."
            f"{sentence(f'{seed.edition}. uppl.', given=seed.edition)} {url}."
        )
    else:
        who = f"{names[0]} *et al.*" if len(names) > 3 else listed(names, " and ")
        harvard = (
            f"{who} ({year}) *{title}*."
            f"{sentence(f'{ENGLISH.get(seed.edition)} edn.', given=seed.edition)}"
            f" Available at: {url}."
        )
    return {"APA": apa, "Harvard": harvard, "Vancouver": nlm, "Chicago": chicago}


def cited(app: Flask, path: str, language: str = "sv") -> Citing:
    site: Site = app.extensions[KEY]
    entry = site.repository.entry(site.repository.present(path))
    lineage = site.repository.lineage(entry.works[0].iri) if entry.works else Lineage("")
    with app.test_request_context():
        return citing(site, entry, Naming(lineage, site.base_url, language), STYLES)


def shown(client: FlaskClient, path: str, language: str = "sv", view: str = "") -> Page:
    more = f"&view={view}" if view else ""
    response = client.get(f"/{path}?lang={language}{more}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return page.read(f"http://localhost/{path}", response.text, language)


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_seed_is_cited_as_the_guides_want(app: Flask, seed: Seed, language: str) -> None:
    own = cited(app, f"publication/{seed.name}", language).own
    found = {c.title: str(c.html).replace("<i>", "*").replace("</i>", "*") for c in own.citations}
    assert {name: text.replace("&amp;", "&") for name, text in found.items()} == expected(
        seed, language
    )


def test_one_in_each_style_written_out(app: Flask) -> None:
    found = cited(app, "publication/barn-i-internationell-manniskohandel-2018", "en").own
    url = "https://data.example.se/publication/barn-i-internationell-manniskohandel-2018"
    title = "Barn i internationell människohandel och exploatering: Vägledning för socialtjänsten"
    assert [str(c.html) for c in found.citations] == [
        f"Socialstyrelsen. (2018). <i>{title}</i>. {url}",
        f"Socialstyrelsen (2018) <i>{title}</i>. Available at: {url}.",
        f"Socialstyrelsen. {title} [Internet]. 2018. Available from: {url}",
        f"Socialstyrelsen. 2018. <i>{title}</i>. {url}.",
    ]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_page_has_one_style_and_links_to_the_others(client: FlaskClient, language: str) -> None:
    path = f"publication/{SEEDS[2].name}"
    wanted = [text.replace("*", "") for text in expected(SEEDS[2], language).values()]
    read = shown(client, path, language)
    assert [words(e.text) for e in read.all("blockquote")] == wanted[:1]
    # A button that copies is made by the script, which alone can copy.
    assert "copy" not in [e.attributes.get("class") for e in read.all("button")]
    links = [e for e in read.all("a") if "data-style" in e.attributes]
    assert [words(e.text) for e in links] == ["Harvard", "Vancouver", "Chicago"]
    for link, text in zip(links, wanted[1:], strict=True):
        target, _, fragment = link.attributes["href"].partition("#")
        assert target.endswith(f"/{SEEDS[2].name}?view=citations")
        whole = shown(client, path, language, "citations").elements
        place = next(n for n, e in enumerate(whole) if e.attributes.get("id") == fragment)
        assert words(next(e.text for e in whole[place:] if e.tag == "blockquote")) == text


def test_the_view_of_all_styles_is_one_page(client: FlaskClient) -> None:
    path = f"/publication/{SEEDS[2].name}"
    response = client.get(f"{path}?view=citations&lang=en", headers={"Accept": "text/html"})
    assert response.headers["X-Robots-Tag"] == "noindex"
    again = {"Accept": "text/html", "If-None-Match": response.headers["ETag"]}
    assert client.get(f"{path}?view=citations&lang=en", headers=again).status_code == 304
    assert client.get(f"{path}?lang=en", headers=again).status_code == 200
    assert client.get("/agent/iom?view=citations", headers={"Accept": "text/html"}).data == (
        client.get("/agent/iom", headers={"Accept": "text/html"}).data
    )


def test_downloads_lead_to_what_they_say(client: FlaskClient) -> None:
    path = f"/publication/{SEEDS[2].name}"
    for form in CITING:
        response = client.get(f"{path}.{form.suffix}")
        assert response.status_code == 200
        assert response.content_type == form.content_type
        assert SEEDS[2].name in response.text
        negotiated = client.get(path, headers={"Accept": form.media_type})
        assert negotiated.data == response.data
        assert client.get(f"/agent/iom.{form.suffix}").status_code == 406


EDITIONS = """
<work/w#it> a pub:Work ; dcterms:title "W"@sv .
<agent/a#it> a foaf:Organization ; foaf:name "A"@sv .
"""


def edition(name: str, *said: str, number: int = 0, language: str = "SWE", work: str = "w") -> str:
    told = [
        f'dcterms:title "{name}"@sv',
        "dcterms:creator <agent/a#it>",
        'dcterms:issued "2018"^^xsd:gYear',
        f"dcterms:isVersionOf <work/{work}#it>",
        f"dcterms:language <http://publications.europa.eu/resource/authority/language/{language}>",
        *([f"pub:editionNumber {number}"] if number else []),
        *said,
    ]
    return f"<publication/{name}#it> a pub:Publication ; {' ; '.join(told)} .\n"


def catalogue(*editions: str) -> str:
    return PREFIXES + EDITIONS + "".join(editions)


def latest(app: Flask, name: str) -> list[str]:
    return [other.target.rpartition("/")[2] for other in cited(app, f"publication/{name}").latest]


def test_an_edition_alone_is_the_latest(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(edition("a", number=3)))
    assert cited(app, "publication/a") == Citing(cited(app, "publication/a").own, is_latest=True)


def test_across_a_gap_the_last_that_is_described(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(edition("a", number=1), edition("b", number=4)))
    assert latest(app, "a") == ["b"]
    assert cited(app, "publication/a").is_latest is False
    assert cited(app, "publication/b").is_latest is True
    text = shown(app.test_client(), "publication/a", "en")
    headings = [words(e.text) for e in text.all("h3")]
    assert headings[:2] == ["Cite this edition", "Cite the latest edition"]
    assert "The latest that is described here." in " ".join(t.text for t in text.texts)


def test_a_chain_is_followed_to_its_end(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(
        edition("a"), edition("b", "dcterms:replaces <publication/a#it>"),
        edition("c", "dcterms:replaces <publication/b#it>"),
    ))  # fmt: skip
    assert [latest(app, name) for name in "abc"] == [["c"], ["c"], []]


def test_what_goes_round_has_an_answer(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(
        edition("a", "dcterms:replaces <publication/b#it>"),
        edition("b", "dcterms:replaces <publication/a#it>"),
    ))  # fmt: skip
    assert cited(app, "publication/a").own.citations
    assert shown(app.test_client(), "publication/a").all("blockquote")


def test_what_another_work_replaces_it_with(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(
        '<work/v#it> a pub:Work ; dcterms:title "V"@sv .\n',
        edition("a"), edition("b", "dcterms:replaces <publication/a#it>", work="v"),
    ))  # fmt: skip
    found = cited(app, "publication/a")
    assert (latest(app, "a"), found.is_replaced_elsewhere) == (["b"], True)
    headings = [words(e.text) for e in shown(app.test_client(), "publication/a", "en").all("h3")]
    assert "Cite what replaces it" in headings
    assert cited(app, "publication/b").is_latest is True


def test_a_stated_edition_is_nothing_to_cite(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(
        edition("a", number=1),
        "<edition/e#it> a pub:StatedEdition ; pub:editionNumber 2 ; "
        "dcterms:isVersionOf <work/w#it> ; dcterms:replaces <publication/a#it> .\n",
    ))  # fmt: skip
    assert latest(app, "a") == []
    links = [target for _, target in shown(app.test_client(), "publication/a").links]
    assert not any("edition/e.bib" in target for target in links)


def test_the_latest_in_the_same_language(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(
        edition("a", number=1),
        edition("sv", number=2),
        edition("en", "schema:translationOfWork <publication/sv#it>", number=2, language="ENG"),
    ))  # fmt: skip
    assert latest(app, "a") == ["sv"]
    assert cited(app, "publication/en").is_latest is True


def test_without_a_work_nothing_is_claimed(grow: Callable[[str], Flask]) -> None:
    app = grow(PREFIXES + '<publication/a#it> a pub:Publication ; dcterms:title "A"@sv .')
    found = cited(app, "publication/a")
    assert (found.is_latest, found.latest) == (None, ())


@pytest.mark.parametrize(
    "title",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</i><b>x", "a\x02b\x03"],
)
def test_titles_do_no_harm(grow: Callable[[str], Flask], title: str) -> None:
    literal = "".join(f"\\u{ord(c):04X}" for c in title)
    app = grow(catalogue(edition("x").replace('"x"@sv', f'"{literal}"@sv')))
    for citation in cited(app, "publication/x").own.citations:
        rest = str(citation.html).replace("<i>", "").replace("</i>", "")
        assert "<" not in rest
        assert not {"\x02", "\x03"} & set(rest)
    assert len(shown(app.test_client(), "publication/x", view="citations").all("blockquote")) == 4


def test_an_arabic_citation_runs_from_right_to_left(grow: Callable[[str], Flask]) -> None:
    app = grow(catalogue(edition("x", language="ARA").replace('"x"@sv', '"الاتجار بالبشر"@ar')))
    quotes = shown(app.test_client(), "publication/x", view="citations").all("blockquote")
    assert {(q.attributes["lang"], q.attributes["dir"]) for q in quotes} == {("ar", "rtl")}
    assert all("الاتجار بالبشر" in q.text for q in quotes)
