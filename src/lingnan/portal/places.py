"""Places by their codes, as short as a table wants them."""

from lingnan.portal.templatetags.portal import page_language
from lingnan.rooms.catalogue import api as catalogue
from lingnan.rooms.catalogue.types import in_locale
from lingnan.rooms.testing import api as testing

COUNTY_DIGITS = 6


def place_name(code: str) -> str:
    """`广州市越秀区北京街道`: within the province its name is left out; a code without a name stays as it is.

    A prefix, as an officer's charge has it (`44`), is the place that it begins.
    """
    divisions = catalogue.dictionary().divisions
    home = divisions.full_name(catalogue.province().division, locale=page_language())
    name = divisions.full_name(code.ljust(COUNTY_DIGITS, "0"), locale=page_language()) or code
    return name if name == home else name.removeprefix(home).removesuffix(f", {home}")


def site_name(site: str) -> str:
    """What a sampling site is called; its id where it is declared no more."""
    try:
        return str(in_locale(testing.get_site(site=site).name, page_language()))
    except testing.SiteUnknown:
        return site


def site_address(site: str) -> str:
    """Where a sampling site is; nothing where it is declared no more."""
    try:
        return str(in_locale(testing.get_site(site=site).address, page_language()))
    except testing.SiteUnknown:
        return ""
