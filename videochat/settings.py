"""Everything that can be set, from the environment; a bad value stops the start with one clear line."""

import re
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def refuse(name: str, problem: str) -> NoReturn:
    """End the start with one line: a traceback would hide which variable is wrong."""
    raise SystemExit(f"videochat: {name}: {problem}")


def flag(name: str, default: bool) -> bool:
    text = env.str(name, default=str(default)).strip().lower()
    if text not in {"true", "false", "1", "0", "yes", "no", "on", "off"}:
        refuse(name, f"{text!r} is neither true nor false")
    return text in {"true", "1", "yes", "on"}


def number(name: str, default: int, low: int, high: int) -> int:
    text = env.str(name, default=str(default)).strip()
    if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
        refuse(name, f"{text!r} is not a whole number from {low} to {high}")
    return int(text)


def urls(name: str, schemes: set[str]) -> list[str]:
    found = [part.strip() for part in env.str(name, default="").split(",") if part.strip()]
    for url in found:
        scheme, _colon, rest = url.partition(":")
        if scheme not in schemes or not rest.strip("/"):
            refuse(name, f"{url!r} should begin with one of {', '.join(sorted(schemes))} and name a host")
    return found


def origins(default: str) -> list[str]:
    """Exact origins: scheme, host and, where it is not the scheme's own, port (RFC 6454, section 6.2)."""
    found = [part.strip() for part in env.str("SITE_ORIGINS", default=default).split(",") if part.strip()]
    if not found:
        refuse("SITE_ORIGINS", "required unless DEBUG is on, for example https://call.example.org")
    for origin in found:
        if not re.fullmatch(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)(:\d{1,5})?", origin):
            refuse(
                "SITE_ORIGINS", f"{origin!r} is not an origin like https://call.example.org or http://localhost:8000"
            )
        if re.search(r"^http://.*:80$|^https://.*:443$", origin):
            refuse("SITE_ORIGINS", f"{origin!r} names its scheme's default port, which browsers leave out")
    return [origin.lower() for origin in found]


def host(origin: str) -> str:
    """As Django's ALLOWED_HOSTS has it: without the port, an IPv6 address in brackets."""
    found = urlsplit(origin).hostname or ""
    return f"[{found}]" if ":" in found else found


DEBUG = flag("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-" * 3 if DEBUG else "")
if not SECRET_KEY:
    refuse("SECRET_KEY", "required unless DEBUG is on: 50 or more random characters, the same for all workers")
SITE_ORIGINS = origins("http://localhost:8000,http://127.0.0.1:8000" if DEBUG else "")
ALLOWED_HOSTS = sorted({host(origin) for origin in SITE_ORIGINS})
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
SECURE = all(origin.startswith("https://") for origin in SITE_ORIGINS)
SIGNUP_OPEN = flag("SIGNUP_OPEN", True)
RING_SECONDS = number("RING_SECONDS", 45, 1, 600)
CALLS_PER_MINUTE = number("CALLS_PER_MINUTE", 30, 0, 10_000)

STUN_URLS = urls("STUN_URLS", {"stun", "stuns"})
TURN_URLS = urls("TURN_URLS", {"turn", "turns"})
TURN_SECRET = env.str("TURN_SECRET", default="")
if TURN_URLS and not TURN_SECRET:
    refuse("TURN_SECRET", "required with TURN_URLS: the static-auth-secret of the TURN server")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_bootstrap5",
    "django_include_bootstrap",
    "allauth",
    "allauth.account",
    "calls",
]
MIDDLEWARE = [
    "calls.pages.middleware.limit_concurrent_requests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "videochat.urls"
ASGI_APPLICATION = "videochat.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "calls.pages.context_processors.navigation",
            ]
        },
    }
]


#: A machine that has gone tells nobody: TCP finds out in seconds instead of minutes (libpq; the last in milliseconds).
TCP = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 6000}


def database() -> dict[str, Any]:
    """DATABASE_URL as Django wants it, with what each engine needs to be exact under concurrency."""
    (BASE_DIR / "var").mkdir(exist_ok=True)
    try:
        found: dict[str, Any] = dict(env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}"))
    except (ImproperlyConfigured, ValueError) as error:
        refuse("DATABASE_URL", f"{error}")
    if found["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: a transaction that reads, then writes, must not meet "database is locked" in between.
        found["OPTIONS"] = {
            **found.get("OPTIONS", {}),
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif found["ENGINE"] == "django.db.backends.postgresql":
        # Kept per thread (CONN_MAX_AGE), connections leak under daphne; new ones halve the connect rate: hence a pool.
        # While it is away, whoever asks waits for `timeout`; after `reconnect_timeout` the pool's ever longer waits
        # begin anew, else it would come back as late again as PostgreSQL did.
        from videochat.database.timeouts import PooledConnection

        pool = {
            "connection_class": PooledConnection,
            "min_size": 4,
            "max_size": 10,
            "timeout": 3,
            "reconnect_timeout": 2,
        }
        # What the URL says of TLS and the like comes last.
        found["OPTIONS"] = {"pool": pool, "connect_timeout": 3, **TCP, **found.get("OPTIONS", {})}
        found["CONN_MAX_AGE"] = 0
        # After a restart the pool's connections are dead: one empty query each finds out before somebody's call does.
        found["CONN_HEALTH_CHECKS"] = True
    else:
        refuse("DATABASE_URL", "should begin with sqlite:/// or postgres://")
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URLS = urls("REDIS_URL", {"redis", "rediss", "unix"})
if REDIS_URLS:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "videochat.layer.channel_layer.ChannelLayer", "CONFIG": {"hosts": REDIS_URLS}}
    }
    # Rate limits must hold across workers; without Redis for a moment, signing in must still work.
    CACHES = {
        "default": {
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": REDIS_URLS[0],
            "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1},
        }
    }
else:
    # Above the default of 100 messages a channel: it drops what is over without a word.
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 10_000}}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# In the database, where the workers see which sessions are over.
SESSION_ENGINE = "calls.accounts.sessions"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "calls.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "calls.accounts.forms.LoginForm", "signup": "calls.accounts.forms.SignupForm"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Videochat] "
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = env.str("CLIENT_IP_HEADER", default="") or None

try:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
except (ImproperlyConfigured, ValueError, KeyError):
    refuse("EMAIL_URL", "should look like smtp+tls://user:password@mail.example.org:587 or consolemail://")
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default=f"Videochat <noreply@{ALLOWED_HOSTS[0]}>")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Nothing inline, nothing from elsewhere (Content Security Policy Level 3). The socket is named, since not every browser
# takes it for 'self'; `blob:` are the files that a peer sends, `data:` the icons inside Bootstrap's stylesheet.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "connect-src": ["'self'", *(f"ws{origin.removeprefix('http')}" for origin in SITE_ORIGINS)],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# The proxy redirects to https (W008); whether subdomains may be bound, too, is their owner's decision (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "calls.pages.static_files.StaticStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
BOOTSTRAP5 = {
    "css_url": {"url": f"{STATIC_URL}css/bootstrap.min.css"},
    "javascript_url": {"url": f"{STATIC_URL}js/bootstrap.bundle.min.js"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "filters": {"hide_readiness_errors": {"()": "calls.pages.readiness.HideReadinessErrors"}},
    "loggers": {
        "calls": {"level": "INFO"},
        "videochat": {"level": "INFO"},
        "django.request": {"filters": ["hide_readiness_errors"]},
        # The pool says every second that the database is away; the worker says it once.
        "psycopg.pool": {"level": "ERROR"},
    },
}
