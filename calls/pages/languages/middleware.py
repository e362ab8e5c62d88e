"""The language of a page: the account's choice, else the cookie's, else the browser's wish (Accept-Language)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.decorators import async_only_middleware
from django.utils.deprecation import MiddlewareMixin

from calls.accounts.languages import known

#: The same for everybody, and without a word for people, or with the language in the address.
WITHOUT_LANGUAGE = (
    f"/{settings.STATIC_URL.strip('/')}/",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/favicon.ico",
    "/jsi18n/",
    "/offline/",
    "/service-worker.js",
)
TEXTS_OF_EARLIER_PAGES = "/jsi18n/"


def has_language(request: HttpRequest) -> bool:
    return request.path == TEXTS_OF_EARLIER_PAGES or not request.path.startswith(WITHOUT_LANGUAGE)


@async_only_middleware
def use_browser_language(get_response: Any) -> Any:
    """Django's LocaleMiddleware, without a thread for each request, and early: the 503 page is translated, too."""

    async def middleware(request: HttpRequest) -> Any:
        if not has_language(request):
            return await get_response(request)
        use(request, translation.get_language_from_request(request))
        response = await get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    return middleware


class AccountLanguageMiddleware(MiddlewareMixin):
    """Below the authentication, and below messages: a session that has ended says why.

    The cookie follows the account, so that this browser keeps the language when nobody is signed in.
    """

    def process_request(self, request: HttpRequest) -> None:
        if language := account_language(request):
            use(request, language)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        language = account_language(request)
        if language and language != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            set_cookie(response, settings.LANGUAGE_COOKIE_NAME, language)
        return response


def account_language(request: HttpRequest) -> str:
    """ "" if nobody is signed in, or no language was chosen, or the request has nothing to do with people."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith(WITHOUT_LANGUAGE):
        return ""
    return known(getattr(request.user, "language", ""))


def use(request: HttpRequest, language: str) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = translation.get_language()


def set_cookie(response: HttpResponse, name: str, language: str) -> None:
    response.set_cookie(
        name,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
