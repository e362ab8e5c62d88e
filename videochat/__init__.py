"""The project package: settings, the ASGI application, the addresses."""

__version__ = "0.1.0"
