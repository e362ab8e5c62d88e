"""A page for browsers to keep, and the service worker that keeps it.

Neither knows who asks: nothing of a person stays in a browser after they have signed out.
"""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calls.accounts.languages import known

#: All that the page loads.
FILES = (
    "calls/icon.svg",
    "calls/manifest.webmanifest",
    "calls/pages/theme_and_language.js",
    "css/bootstrap.min.css",
    "calls/css/site.css",
    "calls/pages/try_again.js",
)


@require_safe
@never_cache
def offline(request: HttpRequest) -> HttpResponse:
    """`?language=`: the one of the page that registers the service worker."""
    return HttpResponse(_page(_language(request)))


@require_safe
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """Browsers fetch it again with each page, and install it again once it differs: so it names the page's version."""
    language = _language(request)
    version = hashlib.sha256(_page(language).encode()).hexdigest()[:12]
    page = f"{reverse('offline')}?language={language}"
    shell = json.dumps({"page": page, "files": [static(name) for name in FILES], "version": version})
    program = json.dumps(static("calls/pages/offline/service_worker.js"))
    return HttpResponse(f"self.shell = {shell};\nimportScripts({program});\n", content_type="text/javascript")


def _language(request: HttpRequest) -> str:
    return known(request.GET.get("language")) or settings.LANGUAGE_CODE


def _page(language: str) -> str:
    with translation.override(language):
        return render_to_string("offline.html")
