"""OAI-PMH over HTTP (https://www.openarchives.org/OAI/openarchivesprotocol.html#HTTP)."""

from __future__ import annotations

import hashlib
import time
from threading import BoundedSemaphore

from flask import Blueprint, Response, request

from publod.web.site import site

blueprint = Blueprint("oai", __name__)

#: Answers that each web process makes at once. More would only make each of them later, and pages
#: as well; who waits longer than this, in seconds, is asked to come again.
_turns = BoundedSemaphore(3)
_PATIENCE = 20
_AGAIN = 30


@blueprint.route("/oai", methods=["GET", "POST"])
def oai() -> Response:
    """All six verbs, by GET and by POST."""
    values = request.form if request.method == "POST" else request.args
    said = [(name, value) for name in values for value in values.getlist(name)]
    tag = _tag(said)
    if request.method != "POST" and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
        response.set_etag(tag, weak=True)
        return response
    if not _turns.acquire(timeout=_PATIENCE):
        # §3.1.2.2: harvesters know this status, and wait.
        return Response(
            "Too many harvests at once; come again in half a minute.\n", 503,
            {"Retry-After": str(_AGAIN)}, content_type="text/plain; charset=utf-8",
        )  # fmt: skip
    try:
        body = site().provider.answer(said, int(time.time()))
    finally:
        _turns.release()
    response = Response(body, content_type="text/xml; charset=utf-8")
    if request.method != "POST":
        response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def _tag(said: list[tuple[str, str]]) -> str:
    """Names what the answer says: all of it depends on the catalogue but for its date."""
    head = site().repository.head()
    digest = hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=8)
    return f"{head.version}-{digest.hexdigest()}-{site().build}"
