"""The envelope of every answer (OAI-PMH §3.2), and the small pieces in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publod.bibliography.export.xml_writer import NOTHING, Xml, branch, element, joined, leaf
from publod.services.oai_pmh.arguments import Problem
from publod.services.oai_pmh.dates import utc

_NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_ROOT = {
    "xmlns": _NAMESPACE,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{_NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
}
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"


def answer(base: str, arguments: Mapping[str, str], when: int, inside: Xml) -> bytes:
    """An answer to a request that was well formed, sent at ``when`` (UTC epoch seconds)."""
    return _whole(when, leaf("request", base, arguments), inside)


def refusal(base: str, arguments: Mapping[str, str], when: int, problem: Problem) -> bytes:
    """An answer that says what was wrong; of a request that no one can read, the URL alone."""
    if problem.code in {"badVerb", "badArgument"}:
        arguments = {}
    error = leaf("error", problem.sentence, {"code": problem.code})
    return _whole(when, leaf("request", base, arguments), error)


def header(identifier: str, time: int, specs: Iterable[str], *, present: bool) -> Xml:
    """The header of an item (§2.5)."""
    return branch(
        "header",
        [
            leaf("identifier", identifier),
            leaf("datestamp", utc(time)),
            *(leaf("setSpec", spec) for spec in specs),
        ],
        {} if present else {"status": "deleted"},
    )


def about(licence: str) -> Xml:
    """The rights of the metadata (§2.5), the same of every record; nothing without a licence."""
    attributes = {
        "xmlns:oai_dc": _DC,
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:xsi": _ROOT["xmlns:xsi"],
        "xsi:schemaLocation": f"{_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    }
    return branch("about", [branch("oai_dc:dc", [leaf("dc:rights", licence)], attributes)])


def record(head: Xml, metadata: bytes | None, rights: Xml = NOTHING) -> Xml:
    """A record, with `about` its metadata; a deleted one is its header alone."""
    if metadata is None:
        return branch("record", [head])
    body = Xml(metadata.decode())
    return branch("record", [head, branch("metadata", [body]), rights])


def resumption(token: str, cursor: int, total: int, expires: int | None) -> Xml:
    """The resumptionToken element (§3.5): an empty one ends a list that had one before."""
    attributes = {"completeListSize": str(total), "cursor": str(cursor)}
    if token and expires is not None:
        return leaf("resumptionToken", token, {"expirationDate": utc(expires), **attributes})
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return Xml(f"<resumptionToken {told}/>")


def _whole(when: int, request: Xml, inside: Xml) -> bytes:
    parts = joined([leaf("responseDate", utc(when)), request, inside])
    return _DECLARATION + element("OAI-PMH", [parts], _ROOT)
