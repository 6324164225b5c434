"""Options that several commands share, and Django for those that need it."""

import os
from gettext import gettext as _
from pathlib import Path

import click

from lingnan.config.environment import Environment
from lingnan.kernel.logins import APP_ROLE

content_option = click.option(
    "--content",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=lambda: Environment.read().content,
    help=_("内容目录；默认是 LINGNAN_CONTENT，或 content/guangdong。"),
)


def set_up_django(*, as_owner: bool = False) -> None:
    """Load the house. All but the owner's commands work with the least privilege."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lingnan.config.settings")
    if as_owner:
        os.environ.pop("LINGNAN_DATABASE_ROLE", None)
    else:
        os.environ.setdefault("LINGNAN_DATABASE_ROLE", APP_ROLE)
    import django

    django.setup()
