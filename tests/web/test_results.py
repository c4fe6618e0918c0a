"""/publications: what somebody finds there, and what nobody can make it do."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from publod.errors import SearchError
from publod.messages import Message
from publod.search.search_interface import Results, SearchRequest
from publod.web.site import KEY, Site
from web import page
from web.growing import PREFIXES
from web.page import Page
from web.servers import EXAMPLE

LIST = "/publications"
_COUNTED = re.compile(
    r'<a rel="nofollow" href="([^"]*)"><span>[^<]*(?:<[^<]*)?</span> <span class="count">([\d,]+)<'
)


def get(client: FlaskClient, query: str = "", language: str = "en") -> TestResponse:
    return client.get(LIST + query, headers={"Accept": "text/html", "Accept-Language": language})


def read(client: FlaskClient, query: str = "", language: str = "en") -> Page:
    response = get(client, query, language)
    assert response.status_code == 200, (query, response.status_code)
    return page.read("http://localhost" + LIST + query, response.text, language)


def words(shown: Page) -> str:
    return " ".join(shown.one("main").text.split())


def total(client: FlaskClient, query: str) -> int:
    """How many there are, as the data say."""
    text = client.get("/publications.nt" + query).text
    found = re.search(r'core#totalItems> "(\d+)"', text)
    assert found, query
    return int(found[1])


def titles(shown: Page) -> list[str]:
    lines = (e for e in shown.all("p") if e.attributes.get("class") == "title")
    return [" ".join(e.text.split()) for e in lines]


def choices(client: FlaskClient, query: str) -> dict[str, int]:
    """Where a page offers to go on, with the numbers that it promises."""
    text = get(client, query).text
    pairs = ((html.unescape(link), number) for link, number in _COUNTED.findall(text))
    return {urljoin(LIST, link).removeprefix(LIST): int(n.replace(",", "")) for link, n in pairs}


def test_the_list_has_everything_the_newest_first(client: FlaskClient) -> None:
    shown = read(client)
    assert len(titles(shown)) == 9
    years = [int(e.text) for e in shown.all("p") if e.attributes.get("class") == "year"]
    assert years == sorted(years, reverse=True)
    assert "9 publications" in words(shown)
    assert "X-Robots-Tag" not in get(client).headers


def test_each_number_is_kept(client: FlaskClient) -> None:
    first = choices(client, "")
    assert len(first) > 30
    wrong = {q: n for q, n in first.items() if total(client, q) != n}
    assert not wrong
    second: dict[str, int] = {}
    for query in random.Random(7).sample(sorted(first), 12):
        second |= choices(client, query)
    assert len(second) > 60
    some = random.Random(8).sample(sorted(second), 60)
    assert {q: second[q] for q in some} == {q: total(client, q) for q in some}


def test_numbers_are_kept_within_a_search_that_is_corrected(client: FlaskClient) -> None:
    query = "?q=m%C3%A4niskohandel"
    shown = read(client, query)
    assert "människohandel" in words(shown)
    assert "No hits for “mäniskohandel”. Showing hits for “människohandel”." in words(shown)
    some = choices(client, query)
    assert some
    assert all(total(client, q) == n for q, n in list(some.items())[:15])


def test_what_is_chosen_can_be_removed(client: FlaskClient) -> None:
    shown = read(client, "?subject=begging&type=study&year=2015-&language=swe")
    chips = [e for e in shown.all("ul") if e.attributes.get("class") == "chosen"]
    assert " ".join(chips[0].text.split()) == (
        "Subject: Begging remove Type: Study remove Language: Swedish remove "
        "Year: 2015 and later remove Remove all"
    )
    targets = [urljoin("http://localhost/publications", e.attributes["href"])
               for e in shown.all("a") if "remove" in e.text.lower()]  # fmt: skip
    assert "http://localhost/publications?type=study&language=swe&year=2015-" in targets
    assert "http://localhost/publications?subject=begging&type=study&language=swe" in targets
    assert "http://localhost/publications" in targets


def test_below_what_is_chosen_is_what_is_narrower(client: FlaskClient) -> None:
    text = get(client, "?subject=exploitation").text
    link = 'href="./publications?subject=exploitation&amp;subject=sexual-exploitation"'
    assert link in text
    assert 'subject=sexual-exploitation"' not in get(client).text
    # From below, the way up is to the broader one in its place.
    assert (
        'href="./publications?subject=exploitation"'
        in get(client, "?subject=sexual-exploitation").text
    )


def test_another_type_is_chosen_instead(client: FlaskClient) -> None:
    found = choices(client, "?type=manual")
    assert "?type=study" in found
    assert not [query for query in found if query.count("type=") > 1]
    assert total(client, "?type=manual&type=study") == 3


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("?q=&subject=begging", "./publications?subject=begging"),
        ("?q=x&from=2015&to=2018", "./publications?q=x&year=2015-2018"),
        ("?q=&from=&to=", "./publications"),
        ("?q=&lang=sv", "./publications?lang=sv"),
    ],
)
def test_a_form_leads_to_the_clean_address(client: FlaskClient, sent: str, clean: str) -> None:
    response = get(client, sent)
    assert (response.status_code, response.headers["Location"]) == (303, clean)
    data = client.get("/publications.csv" + sent)
    assert data.headers["Location"] == clean.replace("publications", "publications.csv")


def test_forms_carry_along_what_is_chosen(client: FlaskClient) -> None:
    shown = read(client, "?q=manual&type=manual&year=2015-&sort=title")
    hidden = [
        (e.attributes["name"], e.attributes["value"])
        for e in shown.all("input")
        if e.attributes.get("type") == "hidden"
    ]
    search = [("type", "manual"), ("year", "2015-")]
    sort = [("q", "manual"), *search]
    years = [("q", "manual"), ("type", "manual"), ("sort", "title")]
    assert hidden == [*search, *years, *sort]


def test_equal_questions_have_one_canonical_address(client: FlaskClient) -> None:
    response = get(client, "?type=study&subject=b&subject=a&sort=newest&x=1&lang=sv")
    link = f'<{EXAMPLE}publications?subject=a&subject=b&type=study&lang=sv>; rel="canonical"'
    assert link in response.headers["Link"]
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "X-Robots-Tag" in client.get("/publications.ttl?q=x").headers


@pytest.mark.parametrize(
    "query",
    ["?subject=nowhere", "?type=%00", "?agent=../../x", "?language=xxx", "?year=99999999999",
     "?year=soon", "?audience=%F0%9F%92%A9", "?subject=%3Cscript%3E", "?q=%22%22%22",
     "?subject=type%2Fmanual"],
)  # fmt: skip
def test_what_there_is_not_is_told_and_can_be_removed(client: FlaskClient, query: str) -> None:
    shown = read(client, query)
    if query in {"?type=%00", "?q=%22%22%22"}:  # nothing is left of it
        return
    assert "0 publications" in words(shown)
    assert "No publications match everything you have chosen." in words(shown)
    assert [e for e in shown.all("ul") if e.attributes.get("class") == "chosen"]


@pytest.mark.parametrize(
    ("text", "note", "count"),
    [
        ("prostitu", "No hits for “prostitu”. Showing hits for “prostitu…”.", 7),
        (
            "människohandelsoffer",
            "No hits for “människohandelsoffer”. Showing hits for “människohandel offer”.",
            3,
        ),
        (
            "samverkan och xyzzyx",
            "No hits for “samverkan och xyzzyx”. Showing hits without “xyzzyx”.",
            3,
        ),
        (
            "prostitu xyzzyx",
            "No hits for “prostitu xyzzyx”. Showing hits for “prostitu… xyzzyx” without “xyzzyx”.",
            7,
        ),
        (
            "broschyr koppleri",
            "No publication has all words of “broschyr koppleri”. Showing hits for some of them.",
            3,
        ),
        (
            "broschyrr koppleri",
            "No publication has all words of “broschyrr koppleri”. Showing hits for some of them."
            " Showing hits for “broschyr” in place of “broschyrr”.",
            3,
        ),
        (
            "qa qb qc qd qe qf " * 15 + "samverkan",
            "None of the hits has “qa”, “qb”, “qc”, “qd”, “qe” and others.",
            3,
        ),
        (
            "xyzzyx " * 20 + "samverkan <i>blip</i>",
            "None of the hits has “xyzzyx”, “blip”.",
            3,
        ),
    ],
)
def test_a_search_that_does_not_fit_says_what_was_done(
    client: FlaskClient, text: str, note: str, count: int
) -> None:
    query = "?" + urlencode({"q": text})
    shown = read(client, query)
    assert note in words(shown)
    assert len(titles(shown)) == total(client, query) == count
    whole = client.get("/publications.csv" + query).text
    assert whole.count("\r\n") == count + 1


def test_a_word_that_ends_longer_ones_is_not_said_to_stand_in_for_itself(
    client: FlaskClient,
) -> None:
    text = "xyzzyx " * 20 + "prostitu handelns"
    note = words(read(client, "?" + urlencode({"q": text})))
    assert "None of the hits has “xyzzyx”" in note
    assert "in place of “prostitu”" not in note


def test_each_hit_says_what_it_lacks(client: FlaskClient) -> None:
    shown = words(read(client, "?q=broschyr+koppleri"))
    assert "Without: broschyr" in shown
    assert shown.count("Without: koppleri") == 2


def test_stop_words_are_no_advice(client: FlaskClient) -> None:
    shown = words(read(client, "?q=%22manual+och%22+tiggeri&type=brochure"))
    assert "only “tiggeri”" not in shown  # no brochure has it
    assert "“och”" not in shown
    assert "only “manual”" not in shown


def test_a_long_text_is_read_to_its_end(client: FlaskClient) -> None:
    text = "qwrtpz " * 250 + "koppleri"
    assert total(client, "?" + urlencode({"q": text})) == 1


def test_types_and_places_have_what_is_narrower(client: FlaskClient) -> None:
    assert total(client, "?type=report") == 3
    assert total(client, "?place=sweden") == 9
    assert total(client, "?place=jamtlands-lan") == 1
    first = choices(client, "")
    assert (first["?type=report"], first["?type=study"], first["?place=sweden"]) == (3, 1, 9)
    for path, text in (("type/report", "Publications 3"), ("place/sweden", "about the place 9")):
        response = client.get(f"/{path}", headers={"Accept": "text/html", "Accept-Language": "en"})
        assert text in words(page.read(f"http://localhost/{path}", response.text, "en"))


def test_ways_out_of_nothing(client: FlaskClient) -> None:
    shown = read(client, "?q=manual&subject=begging&type=brochure")
    assert "Try instead" in words(shown)
    text = get(client, "?q=manual&subject=begging&type=brochure").text
    found = re.findall(r'<li><a rel="nofollow" href="\./publications([^"]*)">[^<]*</a> '
                       r'<span class="count">(\d+)', text)  # fmt: skip
    assert found
    for query, number in found:
        assert total(client, html.unescape(query)) == int(number) > 0
    assert "without the quotation marks" in words(read(client, "?q=%22manual+misstanke%22"))


@pytest.mark.parametrize("number", ["0", "-1", "2", "1e9", "999999999", "99999999999", "%C2%B2"])
def test_a_page_that_is_not_there(client: FlaskClient, number: str) -> None:
    for query in (f"?page={number}", f"?q=polis&page={number}", f"?year=x&page={number}"):
        response = get(client, query)
        assert response.status_code == 404
        page.read("http://localhost/publications", response.text)
        assert client.get("/publications.csv" + query).status_code == 404


def test_titles_in_other_languages_say_so(grow: Callable[[str], Flask]) -> None:
    client = grow(
        PREFIXES
        + "<publication/p#it> a pub:Publication ; dcterms:title 'عنوان'@ar ; dcterms:issued"
        " '2018'^^xsd:gYear ; pub:edition '<b>1</b>'@fr ; dcterms:creator <agent/gone#it> ."
        "<publication/q#it> a pub:Publication ; dcterms:title 'Q'@sv ; dcterms:replaces <publication/p#it> ."
    ).test_client()
    shown = read(client)
    (arabic,) = [e for e in shown.all("span") if e.text == "عنوان"]
    assert (arabic.attributes["lang"], arabic.attributes["dir"]) == ("ar", "rtl")
    assert "Replaced by a newer edition" in words(shown)
    assert not shown.all("b")


def test_without_an_index_there_is_the_list(grow: Callable[..., Flask]) -> None:
    client = grow(
        PREFIXES + "".join(f"<publication/{n}#it> a pub:Publication ; dcterms:title 'P {n:02}'@sv ."
                           for n in range(30)),
        indexed=False,
    ).test_client()  # fmt: skip
    shown = read(client)
    assert titles(shown) == [f"P {n:02}" for n in range(25)]
    assert "The search index has not been made yet." in words(shown)
    assert titles(read(client, "?page=2")) == [f"P {n:02}" for n in range(25, 30)]
    assert get(client, "?page=3").status_code == 404
    assert client.get("/publications.csv").text.count("\r\n") == 31
    assert get(client, "?q=P").status_code == 503
    one = "<agent/a#it> a foaf:Organization ; foaf:name 'A'@sv ."
    empty = grow(PREFIXES + one, indexed=False).test_client()
    assert "There are no publications in the catalogue yet." in words(read(empty))


def test_an_index_that_cannot_be_read_is_told(
    grow: Callable[[str], Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = grow(PREFIXES + "<publication/p#it> a pub:Publication ; dcterms:title 'P'@sv .")
    site: Site = app.extensions[KEY]

    class Damaged:
        version = stamp = "1.x"

        def snapshot(self) -> Damaged:
            return self

        def search(
            self,
            asked: SearchRequest,
            offset: int,
            limit: int,
            *,
            facets: bool = True,
            fold: bool = False,
        ) -> Results:
            raise SearchError(Message("the search index is damaged; `publod rebuild` mends it"))

    monkeypatch.setattr(site, "search", Damaged())
    response = get(app.test_client())
    assert response.status_code == 503
    assert "Retry-After" in response.headers


def test_crawlers_are_kept_to_the_list(client: FlaskClient) -> None:
    rules = client.get("/robots.txt").text.splitlines()
    assert rules[0] == "User-agent: *"
    kept = {"Disallow: /publications?", "Allow: /publications?page=", "Disallow: /sparql"}
    assert kept <= set(rules)
    shown = read(client, "?subject=begging")
    asked = [e for e in shown.all("a") if "?" in e.attributes["href"]]
    assert len(asked) > 20
    for link in asked:
        names = set(parse_qs(urlsplit(link.attributes["href"]).query))
        # The page itself in another language leads to nothing that has not been kept away.
        assert names >= {"lang"} or "nofollow" in link.attributes["rel"], link


@pytest.mark.parametrize(
    ("sent", "clean"),
    [
        ("?q=manual+efter+2018", "./publications?q=manual&year=2019-"),
        ("?q=before+2018", "./publications?year=-2017"),
        ("?q=2017–2018&type=study&lang=en", "./publications?type=study&year=2017-2018&lang=en"),
        ("?q=sedan+2018&year=2015", "./publications?year=2018-"),
        ("?q=after+2015+manual+before+2018", "./publications?q=manual&year=2016-2017"),
        ("?q=före+2018&from=2001&to=", "./publications?year=-2017"),
    ],
)
def test_a_period_that_is_typed_is_chosen_and_can_be_removed(
    client: FlaskClient, sent: str, clean: str
) -> None:
    response = get(client, sent)
    assert (response.status_code, response.headers["Location"]) == (303, clean)
    shown = read(client, clean.removeprefix("./publications"))
    assert next(e for e in shown.elements if e.attributes.get("class") == "chosen")


@pytest.mark.parametrize("sent", ['?q="efter+2018"', "?q=rapport+från+2018", "?q=2018"])
def test_what_tells_no_period_stays_text(client: FlaskClient, sent: str) -> None:
    assert get(client, sent).status_code == 200


def test_words_that_a_publication_has_are_no_period(grow: Callable[[str], Flask]) -> None:
    made = grow(
        f'{PREFIXES}<publication/plan#it> a pub:Publication ; dcterms:title "Plan 2015–2018"@sv .'
    )
    assert get(made.test_client(), "?q=2015-2018").status_code == 200
    assert get(made.test_client(), "?q=2014-2018").status_code == 303
