"""Every setting, most of them from the environment."""

from pathlib import Path
from urllib.parse import urlsplit

from environ import Env

from videochat.database.config import database_config
from videochat.environment.directory import directory
from videochat.environment.retention import retention_days
from videochat.environment.service_url import channel_prefix, email_url, redis_urls
from videochat.environment.sign_in_providers import provider_ids, sign_in_providers, signup_domains, signup_providers
from videochat.environment.values import (
    choice,
    flag,
    header_name,
    host,
    ice_servers,
    number,
    origins,
    refuse,
    secret,
    sender,
)
from videochat.log_filters import CLIENT_ERRORS

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = flag("DEBUG", False)
KEY_LENGTH = 1 if DEBUG else 50
KEY_RIGHT = "50 or more random characters, the same for all workers; only with DEBUG on it may be shorter or unset"
SECRET_KEY = secret("SECRET_KEY", "only-for-development-" * 3 if DEBUG else None, KEY_RIGHT)
if len(SECRET_KEY) < KEY_LENGTH:
    refuse("SECRET_KEY", f"has {len(SECRET_KEY)} characters: {KEY_RIGHT}")
# Earlier keys: sessions, links in mail and devices may still be signed with them. One alone may
# contain a comma.
EARLIER_KEYS = secret("SECRET_KEY_FALLBACKS", "", "earlier secret keys, comma-separated")
SECRET_KEY_FALLBACKS = [key for key in dict.fromkeys([EARLIER_KEYS, *EARLIER_KEYS.split(",")]) if key]
SITE_ORIGINS = origins("SITE_ORIGINS", "http://localhost:8000,http://127.0.0.1:8000" if DEBUG else "")
ALLOWED_HOSTS = sorted({host(origin) for origin in SITE_ORIGINS})
CSRF_TRUSTED_ORIGINS = SITE_ORIGINS
SECURE = all(origin.startswith("https://") for origin in SITE_ORIGINS)
NATIVE_CLIENTS = flag("NATIVE_CLIENTS", False)
# Where sign-up is closed, people come by invitation.
SIGNUP_OPEN = flag("SIGNUP_OPEN", DEBUG)
INVITATIONS = choice("INVITATIONS", "staff", ["staff", "everybody"])
SOCIALACCOUNT_PROVIDERS = sign_in_providers(plain_http=DEBUG)
PROVIDER_IDS = provider_ids(SOCIALACCOUNT_PROVIDERS)
SIGNUP_PROVIDERS, SIGNUP_DOMAINS = signup_providers(PROVIDER_IDS), signup_domains(PROVIDER_IDS)
DIRECTORY = directory()
STAFF_SECOND_FACTOR = choice("STAFF_SECOND_FACTOR", "optional", ["optional", "required"])
RING_SECONDS = number("RING_SECONDS", 45, 1, 600)
CALLS_PER_MINUTE = number("CALLS_PER_MINUTE", 30, 0, 10_000)
CONNECTIONS_PER_ADDRESS = number("CONNECTIONS_PER_ADDRESS", 1000, 0, 1_000_000)
CALL_RETENTION_DAYS, INVITATION_RETENTION_DAYS, ADMIN_LOG_RETENTION_DAYS, SESSION_RETENTION_DAYS = retention_days()

STUN_URLS = ice_servers("STUN_URLS", {"stun", "stuns"}, "stun:host:3478")
TURN_URLS = ice_servers("TURN_URLS", {"turn", "turns"}, "turn:host:3478?transport=udp or turns:host:443?transport=tcp")
TURN_RIGHT = "required with TURN_URLS: the static-auth-secret of the TURN server"
TURN_SECRET = secret("TURN_SECRET", "", TURN_RIGHT)
if TURN_URLS and not TURN_SECRET:
    refuse("TURN_SECRET", TURN_RIGHT)

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "calls.pages.static_files.apps.SourcesOnly",
    "django_bootstrap5",
    "django_include_bootstrap",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "calls.accounts.user_sessions.apps.UserSessions",
    # Only those that are configured: they import a client for HTTP.
    *(f"allauth.socialaccount.providers.{kind}" for kind in SOCIALACCOUNT_PROVIDERS),
    "calls",
]
MIDDLEWARE = [
    "calls.pages.middleware.limit_concurrent_requests",
    "calls.pages.middleware.use_site_host",
    "calls.pages.middleware.read_as_utf8",
    "calls.pages.languages.middleware.use_browser_language",
    "calls.pages.middleware.add_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "calls.pages.static_files.middleware.StaticFilesMiddleware",
    "calls.pages.middleware.refuse_unavailable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "calls.accounts.middleware.AuthenticationMiddleware",
    "calls.pages.speculative.UnreadMessageMiddleware",
    "calls.pages.languages.middleware.AccountLanguageMiddleware",
    "calls.accounts.middleware.tell_what_was_not_done",
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

DATABASES = {"default": database_config(BASE_DIR / "var" / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URLS = redis_urls("REDIS_URL")
# The groups of pages that show a person (calls/groups.py): a page joins a dozen at once.
BROADCAST_GROUPS = "watch."
if REDIS_URLS:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "videochat.layer.channel_layer.ChannelLayer",
            "CONFIG": {"hosts": REDIS_URLS, "prefix": channel_prefix(REDIS_URLS), "broadcast": BROADCAST_GROUPS},
        }
    }
    # Shared, since rate limits must hold across workers.
    CACHES = {"default": {"BACKEND": "videochat.cache.Cache", "LOCATION": REDIS_URLS[0]}}
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "videochat.layer.memory_layer.MemoryLayer",
            "CONFIG": {"broadcast": BROADCAST_GROUPS},
        }
    }
    CACHES = {"default": {"BACKEND": "videochat.cache.MemoryCache", "LOCATION": ""}}

AUTH_USER_MODEL = "calls.User"
# In the database, where each worker sees which sessions have ended.
SESSION_ENGINE = "calls.accounts.sessions"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# The first one writes new hashes, and the others read old ones.
PASSWORD_HASHERS = [
    "calls.accounts.sign_in.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
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
ACCOUNT_FORMS = {
    name: f"calls.accounts.forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
    }.items()
}
ACCOUNT_USER_DISPLAY = "calls.accounts.adapter.display_name"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Videochat] "
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
# calls/accounts/sign_in/login_limits.py limits sign-ins: allauth's limit by address alone would let
# one stranger keep everybody behind the same address out.
ACCOUNT_RATE_LIMITS = {"login": None}
# Before a change to what opens an account, people who signed in earlier prove again who they are.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
#: Seconds.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
SOCIALACCOUNT_ADAPTER = "calls.accounts.providers.adapter.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "calls.accounts.providers.forms.SignupForm"}
# The first sign-in asks for a username.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_QUERY_EMAIL = True
# Where an address is verified on both sides, as the adapter sees to.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
#: Seconds for each answer of a provider.
SOCIALACCOUNT_REQUESTS_TIMEOUT = 4
MFA_ADAPTER = "calls.accounts.second_factor.adapter.SecondFactorAdapter"
MFA_FORMS = {
    name: f"calls.accounts.second_factor.forms.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateForm",
        "activate_totp": "ActivateTOTPForm",
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "EditPasskeyForm",
        "authenticate_webauthn": "AuthenticatePasskeyForm",
        "login_webauthn": "LoginPasskeyForm",
        "reauthenticate_webauthn": "ReauthenticatePasskeyForm",
    }.items()
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
#: Codes of 30 s before and after the present one: people type slowly, and clocks differ (RFC 6238, section 5.2).
MFA_TOTP_TOLERANCE = 1
# An address that is not confirmed means nothing here: people sign in by their username.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = header_name("CLIENT_IP_HEADER", "X-Real-IP")

vars().update(Env.email_url_config(email_url("EMAIL_URL", "consolemail://")))
#: Seconds for each step of sending; calls/mail/transport.py limits all of it.
EMAIL_TIMEOUT = 10
MAIL_TRANSPORT = EMAIL_BACKEND = vars()["EMAIL_BACKEND"]
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":
    MAIL_TRANSPORT, EMAIL_BACKEND = "calls.mail.transport.EmailBackend", "calls.mail.outbox.EmailBackend"
# Of changes of the password, of addresses and of second steps; not into the log.
ACCOUNT_EMAIL_NOTIFICATIONS = EMAIL_BACKEND != "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = sender("EMAIL_FROM", f"Videochat <noreply@{ALLOWED_HOSTS[0]}>")

# A header that the proxy overwrites, so that the site knows a request that came by https. Django then
# sends HSTS, and accepts forms from https pages of the site only.
FORWARDED_PROTO_HEADER = header_name("FORWARDED_PROTO_HEADER", "X-Forwarded-Proto")
if FORWARDED_PROTO_HEADER:
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{FORWARDED_PROTO_HEADER.upper().replace('-', '_')}", "https")
# Browsers send a host's cookies to all of its ports, so each site has names of its own. With
# `__Host-`, another host of the domain cannot set them (RFC 6265bis, section 4.1.3).
SITE_PORT = urlsplit(SITE_ORIGINS[0]).port or (443 if SITE_ORIGINS[0].startswith("https://") else 80)
COOKIE_NAME = f"{'__Host-' if SECURE else ''}videochat_{{}}_{SITE_PORT}"
SESSION_COOKIE_NAME = COOKIE_NAME.format("session")
CSRF_COOKIE_NAME = COOKIE_NAME.format("csrf")
LANGUAGE_COOKIE_NAME = COOKIE_NAME.format("language")
LANGUAGE_COOKIE_AGE, LANGUAGE_COOKIE_SECURE = 31_536_000, SECURE
LANGUAGE_COOKIE_HTTPONLY = True
# What was chosen while nobody was signed in. The cookie above may have the language of an account instead.
CHOSEN_LANGUAGE_COOKIE_NAME = COOKIE_NAME.format("chosen_language")
MESSAGES_COOKIE_NAME = COOKIE_NAME.format("messages")
DEVICE_COOKIE_NAME = COOKIE_NAME.format("device")
INVITATION_COOKIE_NAME = COOKIE_NAME.format("invitation")
MESSAGE_STORAGE = "calls.pages.messages.MessageStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
# Not on a development site: its certificate is self-signed, and it shares its host name with others.
SECURE_HSTS_SECONDS = 31_536_000 if SECURE and not DEBUG else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
USED_FEATURES = (
    *("autoplay", "camera", "display-capture", "fullscreen", "microphone", "picture-in-picture"),
    *("publickey-credentials-get", "screen-wake-lock"),
)
UNUSED_FEATURES = (
    *("accelerometer", "encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection"),
    *("local-fonts", "magnetometer", "midi", "payment", "serial", "usb"),
    "xr-spatial-tracking",
)
# Nothing inline and nothing from other origins (Content Security Policy Level 3). The socket's
# origin is listed since not every browser counts it as 'self'. An IPv6 address cannot be listed
# (section 2.3.1). A peer's files are `blob:`, the icons in Bootstrap's stylesheet are `data:`.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "connect-src": [
            "'self'",
            *(f"ws{origin.removeprefix('http')}" for origin in SITE_ORIGINS if "[" not in origin),
        ],
        "img-src": ["'self'", "blob:", "data:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# The features of a call page and of passkeys, for this site only; what browsers offer besides, for nobody. Features
# that are not listed keep their default. Chromium warns of names that it does not know.
PERMISSIONS_POLICY = ", ".join(
    [f"{feature}=(self)" for feature in USED_FEATURES] + [f"{feature}=()" for feature in UNUSED_FEATURES]
)
# The proxy redirects to https (W008). HSTS for subdomains is the decision of the domain's owner
# (W005, W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]

LANGUAGE_CODE = "en"
# Each in its own words. A language is listed once its catalogues are complete (locale/README.md).
LANGUAGES = [("en", "English"), ("zh-hans", "中文")]
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
        else "calls.pages.static_files.storage.StaticStorage"
    },
}
# By default any site may read them.
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
# Only developers load source maps, and brotli takes many seconds for those of Bootstrap.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["map"]
BOOTSTRAP5 = {
    "css_url": {"url": f"{STATIC_URL}css/bootstrap.min.css"},
    "javascript_url": {"url": f"{STATIC_URL}js/bootstrap.bundle.min.js"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "filters": {
        "hide_readiness_errors": {"()": "calls.pages.readiness.HideReadinessErrors"},
        "shorten_outage_errors": {"()": "calls.pages.unavailable.OutageLogFilter"},
        "hide_secrets": {"()": "videochat.log_filters.SecretPathLogFilter"},
        "shorten_bad_requests": {"()": "videochat.log_filters.BadRequestLogFilter"},
        "shorten_client_errors": {"()": "videochat.log_filters.ClientErrorLogFilter"},
    },
    "loggers": {
        "calls": {"level": "INFO"},
        # With DEBUG, Django's own handler would log everything a second time.
        "django": {"handlers": [], "level": "WARNING"},
        "videochat": {"level": "INFO"},
        "django.request": {"filters": ["hide_readiness_errors", "shorten_outage_errors", "shorten_bad_requests"]},
        # The pool logs every second that the database is unreachable; the worker logs it once.
        "psycopg.pool": {"level": "ERROR"},
        # Its warnings have addresses in them, and requests to Facebook have the secret in their address.
        "urllib3": {"level": "ERROR"},
        **{f"django.security.{name}": {"filters": ["shorten_client_errors"]} for name in CLIENT_ERRORS},
    },
}
