"""Sentences that the floors below and the libraries say in English, told in the page's language.

They are matched as they were written, so one that has changed is told in English, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flask_babel import gettext

from publod.web.names import Value


def _(sentence: str) -> str:
    """Mark a sentence for the translators."""
    return sentence


#: ``reason`` stands for a sentence of its own, and ``english`` for what only the parser knows.
_SENTENCES = (
    # Of the query itself.
    _("line %(line)s, column %(column)s: %(reason)s"),
    _("line %(line)s: %(reason)s"),
    _("the prefix %(prefix)s: is not declared (PREFIX %(again)s: <…>)"),
    _("the query ends too early"),
    _("unexpected %(word)s (%(english)s)"),
    _("unexpected %(word)s"),
    _(
        "SERVICE is not allowed: this endpoint contacts no other address. Ask the other endpoint"
        " for its part yourself, and give what it answers to this one with VALUES"
    ),
    _(
        "this endpoint is read-only: it answers SELECT, ASK, CONSTRUCT and DESCRIBE, and takes no"
        " updates"
    ),
    _("this endpoint is read-only: it answers queries, not updates"),
    _("the query is longer than %(number)s characters"),
    _("the query has brackets nested more than %(number)s deep"),
    # Of its execution.
    _(
        "the query was stopped after %(seconds)s s, which is the most that one may take: "
        "narrow it, ask for its answer in parts with ORDER BY, LIMIT and OFFSET, or put a "
        "dump (/dumps) in a store of your own"
    ),
    _(
        "the query needed more than %(size)s MiB of memory, which is the most that one may "
        "have: narrow it, ask for its answer in parts with ORDER BY, LIMIT and OFFSET, or put"
        " a dump (/dumps) in a store of your own"
    ),
    _("the query is nested too deeply or too long to be evaluated"),
    _(
        "the query's worker died (exit status %(status)s), most likely for want of memory"
    ),
    _(
        "the answer is longer than %(size)s MiB, which is the most that one may be: ask for "
        "it in parts with ORDER BY, LIMIT and OFFSET, or fetch the whole catalogue from "
        "/dumps"
    ),
    _(
        "no query could be started within %(seconds)s s, because too many wait: try again in "
        "a moment"
    ),
    _(
        "%(number)s queries from your address are waiting already, which is the most that "
        "may: ask one after the other"
    ),
    _(
        "the query ran longer than %(seconds)s s, and too many long queries are running "
        "already: try again in a while, or narrow it"
    ),
    _(
        "too many long answers are being read already: try again, or ask for less at a time with"
        " LIMIT"
    ),
    _(
        "nothing has been published for SPARQL yet: load something, or run `publod rebuild`"
    ),
    # Of the request.
    _("a query has at most %(number)s bytes"),
    _("a query is sent in UTF-8"),
    _("the protocol allows one query in a request"),
    _("there is no query in the request"),
    _("send %(form)s or %(query)s"),
    # Of Werkzeug.
    _("The method is not allowed for the requested URL."),
    _("The data value transmitted exceeds the capacity limit."),
    _("The browser (or proxy) sent a request that this server could not understand."),
    _("The server does not support the media type transmitted in the request."),
)  # fmt: skip
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def told(text: str, language: str) -> list[Value]:
    """A sentence in the language of the page; in English, marked as that, if it is not known."""
    parts = _told(text, language)
    if parts and not parts[0].language:
        first = parts[0].text
        parts[0] = Value(first[:1].upper() + first[1:])
    return parts


def _told(text: str, language: str) -> list[Value]:
    for sentence in _SENTENCES:
        if found := _pattern(sentence).fullmatch(text):
            parts = list(_filled(gettext(sentence), found.groupdict(), language))
            if not parts[-1].text.endswith((".", "!", "?")):
                parts.append(Value("."))
            return parts
    return [Value(text, "" if language == "en" else "en")] if text else []


def _filled(sentence: str, values: dict[str, str], language: str) -> Iterator[Value]:
    for number, part in enumerate(_PLACEHOLDER.split(sentence)):
        if number % 2 == 0:
            if part:
                yield Value(part)
        elif part == "reason":
            yield from _told(values[part], language)
        else:
            english = part == "english" and language != "en"
            yield Value(values[part], "en" if english else "")


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Matches a sentence with anything in place of its placeholders."""
    parts = _PLACEHOLDER.split(sentence)
    texts = [re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)
