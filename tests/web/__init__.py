"""The catalogue over HTTP, seen by the clients that will come: browsers, crawlers, RDF tools."""
