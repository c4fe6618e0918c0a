"""The embedded SPARQL store: one writer, and isolated worker processes that answer queries."""
