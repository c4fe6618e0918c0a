"""/dumps: the whole catalogue as files, which never change and are kept as long as they are new.

The present commit's are written when somebody first asks for them, by a process beside this one,
and until they are there the last ones are what is offered. ``publod dump`` writes them at once.
"""

from __future__ import annotations

import base64
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn, cast

from babel.dates import format_datetime
from flask import Response, current_app, g, render_template, request, send_file
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import Gone, HTTPException, NotFound, ServiceUnavailable

from publod.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from publod.rdf import triples_in
from publod.rdf.document import Document
from publod.services import dump_folder
from publod.services.dump_folder import DumpFolder, DumpMaker
from publod.services.dump_writer import COMPRESSED, FORMS, Dump, stem_of
from publod.web.http.compression import takes_gzip
from publod.web.http.error_status_codes import respond
from publod.web.http.etag_and_cache_control import Caching, for_ever, mark
from publod.web.http.links import link, relative
from publod.web.http.negotiated_resource import Resource, serve
from publod.web.records.publication_header import size_text
from publod.web.site import Site, site

KEY = "publod.dumps"
_PATH = "dumps"
_SUFFIXES = "|".join(rf"{re.escape(form.plain_suffix)}(?:\.gz)?" for form in FORMS)
#: How much of a file is decompressed at a time, in bytes.
_PIECE = 1 << 18
_NAME = re.compile(rf"publod-([1-9]\d{{0,15}})-([0-9a-f]{{1,16}})\.({_SUFFIXES}|sha256)")
_LATEST = re.compile(rf"latest\.({_SUFFIXES})")
_YEAR = 365 * 24 * 60 * 60
#: Records that are written in a second, rather fewer than were measured: for ``Retry-After``.
_PACE = 500


@dataclass(frozen=True)
class Dumps:
    """Where dumps are, and who writes them."""

    folder: DumpFolder
    maker: DumpMaker

    def newest(self, site: Site) -> Dump | None:
        """The dump of the present commit or, while that is being written, of one before."""
        head = site.repository.head()
        dump = self.folder.find(head)
        if dump is None and head.id:
            self.maker.start()
            dump = next(iter(self.folder.all()), None)
        return dump


def dumps() -> Dumps:
    """The dumps of the application that answers the request."""
    return cast(Dumps, current_app.extensions[KEY])


def listing() -> Response:
    """All dumps that can be fetched: as a page, and as distributions of the data set."""
    site_ = site()
    head = site_.repository.head()
    dumps().newest(site_)
    made = dumps().folder.all()

    def render(chosen: Format) -> bytes:
        if chosen is HTML:
            return _page(made, is_made=any(dump.commit == head for dump in made)).encode()
        graph = dump_folder.describe(site_.repository, made)
        iri = site_.base_url + _PATH
        context = relative("context.jsonld", _PATH)
        return chosen.write(Document(iri, iri, triples_in(graph), context))

    names = ".".join(stem_of(dump.commit) for dump in made)
    formats = (HTML, TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
    version = f"{head.version}.{names}"
    resource = Resource(_PATH, version, formats, render, exact=True, is_storable=False)
    return serve(resource, None)


def file(name: str) -> Response:
    """One file of a dump, or the checksums of all; or the way to the newest of its kind."""
    if latest := _LATEST.fullmatch(name):
        return _latest(latest[1])
    match = _NAME.fullmatch(name)
    commit = site().repository.commit_of(int(match[1])) if match else None
    if match is None or commit is None or commit.token != match[2]:
        raise NotFound
    dump = dumps().folder.find(commit)
    if dump is None:
        if commit == site().repository.head():
            dumps().maker.start()
            _come_again()
        raise Gone(cast(str, _GONE))
    if match[3] == "sha256":
        text = "".join(f"{file.sha256}  {file.name}\n" for file in dump.files)
        response = Response(text, content_type="text/plain; charset=utf-8")
    else:
        response = _sent(dump, name)
    return mark(response, Caching(control=for_ever(_YEAR)))


def gone(error: HTTPException) -> Response:
    """The answer about a dump that is there no longer, with the way to the newest."""
    response = respond(error)
    if match := _NAME.fullmatch(request.path.rpartition("/")[2]):
        suffix = match[3] if match[3] != "sha256" else FORMS[0].suffix
        newest = relative(f"{_PATH}/latest.{suffix}", request.path.lstrip("/"))
        response.headers["Link"] = link(newest, {"rel": "latest-version"})
    return response


_GONE = _("This file has been removed. The newest ones are listed under “dumps”.")
_NOT_YET = _("The files are being made. Come again in a while.")


def _latest(suffix: str) -> Response:
    newest = dumps().newest(site())
    if newest is None:
        if not site().repository.head().id:
            raise NotFound
        _come_again()
    target = relative(f"{_PATH}/{stem_of(newest.commit)}.{suffix}", request.path.lstrip("/"))
    # 307 is one of those that the harvester of dataportal.se follows.
    return mark(Response(status=307, headers={"Location": target}), Caching())


def _come_again() -> NoReturn:
    seconds = 5 + sum(site().repository.counts().values()) // _PACE
    raise ServiceUnavailable(cast(str, _NOT_YET), retry_after=seconds)


def _sent(dump: Dump, name: str) -> Response:
    """A file; without ``.gz`` in its name the same content, compressed on the way if at all."""
    dump_file = next(file for file in dump.files if _plain(file.name) == _plain(name))
    kind = dump_file.form.media_type
    is_plain = name != dump_file.name
    path = dumps().folder.folder.absolute() / dump_file.name
    try:
        if is_plain and not takes_gzip(request.headers.get("Accept-Encoding")):
            response = _decompressed(path, dump_file.sha256, kind)
        else:
            # Whole or in part, as RFC 9110 §14 has it, so that a download that broke off can go on.
            response = send_file(
                path,
                mimetype=kind if is_plain else COMPRESSED,
                etag=dump_file.sha256,
                last_modified=dump.commit.time,
                max_age=_YEAR,
            )
            if is_plain:
                response.headers["Content-Encoding"] = "gzip"
            digest = base64.b64encode(bytes.fromhex(dump_file.sha256)).decode()
            response.headers["Repr-Digest"] = f"sha-256=:{digest}:"  # RFC 9530 §3
    except FileNotFoundError:  # removed just now
        raise Gone(cast(str, _GONE)) from None
    if is_plain:
        response.vary.add("Accept-Encoding")
    return response


def _plain(name: str) -> str:
    return name.removesuffix(".gz")


def _decompressed(path: Path, sha256: str, kind: str) -> Response:
    """The content of a file for a client that takes no gzip: a long answer like others."""
    content = gzip.GzipFile(filename=path)

    def pieces() -> Iterator[bytes]:
        with content:
            while piece := content.read(_PIECE):
                yield piece

    response = Response(pieces(), content_type=kind)
    response.set_etag(f"{sha256}-identity")
    response.make_conditional(request.environ)
    return response


def _page(made: list[Dump], *, is_made: bool) -> str:
    rows = [
        {
            "commit": dump.commit.id,
            "records": dump.records,
            "checksums": f"{_PATH}/{stem_of(dump.commit)}.sha256",
            "made": format_datetime(
                datetime.fromtimestamp(dump.commit.time, UTC), "long", locale=g.language
            ),
            "files": [
                {
                    "title": file.form.title,
                    "name": file.name,
                    "address": f"{_PATH}/{file.name}",
                    "size": size_text(file.size, g.language),
                    "sha256": file.sha256,
                }
                for file in dump.files
            ],
        }
        for dump in made
    ]
    return render_template(
        "dumps.html", dumps=rows, is_made=is_made, path=_PATH, alternates=(),
        suffixes=[form.suffix for form in FORMS],
        plain_suffixes=[form.plain_suffix for form in FORMS],
    )  # fmt: skip
