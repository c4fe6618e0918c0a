"""Editions that statements of other editions tell of, and that nothing else describes."""

from __future__ import annotations

from dataclasses import dataclass, field

from publod.importing.addresses import unused
from publod.importing.edition_statements import OtherEdition
from publod.importing.field_values import agent_of
from publod.importing.likeness_of_editions import Edition
from publod.importing.publication import Publication
from publod.importing.report import Kind
from publod.importing.turtle_files import Resource, thing, typed
from publod.importing.works import Works
from publod.messages import N_


@dataclass(slots=True)
class StatedEditions:
    """Makes such editions.

    ``resources`` has them by path, each with the publication in whose file it stands.
    """

    works: Works
    resources: dict[str, tuple[Publication, Resource]] = field(default_factory=dict)

    def make(self, publications: list[Publication]) -> None:
        """Make editions of what is only stated; link what is stated and described."""
        for one in publications:
            if one.work:
                for other in one.statement.others:
                    self._stated(one, other)

    def _stated(self, one: Publication, other: OtherEdition) -> None:
        number = other.number
        year = other.year
        known = [
            each
            for each in self.works.editions(one.work)
            if (number is not None and each.number == number)
            or (year is not None and each.year == year and None in {number, each.number})
        ]
        if any(each.path == one.path for each in known):
            return
        path = known[0].path if known else ""
        if not path:
            if number is None and year is None and not other.issuers:
                return
            path = self._make_stated(one, other)
        elif path in self.resources:
            self.resources[path][1].add("dcterms:isReferencedBy", thing(one.path))
        if other.relation == "replaced" and not (one.year and year and year > one.year):
            one.links.setdefault("dcterms:replaces", []).append(path)

    def _make_stated(self, one: Publication, other: OtherEdition) -> str:
        mark = str(other.year or other.number or "first")
        key, unnumbered = (
            f"{one.work} {number or ''} {other.year or ''}" for number in (other.number, None)
        )
        path = self.works.lock.editions.get(key) or self.works.lock.editions.get(unnumbered, "")
        if not path:
            slug = f"{one.work.partition('/')[2]}-{mark}"
            path = unused("edition", slug, self.works.folder.paths)
            self.works.lock.editions[key] = path
        resource = Resource(path, ("pub:StatedEdition",))
        if other.number:
            resource.add("pub:editionNumber", str(other.number))
        agents: list[str] = []
        matcher = self.works.describer.agents
        if other.is_doubtful:
            self.works.report.add(
                Kind.DOUBTFUL, N_("whether this names one body or several is not clear"),
                one.record, field_name="edition_history", value=", ".join(other.issuers), path=path,
            )  # fmt: skip
        else:
            issuers = filter(None, map(agent_of, other.issuers))
            found = (
                matcher.agent(a, one.record, one.label_tag, "edition_history") for a in issuers
            )
            agents = [path for path in found if path]
        resource.add("dcterms:creator", *map(thing, agents))
        if len(agents) > 1:
            resource.add("bibo:authorList", f"( {' '.join(map(thing, agents))} )")
        if other.year:
            resource.add("dcterms:issued", typed(str(other.year), "xsd:gYear"))
        resource.add("dcterms:isVersionOf", thing(one.work))
        resource.add("dcterms:isReferencedBy", thing(one.path))
        self.resources[path] = one, resource
        self.works.note(
            one.work,
            Edition(path, other.number, other.year, set(agents), set(), {}, is_stated=True),
        )
        self.works.report.counts["stated_editions"] += 1
        return path
