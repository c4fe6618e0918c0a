"""schema.org (https://schema.org/CreativeWork) as JSON-LD, or in web pages.

Of pages are read the scripts of JSON-LD, microdata and RDFa Lite. Terms count with any of the usual
contexts, since pages seldom have them right.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any

from publod.errors import SourceUnreadable
from publod.importing.field_names import SCHEMA_ORG
from publod.importing.field_reading import FieldReading, edition_number, is_edition_history
from publod.importing.field_values import (
    agent_of,
    doi_in,
    file_at,
    is_web_address,
    isbns_in,
    issns_in,
    plain,
)
from publod.importing.items_in_pages import items_of, page_of, scripts_of
from publod.importing.marc21_subfields import role as role_of
from publod.importing.names import folded
from publod.importing.schema_org_members import unread_members, without_role
from publod.importing.source_record import (
    SourceAgent,
    SourceConcept,
    SourceField,
    SourceFile,
    SourceRecord,
    SourceRelation,
    Text,
)
from publod.messages import N_, English

_PUBLICATIONS = frozenset(
    "Book Report Article ScholarlyArticle TechArticle NewsArticle Thesis Guide HowTo Manual "
    "CreativeWork DigitalDocument Legislation Chapter PublicationIssue AudioBook Audiobook "
    "GovernmentReport Pamphlet ScholarlyWork".split()
)
_ROLES = {
    "author": "aut", "creator": "aut", "editor": "edt", "translator": "trl", "illustrator": "ill",
    "contributor": "ctb", "publisher": "pbl", "sourceOrganization": "ctb",
}  # fmt: skip
_ADMINISTRATIVE = frozenset(
    "@context @id @type url mainEntityOfPage image thumbnailUrl dateModified dateCreated "
    "isAccessibleForFree potentialAction sameAs interactionStatistic speakable sdDatePublished "
    "sdPublisher sdLicense breadcrumb subjectOf".split()
)
_RELATIONS = {
    "isBasedOn": "based_on", "translationOfWork": "translation_of", "replaces": "replaces",
    "supersededBy": "replaced_by",
}  # fmt: skip


def read(stream: IO[bytes], source: str) -> Iterator[SourceRecord]:
    """The publications of a web page or of a JSON-LD file. Raises SourceUnreadable for neither."""
    content = stream.read()
    try:
        nodes = [*_nodes_of(content)]
    except SourceUnreadable as error:
        raise SourceUnreadable(error.reason, source) from None
    except (ValueError, RecursionError) as error:
        reason = N_("it is not JSON: %(error)s", error=English(error))
        raise SourceUnreadable(reason, source) from error
    if not nodes:
        reason = N_("it describes no publication in the terms of schema.org")
        raise SourceUnreadable(reason, source)
    for number, node in enumerate(nodes, 1):
        yield _Reading(node).record(source, number)


def _nodes_of(content: bytes) -> Iterator[dict[str, Any]]:
    """The publications of a page, each once, however many syntaxes say something of it."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        yield from _publications(json.loads(content.decode("utf-8-sig", "replace")))
        return
    page = page_of(content)
    found: dict[str, dict[str, Any]] = {}
    for script in scripts_of(page):
        with suppress(ValueError):
            for node in _publications(json.loads(script)):
                found[f"{len(found)} {_name_of(node)}"] = node
    by_name = {_name_of(node): node for node in found.values()}
    for syntax, item in items_of(page):
        for node in _publications(item):
            known = by_name.setdefault(_name_of(node), node)
            if known is node:
                found[f"{len(found)} {_name_of(node)}"] = node
            else:
                _add(known, node, syntax)
    yield from found.values()


def _add(known: dict[str, Any], node: dict[str, Any], syntax: str) -> None:
    """Add what a further syntax says of a publication; what it says otherwise gets its name."""
    for name, value in node.items():
        if not known.get(name):
            known[name] = value
        elif not name.startswith("@") and [*map(_string, _listed(value))] != [
            *map(_string, _listed(known[name]))
        ]:
            known[f"{name} ({syntax})"] = value


def _name_of(node: dict[str, Any]) -> str:
    return folded(_string(node.get("name") or node.get("headline")))


def _publications(document: object) -> Iterator[dict[str, Any]]:
    """The nodes at the top of a document, or in its graph, that are publications."""
    waiting = [document]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting = [*one, *waiting]
        elif isinstance(one, dict):
            if _types_of(one) & _PUBLICATIONS:
                yield one
            else:
                waiting = [
                    *(one.get(n, []) for n in ("@graph", "mainEntity", "itemListElement", "item")),
                    *waiting,
                ]  # fmt: skip


def _types_of(node: dict[str, Any]) -> set[str]:
    return {_local(kind) for kind in _listed(node.get("@type")) if isinstance(kind, str)}


def _local(name: str) -> str:
    return name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2]


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _texts(value: object, language: str = "") -> Iterator[Text]:
    """Texts in any of the ways of JSON-LD: alone, listed, with a language, by language, named."""
    for one in _listed(value):
        if isinstance(one, str | int | float):
            if text := plain(one):
                yield Text(text, language)
        elif isinstance(one, dict):
            if "@value" in one:
                yield Text(plain(one["@value"]), str(one.get("@language") or language))
            elif "@id" in one or "@type" in one or "name" in one:
                name = one.get("name") or one.get("@value") or one.get("@id")
                yield from _texts(name, language)
            else:
                for tag, text in one.items():
                    yield from _texts(text, str(tag))


def _string(value: object) -> str:
    return next((text.text for text in _texts(value)), "")


class _Reading:
    """One node, whose properties are taken one after the other."""

    def __init__(self, node: dict[str, Any]) -> None:
        self._node = node
        self._read = FieldReading()
        self._left = {
            name: value for name, value in node.items() if value not in ("", None, [], {})
        }

    def record(self, source: str, number: int) -> SourceRecord:
        """The record; what no rule has taken is unmapped."""
        languages = [*self._languages()]
        title = [
            *_texts(self._take("name", "headline"), languages[0] if len(languages) == 1 else "")
        ]
        edition = _string(self._take("bookEdition", "version"))
        files = [*self._files()]
        address = self._address(files)
        licence, *rights = [t.text for t in _texts(self._take("license"))] or [""]
        credit = [*_texts(self._take("creditText"))]
        history = [text for text in credit if is_edition_history(text.text)][:1]
        fields: dict[str, Any] = dict(
            titles=tuple(title),
            alternative_titles=tuple(_texts(self._take("alternateName", "alternativeHeadline"))),
            agents=tuple(self._agents()),
            types=tuple(self._types()),
            subjects=tuple(self._concepts("about")),
            audiences=tuple(self._concepts("audience")),
            keywords=tuple(self._keywords()),
            abstracts=tuple(_texts(self._take("abstract", "description"))),
            languages=tuple(languages),
            notes=tuple(text for text in credit if text not in history),
            issued=self._issued(),
            places=tuple(self._concepts("spatialCoverage")),
            place_of_publication=tuple(t.text for t in _texts(self._take("locationCreated"))),
            edition=Text(edition) if edition else None,
            edition_number=edition_number(edition),
            edition_history=history[0] if history else None,
            work=_string(self._take("exampleOfWork")),
            isbn=tuple(
                n for t in _texts(self._take("isbn")) for n in self._read.isbns("isbn", t.text)
            ),
            files=tuple(files),
            pages=tuple(dict.fromkeys(filter(is_web_address, (address, *self._about())))),
            licence=licence if is_web_address(licence) else "",
            rights=tuple(
                Text(one)
                for one in (licence, *rights)
                if one and (rights or not is_web_address(one))
            ),
            status=_string(self._take("creativeWorkStatus", "legislationLegalForce")),
            relations=tuple(self._relations()),
            **self._identifiers(),
            **self._whole(),
            **self._pages(),
        )
        identifier = str(self._node.get("@id") or "")
        return SourceRecord(
            source, number, identifier, **fields, unmapped=tuple(self._untaken()),
            field_names=SCHEMA_ORG,
        )  # fmt: skip

    def _take(self, *names: str) -> Any:
        """The value of the first of some properties that the node has."""
        for name in names:
            for key in (
                name,
                f"schema:{name}",
                f"https://schema.org/{name}",
                f"http://schema.org/{name}",
            ):
                if key in self._left:
                    return self._left.pop(key)
        return None

    def _untaken(self) -> Iterator[SourceField]:
        yield from self._read.remarks
        yield from unread_members(self._node)
        for name, value in self._left.items():
            is_of_copy = _local(name) in _ADMINISTRATIVE or name in _ADMINISTRATIVE
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            if value and name not in {"@context", "@id", "@type", "url", "mainEntityOfPage"}:
                yield SourceField(_local(name), plain(text), is_of_copy=is_of_copy)

    def _languages(self) -> Iterator[str]:
        for one in _listed(self._take("inLanguage")):
            if isinstance(one, dict):
                yield _string(one.get("alternateName") or one.get("identifier") or one.get("name"))
            elif isinstance(one, str):
                yield _local(one) if is_web_address(one) else one

    def _agents(self) -> Iterator[SourceAgent]:
        for name, role in _ROLES.items():
            for one in _listed(self._take(name)):
                agent, word = without_role(one, name)
                self._read.remark(f"{name}.roleName", "" if role_of(word) else word)
                if found := _agent(agent, role_of(word) or role):
                    yield found

    def _types(self) -> Iterator[SourceConcept]:
        genres = [*self._concepts("genre")]
        kinds = sorted(_types_of(self._node) & _PUBLICATIONS)
        yield from genres or (SourceConcept(kind, scheme="schema") for kind in kinds[:1])

    def _concepts(self, name: str) -> Iterator[SourceConcept]:
        for one in _listed(self._take(name)):
            iri = str(one.get("@id") or one.get("sameAs") or "") if isinstance(one, dict) else ""
            if isinstance(one, str) and is_web_address(one):
                yield SourceConcept(iri=one)
                continue
            labels = [
                *_texts(
                    one.get("audienceType") or one.get("name") if isinstance(one, dict) else one
                )
            ]
            label = labels[0] if labels else Text("")
            if label.text or iri:
                yield SourceConcept(label.text, label.language, iri if is_web_address(iri) else "")

    def _keywords(self) -> Iterator[Text]:
        value = self._take("keywords")
        if isinstance(value, str):
            value = value.split(",")
        yield from _texts(value)

    def _issued(self) -> str:
        name = "datePublished" if self._node.get("datePublished") else "copyrightYear"
        return self._read.issued(name, _string(self._take("datePublished", "copyrightYear")))

    def _pages(self) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for name, is_part in (("pagination", True), ("numberOfPages", False)):
            if text := _string(self._take(name)):
                fields |= self._read.pages(name, text, is_part=is_part)
        for name, key in (("pageStart", "page_start"), ("pageEnd", "page_end")):
            if text := _string(self._take(name)):
                fields[key] = text
        return fields

    def _files(self) -> Iterator[SourceFile]:
        for one in _listed(self._take("encoding", "associatedMedia")):
            url = (
                _string(one.get("contentUrl") or one.get("url"))
                if isinstance(one, dict)
                else str(one)
            )
            media = _string(one.get("encodingFormat")) if isinstance(one, dict) else ""
            size = _string(one.get("contentSize")) if isinstance(one, dict) else ""
            if is_web_address(url):
                number = int(size) if size.isdigit() else None
                yield file_at(url, media, size=number) or SourceFile(url, media, number)

    def _address(self, files: Iterable[SourceFile]) -> str:
        for name in ("url", "mainEntityOfPage"):
            address = _string(self._node.get(name))
            if is_web_address(address) and address not in {file.url for file in files}:
                return address
        return ""

    def _about(self) -> list[str]:
        """Pages about it; where they are described by more than their address, that is reported."""
        about = _listed(self._node.get("subjectOf"))
        addresses = [one.get("@id") if isinstance(one, dict) else one for one in about]
        if all(isinstance(one, str) and is_web_address(one) for one in addresses):
            self._left.pop("subjectOf", None)
        return [str(one) for one in addresses if one]

    def _identifiers(self) -> dict[str, Any]:
        doi, others = "", []
        for one in _listed(self._take("identifier")):
            value = _string(one.get("value")) if isinstance(one, dict) else plain(one)
            if doi_in(value) and not doi:
                doi = doi_in(value)
            elif value:
                others.append(value)
        issns = [n for t in _texts(self._take("issn")) for n in self._read.issns("issn", t.text)]
        numbers = [t.text for t in _texts(self._take("reportNumber"))]
        return {
            "doi": doi, "identifiers": tuple(others), "issn": tuple(issns),
            "document_numbers": tuple(numbers),
        }  # fmt: skip

    def _whole(self) -> dict[str, Any]:
        volume, issue = _string(self._take("volumeNumber")), _string(self._take("issueNumber"))
        position = _string(self._take("position"))
        wholes = _listed(self._take("isPartOf"))
        for one in wholes:
            # There is room for one; what else it is part of is reported.
            self._left["isPartOf"] = [other for other in wholes if other is not one]
            title = next(iter(_texts(one)), None)
            kinds = _types_of(one) if isinstance(one, dict) else set()
            numbers = tuple(issns_in(_string(one.get("issn")))) if isinstance(one, dict) else ()
            if isinstance(one, dict):
                numbers += tuple(isbns_in(_string(one.get("isbn"))))
            if kinds & {"BookSeries", "CreativeWorkSeries"}:
                return {
                    "series": title, "series_number": position or volume,
                    "series_issn": next(iter(numbers), ""), "volume": volume if position else "",
                    "issue": issue,
                }  # fmt: skip
            if title:
                return {
                    "host": title, "host_identifiers": numbers, "volume": volume, "issue": issue,
                    "series_number": position,
                }  # fmt: skip
        self._left["isPartOf"] = wholes
        return {"volume": volume, "issue": issue, "series_number": position}

    def _relations(self) -> Iterator[SourceRelation]:
        for name, kind in _RELATIONS.items():
            for one in _listed(self._take(name)):
                iri = str(one.get("@id") or "") if isinstance(one, dict) else ""
                title = _string(one)
                if is_web_address(title):
                    iri, title = title, ""
                if title or iri:
                    yield SourceRelation(kind, title, (iri,) if iri else ())


def _agent(one: object, role: str) -> SourceAgent | None:
    if not isinstance(one, dict):
        return agent_of(_string(one), role)
    kinds = _types_of(one)
    is_person = True if "Person" in kinds else False if kinds else None
    links = [str(link) for link in (one.get("@id"), *_listed(one.get("sameAs"))) if link]
    family, given = _string(one.get("familyName")), _string(one.get("givenName"))
    name = _string(one.get("name")) or f"{given} {family}".strip()
    if not name:
        return None
    identifiers = tuple(link for link in links if is_web_address(link))
    if family:
        return SourceAgent(name, role, True, family, given, identifiers)
    return agent_of(name, role, is_person=is_person, identifiers=identifiers)
