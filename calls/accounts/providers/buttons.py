"""The providers that people can sign in with, for templates."""

from dataclasses import dataclass

from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Button:
    #: The provider's name in the database: `SocialAccount.provider`.
    id: str
    name: str
    #: `google`, `facebook` or `openid_connect`; the name of its icon, too.
    kind: str
    url: str
    #: Whether its people may sign up while sign-up is closed to others.
    signs_up: bool


def buttons(request: HttpRequest) -> list[Button]:
    """In the order of the settings. Needs no database."""
    adapter = get_adapter(request)
    found = [app.get_provider(request) for app in adapter.list_apps(request)]
    return [
        Button(
            each.sub_id,
            each.app.name,
            each.id,
            each.get_login_url(request),
            # Facebook verifies no address.
            each.sub_id in settings.SIGNUP_PROVIDERS or bool(settings.SIGNUP_DOMAINS and each.id != "facebook"),
        )
        for each in found
    ]
