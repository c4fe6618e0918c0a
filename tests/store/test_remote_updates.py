"""How updates are sent to another server, and what becomes of those that fail."""

from __future__ import annotations

import time

import pytest

from publod.errors import (
    StoreError,
)
from publod.store.remote.writer import RemoteStore

from .made_up_server import (
    Asked,
    Handler,
    MadeUpServer,
    whole,
)
from .records import BASE, change


@pytest.mark.parametrize("scheme", ["", "Basic", "Digest"])
def test_updates_are_sent_under_the_name_that_the_server_wants(
    made_up: MadeUpServer, scheme: str
) -> None:
    challenge = 'realm="r", nonce="n", qop="auth", algorithm="MD5"'

    def answer(handler: Handler, asked: Asked) -> None:
        sent = asked.headers.get("authorization", "")
        if scheme and not sent.startswith(scheme):
            whole(handler, b"", "text/plain", 401, WWW_Authenticate=f"{scheme} {challenge}")
        else:
            whole(handler, b"", "text/plain")

    made_up.answer = answer
    with RemoteStore(made_up.url, made_up.url, base_url=BASE, user="u", password="p") as store:
        before = len(made_up.asked)
        for commit in (4, 5):
            store.apply(commit, [change(1, "a")], f"{commit}.x")
        assert (store.commit, store.origin) == (5, "5.x")
    sent = made_up.asked[before:]
    assert len(sent) == 3  # what is wanted is asked once, and not with an update
    assert [asked.body != b"" for asked in sent] == [False, True, True]
    assert sent[1].headers["authorization"].startswith(scheme or "Basic")
    assert sent[1].headers["content-type"] == "application/sparql-update"


def test_a_wrong_password_is_told_at_once(made_up: MadeUpServer) -> None:
    made_up.answer = lambda handler, _: whole(
        handler, b"", "text/plain", 401, WWW_Authenticate='Digest realm="r", nonce="n", qop="auth"'
    )
    with RemoteStore(made_up.url, made_up.url, base_url=BASE, user="u", password="wrong") as store:
        began = time.monotonic()
        with pytest.raises(StoreError, match="PUBLOD_SPARQL_PASSWORD"):
            store.apply(4, [change(1, "a")])
        assert time.monotonic() - began < 5
        assert store.commit == 3


@pytest.mark.parametrize(
    ("status", "message", "tries"),
    [(503, "busy", 3), (500, "Virtuoso 40001 Error SR172: Transaction deadlocked", 3), (500, "no", 1), (400, "no", 1)],
)  # fmt: skip
def test_what_may_pass_is_tried_again_and_what_will_not_is_not(
    made_up: MadeUpServer, status: int, message: str, tries: int
) -> None:
    tried = 0

    def answer(handler: Handler, asked: Asked) -> None:
        nonlocal tried
        tried += 1
        whole(handler, message.encode(), "text/plain", 200 if tried == 3 else status)

    made_up.answer = answer
    with RemoteStore(
        made_up.url, made_up.url, base_url=BASE, wait=lambda _: None, patience=60
    ) as store:
        if tries == 3:
            store.apply(4, [change(1, "a")])
        else:
            with pytest.raises(StoreError, match="no"):
                store.apply(4, [change(1, "a")])
    assert tried == tries
