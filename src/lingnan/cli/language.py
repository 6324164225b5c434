"""The user's language: Simplified Chinese, unless the environment says Traditional or English.

What a command says is written in Chinese and translated by gettext, as click's own words are. The language is settled
when this module is loaded, because a command's help is translated where the command is defined.
"""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

from lingnan.kernel.errors import LingnanError

DOMAIN = "cli"
CATALOGUES = Path(__file__).parent / "locale"
PAGES_DOMAIN = "django"
PAGES_CATALOGUES = Path(__file__).parents[1] / "locale"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
LANGUAGES = {
    "zh_Hant": "zh_Hant",
    "zh_HK": "zh_Hant",
    "zh_MO": "zh_Hant",
    "zh_TW": "zh_Hant",
    "zh": "zh_Hans",
    "en": "en",
}
USUAL = "zh_Hans"


def choose(environment: Mapping[str, str]) -> str:
    """`zh_Hans`, `zh_Hant` or `en`: the first that a variable names, in gettext's order; `C` names none."""
    named = (name for variable in VARIABLES for name in environment.get(variable, "").split(":"))
    spoken = (LANGUAGES[prefix] for name in named for prefix in LANGUAGES if name.startswith(prefix))
    return next(spoken, USUAL)


def settle() -> None:
    """Speak the user's language from here on, click too. Children inherit it."""
    os.environ["LANGUAGE"] = choose(os.environ)
    gettext.bindtextdomain(DOMAIN, CATALOGUES)
    gettext.bindtextdomain(PAGES_DOMAIN, PAGES_CATALOGUES)
    gettext.textdomain(DOMAIN)


def translate(text: str) -> str:
    """A sentence in the user's language. One that pages show too is translated in the pages' catalogue."""
    own = gettext.gettext(text)
    return own if own != text else gettext.dgettext(PAGES_DOMAIN, text)


def tell(error: LingnanError) -> str:
    """A refusal in the user's language."""
    words = translate(error.message)
    return words % error.details if error.details else words


def locale() -> str:
    """The settled language as content names it: `zh-Hans`, `zh-Hant` or `en`."""
    return os.environ["LANGUAGE"].replace("_", "-")


settle()
