"""Files become commits: whole, once, and only what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.catalogue import ADDRESSES, BASE, PREFIXES, SHAPES, Home, ref, small, turtle
from ingest.same import SYNTAXES
from publod.errors import IngestError, PublodError, RdfSyntaxError, ValidationFailed
from publod.ingest import Outcome, check
from publod.ingest.record_drafts import Drafting
from publod.ledger import Link
from publod.rdf import format_of, read
from publod.vocabulary import RDF

AGENT = PREFIXES + '<agent/x#it> a foaf:Organization ; foaf:name "X"@sv .'


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    plan = outcome.plan
    return len(plan.added), len(plan.changed), plan.unchanged, len(plan.withdrawn)


@pytest.mark.parametrize("name", SYNTAXES)
def test_each_syntax_makes_the_same_record(home: Home, name: str) -> None:
    home.load(home.file(SYNTAXES[name], name))
    assert home.truth.graphs(home.truth.paths()) == {
        "agent/x": (
            f'<{BASE}agent/x#it> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> '
            "<http://xmlns.com/foaf/0.1/Organization> .\n"
            f'<{BASE}agent/x#it> <http://xmlns.com/foaf/0.1/name> "Å"@sv .\n'
        )
    }  # fmt: skip


def test_all_syntaxes_together_say_it_once(home: Home) -> None:
    for name, content in SYNTAXES.items():
        home.file(content, f"files/{name}")
    assert counts(home.load(home.folder / "files")) == (1, 0, 0, 0)
    for name in SYNTAXES:
        outcome = home.load(home.folder / "files" / name)
        assert (counts(outcome), outcome.commit) == ((0, 0, 1, 0), None)


def test_what_a_load_did_is_counted(home: Home) -> None:
    records = small()
    assert counts(home.load(home.file(turtle(records)))) == (31, 0, 0, 0)
    records["agent/a1"]["foaf:name"] = ['"Ny"@sv']
    records["agent/a9"] = records["agent/a2"]
    del records["publication/p8"]
    file = home.file(turtle(records))
    assert counts(home.load(file)) == (1, 1, 29, 0)
    assert counts(home.load(file, prune=True)) == (0, 0, 31, 1)
    assert home.truth.head().id == 3
    assert [message for _, message in home.truth.commits(2)] == [
        "0 added, 0 changed, 1 withdrawn", "1 added, 1 changed, 0 withdrawn",
    ]  # fmt: skip
    # What was withdrawn and comes back is added.
    records["publication/p8"] = small()["publication/p8"]
    assert counts(home.load(home.file(turtle(records)), prune=True)) == (1, 0, 31, 0)
    found = home.truth.record("publication/p8")
    assert found is not None
    assert (found.withdrawn, found.changed) == (False, 4)


def test_a_check_writes_nothing(home: Home) -> None:
    file = home.file(turtle(small()), "files/all.ttl")
    assert counts(home.check(file)) == (31, 0, 0, 0)
    assert [path.name for path in home.folder.iterdir()] == ["files"]
    home.load(file)
    before = (home.folder / "ledger.db").read_bytes()
    assert counts(home.check(home.file(AGENT, "files/all.ttl"), prune=True)) == (1, 0, 0, 31)
    assert (home.folder / "ledger.db").read_bytes() == before


INVALID = PREFIXES + "<agent/y#it> a foaf:Organization ."
BROKEN = PREFIXES + "<agent/y#it> a oj"
HOMELESS = PREFIXES + '<http://elsewhere.example/y> a foaf:Organization ; foaf:name "Y"@sv .'


@pytest.mark.parametrize(
    ("bad", "error"),
    [(INVALID, ValidationFailed), (BROKEN, RdfSyntaxError), (HOMELESS, IngestError)],
)
def test_one_bad_record_and_nothing_is_written(
    home: Home, bad: str, error: type[PublodError]
) -> None:
    home.file(AGENT, "files/a.ttl")
    home.file(bad, "files/b.ttl")
    with pytest.raises(error, match="violation" if error is ValidationFailed else "b.ttl"):
        home.load(home.folder / "files")
    assert (home.ledger, [path.name for path in home.folder.iterdir()]) == (None, ["files"])
    home.load(home.file(AGENT, "other.ttl"))
    with pytest.raises(error):
        home.load(home.folder / "files", prune=True)
    assert home.truth.head().id == 1


def test_a_printed_order_is_part_of_its_record(home: Home) -> None:
    records = small()
    records["publication/p0"]["bibo:authorList"] = [f"( {ref('agent/a2')} {ref('agent/a0')} )"]
    file = home.file(turtle(records))
    home.load(file)
    graph = home.truth.graphs(["publication/p0"])["publication/p0"]
    assert graph.count("#first> ") == 2
    assert "_:c14n0 " in graph
    assert counts(home.load(file)) == (0, 0, 31, 0)  # new labels are no new record
    records["publication/p0"]["bibo:authorList"] = [f"( {ref('agent/a0')} {ref('agent/a2')} )"]
    assert counts(home.load(home.file(turtle(records)))) == (0, 1, 30, 0)


def test_links_are_kept_with_the_ends_that_they_have(home: Home) -> None:
    text = PREFIXES + (
        '<agent/x#it> a foaf:Organization ; foaf:name "X"@sv ; org:memberOf <agent/y#it> ;'
        " foaf:page <agent/x> , <agent/y> , [ foaf:page <agent/y#other> ] ."
        '<agent/y#it> a foaf:Organization ; foaf:name "Y"@sv .'
    )
    home.load(home.file(text))
    page = "http://xmlns.com/foaf/0.1/page"
    assert home.truth.links_from(["agent/x"]) == [
        Link("agent/x", "it", "http://www.w3.org/ns/org#memberOf", "agent/y", "it"),
        Link("agent/x", "it", page, "agent/y", ""),
        Link("agent/x", "_:", page, "agent/y", "other"),
    ]


def test_a_step_is_told_as_it_goes(home: Home) -> None:
    told: dict[str, list[int]] = {}

    def steps(name: str, total: int) -> object:
        told[name] = [total]
        return told[name].append

    file = home.file(turtle(small()))
    check([file], None, ADDRESSES, SHAPES, steps=steps)  # type: ignore[arg-type]
    size = file.stat().st_size
    assert sum(told.pop("compare")[1:]) == 31
    assert told == {"read": [size, size], "validate": [31, 31]}


def refused(home: Home, content: str, name: str = "a.ttl") -> str:
    file = home.file(content, name)
    drafting = Drafting(ADDRESSES)
    with pytest.raises(IngestError) as caught:
        for statement in read(file, format_of(file), BASE):
            drafting.add(statement, str(file))
        drafting.drafts()
    assert str(file) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("", "front page"), ("sparql", "service itself"), ("static/x", "service itself"),
        ("ontology#it", "service itself"), ("context.jsonld", "service itself"),
        ("publications", "service itself"), ("x.ttl", "ask for a format"),
        ("a/x.html#it", "ask for a format"), ("a//b", "empty"), ("a/", "empty"),
        ("a/../b", "segments"), ("a/./b", "segments"), ("../b", "segments"), ("x?y=z", "query"),
        ("a%2Fb", "encode"), ("a%2e%2e", "encode"), ("%c3%a5", "encode"), ("a%FF", "encode"),
    ],
)  # fmt: skip
def test_a_record_cannot_have_just_any_address(home: Home, path: str, why: str) -> None:
    # Written whole: a relative reference would be resolved on the way in.
    assert why in refused(home, PREFIXES + f'<{BASE}{path}> dcterms:title "x"@sv .')


@pytest.mark.parametrize(
    "path", ["a", "å/ä", "a%20b", "%C3%A5", "sparql/x", "x.ttl/y", "a.b", "a:b", "~a;b=(c),d@e!"]
)
def test_and_yet_it_can_have_many(home: Home, path: str) -> None:
    home.load(home.file(PREFIXES + f'<{BASE}{path}> dcterms:title "x"@sv .'))
    assert home.truth.paths() == [path]


def test_relative_references_do_not_leave_the_base(home: Home) -> None:
    home.load(home.file(PREFIXES + '<../../x#it> dcterms:title "x"@sv .'))
    assert home.truth.paths() == ["x"]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        ("<http://e.example/x> dcterms:title 'x' .", "a.ttl", "foreign thing"),
        ("[] dcterms:title 'x' .", "a.ttl", "blank node is described"),
        ("<a#it> dcterms:creator _:x . <b#it> dcterms:creator _:x .", "a.ttl", "share a blank node"),
        (
            "<a#it> dcterms:creator _:x . <b#it> dcterms:creator _:x . _:x foaf:name 'x' .",
            "a.ttl",
            "share a blank node",
        ),
        (
            "<a> { <a#it> dcterms:creator _:x } <b> { <b#it> dcterms:creator _:x }",
            "a.trig",
            "share a blank node",
        ),
        ("<http://e.example/g> { <a#it> dcterms:title 'x' }", "a.trig", "not a document below"),
        ("_:g { <a#it> dcterms:title 'x' }", "a.trig", "not a document below"),
        ("<a> { <b#it> dcterms:title 'x' }", "a.trig", "record of its own"),
        ("<a> <http://e.example/1> 'x' .", "a.ttl", "RDF/XML"),
        ("<a> <http://e.example/> 'x' .", "a.ttl", "RDF/XML"),
        ("<a> <http://e.example/²> 'x' .", "a.ttl", "RDF/XML"),
        (
            "<a> dcterms:title "
            + ", ".join(f"_:n{i}" for i in range(9))
            + " ."
            + "".join(f"_:n{i} foaf:page _:n{j} ." for i in range(9) for j in range(9) if i != j),
            "a.ttl",
            "can hardly be told apart",
        ),
        ("<a> dcterms:title " + "[ foaf:page " * 20_000 + "1" + "]" * 20_000 + " .", "a.ttl", "told apart"),
    ],
)  # fmt: skip
def test_what_can_belong_to_no_record_is_refused(
    home: Home, content: str, name: str, why: str
) -> None:
    assert why in refused(home, PREFIXES + content, name)


def test_what_is_said_of_a_foreign_thing_goes_with_whoever_refers_to_it(home: Home) -> None:
    text = (
        "<a#it> foaf:page <http://e.example/x> . <b#it> foaf:page <http://e.example/y> ."
        "<http://e.example/y> foaf:page <http://e.example/x> ."
        '<http://e.example/x> dcterms:title "x"@sv .'
    )
    home.load(home.file(PREFIXES + text))
    title = '<http://e.example/x> <http://purl.org/dc/terms/title> "x"@sv .\n'
    graphs = home.truth.graphs(["a", "b"])
    assert {path: graph.count(title) for path, graph in graphs.items()} == {"a": 1, "b": 1}


def test_derived_graphs_are_not_taken_for_authored(home: Home) -> None:
    text = f"<a> {{ <a#it> dcterms:title 'x'@sv }} <{BASE}a#derived> {{ <b#it> dcterms:title 'y' }}"
    home.load(home.file(PREFIXES + text, "a.trig"))
    assert home.truth.paths() == ["a"]
    assert home.truth.graphs(["a"])["a"].count("\n") == 1


def test_characters_that_xml_cannot_carry_are_left_out_and_counted(home: Home) -> None:
    text = r"<a> dcterms:title 'x\u0000\u0008y\uFFFE\\u0000z'@sv , 'w\u0001' , 'tab\tå' ."
    outcome = home.load(home.file(PREFIXES + text))
    assert outcome.cleaned == 2
    title = f"<{BASE}a> <http://purl.org/dc/terms/title>"
    assert home.truth.graphs(["a"])["a"] == (
        f'{title} "tab\\tå" .\n{title} "w" .\n{title} "xy\\\\u0000z"@sv .\n'
    )


def test_a_long_text_is_kept_whole(home: Home) -> None:
    home.load(home.file(PREFIXES + f"<a> dcterms:title '{'å' * 3_000_000}' ."))
    assert len(home.truth.graphs(["a"])["a"]) > 3_000_000


def test_two_spellings_of_one_address_are_refused(tmp_path: Path) -> None:
    """They are two IRIs, and a browser asks for both with the same bytes."""
    home = Home(tmp_path)
    one, other = "<subject/å> a <urn:x:T> .", "<subject/%C3%A5> a <urn:x:T> ."
    both = home.file(f"{one}\n{other}", "both.ttl")
    with pytest.raises(IngestError, match="one address"):
        home.load(both)
    home.load(home.file(one, "one.ttl"))
    with pytest.raises(IngestError, match="one address"):
        home.load(home.file(other, "other.ttl"))
    home.load(home.file(one, "one.ttl"))


def test_a_record_whose_suffix_is_taken_is_refused(tmp_path: Path) -> None:
    home = Home(tmp_path)
    with pytest.raises(IngestError, match="answered by the service itself"):
        home.load(home.file("<context> a <urn:x:T> ."))


@pytest.mark.parametrize("name", ["http://e.example/好", f"{RDF.iri}li", "http://e.example/1"])
def test_a_property_that_rdf_xml_cannot_write_is_refused(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path)
    with pytest.raises(IngestError, match="RDF/XML"):
        home.load(home.file(f"<a> <{name}> 1 ."))
