"""The column of MODS."""

from __future__ import annotations

from dataclasses import replace

from bibliography.entries import BARE, FULL
from bibliography.reading import lines
from bibliography.seed import seed
from publod.bibliography.entry import Agent
from publod.bibliography.export import mods

AT = "https://data.example.se/"
RELATORS = "http://id.loc.gov/vocabulary/relators/"


def written(path: str) -> list[str]:
    """What the full record says in one element, below it."""
    name = f"mods:{path}"
    return [
        line.removeprefix(name)
        for line in lines(mods.write(FULL))
        if line.startswith((name + " ", name + "/"))
    ]


def test_titles() -> None:
    assert written("titleInfo") == [
        " @lang=swe/mods:title = En bok",
        " @lang=swe/mods:subTitle = med undertitel",
        " @lang=eng @type=translated/mods:title = A book",
        " @lang=eng @type=translated/mods:subTitle = with subtitle",
        " @lang=swe @type=alternative/mods:title = Boken",
        " @lang=swe @type=uniform/mods:title = Verket",
    ]


def test_names_have_an_authority_and_roles() -> None:
    role = "/mods:role/mods:roleTerm @type=code @authority=marcrelator @valueURI=" + RELATORS
    board = (
        " @type=corporate @lang=swe @authority=ror @authorityURI=https://ror.org/"
        " @valueURI=https://ror.org/01v4pc162"
    )
    ann = (
        " @type=personal @authority=orcid @authorityURI=https://orcid.org/"
        " @valueURI=https://orcid.org/0000-0002-1825-0097"
    )
    press = f" @type=corporate @lang=swe @authority=local @valueURI={AT}agent/press#it"
    assert written("name") == [
        f"{board}/mods:namePart = Socialstyrelsen",
        f"{board}/mods:nameIdentifier @type=ror = 01v4pc162",
        f"{board}/mods:nameIdentifier @type=wikidata = Q6971056",
        f"{board}/mods:nameIdentifier @type=local = 202100-0555",
        f"{board}{role}aut = aut",
        f"{ann}/mods:namePart @type=family = Ek",
        f"{ann}/mods:namePart @type=given = Ann",
        f"{ann}/mods:nameIdentifier @type=orcid = 0000-0002-1825-0097",
        f"{ann}{role}aut = aut",
        f"{press}/mods:namePart = Förlaget",
        f"{press}{role}ctb = ctb",
        f"{press}{role}pbl = pbl",
    ]


def test_origin_has_no_attributes() -> None:
    assert written("originInfo") == [
        "/mods:publisher = Förlaget",
        "/mods:dateIssued @encoding=w3cdtf @keyDate=yes = 2019-05-17",
        "/mods:edition @lang=swe = tredje utgåvan",
        "/mods:issuance = monographic",
    ]


def test_a_supplied_edition_says_so() -> None:
    supplied = lines(mods.write(replace(BARE, edition_number=2)))
    assert "mods:originInfo/mods:edition @lang=swe @supplied=yes = [Utgåva 2]" in supplied


def test_subjects() -> None:
    assert written("subject") == [
        " @lang=swe @authority=local @valueURI=https://data.example.se/subject/trafficking#it"
        "/mods:topic = människohandel",
        f" @lang=swe @authority=local @valueURI={AT}subject/x#it/mods:topic = stödprocess",
        "/mods:geographic @authority=geonames @valueURI=https://sws.geonames.org/2661886/ = Sverige",
        "/mods:geographicCode @authority=marcgac = e-sw---",
        "/mods:temporal = 2017",
    ]


def test_related_items_have_titles_and_addresses() -> None:
    found = written("relatedItem")
    kinds = [
        (" @type=series", "En serie", "work/s"),
        (" @type=preceding", "Gammal", "publication/old"),
        (" @type=succeeding", "Ny", "publication/new"),
        (" @type=original", "Gammal", "publication/old"),
        (" @type=otherVersion @displayLabel=Originalspråk", "Buch", "publication/de"),
        (" @type=otherVersion @displayLabel=Översättning", "كتاب", "publication/ar"),
        (" @type=otherVersion @displayLabel=Annan utgåva", "Annan", "publication/other"),
    ]
    for attributes, title, path in kinds:
        below = [ln for ln in found if ln.startswith(attributes + "/")]
        assert any(ln.endswith(f"/mods:title = {title}") for ln in below), attributes
        assert f"{attributes}/mods:identifier @type=uri = {AT}{path}" in below
        assert f"{attributes}/mods:location/mods:url = {AT}{path}" in below
    assert " @type=series/mods:titleInfo @lang=swe/mods:partNumber = 19" in found
    assert " @type=series/mods:identifier @type=issn = 1234-5679" in found
    assert " @type=preceding/mods:originInfo/mods:dateIssued @encoding=w3cdtf = 2016" in found
    assert sum("otherType=isVersionOf" in ln and "mods:title =" in ln for ln in found) == 1
    assert not any("Omtalad" in ln or "edition/stated" in ln for ln in found)


def test_who_describes_is_named_by_a_code_or_not_at_all() -> None:
    assert "/mods:recordContentSource = SE-Xx" in written("recordInfo")
    nameless = lines(mods.write(replace(FULL, catalogued_by="")))
    assert not any("recordContentSource" in line for line in nameless)


def test_an_edition_that_is_replaced_is_led_to_once() -> None:
    uris = [
        ln
        for ln in written("relatedItem")
        if ln.endswith("identifier @type=uri = " + AT + "publication/old")
    ]
    assert [ln.partition("/")[0] for ln in uris] == [" @type=preceding", " @type=original"]


def test_identifiers_addresses_and_rights() -> None:
    assert written("identifier")[:2] == [
        f" @type=uri = {AT}publication/full",
        " @type=doi = 10.1234/AB.c",
    ]
    assert written("location") == [
        f"/mods:url @usage=primary @access=object in context = {AT}publication/full",
        "/mods:url @access=raw object @displayLabel=Hela boken @note=123456 B"
        " = https://e.example/full.pdf",
        "/mods:url @access=object in context = https://e.example/page",
    ]
    assert written("accessCondition") == [
        " @type=use and reproduction"
        " @xlink:href=https://creativecommons.org/licenses/by/4.0/ = CC BY 4.0",
        " @type=use and reproduction @lang=swe = Fri att använda",
    ]


def test_the_edition_history_is_a_note_and_edition_2_is_nowhere() -> None:
    found = lines(mods.write(seed()["atervandandeprogrammet-manual-2019"]))
    [note, _english] = [ln for ln in found if ln.startswith("mods:note")]
    assert "@type=bibliographic history @lang=swe" in note or (
        "@lang=swe @type=bibliographic history" in note
    )
    assert note.endswith("IOM – Internationella migrationsorganisationen.")
    assert "mods:originInfo/mods:edition @lang=swe = tredje utgåvan" in found
    assert not any("/edition/" in ln or "@type=preceding" in ln for ln in found)


def test_four_boards_are_four_names_in_printed_order() -> None:
    found = lines(mods.write(seed()["prostitution-i-norra-sverige-2017"]))
    assert [ln.partition(" = ")[2] for ln in found if "mods:namePart" in ln] == [
        "Länsstyrelsen Norrbotten", "Länsstyrelsen Västerbotten",
        "Länsstyrelsen Jämtland", "Länsstyrelsen Västernorrland",
    ]  # fmt: skip


def test_a_language_without_a_library_code_is_told_by_its_tag() -> None:
    titled = lines(mods.write(replace(BARE, title={"sh": "Knjiga"}, languages=("HBS",))))
    assert "mods:titleInfo @xml:lang=sh/mods:title = Knjiga" in titled
    assert "mods:language/mods:languageTerm @type=code @authority=iso639-3 = hbs" in titled


def test_an_agent_that_is_not_described_is_named_by_its_address() -> None:
    unknown = replace(BARE, creators=(Agent("https://e.example/agent#it"),))
    assert any(
        ln.endswith("mods:namePart = https://e.example/agent#it")
        for ln in lines(mods.write(unknown))
    )
