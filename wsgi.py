"""The application, for gunicorn and for the ``flask`` command."""

import os

from app import create_app
from config.settings import Settings

app = create_app(Settings.from_environment(os.environ))
