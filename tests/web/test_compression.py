"""Compressed answers are the plain ones, for those who take them and for nobody else."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

import httpx
import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from publod.web.http.compression import compress, takes_gzip
from web.servers import Running

PAGE = "/publication/regionkoordinatorer-2018"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (None, False), ("", False), ("gzip", True), ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8", True), ("gzip;q=0", False), ("gzip; q=0.000", False),
        ("identity", False), ("*", True), ("*;q=0", False), ("GZIP", True), ("x-gzip", True),
        ("gzipped", False), ("br, *;q=0.1", True),
    ],
)  # fmt: skip
def test_who_takes_gzip(field: str | None, expected: bool) -> None:
    assert takes_gzip(field) is expected


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}.ttl", f"{PAGE}.jsonld", "/static/style.css"])
def test_a_compressed_answer_is_the_plain_one(client: FlaskClient, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    coded = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.data) == plain.data
    assert len(coded.data) == int(coded.headers["Content-Length"]) < len(plain.data)
    for response in (plain, coded):
        assert "Accept-Encoding" in response.vary
    # Other bytes, so not the same strong tag; but either revalidates.
    assert coded.headers["ETag"] == f"W/{plain.headers['ETag']}"
    for tag in (coded.headers["ETag"], plain.headers["ETag"]):
        for coding in ("gzip", "identity"):
            again = client.get(path, headers={"If-None-Match": tag, "Accept-Encoding": coding})
            assert (again.status_code, again.data) == (304, b"")
    head = client.head(path, headers={"Accept-Encoding": "gzip"})
    assert head.headers["Content-Length"] == coded.headers["Content-Length"]
    assert head.data == b""


def test_answers_to_queries_are_kept_for_each_coding(own: Running, http: httpx.Client) -> None:
    query = {"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 40"}
    headers = {"Accept": "text/csv"}
    for coding in ("gzip", "identity", "gzip", "identity"):
        response = http.get(
            f"{own.url}sparql", params=query, headers={**headers, "Accept-Encoding": coding}
        )
        assert response.headers.get("Content-Encoding", "identity") == coding
        assert response.text.startswith("s,p,o")


def test_a_stream_stays_one_and_its_source_is_closed() -> None:
    closed = []

    def parts() -> Iterator[bytes]:
        try:
            for n in range(3):
                yield b"part %d " % n * 400
        finally:
            closed.append(True)

    with Flask(__name__).test_request_context(headers={"Accept-Encoding": "gzip"}):
        response = compress(Response(parts(), mimetype="text/csv"))
        chunks = iter(response.response)
        coder = zlib.decompressobj(16 + zlib.MAX_WBITS)
        first = next(chunks)
        assert isinstance(first, bytes)
        assert coder.decompress(first).startswith(b"part 0"), "the first part waits for nothing"
        response.close()
        del chunks
    assert closed == [True]


def test_what_is_short_or_coded_already_is_left_alone() -> None:
    with Flask(__name__).test_request_context(headers={"Accept-Encoding": "gzip"}):
        assert compress(Response("short", mimetype="text/plain")).get_data() == b"short"
        assert compress(Response(b"x" * 5000, mimetype="image/png")).get_data() == b"x" * 5000
        dump = Response(b"x" * 5000, mimetype="text/plain", headers={"Content-Encoding": "br"})
        assert compress(dump).get_data() == b"x" * 5000
