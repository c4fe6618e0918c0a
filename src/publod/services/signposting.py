"""Signposting: typed links by which programs find their way around a publication.

https://signposting.org/FAIR/: level 1 for the Link field of its page, level 2 as sets of links
(RFC 9264). Targets are absolute, and URIs as a header can hold them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from publod.bibliography.entry import Entry
from publod.bibliography.link_safety import is_harmful
from publod.vocabulary import SCHEMA

#: The media types of sets of links (RFC 9264, section 4).
TEXT, JSON = "application/linkset", "application/linkset+json"
#: How many links level 1 has, and how many bytes they take; the rest is in the set of links.
MOST, ROOM = 15, 1800

# RFC 3986, section 2: what can stand in a URI; all else is percent-encoded.
_SAFE = "-._~:/?#[]@!$&'()*+,;=%"
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*")
_PAGE = "text/html"
#: What the page itself is, as distinct from the publication.
_ABOUT_PAGE = f"{SCHEMA.iri}AboutPage"


@dataclass(frozen=True, slots=True)
class Sign:
    """A link: ``relation`` is its type (RFC 8288), ``profile`` the IRI of a profile."""

    relation: str
    target: str
    media_type: str = ""
    profile: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The target attributes that it has."""
        attributes = {"type": self.media_type, "profile": self.profile}
        return {name: value for name, value in attributes.items() if value}


def signs_of(entry: Entry, base_url: str, metadata: Iterable[Sign]) -> list[Sign]:
    """All links from the page of a publication, those first that say most.

    ``metadata`` are where it is described. It is cited by its DOI, or else by the address of its
    record, and belongs to its series and to the catalogue.
    """
    doi = f"https://doi.org/{entry.doi}" if entry.doi.startswith("10.") else entry.doi
    signs = [
        Sign("cite-as", web_uri(doi) or uri_of(entry.document)),
        Sign("type", _ABOUT_PAGE),
        *(Sign("type", iri) for iri in _classes(entry)),
        Sign("license", web_uri(entry.licence)),
        *(Sign("collection", web_uri(one.iri)) for one in entry.series),
        Sign("collection", base_url, _PAGE),
        *metadata,
        *(Sign("author", web_uri(agent.iri)) for agent in entry.creators),
        *(Sign("item", web_uri(file.url), _media_type(file.media_type)) for file in entry.files),
    ]
    return [sign for sign in dict.fromkeys(signs) if sign.target]


def level_1(signs: Sequence[Sign], most: int = MOST, room: int = ROOM) -> list[Sign]:
    """As many of the links as go into a header field; authors and files take turns at the end."""
    last = {"author": 0, "item": 0}
    ranked: list[tuple[int, int, Sign]] = []
    for number, sign in enumerate(signs):
        turn = last.get(sign.relation, -1)
        if turn >= 0:
            last[sign.relation] += 1
        ranked.append((turn, number, sign))
    signs_within: list[Sign] = []
    for _, _, sign in sorted(ranked, key=lambda one: one[:2]):
        size = len(sign.target) + sum(len(n) + len(v) for n, v in sign.attributes.items()) + 20
        if len(signs_within) < most and size <= room:
            signs_within.append(sign)
            room -= size
    return signs_within


def linkset(
    entry: Entry, signs: Sequence[Sign], metadata: Sequence[Sign], licence: str = ""
) -> dict[str, list[Sign]]:
    """The links of everything that belongs to a publication, by where they lead from.

    What describes it and what it consists of lead back to its page; what describes it has the
    ``licence`` of the metadata, whatever holds for the publication.
    """
    document = uri_of(entry.document)
    terms = [Sign("license", target)] if (target := web_uri(licence)) else []
    back = {sign.target: [Sign("describes", document, _PAGE), *terms] for sign in metadata}
    items = {
        sign.target: [Sign("collection", document, _PAGE)]
        for sign in signs
        if sign.relation == "item" and sign.target != document
    }
    return {document: list(signs), **items, **back}


def as_json(links: Mapping[str, Sequence[Sign]]) -> bytes:
    """A set of links in JSON (RFC 9264, section 4.2)."""
    contexts = []
    for anchor, signs in links.items():
        context: dict[str, object] = {"anchor": anchor}
        targets: dict[str, list[dict[str, str]]] = {}
        for sign in signs:
            target = {"href": sign.target, **sign.attributes}
            targets.setdefault(sign.relation, []).append(target)
        contexts.append(context | targets)
    return json.dumps({"linkset": contexts}, indent=1).encode() + b"\n"


def as_text(links: Mapping[str, Sequence[Sign]]) -> bytes:
    """A set of links as the Link field writes them (RFC 9264, section 4.1)."""
    lines = (
        f'<{sign.target}>; rel="{sign.relation}"'
        + "".join(f'; {name}="{value}"' for name, value in sign.attributes.items())
        + f'; anchor="{anchor}"'
        for anchor, signs in links.items()
        for sign in signs
    )
    return ",\n".join(lines).encode("ascii") + b"\n"


def uri_of(iri: str) -> str:
    """An IRI as the URI that stands for it (RFC 3987, section 3.1)."""
    return quote(iri, safe=_SAFE, errors="replace")


def web_uri(iri: str) -> str:
    """An address on the web as a URI; '' for anything else, since nobody could go there."""
    try:
        parts = urlsplit(iri.strip())
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
        is_web = is_web and not is_harmful(iri)
    except ValueError:
        return ""
    return uri_of(iri.strip()) if is_web else ""


def _classes(entry: Entry) -> list[str]:
    """The classes that its types make it a member of."""
    classes = [web_uri(iri) for concept in entry.types for iri in concept.classes]
    return list(dict.fromkeys(filter(None, classes))) or [str(SCHEMA.CreativeWork)]


def _media_type(text: str) -> str:
    """A media type without parameters; '' where the text is none."""
    plain = text.partition(";")[0].strip()
    return plain if _MEDIA_TYPE.fullmatch(plain) else ""
