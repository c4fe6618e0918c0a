"""What becomes of the rows of a table: publications, works, agents, and a report of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from importing.folders import catalogue, import_table, mapping
from publod.errors import SourceUnreadable
from publod.importing.addresses import slug_of
from publod.messages import Message

ROW = {"Id": "A-1", "Titel": "Bo bra", "Utgivare": "Boverket", "År": "2018", "Språk": "sv"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return catalogue(tmp_path / "catalogue")


def test_a_publication(folder: Path) -> None:
    row = ROW | {
        "Undertitel": "En vägledning", "Författare": "Åsa Berg; Per Ny", "Typ": "Handbok",
        "Upplaga": "2., omarb. uppl.", "Ämne": "bostäder | klimat", "ISBN": "978-91-7000-123-9",
        "Serie": "Rapportserien", "Nr": "2018:4", "Intern": "hemligt",
    }  # fmt: skip
    done = import_table(folder, [row])
    said = done.triples("publication/bo-bra-2018")
    assert len(said.pop("authorList")) == 1
    assert said == {
        "type": ["<https://w3id.org/publod/ns#Publication>", "<type/manual#it>"],
        "title": ['"Bo bra"@sv'],
        "subtitle": ['"En vägledning"@sv'],
        "creator": ["<agent/asa-berg#it>", "<agent/per-ny#it>"],
        "publisher": ["<agent/boverket#it>"],
        "issued": ['"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>'],
        "language": ["<http://publications.europa.eu/resource/authority/language/SWE>"],
        "subject": ["<subject/housing#it>", "<subject/klimat#it>"],
        "edition": ['"2., omarb. uppl."@sv'],
        "editionNumber": ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>'],
        "isVersionOf": ["<work/bo-bra#it>"],
        "isPartOf": ["<work/rapportserien#it>"],
        "numberInSeries": ['"2018:4"'],
        "isbn": ['"978-91-7000-123-9"'],
    }
    assert done.triples("agent/per-ny")["type"] == ["<http://xmlns.com/foaf/0.1/Person>"]
    assert done.triples("subject/klimat")["inScheme"] == ["<scheme/subjects#it>"]
    assert {one.kind.value for one in done.report.findings} == {"new"}
    assert "hemligt" not in done.contents


def test_the_file_is_laid_out_for_people(folder: Path) -> None:
    done = import_table(folder, [ROW])
    assert done.files()["publications/bo-bra-2018.ttl"] == (
        "# Imported from lista.csv (A-1).\n\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        "@prefix lang:    <http://publications.europa.eu/resource/authority/language/> .\n"
        "@prefix pub:     <https://w3id.org/publod/ns#> .\n"
        "@prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .\n\n"
        "<publication/bo-bra-2018#it> a pub:Publication ;\n"
        '    dcterms:title "Bo bra"@sv ;\n'
        "    dcterms:publisher <agent/boverket#it> ;\n"
        '    dcterms:issued "2018"^^xsd:gYear ;\n'
        "    dcterms:language lang:SWE ;\n"
        "    dcterms:type <type/report#it> ;\n"
        "    dcterms:isVersionOf <work/bo-bra#it> .\n\n"
        "<work/bo-bra#it> a pub:Work ;\n"
        '    dcterms:title "Bo bra"@sv .\n'
    )


# --- Agents ---


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("boverket", "boverket"), ("  BOVERKET ", "boverket"), ("IOM", "iom"),
        ("Internationella  Migrationsorganisationen", "iom"),
    ],
)  # fmt: skip
def test_an_agent_is_known_by_its_names(folder: Path, name: str, path: str) -> None:
    done = import_table(folder, [ROW | {"Utgivare": name}])
    assert done.triples("publication/bo-bra-2018")["publisher"] == [f"<agent/{path}#it>"]
    assert done.report.is_clean


@pytest.mark.parametrize(
    ("column", "name", "candidates"),
    [
        ("Utgivare", "Bovreket", ("agent/boverket",)),
        ("Författare", "Nils Ek", ("agent/nils-ek", "agent/nils-ek-2")),
        ("Författare", "Å. Berg", ("agent/asa-berg",)),
    ],
)
def test_a_doubtful_agent_is_reported_and_not_guessed(
    folder: Path, column: str, name: str, candidates: tuple[str, ...]
) -> None:
    done = import_table(folder, [{**ROW, "Utgivare": "", column: name}])
    assert done.findings("doubtful") == [(2, column, name)]
    assert [one.candidates for one in done.report.findings if one.candidates] == [candidates]
    assert "publisher" not in done.triples("publication/bo-bra-2018")
    assert "creator" not in done.triples("publication/bo-bra-2018")


def test_numbers_tell_names_apart(folder: Path) -> None:
    done = import_table(folder, [ROW | {"Utgivare": "Avdelning 1;Avdelning 2"}])
    again = import_table(folder, [ROW | {"Utgivare": "Avdelning 3"}])
    assert done.report.is_clean
    assert again.report.is_clean


def test_what_a_person_answers_is_remembered(folder: Path) -> None:
    asked: list[str] = []

    def ask(question: Message, candidates: tuple[str, ...]) -> str:
        asked.append(str(question))
        return candidates[0]

    row = ROW | {"Utgivare": "Bovreket"}
    for _ in range(2):
        done = import_table(folder, [row], ask=ask)
        assert done.report.is_clean
        assert done.triples("publication/bo-bra-2018")["publisher"] == ["<agent/boverket#it>"]
    assert asked == ["Bovreket: a record has nearly this name"]


@pytest.mark.parametrize(
    ("meant", "path"), [("boverket", "boverket"), ("agent/iom", "iom"), ("new", "bovreket")]
)
def test_the_mapping_decides(folder: Path, meant: str, path: str) -> None:
    columns = {"Titel": "title", "Utgivare": "publisher"}
    said = mapping(columns=columns, agents={"Bovreket": meant}, table={"language": "sv"})
    row = {"Titel": "Bo bra", "Utgivare": "Bovreket"}
    done = import_table(folder, [row], said)
    assert done.triples("publication/bo-bra")["publisher"] == [f"<agent/{path}#it>"]
    assert done.findings("doubtful") == []


def test_subjects_are_reported_where_they_must_not_be_made(folder: Path) -> None:
    done = import_table(folder, [ROW | {"Ämne": "bostäder|klimat"}], new_concepts=False)
    assert done.triples("publication/bo-bra-2018")["subject"] == ["<subject/housing#it>"]
    assert done.findings("unmapped") == [(2, "Ämne", "klimat")]


# --- Works and editions ---


def test_editions_of_one_work(folder: Path) -> None:
    rows = [
        ROW | {"Upplaga": "1. uppl."},
        ROW | {"Id": "A-2", "År": "2021", "Upplaga": "3., omarb. uppl.", "Titel": "Bo  Bra"},
        ROW | {"Id": "A-3", "År": "2021", "Undertitel": "Stadsdelar"},
        ROW | {"Id": "A-4", "År": "2021", "Undertitel": "Landsbygd"},
        ROW | {"Id": "A-5", "År": "2023", "Utgivare": "IOM"},
    ]
    done = import_table(folder, rows)
    works = {
        path: done.triples(path)["isVersionOf"][0].partition("#")[0][1:]
        for path in done.paths("publication")
    }
    assert works == {
        "publication/bo-bra-2018": "work/bo-bra",
        "publication/bo-bra-2021": "work/bo-bra",
        "publication/bo-bra-2021-2": "work/bo-bra-2",
        "publication/bo-bra-2021-3": "work/bo-bra-3",
        "publication/bo-bra-2023": "work/bo-bra-4",
    }
    assert done.report.is_clean


def test_the_same_title_and_year_are_two_works_and_reported(folder: Path) -> None:
    done = import_table(folder, [ROW, ROW | {"Id": "A-2", "Språk": "en"}])
    assert done.findings("doubtful") == [(3, "Titel", "Bo bra")]
    assert done.paths("work") == ["work/bo-bra", "work/bo-bra-2"]


def test_a_translation_is_of_the_work_of_its_original(folder: Path) -> None:
    rows = [
        ROW | {"Id": "A-2", "Titel": "Live well", "Språk": "en", "Översättning av": "Bo bra"},
        ROW,
    ]
    done = import_table(folder, rows)
    translation = done.triples("publication/live-well-2018")
    assert translation["translationOfWork"] == ["<publication/bo-bra-2018#it>"]
    assert translation["isVersionOf"] == ["<work/bo-bra#it>"]
    assert done.paths("work") == ["work/bo-bra"]
    assert done.report.is_clean


def test_document_numbers_tell_editions_and_parts(folder: Path) -> None:
    rows = [
        ROW | {"Titel": "Vattenmätare", "Beteckning": "R 49-1:2006", "År": "2006"},
        ROW
        | {"Id": "A-2", "Titel": "Vattenmätare, krav", "Beteckning": "R 49-1:2013", "År": "2013"},
        ROW | {"Id": "A-3", "Titel": "Vattenmätare", "Beteckning": "R 49-2:2007", "År": "2007"},
    ]
    done = import_table(folder, rows)
    works = [done.triples(path)["isVersionOf"] for path in done.paths("publication")]
    assert works[0] == works[2] != works[1]


def test_stated_editions(folder: Path) -> None:
    history = "Detta är den tredje utgåvan, den första utgåvan togs fram 2014 av Boverket och IOM"
    done = import_table(folder, [ROW | {"Historik": history, "År": "2019"}])
    own = done.triples("publication/bo-bra-2019")
    assert own["editionHistory"] == [f'"{history}"@sv']
    assert own["editionNumber"] == ['"3"^^<http://www.w3.org/2001/XMLSchema#integer>']
    stated = done.triples("edition/bo-bra-2014")
    assert stated["creator"] == ["<agent/boverket#it>", "<agent/iom#it>"]
    assert stated["issued"] == ['"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>']
    assert stated["isVersionOf"] == own["isVersionOf"]
    assert stated["isReferencedBy"] == ["<publication/bo-bra-2019#it>"]


def test_an_edition_that_is_described_is_not_stated_too(folder: Path) -> None:
    history = "Den första utgåvan togs fram 2014 av Boverket"
    rows = [
        ROW | {"År": "2014", "Upplaga": "1. uppl."},
        ROW | {"Id": "A-2", "År": "2019", "Upplaga": "3. uppl.", "Historik": history},
    ]
    assert import_table(folder, rows).paths("edition") == []


@pytest.mark.parametrize("edition", ["2", "2.", "andra", "Second"])
def test_a_bare_number_in_the_field_of_editions(folder: Path, edition: str) -> None:
    done = import_table(folder, [ROW | {"Upplaga": edition}])
    own = done.triples("publication/bo-bra-2018")
    assert own["editionNumber"] == ['"2"^^<http://www.w3.org/2001/XMLSchema#integer>']
    assert own["edition"] == [f'"{edition}"@sv']
    assert done.report.is_clean


def test_what_is_not_understood_of_an_edition_is_reported(folder: Path) -> None:
    done = import_table(folder, [ROW | {"Upplaga": "3. uppl. med gult omslag"}])
    assert done.findings("edition-statement") == [(2, "Upplaga", "med gult omslag")]
    assert '"3. uppl. med gult omslag"@sv' in done.contents


# --- What is missing ---


def test_without_a_type_nothing_is_written_and_all_is_reported(folder: Path) -> None:
    done = import_table(folder, [ROW | {"Typ": "Årsbok"}], default_type="")
    assert done.paths("publication") == []
    assert (2, "Typ", "Årsbok") in done.findings("missing")
    assert {value for _, _, value in done.findings("unmapped")} == {
        "A-1", "Bo bra", "Boverket", "2018", "sv", "Årsbok",
    }  # fmt: skip


def test_a_type_that_the_folder_does_not_have(folder: Path) -> None:
    with pytest.raises(
        SourceUnreadable, match=r"no type roman \(it has: manual, rapport, report\)"
    ):
        import_table(folder, [ROW], default_type="roman")


def test_types_are_explained(folder: Path) -> None:
    columns = {"Titel": "title", "Typ": "type"}
    said = mapping(columns=columns, types={"Årsbok": "manual", "default": "report"})
    done = import_table(folder, [{"Titel": "Bo", "Typ": "ÅRSBOK"}], said, default_type="")
    assert "<type/manual#it>" in done.triples("publication/bo")["type"]
    done = import_table(folder, [{"Titel": "Bo", "Typ": "techreport"}], said, default_type="")
    assert "<type/report#it>" in done.triples("publication/bo")["type"]


def test_a_language_that_nobody_says(folder: Path) -> None:
    done = import_table(folder, [ROW | {"Språk": ""}])
    assert done.triples("publication/bo-bra-2018")["title"] == ['"Bo bra"@und']
    assert done.findings("missing") == [(2, "Språk", "")]


@pytest.mark.parametrize(("written", "tag"), [("ga", "ga"), ("", "en"), ("sv|ga", "en")])
def test_a_language_for_the_whole_source_fills_gaps_only(
    folder: Path, written: str, tag: str
) -> None:
    columns = {"Titel": "title", "Språk": "language"}
    said = mapping(columns=columns, table={"language": "en"})
    done = import_table(folder, [{"Titel": "Treoir", "Språk": written}], said)
    assert done.triples("publication/treoir")["title"] == [f'"Treoir"@{tag}']


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("År", "i fjol"), ("År", "2018-13"), ("År", "20180"), ("Språk", "klingonska"), ("ISBN", "123"),
        ("Ersätter", "En okänd bok"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_reported(folder: Path, column: str, value: str) -> None:
    done = import_table(folder, [ROW | {column: value}])
    assert (2, column, value) in done.findings("unmapped")


def test_replacements_in_the_wrong_order_of_time(folder: Path) -> None:
    rows = [ROW | {"Ersätter": "Bo illa"}, ROW | {"Id": "A-2", "Titel": "Bo illa", "År": "2020"}]
    done = import_table(folder, rows)
    assert done.findings("unmapped") == [(2, "Ersätter", "Bo illa")]
    assert "replaces" not in done.triples("publication/bo-bra-2018")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Water 2014–2018", "water-2014-2018"), ("Bo—bra", "bo-bra"), ("O’Neill’s law", "oneills-law"),
        ("Återvändande/retur", "atervandande-retur"), ("Вода", ""),
    ],
)  # fmt: skip
def test_dashes_of_all_shapes_divide_the_words_of_an_address(title: str, slug: str) -> None:
    assert slug_of(title) == slug
