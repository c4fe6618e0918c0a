"""The application for any WSGI server: ``gunicorn wsgi:app``. Settings come from PUBLOD_*."""

import os

from publod.app import create_app
from publod.bootstrap import mend
from publod.config import from_environment

settings = from_environment(os.environ)
mend(settings)
app = create_app(settings)
