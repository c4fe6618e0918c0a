"""Signposts of publications in answers: what links their pages carry, and their sets of links."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from publod.formats import Format
from publod.ledger import Record
from publod.registry import ATOM, HTML
from publod.services.signposting import (
    JSON,
    TEXT,
    Sign,
    as_json,
    as_text,
    level_1,
    signs_of,
    uri_of,
)
from publod.services.signposting import (
    linkset as linkset_of,
)
from publod.web.http.resource import Outdated, Resource
from publod.web.records.record_formats import offers_of, profiles_of
from publod.web.records.version_links import VersionLinks
from publod.web.site import Site

#: Sets of links have addresses of their own, and are no representations of the record.
LINKSET = Format("linkset", "Linkset", TEXT, "linkset")
LINKSET_JSON = Format("linkset-json", "Linkset (JSON)", JSON, "linkset.json")
LINKSETS = (LINKSET_JSON, LINKSET)

Link = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Signposts:
    """The links of a publication's answers, by format, for `Resource.links_of`.

    Its page has those of level 1, in place of the licence of the record: the page stands for the
    publication, which has its own. A document with an address of its own leads back to the page.
    What is found is kept beside the pages, under the version that it is of.
    """

    site: Site
    record: Record
    others: VersionLinks

    def __call__(self, chosen: Format) -> Iterator[Link]:
        """The links of an answer in a format. Raises Outdated."""
        for target, parameters in self.others:
            if chosen is not HTML or parameters["rel"] != "license":
                yield target, parameters
        path = self.record.path
        for form in LINKSETS:
            yield f"{path}.{form.suffix}", {"rel": "linkset", "type": form.media_type}
        if chosen is not HTML:
            yield (
                path,
                {
                    "rel": "describes",
                    "type": HTML.media_type,
                    "anchor": f"{path}.{chosen.suffix}",
                },
            )
            return
        for told in json.loads(self._kept()):
            sign = Sign(**told)
            local = sign.target.removeprefix(self.site.base_url)
            yield local, {"rel": sign.relation, **sign.attributes}

    def _kept(self) -> bytes:
        key = (self.record.path, "signposts", self.record.version)
        return self.site.cache.get(key, self._found)

    def _found(self) -> bytes:
        entry = self.site.repository.entry(self.record.path)
        _current_or_raise(self.site, self.record)
        found = level_1(signs_of(entry, self.site.base_url, ()))
        return json.dumps([asdict(sign) for sign in found]).encode()


def linkset_resource(site: Site, record: Record, chosen: Format) -> Resource:
    """The set of links of a publication, in one of its two forms."""

    def render(_: Format) -> bytes:
        entry = site.repository.entry(record.path)
        metadata = _metadata(site, record)
        signs = signs_of(entry, site.base_url, metadata)
        links = linkset_of(entry, signs, metadata, site.repository.licence())
        return as_json(links) if chosen is LINKSET_JSON else as_text(links)

    return Resource(
        path=f"{record.path}.{chosen.suffix}",
        version=record.version,
        formats=(chosen,),
        render=render,
        modified=record.time,
        exact=True,
        latest=lambda: site.repository.present(record.path).version,
    )


def _metadata(site: Site, record: Record) -> list[Sign]:
    """Where the publication is described, in every format but its page and its feed."""
    document = uri_of(site.base_url + record.path)
    profiles = profiles_of(record.kind)
    return [
        Sign(
            "describedby",
            f"{document}.{form.suffix}",
            form.media_type,
            next((p.iri for p in profiles if form in p.formats), ""),
        )
        for form in offers_of(record.kind)
        if form not in (HTML, ATOM)
    ]


def _current_or_raise(site: Site, record: Record) -> None:
    if site.repository.present(record.path).version != record.version:
        raise Outdated(record.path)
