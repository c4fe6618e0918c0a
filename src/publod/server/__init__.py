"""``publod serve``: the HTTP server, and the way of a request from it to the application."""
