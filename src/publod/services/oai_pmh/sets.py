"""ListSets (OAI-PMH §4.6): the sets that the ledger keeps, with names and descriptions."""

from __future__ import annotations

from publod.bibliography.entry import Texts
from publod.bibliography.export.xml_writer import Xml, branch, leaf
from publod.bibliography.language_codes_and_names import language_name
from publod.bibliography.triple_index import pick
from publod.repository import Repository
from publod.services.oai_pmh import response
from publod.services.oai_pmh.arguments import Problem
from publod.services.oai_pmh.identifiers import spec_of
from publod.services.oai_pmh.resumption_token import LIFETIME, Token

#: Sets in one answer.
_PAGE = 500
_FACETS: dict[str, Texts] = {
    "subject": {"sv": "Ämne", "en": "Subject"},
    "type": {"sv": "Typ av publikation", "en": "Type of publication"},
    "publisher": {"sv": "Utgivare eller upphov", "en": "Publisher or author"},
    "language": {"sv": "Språk", "en": "Language"},
}
_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_ROOT = {
    "xmlns:oai_dc": _DC,
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": f"{_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}


def list_sets(repository: Repository, written: str | None, language: str, now: int) -> Xml:
    """A page of sets. Raises Problem for a bad token."""
    key = repository.base_url
    start = 0
    if written is not None:
        token = Token.read(written, key, now)
        if token.verb != "ListSets":
            raise Problem("badResumptionToken", f"this resumption token is of {token.verb}")
        start = token.cursor
    with repository.membership() as membership:
        names = membership.names()
    if not names:
        raise Problem("noSetHierarchy", "there is no publication yet, and so there are no sets")
    shown = names[start : start + _PAGE]
    labels = _labels(repository, shown)
    items = [_set(name, labels[name], language) for name in shown]
    if len(names) > _PAGE:
        end, total, expires = start + len(shown), len(names), now + LIFETIME
        onward = Token("ListSets", "", "", 0, 0, "", 0, 0, end, total, expires)
        more = onward.written(key) if end < total else ""
        items.append(response.resumption(more, start, total, expires))
    return branch("ListSets", items)


def _set(name: str, label: Texts, language: str) -> Xml:
    facet = name.partition(":")[0]
    kind = pick(_FACETS.get(facet, {}), language)[0]
    own = pick(label, language)[0]
    titles = [leaf("dc:title", text, {"xml:lang": tag}) for tag, text in label.items()]
    return branch(
        "set",
        [
            leaf("setSpec", spec_of(name)),
            leaf("setName", f"{kind}: {own}" if own and ":" in name else kind or name),
            branch("setDescription", [branch("oai_dc:dc", titles, _ROOT)] if titles else []),
        ],
    )


def _labels(repository: Repository, names: list[str]) -> dict[str, Texts]:
    """What the sets are called, by language."""
    paths = [name.partition(":")[2] for name in names]
    records = repository.present_records(path for path in paths if path)
    labels: dict[str, Texts] = {}
    for name, path in zip(names, paths, strict=True):
        if not path:
            labels[name] = _FACETS.get(name, {})
        elif name.startswith("language:"):
            labels[name] = {tag: language_name(path, tag) for tag in ("sv", "en")}
        else:
            known = records.get(path)
            labels[name] = known.summary.label if known else {"": path}
    return labels
