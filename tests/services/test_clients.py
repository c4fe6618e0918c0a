"""Clients that libraries use harvest everything from a real server."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import cast

import httpx
import pymarc
import pytest
import sickle
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch
from oaipmh_scythe.models import Header

from publod.bibliography.dates import timestamp
from publod.services.oai_pmh.list_records import FORMATS
from services import serving
from services.copying import OAI, concept, publication, withdrawn
from services.serving import COUNT, GONE, MOVED, SECOND
from web import servers
from web.servers import ROOT, Running

LIST = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
EXAMPLE = ROOT / "docs" / "examples" / "harvest.py"
TOKEN = re.compile("<resumptionToken[^>]*>([^<]+)<")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sickle(many: Running, method: str) -> None:
    client = sickle.Sickle(many.url + "oai", http_method=method)
    assert client.Identify().deletedRecord == "persistent"
    assert [form.metadataPrefix for form in client.ListMetadataFormats()] == list(FORMATS)
    specs = {found.setSpec for found in client.ListSets()}
    assert {"subject", "subject:s1", "subject:top", "language:swe", "publisher:x"} >= specs - {"language", "publisher", "subject:s0", "subject:s2", "subject:s3", "subject:s4", "language:eng"}  # fmt: skip
    records = list(client.ListRecords(metadataPrefix="oai_dc"))
    identifiers = [record.header.identifier for record in records]
    assert len(identifiers) == len(set(identifiers)) == COUNT
    deleted = [i for i, r in zip(identifiers, records, strict=True) if r.deleted]
    assert sorted(i.rpartition("/")[2] for i in deleted) == sorted(GONE)
    titles = {t for record in records if not record.deleted for t in record.metadata["title"]}
    assert "Nummer 3 & <åäö> 📘" in titles
    present = client.ListRecords(metadataPrefix="mods", ignore_deleted=True)
    assert sum(1 for _ in present) == COUNT - len(GONE)
    headers = list(client.ListIdentifiers(metadataPrefix="oai_dc", set="subject:s0"))
    left = [h.identifier.rpartition("/")[2] for h in headers if h.deleted]
    assert len(headers) == COUNT // 5
    assert left == ["n200", MOVED], "the one was withdrawn, the other has left"
    record = client.GetRecord(identifier=identifiers[0], metadataPrefix="marc21")
    assert record.header.identifier == identifiers[0]
    with pytest.raises(sickle.oaiexceptions.NoRecordsMatch):
        client.ListRecords(metadataPrefix="oai_dc", set="subject:none")


def test_scythe(many: Running) -> None:
    with Scythe(many.url + "oai") as client:
        assert client.identify().baseURL == "https://data.example.se/oai"
        assert len(list(client.list_metadata_formats())) == len(FORMATS)
        assert len(list(client.list_sets())) == 12
        assert len(list(client.list_records())) == COUNT
        assert len(list(client.list_identifiers(metadata_prefix="mods"))) == COUNT
        moment = timestamp(SECOND)
        late = client.list_identifiers(from_=moment, until=moment, metadata_prefix="mods")
        assert {names(header) for header in late} == set(GONE)
        last = client.list_identifiers(from_=timestamp(SECOND + 100), set_="subject:s1")
        assert [names(header) for header in last] == [MOVED]
        with pytest.raises(NoRecordsMatch):
            list(client.list_records(until="1999-12-31"))


def names(header: object) -> str:
    """The last part of the identifier in a header."""
    assert isinstance(header, Header)
    assert header.identifier
    return str(header.identifier).rpartition("/")[2]


def test_pymarc_reads_what_it_is_given(
    many: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with serving.seed(tmp_path_factory) as seed:
        read = [*marc(many.url), *marc(seed.url)]
    assert len(read) == COUNT - len(GONE) + 9
    for record in read:
        assert record["245"]["a"]
        again = pymarc.Record(data=record.as_marc(), force_utf8=True)
        assert again.as_dict()["fields"] == record.as_dict()["fields"]
        assert str(again.leader)[5:10] == str(record.leader)[5:10]
        xml = pymarc.record_to_xml(record, namespace=True)  # type: ignore[no-untyped-call]
        [from_xml] = _parsed(io.BytesIO(xml))
        assert from_xml.as_dict() == record.as_dict()


def _parsed(file: io.BytesIO) -> list[pymarc.Record]:
    # Strictly, or a deleted item passes for an empty record.
    return cast("list[pymarc.Record]", pymarc.parse_xml_to_array(file, strict=True))  # type: ignore[no-untyped-call]


def marc(url: str) -> list[pymarc.Record]:
    """Everything as MARC 21, by pymarc."""
    found: list[pymarc.Record] = []
    arguments = {"verb": "ListRecords", "metadataPrefix": "marc21"}
    while True:
        text = httpx.get(url + "oai", params=arguments, timeout=60).text
        found += _parsed(io.BytesIO(text.encode()))
        token = TOKEN.search(text)
        if token is None:
            return found
        arguments = {"verb": "ListRecords", "resumptionToken": token[1]}


def test_habits_of_vufind(many: Running) -> None:
    """Tokens as they come, unescaped; ``from`` as the last answer's date, always with seconds."""
    url = many.url + "oai?verb=ListRecords"
    answer = httpx.get(url + "&metadataPrefix=oai_dc&from=1970-01-01T00:00:00Z").text
    count, began = 0, ET.fromstring(answer).findtext(f"{OAI}responseDate")
    while True:
        count += answer.count("<record>")
        token = TOKEN.search(answer)
        if token is None:
            break
        answer = httpx.get(f"{url}&resumptionToken={token[1]}").text
    assert count == COUNT
    answer = httpx.get(f"{url}&metadataPrefix=oai_dc&from={began}").text
    assert 'code="noRecordsMatch"' in answer
    answer = httpx.get(f"{url}&metadataPrefix=oai_dc&set=&from=2000-01-01&until=2000-01-02").text
    assert 'code="noRecordsMatch"' in answer


def test_one_answer_however_it_is_asked_for(many: Running) -> None:
    def said(response: httpx.Response) -> str:
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
        text = re.sub("<responseDate>[^<]*</responseDate>", "", response.text)
        return re.sub("<resumptionToken.*", "", text)

    url = many.url + "oai"
    plain = httpx.get(url, params=LIST, headers={"Accept-Encoding": "identity"})
    coded = httpx.get(url, params=LIST, headers={"Accept-Encoding": "gzip"})
    posted = httpx.post(url, data=LIST, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == posted.headers["Content-Encoding"] == "gzip"
    assert int(coded.headers["Content-Length"]) * 5 < len(plain.content)
    assert said(plain) == said(coded) == said(posted)


def test_a_token_is_good_in_every_process_and_after_a_restart(
    many: Running, tmp_path_factory: pytest.TempPathFactory
) -> None:
    token = TOKEN.search(httpx.get(many.url + "oai", params=LIST).text)
    assert token
    onward = {"verb": "ListRecords", "resumptionToken": token[1]}
    answers = [httpx.get(many.url + "oai", params=onward).text for _ in range(12)]
    with serving.many(tmp_path_factory, workers=1) as restarted:
        answers.append(httpx.get(restarted.url + "oai", params=onward).text)
    assert {answer.count("<record>") for answer in answers} == {200}
    first = [re.findall("<identifier>(.*?)<", answer)[0] for answer in answers]
    assert set(first) == {first[0]}


def run_example(url: str, folder: Path, *more: str) -> str:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), url + "oai", str(folder), *more],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def copied(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.glob("*.xml")}


def test_the_documented_client_keeps_a_copy(tmp_path: Path) -> None:
    ledger = serving.ledger(tmp_path / "home")
    ledger.commit([concept("s"), *(publication(f"p{n:03}", "s") for n in range(230))], "all")
    with servers.granian(tmp_path / "home") as running:
        copy, part = tmp_path / "copy", tmp_path / "part"
        assert run_example(running.url, copy) == "230 records"
        assert run_example(running.url, part, "--set", "subject:s", "--prefix", "marc21") == "230 records"  # fmt: skip
        assert len(copied(copy)) == len(copied(part)) == 230
        ledger.commit(
            [withdrawn("publication/p001"), publication("p002", "t", title="ny"), publication("q")],
            "later",
        )
        run_example(running.url, copy)
        run_example(running.url, part, "--set", "subject:s", "--prefix", "marc21")
        run_example(running.url, tmp_path / "fresh")
        assert copied(copy) == copied(tmp_path / "fresh")
        gone = {f"oai%3Adata.example.se%3Apublication%2F{name}.xml" for name in ("p001", "p002")}
        assert len(copied(part)) == 228
        assert not gone & copied(part).keys()
        assert gone & copied(copy).keys() == {max(gone)}
        state = (copy / "harvest.json").read_text()
        ledger.commit([concept("s", label="inget om q")], "touches most")
        assert int(run_example(running.url, copy).split()[0]) >= 227
        assert (
            json.loads(state)["since"] <= json.loads((copy / "harvest.json").read_text())["since"]
        )
    ledger.close()


def test_the_documented_client_waits_when_it_is_asked_to(tmp_path: Path) -> None:
    asked: list[str] = []

    class Overloaded(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            if len(asked) < 3:
                self.send_response(503)
                self.send_header("Retry-After", "0")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            space = OAI.strip("{}")
            self.wfile.write(f'<OAI-PMH xmlns="{space}"><error code="noRecordsMatch"/></OAI-PMH>'.encode())  # fmt: skip

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Overloaded)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said = run_example(f"http://127.0.0.1:{server.server_port}/", tmp_path)
    server.shutdown()
    server.server_close()
    assert said == "0 records"
    assert len(asked) == 3
    assert not (tmp_path / "harvest.json").exists(), "nothing was told, so all is asked for again"
