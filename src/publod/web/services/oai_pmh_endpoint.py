"""OAI-PMH over HTTP (https://www.openarchives.org/OAI/openarchivesprotocol.html#HTTP)."""

from __future__ import annotations

import hashlib
import time
from dataclasses import replace

from flask import Blueprint, Response, request

from publod.errors import Overload
from publod.services.oai_pmh.arguments import LIFETIME
from publod.web.http.client_connection import client_of
from publod.web.http.etag_and_cache_control import Caching, mark, unchanged
from publod.web.site import end_snapshot, site

blueprint = Blueprint("oai", __name__)


@blueprint.route("/oai", methods=["GET", "POST"])
def oai() -> Response:
    """All six verbs, by GET and by POST."""
    values = request.form if request.method == "POST" else request.args
    arguments = [(name, value) for name in values for value in values.getlist(name)]
    now = int(time.time())
    known = unchanged(_caching(arguments, now))
    if known is not None:
        return known
    end_snapshot()  # others need the connection while this waits for its turn
    try:
        with site().workload.place(client_of(request.environ, site().proxies)) as work, work.turn():
            caching = _caching(arguments, now)
            provider = replace(site().provider, repository=site().repository)
            body = provider.answer(arguments, now)
    except Overload as overload:
        # §3.1.2.2: harvesters know this status, and wait.
        return Response(
            "Too many harvests at once; come again in some seconds.\n", 503,
            {"Retry-After": str(overload.retry_after)}, content_type="text/plain; charset=utf-8",
        )  # fmt: skip
    return mark(Response(body, content_type="text/xml; charset=utf-8"), caching)


def _caching(arguments: list[tuple[str, str]], now: int) -> Caching:
    """How an answer may be stored; one to a POST says nothing of what a GET would get."""
    return Caching("" if request.method == "POST" else _tag(arguments, now), is_weak=True)


def _tag(arguments: list[tuple[str, str]], now: int) -> str:
    """Names what the answer says: all of it depends on the catalogue but for its dates.

    The dates are told anew now and then, so that no token in an answer that is still good expires.
    """
    head = site().repository.head()
    digest = hashlib.blake2b(repr(arguments).encode("utf-8", "replace"), digest_size=8)
    period = now // (LIFETIME // 2)
    return f"{head.version}-{digest.hexdigest()}-{period:x}-{site().build}"
