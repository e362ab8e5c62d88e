"""The ASGI application: HTTP goes to Django, the WebSocket to the signalling consumer."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "videochat.settings")
http = get_asgi_application()

from django.conf import settings  # noqa: E402  (models load only after get_asgi_application)

from calls.signaling.handshake.admission import AdmissionMiddleware  # noqa: E402
from calls.signaling.routing import websocket_urlpatterns  # noqa: E402
from videochat.database.timeouts import enable_timeouts  # noqa: E402
from videochat.serving.origin import SiteOriginValidator  # noqa: E402

enable_timeouts(settings.DATABASES["default"])

application = ProtocolTypeRouter(
    {
        "http": http,
        # The origin is checked first: a foreign page must not learn whether its visitor is
        # signed in.
        "websocket": SiteOriginValidator(
            CookieMiddleware(AdmissionMiddleware(URLRouter(websocket_urlpatterns))),
            settings.SITE_ORIGINS,
            settings.NATIVE_CLIENTS,
        ),
    }
)
