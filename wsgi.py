"""The application for any WSGI server from a checkout; installed, it is ``publod.wsgi:app``."""

from publod.wsgi import app

__all__ = ["app"]
