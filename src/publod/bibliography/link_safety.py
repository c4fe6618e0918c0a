"""Which addresses in the data may be given to people and programs to follow.

RDF lets any IRI stand anywhere, and a ledger keeps what it was given. A browser that follows
``javascript:`` runs a program in the page that it is on, ``data:`` and ``blob:`` bring a page of
their own, ``file:`` opens what lies on the reader's machine; and a line break in an identifier
begins a new line in formats of lines. Loading refuses both. What an older ledger holds stands in
the RDF of its record as it is, as text on its page, and nowhere else.
"""

from __future__ import annotations

import re

_HARMFUL = frozenset(
    {"javascript", "vbscript", "livescript", "data", "file", "blob", "filesystem", "view-source"}
)
#: Schemes that a link on a page may have.
_LINKED = frozenset({"http", "https", "mailto", "tel"})
#: Control characters, with those that are line breaks to some readers.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: What a browser passes over before and within a scheme (https://url.spec.whatwg.org/#url-parsing).
_PASSED_OVER = re.compile("[\x00-\x20]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


def scheme_of(address: str) -> str:
    """The scheme that a browser takes an address to have, in small letters; '' for none."""
    match = _SCHEME.match(_PASSED_OVER.sub("", address[:256]))
    return match[1].lower() if match else ""


def has_controls(text: str) -> bool:
    """Whether a text has control characters or line breaks in it; at its ends they do no harm."""
    return _CONTROLS.search(text.strip()) is not None


def is_harmful(text: str) -> bool:
    """Whether an address or an identifier is left out of every format but the RDF of its record."""
    is_web = text.startswith(("https://", "http://"))  # most are, and many are asked about
    return has_controls(text) or (not is_web and scheme_of(text) in _HARMFUL)


def may_be_link(target: str) -> bool:
    """Whether an address, or a path below the base URL, may be a link on a page."""
    before, colon, _ = target.partition(":")
    is_path = not colon or "/" in before
    return not has_controls(target) and (is_path or scheme_of(target) in _LINKED)
