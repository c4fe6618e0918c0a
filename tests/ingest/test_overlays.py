"""Own terms and shapes of another agency, in another country, beside those of publod."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli import running
from cli.running import Done
from publod import bootstrap
from publod.app import create_app
from publod.config import Settings

PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix pub: <https://w3id.org/publod/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/publod/shapes#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix vann: <http://purl.org/vocab/vann/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sv: <https://satama.example.fi/termit#> .
"""
#: The terms of a harbour authority in Finland.
TERMS = """
sv:diaarinumero a owl:DatatypeProperty ; rdfs:domain pub:Publication ;
    rdfs:label "diaarinumero"@fi , "diarienummer"@sv , "register number"@en .
sv:julkisuus a owl:ObjectProperty ; rdfs:label "julkisuus"@fi , "offentlighet"@sv .
sv:Julkinen a owl:NamedIndividual ; rdfs:label "julkinen"@fi , "offentlig"@sv , "public"@en .
pub:Publication rdfs:label "julkaisu"@fi .
"""
SHAPES = """
<https://satama.example.fi/muodot> a owl:Ontology ;
    sh:declare [ sh:prefix "sv" ; sh:namespace "https://satama.example.fi/termit#"^^xsd:anyURI ] .
sv:JulkaisuMuoto a sh:NodeShape ; sh:targetClass pub:Publication ;
    sh:property sv:JulkaisuMuoto-diaari , sv:JulkaisuMuoto-julkisuus , sv:JulkaisuMuoto-vihje ;
    sh:sparql sv:JulkaisuMuoto-kysely .
sv:JulkaisuMuoto-diaari a sh:PropertyShape ; sh:path sv:diaarinumero ;
    sh:minCount 1 ; sh:pattern "^SAT/[0-9]+/[0-9]{4}$" ;
    sh:name "diaarinumero"@fi , "diarienummer"@sv , "register number"@en ;
    sh:message "Anna diaarinumero."@fi , "Ange diarienumret."@sv , "Give the register number."@en .
sv:JulkaisuMuoto-julkisuus a sh:PropertyShape ; sh:path sv:julkisuus ;
    sh:minCount 1 ; sh:severity sh:Warning ; sh:message "Anna julkisuus."@fi .
sv:JulkaisuMuoto-vihje a sh:PropertyShape ; sh:path dcterms:abstract ;
    sh:minCount 1 ; sh:severity sh:Info ; sh:message "Tiivistelmä auttaa."@fi .
sv:JulkaisuMuoto-kysely a sh:SPARQLConstraint ; sh:prefixes <https://satama.example.fi/muodot> ;
    sh:select "SELECT $this ?value WHERE { $this sv:diaarinumero ?value . FILTER (STRENDS(?value, '0000')) }" ;
    sh:message "Vuosi puuttuu."@fi , "Året saknas."@sv , "The year is missing."@en .
"""
RECORDS = """
<agent/satama#it> a foaf:Organization ; foaf:name "Satamalaitos"@fi .
<scheme/types#it> a skos:ConceptScheme ; dcterms:title "Tyypit"@fi .
<type/raportti#it> a skos:Concept ; skos:prefLabel "raportti"@fi ; skos:inScheme <scheme/types#it> .
<work/vuosi#it> a pub:Work ; dcterms:title "Vuosiraportti"@fi .
<publication/vuosi-2020#it> a pub:Publication ; dcterms:title "Vuosiraportti"@fi ;
    dcterms:creator <agent/satama#it> ; dcterms:issued "2020"^^xsd:gYear ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/FIN> ;
    dcterms:type <type/raportti#it> ; dcterms:isVersionOf <work/vuosi#it> ; NUMBER
    sv:julkisuus sv:Julkinen .
"""


class Overlay:
    """A catalogue of the agency, with its own terms and shapes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.write("terms/satama.ttl", TERMS)
        self.write("shapes/satama.ttl", SHAPES)
        self.file = self.write(
            "a.ttl", RECORDS.replace("NUMBER", 'sv:diaarinumero "SAT/12/2020" ;')
        )
        self.settings = {
            "PUBLOD_OWN_SHAPES": str(folder / "shapes"),
            "PUBLOD_OWN_ONTOLOGY": str(folder / "terms"),
        }

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(PREFIXES + text, "utf-8")
        return file

    def publod(self, *arguments: str | Path, code: int = 0, **others: str) -> Done:
        """Run a command with the own terms and shapes, unless other settings are given."""
        return running.publod(self.home, *arguments, code=code, **(others or self.settings))


def plain(overlay: Overlay, *arguments: str | Path) -> Done:
    """Run a command without own terms and shapes."""
    return running.publod(overlay.home, *arguments)


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    return Overlay(tmp_path)


def test_own_shapes_add_to_those_of_publod(overlay: Overlay) -> None:
    done = overlay.publod("check", overlay.file)
    assert done.stdout.startswith("valid: 5 to write, 0 unchanged\n")
    assert "info: dcterms:abstract\n    Tiivistelmä auttaa.\n" in done.stdout
    assert done.stderr == "\n1 info.\n"
    for text, told in (
        (RECORDS.replace("NUMBER", ""), ["Give the register number."]),
        (RECORDS.replace("NUMBER", 'sv:diaarinumero "SAT/1/0000" ;'), ["The year is missing."]),
        # publod's own rules hold as before
        (RECORDS.replace("NUMBER", "").replace("isVersionOf", "relation"), ["work", "register"]),
    ):
        done = overlay.publod("check", overlay.write("b.ttl", text), code=1)
        assert all(one in done.stdout for one in told)
    assert plain(overlay, "check", overlay.write("b.ttl", RECORDS.replace("NUMBER", "")))


def test_warnings_and_infos_are_reported_and_do_not_block(overlay: Overlay) -> None:
    text = overlay.file.read_text("utf-8").replace(";\n    sv:julkisuus sv:Julkinen", "")
    overlay.file.write_text(text, "utf-8")
    done = overlay.publod("load", overlay.file)
    assert "added 5" in done.stdout
    assert "warning: " in done.stdout
    assert "Anna julkisuus." in done.stdout
    assert done.stderr.startswith("\n1 warning, 1 info.\n")


def test_loaded_records_are_checked_when_own_rules_are_added(overlay: Overlay) -> None:
    records = overlay.write("b.ttl", RECORDS.replace("NUMBER", ""))
    plain(overlay, "load", records)
    assert plain(overlay, "check", "--loaded").stdout == "valid: 5 loaded records\n"
    done = overlay.publod("check", "--loaded", code=1)
    assert "publication/vuosi-2020#it" in done.stdout
    assert "Give the register number." in done.stdout


def test_a_misspelt_own_term_is_told_of_what_is_loaded_as_in_files(overlay: Overlay) -> None:
    overlay.write(
        "terms/satama.ttl", f"{TERMS}<https://satama.example.fi/termit#> a owl:Ontology ."
    )
    number = 'sv:diaarinumer "SAT/1/2020" ; sv:diaarinumero "SAT/12/2020" ;'
    file = overlay.write("b.ttl", RECORDS.replace("NUMBER", number))
    plain(overlay, "load", file)
    told = "There is no property sv:diaarinumer in the catalogue's own vocabulary (/ontology). "
    for what in (file, "--loaded"):
        done = overlay.publod("check", what, code=1)
        assert f"{told}Is sv:diaarinumero meant?" in done.stdout


DECLARED = """
<https://satama.example.fi/termit> a owl:Ontology ; vann:preferredNamespacePrefix "satama" ;
    vann:preferredNamespaceUri "https://satama.example.fi/termit#" .
"""


@pytest.mark.parametrize(("declaration", "prefix"), [("", "sv"), (DECLARED, "satama")])
def test_own_terms_have_the_prefix_that_is_declared_or_that_their_file_has(
    overlay: Overlay, declaration: str, prefix: str
) -> None:
    """In every format, in queries and on pages, with other entity tags than without it."""
    overlay.publod("load", overlay.file)
    tags: list[str] = []
    terms = overlay.folder / "terms"
    for added in (declaration, ""):
        overlay.write("terms/satama.ttl", TERMS + added)
        settings = Settings(home=overlay.home, own_ontology=terms)
        client = create_app(settings).test_client()
        tags.append(client.get("/publication/vuosi-2020.ttl").headers["ETag"])
        if added != declaration:
            break
        record = "/publication/vuosi-2020"
        texts = {form: client.get(f"{record}.{form}").text for form in ("ttl", "rdf", "jsonld")}
        assert f'{prefix}:diaarinumero "SAT/12/2020"' in texts["ttl"]
        assert f"<{prefix}:diaarinumero>SAT/12/2020<" in texts["rdf"]
        assert f'"{prefix}:diaarinumero": "SAT/12/2020"' in texts["jsonld"]
        context = client.get("/context.jsonld").get_json(force=True)["@context"]
        assert context[prefix] == "https://satama.example.fi/termit#"
        assert f"<code>{prefix}:diaarinumero</code>" in client.get("/ontology.html").text
        query = f"SELECT ?number {{ ?edition {prefix}:diaarinumero ?number }}"
        answer = client.get("/sparql", query_string={"query": query, "format": "csv"})
        assert answer.text.split() == ["number", "SAT/12/2020"]
        fetched = overlay.folder / "fetched.jsonld"
        fetched.write_text(texts["jsonld"], "utf-8")
        assert "1 unchanged" in overlay.publod("check", fetched).stdout
    assert len(set(tags)) == 1 + bool(declaration)
    # A catalogue without them has none of it.
    assert (
        f"{prefix}:"
        not in create_app(Settings(home=overlay.home)).test_client().get(record + ".ttl").text
    )


def test_labels_of_own_terms_are_on_pages_and_in_the_ontology(overlay: Overlay) -> None:
    overlay.publod("load", overlay.file)
    settings = Settings(
        home=overlay.home,
        own_shapes=Path(overlay.settings["PUBLOD_OWN_SHAPES"]),
        own_ontology=Path(overlay.settings["PUBLOD_OWN_ONTOLOGY"]),
    )
    client, without = (
        create_app(settings).test_client(),
        create_app(Settings(home=overlay.home)).test_client(),
    )
    address = "/publication/vuosi-2020"
    for language, labels in (
        ("sv", ["Diarienummer", ">offentlig<"]),
        ("en", ["Register number", ">public<"]),
    ):
        page = client.get(f"{address}?lang={language}", follow_redirects=True)
        assert all(label in page.text for label in labels)
    first, second = (one.get(f"{address}?lang=sv").headers["ETag"] for one in (client, without))
    assert first != second
    ontology = client.get("/ontology.ttl").text
    assert "diaarinumero" in ontology
    assert "pub:editionNumber" in ontology
    assert "JulkaisuMuoto-diaari" in client.get("/shapes.ttl").text
    assert "diaarinumero" not in without.get("/ontology.ttl").text


CONFLICTS = {
    "terms": [
        ('pub:isbn rdfs:label "ISBN-tunnus"@sv .', "pub:isbn is a term of publod, and rdfs:label"),
        ("pub:isbn rdfs:domain sv:Kirja .", "pub:isbn is a term of publod, and rdfs:domain"),
        ("pub:omaTermi a owl:Class .", "pub:omaTermi is a term of publod, and rdf:type"),
        (
            '<https://o.example/t#> vann:preferredNamespacePrefix "pub" .',
            "the prefix pub is publod's for https://w3id.org/publod/ns#",
        ),
        (
            '<https://o.example/t> vann:preferredNamespacePrefix "o" .\n'
            '<https://o.example/u> vann:preferredNamespacePrefix "o" .',
            "the prefix o is that of https://o.example/t# in ",
        ),
        ('<https://o.example/t> vann:preferredNamespacePrefix "o:" .', "o: cannot be a prefix"),
    ],
    "shapes": [
        ("shape:Publication-title sh:minCount 2 .", "shape:Publication-title is a shape of publod"),
        (
            "sv:M a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property sv:M-p .\n"
            "sv:M-p sh:path dcterms:title ; sh:maxCount 0 .",
            "allows 0 values of dcterms:title at most",
        ),
        (
            "sv:M a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property [\n"
            "  sh:path dcterms:issued ; sh:minCount 2 ] .",
            "requires 2 values of dcterms:issued",
        ),
        (
            "sv:M a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property [\n"
            "  sh:path dcterms:type ; sh:datatype xsd:string ] .",
            "values of dcterms:type of different kinds",
        ),
    ],
}


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [(kind, *conflict) for kind, conflicts in CONFLICTS.items() for conflict in conflicts],
)
def test_a_conflict_is_told_with_its_place(
    overlay: Overlay, kind: str, text: str, told: str
) -> None:
    file = overlay.write(f"{kind}/zz.ttl", f"\n{text}\n")
    beginning = PREFIXES.count("\n") + 2
    lines = range(beginning, beginning + text.count("\n") + 1)
    for command in ("check", "load"):
        done = overlay.publod(command, overlay.file, code=1)
        assert any(f"{file}:{line}: " in done.stderr for line in lines)
        assert told in done.stderr
    assert not (overlay.home / "ledger.db").exists()


@pytest.mark.parametrize(
    "text",
    [
        "sv:M a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property [\n"
        "  sh:path dcterms:title ; sh:maxCount 0 ; sh:severity sh:Warning ] .",
        "sv:M a sh:NodeShape ; sh:targetClass pub:Work ; sh:property [\n"
        "  sh:path dcterms:issued ; sh:minCount 2 ] .",
        "sv:M a sh:NodeShape ; sh:targetClass pub:Publication ; sh:property [\n"
        "  sh:path dcterms:abstract ; sh:minCount 1 ; sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ] .",
    ],
)
def test_what_can_be_met_is_no_conflict(overlay: Overlay, text: str) -> None:
    overlay.write("shapes/zz.ttl", text)
    settings = Settings(own_shapes=overlay.folder / "shapes", own_ontology=overlay.folder / "terms")
    assert bootstrap.overlay_conflicts(settings) == []


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("shapes/zz.ttl", "sv:M a oj", "own file cannot be read"),
        ("terms/zz.ttl", "sv:M a oj", "own file cannot be read"),
        (
            "shapes/zz.ttl",
            'sv:M a sh:NodeShape ; sh:targetClass pub:Work ; sh:sparql [ sh:select "SELECT oj" ] .',
            "the query of the shape",
        ),
    ],
)
def test_an_own_file_that_cannot_be_used_is_refused(
    overlay: Overlay, name: str, text: str, told: str
) -> None:
    overlay.write(name, text)
    done = overlay.publod("check", overlay.file, code=1)
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_folders_that_hold_nothing_are_refused(overlay: Overlay) -> None:
    for setting in overlay.settings:
        done = overlay.publod("check", overlay.file, code=1, **{setting: "/nowhere"})
        assert "there is no Turtle file in /nowhere" in done.stderr
