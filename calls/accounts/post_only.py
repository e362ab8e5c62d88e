"""Addresses that only take what a form sends."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def post_only(page: str | View) -> Callable[[View], View]:
    """In place of `require_POST`: reading the address leads to the page that has the form.

    `page` is that page's name, or what makes the redirect where several pages have the form.

    A sign-in leads back to where somebody pressed a button after their session had ended, and the
    switch of languages to a page that refused the form. To them an empty 405 page is a dead end.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["POST"])
            return redirect(page) if isinstance(page, str) else page(request)

        return answer

    return decorate
