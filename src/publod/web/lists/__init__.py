"""Finding publications: lists, trees, years, news, and search with its results and facets."""
