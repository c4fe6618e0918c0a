"""The six verbs, their arguments and their errors, page by page (OAI-PMH 2.0)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples import up_to
from publod.bibliography.dates import timestamp
from publod.ledger import Ledger
from publod.services.oai_pmh.arguments import (
    LIFETIME,
    Problem,
    Token,
    between,
    domain_of,
    identifier_of,
    name_of,
    paths_of,
    spec_of,
)
from services.copying import BASE, OAI, START, Copy, Source, concept, publication, withdrawn

LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    made = Source(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def three(source: Source) -> Source:
    """Three publications in two commits, ten seconds apart."""
    source.commit(publication("a", "s"), publication("b", "t"))
    source.commit(publication("c", "s"), concept("s", "top"))
    return source


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=subject", "badArgument"),
        ("verb=ListMetadataFormats&identifier=oai:data.example.se:publication/zzz", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:elsewhere.example:publication/a", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=oai:data.example.se:publication/a", ""),
        ("verb=GetRecord", "badArgument"),
        ("verb=GetRecord&metadataPrefix=mods", "badArgument"),
        ("verb=GetRecord&identifier=x", "badArgument"),
        ("verb=GetRecord&identifier=publication/a&metadataPrefix=mods", "idDoesNotExist"),
        ("verb=GetRecord&identifier=oai:data.example.se:publication/a&metadataPrefix=xx", "cannotDisseminateFormat"),
        ("verb=GetRecord&identifier=oai:data.example.se:subject/s&metadataPrefix=mods", "idDoesNotExist"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=xx", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=mods&metadataPrefix=mods", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&colour=red", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=åäö", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-01-01&until=2019-01-01T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-02-02&until=2019-02-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-2-3", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-02-03T10:00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=2019-02-03T10:00:00%2B01:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&from=٢٠١٩-٠١-٠١", "badArgument"),
        ("verb=ListRecords&metadataPrefix=mods&until=1999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&from=2999-12-31", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=subject:nothing", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=Subject:s", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=subject:S", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=language:SWE", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=mods&set=subject:(ffffffffff)", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=mods", ""),
        ("verb=Identify", ""),
        ("verb=ListSets", ""),
    ],
)  # fmt: skip
def test_what_is_asked_and_the_code_it_gets(three: Source, asked: str, code: str) -> None:
    pairs = [(n, v.replace("%2B", "+")) for n, _, v in (p.partition("=") for p in asked.split("&")) if n]  # fmt: skip
    assert three.code(*pairs) == code
    request = three.ask(*pairs).find(f"{OAI}request")
    assert request is not None
    assert request.text == f"{BASE}oai"
    # §3.2: the arguments are repeated, unless they could not be understood.
    told = {} if code in {"badVerb", "badArgument"} else {n: v for n, v in pairs if v}
    assert dict(request.attrib) == told


@settings(max_examples=up_to(100), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["verb", "set", "from", "until", "metadataPrefix", "resumptionToken", "identifier", "x"]), st.one_of(st.text(max_size=30), st.sampled_from(["ListRecords", "ListSets", "GetRecord", "oai_dc", "2019-01-01"]))), max_size=6))  # fmt: skip
def test_any_request_has_a_well_formed_answer(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    source = Source(tmp_path_factory.mktemp("any"))
    assert source.ask(*pairs).tag == f"{OAI}OAI-PMH"
    source.ledger.close()


def test_an_empty_catalogue(source: Source) -> None:
    assert source.code(**LIST) == "noRecordsMatch"
    assert source.code(verb="ListIdentifiers", metadataPrefix="mods") == "noRecordsMatch"
    assert source.code(verb="ListSets") == "noSetHierarchy"
    assert source.ask(verb="Identify").findtext(f".//{OAI}earliestDatestamp")


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_pages_are_full_and_the_last_one_says_that_it_is(
    source: Source, count: int, verb: str
) -> None:
    source.commit(*(publication(f"{n:02}") for n in range(count)))
    arguments = {"verb": verb, "metadataPrefix": "oai_dc"}
    seen: list[str] = []
    cursors = []
    while True:
        answer = source.ask(**arguments)
        headers = answer.findall(f".//{OAI}header")
        token = answer.find(f".//{OAI}resumptionToken")
        seen += [h.findtext(f"{OAI}identifier", "") for h in headers]
        if token is None:
            assert count <= source.page, "a list of one page has no token at all"
            break
        cursors.append(int(token.attrib["cursor"]))
        assert token.attrib["completeListSize"] == str(count)
        if not token.text:
            assert "expirationDate" not in token.attrib
            break
        assert len(headers) == source.page
        assert token.attrib["expirationDate"] == timestamp(source.now + LIFETIME)
        source.restart()  # tokens outlive the server
        arguments = {"verb": verb, "resumptionToken": token.text}
    assert seen == [f"oai:data.example.se:publication/{n:02}" for n in range(count)]
    assert cursors == [n for n in range(0, count, 3) if count > 3]


def test_from_and_until_are_both_inclusive(three: Source) -> None:
    first, second = timestamp(START + 10), timestamp(START + 20)

    def names(**arguments: str) -> str:
        answer = three.ask(**LIST, **arguments)
        return "".join(i.text[-1] for i in answer.iter(f"{OAI}identifier") if i.text)

    assert names(from_=first) == "bac"  # in the order of their datestamps
    assert names(from_=second) == "ac"  # a has got a subject with a name of its own
    assert names(from_=first, until=first) == "b"
    assert names(until=second) == names()
    assert names(from_=first[:10], until=first[:10]) == names()
    assert three.code(**LIST, from_=timestamp(START + 21)) == "noRecordsMatch"


def test_a_deletion_is_told_by_set_and_of_the_record_as_a_whole(three: Source) -> None:
    record = {"verb": "GetRecord", "metadataPrefix": "mods", "identifier": "oai:data.example.se:publication/a"}  # fmt: skip
    three.commit(publication("a", "t"))
    copy = Copy(three, "subject:s")
    copy.harvest()
    assert [i[-1] for i in copy.items] == ["c"]
    deleted = three.ask(**LIST, set="subject:s").findall(f".//{OAI}header[@status='deleted']")
    assert [h.findtext(f"{OAI}identifier", "")[-1] for h in deleted] == ["a"]
    assert three.ask(**record).find(f".//{OAI}header[@status]") is None, "it still exists"
    three.commit(withdrawn("publication/a"))
    gone = three.ask(**record).find(f".//{OAI}record")
    assert gone is not None
    assert [child.tag for child in gone] == [f"{OAI}header"]
    header = gone[0]
    assert header.attrib == {"status": "deleted"}
    assert header.findtext(f"{OAI}datestamp") == timestamp(three.now)
    assert "subject:t" in [spec.text for spec in header.iter(f"{OAI}setSpec")]
    three.commit(publication("a", "s"))
    assert three.ask(**record).find(f".//{OAI}metadata") is not None


def test_sets_are_named_and_described(three: Source) -> None:
    answer = three.ask(verb="ListSets")
    names = {
        s.findtext(f"{OAI}setSpec"): s.findtext(f"{OAI}setName") for s in answer.iter(f"{OAI}set")
    }
    assert names["subject"] == "Ämne"
    assert names["subject:s"] == "Ämne: s"
    assert "subject:top" in names
    assert names["language:swe"] == "Språk: svenska"
    titles = answer.findall(".//{http://purl.org/dc/elements/1.1/}title")
    assert {t.text for t in titles} >= {"Language", "Språk", "s"}
    for spec in names:
        assert spec
        assert three.code(**LIST, set=spec) == "", spec


def test_many_sets_come_in_pages(source: Source) -> None:
    source.commit(*(publication(str(n), f"s{n}") for n in range(600)))
    specs, arguments = [], {"verb": "ListSets"}
    while arguments:
        answer = source.ask(**arguments)
        specs += [s.text for s in answer.iter(f"{OAI}setSpec")]
        token = answer.findtext(f".//{OAI}resumptionToken")
        arguments = {"verb": "ListSets", "resumptionToken": token} if token else {}
    assert len(specs) == len(set(specs)) == 600 + 5  # subject, publisher, its x, language, swe
    assert source.code(**LIST, set="subject:s599") == ""


def test_a_token_is_good_for_its_own_list_in_its_own_ledger_for_a_week(
    source: Source, tmp_path: Path
) -> None:
    source.commit(*(publication(str(n)) for n in range(5)))
    text = source.ask(**LIST).findtext(f".//{OAI}resumptionToken", "")
    bad = "badResumptionToken"
    assert source.code(verb="ListIdentifiers", resumptionToken=text) == bad
    assert source.code(verb="ListSets", resumptionToken=text) == bad
    assert source.code(verb="ListRecords", resumptionToken=text[:-1]) == bad
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    forged = json.loads(data[8:])
    forged[5] += 100
    tampered = base64.urlsafe_b64encode(data[:8] + json.dumps(forged).encode()).decode().rstrip("=")
    assert source.code(verb="ListRecords", resumptionToken=tampered) == bad
    source.now += LIFETIME
    assert source.code(verb="ListRecords", resumptionToken=text) == ""
    source.now += 1
    assert source.code(verb="ListRecords", resumptionToken=text) == bad
    source.now -= LIFETIME
    (tmp_path / "other").mkdir()
    other = Source(tmp_path / "other")
    other.commit(*(publication(str(n)) for n in range(5)))
    assert other.code(verb="ListRecords", resumptionToken=text) == bad
    other.ledger.close()


@given(st.integers(0, 1 << 40), st.text(max_size=30), st.integers(1, 9))
def test_a_token_says_what_it_was_given(number: int, text: str, small: int) -> None:
    token = Token("ListRecords", "mods", text, small, number, "1.ab", small, number, 0, 7, 99)
    written = token.written(BASE)
    assert Token.read(written, BASE, 99) == token
    assert all(c.isascii() and (c.isalnum() or c in "-_") for c in written)
    with pytest.raises(Problem):
        Token.read(written, BASE + "x", 99)


@given(st.sampled_from(["subject", "type", "publisher", "language"]), st.text(min_size=1))
def test_a_set_has_one_spec_and_a_spec_one_set(facet: str, value: str) -> None:
    for path in (value, f"subject/{value}", f"agent/{value}", f"/{value}"):
        name = f"{facet}:{path.upper() if facet == 'language' else path}"
        spec = spec_of(name)
        if facet != "language" or name == name.lower().upper().replace(facet.upper(), facet):
            assert name_of(spec) == name
        assert all(c.isascii() and (c.isalnum() or c in "-_.!~*'():") for c in spec), spec


@pytest.mark.parametrize(
    ("base", "domain"),
    [
        ("https://data.example.se/", "data.example.se"),
        ("https://data.example.se:8080/x/", "data.example.se"),
        ("http://127.0.0.1:8000/", "publod.invalid"),
        ("http://localhost/", "publod.invalid"),
        ("http://[::1]/", "publod.invalid"),
    ],
)
def test_the_domain_of_identifiers(base: str, domain: str) -> None:
    assert domain_of(base) == domain


@pytest.mark.parametrize("path", ["publication/a", "publication/å b", "p/%C3%A5", "p/a'(b)"])
def test_an_identifier_leads_back_to_its_record(path: str) -> None:
    assert path in paths_of(identifier_of(path, "data.example.se"), "data.example.se")


def test_days_and_seconds() -> None:
    assert between("1970-01-02", "1970-01-02") == (86_400, 2 * 86_400 - 1)
    assert between("1970-01-01T00:00:05Z", None) == (5, None)
    assert between(None, None) == (None, None)


def test_rows_that_are_kept_are_those_that_would_be_made(three: Source) -> None:
    for prefix in ("oai_dc", "mods", "marc21", "rdf"):
        first = Copy(three, prefix=prefix)
        first.harvest()
        three.restart()
        second = Copy(three, prefix=prefix)
        second.harvest()
        assert first.items == second.items
    (three.folder / "rows.db").write_bytes(b"damaged" * 1000)
    three.restart()
    third = Copy(three)
    third.harvest()
    assert len(third.items) == 3, "a cache that is damaged breaks nothing"


def test_a_ledger_that_is_made_anew_is_not_served_old_rows(tmp_path: Path) -> None:
    source = Source(tmp_path)
    source.commit(publication("a", title="before"))
    Copy(source).harvest()
    source.ledger.close()
    (tmp_path / "ledger.db").unlink()
    source.ledger = Ledger.create(f"sqlite:///{tmp_path / 'ledger.db'}", BASE)
    source.now = START
    source.restart()
    source.commit(publication("a", title="after"))
    copy = Copy(source)
    copy.harvest()
    assert "after" in next(iter(copy.items.values()))
    source.ledger.close()
