"""System checks of a deployment, for `manage.py check --deploy`."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core import checks


@checks.register(deploy=True)
def several_workers_need_redis(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.REDIS_URLS:
        return []
    return [checks.Warning("REDIS_URL is not set: only one worker can serve.", hint="Set REDIS_URL.", id="calls.W001")]


@checks.register(deploy=True)
def cameras_need_https(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    plain = [origin for origin in settings.SITE_ORIGINS if origin.startswith("http://")]
    return [
        checks.Warning(f"Browsers give no camera or microphone to {origin}.", hint="Use https.", id="calls.W002")
        for origin in plain
    ]


@checks.register(deploy=True)
def calls_through_nats_need_turn(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.TURN_URLS:
        return []
    return [
        checks.Warning(
            "TURN_URLS is not set: people behind strict firewalls and symmetric NATs cannot call.",
            hint="Run a TURN server, and set TURN_URLS and TURN_SECRET.",
            id="calls.W003",
        )
    ]


@checks.register(deploy=True)
def limits_need_the_clients_address(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """An https origin means a proxy, or `serve --tls-cert`, which no check can know of."""
    if settings.ALLAUTH_TRUSTED_CLIENT_IP_HEADER or not settings.SECURE:
        return []
    return [
        checks.Warning(
            "CLIENT_IP_HEADER is not set: behind a proxy, all people share its address, and the rate limits with it.",
            hint="Set CLIENT_IP_HEADER to a header that the proxy overwrites with the client's address. Without a "
            "proxy (serve --tls-cert), leave it unset and ignore this.",
            id="calls.W004",
        )
    ]


@checks.register(deploy=True)
def https_must_be_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.FORWARDED_PROTO_HEADER or not settings.SECURE:
        return []
    return [
        checks.Warning(
            "FORWARDED_PROTO_HEADER is not set: the site takes requests by https for plain ones and sends no HSTS.",
            hint="Set it to a header that the proxy overwrites with the scheme, such as X-Forwarded-Proto. Without a "
            "proxy (serve --tls-cert), leave it unset and ignore this.",
            id="calls.W005",
        )
    ]
