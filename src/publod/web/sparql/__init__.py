"""The SPARQL service: queries, the page to work in, its own description, and graphs by name."""
