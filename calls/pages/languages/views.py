"""The switch of languages, and the texts of the pages' scripts."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page, require_safe
from django.views.i18n import JavaScriptCatalog

from calls.accounts.languages import known
from calls.accounts.post_only import post_only
from calls.models import User

from .middleware import set_cookie, use

YEAR = 31_536_000


@post_only("home")
@never_cache
def choose_language(request: HttpRequest) -> HttpResponse:
    """POST `language` and `next`. Kept in a cookie, and with the account, or with the one that signs in next."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    response = redirect(wanted if safe else "home")
    if language := known(request.POST.get("language")):
        use(request, language)
        set_cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
        if isinstance(request.user, User):
            request.user.language = language
            request.user.save(update_fields=["language"])
        else:
            set_cookie(response, settings.CHOSEN_LANGUAGE_COOKIE_NAME, language)
    return response


@cache
def texts(language: str) -> tuple[bytes, str]:
    """The script with a language's texts, and its version. Read once: an update replaces the files."""
    with translation.override(language):
        content: bytes = JavaScriptCatalog(packages=["calls"]).get(HttpRequest()).content
    return content, hashlib.sha256(content).hexdigest()[:12]


@require_safe
def versioned_texts(request: HttpRequest, language: str, version: str) -> HttpResponse:
    """A page of another version, during an update, gets this worker's texts, and keeps them no longer than it needs."""
    if not known(language):
        raise Http404
    content, present = texts(language)
    response = HttpResponse(content, content_type='text/javascript; charset="utf-8"')
    if version == present:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return response


@require_safe
@cache_control(private=True, max_age=3600)
@conditional_page
def texts_of_earlier_pages(request: HttpRequest) -> HttpResponse:
    """Pages from before version 0.3 load `/jsi18n/`, without a language in the address."""
    content, _version = texts(known(translation.get_language()) or settings.LANGUAGE_CODE)
    return HttpResponse(content, content_type='text/javascript; charset="utf-8"')
