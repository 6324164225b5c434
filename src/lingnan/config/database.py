"""Django's settings of the database, from its address."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

_SETTINGS = {
    "NAME": ("dbname", "lingnan"),
    "USER": ("user", ""),
    "PASSWORD": ("password", ""),
    "HOST": ("host", ""),
    "PORT": ("port", ""),
}
# Values go apart from the statement, which the server then parses and plans once a connection, from the fifth time on.
_PREPARED = {"server_side_binding": True, "prepare_threshold": 5}


def database_settings(*, url: str, role: str) -> dict[str, Any]:
    """Name, user and so on by Django's names; what the address says besides (`sslmode` …) goes along as it is."""
    given = conninfo_to_dict(url)
    named = {setting: given.pop(name, default) for setting, (name, default) in _SETTINGS.items()}
    taken = f"-c role={role}" if role else ""
    options = f"{given.pop('options', '')} {taken}".strip()
    return {**named, "OPTIONS": {**given, **_PREPARED, **({"options": options} if options else {})}}
