"""Search results and lists of publications: the request, the page and the other formats."""
