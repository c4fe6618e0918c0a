"""What schema.org (https://schema.org/docs/full.html) lets be said of what, as far as pages say it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

#: Classes with the class that each is a kind of.
CLASSES = {
    "CreativeWork": "Thing", "Book": "CreativeWork", "Report": "Article", "Article": "CreativeWork",
    "CreativeWorkSeries": "CreativeWork", "Guide": "CreativeWork", "HowTo": "CreativeWork",
    "DigitalDocument": "CreativeWork", "Legislation": "CreativeWork", "WebSite": "CreativeWork",
    "Dataset": "CreativeWork", "DataCatalog": "CreativeWork", "MediaObject": "CreativeWork",
    "DataDownload": "MediaObject", "DefinedTermSet": "CreativeWork", "DefinedTerm": "Intangible",
    "Intangible": "Thing", "Audience": "Intangible", "ListItem": "Intangible",
    "ItemList": "Intangible", "BreadcrumbList": "ItemList", "EntryPoint": "Intangible",
    "Action": "Thing", "SearchAction": "Action", "Organization": "Thing",
    "GovernmentOrganization": "Organization", "Person": "Thing", "Place": "Thing",
    "ContactPoint": "StructuredValue", "StructuredValue": "Intangible", "WebAPI": "Service",
    "Service": "Intangible", "Thing": "",
}  # fmt: skip
#: The properties that a class has beside those of the class that it is a kind of.
PROPERTIES = {
    "Thing": "name alternateName description url sameAs image identifier additionalType "
    "mainEntityOfPage subjectOf potentialAction",
    "CreativeWork": "headline alternativeHeadline abstract author contributor creator editor "
    "translator publisher datePublished dateModified inLanguage about keywords audience "
    "temporalCoverage spatialCoverage isPartOf hasPart position license usageInfo copyrightNotice "
    "version exampleOfWork workExample isBasedOn translationOfWork workTranslation encoding "
    "encodingFormat mentions learningResourceType funder isAccessibleForFree mainEntity",
    "Book": "bookEdition isbn numberOfPages illustrator bookFormat",
    "Article": "pageStart pageEnd", "Report": "reportNumber", "CreativeWorkSeries": "issn",
    "WebSite": "issn", "Dataset": "distribution includedInDataCatalog issn",
    "DataCatalog": "dataset", "MediaObject": "contentUrl contentSize",
    "DefinedTerm": "termCode inDefinedTermSet", "DefinedTermSet": "hasDefinedTerm",
    "Organization": "legalName parentOrganization subOrganization memberOf telephone contactPoint",
    "Person": "givenName familyName jobTitle telephone memberOf", "Place": "containedInPlace",
    "ContactPoint": "telephone contactType email", "ListItem": "item position",
    "ItemList": "itemListElement", "Action": "target", "EntryPoint": "urlTemplate",
    "SearchAction": "query-input",  # https://schema.org/docs/actions.html
    "Audience": "audienceType",
}  # fmt: skip
#: Classes that the things in some properties are of.
RANGES = {
    "author": ("Organization", "Person"), "publisher": ("Organization", "Person"),
    "contributor": ("Organization", "Person"), "creator": ("Organization", "Person"),
    "editor": ("Organization", "Person"), "translator": ("Organization", "Person"),
    "isPartOf": ("CreativeWork",), "hasPart": ("CreativeWork",),
    "exampleOfWork": ("CreativeWork",), "workExample": ("CreativeWork",),
    "isBasedOn": ("CreativeWork",), "encoding": ("MediaObject",), "audience": ("Audience",),
    "spatialCoverage": ("Place",), "inDefinedTermSet": ("DefinedTermSet",),
    "distribution": ("DataDownload",), "itemListElement": ("ListItem",),
    "potentialAction": ("Action",), "target": ("EntryPoint",), "containedInPlace": ("Place",),
    "dataset": ("Dataset",), "hasDefinedTerm": ("DefinedTerm",),
}  # fmt: skip
_ADDRESSES = {"url", "sameAs", "license", "contentUrl", "item"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:]+Z)?)?)?")


def check(document: dict[str, Any]) -> None:
    """A whole document: its context is schema.org's, and nothing needs more to be understood."""
    assert document["@context"] == "https://schema.org"
    things = document.get("@graph") or [{k: v for k, v in document.items() if k != "@context"}]
    for thing in things:
        _check_thing(thing)
        assert thing["@type"] == "BreadcrumbList" or thing["name"].strip()


def _check_thing(thing: dict[str, Any]) -> None:
    types = _listed(thing["@type"])
    allowed = {name for kind in types for name in _properties(kind)}
    for name, values in thing.items():
        if name in {"@type", "@id"}:
            continue
        assert name in allowed, f"{name} of {types}"
        for value in _listed(values):
            if isinstance(value, dict):
                assert not set(value) & {"@value", "@language", "sv", "en"}, f"{name}: {value}"
                wanted = RANGES.get(name, ("Thing",))
                kinds = {up for kind in _listed(value["@type"]) for up in _ancestry(kind)}
                assert kinds & set(wanted), f"{name} is {value['@type']}, not {wanted}"
                _check_thing(value)
            else:
                assert isinstance(value, str | int | bool), f"{name}: {value!r}"
                assert value != ""
            if name in _ADDRESSES:
                assert urlsplit(value).scheme in {"http", "https", "mailto", "urn"}, value
            if name.startswith("date"):
                assert _DATE.fullmatch(value), value
            if name == "position":
                assert int(value) > 0


def _ancestry(kind: str) -> list[str]:
    found = []
    while kind:
        found.append(kind)
        kind = CLASSES[kind]
    return found


def _properties(kind: str) -> set[str]:
    return {name for up in _ancestry(kind) for name in PROPERTIES.get(up, "").split()}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
