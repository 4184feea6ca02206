"""Django's settings, all from the environment: ENTENTE_* names, with defaults for a laptop."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("ENTENTE_DATA", PACKAGE.parent.parent / ".entente" / "data"))

# ── Where we live ────────────────────────────────────────────────────────────────────────────────
# The address that people use and that every link we send is built from; never the Host header.
BASE_URL = os.environ.get("ENTENTE_URL", "http://127.0.0.1:8400").rstrip("/")
_address = urlsplit(BASE_URL)
_loopback = _address.hostname in ("127.0.0.1", "localhost", "::1")
_https = _address.scheme == "https"
if not _https and not _loopback and os.environ.get("ENTENTE_PLAIN_HTTP") != "yes":
    raise ImproperlyConfigured(
        f"ENTENTE_URL is {BASE_URL}: passwords would cross the network unencrypted. Put a proxy "
        "with TLS in front and use its https:// address, or set ENTENTE_PLAIN_HTTP=yes."
    )
ALLOWED_HOSTS = [_address.hostname] + (["127.0.0.1", "localhost", "[::1]"] if _loopback else [])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
USE_X_FORWARDED_HOST = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("ENTENTE_TRUSTED_PROXIES", "0"))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DEBUG = False
SECRET_KEY = os.environ.get("ENTENTE_SECRET_KEY") or secrets.token_urlsafe(64)
SECRET_KEY_FALLBACKS = os.environ.get("ENTENTE_SECRET_KEY_FALLBACKS", "").split()

# ── Rooms ────────────────────────────────────────────────────────────────────────────────────────
ROOMS = [
    "workspace",
    "jobs",
    "ledger",
    "agreements",
    "outbox",
    "inbox",
    "people",
    "pipeline",
    "activities",
    "audiences",
    "funnel",
    "qualification",
    "handoff",
    "sla",
    "attribution",
    "plan",
    "insights",
    "exchange",
    "web",
    "demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    *(f"entente.{room}" for room in ROOMS if (PACKAGE / room / "__init__.py").exists()),
    "entente.project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "entente.web.weight.Weight",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "entente.web.middleware.Edge",
]
ROOT_URLCONF = "entente.project.urls"
WSGI_APPLICATION = "entente.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "entente.web.context.shell",
            ],
            "builtins": ["entente.web.templatetags.house"],
        },
    }
]

# ── Database: PostgreSQL, one dialect ────────────────────────────────────────────────────────────
_conninfo = conninfo_to_dict(os.environ.get("ENTENTE_DATABASE_URL", "dbname=entente"))
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _conninfo.pop("dbname", "entente"),
        "USER": _conninfo.pop("user", ""),
        "PASSWORD": _conninfo.pop("password", ""),
        "HOST": _conninfo.pop("host", ""),
        "PORT": str(_conninfo.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**_conninfo, "application_name": "entente"},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ── Signing in ───────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "workspace.Member"
AUTHENTICATION_BACKENDS = ["entente.web.signin.backend.ByAnySpelling"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "entente.web.signin.adapter.HouseAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "entente.web.signin.forms.SignIn",
    "reset_password": "entente.web.signin.forms.Forgotten",
    "reset_password_from_key": "entente.web.signin.forms.NewPassword",
    "change_password": "entente.web.signin.forms.ChangePassword",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "__Host-session" if _https else "entente_session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "entente_csrf"
# Plain http exists on the loopback only, where a Secure cookie would never come back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# ── What a browser may do with our pages ─────────────────────────────────────────────────────────
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "entente.web.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = os.environ.get("ENTENTE_UPLOADS") or None

# ── Static files, language, time ─────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ENTENTE_STATIC", DATA / "static"))
STATICFILES_DIRS = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "entente.project.storage.HashedStatic"},
}
MEDIA_ROOT = DATA / "files"
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # pages speak in the workspace's zone; the machine speaks UTC

# ── Mail: everything goes through the outbox; without a server it is caught and shown ────────────
EMAIL_BACKEND = "entente.outbox.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = os.environ.get("ENTENTE_MAIL_FROM", "entente@localhost")
SMTP_URL = os.environ.get("ENTENTE_SMTP_URL", "")  # smtp://user:password@host:587?tls=starttls

SETUP_TOKEN_FILE = os.environ.get("ENTENTE_SETUP_TOKEN_FILE", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"our_faults": {"()": "entente.project.console.OurFaults"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["our_faults"],
        }
    },
    "loggers": {"django.request": {"level": "ERROR"}, "django.security.csrf": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ENTENTE_LOG", "WARNING")},
}
