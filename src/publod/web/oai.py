"""OAI-PMH over HTTP (https://www.openarchives.org/OAI/openarchivesprotocol.html#HTTP)."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from flask import Blueprint, Response, request

from publod.harvest.oai.token import LIFETIME
from publod.web.site import site

blueprint = Blueprint("oai", __name__)

#: Answers that each web process makes at once. More would only make each of them later.
_turns = BoundedSemaphore(2)
#: With one more that waits for its turn, in seconds at most. Whoever comes on top of that is asked
#: to come again after some seconds: of the few requests that a process answers at once, one is
#: left for a visitor's page, however many libraries harvest.
_places = BoundedSemaphore(3)
_PATIENCE = 5
_AGAIN = 5


@blueprint.route("/oai", methods=["GET", "POST"])
def oai() -> Response:
    """All six verbs, by GET and by POST."""
    values = request.form if request.method == "POST" else request.args
    said = [(name, value) for name in values for value in values.getlist(name)]
    now = int(time.time())
    tag = _tag(said, now)
    if request.method != "POST" and request.if_none_match.contains_weak(tag):
        response = Response(status=304)
        response.set_etag(tag, weak=True)
        return response
    with _turn() as is_given:
        if not is_given:
            # §3.1.2.2: harvesters know this status, and wait.
            return Response(
                "Too many harvests at once; come again in some seconds.\n", 503,
                {"Retry-After": str(_AGAIN)}, content_type="text/plain; charset=utf-8",
            )  # fmt: skip
        body = site().provider.answer(said, now)
    response = Response(body, content_type="text/xml; charset=utf-8")
    if request.method != "POST":
        response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


@contextmanager
def _turn() -> Iterator[bool]:
    """Whether there is a turn for an answer, which lasts as long as the context."""
    if not _places.acquire(blocking=False):
        yield False
        return
    try:
        if not _turns.acquire(timeout=_PATIENCE):
            yield False
            return
        try:
            yield True
        finally:
            _turns.release()
    finally:
        _places.release()


def _tag(said: list[tuple[str, str]], now: int) -> str:
    """Names what the answer says: all of it depends on the catalogue but for its dates.

    The dates are told anew now and then, so that no token in an answer that is still good expires.
    """
    head = site().repository.head()
    digest = hashlib.blake2b(repr(said).encode("utf-8", "replace"), digest_size=8)
    period = now // (LIFETIME // 2)
    return f"{head.version}-{digest.hexdigest()}-{period:x}-{site().build}"
