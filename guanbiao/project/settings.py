"""Settings, all of them from the environment; each is explained in ``docs/manual/settings.md``."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from guanbiao.people.keys import first_keys, rsa_key
from guanbiao.project import discover, external
from guanbiao.project.postgres import Server, write_private


def listed(name: str, default: str) -> tuple[str, ...]:
    """Names in a variable, separated by commas."""
    return tuple(filter(None, (each.strip() for each in os.environ.get(name, default).split(","))))


SAMPLE_CONTACTS = (
    "vehicles=车队调度室 分机 6601,meetings=会议服务科 分机 6602,reception=接待科 分机 6603,"
    "organisation=人事科 分机 6604,voices=综合服务科 分机 6605,evaluation=标准化科 分机 6606"
)


def contacts(given: Mapping[str, str]) -> dict[str, str]:
    """Business or service → whom to ask: the sample bureau's, or those a real one names."""
    usual = "" if "GUANBIAO_SITE" in given else SAMPLE_CONTACTS
    pairs = given.get("GUANBIAO_CONTACTS", usual).split(",")
    return dict(each.strip().split("=", 1) for each in pairs if "=" in each)


ROOT = Path(__file__).resolve().parent.parent.parent
HOME = Path(os.environ.get("GUANBIAO_HOME", ROOT / "var")).resolve()
DEBUG = os.environ.get("GUANBIAO_DEBUG", "") == "1"
HTTPS = os.environ.get("GUANBIAO_HTTPS", "") == "1"
SITE_NAME = os.environ.get("GUANBIAO_SITE", "云川市机关事务管理局")
CONTACT = os.environ.get("GUANBIAO_CONTACT", "本单位综合科")
CONTACTS = contacts(os.environ)
ATTACHMENT_MB = int(os.environ.get("GUANBIAO_ATTACHMENT_MB", "20"))
UPLOAD_DAY_MB = int(os.environ.get("GUANBIAO_UPLOAD_DAY_MB", "500"))
RECORD_MB = int(os.environ.get("GUANBIAO_RECORD_MB", "200"))
WATERMARK = listed("GUANBIAO_WATERMARK", "organisation.person")
POOL = int(os.environ.get("GUANBIAO_POOL", "10"))
AS_OWNER = os.environ.get("GUANBIAO_AS_OWNER", "") == "1"
PACKS = Path(os.environ.get("GUANBIAO_PACKS", ROOT / "packs"))


def kept_secret(name: str, made: Callable[[], str] = lambda: secrets.token_urlsafe(48)) -> Path:
    """A random key of this installation, made on first use and readable by nobody else."""
    path = HOME / name
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        write_private(path, made())
    return path


SM2_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Order of the base point of the SM2 curve (GB/T 32918.5-2017)."""


def sm2_key() -> str:
    """A random private key of SM2: between 1 and the order less 2 (GB/T 32918.1-2016, 6.1)."""
    return f"{secrets.randbelow(SM2_ORDER - 2) + 1:064x}"


SECRET_KEY = kept_secret("session.key").read_text(encoding="utf-8")
SPARK_MASTER = os.environ.get("GUANBIAO_SPARK_MASTER", "local[*]")
SEAL_KEY_FILE = kept_secret("seal.key")
DATA_KEY_FILE = kept_secret("data.keys", first_keys)
SEAL_SUITE = os.environ.get("GUANBIAO_SEAL_SUITE", "hmac")
if SEAL_SUITE not in ("hmac", "sm2"):
    raise SystemExit(f"GUANBIAO_SEAL_SUITE 只能是 hmac 或 sm2，现在是“{SEAL_SUITE}”。")
SM2_KEY_FILE = (
    HOME / "seal-sm2.key" if SEAL_SUITE == "hmac" else kept_secret("seal-sm2.key", sm2_key)
)
OIDC_PROVIDER = os.environ.get("GUANBIAO_OIDC_PROVIDER", "") == "1"
OIDC_KEY_FILE = HOME / "oidc.key"
if OIDC_PROVIDER:
    kept_secret(OIDC_KEY_FILE.name, rsa_key)
OIDC_ISSUER = os.environ.get("GUANBIAO_OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("GUANBIAO_OIDC_CLIENT", "")
OIDC_CLIENT_SECRET = os.environ.get("GUANBIAO_OIDC_SECRET", "")
OIDC_STAFF_CLAIM = os.environ.get("GUANBIAO_OIDC_STAFF_CLAIM", "preferred_username")
HOOK_HOSTS = listed("GUANBIAO_HOOK_HOSTS", "")
EMAIL_HOST = os.environ.get("GUANBIAO_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("GUANBIAO_MAIL_PORT", "465"))
EMAIL_HOST_USER = os.environ.get("GUANBIAO_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GUANBIAO_MAIL_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
MAIL_FROM = os.environ.get("GUANBIAO_MAIL_FROM", EMAIL_HOST_USER)
SMS_URL = os.environ.get("GUANBIAO_SMS_URL", "")
SMS_SECRET = os.environ.get("GUANBIAO_SMS_SECRET", "")
IM_URL = os.environ.get("GUANBIAO_IM_URL", "")
IM_CORP = os.environ.get("GUANBIAO_IM_CORP", "")
IM_AGENT = os.environ.get("GUANBIAO_IM_AGENT", "")
IM_SECRET = os.environ.get("GUANBIAO_IM_SECRET", "")
DING_URL = os.environ.get("GUANBIAO_DING_URL", "")
DING_KEY = os.environ.get("GUANBIAO_DING_KEY", "")
DING_AGENT = os.environ.get("GUANBIAO_DING_AGENT", "")
DING_SECRET = os.environ.get("GUANBIAO_DING_SECRET", "")
ROBOT_HOSTS = listed("GUANBIAO_ROBOT_HOSTS", "")
API_PER_MINUTE = int(os.environ.get("GUANBIAO_API_PER_MINUTE", "300"))
CAS_URL = os.environ.get("GUANBIAO_CAS", "")
KEY_STORE = os.environ.get("GUANBIAO_KEY_STORE", "guanbiao.people.keys.FileKeys")


def database(url: str) -> dict[str, object]:
    """Django's description of a PostgreSQL URL, with a connection pool.

    Several hosts and options such as ``target_session_attrs`` or ``sslmode`` are kept.
    """
    parts = conninfo_to_dict(url)
    named = {key: parts.pop(key, "") or "" for key in ("dbname", "user", "password", "host")}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": named["dbname"] or "guanbiao",
        "USER": named["user"],
        "PASSWORD": named["password"],
        "HOST": named["host"],
        "PORT": str(parts.pop("port", "") or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**parts, "pool": {"min_size": 1, "max_size": POOL, "timeout": 20}},
    }


def database_url() -> str:
    """The external server if one is named, else the embedded one of this home."""
    if os.environ.get("DATABASE_URL"):
        return external.owner_url() if AS_OWNER else external.app_url(HOME)
    server = Server(HOME)
    state = HOME / "database.json"
    if state.exists():
        server.port = json.loads(state.read_text(encoding="utf-8"))["port"]
    return server.dsn("owner" if AS_OWNER else "app")


DATABASES = {"default": database(database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MODULE_PACKAGES = discover.names(
    tuple(filter(None, os.environ.get("GUANBIAO_EXTRA_MODULES", "").split(",")))
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "guanbiao.people",
    "guanbiao.library",
    "guanbiao.gate",
    "guanbiao.audit",
    "guanbiao.kit",
    "guanbiao.exchange",
    *MODULE_PACKAGES,
    "guanbiao.project",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guanbiao.project.protection.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guanbiao.people.sessions.Watched",
    # Before the token of a form is asked for: who has to sign in hears of that, not of the token.
    "guanbiao.project.protection.SignedIn",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "guanbiao.project.protection.PlainText",
    "guanbiao.project.protection.GateAnswers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "guanbiao.project.once.Once",
]
ROOT_URLCONF = "guanbiao.project.urls"
WSGI_APPLICATION = "guanbiao.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "guanbiao" / "project" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "guanbiao.project.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "guanbiao.project.jinja.tokens",
                "guanbiao.project.navigation.context",
            ],
            "auto_reload": DEBUG,
        },
    },
]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["guanbiao.people.signin.Backend"]
PASSWORD_LENGTH = int(os.environ.get("GUANBIAO_PASSWORD_LENGTH", "10"))
PASSWORD_DAYS = int(os.environ.get("GUANBIAO_PASSWORD_DAYS", "90"))
TOTP_ROLES = listed("GUANBIAO_TOTP_ROLES", "系统管理员,安全管理员,安全审计员")
PRIVACY_NOTICE = os.environ.get("GUANBIAO_PRIVACY_NOTICE", "on") != "off"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SESSION_ENGINE = "guanbiao.people.sessions"
SESSION_COOKIE_AGE = int(os.environ.get("GUANBIAO_IDLE_MINUTES", "30")) * 60
SESSION_HOURS = int(os.environ.get("GUANBIAO_SESSION_HOURS", "12"))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "guanbiao.project.errors.csrf"
ALLOWED_HOSTS = os.environ.get("GUANBIAO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = list(filter(None, os.environ.get("GUANBIAO_ORIGINS", "").split(",")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
ASSETS = Path(os.environ.get("GUANBIAO_ASSETS", ROOT / "var" / "assets"))
STATICFILES_DIRS = [ASSETS] if ASSETS.exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("GUANBIAO_LOG", "WARNING")},
}
