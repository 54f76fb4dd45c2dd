"""The application, for gunicorn and for the ``flask`` command."""

import os

from app import create_app
from config.settings import Settings, SettingsError, beneath

try:
    app = create_app(Settings.from_environment(beneath(os.environ)))
except SettingsError as error:
    raise SystemExit(f"{error}（见 docs/settings.md；开发环境先运行 make setup）") from error
