"""The name and password under which updates are sent, as HTTP Basic or Digest.

https://www.rfc-editor.org/rfc/rfc7617 and https://www.rfc-editor.org/rfc/rfc7616. Which of them the
server wants is asked once, so that megabytes of updates are not sent to be refused first.
"""

from __future__ import annotations

import base64
from urllib.error import HTTPError
from urllib.request import (
    AbstractDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

#: How long the server may take to ask for a password, in seconds.
_SECONDS = 30


class Credentials:
    """What a server at ``url`` is told about who sends an update."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self._url = url
        self._user = user
        self._password = password
        self._challenge: dict[str, str] | None = None
        passwords = HTTPPasswordMgrWithDefaultRealm()
        passwords.add_password(None, url, user, password)
        self._digest = AbstractDigestAuthHandler(passwords)

    def header(self, target: str) -> str:
        """The field ``Authorization`` for a POST to ``target``; '' without a name.

        Raises OSError when the server does not answer.
        """
        if not self._user:
            return ""
        if self._challenge is None:
            self._challenge = self._ask()
        if not self._challenge:
            pair = f"{self._user}:{self._password}".encode()
            return "Basic " + base64.b64encode(pair).decode()
        request = Request(target, b"", method="POST")  # noqa: S310 (http or https: a setting)
        return f"Digest {self._digest.get_authorization(request, self._challenge)}"

    def forget(self) -> bool:
        """Let the server ask again: what it asked may have grown old. False if it asks nothing."""
        asked, self._challenge = self._challenge, None
        return bool(asked)

    def _ask(self) -> dict[str, str]:
        """What the server asks under Digest; nothing where it wants Basic."""
        request = Request(  # noqa: S310 (http or https: a setting)
            self._url, b"", {"Content-Type": "application/sparql-update"}
        )
        try:
            build_opener().open(request, timeout=_SECONDS).close()
        except HTTPError as error:
            with error:
                scheme, _, rest = (error.headers.get("WWW-Authenticate") or "").partition(" ")
                if scheme.lower() == "digest":
                    return dict(parse_keqv_list(parse_http_list(rest)))
        return {}
