"""The prefixes of a catalogue's own namespaces: declared in its ontology, or used to write it.

A declaration is ``vann:preferredNamespacePrefix`` with ``vann:preferredNamespaceUri``, of the
ontology (https://vocab.org/vann/). Where there is none, the ``@prefix`` counts with which a file of
the ontology writes a namespace in which terms are defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import rdflib

from publod import vocabulary
from publod.errors import SettingsError
from publod.messages import N_, Message, escaped
from publod.validation.overlay_conflicts import Conflict, graphs_of_files
from publod.vocabulary import OWL, PUB, QUERY_PREFIXES, RDF, SHAPES, VANN

_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_WRITTEN = re.compile(r"(?im)^\s*@?prefix\s+([A-Za-z][A-Za-z0-9-]*):\s*<([^>\s]+)>")
_BASE = PUB.iri.rstrip("#")
#: What is publod's, by prefix.
_TAKEN = {**QUERY_PREFIXES, "shape": SHAPES}


def use_own_prefixes(folder: Path | None, shapes: Path | None = None) -> None:
    """Have this process abbreviate the namespaces of a folder's terms, and of another's shapes.

    What is in conflict, or cannot be read, is left out: `conflicts_of_prefixes` and the commands
    that judge by the terms tell that.
    """
    vocabulary.use_own_prefixes({})
    try:
        graphs = graphs_of_files(folder, _BASE) if folder else {}
        if shapes:
            graphs |= graphs_of_files(shapes, SHAPES.rstrip("#"))
    except SettingsError:
        return
    own: dict[str, str] = {}
    for prefix, namespace, *_ in _declared(graphs):
        if _PREFIX.fullmatch(prefix) and prefix not in _TAKEN:
            own.setdefault(prefix, namespace)
    for file, graph in graphs.items():
        namespaces = {_namespace(s) for s in graph.subjects(RDF.type) if _is_term(graph, s)}
        for prefix, namespace in _WRITTEN.findall(file.read_text("utf-8")):
            is_new = namespace in namespaces and namespace not in own.values()
            if is_new and prefix not in _TAKEN:
                own.setdefault(prefix, namespace)
    vocabulary.use_own_prefixes(own)


def conflicts_of_prefixes(folder: Path) -> list[Conflict]:
    """What declarations of a folder cannot be: publod's prefixes, two namespaces', no prefixes."""
    found: list[Conflict] = []
    seen: dict[str, tuple[str, Path]] = {}
    for prefix, namespace, file, subject in _declared(graphs_of_files(folder, _BASE)):
        other, where = seen.setdefault(prefix, (namespace, file))
        message: Message | None = None
        if not _PREFIX.fullmatch(prefix):
            message = N_(
                "%(prefix)s cannot be a prefix: it begins with a letter, and has letters, digits "
                "and hyphens",
                prefix=escaped(prefix),
            )
        elif prefix in _TAKEN:
            message = N_(
                "the prefix %(prefix)s is publod's for %(other)s: choose another one for "
                "%(namespace)s",
                prefix=prefix, other=_TAKEN[prefix], namespace=namespace,
            )  # fmt: skip
        elif other != namespace:
            message = N_(
                "the prefix %(prefix)s is that of %(other)s in %(file)s: choose another one for "
                "%(namespace)s",
                prefix=prefix, other=other, file=escaped(str(where)), namespace=namespace,
            )  # fmt: skip
        if message is not None:
            found.append(Conflict.at(file, _BASE, subject, message))
    return sorted(found)


def _declared(
    graphs: dict[Path, rdflib.Graph],
) -> Iterator[tuple[str, str, Path, rdflib.term.Node]]:
    """Prefixes with their namespaces, but for those that publod has a prefix for."""
    for file, graph in graphs.items():
        for subject, prefix in sorted(graph.subject_objects(VANN.preferredNamespacePrefix)):
            stated = graph.value(subject, VANN.preferredNamespaceUri)
            namespace = str(stated or subject)
            if not namespace.endswith(("#", "/")):
                namespace += "#"
            if namespace not in _TAKEN.values():
                yield str(prefix), namespace, file, subject


def _is_term(graph: rdflib.Graph, node: rdflib.term.Node) -> bool:
    is_ontology = (node, RDF.type, OWL.Ontology) in graph
    return (
        isinstance(node, rdflib.URIRef)
        and not is_ontology
        and _namespace(node) not in _TAKEN.values()
    )


def _namespace(node: rdflib.term.Node) -> str:
    iri = str(node)
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
