"""The application for any WSGI server: ``gunicorn wsgi:app``. Settings come from PUBLOD_*."""

import os

from publod.app import create_app
from publod.config import from_environment

app = create_app(from_environment(os.environ))
