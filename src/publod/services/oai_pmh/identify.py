"""Identify (OAI-PMH §4.2), with the descriptions that registries look for."""

from __future__ import annotations

from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.lens import pick
from publod.repository import Repository
from publod.services.oai_pmh.dates import utc
from publod.services.oai_pmh.identifiers import identifier_of

_OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
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
            leaf("earliestDatestamp", utc(first.time if first else 0)),
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
    namespace = f"{_OAI}{name}" if name == "oai-identifier" else f"{_OAI}{name}/"
    return {
        "xmlns": namespace,
        "xmlns:xsi": _XSI,
        "xsi:schemaLocation": f"{namespace} {_OAI}{name}.xsd",
    }
