"""Messages and errors, in the language of whoever reads them."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import publod.app
import publod.server.serving  # noqa: F401
from publod import errors
from publod.errors import PublodError
from publod.messages import N_, English, Message, Numeral, terminal_language
from publod.rdf.document import NotRepresentable
from publod.services.oai_pmh.arguments import Problem
from publod.web.http.headers import BodyTooLong, RequestError

#: What errors are made of that make their message themselves.
ARGUMENTS: dict[type[PublodError], tuple[Any, ...]] = {
    errors.RdfSyntaxError: ("a.ttl", N_("it is not a file"), 1, 2),
    errors.ValidationFailed: (None, 3),
    errors.LedgerLost: ("home",),
    errors.LedgerMoved: ("http://a.example/", ""),
    errors.BaseUrlMismatch: ("http://a.example/", "http://b.example/"),
    errors.RecordError: ("a",),
    errors.RecordNotFound: ("a",),
    errors.RecordWithdrawn: ("a", 1, 2),
    errors.NotAcceptable: (["text/turtle"],),
    errors.QueryTimeout: (0.5,),
    errors.AnswerTooLarge: (1 << 20,),
    errors.LedgerOverload: (),
    errors.SearchMissing: (),
    errors.SearchTooVaried: (),
    errors.Abandoned: (),
    errors.QueryAbandoned: (),
    BodyTooLong: (1 << 20,),
    RequestError: (400, N_("a query is sent in UTF-8")),
    NotRepresentable: ("RDF/XML", N_("only publications can be written in it")),
}
#: A record's path is the same in every language, and OAI-PMH speaks English.
SAME = {errors.RecordError, errors.RecordNotFound, errors.RecordWithdrawn}


def classes(kind: type[PublodError] = PublodError) -> Iterator[type[PublodError]]:
    for one in kind.__subclasses__():
        yield one
        yield from classes(one)


@pytest.mark.parametrize("kind", sorted(set(classes()) - {Problem}, key=str))
def test_every_error_speaks_both_languages(kind: type[PublodError]) -> None:
    arguments = ARGUMENTS.get(kind, (N_("nothing was written"),))
    error = kind(*arguments)
    assert str(error) == error.message.text("en") == str(error.message)
    assert "%(" not in str(error) + error.message.text("sv")
    assert (error.message.text("sv") == str(error)) == (kind in SAME)
    assert Message.from_json(json.loads(json.dumps(error.message.to_json()))) == error.message
    assert pickle.loads(pickle.dumps(error.message)) == error.message


def test_a_reason_is_told_in_the_language_of_the_whole() -> None:
    inner = errors.StoreError(N_("a checksum in it is wrong"))
    message = N_(
        "the search index cannot be used (%(reason)s); `publod rebuild` makes it anew", reason=inner
    )
    assert "(a checksum in it is wrong)" in str(message)
    assert "(en kontrollsumma i den är fel)" in message.text("sv")


def test_what_a_library_says_stays_english_and_is_known_as_that() -> None:
    message = N_("it cannot be read: %(why)s", why=OSError("no such thing"))
    assert list(message.parts("sv")) == [("den kan inte läsas: ", ""), ("no such thing", "en")]
    assert list(message.parts("en"))[1] == ("no such thing", "")
    assert Message.of(ValueError("x")).is_foreign
    assert Message.of("x") == Message("%(text)s", text=English("x"))


def test_numbers_are_written_as_the_language_does() -> None:
    message = N_(
        "%(number)s and %(seconds)s and %(plain)s", number=Numeral(262144), seconds=0.25, plain=2024
    )
    assert message.text("en") == "262,144 and 0.25 and 2024"
    assert message.text("sv") == "262\N{NO-BREAK SPACE}144 and 0,25 and 2024"


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        [],
        ["x"],
        ["%(a)s", {}],
        ["x", []],
        ["%(a)s", {"a": {"b": 1}}],
        ["%(a)s", {"a": [1, 2]}],
        [1, {}],
    ],
)
def test_what_is_no_message_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="this is no"):
        Message.from_json(value)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"), ({"LANG": "sv_SE.UTF-8"}, "sv"), ({"LANG": "C.UTF-8"}, "en"), ({"LANG": "sv"}, "sv"),
        ({"LANG": "sv_FI@euro"}, "sv"), ({"LANG": "de_DE"}, "en"), ({"LC_ALL": "en_GB", "LANG": "sv_SE"}, "en"),
        ({"LC_MESSAGES": "sv_SE", "LANG": "en_GB"}, "sv"), ({"LANGUAGE": "sv:en", "LANG": "en_GB"}, "sv"),
        ({"LANGUAGE": "en:sv", "LANG": "sv_SE"}, "en"), ({"LANGUAGE": "de:sv", "LANG": "de_DE"}, "sv"),
        ({"LANGUAGE": "", "LANG": "sv_SE"}, "sv"), ({"PUBLOD_LANGUAGE": "sv"}, "en"), ({"LANG": "svx"}, "en"),
    ],
)  # fmt: skip
def test_the_language_of_the_terminal(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language
