"""Nodes and properties of BIBFRAME in RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/).

Nodes stand inside the properties that lead to them (section 2.5 there), properties inside nodes.
"""

from __future__ import annotations

from collections.abc import Iterable

from publod.bibliography.export.xml_writer import NOTHING, Xml, branch, leaf, twig
from publod.bibliography.identifiers import is_absolute
from publod.bibliography.names import Name
from publod.bibliography.texts import Text
from publod.bibliography.titles import Title

BF = "http://id.loc.gov/ontologies/bibframe/"


def node(kind: str, iri: str, properties: Iterable[Xml], *, always: bool = False) -> Xml:
    """A node of a class; blank where the IRI is '' or none.

    Nothing where it has no properties; with ``always``, an IRI is enough.
    """
    about = {"rdf:about": iri} if is_absolute(iri) else {}
    made = branch("bf:" + kind, properties, about)
    return made or (twig("bf:" + kind, about) if always else NOTHING)


def prop(name: str, inside: Xml) -> Xml:
    """A property that leads to a node; nothing where that is nothing."""
    return branch("bf:" + name, [inside])


def linked(name: str, iri: str) -> Xml:
    """A property that leads to an IRI."""
    return twig(name, {"rdf:resource": iri} if is_absolute(iri) else {})


def labelled(kind: str, labels: Iterable[Text], iri: str = "") -> Xml:
    """A node of which labels are known, or its IRI alone."""
    told = (leaf("rdfs:label", text, {"xml:lang": tag}) for text, tag in labels)
    return node(kind, iri, told, always=True)


def title_node(kind: str, title: Title) -> Xml:
    """A title with its subtitle."""
    tag = {"xml:lang": title.tag}
    told = [leaf("bf:mainTitle", title.main, tag), leaf("bf:subtitle", title.sub, tag)]
    return node(kind, "", told)


def agent_node(name: Name) -> Xml:
    """An agent with its name and its IRIs elsewhere."""
    same = (linked("owl:sameAs", a.iri) for a in name.authorities if a.code != "local")
    label = leaf("rdfs:label", name.heading)
    return node("Person" if name.is_person else "Organization", name.iri, [label, *same])
