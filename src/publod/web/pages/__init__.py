"""Pages about the service: what it is, its accessibility, its figures and its health."""
