"""The application for any WSGI server: ``gunicorn publod.wsgi:app``, with settings as ever."""

import atexit
import os

from publod.app import create_app
from publod.bootstrap import settle
from publod.setting_sources import from_environment
from publod.store_and_index_updates import mend

settings = from_environment(os.environ)
mend(settings)
app = create_app(settings)
atexit.register(settle, settings)  # the last process to end leaves nothing beside the ledger
