"""A page in a language that publod is translated into in part: what is in English says so (WCAG 3.1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient
from lxml import html

from publod.app import create_app
from publod.bibliography.catalogue_languages import use_languages
from publod.messages import TRANSLATIONS, Untranslated, use_translations
from publod.web.untranslated_texts import between_marks, with_languages
from seed_settings import LANGUAGES, seed_settings
from web.servers import EXAMPLE

DUTCH = {
    "Publications": "Publicaties",
    "Subjects": "Onderwerpen",
    "Search": "Zoeken",
    "About the data": "Over de gegevens",
}
#: Names that are the same in all languages; pages have them from elsewhere as well.
NAMES = {"MARC 21", "schema.org", "SPARQL", "Menu"}
PAGES = (
    "", "publications", "publications?q=manual", "publications?q=xyzzy", "subjects", "agents", "types", "works", "years",
    "about", "about/accessibility", "sparql", "ontology", "profiles", "dumps", "new", "catalog", "nowhere",
    "publication/manual-misstanke-manniskohandel-2019", "work/regionkoordinatorer", "agent/iom",
    "subject/human-trafficking", "audience/professionals",
)  # fmt: skip


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory, example_home: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("translations")
    file = folder / "nl/LC_MESSAGES/messages.po"
    file.parent.mkdir(parents=True)
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    texts = "".join(f'\nmsgid "{english}"\nmsgstr "{own}"\n' for english, own in DUTCH.items())
    file.write_text(head + texts, "utf-8")
    settings = seed_settings(
        home=example_home, base_url=EXAMPLE, languages=("nl", "en", "sv"), translations=folder
    )
    yield create_app(settings).test_client()
    use_translations(None)
    use_languages(LANGUAGES)


@pytest.fixture(scope="module")
def messages() -> set[str]:
    """The texts of publod that have no parameters."""
    with (TRANSLATIONS / "sv/LC_MESSAGES/messages.po").open("rb") as file:
        known = read_po(file)
    return {m.id for m in known if isinstance(m.id, str) and "%" not in m.id and m.id not in NAMES}


def text_of(client: FlaskClient, path: str, language: str) -> str:
    mark = "&" if "?" in path else "?"
    answer = client.get(f"/{path}{mark}lang={language}", headers={"Accept": "text/html"})
    assert answer.mimetype == "text/html"
    return answer.text


@pytest.mark.parametrize("path", PAGES)
def test_what_is_in_english_on_a_page_says_so(
    dutch: FlaskClient, messages: set[str], path: str
) -> None:
    page = text_of(dutch, path, "nl")
    assert "\ufdd0" not in page
    assert "ufdd" not in page
    document = html.fromstring(page)
    unmarked, marked = [], 0
    for text in document.xpath("//body//text()[normalize-space()]"):
        element = text.getparent().getparent() if text.is_tail else text.getparent()
        tongue = next(
            (e.get("lang") for e in (element, *element.iterancestors()) if e.get("lang")), ""
        )
        within = {e.tag for e in (element, *element.iterancestors())}
        plain = " ".join(text.split())
        if (
            within & {"script", "option", "svg", "textarea", "title", "code"}
            or plain in DUTCH.values()
        ):
            continue
        marked += tongue == "en"
        if tongue == "nl" and plain in messages:
            unmarked.append(plain)
    assert unmarked == []
    assert marked


def test_what_is_translated_and_what_is_no_element_has_no_mark(dutch: FlaskClient) -> None:
    page = text_of(dutch, "publications", "nl")
    document = html.fromstring(page)
    heading = document.xpath("//h1")[0]
    assert (heading.text_content().strip(), heading.xpath(".//@lang")) == ("Publicaties", [])
    assert document.xpath("//title")[0].text.startswith("Publicaties")
    assert not document.xpath("//*[@*[contains(., 'lang=\"en\" dir')]]")
    assert [one.text_content() for one in document.xpath("//header//*[@lang='en']")]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_pages_in_a_language_that_is_whole_have_none(dutch: FlaskClient, language: str) -> None:
    for path in ("", "publications", "about", "work/regionkoordinatorer"):
        assert (
            'lang="en" dir="ltr"' not in text_of(dutch, path, language).replace('hreflang="en"', "")
            or language == "sv"
        )


def test_marks_become_elements_only_where_these_may_stand() -> None:
    text = str(between_marks("Search"))
    page = f'<title>{text} – Katalog</title><p title="{text}">{text}</p><svg><text>{text}: 1</text></svg><script>"\\ufdd0x\\ufdd1"</script>'
    assert with_languages(page) == (
        '<title>Search – Katalog</title><p title="Search"><span lang="en" dir="ltr">Search</span></p>'
        '<svg><text>Search: 1</text></svg><script>"x"</script>'
    )


def test_what_has_no_elements_says_its_language_itself_if_all_of_it_is_english() -> None:
    text = str(between_marks("Search"))
    page = f'<title>{text}</title><option value="x" selected>{text}</option><svg><text x="1">{text}</text></svg>'
    assert with_languages(page) == (
        '<title lang="en">Search</title><option value="x" selected lang="en">Search</option>'
        '<svg><text x="1" lang="en">Search</text></svg>'
    )
    assert with_languages(f'<text lang="sv">{text}</text>x{text}').startswith(
        '<text lang="sv"><span'
    )


def test_options_and_names_of_classes_and_properties_say_that_they_are_english(
    dutch: FlaskClient,
) -> None:
    options = html.fromstring(text_of(dutch, "sparql", "nl")).xpath("//option")
    assert {one.text: one.get("lang") for one in options[:2]} == {"Table": "en", "JSON": None}
    drawn = html.fromstring(text_of(dutch, "ontology", "nl")).xpath("//*[@class='class']/b")
    works = [one for one in drawn if one.text_content().startswith("Work · ")]
    assert {one.xpath("string(span/@lang)") for one in works} == {"en"}
    terms = html.fromstring(text_of(dutch, "type/manual", "nl")).xpath("//dt")
    assert [
        one.xpath("string(.//@lang)") for one in terms if one.text_content() == "Instance class"
    ] == ["en"]
    assert isinstance(Untranslated("%(a)s") % {"a": 1}, Untranslated)
