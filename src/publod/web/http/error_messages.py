"""Sentences that the floors below and the libraries say in English, told in the page's language.

They are matched as they were written, so one that has changed is told in English, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from flask_babel import gettext

from publod.web.names import Value
from publod.web.results.record_names import numeral


def _(sentence: str) -> str:
    """Mark a sentence for the translators."""
    return sentence


#: ``reason`` stands for a sentence of its own, and ``english`` for what only the parser knows.
_SENTENCES = (
    # Of the query itself.
    _("line %(line)s, column %(column)s: %(reason)s"),
    _("the string that begins here does not end"),
    _("the character %(code)s cannot be here"),
    _("the prefix %(prefix)s: is not declared (PREFIX %(again)s: <…>)"),
    _("the query ends too early"),
    _("something before this is wrong"),
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
    _(
        "the query is longer than %(number)s characters, which is the most that one may have: ask"
        " in parts, with some of the VALUES in each"
    ),
    _(
        "the query has brackets nested more than %(number)s deep, which is the most that there may"
        " be: write it flatter, or ask in parts"
    ),
    # Of its execution.
    _(
        "the query was stopped after %(seconds)s s, which is the most that one may take: "
        "narrow it, count in a subquery and join names to what that gives, leave out ORDER BY on"
        " names, or put a dump (/dumps) in a store of your own"
    ),
    _(
        "the query needed more than %(size)s MiB of memory, which is the most that one may "
        "have: narrow it, count in a subquery and join names to what that gives, leave out ORDER"
        " BY on names, or put a dump (/dumps) in a store of your own"
    ),
    _("the query is nested too deeply or too long to be evaluated"),
    _(
        "the query's worker died (exit status %(status)s), most likely for want of memory"
    ),
    _(
        "the answer is longer than %(size)s MiB, which is the most that one may be: ask for "
        "it in parts, such as year by year, or fetch the whole catalogue from /dumps"
    ),
    _(
        "the query waited %(seconds)s s for one of %(number)s places, which is as long as one may,"
        " because too many wait: try again in a moment"
    ),
    _(
        "%(number)s queries from your address are waiting already, which is the most that "
        "may: ask one after the other"
    ),
    _(
        "%(number)s queries are waiting already, which is the most that may, and yours have taken"
        " no less time lately than theirs: try again in a while"
    ),
    _(
        "the query ran longer than %(seconds)s s, and %(number)s such queries are running already,"
        " or %(own)s of yours or of clients that have had many, which is the most that may: try"
        " again in a while, or narrow it"
    ),
    _(
        "the query needs more memory than is free: all queries together may have %(size)s MiB, and"
        " others have it: try again in a moment, or ask for less at a time"
    ),
    _(
        "%(number)s long answers are being read already, or %(own)s by you or by clients that have"
        " had many, which is the most that may: try again, or ask for less at a time with LIMIT"
    ),
    _(
        "the long answers that are being read take %(size)s MiB, or yours %(own)s MiB, which is the"
        " most that may lie here: try again when some have been read, or ask for less at a time"
        " with LIMIT"
    ),
    _(
        "nothing has been published for SPARQL yet: load something, or run `publod rebuild`"
    ),
    _("there is no search index yet: `publod rebuild` makes it"),
    _(
        "what is found has more different subjects, agents or other values than can be counted:"
        " narrow the search"
    ),
    _("the SPARQL server does not answer as it should: try again later"),
    _("nothing has been published to the SPARQL server: `publod rebuild` does it"),
    # Of the request.
    _(
        "the body of a request may have %(number)s bytes, and this one has more: ask for less at a"
        " time"
    ),
    _(
        "a path may have %(number)s characters and %(levels)s levels, and this one has more: "
        "nothing is there"
    ),
    _("the request was not here whole within %(seconds)s s"),
    _("the body of the request ended before its end"),
    _("too many requests with long bodies are coming in"),
    _("too many requests wait to be answered: try again"),
    _(
        "too many long lists and batches are being made, or too many for you: try again in"
        " %(seconds)s s"
    ),
    _("the ledger is asked too much at once: try again in a moment"),
    _("the name of a graph is an IRI, and this is none: %(name)s"),
    _("say which graph: ?default, or ?graph= with one IRI"),
    _("a query is sent in UTF-8"),
    _("a form has %(number)s parameters at most"),
    _("the protocol allows one query in a request"),
    _("there is no query in the request"),
    _("send %(form)s or %(query)s"),
    # Of Werkzeug.
    _("The method is not allowed for the requested URL."),
    _("The browser (or proxy) sent a request that this server could not understand."),
    _("The server does not support the media type transmitted in the request."),
)  # fmt: skip
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def told(text: str, language: str) -> list[Value]:
    """A sentence in the language of the page; in English, marked as that, if it is not known."""
    parts = _told(text, language)
    if parts and not parts[0].language:
        first = parts[0].text
        parts[0] = Value(first[:1].upper() + first[1:])
    return parts


def is_known(text: str) -> bool:
    """Whether a sentence is one of those that are for the public."""
    return any(_pattern(sentence).fullmatch(text) for sentence in _SENTENCES)


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
            yield Value(_written(values[part], language), "en" if english else "")


def _written(value: str, language: str) -> str:
    """A value; a number as the language writes it: 262,144 or 262 144."""
    return numeral(int(value.replace(",", "")), language) if _THOUSANDS.fullmatch(value) else value


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Matches a sentence with anything in place of its placeholders."""
    parts = _PLACEHOLDER.split(sentence)
    texts = [re.escape(part) if n % 2 == 0 else f"(?P<{part}>.+?)" for n, part in enumerate(parts)]
    return re.compile("".join(texts), re.DOTALL)
