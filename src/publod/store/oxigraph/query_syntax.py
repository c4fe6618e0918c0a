"""Whether a text is a query, without a store: for queries that somebody has written in advance."""

from __future__ import annotations

from pyoxigraph import Store

from publod.errors import QueryRefused
from publod.messages import Message
from publod.store import query_guard
from publod.vocabulary import QUERY_PREFIXES


def syntax_fault(text: str) -> Message | None:
    """Why a query would be refused, whatever is in the store; None where it would not be."""
    try:
        query_guard.inspect(text)
        Store().query(text, base_iri="http://base.example/", prefixes=QUERY_PREFIXES)
    except QueryRefused as error:
        return error.message
    except SyntaxError as error:
        if query_guard.is_update(text):
            return query_guard.READ_ONLY
        return query_guard.readable(str(error), text, QUERY_PREFIXES)
    except RuntimeError:  # a function or service that there is only with a store
        return None
    return None
