"""Files that the service has itself: what is served of them, how, and to whom."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from files import pdfs
from ingest.test_files_of_publications import Catalogue
from publod.app import create_app
from publod.config import Settings
from web import page, servers
from web.page import Page

PDF = pdfs.pdf(pages=3)
CONTENTS = {
    "a.pdf": PDF,
    "sub/a b.txt": "åäö".encode(),
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b"<svg onload='alert(1)'/>",
    "a.docx": b"PK\x03\x04" + b" " * 5000,
    "a.unknown": b"<script>alert(1)</script>",
    "Rapport – Ö.pdf": PDF + b"\n",
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    made = Catalogue(tmp_path_factory.mktemp("files"))
    for name, content in {**CONTENTS, "unnamed.pdf": PDF}.items():
        made.put(name, content)
    (made.folder / "link.pdf").symlink_to(made.folder / "unnamed.pdf")
    names = (name.replace(" ", "%20") for name in (*CONTENTS, "link.pdf", "gone.pdf"))
    made.name(*names)
    made.load(str(made.source))
    return made


@pytest.fixture(scope="module")
def app(catalogue: Catalogue) -> Flask:
    return application(catalogue)


def application(catalogue: Catalogue) -> Flask:
    return create_app(
        Settings(home=catalogue.home, base_url=servers.EXAMPLE, files=catalogue.folder)
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    ("name", "content_type", "disposition", "is_sandboxed"),
    [
        ("a.pdf", "application/pdf", "inline; filename=a.pdf", False),
        ("sub/a b.txt", "text/plain; charset=utf-8", 'inline; filename="a b.txt"', True),
        ("page.html", "text/html; charset=utf-8", "attachment; filename=page.html", True),
        ("drawing.svg", "image/svg+xml", "attachment; filename=drawing.svg", True),
        ("a.unknown", "application/octet-stream", "attachment; filename=a.unknown", True),
        ("Rapport – Ö.pdf", "application/pdf",
         "inline; filename=\"Rapport  O.pdf\"; filename*=UTF-8''Rapport%20%E2%80%93%20%C3%96.pdf",
         False),
    ],
)  # fmt: skip
def test_a_file_is_sent_as_what_it_is(
    client: FlaskClient, name: str, content_type: str, disposition: str, is_sandboxed: bool
) -> None:
    response = client.get(f"/files/{name}", headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert response.data == CONTENTS[name]
    headers = response.headers
    assert headers["Content-Type"] == content_type
    assert headers["Content-Disposition"] == disposition
    assert headers["Content-Length"] == str(len(CONTENTS[name]))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert ("sandbox" in headers["Content-Security-Policy"].split("; ")) is is_sandboxed
    assert "script-src" not in headers["Content-Security-Policy"]
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Link"] == (
        '<https://data.example.se/publication/p>; rel="collection"; type="text/html"'
    )


@pytest.mark.parametrize(
    "path",
    [
        "files", "files/", "files/sub", "files/sub/", "files/unnamed.pdf", "files/gone.pdf",
        "files/link.pdf", "files/../a.ttl", "files/%2e%2e/a.ttl", "files/..%2fa.ttl",
        "files//a.pdf", "files/A.pdf", "files/a.pdf%00", "files/%ff.pdf",
        "covers", "covers/", "covers/x", "covers/../files.json", "covers/%2e%2e%2ffiles.json",
    ],
)  # fmt: skip
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/{path}", follow_redirects=True).status_code == 404


def test_without_a_folder_there_are_no_files(catalogue: Catalogue) -> None:
    plain = create_app(Settings(home=catalogue.home, base_url=servers.EXAMPLE)).test_client()
    assert plain.get("/files/a.pdf").status_code == 404
    cover = next((catalogue.home / "covers").iterdir()).name
    assert plain.get(f"/covers/{cover}").status_code == 404
    assert "cover" not in plain.get("/publication/p", headers={"Accept": "text/html"}).text


SIZE = len(PDF)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10), ("bytes=5-5", 206, 5, 6), ("bytes=10-", 206, 10, SIZE),
        ("bytes=-7", 206, SIZE - 7, SIZE), (f"bytes=0-{SIZE + 99}", 206, 0, SIZE),
        (f"bytes=-{SIZE + 99}", 206, 0, SIZE), (f"bytes=0-{SIZE - 1}", 206, 0, SIZE),
        (f"bytes={SIZE}-", 416, 0, 0), ("bytes=-0", 416, 0, 0),
        # What may be passed over is answered with the whole (RFC 9110 §14.2).
        ("bytes=0-1,4-5", 200, 0, SIZE), ("lines=0-1", 200, 0, SIZE), ("bytes=9-2", 200, 0, SIZE),
        ("bytes=a-b", 200, 0, SIZE), ("nonsense", 200, 0, SIZE),
    ],
)  # fmt: skip
def test_a_part_is_sent(client: FlaskClient, asked: str, status: int, start: int, end: int) -> None:
    response = client.get("/files/a.pdf", headers={"Range": asked})
    assert response.status_code == status
    if status == 416:
        assert response.headers["Content-Range"] == f"bytes */{SIZE}"
        return
    assert response.data == PDF[start:end]
    expected = f"bytes {start}-{end - 1}/{SIZE}" if status == 206 else None
    assert response.headers.get("Content-Range") == expected
    head = client.head("/files/a.pdf", headers={"Range": asked})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(SIZE)


def test_conditions_are_kept(client: FlaskClient) -> None:
    first = client.get("/files/a.pdf")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    early, late = "Sat, 01 Jan 2000 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"
    assert not tag.startswith("W/")
    for asked, status in (
        ({"If-None-Match": tag}, 304), ({"If-None-Match": '"other"'}, 200),
        ({"If-None-Match": "*"}, 304), ({"If-None-Match": tag, "Range": "bytes=0-1"}, 304),
        ({"If-Modified-Since": date}, 304), ({"If-Modified-Since": early}, 200),
        ({"If-Match": tag}, 200), ({"If-Match": '"other"'}, 412), ({"If-Match": f"W/{tag}"}, 412),
        ({"If-Match": '"other"', "Range": "bytes=0-1"}, 412),
        ({"If-Unmodified-Since": early}, 412), ({"If-Unmodified-Since": late}, 200),
        ({"If-Range": tag, "Range": "bytes=0-1"}, 206),
        ({"If-Range": '"other"', "Range": "bytes=0-1"}, 200),
        ({"If-Range": f"W/{tag}", "Range": "bytes=0-1"}, 200),
        ({"If-Range": date, "Range": "bytes=0-1"}, 206),
        ({"If-Range": early, "Range": "bytes=0-1"}, 200),
    ):  # fmt: skip
        assert client.get("/files/a.pdf", headers=asked).status_code == status, asked


def read(app: Flask, path: str, language: str = "sv") -> Page:
    response = app.test_client().get(
        path, headers={"Accept": "text/html", "Accept-Language": language}
    )
    assert response.status_code == 200
    return page.read(f"http://localhost{path}", response.text, language)


def test_a_page_shows_the_cover_and_what_the_file_tells(app: Flask, catalogue: Catalogue) -> None:
    shown = read(app, "/publication/p")
    (image,) = shown.all("img")
    assert image.attributes["alt"] == ""
    assert (image.attributes["width"], image.attributes["height"]) == ("320", "453")
    small, large = image.attributes["src"], image.attributes["srcset"].removesuffix(" 2x")
    buttons = [e.text for e in shown.all("a") if e.attributes.get("class") == "button"]
    assert {f"Läs PDF, {SIZE} B, 3 sidor, svenska", "Läs Fil, 25 B, svenska"} <= set(buttons)
    # What is not in the folder, or is a link there, would lead nowhere.
    assert len(buttons) == len(CONTENTS)
    client = app.test_client()
    for source in (small, large):
        response = client.get(f"/covers/{source.rpartition('/')[2]}")
        assert response.headers["Content-Type"] == "image/webp"
        assert "immutable" in response.headers["Cache-Control"]
        assert response.data[:4] == b"RIFF"
    url = f"https://data.example.se/covers/{large.rpartition('/')[2]}"
    metas = {e.attributes.get("property"): e.attributes.get("content") for e in shown.all("meta")}
    assert metas["og:image"] == url
    (script,) = (e for e in shown.all("script") if "ld+json" in e.attributes.get("type", ""))
    assert url in script.text
    for path in ("new", "publications"):
        items = client.get(f"/{path}.jsonfeed").get_json(force=True)["items"]
        (image,) = (item["image"] for item in items)
        assert client.get(image).content_type == "image/webp"
    assert "covers/" not in client.get("/publication/p.jsonld").text
    assert digest_of(catalogue) in url


def digest_of(catalogue: Catalogue) -> str:
    return hashlib.sha256((catalogue.folder / "Rapport – Ö.pdf").read_bytes()).hexdigest()[:32]


def test_lists_show_small_covers(app: Flask) -> None:
    (image,) = read(app, "/publications").all("img")
    assert image.attributes["loading"] == "lazy"
    assert image.attributes["alt"] == ""


def test_pages_change_with_the_files(tmp_path: Path) -> None:
    """Without a commit: what pages show of files is in their tags."""
    catalogue = Catalogue(tmp_path)
    catalogue.put("a.pdf", PDF)
    catalogue.name("a.pdf")
    catalogue.load(str(catalogue.source))
    client = application(catalogue).test_client()
    asked = {"Accept": "text/html", "Accept-Language": "sv"}
    first = client.get("/publication/p", headers=asked)
    assert "3 sidor" in first.text
    again = {**asked, "If-None-Match": first.headers["ETag"]}
    assert client.get("/publication/p", headers=again).status_code == 304
    data = client.get("/publication/p.ttl").headers["ETag"]
    catalogue.put("a.pdf", pdfs.pdf(pages=4))
    catalogue.load(str(catalogue.source))
    changed = client.get("/publication/p", headers=again)
    assert changed.status_code == 200
    assert "4 sidor" in changed.text
    assert client.get("/publication/p.ttl").headers["ETag"] == data


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Catalogue, servers.Running]]:
    """``publod serve`` with two web processes, and a file of 300 MB beside a PDF."""
    made = Catalogue(tmp_path_factory.mktemp("large"))
    made.put("a.pdf", PDF)
    made.put("large.zip", b"PK\x03\x04")
    os.truncate(made.folder / "large.zip", 300_000_000)
    made.name("a.pdf", "large.zip")
    made.load(str(made.source))
    settings = {"PUBLOD_FILES": str(made.folder), "PUBLOD_WORKERS": "2"}
    with servers.granian(made.home, settings=settings) as running:
        yield made, running


def test_a_server_sends_parts_of_a_large_file(large: tuple[Catalogue, servers.Running]) -> None:
    _, running = large
    before = memory_of(running.process.pid)
    url = f"{running.url}files/large.zip"
    with httpx.Client() as http:
        head = http.head(url)
        assert head.headers["content-length"] == "300000000"
        part = http.get(url, headers={"Range": "bytes=299999990-"})
        assert (part.status_code, part.content) == (206, bytes(10))
        assert part.headers["content-range"] == "bytes 299999990-299999999/300000000"
        assert http.get(url, headers={"Range": "bytes=300000000-"}).status_code == 416
        with http.stream("GET", url, headers={"Range": "bytes=100-200000100"}) as long:
            size = 0
            for piece in long.iter_raw():
                size += len(piece)
                if size > 50_000_000:
                    break
            after = memory_of(running.process.pid)
        assert long.status_code == 206
        assert long.headers["content-length"] == "200000001"
    assert after - before < 30_000_000, "it is sent as it is read"


def memory_of(pid: int) -> int:
    """The most private memory that a process below another one has now, in bytes."""
    most = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text("ascii")
        except OSError:
            continue
        fields = dict(line.partition(":")[::2] for line in status.splitlines())
        if int(fields["PPid"]) == pid:
            most = max(most, int(fields["RssAnon"].split()[0]) * 1024)
    return most


def test_a_load_while_serving_shows_new_files(large: tuple[Catalogue, servers.Running]) -> None:
    catalogue, running = large
    catalogue.put("new.pdf", pdfs.pdf(pages=7))
    catalogue.name("a.pdf", "large.zip", "new.pdf")
    catalogue.load(str(catalogue.source))
    for _ in range(6):  # each web process has to have seen it
        with httpx.Client(headers={"Accept": "text/html", "Accept-Language": "sv"}) as http:
            assert "7 sidor" in http.get(f"{running.url}publication/p").text
            assert http.get(f"{running.url}files/new.pdf").content == pdfs.pdf(pages=7)
