"""Every answer is valid by the official schemas: lists in all formats, the other verbs, refusals."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import xmlschema
from bench.generate import write
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from bibliography import schemas
from examples import up_to
from publod import bootstrap
from publod.ingest.load_plan import compare
from publod.ingest.record_drafts import Drafting
from publod.ingest.sources import sources_of, statements_of
from publod.ledger import Ledger
from publod.record_repository import Repository
from publod.services.oai_pmh import Provider
from publod.services.oai_pmh.list_records import FORMATS
from publod.services.record_cache import RecordCache
from services import official
from services.copying import BASE, OAI, START, Source, publication, withdrawn
from web.servers import DATA, made_once

#: Works of one to four editions, some of them stated only: as many as make four pages of a list.
GENERATED, PAGE = 90, 30
WITHDRAWN = ["publication/p7", "publication/p75", "publication/de-kan-alltid-hitta-mig-2018"]
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
NOW = START + 1000


def fill(folder: Path) -> None:
    """A ledger of the seed catalogue and generated publications, some of them withdrawn."""
    write(GENERATED, folder / "files")
    addresses = bootstrap.addresses(BASE)
    drafting = Drafting(addresses)
    for statement, source in statements_of(sources_of([DATA, folder / "files"]).files, BASE):
        drafting.add(statement, source)
    ledger = Ledger.create(f"sqlite:///{folder / 'ledger.db'}", BASE)
    plan = compare(drafting.drafts().values(), None, addresses, prune=False)
    ledger.commit(plan.changes, plan.message(), START)
    ledger.commit([withdrawn(path) for path in WITHDRAWN], "withdrawn", START + 10)
    ledger.close()


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = made_once(tmp_path_factory, "harvested", fill)
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", BASE)
    rows = RecordCache(tmp_path_factory.mktemp("rows") / "rows.db", "a build", 1 << 30)
    yield Provider(Repository(ledger), rows, "oai@data.example.se", "sv", page=PAGE)
    ledger.close()


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    made = Source(tmp_path)
    yield made
    made.ledger.close()


def pages(provider: Provider, arguments: Mapping[str, str]) -> Iterator[str]:
    """The answers of a whole list."""
    while arguments:
        text = provider.answer(arguments.items(), NOW).decode()
        yield text
        token = ET.fromstring(text).findtext(f".//{OAI}resumptionToken")
        arguments = {"verb": arguments["verb"], "resumptionToken": token} if token else {}


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_whole_harvest(provider: Provider, prefix: str) -> None:
    schema = official.answers(prefix)
    present = deleted = 0
    for text in pages(provider, {"verb": "ListRecords", "metadataPrefix": prefix}):
        schema.validate(text)
        for record in ET.fromstring(text).iter(f"{OAI}record"):
            metadata = record.find(f"{OAI}metadata")
            if metadata is None:
                deleted += 1
                continue
            present += 1
            [content] = metadata
            namespace, schema_url = FORMATS[prefix].namespace, FORMATS[prefix].schema
            assert content.tag.startswith(f"{{{namespace}}}")
            if prefix in official.STRICT:
                location = content.attrib[f"{XSI}schemaLocation"].split()
                assert location[location.index(namespace) + 1] == schema_url
            elif is_looked_at_alone(record):
                check_alone(prefix, content)
    assert (present, deleted) == (GENERATED + len(list(DATA.glob("publications/*"))) - 3, 3)


def is_looked_at_alone(record: ET.Element) -> bool:
    """Every record of the seed catalogue, and one in ten of those that are all alike."""
    name = record.findtext(f"{OAI}header/{OAI}identifier", "").rpartition("/")[2]
    return not name[1:].isdigit() or name.endswith("0")


def check_alone(prefix: str, content: ET.Element) -> None:
    """What cannot be validated where it stands."""
    text = ET.tostring(content)
    if prefix in {"rdf", "bibframe"}:
        assert len(Graph().parse(data=text, format="xml")) > 10
    elif prefix == "oai_openaire":
        schemas.validate(prefix, text)
    else:
        assert prefix == "datacite"
        assert content.find("{*}titles/{*}title") is not None


def test_the_other_verbs(provider: Provider) -> None:
    schema = official.answers("oai_dc")
    schema.validate(provider.answer([("verb", "Identify")], NOW).decode())
    schema.validate(provider.answer([("verb", "ListMetadataFormats")], NOW).decode())
    for verb in ("ListSets", "ListIdentifiers"):
        more = {"metadataPrefix": "oai_dc"} if verb == "ListIdentifiers" else {}
        told = list(pages(provider, {"verb": verb, **more}))
        for text in told:
            schema.validate(text)
        assert len(told) == {"ListSets": 1, "ListIdentifiers": 4}[verb]


@pytest.mark.parametrize("prefix", official.STRICT)
@pytest.mark.parametrize("path", ["publication/p1", WITHDRAWN[0]])
def test_a_single_record(provider: Provider, prefix: str, path: str) -> None:
    said = {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": f"oai:data.example.se:{path}"}  # fmt: skip
    official.answers(prefix).validate(provider.answer(said.items(), NOW).decode())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<dc:rights>", "<dc:rights colour='red'>"),
        ("<dc:rights>", "<dc:wrongs/><dc:rights>"),
        ("<header>", "<header colour='red'>"),
        ("</datestamp>", "Z</datestamp>"),
        ("<setSpec>subject:", "<setSpec>subject::"),
        ("<mods ", "<mods colour='red' "),
        ("</metadata>", "<mods xmlns='http://www.loc.gov/mods/v3'/></metadata>"),
        ("<genre", "<gender/><genre"),
        ('verb="ListRecords"', 'verb="ListEverything"'),
    ],
)
def test_the_schemas_do_find_faults(provider: Provider, before: str, after: str) -> None:
    said = {"verb": "ListRecords", "metadataPrefix": "mods"}
    text = provider.answer(said.items(), NOW).decode()
    assert before in text
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        official.answers("mods").validate(text.replace(before, after))


LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "<Identify>"}, "badVerb"),
        ({"verb": "Identify", "x": "y"}, "badArgument"),
        ({**LIST, "from": "yesterday"}, "badArgument"),
        ({**LIST, "set": "no such set"}, "badArgument"),
        ({**LIST, "set": "a:"}, "badArgument"),
        ({**LIST, "metadataPrefix": "å"}, "badArgument"),
        ({**LIST, "metadataPrefix": "none"}, "cannotDisseminateFormat"),
        ({**LIST, "set": "subject:none"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "\x00å <"}, "badResumptionToken"),
        ({"verb": "GetRecord", "metadataPrefix": "mods", "identifier": "x"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "metadataPrefix": "mods", "identifier": "a b % [å"}, "idDoesNotExist"),
        ({"verb": "ListSets"}, "noSetHierarchy"),
    ],
)  # fmt: skip
def test_refusals(source: Source, said: dict[str, str], code: str) -> None:
    text = source.provider.answer(said.items(), source.now).decode()
    official.answers("oai_dc").validate(text)
    error = ET.fromstring(text).find(f"{OAI}error")
    assert error is not None
    assert error.attrib["code"] == code


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Source]:
    made = Source(tmp_path_factory.mktemp("one"))
    made.commit(publication("a", "s"))
    yield made
    made.ledger.close()


@settings(deadline=None, max_examples=up_to(150))
@given(
    st.sampled_from(["Identify", "ListSets", "ListRecords", "ListIdentifiers", "GetRecord", "ListMetadataFormats"]),
    st.fixed_dictionaries({}, optional={
        "metadataPrefix": st.one_of(st.just("oai_dc"), st.text(max_size=9)),
        "set": st.one_of(st.sampled_from(["subject:s", "language:swe"]), st.text(max_size=9), st.from_regex(r"[A-Za-z():.]{1,9}", fullmatch=True)),
        "identifier": st.one_of(st.just("oai:data.example.se:publication/a"), st.text(max_size=9)),
        "from": st.sampled_from(["2019-01-01", "2019-01-01T00:00:00Z", "0000-01-01", "1582-10-10"]),
        "until": st.sampled_from(["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01"]),
    }),
)  # fmt: skip
def test_whatever_is_asked(one: Source, verb: str, said: dict[str, str]) -> None:
    text = one.provider.answer([("verb", verb), *said.items()], one.now).decode()
    official.answers("oai_dc").validate(text)
