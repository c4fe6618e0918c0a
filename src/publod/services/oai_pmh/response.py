"""The envelope of every answer (OAI-PMH §3.2), and Identify (§4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from publod.bibliography.dates import timestamp
from publod.bibliography.export.xml_writer import NOTHING, Xml, branch, element, joined, leaf
from publod.bibliography.triple_index import pick
from publod.record_repository import Repository
from publod.services.oai_pmh.arguments import Problem, identifier_of

_NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_ROOT = {
    "xmlns": _NAMESPACE,
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{_NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
}
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
#: The attributes of a container of Dublin Core.
DUBLIN_CORE = {
    "xmlns:oai_dc": _DC,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xsi": _ROOT["xmlns:xsi"],
    "xsi:schemaLocation": f"{_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}


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
            leaf("datestamp", timestamp(time)),
            *(leaf("setSpec", spec) for spec in specs),
        ],
        {} if present else {"status": "deleted"},
    )


def about(licence: str) -> Xml:
    """The rights of the metadata (§2.5), the same of every record; nothing without a licence."""
    return branch("about", [branch("oai_dc:dc", [leaf("dc:rights", licence)], DUBLIN_CORE)])


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
        return leaf("resumptionToken", token, {"expirationDate": timestamp(expires), **attributes})
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return Xml(f"<resumptionToken {written}/>")


def _whole(when: int, request: Xml, inside: Xml) -> bytes:
    parts = joined([leaf("responseDate", timestamp(when)), request, inside])
    return _DECLARATION + element("OAI-PMH", [parts], _ROOT)


#: What a sample identifier names where there is no publication yet.
_SAMPLE = "publication/example"


def identify(repository: Repository, address: str, domain: str, email: str, language: str) -> Xml:
    """What the repository is, and how it behaves."""
    first = repository.commit_of(1)
    return branch(
        "Identify",
        [
            leaf("repositoryName", name_of(repository, language)),
            leaf("baseURL", address),
            leaf("protocolVersion", "2.0"),
            leaf("adminEmail", email),
            leaf("earliestDatestamp", timestamp(first.time if first else 0)),
            leaf("deletedRecord", "persistent"),
            leaf("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            leaf("compression", "gzip"),
            branch("description", [_identifiers(repository, domain)]),
            branch("description", [_branding(repository, language)]),
        ],
    )


def name_of(repository: Repository, language: str) -> str:
    """The catalogue's name."""
    catalogue = repository.record("catalog")
    label = catalogue.summary.label if catalogue and not catalogue.withdrawn else {}
    return pick(label, language)[0] or repository.base_url


def _identifiers(repository: Repository, domain: str) -> Xml:
    with repository.membership() as membership:
        some = membership.page("", 0, repository.head().id, (0, 0), 1)
    sample = identifier_of(some[0].path if some else _SAMPLE, domain)
    return branch(
        "oai-identifier",
        [
            leaf("scheme", "oai"),
            leaf("repositoryIdentifier", domain),
            leaf("delimiter", ":"),
            leaf("sampleIdentifier", sample),
        ],
        _root("oai-identifier"),
    )


def _branding(repository: Repository, language: str) -> Xml:
    icon = branch(
        "collectionIcon",
        [
            leaf("url", f"{repository.base_url}static/icon.svg"),
            leaf("link", repository.base_url),
            leaf("title", name_of(repository, language)),
        ],
    )
    return branch("branding", [icon], _root("branding"))


def _root(name: str) -> dict[str, str]:
    namespace = f"{_NAMESPACE}{name}" if name == "oai-identifier" else f"{_NAMESPACE}{name}/"
    return {
        "xmlns": namespace,
        "xmlns:xsi": _ROOT["xmlns:xsi"],
        "xsi:schemaLocation": f"{namespace} {_NAMESPACE}{name}.xsd",
    }
