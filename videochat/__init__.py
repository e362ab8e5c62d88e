"""How the site runs: settings, the ASGI application, URLs, the server, Redis, the database."""

__version__ = "0.2.0"
