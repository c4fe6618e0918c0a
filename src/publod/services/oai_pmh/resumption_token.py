"""Resumption tokens (OAI-PMH §3.5): all that is needed to go on, kept by the client alone.

Nothing is remembered here, so a token outlives restarts, and any process can take it. It is
checked, so that what comes back is what was given; it holds no secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import astuple, dataclass
from typing import Self

from publod.services.oai_pmh.arguments import Problem

#: What a token may be used for, in seconds: a week.
LIFETIME = 7 * 86_400
#: Raised only if the meaning of a token changes: tokens must survive an upgrade.
_FORM = 1


@dataclass(frozen=True, slots=True)
class Token:
    """Where a list goes on.

    ``since`` and ``until`` are commits, ``state`` the version of the commit ``until``. ``stamp``
    and ``last`` are of the last item that was sent, ``cursor`` counts those sent so far.
    ``expires`` is in UTC epoch seconds.
    """

    verb: str
    prefix: str
    set: str
    since: int
    until: int
    state: str
    stamp: int
    last: int
    cursor: int
    total: int
    expires: int

    def written(self, key: str) -> str:
        """The token in characters that no client will damage; ``key`` names the repository."""
        text = json.dumps([_FORM, *astuple(self)], separators=(",", ":"), ensure_ascii=True)
        return _coded(_digest(text, key) + text.encode())

    @classmethod
    def read(cls, written: str, key: str, now: int) -> Self:
        """A token that was written with this key. Raises Problem for any other, and if expired."""
        try:
            whole = base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
            check, text = whole[:8], whole[8:].decode("ascii")
        except (binascii.Error, ValueError):
            raise Problem("badResumptionToken", "this was never a resumption token here") from None
        if check != _digest(text, key):
            raise Problem("badResumptionToken", "this is not a resumption token of this repository")
        form, *values = json.loads(text)
        if form != _FORM:
            raise Problem("badResumptionToken", "this resumption token is too old; start anew")
        token = cls(*values)
        if token.expires < now:
            raise Problem("badResumptionToken", "this resumption token has expired; start anew")
        return token


def _digest(text: str, key: str) -> bytes:
    return hashlib.blake2b(text.encode(), key=key.encode()[:64], digest_size=8).digest()


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
