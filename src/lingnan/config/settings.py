"""Django's settings, from the typed environment."""

from pathlib import Path

from lingnan.kernel import clock
from lingnan.kernel.secrecy import Vault, load_or_create_master

from .database import database_settings
from .environment import Environment

ENVIRONMENT = Environment.read()
ENVIRONMENT.var.mkdir(parents=True, exist_ok=True)
clock.turn_back(days=ENVIRONMENT.days_back)
VAULT = Vault(master=load_or_create_master(ENVIRONMENT.effective_secret_file))
PORTAL = Path(__file__).resolve().parents[1] / "portal"

SECRET_KEY = VAULT.index(plain="sessions and forms", purpose="config.secret_key").hex()
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts.split(",")
ROOT_URLCONF = "lingnan.config.urls"
WSGI_APPLICATION = "lingnan.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_cotton.apps.SimpleAppConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "oauth2_provider",
    "procrastinate.contrib.django",
    "lingnan.kernel",
    "lingnan.rooms.identity",
    "lingnan.rooms.codes",
    "lingnan.rooms.catalogue",
    "lingnan.rooms.exchange",
    "lingnan.rooms.licences",
    "lingnan.rooms.cases",
    "lingnan.rooms.health",
    "lingnan.rooms.testing",
    "lingnan.rooms.outreach",
    "lingnan.portal",
    "lingnan.config",
]

MIDDLEWARE = [
    "lingnan.portal.strain.Measured",
    "django.middleware.security.SecurityMiddleware",
    "lingnan.portal.shell.ContentSecurityPolicy",
    "lingnan.portal.legibility.LegibleRequests",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lingnan.portal.shell.PrivatePages",
    "lingnan.portal.shell.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PORTAL],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lingnan.portal.shell.preferences",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "lingnan.portal.templatetags.portal",
            ],
        },
    }
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True

_database = database_settings(url=ENVIRONMENT.effective_database_url, role=ENVIRONMENT.role_to_take)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **_database,
        "OPTIONS": {**_database["OPTIONS"], "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        # Wrong passwords are counted here: at Django's 300 entries a busy minute, or a guesser, would push counts out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lingnan.rooms.identity.signin.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/10m/key,30/10m/ip",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "岭南"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENVIRONMENT.effective_public_url.startswith("http://")

# Other systems sign in as themselves, by client credentials alone; what is kept of a token is its digest (RFC 9700).
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "SCOPES_BACKEND_CLASS": "lingnan.rooms.identity.machines.RoleScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "assets/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "lingnan.portal.shell.csrf_failed"
SECURE_HSTS_SECONDS = 365 * 24 * 3600  # said over https only
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.effective_public_url.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
