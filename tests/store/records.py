"""Small records to write; in a module of its own, which a killed writer imports in a moment."""

from __future__ import annotations

from publod.store.store_interface import GraphChange

BASE = "https://data.example.se/"
TITLE = "http://purl.org/dc/terms/title"


def document(number: int) -> str:
    return f"{BASE}publication/{number}"


def change(number: int, *titles: str, triples: int = 0) -> GraphChange:
    """A record with these titles (none: withdrawn) and so many links to other records."""
    graph = document(number)
    lines = [f'<{graph}#it> <{TITLE}> "{title}" <{graph}> .' for title in titles]
    lines += [f'<{graph}#it> <https://schema.org/name> "{t}" <{graph}#derived> .' for t in titles]
    lines += [
        f"<{graph}#it> <{BASE}p/{n % 7}> <{document((number + n) % 2000)}#it> <{graph}> ."
        for n in range(triples)
    ]
    graphs = (graph, f"{graph}#derived")
    return GraphChange(graphs, "".join(f"{line}\n" for line in lines).encode() if lines else None)
