"""Read-only lenses over a graph: the field's names for what it says. The graph is the record."""
