"""哨到: whistle and report-in, moved by BPMN diagrams.

A module imports only from the layers below its own::

    web | api | cli                                  doors: parse, call one command, answer
    jobs                                             the clock
    supervision | evaluation | modeler | intake      features
    tasks
    cases
    runtime                                          the only writer of process state
    definitions | policies
    engine | forms | sla | audit | notifications     engine, forms and sla are pure
    feel | identity
    core                                             the only commit, the only now

The engine decides, runtime writes, features act, doors translate.
"""

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import clock, crypto
from app.core.db import db, listen
from config.settings import Settings

# named, not imported: whoever needs a pure part of the package does not load the doors
FEATURES = ("cases", "evaluation")
DOORS = ("web", "api", "cli")


def create_app(settings: Settings) -> Flask:
    """Return the application, ready to serve; it never starts a clock of its own."""
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.config.from_mapping(_flask_config(settings))
    app.extensions["settings"] = settings
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, *[settings.proxies] * 4)  # type: ignore[method-assign]
    use(settings)
    db.init_app(app)
    Migrate(app, db)
    with app.app_context():
        listen(db.engine, synchronous=settings.sqlite_synchronous)
    for feature in FEATURES:
        import_module(f"app.{feature}").register()
    for door in DOORS:
        import_module(f"app.{door}").register(app)
    return app


def use(settings: Settings) -> None:
    """Set what holds for the whole process: the key, the clock, the folder of documents."""
    crypto.use_key(settings.party_key)
    clock.allow_moving(settings.demo)
    documents = import_module("app.cases.documents")
    documents.keep_in(settings.files_dir, megabytes=settings.upload_mb)


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "MAX_CONTENT_LENGTH": (settings.upload_mb * settings.upload_files + 1) * 2**20,
        "PERMANENT_SESSION_LIFETIME": settings.session_minutes * 60,
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "RATELIMIT_ENABLED": settings.rate_limits,
        "RATELIMIT_STORAGE_URI": "memory://",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }
