"""
All settings, read top to bottom. Everything that differs between installations comes from the environment
(docs/how-to/run-in-production.md lists the names); a wrong value stops the start with a sentence that says what to do.
"""

import secrets
import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from config.sqlite import is_safe_for_wal, use_bundled_sqlite

use_bundled_sqlite()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- What kind of installation ------------------------------------------------------------------------------------
PRODUCTION = env.bool("CIVIKOS_PRODUCTION", default=False)
DEMO = env.bool("CIVIKOS_DEMO", default=False)
TESTING = "pytest" in sys.modules
DEBUG = env.bool("CIVIKOS_DEBUG", default=False)
DATA_DIR = Path(env.str("CIVIKOS_DATA_DIR", default=str(BASE_DIR / "var")))


def wrong(name: str, why: str, what_to_do: str) -> ImproperlyConfigured:
    """The one form every complaint about a setting takes."""
    return ImproperlyConfigured(f"{name}: {why} {what_to_do}")


if PRODUCTION and DEBUG:
    raise wrong("CIVIKOS_DEBUG", "must not be on in production.", "Remove it from the environment.")
if PRODUCTION and DEMO:
    raise wrong("CIVIKOS_DEMO", "signs anybody in by one key.", "Remove it from a production environment.")

try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise wrong(
        "CIVIKOS_DATA_DIR", f"{DATA_DIR} cannot be made ({error.strerror}).", "Name a folder that can be written."
    )

# --- Keys ---------------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("CIVIKOS_SECRET_KEY", default="")
if not SECRET_KEY:
    if PRODUCTION:
        raise wrong("CIVIKOS_SECRET_KEY", "is missing.", "Set it to the output of `civikos make_key`.")
    _key_file = DATA_DIR / "secret_key"
    if not _key_file.exists():
        _key_file.write_text(secrets.token_urlsafe(50))
        _key_file.chmod(0o600)
    SECRET_KEY = _key_file.read_text()
if PRODUCTION and len(SECRET_KEY) < 40:
    raise wrong("CIVIKOS_SECRET_KEY", "is too short.", "Set it to the output of `civikos make_key`.")
SECRET_KEY_FALLBACKS = env.list("CIVIKOS_SECRET_KEY_FALLBACKS", default=[])
# Signs the checkpoints of the public log; made in the data folder when it is not named.
LOG_KEY = env.str("CIVIKOS_LOG_KEY", default="")

# --- Addresses ----------------------------------------------------------------------------------------------------
SITE_URL = env.str("CIVIKOS_SITE_URL", default="" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise wrong("CIVIKOS_SITE_URL", "must be the public https:// address.", "Example: https://civikos.example.org")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = env.list(
    "CIVIKOS_ALLOWED_HOSTS", default=[SITE_HOST] if PRODUCTION else [SITE_HOST, "127.0.0.1", "localhost", "[::1]"]
)
NETWORK_NAME = env.str("CIVIKOS_NETWORK_NAME", default="CiviKos")
JURISDICTION = env.str("CIVIKOS_JURISDICTION", default="xk")
JURISDICTION_DIR = BASE_DIR / "civikos" / "jurisdictions" / JURISDICTION
if not JURISDICTION_DIR.is_dir():
    raise wrong(
        "CIVIKOS_JURISDICTION",
        f"there is no profile {JURISDICTION!r}.",
        "Use one of the folders in civikos/jurisdictions.",
    )

# --- Applications -------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "civikos.interfaces.portal",
    "civikos.interfaces.desk",
    "civikos.programs.positions",
    "civikos.programs.consultations",
    "civikos.programs.standards",
    "civikos.programs.information_requests",
    "civikos.procedures.ballots",
    "civikos.registers.legislation",
    "civikos.registers.organizations",
    "civikos.registers.topics",
    "civikos.registers.places",
    "civikos.kernel.privacy",
    "civikos.kernel.safekeeping",
    "civikos.kernel.mailroom",
    "civikos.kernel.catalog",
    "civikos.kernel.entrance",
    "civikos.kernel.correspondence",
    "civikos.kernel.files",
    "civikos.kernel.rulebook",
    "civikos.kernel.workdays",
    "civikos.kernel.jobs",
    "civikos.kernel.workflow",
    "civikos.kernel.audit",
    "civikos.kernel.accounts",
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "django_tasks",
    "huey.contrib.djhuey",
    "csp",
]
if DEMO or TESTING:
    INSTALLED_APPS.insert(0, "civikos.interfaces.demo")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "civikos.kernel.catalog.compression.QuickGZip",  # Pads at random, and Django masks its form tokens: BREACH gets nothing.
    "civikos.kernel.entrance.middleware.private_by_default",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "civikos.kernel.entrance.middleware.name_the_actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "civikos.interfaces.portal.context.layout",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "civikos.kernel.catalog.templatetags.civikos",
            ],
        },
    },
]
FORM_RENDERER = "civikos.kernel.catalog.forms.HouseRenderer"

# --- Databases ----------------------------------------------------------------------------------------------------
DATABASE_URL = env.str(
    "CIVIKOS_DATABASE_URL", default="" if PRODUCTION else f"sqlite:///{DATA_DIR / 'civikos.sqlite3'}"
)
try:
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
    assert DATABASES["default"].get("ENGINE")  # noqa: S101
except Exception:
    raise wrong(
        "CIVIKOS_DATABASE_URL",
        "is not an address of a database.",
        "Example: postgresql://civikos:password@localhost/civikos",
    )
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # With IMMEDIATE transactions every reader would take the write lock.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Django's, with writers that take turns instead of sleeping for the lock.
    DATABASES["default"]["ENGINE"] = "config.database.sqlite3"
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={'WAL' if is_safe_for_wal() else 'DELETE'};"
            f"PRAGMA synchronous={'NORMAL' if TESTING else 'FULL'};"
            "PRAGMA foreign_keys=ON;PRAGMA cache_size=-32000;PRAGMA journal_size_limit=67108864;"
        ),
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise wrong("CIVIKOS_DATABASE_URL", "names neither SQLite nor PostgreSQL.", "Use postgresql://… or sqlite:///…")
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # The address is unique without regard to case, by a constraint.
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Jobs: any engine huey knows, behind Django's Tasks interface ----------------------------------------------------
QUEUE_URL = env.str("CIVIKOS_QUEUE_URL", default=f"sqlite:///{DATA_DIR / 'queue.sqlite3'}")
HUEY: dict[str, object] = {
    "name": "civikos",
    "results": True,
    "store_none": False,
    "utc": True,
    "immediate": TESTING,
    "consumer": {"workers": 2, "worker_type": "thread", "max_delay": 1, "check_worker_health": True},
}
match urlsplit(QUEUE_URL).scheme:
    case "sqlite":
        HUEY |= {"huey_class": "huey.SqliteHuey", "filename": QUEUE_URL.removeprefix("sqlite:///"), "fsync": True}
    case "redis" | "rediss":
        HUEY |= {"huey_class": "huey.RedisExpireHuey", "url": QUEUE_URL}
    case "postgresql" | "postgres":
        HUEY |= {"huey_class": "huey.PostgresqlHuey", "dsn": QUEUE_URL}
    case other:
        raise wrong(
            "CIVIKOS_QUEUE_URL", f"the queue cannot live at {other!r}.", "Use redis://…, postgresql://… or sqlite:///…"
        )
TASKS = {
    "default": {"BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend", "ENQUEUE_ON_COMMIT": True, "QUEUES": []}
}

# --- Mail ---------------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("CIVIKOS_EMAIL_URL", default="" if PRODUCTION else "folder:")
MAIL_DOMAIN = env.str(
    "CIVIKOS_MAIL_DOMAIN",
    default=SITE_HOST if "." in SITE_HOST and not SITE_HOST[0].isdigit() else "civikos.example.org",
)
# Where mail comes in; docs/how-to/receive-mail.md tells the ways.
MAIL_IN_DOMAIN = env.str("CIVIKOS_MAIL_IN_DOMAIN", default=MAIL_DOMAIN).lower()
# To this address institutions send drafts: projektligje@…
INTAKE_LOCAL = env.str("CIVIKOS_INTAKE_LOCAL", default="projektligje").lower()
DEFAULT_FROM_EMAIL = env.str("CIVIKOS_MAIL_FROM", default=f"konsultime@{MAIL_DOMAIN}")
SECRETARIAT_EMAIL = env.str("CIVIKOS_SECRETARIAT_EMAIL", default=f"sekretariati@{MAIL_DOMAIN}")
MAIL_DIR = DATA_DIR / "mail"
match urlsplit(EMAIL_URL).scheme:
    case "folder":
        EMAIL_BACKEND = "civikos.kernel.correspondence.folder.FolderBackend"
        if PRODUCTION:
            raise wrong("CIVIKOS_EMAIL_URL", "a folder sends nothing.", "Use smtp+tls://user:password@host:587")
    case "smtp" | "smtp+tls" | "smtp+ssl":
        _mail = env.email_url_config(EMAIL_URL)
        EMAIL_BACKEND = "civikos.kernel.correspondence.smtp.SmtpBackend"
        EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"] or 25
        EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"] or "", _mail["EMAIL_HOST_PASSWORD"] or ""
        EMAIL_USE_TLS, EMAIL_USE_SSL = bool(_mail.get("EMAIL_USE_TLS")), bool(_mail.get("EMAIL_USE_SSL"))
        if PRODUCTION and not (EMAIL_USE_TLS or EMAIL_USE_SSL):
            raise wrong("CIVIKOS_EMAIL_URL", "would send personal links in clear.", "Use smtp+tls:// or smtp+ssl://")
    case other:
        raise wrong(
            "CIVIKOS_EMAIL_URL",
            f"mail cannot be sent by {other!r}." if other else "is missing.",
            "Example: smtp+tls://user:password@host:587",
        )
EMAIL_TIMEOUT = 30
IMAP_URL = env.str("CIVIKOS_IMAP_URL", default="")
if IMAP_URL and urlsplit(IMAP_URL).scheme not in {"imap+ssl", "imaps"}:
    raise wrong("CIVIKOS_IMAP_URL", "must use an encrypted connection.", "Example: imaps://user:password@host/INBOX")
# A certificate authority of one's own, for a mailbox inside the house.
IMAP_CA = env.str("CIVIKOS_IMAP_CA", default="")
# Only what the mail server of this name wrote about a sender is believed (RFC 8601); without it every answer by mail is
# confirmed by a link.
AUTHSERV_ID = env.str("CIVIKOS_AUTHSERV_ID", default=f"mx.{MAIL_IN_DOMAIN}" if DEMO else "").lower()
# Seals what a provider hands over by HTTP; without it that door is shut.
MAIL_WEBHOOK_KEY = env.str("CIVIKOS_MAIL_WEBHOOK_KEY", default="")
if MAIL_WEBHOOK_KEY and len(MAIL_WEBHOOK_KEY) < 32:
    raise wrong("CIVIKOS_MAIL_WEBHOOK_KEY", "is too short.", "Set it to the output of `civikos make_key`.")

# --- Files --------------------------------------------------------------------------------------------------------
STORAGE_URL = env.str("CIVIKOS_STORAGE_URL", default=f"file://{DATA_DIR / 'files'}")
_storage = urlsplit(STORAGE_URL)
match _storage.scheme:
    case "file":
        _private: dict[str, object] = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": _storage.path, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
        }
    case "s3":
        _private = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": _storage.path.strip("/"),
                "endpoint_url": f"https://{_storage.hostname}" + (f":{_storage.port}" if _storage.port else ""),
                "access_key": _storage.username,
                "secret_key": _storage.password,
                "default_acl": "private",
                "file_overwrite": True,
                "querystring_auth": True,
            },
        }
        if not (_storage.hostname and _storage.path.strip("/")):
            raise wrong("CIVIKOS_STORAGE_URL", "names no host or no bucket.", "Example: s3://key:secret@host/bucket")
    case other:
        raise wrong(
            "CIVIKOS_STORAGE_URL",
            f"files cannot be kept at {other!r}.",
            "Use file:///path or s3://key:secret@host/bucket",
        )
STORAGES = {
    "default": _private,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 31536000 if PRODUCTION else 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- Languages and time -------------------------------------------------------------------------------------------
LANGUAGES = [("sq", "Shqip"), ("sr-latn", "Srpski"), ("en", "English")]
LANGUAGE_CODE = "sq"
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "sq"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("sq", "en", "sr-latn")
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("CIVIKOS_TIME_ZONE", default="Europe/Belgrade")

# --- People and sessions ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["civikos.kernel.accounts.backends.CodeBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}}
]
LOGIN_URL = "entrance:sign_in"
LOGIN_REDIRECT_URL = "desk:desk"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# In a signed cookie while they are short: in the session each of them would be one more transaction.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- Headers ------------------------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The proxy is ours and overwrites these headers; anybody else could write into them what they like.
BEHIND_PROXY = env.bool("CIVIKOS_BEHIND_PROXY", default=False)
if PRODUCTION:
    SECURE_HSTS_SECONDS = 31536000
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
CSRF_FAILURE_VIEW = "civikos.interfaces.portal.views.form_too_old"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/maintenance/"],
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}

# --- Logs: no bodies, no addresses, no tokens ------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("CIVIKOS_LOG_LEVEL", default="WARNING")},
    "loggers": {"huey": {"level": "WARNING"}, "civikos": {"level": env.str("CIVIKOS_LOG_LEVEL", default="INFO")}},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}},
    # Finished parts of pages, up to some 40 KB each: at most about 60 MB a process.
    "kept": {
        "BACKEND": "civikos.kernel.catalog.kept.KeptObjects",
        "LOCATION": "kept",
        "OPTIONS": {"MAX_ENTRIES": 1500},
    },
}

# --- Floors: what this code was made safe for ------------------------------------------------------------------------
PYTHON_FLOOR = (3, 11, 10)
if sys.version_info < PYTHON_FLOOR and PRODUCTION and not env.bool("CIVIKOS_ACCEPT_OLD_PYTHON", default=False):
    raise wrong(
        "Python",
        f"{sys.version.split()[0]} lacks security fixes of 3.11.10.",
        "Upgrade, or set CIVIKOS_ACCEPT_OLD_PYTHON=1: our own guards cover the known ones.",
    )
