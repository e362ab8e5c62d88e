"""Exits with 0 if the worker in this container answers. The request carries the site's name: Django refuses others."""

import os
import sys
import urllib.request
from http.client import HTTPException
from urllib.parse import urlsplit

PORT = os.environ.get("HEALTH_PORT", "8000")
HOST = urlsplit(os.environ.get("SITE_ORIGINS", "http://localhost").split(",")[0].strip()).netloc

request = urllib.request.Request(f"http://127.0.0.1:{PORT}/healthz", headers={"Host": HOST})
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        sys.exit(answer.status != 200)
except (OSError, HTTPException) as error:
    sys.exit(f"unhealthy: {error}")
